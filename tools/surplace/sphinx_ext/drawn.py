"""What charts and diagrams share: a drawing, the table in a fold below it, and their style sheet.

In live HTML a drawing is SVG in the page, coloured by figures.css; in EPUB it is an image file with a text for
those who do not see it; all other builders print the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.osutil import relative_uri

from surplace.charts.canvas import Drawing
from surplace.sphinx_ext.nodes import sp_box

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


class sp_drawing(nodes.General, nodes.Element):  # noqa: N801 -- its visitors are named after it
    """A drawing; ``name``, ``title``, ``text``, and the ``marks`` and ``height`` of its SVG."""


class sp_summary(nodes.TextElement):  # noqa: N801
    """The line that opens a fold."""


def fold(words: str, inside: Sequence[nodes.Node]) -> sp_box:
    """A part that opens: a summary, and what it hides until then; print and other builders show it open."""
    return sp_box("", sp_summary("", words), *inside, tag="details", classes=["sp-fold"])


def table(
    caption: str, heads: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[nodes.Node]]
) -> nodes.table:
    """A table whose first column heads its rows; each cell is a node that holds paragraphs."""
    out = nodes.table("", classes=["sp-data", "longtable"])
    if caption:
        out += nodes.title("", caption)
    group = nodes.tgroup(cols=len(heads))
    for at, width in enumerate(widths):
        column = nodes.colspec(colwidth=width)
        if at == 0:
            column["stub"] = 1
        group += column
    head = nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in heads))
    group += nodes.thead("", head)
    body = nodes.tbody()
    for cells in rows:
        body += nodes.row("", *cells)
    group += body
    out += group
    return out


def cell(*parts: nodes.Node) -> nodes.entry:
    """A cell of a table with its paragraphs."""
    return nodes.entry("", *parts)


def said(text: str, path: str, line: int, **attributes: Any) -> nodes.paragraph:
    """A paragraph that translators get, with the file and line that it comes from."""
    out = nodes.paragraph(text, text, **attributes)
    out.source, out.line = path, line
    return out


def free(document: nodes.document, box: nodes.Element, wanted: str) -> None:
    """Give a box an id that its page does not have yet."""
    ident, number = wanted, 2
    while ident in document.ids:
        ident, number = f"{wanted}-{number}", number + 1
    box["ids"] = [ident]
    document.ids[ident] = box


def visit_drawing(self: HTML5Translator, node: sp_drawing) -> None:
    """SVG in the page; the id of the box around it, which is unique, begins its ids."""
    around = node.parent.parent
    assert isinstance(around, nodes.Element)
    drawing = Drawing(node["height"], node["marks"])
    self.body.append(drawing.inline(escape(around["ids"][0]), node["title"], node["text"]) + "\n")
    raise nodes.SkipNode


def visit_summary(self: HTML5Translator, node: sp_summary) -> None:
    """The native control of a fold."""
    self.body.append("<summary>")


def depart_summary(self: HTML5Translator, node: sp_summary) -> None:
    """Close it."""
    self.body.append("</summary>\n")


def never(self: HTML5Translator, node: nodes.Element) -> None:
    """Never called: a drawing is written when it is visited."""


VISITORS: dict[type[nodes.Element], tuple[Any, Any]] = {
    sp_drawing: (visit_drawing, never),
    sp_summary: (visit_summary, depart_summary),
}


def make_generic(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """For builders that write no live HTML: an image in EPUB, else the table alone; summaries as plain lines."""
    builder = app.builder
    if (builder.format == "html" and builder.name != "epub") or builder.name == "gettext":
        return
    for drawing in list(doctree.findall(sp_drawing)):
        drawing.replace_self(_image(app, drawing, docname) if builder.name == "epub" else [])
    for line in list(doctree.findall(sp_summary)):
        line.replace_self(nodes.paragraph("", "", nodes.strong("", line.astext())))


def _image(app: Sphinx, node: sp_drawing, docname: str) -> nodes.image:
    """Write the drawing beside the images of the book; the same chart is the same file on every page."""
    name = f"chart-{node['name']}.svg"
    folder = Path(app.outdir) / "_images"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(Drawing(node["height"], node["marks"]).file(node["title"]), encoding="utf-8")
    uri = relative_uri(app.builder.get_target_uri(docname), f"_images/{name}")
    return nodes.image(uri=uri, alt=f"{node['title']}. {node['text']}", candidates={"?": ""})


def add_style(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load figures.css where a chart or a diagram stands, and on no other page."""
    if doctree is None or app.builder.name == "epub":
        return
    if any("sp-figure" in box["classes"] for box in doctree.findall(sp_box)):
        app.add_css_file("figures.css")

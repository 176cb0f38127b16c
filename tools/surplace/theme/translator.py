"""Pages and books as HTML: what docutils and Sphinx write badly is written well here, node by node.

Each method names what it mends. The rest is Sphinx's own ``HTML5Translator``. References: HTML Living
Standard; ARIA in HTML (W3C); WCAG 2.2, success criteria 1.3.1 (tables) and 2.1.1 (scrolled regions).
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.locale import _
from sphinx.util.images import get_image_size
from sphinx.writers.html5 import HTML5Translator

PIXELS = re.compile(r"(\d+(?:\.\d+)?)\s*(?:px)?")
"""A length that HTML's ``width`` and ``height`` attributes can hold."""


class PageTranslator(HTML5Translator):
    """For the pages of a site: no inline style (the content policy forbids it), no slash in void elements."""

    xhtml = False

    def __init__(self, document: nodes.document, builder: Builder) -> None:
        super().__init__(document, builder)
        self.meta = [tag for tag in self.meta if 'name="viewport"' not in tag]  # the template has it
        self.tables = 0
        self.size: dict[str, str] = {}

    def starttag(
        self, node: nodes.Element, tagname: str, suffix: str = "\n", empty: bool = False, **attributes: Any
    ) -> str:
        """Drop inline style and, outside XHTML, the slash of void elements."""
        attributes.pop("style", None)
        tag: str = super().starttag(node, tagname, suffix, empty and self.xhtml, **attributes)
        return tag

    # Headings: the permalink stands beside the heading, so that it is not read as a part of its name.

    def visit_title(self, node: nodes.title) -> None:
        """Open a section's heading; a toctree's caption is a plain paragraph, not a heading without a level."""
        if isinstance(node.parent, addnodes.compact_paragraph) and node.parent.get("toctree"):
            self.body.append('<p class="caption"><span class="caption-text">')
            self.context.append("</span></p>\n")
            return
        if self._has_permalink(node):
            self.body.append('<div class="sp-heading">')
        super().visit_title(node)

    def depart_title(self, node: nodes.title) -> None:
        """Close a section's heading, then add its permalink; the first heading needs none."""
        if not isinstance(node.parent, nodes.section):
            super().depart_title(node)
            return
        self.body.append(self.context.pop())
        if self._has_permalink(node):
            self.add_permalink_ref(node.parent, _("Link to this heading"))
            self.body.append("</div>\n")

    def _has_permalink(self, node: nodes.title) -> bool:
        shown = self.config.html_permalinks and self.builder.add_permalinks
        return bool(shown and self.section_level > 1 and isinstance(node.parent, nodes.section))

    def add_permalink_ref(self, node: nodes.Element, title: str) -> None:
        """Name the permalink by what it links to; the sign alone says nothing when read out."""
        if node["ids"] and self.config.html_permalinks and self.builder.add_permalinks:
            name = nodes.Element.astext(node if isinstance(node, nodes.term) else _title_of(node))
            label = escape(f"{title}: {name}" if name else title)
            icon = self.config.html_permalinks_icon
            self.body.append(f'<a class="headerlink" href="#{node["ids"][0]}" aria-label="{label}">{icon}</a>')

    # Tables: header cells have a scope, and a wide table scrolls in a region that the keyboard reaches.

    def visit_table(self, node: nodes.table) -> None:
        """Open the region and the table; no classes of docutils, no width."""
        self.tables += 1
        caption = _title_of(node).astext()
        label = f"{_('Table')} {self.tables}" + (f": {caption}" if caption else "")
        region = "" if self.xhtml else f' role="region" tabindex="0" aria-label="{escape(label)}"'
        self.body.append(f'<div class="sp-scroll"{region}>\n')
        self.body.append(self.starttag(node, "table"))

    def depart_table(self, node: nodes.table) -> None:
        """Close the table and its region."""
        self.body.append("</table>\n</div>\n")

    def visit_colspec(self, node: nodes.colspec) -> None:
        """Note the stub column; the widths that a source line happens to have are not passed on."""
        node.parent.stubs.append(node.get("stub"))  # type: ignore[union-attr]

    def depart_colspec(self, node: nodes.colspec) -> None:
        """Write nothing."""

    def visit_row(self, node: nodes.Element) -> None:
        """Open a row; the style sheet tells odd from even."""
        self.body.append(self.starttag(node, "tr", ""))
        node.column = 0  # type: ignore[attr-defined]

    def visit_entry(self, node: Any) -> None:
        """Open a cell: ``th`` with its scope in heads and stub columns; an empty head is no header."""
        row = node.parent
        attributes: dict[str, Any] = {}
        head = isinstance(row.parent, nodes.thead)
        stub = bool(row.parent.parent.stubs[row.column])
        tag = "th" if (head or stub) and node.astext().strip() else "td"
        if tag == "th":
            attributes["scope"] = "col" if head else "row"
        if "morerows" in node:
            attributes["rowspan"] = str(node["morerows"] + 1)
        if "morecols" in node:
            attributes["colspan"] = str(node["morecols"] + 1)
        row.column += 1 + node.get("morecols", 0)
        self.body.append(self.starttag(node, tag, "", **attributes))
        self.context.append(f"</{tag}>\n")

    # Images: their size in the file, so that the text does not jump when they come.

    def visit_image(self, node: nodes.image) -> None:
        """Add the size; an image without a text for it is decoration, not its file name."""
        self.size = self._size(node)
        node.setdefault("alt", "")
        super().visit_image(node)

    def image_size(self, node: nodes.image) -> dict[str, str]:  # type: ignore[override] # the stub is behind
        """The attributes ``width`` and ``height`` in CSS pixels."""
        return self.size

    def _size(self, node: nodes.image) -> dict[str, str]:
        found = None if "://" in node["uri"] else get_image_size(self.builder.srcdir / node["uri"])
        if not found:
            return {}
        asked = PIXELS.fullmatch(node.get("width", ""))
        factor = float(asked[1]) / found[0] if asked else node.get("scale", 100) / 100
        return {"width": str(round(found[0] * factor)), "height": str(round(found[1] * factor))}

    # Notes: roles that ARIA has dropped, and groups that would be landmarks inside the main one.

    def visit_citation(self, node: nodes.citation) -> None:
        """Open an entry of a bibliography without ``doc-biblioentry`` (deprecated in DPUB-ARIA 1.1)."""
        self.body.append(self.starttag(node, "div", CLASS="citation"))

    def depart_citation(self, node: nodes.citation) -> None:
        """Close the entry."""
        self.body.append("</div>\n")

    def visit_footnote(self, node: nodes.footnote) -> None:
        """Open a footnote, and before the first of a row the group, which is no landmark."""
        if not isinstance(node.previous_sibling(), nodes.footnote):
            self.body.append('<div class="footnote-list">\n')
        self.body.append(self.starttag(node, "div", CLASS="footnote", role="doc-footnote"))

    def depart_footnote(self, node: nodes.footnote) -> None:
        """Close the footnote, and after the last of a row the group."""
        self.body.append("</div>\n")
        if not isinstance(node.next_node(descend=False, siblings=True), nodes.footnote):
            self.body.append("</div>\n")

    # Facts: each term and its definition stand in one ``div``, so that they can stand side by side.

    def visit_definition_list_item(self, node: nodes.definition_list_item) -> None:
        """Open the group, in a list of facts."""
        if "sp-facts" in node.parent["classes"]:
            self.body.append("<div>")

    def depart_definition_list_item(self, node: nodes.definition_list_item) -> None:
        """Close the group."""
        if "sp-facts" in node.parent["classes"]:
            self.body.append("</div>\n")

    def visit_line(self, node: nodes.line) -> None:
        """Open a line of a line block; an empty one keeps its height."""
        self.body.append(self.starttag(node, "div", "", CLASS="line"))
        if not len(node):
            self.body.append("<br />" if self.xhtml else "<br>")


class BookTranslator(PageTranslator):
    """For EPUB, which is XHTML: void elements keep their slash, and nothing scrolls sideways."""

    xhtml = True


def _title_of(node: nodes.Element) -> nodes.Element:
    """The title or caption of a node; an empty one if it has none."""
    found = next((child for child in node.children if isinstance(child, (nodes.title, nodes.caption))), None)
    return found if found is not None else nodes.inline()

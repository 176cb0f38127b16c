"""The directive ``diagram``: lists and tables from ``course/data/diagrams.yaml``, drawn by the style sheet alone.

Every part is text in reading order, with its citation, so that no builder and no reader needs a picture of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from surplace.findings import listed, suggestion
from surplace.load.diagrams import FILE, Diagram, Piece, load_diagrams
from surplace.sphinx_ext import state
from surplace.sphinx_ext.cite import cited
from surplace.sphinx_ext.drawn import cell, free, said, table
from surplace.sphinx_ext.nodes import sp_box

logger = logging.getLogger(__name__)


class DiagramDirective(SphinxDirective):
    """``{diagram} refugee-test``: one diagram of the course."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The figure; faults of the file have been reported when the course was loaded."""
        name = self.arguments[0]
        path = state.of(self.env).root / FILE
        self.env.note_dependency(str(path))
        known, _problems = load_diagrams(path)
        diagram = known.get(name)
        if diagram is None:
            close = suggestion(name, known) or f": choose {listed(known)}"
            logger.warning("there is no diagram “%s”%s", name, close, location=self.get_location(), type="surplace")
            return []
        self.path = str(path)
        figure = sp_box(tag="figure", classes=["sp-diagram"])
        caption = sp_box(tag="figcaption", classes=["sp-caption"])
        caption += said(diagram.title, self.path, diagram.place.line, classes=["sp-title"])
        if diagram.note:
            caption += said(diagram.note, self.path, diagram.place.line)
        figure += [caption, *self._shape(diagram)]
        box = sp_box("", figure, tag="div", classes=["sp-figure"])
        self.set_source_info(box)
        free(self.state.document, box, f"diagram-{name}")
        return [box]

    def _shape(self, diagram: Diagram) -> list[nodes.Node]:
        match diagram.shape:
            case "flow":
                return [self._steps(diagram.parts, "sp-flow")]
            case "ladder":
                return [self._steps(diagram.parts, "sp-ladder")]
            case "sum":
                return [self._sum(part) for part in diagram.parts]
            case "timeline":
                return [self._dates(diagram.parts)]
            case _:
                return [self._table(part) for part in diagram.parts]

    def _steps(self, parts: Sequence[Piece], name: str) -> nodes.enumerated_list:
        """Numbered boxes; what stands in a part becomes its answers."""
        out = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=".", classes=[name])
        for part in parts:
            item = nodes.list_item("", self._head(part))
            item += self._text(part)
            if part.parts:
                answers = nodes.bullet_list(classes=["sp-answers"])
                for answer in part.parts:
                    answers += nodes.list_item("", self._head(answer), *self._text(answer))
                item += answers
            out += item
        return out

    def _sum(self, part: Piece) -> sp_box:
        """Boxes with a plus between them, and what follows from them."""
        box = sp_box("", self._head(part), tag="div", classes=["sp-sum"])
        terms = nodes.bullet_list(classes=["sp-terms"])
        for term in part.parts:
            terms += nodes.list_item("", self._head(term), *self._text(term))
        box += [terms, *self._text(part)]
        return box

    def _dates(self, parts: Sequence[Piece]) -> nodes.definition_list:
        out = nodes.definition_list(classes=["sp-time"])
        for part in parts:
            out += nodes.definition_list_item("", nodes.term("", part.head), nodes.definition("", *self._text(part)))
        return out

    def _table(self, part: Piece) -> nodes.table:
        rows = [[cell(self._words(row)), *(cell(*self._text(one)) for one in row.parts)] for row in part.parts]
        stub = "State" if len(part.columns) < 3 else "Treaty"
        return table(part.head, [stub, *part.columns], [2, *(3 for _ in part.columns)], rows)

    def _head(self, part: Piece) -> nodes.paragraph:
        strong = nodes.strong("", part.head)
        out = nodes.paragraph(part.head, "", strong, classes=["sp-step"])
        out.source, out.line = self.path, part.place.line
        return out

    def _words(self, part: Piece) -> nodes.paragraph:
        return said(part.head, self.path, part.place.line)

    def _text(self, part: Piece) -> list[nodes.Node]:
        """The text with its citations in brackets; nothing where a part has only a head."""
        if not part.text:
            return []
        out = said(part.text, self.path, part.place.line)
        if part.cites:
            out += [nodes.Text(" ("), *cited(part.cites, self.env), nodes.Text(")")]
        else:
            out["classes"].append("sp-unknown")
        return [out]

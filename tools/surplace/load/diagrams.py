"""Diagrams: ``course/data/diagrams.yaml``, a tree of short parts, each with its citation.

A part has a head, or a text, or both; what stands in it are again parts (the answers to a question, the cells of a
row). A part with a text cites, or says plainly that the course's sources do not have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from surplace import yamlfile
from surplace.findings import Findings, quoted
from surplace.load.fields import Fields, describe
from surplace.model import Citation
from surplace.problem import Place, Problem
from surplace.yamlfile import Map

SHAPES = ("flow", "sum", "timeline", "grid", "ladder")
"""Questions in a row; parts that add up; dated events; tables; rungs."""

UNKNOWN = "Not in this course’s sources."
"""What a cell says when nobody here has seen a source: never a guess."""

FILE = "course/data/diagrams.yaml"
_KEYS = ("id", "shape", "title", "note", "parts")
_PART = ("head", "text", "unknown", "cite", "columns", "parts")
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a diagram; ``columns`` are the heads of a table whose rows are ``parts``."""

    head: str
    text: str
    cites: tuple[Citation, ...]
    columns: tuple[str, ...]
    parts: tuple[Piece, ...]
    place: Place

    def all(self) -> Iterator[Piece]:
        """The part and all that stands in it."""
        yield self
        for part in self.parts:
            yield from part.all()


@dataclass(frozen=True, slots=True)
class Diagram:
    """A diagram: its shape, its title, a note on how to read it, and its parts."""

    id: str
    shape: str
    title: str
    note: str
    parts: tuple[Piece, ...]
    place: Place

    def cites(self) -> Iterator[Citation]:
        """Every citation, in the order of reading."""
        for top in self.parts:
            for part in top.all():
                yield from part.cites


def load_diagrams(path: Path, shown: str = FILE) -> tuple[dict[str, Diagram], tuple[Problem, ...]]:
    """The diagrams by id in the order of the file; none where there is no file."""
    if not path.exists():
        return {}, ()
    node, raised = yamlfile.read_file(path, shown)
    found = Findings()
    found.take(raised)
    known: dict[str, Diagram] = {}
    if isinstance(node, Map):
        fields = Fields(node, ("diagrams",), "the list of diagrams", found)
        for part in fields.maps("diagrams", _KEYS, "a diagram", required=True):
            one = _diagram(part, found) if part and not found.full else None
            if one and part and one.id in known:
                part.bad("id", f"{quoted(one.id)} is there already on line {known[one.id].place.line}", "repeated-id")
            elif one:
                known[one.id] = one
    elif node is not None:
        found.error("wrong-type", node.place, f'the list starts with "diagrams:", but {describe(node)} is here')
    return known, found.done()


def _diagram(fields: Fields, found: Findings) -> Diagram | None:
    name = fields.slug("id", required=True)
    shape = fields.choice("shape", SHAPES, required=True)
    title = fields.text("title", required=True)
    parts = tuple(_pieces(fields, found, 1, required=True))
    for part in parts:
        if shape == "grid":
            _measure(part, found)
    return Diagram(name, shape, title, fields.text("note"), parts, fields.place) if name and shape and title else None


def _pieces(fields: Fields, found: Findings, depth: int, required: bool = False) -> Iterator[Piece]:
    for part in fields.maps("parts", _PART, "a part", required=required):
        if part is not None:
            yield _piece(part, found, depth)


def _piece(fields: Fields, found: Findings, depth: int) -> Piece:
    text, cites = fields.text("text"), fields.cites()
    unknown = fields.flag("unknown", default=False)
    head = fields.text("head")
    if text and not cites:
        what = "this part has a text and cites no source: add cite: and a line like - key, art. 1"
        found.error("missing-key", fields.place, f"{what}, or write unknown: true in the place of the text")
    if unknown and (text or cites):
        found.error("bad-value", fields.place, "what is unknown has no text and no citation: take one of them out")
    if not (text or head or unknown):
        fields.missing("text")
    parts: tuple[Piece, ...] = ()
    if "parts" in fields.nodes:
        if depth == _DEEPEST:
            fields.bad("parts", f"stands {_DEEPEST + 1} deep, and {_DEEPEST} is the most: make this flatter")
        else:
            parts = tuple(_pieces(fields, found, depth + 1))
    return Piece(head, UNKNOWN if unknown else text, cites, fields.words("columns"), parts, fields.place)


def _measure(table: Piece, found: Findings) -> None:
    """A table has columns, and each of its rows has a cell for each."""
    if not table.columns:
        found.error("missing-key", table.place, "this table has no columns: add columns: with a list of heads")
    for row in table.parts:
        if len(row.parts) != len(table.columns):
            what = f"the row {quoted(row.head)} has {len(row.parts)} cells, and its table {len(table.columns)} columns"
            found.error("bad-value", row.place, f"{what}: give each column one cell")


def cited(diagrams: Mapping[str, Diagram]) -> tuple[Citation, ...]:
    """Every citation of some diagrams."""
    return tuple(cite for diagram in diagrams.values() for cite in diagram.cites())

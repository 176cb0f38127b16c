"""The diagrams: each text is cited, what is unknown says so, and a bad file is told line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from surplace import cite
from surplace.load import load_sources
from surplace.load.diagrams import FILE, UNKNOWN, Diagram, load_diagrams
from tests.conftest import ROOT

NAMES = ("refugee-test", "act-means-purpose", "timeline", "who-is-bound", "nationality-flow", "claim-finding-law")


@pytest.fixture(scope="module")
def diagrams() -> dict[str, Diagram]:
    """The diagrams of the course, which have no fault."""
    found, problems = load_diagrams(ROOT / FILE)
    assert [str(problem) for problem in problems] == []
    return found


def test_all_are_there(diagrams: dict[str, Diagram]) -> None:
    """Six diagrams, each with parts."""
    assert tuple(diagrams) == NAMES
    assert all(diagram.parts for diagram in diagrams.values())


def test_every_text_is_cited(diagrams: dict[str, Diagram]) -> None:
    """A part with a text names a source of the course and a place that it has; the rest says that it is unknown."""
    sources = load_sources(ROOT / "course/sources.yaml", "course/sources.yaml")[1]
    for diagram in diagrams.values():
        for part in (part for top in diagram.parts for part in top.all()):
            assert bool(part.cites) == bool(part.text and part.text != UNKNOWN), part.place
            for one in part.cites:
                assert cite.fits(sources[one.key], one.locator) is None, one.place


def test_the_grid_has_every_state_and_no_guess(diagrams: dict[str, Diagram]) -> None:
    """Nine states; each cell is cited or says that the course's sources do not have it."""
    tables = diagrams["who-is-bound"].parts
    cells = [cell for table in tables for row in table.parts for cell in row.parts]

    assert len(tables[0].parts) == 9
    assert all(cell.cites or cell.text == UNKNOWN for cell in cells)
    assert sum(cell.text == UNKNOWN for cell in cells) == 6


def test_the_child_column_needs_no_means(diagrams: dict[str, Diagram]) -> None:
    """Article 3(c) of the Trafficking Protocol takes the means out for a child."""
    adult, child = diagrams["act-means-purpose"].parts

    assert [part.head for part in adult.parts] == ["Act", "Means", "Purpose"]
    assert child.parts[1].head == "No means needed"
    assert str(child.parts[1].cites[0].locator) == "art. 3(c)"


BAD = [
    ("- {id: a, shape: round, title: T, parts: [{head: H}]}", "bad-value"),
    ("- {id: a, shape: flow, parts: [{head: H}]}", "missing-key"),
    ("- {id: A b, shape: flow, title: T, parts: [{head: H}]}", "bad-id"),
    ("- {id: a, shape: flow, title: T}", "missing-key"),
    ("- {id: a, shape: flow, title: T, parts: [{text: It is so.}]}", "missing-key"),
    ("- {id: a, shape: flow, title: T, parts: [{colour: red, head: H}]}", "unknown-key"),
    ("- {id: a, shape: flow, title: T, parts: [{}]}", "missing-key"),
    ("- {id: a, shape: flow, title: T, parts: [{text: So., cite: ['crc-1989, article 7']}]}", "cite-malformed"),
    ("- {id: a, shape: flow, title: T, parts: [{unknown: true, text: So., cite: ['crc-1989, art. 7']}]}", "bad-value"),
    ("- {id: a, shape: grid, title: T, parts: [{head: H, parts: []}]}", "missing-key"),
    ("- {id: a, shape: grid, title: T, parts: [{head: H, columns: [C, D], parts: [{head: R, parts: [{head: x}]}]}]}",
     "bad-value"),
    ("- {id: a, shape: flow, title: T, parts: [{head: 1, parts: [{head: 2, parts: [{head: 3, parts: [{head: 4}]}]}]}]}",
     "bad-value"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "rule"), BAD, ids=[f"{rule}-{i}" for i, (_, rule) in enumerate(BAD)])
def test_a_bad_part_is_told(tmp_path: Path, line: str, rule: str) -> None:
    """The first fault of the file is the one that is there, on its line."""
    path = tmp_path / "diagrams.yaml"
    path.write_text(f"diagrams:\n{line}\n", encoding="utf-8")
    problems = load_diagrams(path, FILE)[1]

    assert [(p.rule, p.place.path, p.place.line) for p in problems[:1]] == [(rule, FILE, 2)]


def test_an_id_stands_once(tmp_path: Path) -> None:
    """The second diagram of one name is told."""
    path = tmp_path / "diagrams.yaml"
    one = "- {id: a, shape: flow, title: T, parts: [{head: H}]}\n"
    path.write_text(f"diagrams:\n{one}{one}", encoding="utf-8")

    assert [p.rule for p in load_diagrams(path, FILE)[1]] == ["repeated-id"]


def test_a_course_without_diagrams_has_no_fault(tmp_path: Path) -> None:
    """Only what is there is checked."""
    assert load_diagrams(tmp_path / "diagrams.yaml") == ({}, ())

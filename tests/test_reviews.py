"""The record of the independent readings is complete."""

from __future__ import annotations

import json

from surplace.load import load
from surplace.model import TESTS
from tests.conftest import ROOT

COURSE = load(ROOT)[0]


def rows(name: str) -> list[dict[str, str]]:
    """The records of one file, each with its three fields."""
    text = (ROOT / f"tests/reviews/{name}.jsonl").read_text(encoding="utf-8")
    found = [json.loads(line) for line in text.splitlines()]
    assert all(row["found"] and set(row) == {"item", "found", "changed"} for row in found)
    return found


def test_every_item_has_been_read() -> None:
    """Each item of each lesson's bank has one record, with what was found and what was changed."""
    for lesson in COURSE.lessons:
        read = [row["item"] for row in rows(f"lesson-{lesson.id}")]

        assert {item.id for item in COURSE.banks[lesson.page.stem].items} <= set(read), lesson.id
        assert "lesson" in read
        assert len(read) == len(set(read)), f"{lesson.id}: two records of one item"


def test_every_item_of_the_two_tests_has_been_read() -> None:
    """The record of a test item stands with its lesson."""
    for stem in TESTS:
        for item in COURSE.banks[stem].items:
            name = item.objective[:-1]
            assert item.id in {row["item"] for row in rows(f"lesson-{name}")}, item.id


def test_every_decision_of_the_cases_has_been_read() -> None:
    """A case has a file of its own."""
    for case in COURSE.cases.values():
        read = {row["item"] for row in rows(f"case-{case.id}")}
        assert {"case", *(node.item.id for node in case.nodes)} <= read, case.id

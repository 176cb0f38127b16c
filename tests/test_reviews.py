"""The record of the independent readings is complete."""

from __future__ import annotations

import json

from surplace.load import load
from tests.conftest import ROOT


def test_every_item_has_been_read() -> None:
    """Each item of each bank has one record, with what was found and what was changed."""
    course, _problems = load(ROOT)
    for lesson in course.lessons:
        text = (ROOT / f"tests/reviews/lesson-{lesson.id}.jsonl").read_text(encoding="utf-8")
        rows = [json.loads(line) for line in text.splitlines()]
        bank = course.banks[lesson.page.docname.rpartition("/")[2]]
        read = [row["item"] for row in rows]

        assert {item.id for item in bank.items} <= set(read)
        assert "lesson" in read
        assert all(row["found"] and set(row) == {"item", "found", "changed"} for row in rows)

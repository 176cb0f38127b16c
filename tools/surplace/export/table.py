"""CSV: one row an answer, with all that is known of its question in the same row.

RFC 4180 (commas, CRLF, a cell in quotation marks where it must, quotation marks doubled), UTF-8 with a byte order mark,
which Excel needs to see that it is UTF-8. Several things in one cell stand on a line each.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula (OWASP, "CSV Injection", which
also names tabs, line ends and the wide forms of the four). Such a text gets an apostrophe before it, and so does a text
that begins with an apostrophe: to have a text back, take one apostrophe away where it begins with one. The columns of
``NUMBERS`` hold numbers alone and are left as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import assert_never

from surplace import cite
from surplace.export.base import Losses, Made, Part, Selection
from surplace.export.flat import line, note_marks
from surplace.export.paper import letter
from surplace.export.runs import clean
from surplace.export.select import shown
from surplace.model import (
    Accepted,
    Answer,
    Choice,
    Citation,
    Criterion,
    Item,
    Match,
    Multiple,
    Numeric,
    Open,
    Order,
    Pair,
    Short,
    Single,
    TrueFalse,
    TwoTier,
    kind_of,
)

COLUMNS = (
    "bank", "lesson", "title", "form", "seed", "number", "id", "kind", "objective", "aim", "level", "content_note",
    "vignette", "prompt", "reason_prompt", "unit", "part", "place", "letter", "answer", "right_side", "also", "correct",
    "value", "tolerance", "points", "feedback", "cite", "source_links", "misconception", "near_miss", "shuffle",
    "as_of", "claim_type", "positions", "link",
)  # fmt: skip
"""One after the other: what the file says of each answer.

``number`` counts the questions of a quiz. ``aim`` is the objective in words. ``part`` is choice, reason, pair, step,
typed, model or criterion; ``place`` counts the answers of a part from 1 in the order of the bank (for steps: the right
order); ``letter`` is the one that worksheets of the same seed show. ``cite`` and ``source_links`` have as many lines: a
citation, and the address of its source. ``correct`` is yes or no, and empty for a criterion.
"""

NUMBERS = frozenset({"seed", "number", "place", "value", "tolerance", "points"})

FORMULA = tuple("=+-@\t\r\n＝＋－＠'")
"""What a text may not begin with; the last is the apostrophe itself, so that it can be taken away again."""

Row = dict[str, str]


def write(selection: Selection) -> Made:
    """All answers of the selection with a heading row."""
    losses = Losses()
    out = io.StringIO(newline="")
    rows = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    rows.writeheader()
    for part in selection.parts:
        page = _page(selection, part)
        for number, item in enumerate(part.items, 1):
            note_marks(item, losses)
            about = _about(selection, part, item) | {"number": str(number), "link": page and f"{page}#q-{item.id}"}
            for own in _answers(selection, item):
                row = about | own
                if any("\ufffd" in text for text in row.values()):
                    losses.mapped(item.id, "characters that no document can hold", "written as U+FFFD")
                rows.writerow(_safe(row))
    return Made(out.getvalue().encode("utf-8-sig"), losses.done())


def _safe(row: Row) -> Row:
    """A row without formulas."""
    return {
        name: f"'{text}" if name not in NUMBERS and text.startswith(FORMULA) else text for name, text in row.items()
    }


def _words(text: str) -> str:
    return " ".join(clean(text).split())


def _page(selection: Selection, part: Part) -> str:
    """The address of the page that shows a quiz; empty if it is not known."""
    shows = (page.docname for page in selection.course.pages if part.bank.stem in {stem for stem, _ in page.quizzes})
    name = part.lesson.page.docname if part.lesson else next(shows, "")
    return f"{selection.site}/{name}.html" if selection.site and name else ""


def _about(selection: Selection, part: Part, item: Item) -> Row:
    """What is the same for all answers of a question."""
    return {
        "bank": part.bank.stem,
        "lesson": part.lesson.id if part.lesson else "",
        "title": _words(part.lesson.title if part.lesson else part.title),
        "form": selection.form,
        "seed": str(selection.seed),
        "id": item.id,
        "kind": kind_of(item),
        "objective": item.objective,
        "aim": _aim(selection, part, item),
        "level": item.level,
        "content_note": line(item.content.text) if item.content else "",
        "vignette": line(item.vignette) if item.vignette else "",
        "prompt": line(item.prompt),
        "reason_prompt": line(item.reason_prompt) if isinstance(item, TwoTier) else "",
        "unit": _words(item.unit) if isinstance(item, Numeric) else "",
        "shuffle": "yes" if item.shuffle else "no",
        "as_of": item.as_of,
        "claim_type": item.claim_type,
        "positions": "\n".join(_positions(selection, item)),
    }


def _aim(selection: Selection, part: Part, item: Item) -> str:
    """The objective in words, from the lesson of the quiz or, for the tests, from any."""
    lessons = (part.lesson,) if part.lesson else selection.course.lessons
    found = (one for lesson in lessons for one in lesson.objectives if one.id == item.objective)
    return next((line(f"{one.verb} {one.text}") for one in found), "")


def _positions(selection: Selection, item: Item) -> Iterator[str]:
    for one in item.positions:
        cites = "; ".join(_cite(selection, citation) for citation in one.cites)
        yield f"{_words(one.holder)}: {line(one.text)} ({cites})"


def _answers(selection: Selection, item: Item) -> Iterator[Row]:
    """The cells of each answer, in the order of the bank."""
    letters = {index: letter(place) for place, index in enumerate(shown(item, selection.seed))}
    parts: list[tuple[str, Iterable[Answer]]]
    match item:
        case Single() | Multiple() | TrueFalse():
            parts = [("choice", item.choices)]
        case TwoTier():
            parts = [("choice", item.choices), ("reason", item.reasons)]
        case Match():
            parts = [("pair", item.pairs)]
        case Order():
            parts = [("step", item.steps)]
        case Numeric() | Short():
            parts, letters = [("typed", item.answers)], {}
        case Open():
            parts, letters = [("model", (item.model,)), ("criterion", item.rubric)], {}
        case _:
            assert_never(item)
    index = 0
    for name, answers in parts:
        for place, answer in enumerate(answers, 1):
            fixed = {"part": name, "place": str(place), "letter": letters.get(index, "")}
            yield fixed | _answer(selection, answer) | _own(answer, isinstance(item, Numeric))
            index += 1


def _answer(selection: Selection, answer: Answer) -> Row:
    """What every answer has."""
    sources = [selection.source(one.key) for one in answer.cites]
    return {
        "answer": line(answer.text),
        "correct": "yes",
        "feedback": line(answer.feedback) if answer.feedback else "",
        "cite": "\n".join(_cite(selection, one) for one in answer.cites),
        "source_links": "\n".join(source.url if source else "" for source in sources),
    }


def _own(answer: Answer, number: bool) -> Row:
    """What only some kinds of answers have."""
    match answer:
        case Choice():
            correct = "yes" if answer.correct else "no"
            return {"correct": correct, "misconception": answer.misconception, "near_miss": _words(answer.near_miss)}
        case Pair():
            return {"right_side": line(answer.right)}
        case Accepted():
            numbers = {"value": f"{answer.value:.15g}", "tolerance": f"{answer.tolerance:.15g}"} if number else {}
            also = "\n".join(_words(text) for text in answer.also)
            return {"correct": "yes" if answer.correct else "no", "also": also, **numbers}
        case Criterion():
            return {"correct": "", "points": str(answer.points)}
        case _:
            return {}


def _cite(selection: Selection, citation: Citation) -> str:
    """A citation with its phrase on one line."""
    source = selection.source(citation.key)
    return _words(cite.quoted(citation, source)) if source else f"{citation.key}, {citation.locator}"

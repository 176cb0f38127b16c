"""Parts that items and pages share, and the answers of items."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict, TypeVar

from surplace.findings import quoted, suggestion
from surplace.load.fields import Fields
from surplace.model import (
    CONTENT_TAGS,
    Accepted,
    Answer,
    Choice,
    Citation,
    ContentNote,
    Criterion,
    Markdown,
    Pair,
    Position,
    Waiver,
)
from surplace.problem import Place

_ANSWER = ("text", "feedback", "cite")
_CHOICE = (*_ANSWER, "correct", "misconception", "near_miss")
_PAIR = (*_ANSWER, "right")
_WORD = (*_ANSWER, "also", "correct")
_VALUE = ("value", "tolerance", "correct", "feedback", "cite")
_CRITERION = (*_ANSWER, "points")
_POSITION = ("holder", "text", "cite")

T = TypeVar("T")


class _Said(TypedDict):
    text: Markdown
    feedback: Markdown | None
    cites: tuple[Citation, ...]
    place: Place


def _said(fields: Fields, key: str = "text") -> _Said | None:
    """What every answer has; None where its text is missing."""
    text = fields.prose(key, required=True)
    feedback = fields.prose("feedback")
    cites = fields.cites()
    return _Said(text=text, feedback=feedback, cites=cites, place=fields.place) if text else None


def choices(fields: Fields) -> tuple[Choice, ...] | None:
    """The choices of an item or of a tier; None where one cannot be read."""
    return _all(_parts(fields, "choices", _CHOICE, "a choice"), _choice)


def _choice(fields: Fields) -> Choice | None:
    said = _said(fields)
    correct = fields.flag("correct", default=False)
    misconception = fields.slug("misconception")
    near_miss = fields.text("near_miss")
    if said is None:
        return None
    return Choice(**said, correct=correct, misconception=misconception, near_miss=near_miss)


def pairs(fields: Fields) -> tuple[Pair, ...] | None:
    """The pairs of a matching item."""
    return _all(_parts(fields, "pairs", _PAIR, "a pair"), _pair)


def _pair(fields: Fields) -> Pair | None:
    said = _said(fields)
    right = fields.prose("right", required=True)
    return Pair(**said, right=right) if said and right else None


def steps(fields: Fields) -> tuple[Answer, ...] | None:
    """The steps of an ordering item."""
    return _all(_parts(fields, "steps", _ANSWER, "a step"), _plain)


def _plain(fields: Fields) -> Answer | None:
    said = _said(fields)
    return Answer(**said) if said else None


def words(fields: Fields) -> tuple[Accepted, ...] | None:
    """The answers of an item that asks for words."""
    return _all(_parts(fields, "answers", _WORD, "an answer"), _word)


def _word(fields: Fields) -> Accepted | None:
    said = _said(fields)
    also = fields.words("also")
    correct = fields.flag("correct", default=True)
    return Accepted(**said, also=also, correct=correct) if said else None


def values(fields: Fields) -> tuple[Accepted, ...] | None:
    """The answers of an item that asks for a number."""
    return _all(_parts(fields, "answers", _VALUE, "an answer"), _value)


def _value(fields: Fields) -> Accepted | None:
    said = _said(fields, "value")
    value = fields.number("value") if said else None
    tolerance = fields.number("tolerance") or 0.0
    if tolerance < 0:
        fields.bad("tolerance", "cannot be less than 0")
        tolerance = 0.0
    correct = fields.flag("correct", default=True)
    if said is None or value is None:
        return None
    return Accepted(**said, correct=correct, value=value, tolerance=tolerance)


def model_answer(fields: Fields) -> Answer | None:
    """The model answer of an open item."""
    part = fields.map("model", _ANSWER, required=True)
    return _plain(part) if part else None


def rubric(fields: Fields) -> tuple[Criterion, ...] | None:
    """The rubric of an open item."""
    return _all(_parts(fields, "rubric", _CRITERION, "a rubric line"), _criterion)


def _criterion(fields: Fields) -> Criterion | None:
    said = _said(fields)
    points = fields.whole("points", 1, 10) or 1
    return Criterion(**said, points=points) if said else None


def _parts(fields: Fields, key: str, known: tuple[str, ...], what: str) -> tuple[Fields | None, ...]:
    return fields.maps(key, known, what, required=True)


def _all(parts: tuple[Fields | None, ...], read: Callable[[Fields], T | None]) -> tuple[T, ...] | None:
    """All parts of a list as answers; None where one was lost, for a list with a hole would mislead."""
    made = [read(part) if part else None for part in parts]
    kept = tuple(part for part in made if part is not None)
    return kept if kept and len(kept) == len(made) else None


def positions(fields: Fields) -> tuple[Position, ...]:
    """The sides of a contested point."""
    return tuple(p for part in fields.maps("positions", _POSITION, "a position") if part and (p := _position(part)))


def _position(fields: Fields) -> Position | None:
    holder = fields.text("holder", required=True)
    text = fields.prose("text", required=True)
    cites = fields.cites()
    return Position(holder, text, cites, fields.place) if holder and text else None


def waivers(fields: Fields) -> tuple[Waiver, ...]:
    """The writing rules that an item is excused from."""
    return tuple(
        w for part in fields.maps("lint_waive", ("rule", "reason"), "a waiver") if part and (w := _waiver(part))
    )


def _waiver(fields: Fields) -> Waiver | None:
    rule = fields.text("rule", required=True)
    reason = fields.text("reason", required=True)
    return Waiver(rule, reason, fields.place) if rule and reason else None


def content_note(fields: Fields) -> ContentNote | None:
    """The content note of an item or a page."""
    note = fields.map("content_note", ("level", "tags", "text"))
    if note is None:
        return None
    level = note.whole("level", 0, 2, required=True)
    text = note.text("text", required=bool(level))
    tags = note.words("tags")
    for tag in tags:
        if tag not in CONTENT_TAGS:
            close = suggestion(tag, CONTENT_TAGS) or f": choose from {', '.join(CONTENT_TAGS)}"
            note.bad("tags", f"cannot have {quoted(tag)}{close}")
    known = tuple(tag for tag in tags if tag in CONTENT_TAGS)
    return None if level is None else ContentNote(level, known, text, note.place)

"""JSON: the whole selection with lessons, cases, claims, misconceptions and sources, for anything else that reads it.

``course.schema.json`` beside this file describes every key (JSON Schema, draft 2020-12) and says what the texts are.
RFC 8259: UTF-8 without a byte order mark. Nothing of a question is lost but the excuses from writing rules
(``lint_waive``) and the places in the files of the bank, which are for authors. The bodies of pages are not in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from surplace import cite
from surplace.export.base import Made, Part, Selection
from surplace.export.select import shown
from surplace.model import (
    Branch,
    Case,
    Citation,
    Claim,
    ContentNote,
    Item,
    Lesson,
    Markdown,
    Match,
    Multiple,
    Numeric,
    Objective,
    Open,
    Order,
    PlainVersion,
    Plan,
    Position,
    RunStep,
    Scale,
    Short,
    Single,
    Source,
    TrueFalse,
    TwoTier,
    kind_of,
    revision,
)

VERSION = 1
"""Of the shape; it grows when a reader of the old shape would fail."""

SCHEMA = "course.schema.json"

Json = dict[str, object]

_ITEM = "id objective level content vignette prompt shuffle as_of claim_type contested"
_CHOICE = "text correct misconception near_miss feedback cites"
_LESSON = "id module title description question minutes age objectives standards timeline plan run"
_CASE = "id stem module title minutes content intro end"
_CLAIM = "id claim said topic verdict better cites taught note"
_SOURCE = (
    "key type title short authors issued number container publisher url archive accessed language note "
    "kind good_for limits locators verified"
)
_PARTS: dict[type, str] = {
    ContentNote: "level tags text",
    Position: "holder text cites",
    Objective: "id verb text",
    PlainVersion: "text cites",
    Plan: "prior materials support core stretch accommodations words homework neutrality rubric",
    Scale: "criterion levels",
    RunStep: "step minutes do say show group expect cut cites",
    Branch: "consequence goes_to",
}
"""What is written of the smaller parts of the model, whatever they stand in."""

_NAMES = {"cites": "cite", "content": "content_note", "goes_to": "next", "key": "id", "stem": "name"}
"""Keys that are not called as the fields of the model: mostly those that the banks have."""


def write(selection: Selection) -> Made:
    """The selection as JSON, with a line end after it. Raises ``ValueError`` for a number that JSON has not (NaN)."""
    document = _document(selection)
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    return Made(f"{text}\n".encode())


def _document(selection: Selection) -> Json:
    course = selection.course
    quizzes = [_quiz(selection, part) for part in selection.parts]
    cases = [_case(case) for case in _cases(selection)]
    claims = [_fields(claim, _CLAIM) for claim in _claims(selection)]
    lessons = [_lesson(lesson, selection) for lesson in _lessons(selection)]
    named = set(_found([quizzes, cases], "misconception"))
    beliefs = [
        _fields(one, "id belief refutation cites") for name, one in course.misconceptions.items() if name in named
    ]
    keys = set(_found([quizzes, cases, claims, lessons, beliefs], "source"))
    return {
        "$schema": SCHEMA,
        "version": VERSION,
        "title": selection.title,
        "slug": selection.slug,
        "form": selection.form,
        "seed": selection.seed,
        "site": selection.site,
        "as_of": course.as_of,
        "license": "CC-BY-4.0",
        "lessons": lessons,
        "quizzes": quizzes,
        "cases": cases,
        "claims": claims,
        "misconceptions": beliefs,
        "sources": [_source(source) for key, source in course.sources.items() if key in keys],
    }


def _found(tree: object, key: str) -> Iterator[str]:
    """Every text that stands under a key anywhere in the document, but for an empty one."""
    if isinstance(tree, list):
        for part in tree:
            yield from _found(part, key)
    elif isinstance(tree, dict):
        value = tree.get(key)
        if isinstance(value, str) and value:
            yield value
        for part in tree.values():
            yield from _found(part, key)


def _lessons(selection: Selection) -> list[Lesson]:
    """The lessons of the parts, and those whose objectives are asked for (the tests ask for all)."""
    stems = {part.lesson.id for part in selection.parts if part.lesson}
    asked = {item.objective for _part, item in selection.items()}
    return [one for one in selection.course.lessons if one.id in stems or asked & {o.id for o in one.objectives}]


def _cases(selection: Selection) -> list[Case]:
    """The cases of each module that is here with all its lessons."""
    here = {part.lesson.id for part in selection.parts if part.lesson}
    gone = {lesson.module for lesson in selection.course.lessons if lesson.id not in here}
    whole = {part.lesson.module for part in selection.parts if part.lesson} - gone
    return [case for case in selection.course.cases.values() if case.module in whole]


def _claims(selection: Selection) -> list[Claim]:
    """The claims of the ledger that a lesson or a question of the selection treats."""
    here = {item.id for _part, item in selection.items()}
    here |= {part.lesson.id for part in selection.parts if part.lesson}
    here |= {node.item.id for case in _cases(selection) for node in case.nodes}
    return [claim for claim in selection.course.claims.values() if here & set(claim.taught)]


def _quiz(selection: Selection, part: Part) -> Json:
    page = _page(selection, part)
    start = f"{selection.site}/{page}.html#q-" if selection.site and page else ""
    return {
        "bank": part.bank.stem,
        "title": part.title,
        "lesson": part.lesson.id if part.lesson else None,
        "page": page,
        "questions": [_item(item, selection.seed, f"{start}{item.id}" if start else "") for item in part.items],
    }


def _page(selection: Selection, part: Part) -> str:
    """The name of the page that shows the quiz; empty if none does."""
    if part.lesson:
        return part.lesson.page.docname
    pages = (page.docname for page in selection.course.pages if part.bank.stem in {stem for stem, _ in page.quizzes})
    return next(pages, "")


def _item(item: Item, seed: int, link: str = "") -> Json:
    return {
        "kind": kind_of(item),
        **_fields(item, _ITEM),
        "positions": [_value(position) for position in item.positions],
        **_kind(item),
        "shown": list(shown(item, seed)),
        "revision": revision(item),
        "link": link,
    }


def _kind(item: Item) -> Json:
    """The keys that only some kinds have."""
    own: Json = {}
    match item:
        case Single() | Multiple() | TrueFalse():
            own["choices"] = _each(item.choices, _CHOICE)
        case TwoTier():
            own["choices"] = _each(item.choices, _CHOICE)
            own["reason"] = {"prompt": item.reason_prompt.text, "choices": _each(item.reasons, _CHOICE)}
        case Match():
            own["pairs"] = _each(item.pairs, "text right feedback cites")
        case Order():
            own["steps"] = _each(item.steps, "text feedback cites")
        case Numeric():
            own = {"unit": item.unit, "answers": _each(item.answers, "text correct value tolerance feedback cites")}
        case Short():
            own["answers"] = _each(item.answers, "text correct also feedback cites")
        case Open():
            own["model"] = _fields(item.model, "text feedback cites")
            own["rubric"] = _each(item.rubric, "text points feedback cites")
        case _:
            assert_never(item)
    return own


def _lesson(lesson: Lesson, selection: Selection) -> Json:
    page = lesson.page
    link = f"{selection.site}/{page.docname}.html" if selection.site else ""
    return {**_fields(lesson, _LESSON), "page": page.docname, "link": link, **_fields(page, "content cites plain")}


def _case(case: Case) -> Json:
    decisions = [
        {"title": node.title, "question": _item(node.item, 0), "branches": [_value(one) for one in node.branches]}
        for node in case.nodes
    ]
    return {**_fields(case, _CASE), "decisions": decisions}


def _source(source: Source) -> Json:
    return {**_fields(source, _SOURCE), "reference": cite.reference(source)}


def _each(things: Iterable[object], names: str) -> list[Json]:
    return [_fields(thing, names) for thing in things]


def _fields(thing: object, names: str) -> Json:
    """The named fields of a part of the model, split by spaces, under the names that JSON has for them."""
    return {_NAMES.get(name, name): _value(getattr(thing, name)) for name in names.split()}


def _value(value: object) -> object:
    """A field of the model as JSON: prose is its Markdown, a whole number has no point, what is not there is null."""
    made = value
    match value:
        case Markdown():
            made = value.text
        case Citation():
            parts = [{"kind": part.kind, "numbers": list(part.numbers)} for part in value.locator.parts]
            made = {"source": value.key, "locator": value.locator.text, "parts": parts, "phrase": value.phrase}
        case tuple():
            made = [_value(part) for part in value]
        case Mapping():
            made = {name: _value(part) for name, part in value.items()}
        case float() if value.is_integer():
            made = int(value)
        case _ if names := _PARTS.get(type(value)):
            made = _fields(value, names)
        case _:
            pass
    return made

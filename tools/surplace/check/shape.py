"""Rules on the shape of an item: how many choices, which is right, in which order (FMT01 to FMT07)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from surplace.check.registry import Found, rule
from surplace.check.view import Asked, Taught, Tier
from surplace.check.words import counted, percent, words
from surplace.findings import quoted
from surplace.model import (
    Accepted,
    Markdown,
    Match,
    Multiple,
    Numeric,
    Order,
    Short,
    Single,
    TrueFalse,
    answers,
)

_THESE = r"(?:the above|these|those|them|the others|the (?:other |above )?(?:answers|options|choices))"
_SUMMING = re.compile(
    rf"(?:(?:all|none|both|neither|any|either|some) of {_THESE}(?: (?:is|are) \w+)?"
    r"|(?:all|both|neither|none) (?:is|are) (?:true|false|correct|incorrect|right|wrong)"
    r"|all (?:the )?(?:answers|options|choices)(?: (?:are|is) \w+)?|.*\bof the above)",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"(?:[Bb]oth )?[A-E](?:(?:, |,? and |,? or | & )[A-E])+(?: only| are \w+)?")
_NTH = r"(?:first|second|third|fourth|fifth|last|previous|next|above|below)"
_POINTING = re.compile(
    rf"\b(?:[Oo]ption|[Cc]hoice|[Aa]nswer)s? [A-E]\b|\b(?i:(?:option|choice)s? [1-5])\b(?!\s*\d)"
    rf"|\b(?i:{_NTH} (?:option|choice|answer)s?|(?:option|choice|answer)s? (?:above|below))\b"
)
_NUMBER = re.compile(
    r"(?:about |around |some )?[€$£]?\s?(-?\d{1,3}(?:[ ,]\d{3})+|-?\d+(?:\.\d+)?)\s?(?:%|percent|per cent)?"
)
_MONTHS = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
]  # fmt: skip
_DATE = re.compile(rf"(?:(\d{{1,2}}) )?(?:({'|'.join(_MONTHS)}),? )?(\d{{4}})", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


@rule(
    "FMT01",
    severity="error",
    scope="item",
    waivable=True,
    reason="Three choices measure as well as five, and two are a coin toss.",
    source="Rodriguez 2005; Tarrant, Ware and Mohammed 2009",
)
def fmt01(asked: Asked) -> Iterator[Found]:
    """A single-choice item has three or four choices, and so has the second tier of a two-tier item.

    Eighty years of research find no loss in quality with three; writers rarely have a fourth good one.
    A decision in a case may have two (COV06 counts them).
    """
    for tier in asked.tiers:
        count = len(tier.choices)
        if asked.decision:
            continue
        if (isinstance(asked.item, Single) or tier.reason) and not 3 <= count <= 4:
            yield Found(tier.prompt.place, f"{counted(count, 'choice')} here: write three or four")


@rule(
    "FMT02",
    severity="error",
    scope="item",
    reason="An item with no right answer, or with two, teaches an error.",
    source="NBME Item-Writing Guide 2020; Stockmeyer on bar examination items",
)
def fmt02(asked: Asked) -> Iterator[Found]:
    """Exactly one choice is right; several are where the kind is ``multiple``, and one is wrong there.

    A typed answer needs at least one that is accepted.
    """
    item = asked.item
    if isinstance(item, Numeric | Short) and not any(answer.correct for answer in item.answers):
        yield Found(item.place, "no answer is right: every one here says correct: false")
    for tier in asked.tiers:
        if isinstance(item, Multiple):
            yield from _several(tier)
        elif not tier.right:
            yield Found(tier.prompt.place, "no choice is right: mark one with correct: true")
        elif len(tier.right) > 1:
            second = tier.choices[tier.right[1]]
            yield Found(second.place, "a second choice is marked as right: one only, or kind: multiple")


def _several(tier: Tier) -> Iterator[Found]:
    if len(tier.right) < 2:
        count = counted(len(tier.right), "choice")
        what = f"{count} marked as right: kind multiple needs two, or use kind: single"
        yield Found(tier.prompt.place, what)
    if tier.right and not tier.wrong:
        yield Found(tier.prompt.place, "every choice is right: add a wrong one, so that there is a choice")


@rule(
    "FMT03",
    severity="error",
    scope="item",
    reason="A repeated choice leaves fewer real ones.",
    source="own measurement on twelve public question banks",
)
def fmt03(asked: Asked) -> Iterator[Found]:
    """No two choices say the same, and no two sides of pairs or steps, leaving case and punctuation aside."""
    for tier in asked.tiers:
        yield from _repeated(choice.text for choice in tier.choices)
    match asked.item:
        case Match() as item:
            yield from _repeated(pair.text for pair in item.pairs)
            yield from _repeated(pair.right for pair in item.pairs)
        case Order() as item:
            yield from _repeated(step.text for step in item.steps)
        case Short() as item:
            yield from _repeated_spellings(item.answers)


def _repeated(texts: Iterable[Markdown]) -> Iterator[Found]:
    seen: dict[tuple[str, ...] | str, Markdown] = {}
    for text in texts:
        first = seen.setdefault(words(text.text) or text.text.strip(), text)
        if first is not text:
            what = f"{quoted(text.text)} stands here already, in line {first.place.line}"
            yield Found(text.place, f"{what}: write a different one or take it out")


def _repeated_spellings(accepted: tuple[Accepted, ...]) -> Iterator[Found]:
    seen: dict[tuple[str, ...], int] = {}
    for number, answer in enumerate(accepted):
        for spelling in {words(text): text for text in (answer.text.text, *answer.also)}.items():
            if seen.setdefault(spelling[0], number) != number:
                what = f"{quoted(spelling[1])} is accepted by an answer above"
                yield Found(answer.place, f"{what}: leave it in one of the two")


@rule(
    "FMT04",
    severity="error",
    scope="item",
    waivable=True,
    reason="“All of these” is found with half the knowledge; “of the above” breaks when choices are mixed.",
    source="BMC Medical Education 2016 checklist; Jang et al. 2014; Blendermann et al. 2020",
)
def fmt04(asked: Asked) -> Iterator[Found]:
    """No choice sums up the others: “all of the above”, “none of these”, “both are correct”, “A and B”.

    Who knows that two are right has found “all of these”; where “none” is right, nothing right is learned.
    """
    for tier in asked.tiers:
        for choice, text in zip(tier.choices, tier.texts, strict=True):
            bare = text.strip(" .!")
            if _SUMMING.fullmatch(bare) or _LETTERS.fullmatch(bare):
                what = f"{quoted(text)} sums up the other choices"
                yield Found(choice.text.place, f"{what}: write one that says something itself")


@rule(
    "FMT05",
    severity="error",
    scope="item",
    waivable=True,
    reason="Choices are mixed, so that no letter and no place stays where it was.",
    source="design of this course: choices are mixed on every page and in every export",
)
def fmt05(asked: Asked) -> Iterator[Found]:
    """No choice and no feedback names another by letter or place: “option B”, “the first answer”."""
    if not asked.tiers or not asked.mentions("option", "choice", "answer"):
        return
    for answer in answers(asked.item):
        for text in (answer.text, answer.feedback):
            pointing = _POINTING.search(text.text) if text else None
            if text and pointing:
                what = f"{quoted(pointing.group())} points at a place"
                yield Found(text.place, f"{what}, and choices are mixed: say what that choice says")


@rule(
    "FMT06",
    severity="warning",
    scope="lesson",
    reason="Half of all guesses at a true/false item are right.",
    source="Debunking Handbook 2020; design choice",
)
def fmt06(taught: Taught) -> Iterator[Found]:
    """At most one item in ten of a lesson is true/false; one is always allowed."""
    flagged = [asked for asked in taught.asked if isinstance(asked.item, TrueFalse)]
    total = len(taught.asked)
    if len(flagged) > max(1, total * 0.10):
        what = f"{len(flagged)} of {counted(total, 'item')} are true/false ({percent(len(flagged) / total)})"
        last = flagged[-1].item
        todo = "ask at least one of them in another way (10 % at most)"
        yield Found(last.place, f"{what}: {todo}", subject=last.index)


@rule(
    "FMT07",
    severity="warning",
    scope="item",
    waivable=True,
    reason="Numbers and dates in order spare the reader a search.",
    source="BMC Medical Education 2016 checklist",
)
def fmt07(asked: Asked) -> Iterator[Found]:
    """Choices that are all numbers or all dates stand in ascending order, with ``shuffle: false``."""
    for tier in asked.tiers:
        for what, read in _READERS:
            values = [read(text) for text in tier.texts]
            if len(values) > 1 and all(value is not None for value in values):
                rising = values == sorted(v for v in values if v is not None)
                if not rising or asked.item.shuffle:
                    todo = "add shuffle: false" if rising else "sort them, lowest first, with shuffle: false"
                    yield Found(tier.prompt.place, f"every choice is {what}: {todo}")
                break


def _date(text: str) -> tuple[float, ...] | None:
    iso, found = _ISO.fullmatch(text.strip()), _DATE.fullmatch(text.strip())
    if iso:
        return int(iso[1]), int(iso[2]), int(iso[3] or 0)
    if not found or (found[1] and not found[2]):
        return None
    return int(found[3]), _MONTHS.index(found[2].lower()) + 1 if found[2] else 0, int(found[1] or 0)


def _number(text: str) -> tuple[float, ...] | None:
    found = _NUMBER.fullmatch(text.strip())
    return (float(found[1].replace(",", "").replace(" ", "")),) if found else None


_READERS = (("a date", _date), ("a number", _number))

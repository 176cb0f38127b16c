"""What must stand on a worksheet and its key, told from the model alone; the tests of Word and PDF compare with it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from typing import assert_never

from surplace import cite
from surplace.export import texts
from surplace.export.base import Selection
from surplace.export.select import select
from surplace.load import load
from surplace.model import (
    Accepted,
    Choice,
    Course,
    Item,
    Match,
    Multiple,
    Numeric,
    Open,
    Order,
    Pair,
    Short,
    Single,
    Source,
    TrueFalse,
    TwoTier,
    answers,
)
from tests.conftest import ROOT


@cache
def course() -> Course:
    """The real course."""
    return load(ROOT)[0]


@cache
def whole(seed: int = 0, form: str = "") -> tuple[Selection, ...]:
    """Every bank of the course as a selection of its own."""
    return tuple(select(course(), bank=stem, seed=seed, form=form)[0] for stem in course().banks)


def squashed(text: str) -> str:
    """Text without any white space and without the marks that close an override of direction."""
    return re.sub(r"[\s\u202c\u2069\u00ad\u200b\ufeff]", "", text)


def said(item: Item) -> Iterator[str]:
    """Every text of an item that a learner or a teacher must find, in plain words."""
    yield texts.plain(item.prompt)
    if item.vignette:
        yield texts.plain(item.vignette)
    if item.content:
        yield texts.plain(item.content.text)
    if isinstance(item, TwoTier):
        yield texts.plain(item.reason_prompt)
    if isinstance(item, Numeric) and item.unit:
        yield " ".join(item.unit.split())
    for answer in answers(item):
        yield texts.plain(answer.text)
        yield texts.plain(answer.feedback or "")
        if isinstance(answer, Pair):
            yield texts.plain(answer.right)
        if isinstance(answer, Accepted):
            yield from (" ".join(one.split()) for one in answer.also)
    for position in item.positions:
        yield " ".join(position.holder.split())
        yield texts.plain(position.text)


def cited(item: Item, sources: Mapping[str, Source]) -> Iterator[str]:
    """Every citation of an item: name and pinpoint, then the phrase."""
    for cites in [a.cites for a in answers(item)] + [p.cites for p in item.positions]:
        for one in cites:
            yield cite.text(one, sources[one.key])
            yield one.phrase


def addresses(selection: Selection) -> set[str]:
    """The addresses of every source that the selection cites."""
    keys = {one.key for _part, item in selection.items() for a in answers(item) for one in a.cites}
    keys |= {one.key for _part, item in selection.items() for p in item.positions for one in p.cites}
    return {source.url for key in keys if (source := selection.source(key)) and source.url}


def is_right(item: Item, picked: str, lettered: Mapping[str, str]) -> bool:
    """Whether the key of an item picks what the model says is right; ``lettered`` is the worksheet, text by letter."""
    match item:
        case Single() | Multiple() | TrueFalse():
            return _texts(picked, lettered) == sorted(_plain(c) for c in item.choices if c.correct)
        case TwoTier():
            both = (*item.choices, *item.reasons)
            return _texts(picked, lettered) == sorted(_plain(c) for c in both if c.correct)
        case Match():
            pairs = [one.split(" ") for one in picked.split(", ")]
            found = {number: lettered[letter] for number, letter in pairs}
            return found == {str(n): squashed(texts.plain(p.right)) for n, p in enumerate(item.pairs, 1)}
        case Order():
            found = {str(n): lettered[letter] for n, letter in enumerate(picked.split(", "))}
            return found == {str(n): squashed(texts.plain(s.text)) for n, s in enumerate(item.steps)}
        case Numeric() | Short():
            return squashed(picked) == squashed(next(texts.plain(a.text) for a in item.answers if a.correct))
        case Open():
            return f"{sum(c.points for c in item.rubric)} point" in picked
        case _:
            assert_never(item)


def anew(name: str, stem: str) -> str:
    """The SHA-256 of what a writer makes of a bank in another process, where hashes of texts are other ones."""
    code = (
        "import hashlib, sys; from pathlib import Path; from surplace.load import load; "
        "from surplace.export import load_format; from surplace.export.select import select; "
        f"chosen, _ = select(load(Path({str(ROOT)!r}))[0], bank={stem!r}); "
        f"print(hashlib.sha256(load_format({name!r}).write(chosen).data).hexdigest())"
    )
    env = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Asia/Seoul"}
    done = subprocess.run([sys.executable, "-c", code], env=env, cwd=ROOT / "tools", capture_output=True, check=True)
    return done.stdout.decode().strip()


def _plain(choice: Choice) -> str:
    return squashed(texts.plain(choice.text))


def _texts(picked: str, lettered: Mapping[str, str]) -> list[str]:
    return sorted(lettered[letter] for letter in picked.split(", "))

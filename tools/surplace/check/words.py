"""Words: taking Markdown off, splitting, content stems, and the word lists of the writing rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from surplace.findings import suggestion


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP = _set(
    """a about after all also am an and any are as at be because been before being between both but by can
    could did do does doing done during each either else for from further had has have having he her here hers
    him his how i if in into is it its itself just may me might more most much must my no nor not now of off
    on once one only or other our out over own per same shall she should since so some such than that the
    their them then there these they this those though through to too under until up upon us was we were what
    when where whether which while who whom whose why will with within without would you your
    following"""
)
"""Words that carry no content for comparing a question with its choices."""

ABSOLUTES = _set(
    """absolutely all always anybody anyone completely entirely every everybody everyone everything impossible
    never nobody none nothing totally wholly"""
)
"""Words that leave no exception (rule CUE06)."""

NEGATIVES = _set("cannot except neither never no nobody none nor not nothing isn't aren't doesn't don't won't can't")
"""Words that turn a choice around (rule STM05)."""

HEDGE = re.compile(
    r"\bmay\b|(?i:\b(?:might|could|usually|generally|often|sometimes|typically|probably|likely|mostly|possibly"
    r"|normally|frequently|subject to|in general|in principle|as a rule|in some cases|in certain cases"
    r"|under certain conditions|tends? to)\b)"
)
"""Qualifiers (rule CUE07); ``may`` in small letters only, or the month would be one."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LINK = re.compile(r"\[([^\[\]]*)\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")
"""A link of Markdown; what it shows is its first group."""

_SHOWN = re.compile(rf"!?{LINK.pattern}")
_MARKS = re.compile(r"[*`]|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)")
_QUOTED = re.compile(r"“[^”]{0,600}”|\"[^\"]{0,600}\"|„[^“]{0,600}“")


@lru_cache(maxsize=8_192)
def plain(text: str) -> str:
    """The text without the marks of Markdown, on one line."""
    return " ".join(_MARKS.sub("", _SHOWN.sub(r"\1", text)).split())


@lru_cache(maxsize=8_192)
def words(text: str) -> tuple[str, ...]:
    """The words and numbers of a text, in small letters."""
    return tuple(_WORD.findall(text.lower().replace("’", "'")))


def content(tokens: Iterable[str]) -> frozenset[str]:
    """The first six letters of each word that carries content."""
    return frozenset(t[:6] for t in tokens if t not in STOP and (len(t) > 2 or t.isdigit()))


def unquoted(text: str) -> str:
    """The text with what stands in quotation marks replaced by spaces of the same length."""
    return _QUOTED.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """What two sets share, from 0 to 1; two empty sets share nothing."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def mean(numbers: Sequence[float]) -> float:
    """The mean; of nothing it is 0."""
    return sum(numbers) / len(numbers) if numbers else 0.0


def counted(number: int, one: str, many: str = "") -> str:
    """``1 item``, ``2 items``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """A share as it is printed: ``12 %``."""
    return f"{share * 100:.0f} %"


@lru_cache(maxsize=4096)
def near(name: str, known: tuple[str, ...]) -> str:
    """`` (did you mean “x”?)`` for the nearest known name, or nothing; kept, for a name used often."""
    return suggestion(name, known)

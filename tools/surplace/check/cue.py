"""Rules on wording that gives the right choice away (CUE01 to CUE11).

They look at single-choice items and at the reasons of two-tier items: where three or four choices stand and
one is right. The limits come from measurements on professional banks (law school and college admission tests),
which they flag rarely, and on free law quizzes, where the longest choice was right in 53 of 100 items.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from surplace.check.registry import Found, rule
from surplace.check.stem import MIN_BANK
from surplace.check.view import Asked, Tier, View
from surplace.check.words import ABSOLUTES, HEDGE, counted, jaccard, mean, percent, unquoted
from surplace.findings import quoted

_CHECKLIST = "BMC Medical Education 2016 checklist; own measurement"
_MEASURED = "own measurement on twelve public question banks"


def _lengths(tier: Tier) -> tuple[int, float]:
    """Characters of the right choice, and of the wrong ones on average."""
    return len(tier.texts[tier.key]), mean([len(tier.texts[i]) for i in tier.wrong])


@rule(
    "CUE01",
    severity="error",
    scope="item",
    waivable=True,
    reason="The right choice that is much the longest is found without reading the question.",
    source=f"Pham et al. 2018 (cross-over trial); {_CHECKLIST}",
)
def cue01(asked: Asked) -> Iterator[Found]:
    """The right choice is at most 1.5 times as long as the wrong ones are on average.

    Less than 15 characters of difference do not count, nor do choices of a word or so (under 12 characters).
    """
    for tier in asked.guessable:
        if _much_longer(tier):
            right, wrong = _lengths(tier)
            what = f"the right choice has {right} characters, the wrong ones {wrong:.0f} on average"
            yield Found(tier.choices[tier.key].text.place, f"{what}: shorten it, or give the others as much")


def _much_longer(tier: Tier) -> bool:
    right, wrong = _lengths(tier)
    return wrong >= 12 and right > 1.5 * wrong and right - wrong >= 15


@rule(
    "CUE02",
    severity="warning",
    scope="item",
    waivable=True,
    reason="The longest choice is the first guess of whoever does not know.",
    source=_MEASURED,
)
def cue02(asked: Asked) -> Iterator[Found]:
    """The right choice is not the one longest choice, 1.3 times as long as the wrong ones on average."""
    for tier in asked.guessable:
        if _longest(tier) and not _much_longer(tier):
            right, wrong = _lengths(tier)
            what = f"the right choice is the longest ({right} characters, the others {wrong:.0f} on average)"
            yield Found(tier.choices[tier.key].text.place, f"{what}: lengthen a wrong one or shorten this")


def _longest(tier: Tier) -> bool:
    right, wrong = _lengths(tier)
    return right > max(len(tier.texts[i]) for i in tier.wrong) and right > 1.3 * wrong


@rule(
    "CUE03",
    severity="warning",
    scope="item",
    waivable=True,
    reason="Choices of very different length draw the eye.",
    source=_CHECKLIST,
)
def cue03(asked: Asked) -> Iterator[Found]:
    """The longest choice is at most three times as long as the shortest, if that has 8 characters or more."""
    for tier in asked.guessable:
        if _uneven(tier):
            sizes = [len(text) for text in tier.texts]
            what = f"the choices have {min(sizes)} to {max(sizes)} characters"
            yield Found(tier.prompt.place, f"{what}: make them about equal in length")


def _uneven(tier: Tier) -> bool:
    sizes = [len(text) for text in tier.texts]
    return min(sizes) >= 8 and max(sizes) > 3 * min(sizes)


@rule(
    "CUE04",
    severity="warning",
    scope="item",
    waivable=True,
    reason="A word of the question that only the right choice repeats gives it away.",
    source=_CHECKLIST,
)
def cue04(asked: Asked) -> Iterator[Found]:
    """The right choice does not share two words with the question that no wrong choice has.

    Words count by their first six letters; small words do not count, nor do questions of 400 characters.
    """
    for tier in asked.guessable[:1]:
        echo = _echo(asked, tier)
        if len(echo) > 1:
            shared = ", ".join(f"“{stem}…”" if len(stem) == 6 else f"“{stem}”" for stem in sorted(echo))
            what = f"only the right choice repeats {shared} from the question"
            yield Found(tier.choices[tier.key].text.place, f"{what}: word it differently, or the others alike")


def _echo(asked: Asked, tier: Tier) -> frozenset[str]:
    """The stems that the question shares with the right choice and with no other."""
    if len(asked.stem) >= 400 or tier.reason:
        return frozenset()
    return (asked.stems & tier.stems[tier.key]).difference(*(tier.stems[i] for i in tier.wrong))


@rule(
    "CUE06",
    severity="error",
    scope="item",
    waivable=True,
    reason="Test-wise readers strike out whatever says always or never.",
    source=_CHECKLIST,
)
def cue06(asked: Asked) -> Iterator[Found]:
    """Words such as always, never, all, every and impossible do not mark two or more wrong choices only."""
    for tier in asked.guessable:
        strict = [i for i, bag in enumerate(tier.bags) if not bag.isdisjoint(ABSOLUTES)]
        if len(strict) > 1 and tier.key not in strict:
            used = sorted({word for i in strict for word in tier.bags[i] & ABSOLUTES})
            what = f"only wrong choices are absolute ({', '.join(used)})"
            yield Found(tier.choices[strict[0]].text.place, f"{what}: say it without, or in the right one too")


@rule(
    "CUE07",
    severity="warning",
    scope="item",
    waivable=True,
    reason="True statements carry a “may” or a “usually”, and test-wise readers know it.",
    source=_MEASURED,
)
def cue07(asked: Asked) -> Iterator[Found]:
    """Words such as may, usually, often and in principle do not stand in the right choice only."""
    for tier in asked.guessable:
        hedge = _hedge(tier)
        if hedge:
            what = f"only the right choice is careful (“{hedge}”)"
            yield Found(tier.choices[tier.key].text.place, f"{what}: word a wrong one so too, or none")


def _hedge(tier: Tier) -> str:
    """The qualifier of the right choice, if no wrong one has any; quoted words do not count."""
    hedges = [HEDGE.search(unquoted(text)) for text in tier.texts]
    right = hedges[tier.key]
    return right.group() if right and not any(hedges[i] for i in tier.wrong) else ""


@rule(
    "CUE08",
    severity="warning",
    scope="item",
    waivable=True,
    reason="Of near twins or opposites one is right: the rest need not be read.",
    source=_CHECKLIST,
)
def cue08(asked: Asked) -> Iterator[Found]:
    """No two choices share four words in five."""
    for tier in asked.tiers:
        for i, j in combinations(range(len(tier.bags)), 2):
            if tier.tokens[i] != tier.tokens[j] and jaccard(tier.bags[i], tier.bags[j]) >= 0.8:
                what = f"{quoted(tier.texts[j])} is nearly {quoted(tier.texts[i])}"
                yield Found(tier.choices[j].text.place, f"{what}: write one that differs in more than a word")


@rule(
    "CUE09",
    severity="warning",
    scope="item",
    waivable=True,
    reason="What every choice repeats is read three times for nothing.",
    source="checklist of item-writing flaws; own measurement",
)
def cue09(asked: Asked) -> Iterator[Found]:
    """The choices do not all begin with the same three words: those belong into the question."""
    for tier in asked.tiers:
        heads = {tokens[:3] for tokens in tier.tokens}
        if len(tier.tokens) > 2 and len(heads) == 1 and len(next(iter(heads))) == 3:
            what = f"every choice begins with “{' '.join(heads.pop())}”"
            yield Found(tier.prompt.place, f"{what}: move these words into the question")


@rule(
    "CUE11",
    severity="error",
    scope="item",
    reason="A wrong choice is worth reading only if somebody could believe it.",
    source="Breakall et al. 2019: implausible choices were the commonest flaw in 1,019 items",
)
def cue11(asked: Asked) -> Iterator[Found]:
    """Every wrong choice names a ``misconception``, or says in one line why it is a ``near_miss``."""
    for tier in asked.tiers:
        for i in tier.wrong:
            if not tier.choices[i].misconception and not tier.choices[i].near_miss.strip():
                what = "why would anybody choose this? Add misconception: with an id, or near_miss: with a reason"
                yield Found(tier.choices[i].place, what)


@rule(
    "cue-caps",
    severity="error",
    scope="bank",
    reason="A cue in one item is an accident, in many a pattern that a guesser learns.",
    source="own measurement; the caps of CUE02, CUE03, CUE04 and CUE07",
)
def cue_caps(view: View) -> Iterator[Found]:
    """From 40 single-choice items on: the right one is the longest in at most 15 % (CUE02), lengths are uneven
    in 5 % (CUE03), one word is echoed in 8 % (CUE04), and only the right one is careful in 5 % (CUE07).
    """  # noqa: D205 - one sentence
    pairs = [(asked, tier) for asked in view.asked for tier in asked.guessable if not tier.reason]
    if len(pairs) < MIN_BANK:
        return
    for what, cap, count in (
        ("the right choice is the longest", 0.15, sum(_longest(tier) for _, tier in pairs)),
        ("the choices differ much in length", 0.05, sum(_uneven(tier) for _, tier in pairs)),
        ("only the right choice repeats a word of the question", 0.08, sum(bool(_echo(*p)) for p in pairs)),
        ("only the right choice is careful", 0.05, sum(bool(_hedge(tier)) for _, tier in pairs)),
    ):
        if count > cap * len(pairs):
            share = f"in {counted(count, 'item')} of {len(pairs)} ({percent(count / len(pairs))})"
            yield Found(view.front, f"{what} {share}: {percent(cap)} at most, so reword some of them")

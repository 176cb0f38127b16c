"""Rules on all items together: what a guesser gains who has read nothing (BNK01, BNK02, BNK03, BNK04)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import sqrt

from surplace.check.registry import Found, rule
from surplace.check.stem import MIN_BANK
from surplace.check.view import Tier, View
from surplace.check.words import jaccard, mean, percent
from surplace.model import Single
from surplace.shuffle import shown

BLIND_BANK = 200
"""Single-choice items from which on the blind guesser is tried: below, chance alone fails one bank in twenty."""

_CHI_SQUARE = {3: 9.21, 4: 11.34}
"""Where chi-square reaches p = 0.01, by the number of choices (degrees of freedom plus one)."""


def chance(tiers: Sequence[Tier]) -> float:
    """The share that blind luck gets right."""
    return mean([1 / len(tier.choices) for tier in tiers])


def _hit(scores: Sequence[float], key: int) -> float:
    """What picking the highest score earns; a tie is split."""
    best = max(scores)
    return (scores[key] == best) / sum(score == best for score in scores)


@rule(
    "BNK01",
    severity="error",
    scope="bank",
    reason="Who always picks the longest choice must do no better, and no worse, than luck.",
    source="own measurement: 53 % of 100 law items fall to it; Wuensch on over-correction",
)
def bnk01(view: View) -> Iterator[Found]:
    """From 40 single-choice items on: the longest choice is right as often as luck would have it.

    Five points of difference are allowed, or two standard errors if that is more; both ways, since a bank
    where the longest is never right can be played too.
    """
    tiers = view.singles
    if len(tiers) < MIN_BANK:
        return
    luck = chance(tiers)
    hits = mean([_hit([float(len(text)) for text in tier.texts], tier.key) for tier in tiers])
    if abs(hits - luck) > max(0.05, 2 * sqrt(luck * (1 - luck) / len(tiers))):
        many = "wrong" if hits < luck else "right"
        todo = "shorten" if hits > luck else "lengthen"
        what = f"the longest choice is right in {percent(hits)} of {len(tiers)} items (luck: {percent(luck)})"
        yield Found(view.front, f"{what}, so length shows what is {many}: {todo} right choices")


@rule(
    "BNK02",
    severity="error",
    scope="bank",
    reason="Writers hide the right choice in the middle; the mixed order must not show it.",
    source="Attali and Bar-Hillel 2003; Bar-Hillel and Attali 2002: randomise, do not balance",
)
def bnk02(view: View) -> Iterator[Found]:
    """From 40 single-choice items with as many choices on: the right one stands everywhere equally often.

    Tested (chi-square, p < 0.01) on the order that pages show. Never balance by hand: that leaves a pattern.
    """
    places: dict[int, Counter[int]] = {}
    for asked in view.asked:
        if isinstance(asked.item, Single) and asked.guessable:
            at = shown(asked.item).index(asked.guessable[0].key)
            places.setdefault(len(asked.item.choices), Counter())[at] += 1
    for size, counts in sorted(places.items()):
        expected = counts.total() / size
        chi = sum((counts[place] - expected) ** 2 / expected for place in range(size))
        if counts.total() >= MIN_BANK and chi > _CHI_SQUARE.get(size, float("inf")):
            spread = ", ".join(str(counts[place]) for place in range(size))
            what = f"of {counts.total()} items with {size} choices the right one stands {spread} times"
            yield Found(view.front, f"{what} in each place: take shuffle: false out where order is not needed")


@rule(
    "BNK03",
    severity="error",
    scope="bank",
    reason="A program that sees wording only, not meaning, must stay near luck.",
    source="own measurement: professional banks pass, seven of seven free ones fail",
)
def bnk03(view: View) -> Iterator[Found]:
    """From 200 single-choice items on: a blind guesser gets at most ten points more than luck.

    It learns from nine cues (length, absolutes, hedges, echoes of the question, likeness, commas, digits …)
    on nine tenths of the items, and is tried on the tenth that it has not seen; ten times over.
    """
    if len(view.singles) < BLIND_BANK:
        return
    from surplace.check import blind  # numpy: loaded for large banks only

    luck = chance(view.singles)
    hits, cues = blind.guess(view.asked)
    if hits > luck + 0.10:
        what = f"a blind guesser gets {percent(hits)} of {len(view.singles)} items (luck: {percent(luck)})"
        yield Found(view.front, f"{what}, mostly by {' and '.join(cues)}: reword the items that show it")


@rule(
    "BNK04",
    severity="warning",
    scope="bank",
    reason="The right choice tends to share most with the others, because they were made from it.",
    source="BMC Medical Education 2016 checklist; own measurement",
)
def bnk04(view: View) -> Iterator[Found]:
    """From 40 single-choice items on: the choice most like the others is right at most ten points above luck."""
    tiers = view.singles
    if len(tiers) < MIN_BANK:
        return
    luck = chance(tiers)
    hits = mean([_hit(likeness(tier), tier.key) for tier in tiers])
    if hits > luck + 0.10:
        what = f"the choice most like the others is right in {percent(hits)} of {len(tiers)} items"
        yield Found(view.front, f"{what} (luck: {percent(luck)}): let wrong choices share words with each other")


def likeness(tier: Tier) -> list[float]:
    """How many words each choice shares with the others, on average, from 0 to 1."""
    return [mean([jaccard(bag, b) for j, b in enumerate(tier.bags) if j != i]) for i, bag in enumerate(tier.bags)]

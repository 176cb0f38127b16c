"""The rule on near duplicates (BNK05), without comparing every item with every other.

Two sets that share a fraction ``t`` of their words share one among the ``n - ceil(t n) + 1`` rarest of each
(prefix filtering; Bayardo, Ma and Srikant 2007). Items are looked up by such a word of the question together
with such a word of the choices, so that only likely pairs are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

from surplace.check.registry import Found, rule
from surplace.check.view import Asked, View
from surplace.check.words import content, jaccard, percent, words
from surplace.model import Numeric

_STEM, _STEM_WARNED, _CHOICES = 0.8, 0.7, 0.5
_TRIES = 200
"""Likely pairs compared for one item; more of them only happen in a bank made to be slow."""

Bag = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Card:
    """What an item is compared by."""

    asked: Asked
    stem: Bag
    choices: Bag


@rule(
    "BNK05",
    severity="error",
    scope="bank",
    waivable=True,
    reason="A question asked twice counts twice.",
    source="exameval.com on item flaws; own measurement: 0 to 1 % of professional items",
)
def bnk05(view: View) -> Iterator[Found]:
    """No two items share four words in five of the question and half of the words of their choices.

    From seven in ten on it is a warning. Items that share a vignette are a set and may be alike.
    """
    cards = [_card(asked) for asked in view.asked]
    rank = Counter(word for card in cards for word in (*card.stem, *card.choices))
    shelf: dict[tuple[str, str], list[_Card]] = {}
    for card in cards:
        keys = [
            (word, other)
            for word in _rarest(card.stem, rank, _STEM_WARNED)
            for other in _rarest(card.choices, rank, _CHOICES)
        ]
        twin, alike = _nearest(card, (shelf.get(key, ()) for key in keys))
        if twin:
            first = twin.asked.item
            what = f"{percent(alike)} of the words of “{first.id}” ({first.place.path}, line {first.place.line})"
            todo = "ask something else, or take one of the two out"
            yield Found(
                card.asked.item.prompt.place,
                f"this asks with {what}, about nearly the same choices: {todo}",
                None if alike >= _STEM else "warning",
                card.asked.item.index,
            )
        if alike < 1:
            for key in keys:
                shelf.setdefault(key, []).append(card)


def _card(asked: Asked) -> _Card:
    given = [text.text for text in asked.given]
    if isinstance(asked.item, Numeric):
        given = [f"{answer.value:g}" for answer in asked.item.answers]
    return _Card(asked, asked.stems, content(words(" ".join(given))) or frozenset(words(" ".join(given))))


def _rarest(bag: Bag, rank: Counter[str], threshold: float) -> list[str]:
    """The words of which a set that is alike must have one."""
    size = len(bag) - ceil(threshold * len(bag)) + 1
    return sorted(bag, key=lambda word: (rank[word], word))[:size]


def _nearest(card: _Card, shelves: Iterable[Iterable[_Card]]) -> tuple[_Card | None, float]:
    """The likest of the earlier items that is like enough, and how much of the question it shares."""
    best, alike = None, 0.0
    seen: set[int] = set()
    vignette = card.asked.item.vignette
    for shelf in shelves:
        for other in shelf:
            if id(other) in seen:
                continue
            if len(seen) >= _TRIES:
                return best, alike
            seen.add(id(other))
            theirs = other.asked.item.vignette
            shared = jaccard(card.stem, other.stem)
            alone = vignette is None or theirs is None or vignette.text != theirs.text
            likely = alone and shared > max(alike, _STEM_WARNED - 1e-9)
            if likely and jaccard(card.choices, other.choices) >= _CHOICES:
                best, alike = other, shared
    return best, alike

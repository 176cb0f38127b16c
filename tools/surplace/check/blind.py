"""The blind guesser: a conditional logit on wording cues, for rule BNK03. Needs numpy; loaded late.

Each choice gets nine numbers that say nothing about its meaning, and the model gives each a weight so that the
right choice of an item scores highest among its choices (McFadden 1974). Ten-fold cross-validation with fixed
folds: the same bank gives the same number.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surplace.check.bank import likeness
from surplace.check.view import Asked, Tier
from surplace.check.words import ABSOLUTES, HEDGE, mean
from surplace.model import Single

CUES = (
    "rank by length",
    "length",
    "being the longest",
    "absolute words",
    "careful words",
    "words of the question",
    "likeness to the others",
    "commas and brackets",
    "digits",
)
_FOLDS = 10
_STEPS = 12
_RIDGE = 1.0

Floats = NDArray[np.float64]


def guess(items: Iterable[Asked]) -> tuple[float, list[str]]:
    """The share of single-choice items that the guesser gets right unseen, and its two strongest cues."""
    tiers = [(asked, tier) for asked in items if isinstance(asked.item, Single) for tier in asked.guessable]
    width = max(len(tier.choices) for _, tier in tiers)
    cues = np.zeros((len(tiers), width, len(CUES)))
    there = np.zeros((len(tiers), width), dtype=bool)
    for n, (asked, tier) in enumerate(tiers):
        cues[n, : len(tier.choices)] = _cues(asked, tier)
        there[n, : len(tier.choices)] = True
    cues = _standard(cues, there)
    keys = np.array([tier.key for _, tier in tiers])
    fold = np.random.RandomState(0).permutation(len(tiers)) % _FOLDS
    hits = sum(_tried(cues, there, keys, fold == n) for n in range(_FOLDS))
    weights = np.abs(_learned(cues, there, keys))
    return hits / len(tiers), [CUES[i] for i in np.argsort(-weights, kind="stable")[:2]]


def _cues(asked: Asked, tier: Tier) -> list[tuple[float, ...]]:
    """The nine numbers of each choice."""
    sizes = [len(text) for text in tier.texts]
    alike = likeness(tier)
    return [
        (
            sum(size < sizes[i] for size in sizes) / (len(sizes) - 1),
            sizes[i] / max(mean(sizes), 1),
            float(sizes[i] == max(sizes) and sizes.count(sizes[i]) == 1),
            float(not tier.bags[i].isdisjoint(ABSOLUTES)),
            float(HEDGE.search(text) is not None),
            float(len(tier.stems[i] & asked.stems)),
            alike[i],
            float(sum(text.count(mark) for mark in ",;()")),
            float(any(char.isdigit() for char in text)),
        )
        for i, text in enumerate(tier.texts)
    ]


def _standard(cues: Floats, there: NDArray[np.bool_]) -> Floats:
    """Cues as differences from the other choices of the item, in standard deviations; 0 for no choice."""
    mask = there[:, :, None]
    centred = np.where(mask, cues - cues.sum(1, keepdims=True) / mask.sum(1, keepdims=True), 0.0)
    spread = np.sqrt((centred**2).sum((0, 1)) / there.sum())
    result: Floats = centred / np.where(spread > 0, spread, 1.0)
    return result


def _learned(cues: Floats, there: NDArray[np.bool_], keys: NDArray[Any]) -> Floats:
    """The weights, by Newton's method on the likelihood with a small ridge."""
    weights = np.zeros(cues.shape[2])
    right = cues[np.arange(len(keys)), keys].sum(0)
    for _ in range(_STEPS):
        odds = np.where(there, np.exp(np.clip(cues @ weights, -30, 30)), 0.0)
        odds /= odds.sum(1, keepdims=True)
        weighted = odds[:, :, None] * cues
        expected = weighted.sum(1)
        slope = right - expected.sum(0) - _RIDGE * weights
        curve = np.tensordot(weighted, cues, axes=((0, 1), (0, 1))) - expected.T @ expected
        step = np.linalg.solve(curve + _RIDGE * np.eye(len(weights)), slope)
        weights = weights + step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def _tried(cues: Floats, there: NDArray[np.bool_], keys: NDArray[Any], held: NDArray[np.bool_]) -> float:
    """What the guesser earns on the items held back; a tie is split."""
    weights = _learned(cues[~held], there[~held], keys[~held])
    scores = np.where(there[held], cues[held] @ weights, -np.inf).round(9)
    best = scores == scores.max(1, keepdims=True)
    return float((best[np.arange(held.sum()), keys[held]] / best.sum(1)).sum())

"""The order in which answers are shown: mixed by the item's id, so that it is the same for everybody.

A seed from the id, not a hand: writers hide the right choice in the middle, and hand-balanced keys leave
a pattern that can be learned. No clock and no random numbers, so the same bank gives the same bytes.
"""

from __future__ import annotations

import hashlib
from itertools import chain

from surplace.model import Item, Match, Multiple, Order, Single, TwoTier, answers


def order(name: str, count: int) -> tuple[int, ...]:
    """The places ``0 … count - 1`` mixed by ``name``; every order is equally likely."""
    return tuple(sorted(range(count), key=lambda i: hashlib.sha256(f"{name}\n{i}".encode()).digest()))


def mixed(name: str, count: int) -> tuple[int, ...]:
    """As ``order``, but never the order of the bank: for steps and pairs, where that is the solution."""
    still = tuple(range(count))
    tries = chain([name], (f"{name}\n{n}" for n in range(1, 100)))
    return next((found for found in (order(text, count) for text in tries) if found != still), still)


def shown(item: Item) -> tuple[int, ...]:
    """Where each shown answer stands in ``model.answers(item)``, in the order of the page.

    Choices keep the order of the bank where it says ``shuffle: false``, and so do True and False. Steps
    and the right sides of pairs are always mixed. The reasons of a two-tier item come after its claims.
    What is typed or written is shown as the bank has it.
    """
    match item:
        case Single() | Multiple() if item.shuffle:
            return order(item.id, len(item.choices))
        case TwoTier() if item.shuffle:
            claims = len(item.choices)
            reasons = order(f"{item.id}-reason", len(item.reasons))
            return (*order(item.id, claims), *(claims + i for i in reasons))
        case Match():
            return mixed(item.id, len(item.pairs))
        case Order():
            return mixed(item.id, len(item.steps))
        case _:
            return tuple(range(len(answers(item))))

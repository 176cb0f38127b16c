"""Two parallel forms of a quiz: no item in common, the same levels, nothing balanced by hand.

Rule BNK07 of the item-writing rules: the blueprint of the two forms differs by one item at most at each level.
"""

from __future__ import annotations

from surplace.model import LEVELS, Bank, Item


def forms(bank: Bank) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The items of form A and of form B, each in the order of the bank.

    At each level the items go to the two forms in turn, by objective and then by their place in the bank; the form
    that is shorter so far gets the first.
    """
    sides: tuple[list[Item], list[Item]] = ([], [])
    for level in LEVELS:
        some = sorted((i for i in bank.items if i.level == level), key=lambda i: (i.objective, i.index))
        first = len(sides[0]) > len(sides[1])
        for number, item in enumerate(some):
            sides[first ^ (number % 2)].append(item)
    return tuple(sorted(sides[0], key=_place)), tuple(sorted(sides[1], key=_place))


def _place(item: Item) -> int:
    return item.index

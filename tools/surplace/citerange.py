"""Whether a locator lies in what its source declares: ``article: 1-46`` against ``art. 33(1)``."""

from __future__ import annotations

import re
from functools import cache

from surplace.citeformat import KIND_NAMES
from surplace.model import Locator, Source


def fits(source: Source, locator: Locator) -> str | None:
    """None where the source declares each part's kind and every number lies in its range.

    A number with a sub-number (``33(1)``, ``1A(2)``) is tested by the number that leads it; both
    ends of a range are tested, and it must ascend.
    """
    for part in locator.parts:
        declared = source.locators.get(part.kind)
        if declared is None:
            has = ", ".join(f"{KIND_NAMES[kind][1]} {span}" for kind, span in source.locators.items())
            return f"{source.key} has no {KIND_NAMES[part.kind][1]}; it has {has or 'no locators declared'}"
        for item in part.numbers:
            ends = item.split("-")
            outside = next((end for end in ends if not within(end, declared)), None)
            if outside is not None:
                many = "-" in declared or "," in declared
                return f"{source.key} has {KIND_NAMES[part.kind][many]} {declared}, not {outside}"
            if len(ends) == 2 and not _ascends(*ends):
                return f"the range {item} must ascend"
    return None


_NAME = re.compile(r"[A-Z][a-z]{3,}")
_Order = tuple[tuple[str, int], ...]
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"M": 1000, "D": 500, "C": 100, "L": 50, "X": 10, "V": 5, "I": 1}


def _orders(number: str) -> tuple[_Order, ...]:
    """The readings of a number that can be compared (``C`` is the letter or a hundred)."""
    readings: list[_Order] = [()]
    for piece in number.partition("(")[0].split("."):
        options: list[tuple[str, int]] = []
        digits = re.match(r"[0-9]+", piece)
        if digits:
            options.append(("digits", int(digits.group())))
        elif piece and _ROMAN.fullmatch(piece.upper()):
            values = [_ROMAN_VALUES[char] for char in piece.upper()]
            after = [*values[1:], 0]
            options.append(("roman", sum(-v if v < n else v for v, n in zip(values, after, strict=True))))
        if len(piece) == 1 and piece.isalpha():
            options.append(("letter", ord(piece.lower())))
        readings = [(*reading, option) for reading in readings for option in options]
    return tuple(readings)


@cache
def within(number: str, ranges: str) -> bool:
    """Whether a number lies in ranges such as ``1-46``, ``I-XI`` or ``IV.3, IV.4, V.2``; a name must be listed."""
    if _NAME.fullmatch(number):
        return number in (span.strip() for span in ranges.split(","))
    return any(
        _between(first, _orders(number), last or first)
        for first, _, last in (span.strip().partition("-") for span in ranges.split(","))
    )


def _between(first: str, readings: tuple[_Order, ...], last: str) -> bool:
    lows, highs = _orders(first), _orders(last)
    return any(
        _same(low, high) and _same(low, reading) and low <= reading[: len(low)] <= high
        for low in lows
        for high in highs
        for reading in readings
    )


def _same(declared: _Order, reading: _Order) -> bool:
    """Whether two readings are of one sort, piece by piece; below one piece anything may stand (``IV.B``)."""
    return len(declared) in {1, len(reading)} and [sort for sort, _ in declared] == [
        sort for sort, _ in reading[: len(declared)]
    ]


def _ascends(first: str, last: str) -> bool:
    subs = tuple(int(n) if n.isdigit() else 0 for n in re.findall(r"\((\w+)\)", first))
    ends = tuple(int(n) if n.isdigit() else 0 for n in re.findall(r"\((\w+)\)", last))
    return any((low, subs) < (high, ends) and _same(low, high) for low in _orders(first) for high in _orders(last))

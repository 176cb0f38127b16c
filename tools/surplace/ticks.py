"""What stands between backticks: roles (``{cite}`…` ``) and code, told apart from left to right.

CommonMark 0.31, 6.1: a run of backticks is closed by the next run of the same length in its paragraph. MyST puts
the name of a role in braces before the opening run.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

_RUN = re.compile(r"(?:\{([\w:+-]{1,64})\})?(`+)")
_GAP = re.compile(r"\n[ \t]*\n")


class Span(NamedTuple):
    """A role, or code where ``role`` is empty, from ``start`` to ``end``; its text from ``first`` to ``last``."""

    role: str
    start: int
    first: int
    last: int
    end: int


def spans(text: str) -> Iterator[Span]:
    """Every role and every piece of code of a text, in order; they never overlap."""
    runs = list(_RUN.finditer(text))
    gaps = [gap.start() for gap in _GAP.finditer(text)]
    by_size: dict[int, list[int]] = defaultdict(list)
    for number, run in enumerate(runs):
        by_size[len(run[2])].append(number)
    number = 0
    while number < len(runs):
        run = runs[number]
        same = by_size[len(run[2])]
        at = bisect_right(same, number)
        close = runs[same[at]] if at < len(same) else None
        escaped = not run[1] and run.start(2) > 0 and text[run.start(2) - 1] == "\\"
        if close is None or escaped or bisect_left(gaps, run.end()) != bisect_left(gaps, close.start(2)):
            number += 1
            continue
        yield Span(run[1] or "", run.start(), run.end(), close.start(2), close.end(2))
        number = same[at] + 1

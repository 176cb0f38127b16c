"""The labels that lines of a legal text begin with, and how they nest: ``1.`` ``A.`` ``(2)`` ``(ii)``."""

from __future__ import annotations

import re

_LABEL = re.compile(
    r"""\s*(?:
        (?P<number>\d{1,2})\s?\.(?!\d)             # 1.  or  1.To maintain
      | \((?P<bracket>\d{1,2})\)\s?\.?             # (2)  or  (2) .
      | \(?(?P<letter>[a-z]|[ivx]{2,5})\)          # (a)  a)  (ii)
      | (?P<point>[a-z])\.(?![a-z]\.)(?=\S)        # a.promoting, but not e.g.
      | (?P<capital>[A-Z])\.(?=\s|$)               # A.
    )\s*""",
    re.VERBOSE,
)


class Labels:
    """The labels that hold at a line, outermost first; each line that begins with one moves them.

    A label of a sort that is open already (``2.`` after ``1.``) replaces that one and closes what is
    below it; one of a new sort opens below. ``(i)`` is the letter after ``(h)``, else the numeral one.
    """

    def __init__(self, skip: frozenset[str] = frozenset()) -> None:
        """``skip`` names sorts that are no labels in this text."""
        self._skip = skip
        self._open: list[tuple[str, str]] = []

    def move(self, line: str) -> tuple[str, ...]:
        """Read the labels that the line begins with; the labels that hold for it."""
        start = 0
        while match := _LABEL.match(line, start):
            sort = match.lastgroup or ""
            label = match[sort]
            if sort == "letter":
                sort = self._sort_of(label)
            if sort in self._skip:
                break
            sorts = [held for held, _ in self._open]
            del self._open[sorts.index(sort) if sort in sorts else len(sorts) :]
            self._open.append((sort, label))
            start = match.end()
        return tuple(label for _, label in self._open)

    def _sort_of(self, label: str) -> str:
        before = dict(self._open).get("letter")
        follows = len(label) == 1 and before is not None and ord(label) == ord(before) + 1
        return "letter" if follows or not re.fullmatch("[ivx]+", label) else "numeral"

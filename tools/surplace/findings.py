"""Collecting problems while something is read, and wording them: one printable line each."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from surplace.problem import Place, Problem, Severity

LIMIT = 1_000
"""Problems reported for one file; then reading stops, so that hostile input stays cheap."""

_WIDEST = 400
_LONGEST_GUESS = 40


class Findings:
    """The problems found so far in one file.

    ``subject`` is given to every problem that is added: set it to the index of the item that is
    being read, and to -1 outside items. ``errors`` counts the errors, so that a caller can see
    whether a part was clean.
    """

    def __init__(self) -> None:
        self.subject = -1
        self.errors = 0
        self._problems: list[Problem] = []

    @property
    def full(self) -> bool:
        """Whether the limit is reached: what comes after it is not reported."""
        return len(self._problems) >= LIMIT

    def error(self, rule: str, place: Place, message: str) -> None:
        """Add an error."""
        self.errors += 1
        self._add(rule, "error", place, message)

    def warn(self, rule: str, place: Place, message: str) -> None:
        """Add a warning."""
        self._add(rule, "warning", place, message)

    def take(self, problems: Iterable[Problem]) -> None:
        """Add problems that another module found."""
        for problem in problems:
            if problem.severity == "error":
                self.errors += 1
            self._add(problem.rule, problem.severity, problem.place, problem.message)

    def done(self) -> tuple[Problem, ...]:
        """All of them, and one that says so if there were more than the limit."""
        if not self.full:
            return tuple(self._problems)
        last = self._problems[-1].place
        more = f"more than {LIMIT} problems in this file: mend those above and check again"
        return (*self._problems, Problem("too-many-problems", "error", last, more))

    def _add(self, rule: str, severity: Severity, place: Place, message: str) -> None:
        if not self.full:
            self._problems.append(Problem(rule, severity, place, one_line(message), self.subject))


def one_line(message: str) -> str:
    """The message on one line, without characters that a terminal would act on."""
    if not message.isprintable():
        message = "".join(c if c.isprintable() else _escaped(c) for c in " ".join(message.split()))
    return message if len(message) <= _WIDEST else message[: _WIDEST - 1] + "…"


def _escaped(char: str) -> str:
    return " " if char.isspace() else f"U+{ord(char):04X}"


def quoted(text: str) -> str:
    """The text in quotation marks, cut to a length that fits a message."""
    short = " ".join(text.split())
    return f"“{short if len(short) <= 40 else short[:39] + '…'}”"


def listed(words: Iterable[str]) -> str:
    """``a, b or c``."""
    known = list(words)
    return " or ".join(filter(None, (", ".join(known[:-1]), known[-1])))


def suggestion(word: str, known: Iterable[str]) -> str:
    """`` (did you mean “kind”?)`` where a known word is close, else nothing."""
    if not 2 <= len(word) <= _LONGEST_GUESS:
        return ""
    plain = word.lower().replace("_", "-").replace(" ", "-")
    same = {k.lower().replace("_", "-"): k for k in known}
    near = difflib.get_close_matches(plain, same, n=1, cutoff=0.7)
    return f" (did you mean “{same[near[0]]}”?)" if near else ""

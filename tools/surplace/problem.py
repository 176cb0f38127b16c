"""What can be wrong, and where: the one type that every finding of the project has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a file: path relative to the course root, line and column counted from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding.

    ``rule`` is the id that ``surplace rules`` lists; ``message`` is one line that says what is
    wrong and how to mend it; ``subject`` is the index of the item in its bank (from 0) where
    the finding is about one item, so that a page can withhold that item, else ``-1``.
    """

    rule: str
    severity: Severity
    place: Place
    message: str
    subject: int = -1

    def __str__(self) -> str:
        return f"{self.place}: {self.message} [{self.rule}]"

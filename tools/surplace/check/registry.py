"""What a rule is, and the table of all of them.

A rule is one function. It gets what its scope says and yields what it found; it neither prints nor
stops. Its docstring says to a teacher what is asked and why, the decorator what ``surplace rules`` lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from surplace.problem import Place, Severity

Scope = Literal["item", "lesson", "page", "course", "bank", "file"]
"""What a rule looks at: an item, a lesson, a page, the whole course, all items as one bank, or a file as it is read."""


class Found(NamedTuple):
    """One finding, before it is told which rule made it.

    ``severity`` replaces the severity of the rule; ``subject`` is the index of an item in its bank,
    for a rule that looks at the whole course (a rule about one item need not give it).
    """

    place: Place
    message: str
    severity: Severity | None = None
    subject: int = -1


Check = Callable[[Any], Iterable[Found]]
"""Gets an ``Asked``, a ``Taught``, a ``Read``, or a ``View``, as the scope of the rule says."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is listed; ``check`` is None where reading the file finds the fault.

    ``waivable`` says whether an item may be excused from it with ``lint_waive``.
    """

    id: str
    severity: Severity
    scope: Scope
    reason: str
    source: str
    waivable: bool = False
    check: Check | None = None


RULES: dict[str, Rule] = {}
"""Every rule by its id, in the order of definition."""


def rule(  # noqa: PLR0913 - the columns of the table, all but one by name
    name: str, *, severity: Severity, scope: Scope, reason: str, source: str, waivable: bool = False
) -> Callable[[Callable[[Any], Iterator[Found]]], Callable[[Any], Iterator[Found]]]:
    """Enter a function in the table of rules under the id ``name``."""

    def enter(check: Callable[[Any], Iterator[Found]]) -> Callable[[Any], Iterator[Found]]:
        add(Rule(name, severity, scope, reason, source, waivable, check))
        return check

    return enter


def add(new: Rule) -> None:
    """Enter a rule; an id stands for one rule only."""
    if new.id in RULES:
        raise ValueError(f"two rules are called {new.id}")
    RULES[new.id] = new

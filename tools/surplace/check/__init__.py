"""The checker: everything that can be wrong with a course, by rules that each look at one thing.

``check`` judges a course that has been loaded, ``run`` also loads it. Neither prints.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from surplace.check import (  # noqa: F401 -- importing a family enters its rules in the table
    bank,
    cases,
    cites,
    cover,
    cue,
    facts,
    feedback,
    language,
    ledger,
    links,
    loading,
    safety,
    shape,
    stem,
    twins,
)
from surplace.check.registry import RULES, Found, Rule
from surplace.check.view import Asked, Read, Taught, View
from surplace.findings import one_line
from surplace.model import Course
from surplace.problem import Problem

__all__ = ["RULES", "check", "run"]


def run(root: Path) -> list[Problem]:
    """Load the course under ``root`` and check it; sorted by place."""
    from surplace.load import load

    course, found = load(root)
    return sorted({*found, *check(course)}, key=order)


def order(problem: Problem) -> tuple[object, ...]:
    """Problems sort by place, then by rule."""
    return (problem.place, problem.rule, problem.message)


def check(course: Course, whole: bool = True) -> list[Problem]:
    """Every finding of every rule on a course, sorted; waived ones are left out.

    Without ``whole`` the rules on lessons and on the bank as one are left out: they judge how good a quiz is
    on the whole, and no single question or page is wrong by them. So are rules that only warn. A build of the
    site checks so.
    """
    view = View(course)
    found: list[Problem] = []
    for name, some in _by_scope(whole).items():
        if name == "item":
            found += _on_items(view, some)
        elif name == "lesson" and whole:
            found += _on(view.taught, some)
        elif name == "bank" and whole:
            found += _unwaived(view, _on((view,), some))
        elif name == "page":
            found += _on(view.read, some)
        elif name == "course":
            found += _unwaived(view, _on((view,), some))
    view.forget()
    return sorted(set(found), key=order)


def _by_scope(whole: bool) -> dict[str, list[Rule]]:
    scopes: dict[str, list[Rule]] = defaultdict(list)
    for rule in RULES.values():
        if rule.check and (whole or rule.severity == "error"):
            scopes[rule.scope].append(rule)
    return scopes


def _on_items(view: View, rules: list[Rule]) -> Iterator[Problem]:
    for asked in view.asked:
        waived = {waiver.rule for waiver in asked.item.waivers}
        for rule in rules:
            if rule.check and not (rule.waivable and rule.id in waived):
                for found in rule.check(asked):
                    yield _problem(rule, found, asked.item.index)


def _on(things: Iterable[Taught | Read | View | Asked], rules: list[Rule]) -> list[Problem]:
    made = ((rule, rule.check(thing)) for thing in things for rule in rules if rule.check)
    return [_problem(rule, found, found.subject) for rule, some in made for found in some]


def _problem(rule: Rule, found: Found, subject: int) -> Problem:
    return Problem(rule.id, found.severity or rule.severity, found.place, one_line(found.message), subject)


def _unwaived(view: View, found: list[Problem]) -> Iterator[Problem]:
    """Findings on the whole course, without those that the item in which they stand has waived."""
    waived = [
        (asked.item.prompt.place, waiver.rule)
        for asked in view.asked
        for waiver in asked.item.waivers
        if waiver.rule in RULES and RULES[waiver.rule].waivable
    ]
    return (problem for problem in found if (problem.place, problem.rule) not in waived)

"""Rules on branching cases (COV06) and on the tests of the whole course (COV08)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from surplace.check.registry import Found, rule
from surplace.check.view import View
from surplace.check.words import counted, near
from surplace.findings import listed, quoted
from surplace.model import TESTS, Case, Node

NODES = 5
"""Decisions in a case."""

REJOIN = 2
"""Steps within which the branches of a decision meet again."""

_DESIGN = "item-writing rules: free branching explodes, three choices give nine ends after two steps"
_SHOWN = re.compile(r"^:{3,}\{case\}[ \t]+(\S+)", re.MULTILINE)


@rule("COV06", severity="error", scope="course", reason="A case can be played, and written, only if its branches meet.",
      source=_DESIGN)  # fmt: skip
def cov06(view: View) -> Iterator[Found]:
    """Each module has one case of five decisions with two or three choices, whose branches meet within two steps."""
    cases = view.course.cases
    homes: dict[str, Case] = {}
    for case in cases.values():
        if case.module in homes:
            yield Found(case.place, f"module {case.module} has the case {homes[case.module].title} already")
        homes.setdefault(case.module, case)
        if not case.broken:
            yield from _shape(case)
        for node in case.nodes:
            home = view.objectives.get(node.item.objective)
            if home and home[1].module != case.module:
                what = f"{quoted(node.item.objective)} is an objective of module {home[1].module}, not of this case"
                yield Found(node.item.at.get("objective", node.item.place), what, subject=node.item.index)
    for module in {lesson.module: None for lesson in view.lessons.values()} if cases else ():
        if module not in homes:
            yield Found(view.front, f"module {module} has no case: write one into quizzes/cases/")


def _shape(case: Case) -> Iterator[Found]:
    nodes = {node.item.id: node for node in case.nodes}
    order = list(nodes)
    if len(nodes) != NODES:
        yield Found(case.place, f"this case has {counted(len(nodes), 'decision')}: write {NODES}")
    for node in case.nodes:
        if not 2 <= len(node.item.choices) <= 3:
            what = f"{counted(len(node.item.choices), 'choice')} in this decision: give it two or three"
            yield Found(node.item.place, what, subject=node.item.index)
        for branch in node.branches:
            if branch.goes_to and branch.goes_to not in nodes:
                hint = near(branch.goes_to, tuple(nodes)) or f": choose from {listed(order)}, or end"
                yield Found(
                    branch.place, f"there is no decision {quoted(branch.goes_to)}{hint}", subject=node.item.index
                )
            elif branch.goes_to and order.index(branch.goes_to) <= order.index(node.item.id):
                what = f"{quoted(branch.goes_to)} comes before this decision: a case only goes on"
                yield Found(branch.place, what, subject=node.item.index)
    if all(b.goes_to in ("", *order[i + 1 :]) for i, n in enumerate(case.nodes) for b in n.branches):
        yield from _paths(case, nodes)


def _paths(case: Case, nodes: dict[str, Node]) -> Iterator[Found]:
    """Every decision is reached, and the branches of each meet within ``REJOIN`` steps."""
    reached = {case.nodes[0].item.id, *(branch.goes_to for node in case.nodes for branch in node.branches)}
    for name, node in nodes.items():
        if name not in reached:
            yield Found(node.item.place, f"no choice leads to {quoted(name)}", subject=node.item.index)
        ways = [set(_ahead(branch.goes_to, nodes, REJOIN)) for branch in node.branches]
        if ways and not set.intersection(*ways):
            what = f"the branches of {quoted(name)} do not meet within {REJOIN} steps"
            yield Found(node.item.place, f"{what}: lead them to one decision", subject=node.item.index)


def _ahead(name: str, nodes: dict[str, Node], steps: int) -> Iterator[str]:
    """The decisions (or the end) that a branch certainly comes to within some steps, itself the first."""
    yield name
    onward = {branch.goes_to for branch in nodes[name].branches} if name else set()
    if steps > 1 and len(onward) == 1:
        yield from _ahead(onward.pop(), nodes, steps - 1)
    elif steps > 1:
        later = [set(_ahead(one, nodes, steps - 1)) for one in onward]
        yield from set.intersection(*later) if later else ()


@rule("case-unshown", severity="error", scope="course", reason="A case that no page shows helps nobody.",
      source="house rule: nothing points nowhere")  # fmt: skip
def case_unshown(view: View) -> Iterator[Found]:
    """Every case is shown by a page, and every case that a page shows is there."""
    shown: set[str] = set()
    for read in view.read:
        for match in _SHOWN.finditer(read.page.body):
            shown.add(match[1])
            if match[1] not in view.course.cases:
                place = read.prose.place(match.start(1))
                hint = near(match[1], tuple(view.course.cases)) or f": write quizzes/cases/{match[1]}.yaml"
                yield Found(place, f"there is no case {quoted(match[1])}{hint}")
    for case in view.course.cases.values():
        if case.stem not in shown:
            yield Found(case.place, f"no page shows this case: add :::{{case}} {case.stem} to one")


@rule("COV08", severity="error", scope="course", reason="Before and after are compared only if they ask for the same.",
      source="Pan and Sana 2021; Little and Bjork 2016: pretests help when answers can be studied")  # fmt: skip
def cov08(view: View) -> Iterator[Found]:
    """Pre-test and post-test ask for the same objectives at the same levels, with one item or more a lesson."""
    before, after = (view.course.banks.get(stem) for stem in TESTS)
    if before is None or after is None:
        return
    first, second = (Counter((i.objective, i.level) for i in bank.items) for bank in (before, after))
    for bank, mine, other in ((before, first, second), (after, second, first)):
        tested = {view.objectives[objective][1].id for objective, _level in mine if objective in view.objectives}
        missing = [name for name in view.lessons if name not in tested]
        if missing:
            yield Found(bank.place, f"nothing here asks about lesson {', '.join(missing)}: write an item for each")
        for objective, level in sorted((mine - other).keys()):
            what = f"{objective} is asked at the level {level} here and not in the other test"
            yield Found(bank.place, f"{what}: both ask by one blueprint")

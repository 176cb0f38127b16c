"""Rules on coverage: enough items, at several levels, for every objective (COV01 to COV05, COV07)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from surplace.check.registry import Found, rule
from surplace.check.view import Taught
from surplace.check.words import counted, percent
from surplace.findings import listed, quoted
from surplace.model import LEVELS

_SEEN = "Quality Matters on measurable objectives; test blueprints"
_NO_VERBS = frozenset(["understand", "know", "learn", "appreciate", "be aware", "be familiar", "realise", "grasp"])
_BY_LEVEL = (
    "define identify list name state recall recognise label match select",
    "explain describe summarise distinguish contrast classify compare interpret paraphrase trace illustrate "
    "match select",
    "apply decide test use demonstrate solve choose draft rewrite calculate show trace sort classify select",
    "analyse compare contrast distinguish examine organise differentiate test",
    "evaluate judge assess justify defend critique weigh design appraise decide choose",
)
VERBS: dict[str, frozenset[int]] = {
    verb: frozenset(level for level, verbs in enumerate(_BY_LEVEL) if verb in verbs.split())
    for verb in " ".join(_BY_LEVEL).split()
}
"""The levels (indices in LEVELS) that the verb of an objective can ask for (Anderson and Krathwohl 2001)."""


@rule("COV01", severity="error", scope="lesson", reason="Fewer than four items say too little of an objective.",
      source="Berk 1980: five to ten items for classroom decisions; four is our floor")  # fmt: skip
def cov01(taught: Taught) -> Iterator[Found]:
    """Every objective has at least four items; below five is a warning, and no page speaks of mastery.

    The decisions of the cases count as well.
    """
    counts = Counter(asked.item.objective for asked in taught.asked) + taught.view.decisions
    for objective in taught.lesson.objectives if taught.whole else ():
        size = counts[objective.id]
        if size < 5:
            what = f"{counted(size, 'item')} for objective {objective.id}"
            todo = "write at least four" if size < 4 else "five or more would say more"
            yield Found(objective.place, f"{what}: {todo}", None if size < 4 else "warning")


@rule("COV02", severity="error", scope="lesson", reason="A quiz that asks at one level tests memory alone.",
      source="Tarrant et al. 2006: over 90 % of 2,770 items at low levels")  # fmt: skip
def cov02(taught: Taught) -> Iterator[Found]:
    """The items of a lesson stand at three levels or more."""
    levels = {asked.item.level for asked in taught.asked}
    if taught.whole and len(levels) < 3 and taught.bank:
        have = listed(level for level in LEVELS if level in levels)
        yield Found(taught.bank.place, f"all items are at {counted(len(levels), 'level')} ({have}): three are needed")


@rule("COV03", severity="error", scope="lesson", reason="Recall is needed, and is not enough.",
      source="Tarrant et al. 2006; the course's blueprint")  # fmt: skip
def cov03(taught: Taught) -> Iterator[Found]:
    """At most 35 % of a lesson's items ask to remember, and at least 35 % to apply or more."""
    if not taught.whole or not taught.bank:
        return
    ranks = [LEVELS.index(asked.item.level) for asked in taught.asked]
    recall, high = ranks.count(0) / len(ranks), sum(rank >= 2 for rank in ranks) / len(ranks)
    if recall > 0.35:
        yield Found(taught.bank.place, f"{percent(recall)} of the items ask to remember: 35 % at most")
    if high < 0.35:
        yield Found(taught.bank.place, f"{percent(high)} of the items ask to apply or more: 35 % at least")


@rule("COV04", severity="error", scope="lesson", reason="A test asks for what the objective promises.",
      source=_SEEN)  # fmt: skip
def cov04(taught: Taught) -> Iterator[Found]:
    """One item at least stands at a level of the objective's verb, and none more than two levels above it.

    Two, since the blueprint of the course gives an objective of recall one item of application, and an
    objective of application one of evaluation.
    """
    for objective in taught.lesson.objectives if taught.whole else ():
        levels = VERBS.get(objective.verb.lower())
        mine = [asked for asked in taught.asked if asked.item.objective == objective.id]
        if not levels or not mine:
            continue
        ranks = {LEVELS.index(asked.item.level) for asked in mine}
        if not ranks & levels:
            wanted = listed(LEVELS[level] for level in sorted(levels))
            what = f"no item asks to {wanted}, as the verb {quoted(objective.verb)} does"
            yield Found(objective.place, f"{what}: write one")
        for asked in mine:
            if LEVELS.index(asked.item.level) > max(levels) + 2:
                what = f"{asked.item.level} is far above {quoted(objective.verb)}, which the objective asks for"
                yield Found(asked.at("level"), f"{what}: ask for less, or write another objective")


@rule("COV05", severity="error", scope="lesson", reason="Nobody can see whether somebody understands or knows.",
      source=_SEEN)  # fmt: skip
def cov05(taught: Taught) -> Iterator[Found]:
    """An objective starts with a verb that can be observed, not with understand, know or learn."""
    for objective in taught.lesson.objectives:
        verb = objective.verb.lower()
        if verb in _NO_VERBS or verb not in VERBS:
            some = "define, explain, apply, analyse or judge"
            yield Found(objective.place, f"{quoted(objective.verb)} cannot be observed: use a verb like {some}")


@rule("COV07", severity="warning", scope="lesson", reason="Mass tagging of standards was the first fault of reviewers.",
      source="Polikoff and Dean 2019 (Fordham); IDM checklist")  # fmt: skip
def cov07(taught: Taught) -> Iterator[Found]:
    """A lesson claims at most two standards of one framework."""
    for framework, codes in taught.lesson.standards.items():
        if len(codes) > 2:
            place = taught.lesson.at.get("standards", taught.lesson.page.place)
            yield Found(place, f"{len(codes)} standards of {quoted(framework)}: claim the two that are taught")

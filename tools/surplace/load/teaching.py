"""What a lesson's front matter says to teachers and facilitators: timeline, plan, run sheet."""

from __future__ import annotations

from collections.abc import Mapping

from surplace.findings import listed
from surplace.load.fields import Fields
from surplace.model import TIMELINE, Plan, RunStep, Scale

LEVELS_OF_RUBRIC = 4
_PLAN = (
    "prior", "materials", "support", "core", "stretch", "accommodations", "words", "homework", "neutrality", "rubric",
)  # fmt: skip
_RUN = ("step", "do", "say", "show", "group", "expect", "cite", "cut")


def read_timeline(fields: Fields, minutes: int) -> dict[str, int]:
    """Minutes by step; they add up to the time of the lesson."""
    timeline = fields.map("timeline", TIMELINE)
    if timeline is None:
        return {}
    read = {step: timeline.whole(step, 0, 240) for step in TIMELINE if step in timeline.nodes}
    parts = {step: part for step, part in read.items() if part is not None}
    total = sum(parts.values())
    if parts and len(parts) == len(read) and minutes and total != minutes:
        fields.bad("timeline", f"adds up to {total} minutes, but the lesson takes {minutes}: change one of them")
    return parts


def read_plan(fields: Fields) -> Plan | None:
    """The plan; None where a lesson has none."""
    plan = fields.map("plan", _PLAN)
    if plan is None:
        return None
    return Plan(
        prior=_some(plan, "prior"),
        materials=_some(plan, "materials"),
        support=plan.text("support", required=True),
        core=plan.text("core", required=True),
        stretch=plan.text("stretch", required=True),
        accommodations=_some(plan, "accommodations"),
        words=_some(plan, "words"),
        homework=plan.text("homework", required=True),
        neutrality=plan.text("neutrality", required=True),
        rubric=_rubric(plan),
        place=plan.place,
    )


def _some(fields: Fields, key: str) -> tuple[str, ...]:
    """A list of texts that may not be empty."""
    texts = fields.words(key)
    if not texts and not fields.items(key):
        fields.missing(key)
    return texts


def _rubric(plan: Fields) -> tuple[Scale, ...]:
    out = []
    for part in plan.maps("rubric", ("criterion", "levels"), "a criterion", required=True):
        if part is None:
            continue
        criterion = part.text("criterion", required=True)
        levels = _some(part, "levels")
        if levels and len(levels) != LEVELS_OF_RUBRIC:
            part.bad("levels", f"has {len(levels)} texts, and a criterion has {LEVELS_OF_RUBRIC} levels, lowest first")
        if criterion and levels:
            out.append(Scale(criterion, levels))
    return tuple(out)


def read_run(fields: Fields, timeline: Mapping[str, int]) -> tuple[RunStep, ...]:
    """The rows of the run sheet: the steps of the timeline, in its order."""
    rows = []
    for part in fields.maps("run", _RUN, "a step of the run sheet"):
        if part is None:
            continue
        step = part.choice("step", TIMELINE, required=True)
        texts = {
            key: part.text(key, required=key in ("do", "say", "group")) for key in _RUN if key not in ("step", "cite")
        }
        if step:
            rows.append(
                RunStep(step=step, minutes=timeline.get(step, 0), cites=part.cites(), place=part.place, **texts)
            )
    steps = [row.step for row in rows]
    if "run" in fields.nodes and steps != list(timeline):
        what = f"has the steps {listed(steps) or 'none'}, but the timeline has {listed(timeline)}"
        fields.bad("run", f"{what}: give each step one entry, in this order")
    return tuple(rows)

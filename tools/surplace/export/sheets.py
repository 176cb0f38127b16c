"""What is printed of a lesson: a handout for learners, a run sheet for a leader, slides for the room.

All are made from the front matter of the lesson and the boxes of its page, as PDF for A4 (or Letter, with ``size``).
Each function raises nothing for a lesson without a plan or a run sheet: those parts are left out then.
"""

from __future__ import annotations

from surplace.export.base import Losses, Made
from surplace.export.lessonpage import Box, boxes
from surplace.export.paper import LICENCE
from surplace.export.runs import (
    Block,
    Bullets,
    Heading,
    Paper,
    Para,
    Runs,
    Table,
    blocks,
    inline,
    join,
    raw,
    titled,
    words,
)
from surplace.export.typeset import report, typeset
from surplace.model import Course, Lesson

STEPS = {
    "retrieval_warm_up": "Warm-up",
    "hook_and_terms": "Hook and terms",
    "input": "Input",
    "activity": "Activity",
    "source_check": "Source check",
    "exit_quiz": "Exit quiz",
}
SAFETY = (
    "Nobody is asked for their own story. Everybody may pass, and may leave the room. A second adult is there. "
    "Nobody plays a victim or an official."
)
LEVELS = ("Not yet", "Partly", "Well", "Very well")
FACTS = ("aim", "group", "minutes", "materials", "safety")


def handout(course: Course, lesson: Lesson, size: str = "a4") -> Made:
    """For learners: the question, the rules in plain words, the activity without its answers, the key points."""
    out: list[Block] = [Para(inline(lesson.question, strong=True), "prompt"), *_note(lesson)]
    out += [Heading(1, words("After this lesson you can")), _objectives(lesson)]
    plain = boxes(lesson.page, course.sources, "plain")
    if plain:
        out.append(Heading(1, words("In plain words")))
    for box in plain:
        out += [Heading(2, inline(box.title)), *blocks(box.prose, "vignette")]
    for box in boxes(lesson.page, course.sources, "activity"):
        out += [Heading(1, join(raw("Activity: "), inline(box.title))), *_facts(box, FACTS[1:])]
        out += blocks(box.learners())
    out += _key_points(course, lesson, 1)
    return _made(lesson, "Handout", out, size)


def run_sheet(course: Course, lesson: Lesson, size: str = "a4") -> Made:
    """For a leader: minute by minute what to do, say and show, what to expect, what to cut."""
    out: list[Block] = [Para(inline(lesson.question, strong=True), "prompt"), *_note(lesson)]
    facts = [join(raw("Time: ", strong=True), words(f"{lesson.minutes} minutes, age {lesson.age} and older"))]
    plan = lesson.plan
    if plan:
        rows = (
            ("Learners know: ", "; ".join(plan.prior)), ("Bring: ", "; ".join(plan.materials)),
            ("Support: ", plan.support), ("Core: ", plan.core), ("Extension: ", plan.stretch),
            ("Access: ", "; ".join(plan.accommodations)), ("Words: ", ", ".join(plan.words)),
            ("Homework: ", plan.homework), ("Neutrality: ", plan.neutrality),
        )  # fmt: skip
        facts += [join(raw(name, strong=True), inline(text)) for name, text in rows if text]
    out.append(Bullets(tuple(facts)))
    if lesson.run:
        out += [Heading(1, words("Run sheet")), _minutes(course, lesson)]
    for box in boxes(lesson.page, course.sources, "activity", "source-check"):
        kind = "Activity" if box.name == "activity" else "Source check"
        out += [Heading(1, join(raw(f"{kind}: "), inline(box.title))), *_facts(box, FACTS)]
        out += blocks(box.leader() if box.name == "activity" else box.prose)
    if plan and plan.rubric:
        head = tuple(words(name) for name in ("Criterion", *LEVELS))
        levels = tuple((inline(one.criterion), *map(inline, one.levels)) for one in plan.rubric)
        widths = (4, *(3 for _ in LEVELS))
        out += [Heading(1, words("Assessment")), Table("Rubric of the lesson", head, levels, widths)]
    out += [Heading(1, words("Safety")), Para(words(SAFETY))]
    return _made(lesson, "Run sheet", out, size, landscape=True)


def slides(course: Course, lesson: Lesson) -> Made:
    """For the room, 16:9: one thought a slide, in the order of the run sheet."""
    deck: list[list[Block]] = [
        [Heading(1, words("The question")), Para(inline(lesson.question), "lead"), *_note(lesson)]
    ]
    deck.append([Heading(1, words("After this lesson you can")), _objectives(lesson)])
    plain = [
        _slide("In plain words", box.prose, inline(box.title)) for box in boxes(lesson.page, course.sources, "plain")
    ]
    activity = boxes(lesson.page, course.sources, "activity")
    check = boxes(lesson.page, course.sources, "source-check")
    extra = {
        "input": plain,
        "activity": [_slide(box.title, _steps(box.learners()), _group(box)) for box in activity],
        "source_check": [_slide(box.title, _steps(box.learners()), words("Source check")) for box in check],
    }
    for step, name in STEPS.items():
        row = next((row for row in lesson.run if row.step == step), None)
        if row:
            about = f"{row.minutes} minutes" + (f", {row.group}" if row.group else "")
            head = Heading(1, words(name), words(about))
            deck.append([head, *([Para(inline(row.say), "lead")] if row.say else []), Para(inline(row.do))])
        deck += extra.get(step, [])
    deck.append(_key_points(course, lesson, 1))
    deck.append([Heading(1, words("From an open course")), Para(words(LICENCE)), Para(words(SAFETY))])
    sections = tuple((f"slide-{n}", tuple(slide)) for n, slide in enumerate(deck, 1) if slide)
    return _print(_paper(lesson, "Slides", sections), "slides.typ", "presentation-16-9")


def _made(lesson: Lesson, name: str, out: list[Block], size: str, landscape: bool = False) -> Made:
    out.append(Para(words(LICENCE), "meta"))
    paper = _paper(lesson, name, ((f"lesson-{lesson.id}", tuple(out)),))
    return _print(paper, "paper.typ", size, landscape)


def _print(paper: Paper, template: str, size: str, landscape: bool = False) -> Made:
    losses = Losses()
    report(paper, losses)
    return Made(typeset(paper, template, size, landscape=landscape), losses.done())


def _paper(lesson: Lesson, name: str, sections: tuple[tuple[str, tuple[Block, ...]], ...]) -> Paper:
    title = titled(f"{lesson.id} {lesson.title}")
    return Paper(title, f"{name} · Sur Place", f"{title} · {name}", name, sections)


def _note(lesson: Lesson) -> list[Block]:
    note = lesson.page.content
    if not note or not note.text:
        return []
    return [Para(join(raw("Content note: ", strong=True), inline(note.text)), "note")]


def _objectives(lesson: Lesson) -> Bullets:
    return Bullets(tuple(join(words(one.verb, strong=True), raw(" "), inline(one.text)) for one in lesson.objectives))


def _facts(box: Box, names: tuple[str, ...]) -> list[Block]:
    rows = []
    for name in names:
        text = box.options.get(name, "")
        if text:
            text += " minutes" if name == "minutes" and text.isdigit() else ""
            rows.append(join(raw(f"{name.capitalize()}: ", strong=True), inline(text)))
    return [Bullets(tuple(rows))] if rows else []


def _group(box: Box) -> Runs:
    minutes = box.options.get("minutes", "")
    return words(", ".join(x for x in (f"{minutes} minutes" if minutes else "", box.options.get("group", "")) if x))


def _slide(title: str, text: str, aside: Runs) -> list[Block]:
    return [Heading(1, inline(title), aside), *blocks(text)]


def _steps(text: str) -> str:
    """Of an activity, the numbered steps alone; everything where there are none."""
    parts = text.split("\n\n")
    numbered = [part for part in parts if part[:2] == "1."]
    return "\n\n".join(numbered) or text


def _key_points(course: Course, lesson: Lesson, level: int) -> list[Block]:
    found = boxes(lesson.page, course.sources, "key-points")
    return [Heading(level, words("Key points")), *(b for box in found for b in blocks(box.prose))] if found else []


def _minutes(course: Course, lesson: Lesson) -> Table:
    head = tuple(words(name) for name in ("Minutes", "Do", "Say", "Show, and group", "Expected answers", "If late"))
    rows, done = [], 0
    for row in lesson.run:
        when = join(raw(f"{done}–{done + row.minutes} ", strong=True), words(STEPS[row.step]))
        said = f"“{row.say}”" if row.say and "“" not in row.say and '"' not in row.say else row.say
        where = ". ".join(part.rstrip(".") for part in (row.show, row.group.capitalize()) if part)
        named = [text for one in row.cites if (text := _cited(course, one.key, str(one.locator)))]
        expect = join(inline(row.expect), raw(f" ({'; '.join(named)})") if named else ())
        rows.append((when, inline(row.do), inline(said), inline(where), expect, inline(row.cut)))
        done += row.minutes
    return Table("Minute by minute", head, tuple(rows), (2, 5, 4, 3, 5, 3))


def _cited(course: Course, key: str, locator: str) -> str:
    source = course.sources.get(key)
    return f"{source.short or source.title}, {locator}" if source else ""

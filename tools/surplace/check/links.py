"""Rules on what points where: ids, objectives, lessons, banks, sources, misconceptions, waivers."""

from __future__ import annotations

from collections.abc import Iterator

from surplace.check.registry import RULES, Found, rule
from surplace.check.view import Asked, View
from surplace.check.words import near, percent
from surplace.findings import quoted
from surplace.model import TESTS, Broken, Choice, answers

_HOUSE = "house rule: nothing points nowhere"


@rule("id-repeated", severity="error", scope="course", reason="An id names one item in the whole course.",
      source="anchors, progress and imports into other systems hang on it")  # fmt: skip
def id_repeated(view: View) -> Iterator[Found]:
    """No two items of the course have one id; a link, kept progress or an import would mix them up."""
    first: dict[str, str] = {}
    banks = (
        *(b.entries for b in view.course.banks.values()),
        *((*c.bank.items, *c.broken) for c in view.course.cases.values()),
    )
    for entry in (entry for entries in banks for entry in entries if entry.id):
        place = entry.place if isinstance(entry, Broken) else entry.at.get("id", entry.place)
        if entry.id in first:
            what = f"the id {quoted(entry.id)} is taken by {first[entry.id]}: choose another"
            yield Found(place, what, subject=entry.index)
        first.setdefault(entry.id, f"{place.path}, line {place.line}")


@rule("objective-unknown", severity="error", scope="item", reason="An item tests an objective that a lesson has.",
      source=_HOUSE)  # fmt: skip
def objective_unknown(asked: Asked) -> Iterator[Found]:
    """The objective of an item stands in the front matter of a lesson."""
    known = asked.view.objectives
    if asked.item.objective not in known:
        own = tuple(o.id for o in asked.lesson.objectives) if asked.lesson else ()
        hint = near(asked.item.objective, tuple(known)) or (f": this lesson has {', '.join(own)}" if own else "")
        yield Found(asked.at("objective"), f"no lesson has the objective {quoted(asked.item.objective)}{hint}")


@rule("objective-lesson", severity="error", scope="item", reason="A bank asks about its own lesson.",
      source=_HOUSE)  # fmt: skip
def objective_lesson(asked: Asked) -> Iterator[Found]:
    """The objective of an item belongs to the lesson of its bank."""
    home = asked.view.objectives.get(asked.item.objective)
    if home and asked.lesson and home[1].id != asked.lesson.id:
        what = f"{quoted(asked.item.objective)} is an objective of lesson {home[1].id}, and this bank belongs to"
        yield Found(asked.at("objective"), f"{what} {asked.lesson.id}: move the item or mend the objective")


@rule("lesson-unknown", severity="error", scope="course", reason="A bank belongs to a lesson.",
      source=_HOUSE)  # fmt: skip
def lesson_unknown(view: View) -> Iterator[Found]:
    """The stem of a bank is the stem of a lesson's page, and the lesson that it names is there.

    ``pre-test`` and ``post-test`` are about the whole course.
    """
    for bank in view.course.banks.values():
        if bank.stem in TESTS and not bank.lesson:
            continue
        if bank.lesson and bank.lesson not in view.lessons:
            hint = near(bank.lesson, tuple(view.lessons)) or f": there are {', '.join(view.lessons)}"
            yield Found(bank.at.get("lesson", bank.place), f"there is no lesson {quoted(bank.lesson)}{hint}")
        elif not bank.lesson and bank.stem not in view.stems:
            hint = near(bank.stem, tuple(view.stems)) or ": give the file the stem of a lesson's page"
            yield Found(bank.place, f"no lesson's page is called {bank.stem}.md{hint}")


@rule("quiz-missing", severity="error", scope="course", reason="A quiz that a page shows is there.",
      source=_HOUSE)  # fmt: skip
def quiz_missing(view: View) -> Iterator[Found]:
    """Each quiz directive names a bank, and each lesson shows a quiz."""
    known = tuple(view.course.banks)
    for read in view.read:
        for stem, place in read.page.quizzes:
            if stem not in view.course.banks:
                hint = near(stem, known) or f": write quizzes/{stem}.yaml"
                yield Found(place, f"there is no quiz {quoted(stem)}{hint}")
        if read.lesson and not read.page.quizzes:
            yield Found(read.page.place, f"lesson {read.lesson.id} shows no quiz: add :::{{quiz}} and ::: below it")


@rule("bank-unshown", severity="error", scope="course", reason="A bank that no page shows helps nobody.",
      source=_HOUSE)  # fmt: skip
def bank_unshown(view: View) -> Iterator[Found]:
    """Every bank is shown by a page."""
    shown = {stem for read in view.read for stem, _place in read.page.quizzes}
    for bank in view.course.banks.values():
        if bank.stem not in shown:
            what = f"no page shows this bank: add :::{{quiz}} {bank.stem} to a lesson"
            yield Found(bank.place, what)


@rule("lesson-repeated", severity="error", scope="course", reason="A number names one lesson, an id one objective.",
      source=_HOUSE)  # fmt: skip
def lesson_repeated(view: View) -> Iterator[Found]:
    """No two lessons have one number, and no two objectives one id."""
    lessons: dict[str, str] = {}
    objectives: dict[str, str] = {}
    for lesson in view.course.lessons:
        if lesson.id in lessons:
            what = f"{lessons[lesson.id]} is lesson {lesson.id} already: choose another number"
            yield Found(lesson.at.get("lesson", lesson.page.place), what)
        lessons.setdefault(lesson.id, lesson.page.place.path)
        for objective in lesson.objectives:
            if objective.id in objectives:
                what = f"the objective {quoted(objective.id)} is taken in {objectives[objective.id]}"
                yield Found(objective.place, f"{what}: choose another")
            objectives.setdefault(objective.id, objective.place.path)


@rule("source-uncited", severity="warning", scope="course", reason="A source that nothing cites is ballast.",
      source=_HOUSE)  # fmt: skip
def source_uncited(view: View) -> Iterator[Found]:
    """Something cites each source of course/sources.yaml."""
    used = {citation.key for citation, _subject in view.cites}
    for source in view.course.sources.values():
        if source.key not in used:
            yield Found(
                source.at.get("id", source.place),
                f"nothing cites {quoted(source.key)}: cite it or take it out",
            )


@rule("source-memory", severity="warning", scope="course", reason="Memory is no source.",
      source="house rule: what was not looked up is not taught as fact")  # fmt: skip
def source_memory(view: View) -> Iterator[Found]:
    """A source that is cited has been looked at, or is known through another text that says so."""
    for source in view.course.sources.values():
        if source.verified == "memory":
            what = f"{quoted(source.key)} is written down from memory: look it up before somebody relies on it"
            yield Found(source.at.get("verified", source.place), what)


@rule("misconception-unknown", severity="error", scope="item", reason="A distractor's misconception is written down.",
      source=_HOUSE)  # fmt: skip
def misconception_unknown(asked: Asked) -> Iterator[Found]:
    """The misconception that a wrong choice names stands in course/misconceptions.yaml."""
    known = asked.view.course.misconceptions
    for answer in answers(asked.item):
        if isinstance(answer, Choice) and answer.misconception and answer.misconception not in known:
            hint = near(answer.misconception, tuple(known)) or ": add it to course/misconceptions.yaml"
            yield Found(answer.place, f"there is no misconception {quoted(answer.misconception)}{hint}")


@rule("waiver-unknown", severity="error", scope="item", reason="A waiver names a writing rule and gives a reason.",
      source="item-writing rules: waive_needs_reason")  # fmt: skip
def waiver_unknown(asked: Asked) -> Iterator[Found]:
    """lint_waive names a rule that an item may be excused from, and says why."""
    able = tuple(name for name, one in RULES.items() if one.waivable)
    for waiver in asked.item.waivers:
        if waiver.rule not in able:
            hint = near(waiver.rule, able) or ": surplace rules lists those that can"
            yield Found(waiver.place, f"{quoted(waiver.rule)} cannot be waived{hint}")
        elif len(waiver.reason.split()) < 3:
            yield Found(waiver.place, f"why is {waiver.rule} waived? Write the reason in a few words")


@rule("waivers-many", severity="warning", scope="bank", reason="A rule that is often waived is no rule.",
      source="house rule: waivers stay under 2 %")  # fmt: skip
def waivers_many(view: View) -> Iterator[Found]:
    """At most one item in fifty is excused from a writing rule (counted from 40 items on)."""
    total = len(view.asked)
    waived = sum(bool(asked.item.waivers) for asked in view.asked)
    if total >= 40 and waived > 0.02 * total:
        yield Found(
            view.front,
            f"{waived} of {total} items ({percent(waived / total)}) waive a rule: mend some of them",
        )

"""From what was asked for to a ``Selection``: one bank, a lesson, a module, or everything; whole or one form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from surplace import shuffle
from surplace.export.base import Loss, Part, Selection
from surplace.forms import forms
from surplace.model import TESTS, Bank, Course, Item, Lesson, Match, Order, Single, answers
from surplace.problem import Problem


def select(  # noqa: PLR0913 -- what a command line can ask for, each by name
    course: Course,
    *,
    bank: str = "",
    lesson: str = "",
    module: str = "",
    form: str = "",
    seed: int = 0,
    site: str = "",
    problems: Iterable[Problem] = (),
) -> tuple[Selection, tuple[Loss, ...]]:
    """The chosen parts in the order of the course, and the items that have errors and are left out for that.

    Without ``bank``, ``lesson`` or ``module`` it is all lessons and both tests. Raises ``KeyError`` with a message
    that says what there is, if the name is not known.
    """
    chosen = _banks(course, bank, lesson, module)
    faults = {(p.place.path, p.subject) for p in problems if p.severity == "error" and p.subject >= 0}
    losses = []
    parts = []
    for one, home in chosen:
        good = []
        for item in one.items:
            if (one.place.path, item.index) in faults:
                losses.append(Loss(item.id, "has errors that surplace check names", "left out", left_out=True))
            else:
                good.append(item)
        losses += [
            Loss(entry.id or f"{one.stem}, item {entry.index + 1}", "cannot be read", "left out", left_out=True)
            for entry in one.entries
            if entry not in one.items
        ]
        items = tuple(good)
        if form:
            mine = {item.id for item in forms(one)["AB".index(form)]}
            items = tuple(item for item in items if item.id in mine)
        parts.append(Part(one, home, items))
    title, slug = _named(parts, bank or lesson, module)
    if form:
        title, slug = f"{title}, form {form}", f"{slug}-{form.lower()}"
    return Selection(title, slug, tuple(parts), course, form, seed, site), tuple(losses)


def _banks(course: Course, bank: str, lesson: str, module: str) -> list[tuple[Bank, Lesson | None]]:
    homes: Mapping[str, Lesson] = {one.page.stem: one for one in course.lessons}
    ordered = [(course.banks[one.page.stem], one) for one in course.lessons if one.page.stem in course.banks]
    extra = [(course.banks[stem], None) for stem in TESTS if stem in course.banks]
    if bank:
        if bank not in course.banks:
            raise KeyError(f"there is no bank {bank}: choose {', '.join(course.banks)}")
        return [(course.banks[bank], homes.get(bank))]
    if lesson:
        found = [pair for pair in ordered if pair[1].id == lesson]
        if not found:
            raise KeyError(f"there is no lesson {lesson}: choose {', '.join(one.id for _bank, one in ordered)}")
        return list(found)
    if module:
        found = [pair for pair in ordered if pair[1].module == module]
        if not found:
            known = dict.fromkeys(one.module for _bank, one in ordered)
            raise KeyError(f"there is no module {module}: choose {', '.join(known)}")
        return list(found)
    return [*ordered, *extra]


def _named(parts: list[Part], one: str, module: str) -> tuple[str, str]:
    """Title and slug of a selection."""
    if one and parts:
        return parts[0].title, parts[0].bank.stem
    if module:
        return f"Module {module}", f"module-{module}"
    return "Sur Place: all questions", "all"


def shown(item: Item, seed: int) -> tuple[int, ...]:
    """Where each shown answer stands in ``answers(item)``; a seed mixes what the bank lets be mixed."""
    if not seed:
        return shuffle.shown(item)
    count = len(answers(item))
    name = f"{item.id}\n{seed}"
    if isinstance(item, Match | Order):
        return shuffle.mixed(name, count)
    if isinstance(item, Single) and item.shuffle:
        return shuffle.order(name, count)
    return shuffle.shown(_with_id(item, name)) if item.shuffle else shuffle.shown(item)


def _with_id(item: Item, name: str) -> Item:
    from dataclasses import replace

    return replace(item, id=name)

"""The course, loaded and checked once in a build and shared by all that needs it."""

from __future__ import annotations

import gc
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from surplace import check, load
from surplace.model import Bank, Course, Lesson
from surplace.problem import Problem

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A course, everything wrong with it, and the errors of each item by bank path and index."""

    root: Path
    course: Course
    problems: tuple[Problem, ...]
    faults: dict[str, dict[int, tuple[Problem, ...]]]
    tips: dict[str, tuple[str, str]] = field(default_factory=dict)  # source key -> short and full, as HTML

    def lesson_of(self, stem: str) -> Lesson | None:
        """The lesson whose page has the stem of a bank."""
        return next((lesson for lesson in self.course.lessons if lesson.page.stem == stem), None)

    def withheld(self, bank: Bank) -> dict[int, tuple[Problem, ...]]:
        """The items of a bank that may not be shown, by index, with the reasons."""
        return self.faults.get(bank.place.path, {})


_LOADED: dict[Path, Loaded] = {}  # by source folder: one process may build several projects


def reload(app: Sphinx) -> None:
    """Read and check the course anew, and print its errors as warnings of the build."""
    root = Path(app.confdir, app.config.surplace_root).resolve()
    gc.disable()  # all that is made here stays: looking for garbage in it costs a third of the time
    course, found = load.load(root)
    problems = tuple(sorted({*found, *check.check(course, whole=False)}, key=check.order))
    faults: dict[str, dict[int, tuple[Problem, ...]]] = defaultdict(dict)
    for problem in problems:
        if problem.severity == "error" and problem.subject >= 0:
            found_there = faults[problem.place.path]
            found_there[problem.subject] = (*found_there.get(problem.subject, ()), problem)
    _LOADED[Path(app.srcdir)] = Loaded(root, course, problems, dict(faults))
    gc.freeze()
    gc.enable()
    for p in problems:
        if p.severity == "error":
            logger.warning("%s", p.message, location=str(p.place), type="surplace", subtype=p.rule)


def of(env: BuildEnvironment) -> Loaded:
    """What ``reload`` read for the project of this environment."""
    return _LOADED[Path(env.srcdir)]

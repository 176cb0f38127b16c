"""Pages and lessons: what they cite and show, and what teachers and facilitators get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from surplace.model.basics import Citation, ContentNote
from surplace.problem import Place


@dataclass(frozen=True, slots=True)
class Objective:
    """What a learner can do afterwards: ``4.1b``, a verb, and the rest of the sentence."""

    id: str
    verb: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class PlainVersion:
    """A plain-language version on a page: the citations it restates and its text."""

    cites: tuple[Citation, ...]
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Page:
    """A page of ``course/``: prose, what it cites, which banks it shows.

    ``body`` is the Markdown after the front matter; ``body_line`` is the line in the file where
    it begins. ``quizzes`` are (bank stem, place) of each quiz directive.
    """

    docname: str
    place: Place
    title: str
    body: str
    body_line: int
    cites: tuple[Citation, ...] = ()
    quizzes: tuple[tuple[str, Place], ...] = ()
    plain: tuple[PlainVersion, ...] = ()
    content: ContentNote | None = None

    @property
    def stem(self) -> str:
        """The last part of the name; a lesson's bank has the same."""
        return self.docname.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Scale:
    """One criterion of a rubric and its four levels, lowest first."""

    criterion: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a teacher needs to know of a lesson beside its page; ``words`` are terms of the glossary."""

    prior: tuple[str, ...]
    materials: tuple[str, ...]
    support: str
    core: str
    stretch: str
    accommodations: tuple[str, ...]
    words: tuple[str, ...]
    homework: str
    neutrality: str
    rubric: tuple[Scale, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class RunStep:
    """One row of a run sheet: a step of the timeline, its minutes, and what a facilitator does in it."""

    step: str
    minutes: int
    do: str
    say: str
    show: str
    group: str
    expect: str
    cut: str
    cites: tuple[Citation, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Lesson:
    """A page that teaches; ``id`` is ``4.1``, ``minutes`` the class time, ``age`` in years.

    ``timeline`` gives the minutes of each step; ``plan`` and ``run`` are what teachers and facilitators get.
    """

    id: str
    page: Page
    description: str
    question: str
    minutes: int
    age: int
    objectives: tuple[Objective, ...]
    standards: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    timeline: Mapping[str, int] = field(default_factory=dict)
    plan: Plan | None = None
    run: tuple[RunStep, ...] = ()
    at: Mapping[str, Place] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The title of its page."""
        return self.page.title

    @property
    def module(self) -> str:
        """The number of its module: ``4`` of ``4.1``."""
        return self.id.partition(".")[0]

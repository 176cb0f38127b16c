"""What the rules look at: the course with its cross-references, made once for all of them.

``View`` is the whole course, ``Asked`` one item in its bank, ``Taught`` one lesson with its bank and
``Read`` one page. Everything that several rules need is worked out here on first use and kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from surplace.check.prose import Prose
from surplace.check.words import content, plain, words
from surplace.model import (
    Answer,
    Bank,
    Choice,
    Citation,
    Course,
    Item,
    Lesson,
    Markdown,
    Match,
    Multiple,
    Objective,
    Open,
    Page,
    Single,
    Source,
    TrueFalse,
    TwoTier,
    answers,
)
from surplace.problem import Place

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[A-Z“\"‘(])")


@dataclass(frozen=True)
class Tier:
    """A prompt with choices: an item has one, a two-tier item two (the second asks for the reason)."""

    prompt: Markdown
    choices: tuple[Choice, ...]
    reason: bool = False

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The choices without Markdown."""
        return tuple(plain(choice.text.text) for choice in self.choices)

    @cached_property
    def tokens(self) -> tuple[tuple[str, ...], ...]:
        """The words of each choice."""
        return tuple(words(text) for text in self.texts)

    @cached_property
    def bags(self) -> tuple[frozenset[str], ...]:
        """The words of each choice, each once."""
        return tuple(frozenset(tokens) for tokens in self.tokens)

    @cached_property
    def stems(self) -> tuple[frozenset[str], ...]:
        """The content stems of each choice."""
        return tuple(content(tokens) for tokens in self.tokens)

    @cached_property
    def right(self) -> tuple[int, ...]:
        """Which choices are right."""
        return tuple(i for i, choice in enumerate(self.choices) if choice.correct)

    @property
    def key(self) -> int:
        """The right choice of a tier that has exactly one."""
        return self.right[0]

    @property
    def wrong(self) -> tuple[int, ...]:
        """Which choices are wrong."""
        return tuple(i for i, choice in enumerate(self.choices) if not choice.correct)


@dataclass(frozen=True)
class Asked:
    """An item, the bank that it stands in, and the lesson that the bank belongs to."""

    item: Item
    bank: Bank
    lesson: Lesson | None
    view: View

    @property
    def decision(self) -> bool:
        """Whether the item is a decision in a branching case."""
        return self.bank.stem in self.view.course.cases

    @cached_property
    def tiers(self) -> tuple[Tier, ...]:
        """The sets of choices; none for kinds without choices."""
        match self.item:
            case Single() | Multiple() | TrueFalse() as item:
                return (Tier(item.prompt, item.choices),)
            case TwoTier() as item:
                return Tier(item.prompt, item.choices), Tier(item.reason_prompt, item.reasons, reason=True)
        return ()

    @cached_property
    def guessable(self) -> tuple[Tier, ...]:
        """The sets where wording can give away the one right choice: it takes three to stand out."""
        if isinstance(self.item, Single | TwoTier):
            return tuple(t for t in self.tiers if len(t.choices) > 2 and len(t.right) == 1)
        return ()

    @cached_property
    def stem(self) -> str:
        """Vignette and prompt without Markdown."""
        parts = [self.item.vignette, self.item.prompt]
        return plain(" ".join(part.text for part in parts if part))

    @cached_property
    def prompt(self) -> str:
        """The prompt without Markdown."""
        return plain(self.item.prompt.text)

    @cached_property
    def lead(self) -> str:
        """The last sentence of the prompt, which asks."""
        return _SENTENCE_END.split(self.prompt)[-1]

    @cached_property
    def stems(self) -> frozenset[str]:
        """The content stems of vignette and prompt."""
        return content(words(self.stem))

    @cached_property
    def given(self) -> tuple[Markdown, ...]:
        """What can be chosen, ordered, matched or typed, without feedback and rubric."""
        rights = tuple(pair.right for pair in self.item.pairs) if isinstance(self.item, Match) else ()
        return (*(a.text for a in answers(self.item) if a.text.text), *rights)

    @property
    def chosen(self) -> tuple[Markdown, ...]:
        """What is picked or ordered: all that is given, but for the model answer and rubric of an open item."""
        return () if isinstance(self.item, Open) else self.given

    @property
    def prompts(self) -> tuple[Markdown, ...]:
        """The prompt, and the prompt of the second tier."""
        second = (self.item.reason_prompt,) if isinstance(self.item, TwoTier) else ()
        return (self.item.prompt, *second)

    @cached_property
    def prose(self) -> tuple[Markdown, ...]:
        """Everything that a reader sees of the item."""
        item = self.item
        parts = [item.vignette, *self.prompts, *self.given]
        parts += [answer.feedback for answer in answers(item)]
        parts += [position.text for position in item.positions]
        return tuple(part for part in parts if part is not None)

    @cached_property
    def letters(self) -> str:
        """All prose in one string of small letters: most rules can tell from it that they find nothing."""
        return "\n".join(part.text for part in self.prose).lower()

    def mentions(self, *signs: str) -> bool:
        """Whether one of these (in small letters) stands anywhere in the prose."""
        letters = self.letters
        return any(sign in letters for sign in signs)

    @cached_property
    def cites(self) -> tuple[Citation, ...]:
        """Every citation of the item."""
        given = (cite for answer in answers(self.item) for cite in answer.cites)
        return (*given, *(cite for position in self.item.positions for cite in position.cites))

    def at(self, key: str) -> Place:
        """Where a field of the item stands, or the item itself."""
        return self.item.at.get(key, self.item.place)


@dataclass(frozen=True)
class Taught:
    """A lesson with its bank, if it has one."""

    lesson: Lesson
    bank: Bank | None
    asked: tuple[Asked, ...]
    view: View

    @property
    def whole(self) -> bool:
        """Whether shares and counts mean something: there are items, and all could be read."""
        return bool(self.asked) and self.bank is not None and len(self.asked) == len(self.bank.entries)


@dataclass(frozen=True)
class Read:
    """A page; ``lesson`` is the lesson that it is, if it is one."""

    page: Page
    lesson: Lesson | None
    view: View

    @cached_property
    def prose(self) -> Prose:
        """The body with its places."""
        return Prose(self.page)


class View:
    """The course, with what points where."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.lessons: dict[str, Lesson] = {}
        self.stems: dict[str, Lesson] = {}
        self.objectives: dict[str, tuple[Objective, Lesson]] = {}
        for lesson in course.lessons:
            self.lessons.setdefault(lesson.id, lesson)
            self.stems.setdefault(lesson.page.stem, lesson)
            for objective in lesson.objectives:
                self.objectives.setdefault(objective.id, (objective, lesson))

    def forget(self) -> None:
        """Let go of what was worked out, so that it is freed at once: the parts point back here."""
        vars(self).clear()

    def lesson_of(self, bank: Bank) -> Lesson | None:
        """The lesson that a bank belongs to: the one that it names, else the one with its stem."""
        return self.lessons.get(bank.lesson) or self.stems.get(bank.stem)

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """Every item that could be read."""
        banks = (*self.course.banks.values(), *(case.bank for case in self.course.cases.values()))
        homes = ((bank, self.lesson_of(bank)) for bank in banks)
        return tuple(Asked(item, bank, lesson, self) for bank, lesson in homes for item in bank.items)

    @cached_property
    def taught(self) -> tuple[Taught, ...]:
        """Every lesson with its bank."""
        items: dict[str, list[Asked]] = {}
        banks: dict[str, Bank] = {}
        for bank in self.course.banks.values():
            lesson = self.lesson_of(bank)
            if lesson:
                banks[lesson.id] = bank
        for asked in self.asked:
            if asked.lesson:
                items.setdefault(asked.lesson.id, []).append(asked)
        return tuple(
            Taught(lesson, banks.get(lesson.id), tuple(items.get(lesson.id, ())), self)
            for lesson in self.lessons.values()
        )

    @cached_property
    def read(self) -> tuple[Read, ...]:
        """Every page, lessons first."""
        lessons = {lesson.page.docname: lesson for lesson in self.course.lessons}
        pages = {lesson.page.docname: lesson.page for lesson in self.course.lessons}
        for page in self.course.pages:
            pages.setdefault(page.docname, page)
        return tuple(Read(page, lessons.get(name), self) for name, page in pages.items())

    @cached_property
    def decisions(self) -> Counter[str]:
        """Decisions in cases, by objective."""
        return Counter(node.item.objective for case in self.course.cases.values() for node in case.nodes)

    @cached_property
    def cites(self) -> tuple[tuple[Citation, int], ...]:
        """Every citation, with the index of its item or -1."""
        pages = (read.page for read in self.read)
        return (
            *((cite, asked.item.index) for asked in self.asked for cite in asked.cites),
            *((cite, -1) for belief in self.course.misconceptions.values() for cite in belief.cites),
            *((cite, -1) for claim in self.course.claims.values() for cite in (*claim.said, *claim.cites)),
            *((cite, -1) for cite in self.course.figures),
            *((cite, -1) for lesson in self.course.lessons for row in lesson.run for cite in row.cites),
            *((cite, -1) for page in pages for cite in _cites(page)),
        )

    @cached_property
    def singles(self) -> tuple[Tier, ...]:
        """The choices of every single-choice item with one right choice."""
        return tuple(t for a in self.asked if isinstance(a.item, Single) for t in a.guessable)

    @property
    def front(self) -> Place:
        """Where a finding about all banks together stands: the head of the first bank."""
        return next((bank.place for bank in self.course.banks.values()), Place("quizzes"))

    def source(self, cite: Citation) -> Source | None:
        """The source that a citation names."""
        return self.course.sources.get(cite.key)


def _cites(page: Page) -> Iterator[Citation]:
    """The citations of a page and of its plain versions, each place once."""
    seen: set[tuple[Place, str]] = set()
    for cite in (*page.cites, *(cite for plain_one in page.plain for cite in plain_one.cites)):
        if (cite.place, cite.key) not in seen:
            seen.add((cite.place, cite.key))
            yield cite


def answered(asked: Asked) -> Iterator[tuple[Answer, int]]:
    """Every answer with its number, counted from 1."""
    return ((answer, number) for number, answer in enumerate(answers(asked.item), 1))

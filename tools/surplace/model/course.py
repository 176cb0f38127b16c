"""Misconceptions, cases, claims, and the course that holds it all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from surplace.model.basics import Citation, ContentNote, Markdown, Source
from surplace.model.items import Bank, Broken, Item, Single
from surplace.model.pages import Lesson, Page
from surplace.problem import Place


@dataclass(frozen=True, slots=True)
class Misconception:
    """A common error: what is believed, what is so, and the source that says it."""

    id: str
    belief: Markdown
    refutation: Markdown
    cites: tuple[Citation, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Branch:
    """What follows a choice in a case: what happens then, and the id of the next node (empty: the end)."""

    consequence: Markdown
    goes_to: str
    place: Place


@dataclass(frozen=True, slots=True)
class Node:
    """A decision in a case: an item, and the branch of each of its choices in the same order.

    The situation is the item's vignette. Choices have feedback and citations as everywhere; ``correct`` marks
    the choice that the law supports best.
    """

    item: Single
    title: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A branching case of one module: one file of ``quizzes/cases/``. The first node is the start."""

    stem: str
    place: Place
    id: str
    module: str
    title: str
    minutes: int
    intro: Markdown
    end: Markdown
    nodes: tuple[Node, ...]
    content: ContentNote | None = None
    broken: tuple[Broken, ...] = ()

    @property
    def bank(self) -> Bank:
        """Its decisions as a bank, for all that looks at items."""
        return Bank(self.stem, self.place, tuple(node.item for node in self.nodes), self.title)


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable claim of the starting texts, and what better sources leave of it.

    ``said`` cites the text that makes it; ``taught`` are the ids of lessons and items that treat it.
    """

    id: str
    place: Place
    claim: Markdown
    said: tuple[Citation, ...]
    topic: str
    verdict: str
    better: Markdown
    cites: tuple[Citation, ...]
    taught: tuple[str, ...]
    note: str = ""
    at: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the evidence lock knows: texts by source key, and each phrase that was found.

    ``phrases`` holds (source key, canonical locator, folded phrase).
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    phrases: frozenset[tuple[str, str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Course:
    """Everything that a build, a check or an export sees."""

    lessons: tuple[Lesson, ...] = ()
    pages: tuple[Page, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    banks: Mapping[str, Bank] = field(default_factory=dict)
    misconceptions: Mapping[str, Misconception] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    figures: tuple[Citation, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)
    as_of: str = ""

    def items(self) -> Iterator[tuple[Bank, Item]]:
        """Every item that could be read, bank by bank, in the order of the files."""
        for bank in self.banks.values():
            for item in bank.items:
                yield bank, item

    def claims_of(self, lesson: Lesson) -> tuple[Claim, ...]:
        """The claims of the ledger that a lesson, or an item of its objectives, treats."""
        own = {lesson.id, *(i.id for _bank, i in self.items() if i.objective in {o.id for o in lesson.objectives})}
        return tuple(claim for claim in self.claims.values() if own & set(claim.taught))

"""The course as one frozen value: lessons, sources and banks, each part with its place.

Nothing here reads or writes. An exporter sees this module and ``cite`` alone and matches on the
item classes at the end, so that the type checker names every exporter when a kind is added.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from surplace.problem import Place

KINDS = ("single", "multiple", "truefalse", "match", "order", "numeric", "short", "two-tier", "open")
"""Item kinds, as a bank writes them."""

LEVELS = ("remember", "understand", "apply", "analyse", "evaluate")
"""Levels of the revised Bloom taxonomy that items are written for, lowest first."""

SOURCE_KINDS = ("primary-law", "un-document", "court", "government", "academic", "ngo", "news", "advocacy")
"""What a source is; the Sources page groups by it, in this order."""

CLAIM_TYPES = ("law_text", "finding", "allegation", "estimate", "position", "inference")
"""What sort of statement an item rests on (item-writing rule FAC03)."""

CONTENT_TAGS = (
    "detention",
    "torture",
    "sexual_violence",
    "forced_marriage",
    "trafficking",
    "forced_abortion",
    "execution",
    "death",
    "child_harm",
    "family_separation",
    "suicide",
    "hunger",
)
"""Subjects that a content note can name."""

LocatorKind = Literal["article", "paragraph", "page", "section", "chapter", "annex", "note", "recital", "principle"]


@dataclass(frozen=True, slots=True)
class Markdown:
    """Prose (CommonMark without HTML or roles) and the place where it starts."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Part:
    """One step of a locator: its kind and the numbers as written (``33(1)``, ``94-96``)."""

    kind: LocatorKind
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Locator:
    """A pinpoint: its parts from the outside in, and its text in the one canonical spelling."""

    parts: tuple[Part, ...]
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Citation:
    """``key, locator "phrase"``; ``phrase`` is empty where none is quoted."""

    key: str
    locator: Locator
    phrase: str
    place: Place


@dataclass(frozen=True, slots=True)
class Source:
    """One source in the terms of CSL; our own facts stand in the last seven fields.

    ``locators`` maps a locator kind to the numbers that the source has, as ranges
    (``{"article": "1-46"}``). ``verified`` is ``text-seen``, ``excerpt-seen``, ``secondary`` or
    ``memory``. ``text_file`` names the text that ``surplace verify`` reads, if there is one.
    """

    key: str
    place: Place
    type: str
    title: str
    short: str
    authors: tuple[str, ...] = ()
    issued: str = ""
    number: str = ""
    container: str = ""
    publisher: str = ""
    url: str = ""
    archive: str = ""
    accessed: str = ""
    language: str = ""
    note: str = ""
    kind: str = ""
    good_for: str = ""
    limits: str = ""
    locators: Mapping[str, str] = field(default_factory=dict)
    verified: str = ""
    text_file: str = ""
    at: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Objective:
    """What a learner can do afterwards: ``4.1b``, a verb, and the rest of the sentence."""

    id: str
    verb: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class ContentNote:
    """Level 0 (none) to 2 (outlined without detail), the subjects named, and the note itself."""

    level: int
    tags: tuple[str, ...]
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
class Lesson:
    """A page that teaches; ``id`` is ``4.1``, ``minutes`` the class time, ``age`` in years."""

    id: str
    page: Page
    description: str
    question: str
    minutes: int
    age: int
    objectives: tuple[Objective, ...]
    standards: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at: Mapping[str, Place] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The title of its page."""
        return self.page.title


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule that an item is excused from, with the reason."""

    rule: str
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Position:
    """One side of a contested point: who holds it, in our words, and where they say so."""

    holder: str
    text: Markdown
    cites: tuple[Citation, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Anything a learner can give or pick: text, feedback with a reason, and its citations."""

    text: Markdown
    feedback: Markdown | None
    cites: tuple[Citation, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Answer):
    """A choice; a distractor names its ``misconception`` or says why it is a ``near_miss``."""

    correct: bool = False
    misconception: str = ""
    near_miss: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair(Answer):
    """A left side (``text``) and the right side that belongs to it."""

    right: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted(Answer):
    """An answer that is typed: words or a number, right or a known slip.

    ``also`` are other spellings of the same answer; for numbers ``tolerance`` is the distance
    (same unit) within which a value counts as this answer.
    """

    correct: bool = True
    also: tuple[str, ...] = ()
    value: float = 0.0
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Answer):
    """One line of a rubric: what is looked for, its points, and what a good answer does."""

    points: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What every item has. ``at`` gives the place of each scalar field by its key."""

    id: str
    place: Place
    index: int
    objective: str
    level: str
    prompt: Markdown
    vignette: Markdown | None = None
    shuffle: bool = True
    as_of: str = ""
    claim_type: str = ""
    contested: bool = False
    positions: tuple[Position, ...] = ()
    content: ContentNote | None = None
    waivers: tuple[Waiver, ...] = ()
    at: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Single(Base):
    """One right choice among three or four."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiple(Base):
    """Several right choices; the page says how many."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(Base):
    """A statement, and the choices True and False."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(Base):
    """Pairs to put together."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Base):
    """Steps to put in order; the bank has them in the right one."""

    steps: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Base):
    """A number to give, in ``unit`` (may be empty)."""

    answers: tuple[Accepted, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Short(Base):
    """A word or a few to give."""

    answers: tuple[Accepted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoTier(Base):
    """A claim to pick, then the reason for it."""

    choices: tuple[Choice, ...]
    reason_prompt: Markdown
    reasons: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open(Base):
    """A free answer, with a model answer and a rubric to compare with."""

    model: Answer
    rubric: tuple[Criterion, ...]


Item = Single | Multiple | TrueFalse | Match | Order | Numeric | Short | TwoTier | Open


@dataclass(frozen=True, slots=True)
class Broken:
    """An entry of a bank that could not be read as an item; its problems say why."""

    id: str
    place: Place
    index: int


@dataclass(frozen=True, slots=True)
class Bank:
    """One file of ``quizzes/``: its stem is the stem of the lesson that it belongs to."""

    stem: str
    place: Place
    entries: tuple[Item | Broken, ...]
    title: str = ""
    lesson: str = ""
    at: Mapping[str, Place] = field(default_factory=dict)

    @property
    def items(self) -> tuple[Item, ...]:
        """The entries that could be read."""
        return tuple(e for e in self.entries if not isinstance(e, Broken))


@dataclass(frozen=True, slots=True)
class Misconception:
    """A common error: what is believed, what is so, and the source that says it."""

    id: str
    belief: Markdown
    refutation: Markdown
    cites: tuple[Citation, ...]
    place: Place


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
    evidence: Evidence = field(default_factory=Evidence)
    as_of: str = ""

    def items(self) -> Iterator[tuple[Bank, Item]]:
        """Every item that could be read, bank by bank, in the order of the files."""
        for bank in self.banks.values():
            for item in bank.items:
                yield bank, item


def answers(item: Item) -> tuple[Answer, ...]:
    """Every answer of an item, right or wrong, in the order of the bank."""
    match item:
        case Single() | Multiple() | TrueFalse():
            return item.choices
        case TwoTier():
            return item.choices + item.reasons
        case Match():
            return item.pairs
        case Order():
            return item.steps
        case Numeric() | Short():
            return item.answers
        case Open():
            return (item.model, *item.rubric)


def kind_of(item: Item) -> str:
    """The kind of an item, as a bank writes it."""
    return _KIND_OF[type(item)]


_KIND_OF: dict[type, str] = dict(
    zip((Single, Multiple, TrueFalse, Match, Order, Numeric, Short, TwoTier, Open), KINDS, strict=True)
)


_NOT_WORDS = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """An answer as it is compared: lower case, without accents and full stops, single spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().replace(".", "").split())


def revision(item: Item) -> str:
    """Six hex digits that change when the question does, but not when a comma is mended.

    Progress that a reader has kept counts only for the revision that was answered.
    """
    words = [kind_of(item), item.prompt.text, *(str(_right(a)) + a.text.text for a in answers(item))]
    plain = "\n".join(_NOT_WORDS.sub(" ", word).strip().casefold() for word in words)
    return hashlib.sha256(plain.encode()).hexdigest()[:6]


def _right(answer: Answer) -> bool | str:
    match answer:
        case Choice() | Accepted():
            return answer.correct
        case Pair():
            return answer.right.text
        case _:
            return True

"""Items of every kind, their answers, and the bank that they stand in."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from surplace.model.basics import KINDS, Citation, ContentNote, Markdown
from surplace.problem import Place


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

"""What everything else is made of: the fixed words, prose, locators, citations, sources, content notes."""

from __future__ import annotations

from collections.abc import Mapping
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

VERDICTS = ("supported", "supported-with-nuance", "contested", "not-verifiable", "outdated", "wrong")
"""What better sources leave of a claim: the scale of the claims ledger (lesson 8.1 teaches it)."""

TIMELINE = ("retrieval_warm_up", "hook_and_terms", "input", "activity", "source_check", "exit_quiz")
"""The steps of a lesson, in their order."""

TESTS = ("pre-test", "post-test")
"""Banks about the whole course, by their stems."""

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
class ContentNote:
    """Level 0 (none) to 2 (outlined without detail), the subjects named, and the note itself."""

    level: int
    tags: tuple[str, ...]
    text: str
    place: Place

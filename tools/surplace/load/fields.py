"""Reading the keys of one map: each getter gives a usable value, or reports why there is none."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Collection, Mapping

from surplace import cite
from surplace.findings import Findings, listed, quoted, suggestion
from surplace.model import Citation, Markdown
from surplace.problem import Place, Problem
from surplace.yamlfile import Map, Node, Scalar, Seq

TEXT_LIMIT = 4_000
"""Characters in one piece of prose."""

LIST_LIMIT = 100
"""Parts of one list inside an item, a source or a page."""

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_LIMIT = 64
_NUMBER = re.compile(r"[+-]?[0-9]{1,300}(?:\.[0-9]{1,300})?(?:[eE][+-]?[0-9]{1,3})?")
_WHOLE = re.compile(r"[0-9]{1,6}")
_MANY = 20


def describe(node: Node) -> str:
    """What stands in the file, in the words of a message."""
    if isinstance(node, Seq):
        return "a list"
    if isinstance(node, Map):
        return 'a group of "key: value" lines'
    return f"the text {quoted(node.text)}" if node.text else "nothing"


def is_slug(text: str) -> bool:
    """Whether a text can be an id: a-z, 0-9 and single hyphens, at most 64 characters."""
    return len(text) <= SLUG_LIMIT and SLUG.fullmatch(text) is not None


def read_cite(node: Node, found: Findings) -> Citation | None:
    """One citation of a list."""
    if not isinstance(node, Scalar):
        what = f'a citation is one line of text like key, art. 1 "words", but {describe(node)} is here'
        found.error("wrong-type", node.place, f"{what}: put it in single quotation marks")
        return None
    if len(node.text) > TEXT_LIMIT:
        found.error("bad-value", node.place, f"this citation has more than {TEXT_LIMIT:,} characters")
        return None
    citation = cite.parse(" ".join(node.text.split()), node.place)
    if isinstance(citation, Problem):
        found.take((citation,))
        return None
    return citation


class Fields:
    """The keys of one map; ``what`` names the map in messages (``choice``, ``item``)."""

    def __init__(self, node: Map, known: Collection[str], what: str, found: Findings) -> None:
        self.place = node.place
        self.what = what
        self.found = found
        self.nodes: dict[str, Node] = {key.text: value for key, value in node.pairs}
        for number, (key, _) in enumerate(node.pairs):
            if key.text not in known:
                self._unknown(key, known, guess=number < _MANY)

    def _unknown(self, key: Scalar, known: Collection[str], guess: bool) -> None:
        close = suggestion(key.text, known) if guess else ""
        has = close or f": a key here is {listed(known)}"
        self.found.error("unknown-key", key.place, f"{self.what} has no key {quoted(key.text)}{has}")

    @property
    def at(self) -> Mapping[str, Place]:
        """The place of each value by its key."""
        return {key: node.place for key, node in self.nodes.items()}

    def missing(self, key: str) -> None:
        """Report a key that is needed."""
        node = self.nodes.get(key)
        if node is None:
            self.found.error("missing-key", self.place, f"{self.what} has no {quoted(key)}: add it")
        else:
            self.found.error("missing-key", node.place, f"{quoted(key)} is empty: write something after it")

    def wrong(self, key: str, wanted: str) -> None:
        """Report a value of the wrong type."""
        node = self.nodes[key]
        hint = ""
        if isinstance(node, Map) and wanted.startswith("text"):
            hint = ": put text that starts with { or has a colon in it in quotation marks"
        message = f"{quoted(key)} must be {wanted}, but {describe(node)} is here{hint}"
        self.found.error("wrong-type", node.place, message)

    def bad(self, key: str, message: str, rule: str = "bad-value") -> None:
        """Report a value that does not fit; the message goes on after the key."""
        self.found.error(rule, self.nodes[key].place, f"{quoted(key)} {message}")

    def scalar(self, key: str, required: bool = False) -> Scalar | None:
        """The text of a key, not empty and not too long."""
        node = self.nodes.get(key)
        if node is None or (isinstance(node, Scalar) and not node.text.strip()):
            if required:
                self.missing(key)
            return None
        if not isinstance(node, Scalar):
            self.wrong(key, "text")
            return None
        if len(node.text) > TEXT_LIMIT:
            self.bad(key, f"has {len(node.text):,} characters, and {TEXT_LIMIT:,} are the most: shorten it")
            return None
        return node

    def text(self, key: str, required: bool = False) -> str:
        """The text of a key; empty if there is none that can be used."""
        node = self.scalar(key, required)
        return node.text.strip() if node else ""

    def prose(self, key: str, required: bool = False) -> Markdown | None:
        """The prose of a key with its place."""
        node = self.scalar(key, required)
        return Markdown(node.text.strip(), node.place) if node else None

    def slug(self, key: str, required: bool = False) -> str:
        """An id."""
        text = self.text(key, required)
        if text and not is_slug(text):
            what = f"is not an id: use a-z, 0-9 and single hyphens, at most {SLUG_LIMIT} characters"
            self.bad(key, f"{quoted(text)} {what}", "bad-id")
            return ""
        return text

    def choice(self, key: str, known: Collection[str], rule: str = "bad-value", required: bool = False) -> str:
        """One of the known words; empty if there is none."""
        text = self.text(key, required)
        if text and text not in known:
            close = suggestion(text, known) or f": choose {listed(known)}"
            self.bad(key, f"cannot be {quoted(text)}{close}", rule)
            return ""
        return text

    def flag(self, key: str, default: bool) -> bool:
        """``true`` or ``false``."""
        text = self.text(key)
        if text and text not in ("true", "false"):
            self.bad(key, f"is {quoted(text)}, but must be true or false")
        return text == "true" if text in ("true", "false") else default

    def whole(self, key: str, low: int, high: int, required: bool = False) -> int | None:
        """A whole number in a range."""
        text = self.text(key, required)
        if not text:
            return None
        if not _WHOLE.fullmatch(text) or not low <= int(text) <= high:
            self.bad(key, f"is {quoted(text)}, but must be a whole number from {low} to {high}")
            return None
        return int(text)

    def number(self, key: str, required: bool = False) -> float | None:
        """A finite number, with a full stop for the decimals."""
        text = self.text(key, required)
        if not text:
            return None
        if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
            self.bad(key, f"is {quoted(text)}, but must be a number like 1982, 0.5 or -3, without commas")
            return None
        return float(text)

    def date(self, key: str, required: bool = False) -> str:
        """A day, as ISO 8601 writes it: ``2026-11-23``."""
        text = self.text(key, required)
        if text and not is_day(text):
            self.bad(key, f"is {quoted(text)}, but must be a date like 2026-11-23")
            return ""
        return text

    def items(self, key: str, required: bool = False, limit: int = LIST_LIMIT) -> tuple[Node, ...]:
        """The parts of a list; empty if there is none."""
        node = self.nodes.get(key)
        if node is None or (isinstance(node, Scalar) and not node.text):
            if required:
                self.missing(key)
            return ()
        if not isinstance(node, Seq):
            self.wrong(key, 'a list (lines that start with "- ")')
            return ()
        if not node.items and required:
            self.missing(key)
        if len(node.items) > limit:
            self.bad(key, f"has {len(node.items):,} parts, and {limit:,} are the most")
            return ()
        return node.items

    def words(self, key: str) -> tuple[str, ...]:
        """A list of short texts."""
        texts = []
        for node in self.items(key):
            if not isinstance(node, Scalar) or not node.text.strip():
                self.found.error("wrong-type", node.place, f"{quoted(key)} is a list of words, not {describe(node)}")
            elif len(node.text) > TEXT_LIMIT:
                self.found.error("bad-value", node.place, f"more than {TEXT_LIMIT:,} characters: shorten this")
            else:
                texts.append(node.text.strip())
        return tuple(texts)

    def map(self, key: str, known: Collection[str], required: bool = False) -> Fields | None:
        """The map that stands under a key."""
        node = self.nodes.get(key)
        if node is None or (isinstance(node, Scalar) and not node.text):
            if required:
                self.missing(key)
            return None
        if not isinstance(node, Map):
            self.wrong(key, 'a group of "key: value" lines')
            return None
        return Fields(node, known, quoted(key), self.found)

    def maps(
        self,
        key: str,
        known: Collection[str],
        what: str,
        *,
        required: bool = False,
        limit: int = LIST_LIMIT,
    ) -> tuple[Fields | None, ...]:
        """The maps in a list; None in the place of a part that is no map, which is reported."""
        parts: list[Fields | None] = []
        for node in self.items(key, required, limit):
            if isinstance(node, Map):
                parts.append(Fields(node, known, what, self.found))
            else:
                wanted = f'{what} is a group of "key: value" lines, but {describe(node)} is here'
                self.found.error("wrong-type", node.place, wanted)
                parts.append(None)
        return tuple(parts)

    def cites(self) -> tuple[Citation, ...]:
        """The citations under ``cite``; those that cannot be read are reported and left out."""
        node = self.nodes.get("cite")
        if isinstance(node, Scalar) and node.text:
            self.wrong("cite", 'a list (each citation on its own line after "- ")')
            lone = read_cite(node, self.found)
            return (lone,) if lone else ()
        read = (read_cite(part, self.found) for part in self.items("cite"))
        return tuple(citation for citation in read if citation)


def is_day(text: str) -> bool:
    """Whether a text is a calendar day, as ISO 8601 writes it with hyphens."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True

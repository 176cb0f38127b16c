"""The only module that knows YAML: a file becomes nodes that carry their places.

Every scalar stays text as typed: ``No``, ``1951-07-28``, ``12:30`` and ``~`` are what they look like
(YAML 1.2 section 10.1, the failsafe schema). Anchors, aliases, tags, directives and a second document
are refused; depth, size and the number of parts are bounded. Only what ends a line in an editor ends one
here (YAML 1.2 section 5.4), although the parsers of PyYAML follow YAML 1.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from surplace.findings import Findings, quoted
from surplace.problem import Place, Problem
from surplace.textfile import CONTROL, Lines, decode, read_bytes
from surplace.yamlerror import Fault, explain

DEPTH_LIMIT = 32
PARTS_LIMIT = 250_000
"""Scalars, lists and maps in one file; a 1 MiB bank of ordinary prose has about 60,000."""

_TOO_DEEP = f"lists and maps are more than {DEPTH_LIMIT} deep in each other here: make this flatter"
_RESTART_BUDGET = 4 << 20
_RESTART_COST = 20_000
_ODD = re.compile(rf"{CONTROL.pattern[:-1]}\x85\u2028\u2029\ufeff]")
_HEAD = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n))*%")
_BLANK = re.compile(r"(?:\s|#[^\r\n]*)*")
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text as typed, without its quotation marks; empty where nothing stands."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Seq:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Map:
    """Keys and values in the order of the file; a repeated key is reported and left out."""

    pairs: tuple[tuple[Scalar, Node], ...]
    place: Place


Node = Scalar | Seq | Map


def read_file(path: Path, shown: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read a file; ``shown`` is its name in messages, relative to the root of the course."""
    data, problems = read_bytes(path, shown)
    return (None, problems) if data is None else read(data, shown)


def read(data: bytes, shown: str, first_line: int = 1) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read the bytes of a file; None where there is no node, or none that can be trusted."""
    text, problems = decode(data, shown, first_line)
    if text is None:
        return None, problems
    node, more = read_text(text, shown, first_line)
    return node, problems + more


def read_text(text: str, shown: str, first_line: int = 1) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read text that is decoded already (a part of a page, say), which starts at ``first_line``."""
    found = Findings()
    tame, back = _tamed(text)
    reader = _Reader(Lines(tame, shown, first_line), back, found)
    node = reader.document()
    budget = _RESTART_BUDGET
    rest = reader.rest()
    while rest is not None and not found.full:
        budget -= len(rest.text) + _RESTART_COST
        if budget < 0:
            break
        again = _Reader(rest, back, found)
        again.document()
        rest = again.rest()
    return node, found.done()


def _tamed(text: str) -> tuple[str, dict[int, str]]:
    """The text with private characters for those that YAML 1.1 refuses or takes for line ends.

    The second value turns them back. A text that uses private characters itself keeps its own.
    """
    odd = set(_ODD.findall(text))
    free = (code for code in range(0xF0000, 0xFFFFE) if chr(code) not in text)
    there = {ord(char): code for char, code in zip(sorted(odd), free, strict=False)}
    return text.translate(there) if odd else text, {code: chr(char) for char, code in there.items()}


class _StopError(Exception):
    """The rest of the file is not worth reading; the reason is reported already."""


class _Reader:
    """One pass over a text."""

    def __init__(self, lines: Lines, back: dict[int, str], found: Findings) -> None:
        self.lines = lines
        self.back = back
        self.found = found
        self.parts = 0
        self.list_column = -1
        self.last: Any = None
        self.cause = -1
        self.refused: Place | None = None

    def document(self) -> Node | None:
        """The node of the first document; None if there is none or it has a syntax error."""
        if self._has_directive():
            return None
        node: Node | None = None
        try:
            events: Iterator[Any] = yaml.parse(self.lines.text, Loader=_LOADER)
            for event in events:
                if isinstance(event, yaml.DocumentEndEvent):
                    self._refuse_rest(event.end_mark)
                    break
                if isinstance(event, yaml.NodeEvent):
                    node = self._node(event, events, 1)
        except _StopError:
            return None
        except yaml.MarkedYAMLError as error:
            self._syntax(error)
            return None
        except (yaml.YAMLError, ValueError, OverflowError):
            place = self._place(self.last.end_mark) if self.last else Place(self.lines.shown)
            what = "this cannot be read: check the escapes (backslashes) in the text that follows"
            self.found.error("yaml-syntax", place, what)
            return None
        return None if isinstance(node, Scalar) and not node.text else node

    def rest(self) -> Lines | None:
        """After a syntax error, the items behind it in the outermost list that was open.

        They are read on their own, so that the faults in them are found in the same run.
        """
        column = self.list_column
        if self.cause < 0 or column < 0:
            return None
        begin = end = -1
        for index in range(self.cause + 1, len(self.lines)):
            content = self.lines.line(index)
            words = content.lstrip(" ")
            indent = len(content) - len(words)
            item = indent == column and (words == "-" or words.startswith("- "))
            if begin < 0 and item:
                begin = index
            elif begin >= 0 and words and words[0] != "#" and (indent < column or indent == column) and not item:
                end = index
                break
        if begin < 0:
            return None
        starts = self.lines.starts
        text = self.lines.text[starts[begin] : starts[end] if end >= 0 else None]
        return Lines(text, self.lines.shown, self.lines.first_line + begin)

    def _place(self, mark: Any) -> Place:
        return Place(self.lines.shown, self.lines.first_line + mark.line, mark.column + 1)

    def _end(self, mark: Any) -> Place:
        """The place of what is empty: libyaml can put it on a line behind the last one."""
        return self._place(mark) if mark.line < len(self.lines) else self.lines.place(len(self.lines.text))

    def _has_directive(self) -> bool:
        head = _HEAD.match(self.lines.text)
        if head:
            what = "YAML directives (lines that start with %) are not used here: take this line out"
            self.found.error("yaml-tag", self.lines.place(head.end() - 1), what)
        return head is not None

    def _refuse_rest(self, mark: Any) -> None:
        behind = _BLANK.match(self.lines.text, mark.index)
        end = behind.end() if behind else mark.index
        if end < len(self.lines.text):
            what = "a second document starts here: a file holds one, so take out the line --- or ..."
            self.found.error("yaml-documents", self.lines.place(end), what)

    def _syntax(self, error: yaml.MarkedYAMLError) -> None:
        mark: Any = error.problem_mark or error.context_mark
        start: Any = error.context_mark
        opened = None
        if isinstance(self.last, yaml.ScalarEvent) and self.last.style in ('"', "'"):
            begin: Any = self.last.start_mark
            end: Any = self.last.end_mark
            if begin.line < end.line == mark.line:
                opened = (begin.line, begin.column)
        fault = Fault(
            error.problem or "",
            error.context or "",
            (mark.line, mark.column),
            (start.line, start.column) if start else (-1, 0),
            opened,
        )
        if "nesting depth" in fault.problem:
            self.found.error("yaml-depth", self._place(mark), _TOO_DEEP)
            return
        message, (line, column) = explain(fault, self.lines)
        place = Place(self.lines.shown, self.lines.first_line + line, column + 1)
        self.cause = line
        if place != self.refused:
            self.found.error("yaml-syntax", place, message)

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        self.last = event
        place = self._place(event.start_mark)
        self.parts += 1
        if self.parts > PARTS_LIMIT or self.found.full:
            self.found.error("file-size", place, f"more than {PARTS_LIMIT:,} parts in one file: split it")
            raise _StopError
        if type(event) is yaml.AliasEvent:
            self._refuse_alias(str(event.anchor), "*", place)
            return Scalar(f"*{event.anchor}", place)
        if event.anchor is not None:
            self._refuse_alias(event.anchor, "&", place)
        if event.tag is not None:
            what = "tags are not used here: text that starts with ! must stand in quotation marks"
            self.found.error("yaml-tag", place, what)
        if type(event) is yaml.ScalarEvent:
            return Scalar(self._text(event, place), place if event.value else self._end(event.start_mark))
        if depth > DEPTH_LIMIT:
            self.found.error("yaml-depth", place, _TOO_DEEP)
            raise _StopError
        if type(event) is yaml.SequenceStartEvent:
            return self._seq(event, events, depth, place)
        return self._map(events, depth, place)

    def _refuse_alias(self, name: str, sign: str, place: Place) -> None:
        self.refused = place
        what = f"{quoted(sign + name)} is a YAML reference, and those are not used here: write the text out"
        self.found.error("yaml-alias", place, f"{what}, and put text that starts with {sign} in quotation marks")

    def _text(self, event: Any, place: Place) -> str:
        text: str = event.value
        if event.style == '"' and CONTROL.search(text):
            self.found.error("encoding", place, "an escape here stands for a control character: take it out")
            text = CONTROL.sub("", text)
        return text.translate(self.back) if self.back else text

    def _seq(self, start: Any, events: Iterator[Any], depth: int, place: Place) -> Seq:
        outermost = self.list_column < 0 and not start.flow_style
        if outermost:
            self.list_column = start.start_mark.column
        items = []
        for event in events:
            if type(event) is yaml.SequenceEndEvent:
                break
            items.append(self._node(event, events, depth + 1))
        if outermost:
            self.list_column = -1
        return Seq(tuple(items), place)

    def _map(self, events: Iterator[Any], depth: int, place: Place) -> Map:
        pairs: list[tuple[Scalar, Node]] = []
        seen: dict[str, int] = {}
        for event in events:
            if type(event) is yaml.MappingEndEvent:
                break
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if not isinstance(key, Scalar) or not key.text:
                what = "a key must be a word before a colon; text with brackets must stand in quotation marks"
                self.found.error("yaml-key", key.place, what)
            elif key.text in seen:
                what = f"{quoted(key.text)} is written twice: it is there already on line {seen[key.text]}"
                self.found.error("yaml-repeated-key", key.place, f"{what}, so take one out")
            else:
                seen[key.text] = key.place.line
                pairs.append((key, value))
        return Map(tuple(pairs), place)

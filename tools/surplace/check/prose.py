"""The body of a page as the rules read it: what is code, what is quoted, what is running text, and where.

A light reading of MyST, line by line: fences, directives, options, lists. The pages themselves are built by
MyST; here only words and their places matter, and the command line must start quickly.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from surplace.check.words import LINK, plain, unquoted
from surplace.model import Page
from surplace.problem import Place
from surplace.ticks import spans

_FENCE = re.compile(r"\s*(:{3,}|`{3,}|~{3,})\s*(?:\{([\w:-]+)\})?(.*)$")
_OPTION = re.compile(r"\s*:[\w-]+:(\s|$)")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_CITE = re.compile(r"\{cite\}(`+)(?:(?!\1)[^\n]|\n(?!\n))*\1")
_ROLE = re.compile(r"\{[\w:-]+\}`([^`<]*)(?:<[^`>]*>)?`")
_IMAGE = re.compile(rf"!{LINK.pattern}")
_COMMENT = re.compile(r"^%.*$", re.MULTILINE)
_QUOTE_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_MATHS = re.compile(r"\$\$.+?\$\$|\$(?!\s)[^$\n]+(?<!\s)\$", re.DOTALL)
_VERBATIM = frozenset(["", "code", "code-block", "code-cell", "literalinclude", "math", "mermaid"])
_ASIDE = (_VERBATIM - {""}) | {
    "lesson-head", "quiz", "plain", "misconception", "image", "figure", "toctree", "raw", "list-table",
    "csv-table", "table", "glossary", "contents", "include",
}  # fmt: skip


@dataclass(slots=True)
class Line:
    """A line of the body: its number there from 0, and whether it stands in a directive that is no running text.

    ``fence`` is the name of the directive that this line opens or closes (empty for plain code), else None.
    """

    number: int
    text: str
    aside: bool
    fence: str | None
    code: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or list item of running text, without Markdown, quotations and citations."""

    line: int
    text: str


class Prose:
    """A page's body, read once."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def place(self, offset: int) -> Place:
        """Where a character of the body stands in the file."""
        row = bisect_right(self._starts, offset) - 1
        return Place(self.page.place.path, self.page.body_line + row, offset - self._starts[row] + 1)

    def line(self, number: int) -> Place:
        """Where a line of the body begins in the file."""
        return Place(self.page.place.path, self.page.body_line + number)

    @cached_property
    def _starts(self) -> list[int]:
        sizes = (len(line) + 1 for line in self.page.body.split("\n"))
        return list(accumulate(sizes, initial=0))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line with the directives around it."""
        return tuple(_lines(self.page.body))

    @cached_property
    def marked_up(self) -> str:
        """The body with code, mathematics and comments blanked out."""
        rows = [" " * len(line.text) if line.code else line.text for line in self.lines]
        return _blank(_without_code(_blank("\n".join(rows), _COMMENT)), _MATHS)

    @cached_property
    def said(self) -> str:
        """The body with code, comments, citations and the heads of directives blanked out."""
        hidden = ["" if line.fence is None and not line.code else " " * len(line.text) for line in self.lines]
        rows = [blank or line.text for blank, line in zip(hidden, self.lines, strict=True)]
        return _blank("\n".join(rows), _COMMENT, _CITE)

    @cached_property
    def voice(self) -> str:
        """What the course says itself: as ``said``, with quotations blanked out too."""
        return unquoted(_blank(self.said, _QUOTE_LINE))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The running text, for readability."""
        return tuple(_blocks(self.lines, _blank(self.voice, _IMAGE).split("\n")))

    @cached_property
    def headings(self) -> tuple[tuple[int, str], ...]:
        """(Line, text) of each heading."""
        rows = (line for line in self.lines if not line.code and line.text.startswith("#"))
        return tuple((line.number, line.text.lstrip("#").strip()) for line in rows)


def _without_code(text: str) -> str:
    """The text with inline code replaced by spaces; roles stay."""
    pieces, at = [], 0
    for span in spans(text):
        if not span.role:
            pieces += [text[at : span.start], re.sub(r"[^\n]", " ", text[span.start : span.end])]
            at = span.end
    return "".join(pieces) + text[at:]


def _blank(text: str, *patterns: re.Pattern[str]) -> str:
    """The text with what the patterns find replaced by spaces, so that places stay."""
    for pattern in patterns:
        text = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    return text


def _lines(body: str) -> Iterator[Line]:
    """Follow the fences; one is closed by as many marks as opened it, or more."""
    stack: list[tuple[str, str, bool]] = []
    for number, text in enumerate(body.split("\n")):
        aside = bool(stack) and stack[-1][2]
        code = bool(stack) and stack[-1][1] in _VERBATIM
        fence = _FENCE.match(text)
        mark = stack[-1][0] if stack else ""
        if fence and mark and text.strip().startswith(mark) and not text.strip(mark[0] + " \t"):
            yield Line(number, text, aside, stack.pop()[1], False)
        elif fence and not code and (fence[2] or (fence[1][0] != ":" and "`" not in fence[3])):
            yield Line(number, text, aside, fence[2] or "", False)
            stack.append((fence[1], fence[2] or "", aside or fence[2] in _ASIDE))
        else:
            yield Line(number, text, aside, None, code)


def _blocks(lines: tuple[Line, ...], spoken: list[str]) -> Iterator[Block]:
    """Join the lines of each paragraph; a heading, a table or an option is no running text."""
    start, parts = 0, list[str]()
    for line, text in zip(lines, spoken, strict=True):
        aside = line.fence is not None or line.code or line.aside
        aside = aside or text.lstrip().startswith(("#", "|")) or bool(_OPTION.match(text))
        item = _ITEM.match(text)
        if parts and (aside or item or not text.strip()):
            yield Block(start, plain(_ROLE.sub(r"\1", " ".join(parts))))
            parts = []
        if aside or not text.strip():
            continue
        if not parts:
            start = line.number
        parts.append(text[item.end() :] if item else text)
    if parts:
        yield Block(start, plain(_ROLE.sub(r"\1", " ".join(parts))))

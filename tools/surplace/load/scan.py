"""A light reading of MyST: which citations, quizzes and plain versions a page has, and exactly where.

The pages themselves are built by MyST. Here fences and roles are found line by line, without Sphinx, so that
the command line starts quickly. It knows just enough of CommonMark 0.31 to pass over code (fenced, indented
and inline), comments and escapes, and to see which fence a bare fence closes. Every step is linear in the
length of the page.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field

from surplace import cite
from surplace.findings import LIMIT
from surplace.model import Citation, PlainVersion
from surplace.problem import Place, Problem
from surplace.textfile import Lines
from surplace.ticks import spans

_OPEN = re.compile(r"((?: *(?:[-*+]|\d{1,9}[.)])(?= ))* *)(`{3,}|~{3,}|:{3,})(?!\2)(.*)")
_BARE = re.compile(r" *(`{3,}|~{3,}|:{3,})[ \t]*")
_NAMED = re.compile(r"\s*\{([^}\s]+)\}[ \t]*(.*)")
_OPTION = re.compile(r" *:[\w-]+:(?:\s.*)?")
_QUOTE = re.compile(r" {0,3}(?:> ?)+")
_ITEM = re.compile(r" *(?:[-*+:]|\d{1,9}[.)])(?: {1,4}(?=\S)| *$| )|\[\^[^\]\s]{1,64}\]:  ?")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_UNDERLINE = re.compile(r" {0,3}=+ *")
_VERBATIM = (
    "", "code", "code-block", "sourcecode", "literalinclude", "parsed-literal", "raw", "math", "mermaid",
    "eval-rst", "toctree", "index", "meta", "highlight",
)  # fmt: skip
_CONTAINER = "div"  # what colons without a name in braces open
_DEEPEST = 32
_NO_TITLE = ("quiz", "plain")


@dataclass(slots=True)
class Scanned:
    """What was found in a body."""

    title: str = ""
    cites: list[Citation] = field(default_factory=list)
    quizzes: list[tuple[str, Place]] = field(default_factory=list)
    plain: list[PlainVersion] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Fence:
    """An open fence: ``body`` is the number of its first line after the options."""

    marks: str
    column: int
    name: str
    argument: str
    place: Place
    quoted: bool
    body: int
    head: str = "options"


def scan(body: str, shown: str, first_line: int, stem: str) -> Scanned:
    """Read the body of a page that starts at ``first_line``; ``stem`` is the bank of an unnamed quiz."""
    scanner = _Scanner(Lines(body, shown, first_line), stem)
    for number in range(len(scanner.lines)):
        scanner.read(number)
    scanner.close(0, len(scanner.lines))
    return scanner.out


class _Scanner:
    """``blank`` says that the last line was empty; ``base`` is where the text of a list item starts."""

    def __init__(self, lines: Lines, stem: str) -> None:
        self.lines = lines
        self.stem = stem
        self.out = Scanned()
        self.fences: list[_Fence] = []
        self.block: list[tuple[int, str]] = []
        self.comment = False
        self.blank = True
        self.base = 0

    def read(self, number: int) -> None:
        """Read one line; the marks of a block quote count as spaces."""
        raw = self.lines.line(number)
        if not raw and self.blank and not self.fences:
            return
        quote = _QUOTE.match(raw)
        line = " " * quote.end() + raw[quote.end() :] if quote else raw
        if self.fences and self.fences[-1].quoted and not quote:
            self.close(len(self.fences) - 1, number)
        taken = self._closes(number, line) or self._skips(line) or self._option(number, line)
        if taken or self._opens(number, line, quote is not None):
            self.blank = False
            return
        self.blank = self._text(number, line)

    def close(self, first: int, number: int) -> None:
        """Close the fences from ``first`` on; a plain version is kept when its fence closes."""
        self._flush()
        for fence in self.fences[first:]:
            if fence.name == "plain":
                cites = self._listed(fence.argument, self.lines.offset(fence.place))
                text = "\n".join(self.lines.line(n) for n in range(fence.body, number)).strip()
                self.out.plain.append(PlainVersion(tuple(cites), text, fence.place))
        del self.fences[first:]

    def _closes(self, number: int, line: str) -> bool:
        """A bare fence ends the outermost fence of its kind that is not longer, with all inside it."""
        bare = None if self.comment else _BARE.fullmatch(line)
        if not bare:
            return False
        for first, fence in enumerate(self.fences):
            fits = fence.marks[0] == bare[1][0] and len(fence.marks) <= len(bare[1])
            if fits and bare.start(1) < fence.column + 4:
                self.close(first, number)
                return True
        return False

    def _skips(self, line: str) -> bool:
        """Fenced code and comments."""
        if self.fences and self.fences[-1].name in _VERBATIM:
            return True
        words = line.lstrip()
        if not self.comment and not words.startswith(("<!--", "%")):
            return False
        self._flush()
        if self.comment or words.startswith("<"):
            self.comment = "-->" not in words
        return True

    def _option(self, number: int, line: str) -> bool:
        """The options of a directive: lines like ``:key: value``, or YAML between two ``---``."""
        fence = self.fences[-1] if self.fences else None
        if fence is None or fence.head == "done":
            return False
        if line.strip() == "---":
            fence.head = "done" if fence.head == "yaml" else "yaml"
        elif fence.head == "options":
            if not _OPTION.fullmatch(line):
                fence.head = "done"
                return False
            self._inline([(number, line)])
        fence.body = number + 1
        return True

    def _opens(self, number: int, line: str, quoted: bool) -> bool:
        opening = _OPEN.fullmatch(line)
        code = opening and opening[2][0] == "`" and "`" in opening[3]
        if not opening or code or self._indented(line) or len(self.fences) == _DEEPEST:
            return False
        self._flush()
        named = _NAMED.fullmatch(opening[3])
        name, argument = (named[1], named[2].rstrip()) if named else (_CONTAINER if opening[2][0] == ":" else "", "")
        column = opening.start(3) + named.start(2) if named and argument else opening.start(2)
        place = self.lines.place(self.lines.starts[number] + column)
        self.fences.append(_Fence(opening[2], opening.start(2), name, argument, place, quoted, number + 1))
        if name == "quiz":
            self.out.quizzes.append((argument or self.stem, place))
        if named and name not in _NO_TITLE:
            self._inline([(number, " " * column + argument)])
        self.base = 0
        return True

    def _indented(self, line: str) -> bool:
        """Whether the line is indented code: four columns more than its surroundings, after an empty line."""
        return self.blank and len(line) - len(line.lstrip(" ")) >= self.base + 4

    def _text(self, number: int, line: str) -> bool:
        """A line of a paragraph, a heading, a list or a table; inline code never reaches over two of them.

        True for an empty line and for indented code, after which a paragraph can start.
        """
        if not line.strip():
            self._flush()
            return True
        if self.blank and len(line) - len(line.lstrip(" ")) < self.base:
            self.base = 0
        if self._indented(line):
            return True
        item = _ITEM.match(line)
        heading = _HEADING.fullmatch(line)
        underline = bool(self.block) and _UNDERLINE.fullmatch(line) is not None
        alone = heading is not None or line.lstrip().startswith("|")
        if item or alone:
            self._flush()
        if item:
            self.base = 4 if item[0].startswith("[") else item.end()
        if heading and heading[1] == "#":
            self._title(re.sub(r"\s#+$", "", heading[2].rstrip()))
        elif underline:
            self._title(" ".join(text.strip() for _, text in self.block))
        self.block.append((number, line))
        if alone or underline:
            self._flush()
        return False

    def _title(self, text: str) -> None:
        if not self.fences and not self.out.title:
            self.out.title = text.strip()

    def _flush(self) -> None:
        if self.block:
            self._inline(self.block)
            self.block = []

    def _inline(self, block: list[tuple[int, str]]) -> None:
        """The citations of a paragraph, which is a run of lines of the body."""
        text = "\n".join(line for _, line in block)
        if "{cite}" not in text:
            return
        start = self.lines.starts[block[0][0]]
        for span in spans(_uncommented(text)):
            escaped = span.start > 0 and text[span.start - 1] == "\\"
            if span.role == "cite" and not escaped and len(self.out.problems) < LIMIT:
                self.out.cites += self._listed(text[span.first : span.last], start + span.first)

    def _listed(self, text: str, offset: int) -> list[Citation]:
        """The citations of a text that starts at an offset of the body; it may go over several lines."""
        start = self.lines.place(offset)
        cites, problems = cite.parse_list(text.replace("\n", " "), start)
        if "\n" not in text:
            self.out.problems += problems
            return list(cites)

        def moved(place: Place) -> Place:
            return self.lines.place(offset + place.column - start.column)

        self.out.problems += [dataclasses.replace(p, place=moved(p.place)) for p in problems]
        return [dataclasses.replace(c, place=moved(c.place)) for c in cites]


def _uncommented(text: str) -> str:
    """The text with spaces in the place of each comment, which may stand in the middle of a line."""
    parts = []
    end = 0
    while (begin := text.find("<!--", end)) >= 0 and (close := text.find("-->", begin + 4)) >= 0:
        parts += [text[end:begin], " " * (close + 3 - begin)]
        end = close + 3
    return "".join([*parts, text[end:]])

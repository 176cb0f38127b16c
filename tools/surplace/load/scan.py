"""A light reading of MyST: which citations, quizzes and plain versions a page has, and exactly where.

The pages themselves are built by MyST. Here fences and roles are found line by line, without Sphinx, so that
the command line starts quickly. Fenced code, inline code and comments are passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from surplace import cite
from surplace.model import Citation, PlainVersion
from surplace.problem import Place, Problem
from surplace.ticks import spans

_FENCE = re.compile(r"(\s*)(:{3,}|`{3,}|~{3,})\s*(?:\{([\w:-]+)\})?[ \t]*(.*?)\s*$")
_TITLE = re.compile(r"#\s+(.+?)\s*#*\s*$")
_VERBATIM = ("", "code", "code-block", "literalinclude", "math", "raw", "mermaid")


@dataclass(slots=True)
class Scanned:
    """What was found in a body."""

    title: str = ""
    cites: list[Citation] = field(default_factory=list)
    quizzes: list[tuple[str, Place]] = field(default_factory=list)
    plain: list[PlainVersion] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """An open fence: its marks, its name, where its argument stands, and the number of its first line."""

    marks: str
    name: str
    argument: str
    place: Place
    start: int


def scan(body: str, shown: str, first_line: int, stem: str) -> Scanned:
    """Read the body of a page that starts at ``first_line``; ``stem`` is the bank of an unnamed quiz."""
    out = Scanned()
    kept: list[str] = []
    stack: list[_Open] = []
    lines = body.split("\n")
    for number, line in enumerate(lines):
        code = bool(stack) and stack[-1].name in _VERBATIM
        fence = _FENCE.match(line)
        if fence and stack and _closes(fence, stack[-1]):
            _close(stack.pop(), lines, number, out)
            kept.append("")
        elif fence and not code and _opens(fence):
            stack.append(_opened(fence, shown, first_line + number, number))
            if stack[-1].name == "quiz":
                out.quizzes.append((fence[4] or stem, stack[-1].place))
            kept.append("")
        else:
            kept.append("" if code or line.startswith("%") else line)
            if not out.title and not stack and (title := _TITLE.match(line)):
                out.title = title[1]
    for left in reversed(stack):
        _close(left, lines, len(lines), out)
    _cites("\n".join(kept), shown, first_line, out)
    return out


def _opens(fence: re.Match[str]) -> bool:
    return bool(fence[3]) or (fence[2][0] != ":" and "`" not in fence[4])


def _closes(fence: re.Match[str], top: _Open) -> bool:
    marks = fence[2]
    return not fence[3] and not fence[4] and marks[0] == top.marks[0] and len(marks) >= len(top.marks)


def _opened(fence: re.Match[str], shown: str, line: int, number: int) -> _Open:
    column = fence.start(4) + 1 if fence[4] else fence.start(2) + 1
    return _Open(fence[2], fence[3] or "", fence[4], Place(shown, line, column), number)


def _close(fence: _Open, lines: list[str], end: int, out: Scanned) -> None:
    """A plain version is kept when its fence closes."""
    if fence.name != "plain":
        return
    found, problems = cite.parse_list(fence.argument, fence.place)
    out.problems += problems
    text = "\n".join(lines[fence.start + 1 : end])
    out.plain.append(PlainVersion(found, text, fence.place))


def _cites(body: str, shown: str, first_line: int, out: Scanned) -> None:
    """The citations in the text, at their own line and column."""
    starts = [0]
    for line in body.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    row = 0
    for span in spans(body):
        if span.role != "cite":
            continue
        while starts[row + 1] <= span.first:
            row += 1
        place = Place(shown, first_line + row, span.first - starts[row] + 1)
        found, problems = cite.parse_list(body[span.first : span.last].replace("\n", " "), place)
        out.cites += found
        out.problems += problems

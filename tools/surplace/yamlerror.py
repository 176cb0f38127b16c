"""Plain words for what a YAML parser says: what is wrong, what to do, and where the cause stands.

The two parsers of PyYAML word the same fault differently, and often point behind it; the words here
depend on the kind of fault and on the text of the line, so that both give the same message.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from surplace.textfile import Lines

_GLUED = re.compile(r"\s*(?:- +)*([\w-]+):[^\s/]")
_KEY_ONLY = re.compile(r"\s*(?:- +)*[\w-]+\s*")
_REFERENCE = re.compile(r".*(?:^|[:-] +)([*&])\S*\s+")
_QUOTE_IT = "must stand in quotation marks"


@dataclass(frozen=True, slots=True)
class Fault:
    """A complaint of the parser: lines and columns from 0, ``(-1, 0)`` where it names no start.

    ``opened`` is the line of the last quoted text before it if that text runs over several lines.
    """

    problem: str
    context: str
    at: tuple[int, int]
    start: tuple[int, int]
    opened: tuple[int, int] | None


Said = tuple[str, tuple[int, int]]


def explain(fault: Fault, lines: Lines) -> Said:
    """The message, and the line and column (from 0) that it is about."""
    for pattern, say in _TABLE:
        if pattern.search(f"{fault.context}: {fault.problem}"):
            message, at = say(fault, lines)
            return message, _inside(at, lines)
    message, at = _other(fault, lines)
    return message, _inside(at, lines)


def _inside(at: tuple[int, int], lines: Lines) -> tuple[int, int]:
    """A place in the text: a fault at its end stands behind the last character, on the line of that."""
    line = min(at[0], len(lines) - 1)
    return at if line == at[0] else (line, len(lines.line(line)))


def _other(fault: Fault, lines: Lines) -> Said:
    return "this cannot be read: check the indentation, the colons and the quotation marks here", fault.at


def _char(at: tuple[int, int], lines: Lines) -> str:
    return lines.line(at[0])[at[1] : at[1] + 1]


def _starts(at: tuple[int, int], lines: Lines) -> Said:
    return f"text that starts with {_char(at, lines) or 'this character'} {_QUOTE_IT}", at


def _tab(fault: Fault, lines: Lines) -> Said:
    return "a tab is used here: YAML is indented with spaces only", fault.at


def _token(fault: Fault, lines: Lines) -> Said:
    return _tab(fault, lines) if _char(fault.at, lines) == "\t" else _starts(fault.at, lines)


def _colon(fault: Fault, lines: Lines) -> Said:
    """A colon where no key may stand: in the text itself, or because the line before is unfinished."""
    line, column = fault.at
    if not _KEY_ONLY.fullmatch(lines.line(line)[:column]):
        return f"text with a colon and a space (or a colon at its end) in it {_QUOTE_IT}", fault.at
    before = line - 1
    while before > 0 and not lines.line(before).strip():
        before -= 1
    glued = _GLUED.match(lines.line(before))
    if glued:
        return "put a space after this colon", (before, glued.end(1))
    indent = len(lines.line(line)) - len(lines.line(line).lstrip())
    return "this line reads as part of the text above: line its key up with the other keys", (line, indent)


def _no_colon(fault: Fault, lines: Lines) -> Said:
    glued = _GLUED.match(lines.line(fault.start[0]))
    if glued:
        return "put a space after this colon", (fault.start[0], glued.end(1))
    what = 'this line is not "key: value": indent it if it continues the text above, or add the key'
    return what, fault.start


def _unclosed(fault: Fault, lines: Lines) -> Said:
    return "this quotation mark is never closed: put one at the end of the text", fault.start


def _reference(fault: Fault, lines: Lines) -> Said:
    return _starts(fault.start, lines)


def _directive(fault: Fault, lines: Lines) -> Said:
    return f"a line may not start with %: text that starts with % {_QUOTE_IT}", fault.start


def _escape(fault: Fault, lines: Lines) -> Said:
    line, column = fault.at
    back = lines.line(line).rfind("\\", 0, column + 1)
    what = "inside double quotation marks a backslash is special: write it twice, or use single ones"
    return what, (line, back if back >= 0 else column)


def _block(fault: Fault, lines: Lines) -> Said:
    """Something that ends the block too early: leftover text, or a line with another indent."""
    line, column = fault.at
    before = lines.line(line)[:column]
    if fault.opened:
        what = f"the text in quotation marks that starts here ends only on line {lines.first_line + line}"
        return f"{what}: close it where it should end", fault.opened
    reference = _REFERENCE.fullmatch(before)
    if reference:
        return _starts((line, reference.start(1)), lines)
    if before.strip():
        what = "text goes on after the closing quotation mark or bracket"
        return f"{what}: the whole text {_QUOTE_IT}, with '' or \\\" for a mark inside", fault.at
    return _indent(fault, lines)


def _indent(fault: Fault, lines: Lines) -> Said:
    """A line that fits no block above: another column, or a list item among keys."""
    (_line, column), (above, wanted) = fault.at, fault.start
    if above >= 0 and column == wanted:
        if _char(fault.at, lines) == "-":
            return 'a list item is here among "key: value" lines: indent the list under its key', fault.at
        return 'a line without "- " is here among list items: indent it, or give it its "- "', fault.at
    what = f"this line starts in column {column + 1}, which fits no line above"
    if above >= 0:
        what += f" (the nearest block starts in column {wanted + 1}, on line {lines.first_line + above})"
    return f"{what}: line it up with the lines it belongs to", fault.at


def _flow(fault: Fault, lines: Lines) -> Said:
    opening = _char(fault.start, lines)
    closing = {"[": "]", "{": "}"}.get(opening, opening)
    what = f"what this {opening} opens does not end well: close it with {closing} on the same line"
    return f"{what}, with commas between the parts; if it is text, it {_QUOTE_IT}", fault.start


def _content(fault: Fault, lines: Lines) -> Said:
    if not _char(fault.at, lines):
        return "something ends too early here: close each [ with ] and each { with }", fault.at
    return _starts(fault.at, lines)


def _dash(fault: Fault, lines: Lines) -> Said:
    what = f"a list starts on a line of its own; text that starts with a dash and a space {_QUOTE_IT}"
    return what, fault.at


def _pipe(fault: Fault, lines: Lines) -> Said:
    mark = _char(fault.start, lines)
    what = f"nothing may follow {mark} on its line: put the text below, indented"
    return f"{what}, or if {mark} is part of the text, it {_QUOTE_IT}", fault.start


_TABLE: list[tuple[re.Pattern[str], Callable[[Fault, Lines], Said]]] = [
    (re.compile(pattern), say)
    for pattern, say in (
        (r"found a tab", _tab),
        (r"cannot start any token", _token),
        (r"mapping values are not allowed", _colon),
        (r"could not find expected ':'", _no_colon),
        (r"quoted scalar: found unexpected", _unclosed),
        (r"an (alias|anchor)", _reference),
        (r"a directive", _directive),
        (r"quoted scalar", _escape),
        (r"a tag", _reference),
        (r"block scalar", _pipe),
        (r"flow (sequence|mapping): (did not find )?expected ','", _flow),
        (r"block (mapping|collection): ", _block),
        (r"expected (the )?node content", _content),
        (r"sequence entries are not allowed", _dash),
        (r"mapping keys are not allowed", _content),
    )
]

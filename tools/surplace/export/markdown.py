"""Markdown: the worksheet, then the key with reasons and sources; CommonMark 0.31 with the tables of GFM 0.29.

It says the same with the same letters as the worksheets for Word and PDF (``paper``). Text is escaped where a mark has
a meaning in CommonMark, GFM or pandoc. Emphasis that asterisks cannot carry (section 6.2, rules of flanking: marks
between a letter and a punctuation mark) is written as an HTML element.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import assert_never

from surplace.export import paper
from surplace.export.base import Losses, Made, Selection
from surplace.export.runs import (
    Answer,
    Answers,
    Blanks,
    Block,
    Bullets,
    Choices,
    Heading,
    Lines,
    Para,
    Run,
    Runs,
    Table,
    plain,
    raw,
)

ROOM = "." * 30
"""A place to write in a line: full stops need no escaping and look the same in any reader."""

_MARKS = re.compile(r"[\\`*_\[\]<>~^|$#{}]|&(?=[#A-Za-z])")
_START = re.compile(r"^(?:(\d{1,9})([.)])(?=\s|$)|([-+=:]))")
_ADDRESS = re.compile(r"[<>\\|]")
_AUTO = re.compile(r"https?://[^\s<>|]*")
_TICKS = re.compile("`+")


def write(selection: Selection) -> Made:
    """Worksheet and key as UTF-8 with a line end (LF) after each line."""
    losses = Losses()
    made = paper.make(selection, losses)
    out = [f"# {_inline(raw(made.title))}", "", _inline(raw(made.subtitle))]
    for _owner, blocks in made.sections:
        for block in blocks:
            out += ["", *_block(block)]
    text = "\n".join(out)
    return Made(f"{text}\n".encode(), losses.done())


def _block(block: Block) -> list[str]:
    """The lines of a block."""
    lines: list[str] = []
    match block:
        case Heading():
            lines = [f"{'#' * (block.level + 1)} {_inline(block.runs)}"]
            lines += ["", _inline(_leaning(block.aside))] if block.aside else []
        case Para():
            lines = _para(block)
        case Choices():
            for number, runs in enumerate(block.items, block.first):
                lines += _item("- ", raw(f"{paper.letter(number)}.", strong=True), raw(" "), runs)
        case Answers():
            for answer in block.items:
                lines += _answer(answer)
        case Lines():
            lines = _room(block)
        case Table():
            lines = _table(block)
        case Bullets():
            for number, runs in enumerate(block.items, 1):
                lines += _item(f"{number}. " if block.ordered else "- ", runs)
        case Blanks():
            lines = [" ".join(f"{name}: {ROOM}" for name in block.names)]
        case _:
            assert_never(block)
    return lines


def _leaning(runs: Runs) -> Runs:
    return tuple(replace(run, em=True) for run in runs)


def _para(block: Para) -> list[str]:
    if block.style == "code":
        text = plain(block.runs)
        fence = _fence(text, 3)
        return [fence, *text.split("\n"), fence]
    runs = block.runs if block.style != "source" else _addressed(block.runs)
    lines = _inline(runs).split("\n")
    return [f"> {line}" for line in lines] if block.style == "vignette" else lines


def _addressed(runs: Runs) -> Runs:
    """A reference whose address is a link; the reference of a web page has it inside its text."""
    parts = [(run, part) for run in runs for part in re.split(r"(<https?://[^\s<>]*>)", run.text) if part]
    return tuple(replace(run, text=part, url=part[1:-1] if part[0] == "<" else run.url) for run, part in parts)


def _item(mark: str, *parts: Runs) -> list[str]:
    """An item of a list; the lines after a line break stand under its first."""
    first, *others = _inline(run for part in parts for run in part).split("\n")
    return [f"{mark}{first}", *(f"{' ' * len(mark)}{line}" for line in others)]


def _answer(answer: Answer) -> list[str]:
    """Label, verdict and answer, then the reason on the next line."""
    head = " ".join(filter(None, (f"{answer.label}." if answer.label else "", answer.verdict)))
    why = (*raw("\n"), *answer.why) if answer.why else ()
    return _item("- ", raw(head, strong=True) if head else (), raw(" ") if head else (), answer.runs, why)


def _room(block: Lines) -> list[str]:
    """Room in a line, or lines to write on: a thematic break each."""
    if block.before or block.after:
        return [_inline((*block.before, Run(f" {ROOM} "), *block.after))]
    return [line for _ in range(block.count) for line in ("---", "")][:-1]


def _table(block: Table) -> list[str]:
    """A table of GFM (section 4.10): a bar in a cell is escaped, even in code; a line break is ``<br>``."""
    rows = [block.head, *block.rows]
    cells = [[_inline(cell, cell=True).replace("\\\n", "<br>") for cell in row] for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in cells]
    return [lines[0], f"|{' --- |' * len(block.head)}", *lines[1:]]


def _inline(runs: Iterable[Run], cell: bool = False) -> str:
    """Runs as inline Markdown; a line break is a backslash at the end of a line."""
    linked = [(url, list(some)) for url, some in groupby(runs, key=lambda run: run.url)]
    parts = [f"{_marked(some, cell)}" if not url else _link(url, some, cell) for url, some in linked]
    return "\n".join(_START.sub(_no_block, line) for line in _lines("".join(parts)))


def _link(url: str, runs: list[Run], cell: bool) -> str:
    """A link, or an autolink where its words are the address (sections 6.3 and 6.5)."""
    if _AUTO.fullmatch(url) and plain(runs) in (url, f"<{url}>"):
        return f"<{url}>"
    return f"[{_marked(runs, cell)}](<{re.sub(_ADDRESS, _escape, url)}>)"


def _marked(runs: Iterable[Run], cell: bool) -> str:
    """Runs of one link, or of none, with their emphasis."""
    styles = [
        (style, "".join(run.text for run in some))
        for style, some in groupby(runs, key=lambda r: (r.strong, r.em, r.code))
    ]
    texts = ["", *(text for _style, text in styles), ""]
    out = ""
    for ((strong, em, code), text), after in zip(styles, texts[2:], strict=True):
        bare = text.strip()
        lead, _, tail = text.partition(bare) if bare else (text, "", "")
        inner = _code(bare, cell) if code and bare else _MARKS.sub(_escape, bare)
        if bare and (strong or em):
            around = ((out + lead)[-1:], (tail + after)[:1])
            inner = _emphasis(inner, around, strong, em)
        out += f"{lead}{inner}{tail}".replace("\n", "\\\n")
    return out


def _lines(text: str) -> list[str]:
    """The lines of some inline Markdown without blanks at their ends, and none of them empty."""
    lines = [line.strip() for line in text.strip().split("\n")]
    return [line for line in lines if line not in ("", "\\")] or [""]


def _escape(found: re.Match[str]) -> str:
    return f"\\{found.group()}"


def _no_block(found: re.Match[str]) -> str:
    """A backslash before what would begin a list, a heading underline or another block at the start of a line."""
    number, sign, mark = found.groups()
    return f"{number}\\{sign}" if number else f"\\{mark}"


def _emphasis(inner: str, around: tuple[str, str], strong: bool, em: bool) -> str:
    """A text in asterisks, or in elements where asterisks would not open or close beside these characters."""
    before, after = around
    opens = _apart(before) or not _sign(inner[0])
    closes = _apart(after) or not _sign(inner[-1])
    if opens and closes and before != "*":
        marks = "*" * (2 * strong + em)
        return f"{marks}{inner}{marks}"
    inner = f"<em>{inner}</em>" if em else inner
    return f"<strong>{inner}</strong>" if strong else inner


def _apart(char: str) -> bool:
    """Whether a character beside asterisks leaves them free: none, white space or a sign."""
    return not char or char in "\t\n\f\r" or unicodedata.category(char) == "Zs" or _sign(char)


def _sign(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _fence(text: str, least: int = 1) -> str:
    """More backticks than stand together in a text."""
    return "`" * max(least, *(len(run) + 1 for run in _TICKS.findall(text)), least)


def _code(text: str, cell: bool) -> str:
    fence = _fence(text)
    pad = " " if text[:1] in "` " or text[-1:] in "` " else ""
    inside = text.replace("\n", " ")
    return f"{fence}{pad}{inside.replace('|', chr(92) + '|') if cell else inside}{pad}{fence}"

"""Plain text: the worksheet, then the key with reasons and sources; UTF-8, 78 characters a line where words allow.

It says the same with the same letters as the worksheets for Word and PDF (``paper``). Emphasis goes, and the report
says so; the address of a link follows its words, that of a source stands in the list at the end.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import assert_never

from surplace.export import paper
from surplace.export.base import Losses, Made, Selection
from surplace.export.flat import flat, note_marks
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
    Runs,
    Table,
)

WIDTH = 78
"""Characters on a line: what any mail, editor or printer shows without breaking it again."""

ROOM = "_" * 24
RULES = {1: "=", 2: "-"}
INDENTS = {"vignette": 4, "code": 4}


def write(selection: Selection) -> Made:
    """Worksheet and key as UTF-8 with a line end (LF) after each line."""
    losses = Losses()
    for _part, item in selection.items():
        note_marks(item, losses)
    made = paper.make(selection, losses)
    sources = {source.url for source in selection.course.sources.values() if source.url}
    setter = _Setter(sources)
    title = _wrapped(made.title)
    out = [*title, "=" * max(len(line) for line in title), *_wrapped(made.subtitle)]
    for _owner, blocks in made.sections:
        for block in blocks:
            out += setter.block(block)
    text = "\n".join(line.rstrip() for line in out)
    return Made(f"{text}\n".encode(), losses.done())


def _wrapped(text: str, first: str = "", indent: int = 0) -> list[str]:
    """Lines of a text; ``first`` stands before the first, ``indent`` blanks before all others."""
    out: list[str] = []
    for part in text.split("\n"):
        start = first if not out else " " * indent
        out += textwrap.wrap(
            part,
            WIDTH,
            initial_indent=start,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [start]
    return out


class _Setter:
    """Sets blocks as lines; ``known`` are the addresses in the list of sources."""

    def __init__(self, known: set[str]) -> None:
        self.known = known

    def flat(self, runs: Runs) -> str:
        return flat(runs, self.known)

    def block(self, block: Block) -> list[str]:
        """The lines of a block with an empty line before them."""
        match block:
            case Heading():
                lines = self._heading(block)
            case Para():
                lines = self._para(block)
            case Choices():
                lines = self._lettered(block)
            case Answers():
                lines = [line for answer in block.items for line in self._answer(answer)]
            case Lines():
                lines = self._room(block)
            case Table():
                lines = list(self._table(block))
            case Bullets():
                lines = self._bullets(block)
            case Blanks():
                lines = ["  ".join(f"{name}: {ROOM[len(name) + 2 :]}" for name in block.names)]
            case _:
                assert_never(block)
        return ["", *lines]

    def _heading(self, block: Heading) -> list[str]:
        lines = _wrapped(self.flat(block.runs))
        rule = RULES.get(block.level)
        lines += [rule * min(WIDTH, max(len(line) for line in lines))] if rule else []
        lines += _wrapped(self.flat(block.aside)) if block.aside else []
        return ["", *lines]

    def _para(self, block: Para) -> list[str]:
        indent = INDENTS.get(block.style, 0)
        if block.style == "code":
            return [" " * indent + line for line in self.flat(block.runs).split("\n")]
        return _wrapped(self.flat(block.runs), " " * indent, indent)

    def _lettered(self, block: Choices) -> list[str]:
        out: list[str] = []
        for number, runs in enumerate(block.items, block.first):
            label = f"  {paper.letter(number)}. "
            out += _wrapped(self.flat(runs), label, len(label))
        return out

    def _answer(self, answer: Answer) -> list[str]:
        label = f"  {answer.label}. " if answer.label else "  "
        verdict = f"{answer.verdict} " if answer.verdict else ""
        out = _wrapped(f"{verdict}{self.flat(answer.runs)}", label, len(label))
        return out + (_wrapped(self.flat(answer.why), " " * (len(label) + 2), len(label) + 2) if answer.why else [])

    def _room(self, block: Lines) -> list[str]:
        if block.before or block.after:
            return _wrapped(" ".join(filter(None, (self.flat(block.before), ROOM, self.flat(block.after)))))
        return [line for _ in range(block.count) for line in ("_" * WIDTH, "")][:-1]

    def _table(self, block: Table) -> Iterator[str]:
        """Two columns to match one below the other; any other table row by row."""
        if len(block.head) == 2:
            for column in range(2):
                yield from [f"  {self.flat(block.head[column])}:"] if not column else ["", "  Letters:"]
                for row in block.rows:
                    yield from _wrapped(self.flat(row[column]), "    ", 8)
            return
        for row in block.rows:
            for column, cell in enumerate(row):
                label = f"{self.flat(block.head[column])}: "
                yield from _wrapped(self.flat(cell), f"  {label}" if not column else f"    {label}", 6)

    def _bullets(self, block: Bullets) -> list[str]:
        out: list[str] = []
        for number, runs in enumerate(block.items, 1):
            label = f"  {number}. " if block.ordered else "  * "
            out += _wrapped(self.flat(runs), label, len(label))
        return out

"""Prose without its marks, for formats that hold plain words only, and a note where marks were lost."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import groupby

from surplace.export import texts
from surplace.export.base import Losses
from surplace.export.runs import Run, Runs, inline
from surplace.model import Item, Markdown, Pair, TwoTier, answers

_MARKS = re.compile(r"<(em|strong|code|img)\b")
_NAMES = {"em": "emphasis", "strong": "strong emphasis", "code": "code", "img": "an image"}


def flat(runs: Runs, known: Collection[str] = ()) -> str:
    """The words of some runs; the address of a link follows its words in angle brackets, unless it is known."""
    return "".join(_linked(url, list(some), known) for url, some in groupby(runs, key=lambda run: run.url))


def _linked(url: str, runs: list[Run], known: Collection[str]) -> str:
    text = "".join(run.text for run in runs)
    return f"{text} <{url}>" if url and url not in known and url != text else text


def line(prose: Markdown | str) -> str:
    """Prose on one line of plain words, with the addresses of its links."""
    return " ".join(flat(inline(prose if isinstance(prose, str) else prose.text)).split())


def note_marks(item: Item, losses: Losses) -> None:
    """Report what emphasis the texts of an item have, which plain words do not show."""
    found = {name for text in _texts(item) for name in _MARKS.findall(texts.inline(text))}
    for name in sorted(found):
        losses.mapped(item.id, f"{_NAMES[name]} in its texts", "written as plain words")


def _texts(item: Item) -> Iterator[Markdown]:
    """All prose of an item."""
    yield item.prompt
    if item.vignette:
        yield item.vignette
    if isinstance(item, TwoTier):
        yield item.reason_prompt
    for answer in answers(item):
        yield answer.text
        if answer.feedback:
            yield answer.feedback
        if isinstance(answer, Pair):
            yield answer.right
    for position in item.positions:
        yield position.text

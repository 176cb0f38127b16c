"""What paper is made of: runs of words, and the blocks that Word and PDF writers know how to set.

Prose is read by a CommonMark parser (spec 0.31) with the settings of ``texts``. A writer gets no markup, only words
with flags, so that there is nothing to escape and nothing to inject.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style; ``lang`` is a BCP 47 tag where it is not English, a line break is a newline alone."""

    text: str
    strong: bool = False
    em: bool = False
    code: bool = False
    url: str = ""
    lang: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3; ``aside`` stands at the right edge, ``page`` begins a new page."""

    level: int
    runs: Runs
    aside: Runs = ()
    page: bool = False


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph; ``style`` is one of ``STYLES``."""

    runs: Runs
    style: str = "body"


STYLES = ("body", "lead", "note", "vignette", "prompt", "meta", "source", "code")
"""Styles of paragraphs."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Lettered choices to mark; ``first`` is the number of the first letter (0 is A)."""

    items: tuple[Runs, ...]
    first: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A line of the key: label, verdict (may be empty), the answer, the reason with its sources."""

    label: str
    right: bool
    verdict: str
    runs: Runs
    why: Runs


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one question."""

    items: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Room to write: so many lines; ``before`` and ``after`` stand on a single line beside the room."""

    count: int
    before: Runs = ()
    after: Runs = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading row; ``widths`` are shares of the width, ``name`` says what it shows."""

    name: str
    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short texts, numbered from ``first`` or not."""

    items: tuple[Runs, ...]
    ordered: bool = False
    first: int = 1


@dataclass(frozen=True, slots=True)
class Blanks:
    """One line of names with room behind each: ``Name ____ Date ____``."""

    names: tuple[str, ...]


Block = Heading | Para | Choices | Answers | Lines | Table | Bullets | Blanks


@dataclass(frozen=True, slots=True)
class Paper:
    """A document. ``sections`` are blocks with the id of the item that they come from (empty: of none)."""

    title: str
    subtitle: str
    footer: str
    subject: str
    sections: tuple[tuple[str, tuple[Block, ...]], ...]


def data(value: Any) -> Any:
    """Blocks as lists and dictionaries for a template; ``t`` names the class of a block."""
    if is_dataclass(value):
        made = {one.name: data(getattr(value, one.name)) for one in fields(value)}
        return {"t": type(value).__name__.lower(), **made}
    if isinstance(value, tuple | list):
        return [data(one) for one in value]
    return value


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "typographer": True, "breaks": False}).enable(["smartquotes"])


_BARE = re.compile(r"[*_`\[\]\\&<>'\"!\n]")
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0, section 2.2, has no place for, and the other control characters, which no font draws."""

_SCRIPTS = (
    ("ko", "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"),
    ("ja", "\u3040-\u30ff\u31f0-\u31ff"),
    ("zh", "\u2e80-\u2fdf\u3000-\u303f\u3100-\u312f\u31c0-\u31ef\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"),
    ("ar", "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff"),
    ("he", "\u0590-\u05ff\ufb1d-\ufb4f"),
)
_FOREIGN = re.compile("|".join(f"(?P<{name}>[{span}]+(?: +[{span}]+)*)" for name, span in _SCRIPTS))
_OPENS, _CLOSES = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "\u202c\u2069"


def clean(text: str) -> str:
    """Text that paper can hold: control characters become U+FFFD; the caller reports where that changes it."""
    return _ILLEGAL.sub("\ufffd", text) if _ILLEGAL.search(text) else text


def words(text: str, **style: Any) -> Runs:
    """Literal text as runs, split where the script changes."""
    text = " ".join(clean(text).split())
    return tuple(_split(Run(text, **style))) if text else ()


def titled(text: str) -> str:
    """A title on one line, its apostrophes as a printer sets them."""
    return re.sub(r"(?<=\w)'(?=\w)", "’", clean(" ".join(text.split())))


def raw(text: str, **style: Any) -> Runs:
    """Words of our own, with the spaces at their ends."""
    return (Run(text, **style),)


def join(*parts: Runs) -> Runs:
    """Several texts one after the other, with what a text opens in direction closed at its end."""
    out: list[Run] = []
    for run in (run for part in parts for run in closed(part)):
        if out and replace(out[-1], text="") == replace(run, text="") and "\n" not in (out[-1].text, run.text):
            out[-1] = replace(run, text=out[-1].text + run.text)
        else:
            out.append(run)
    return tuple(out)


def closed(runs: Runs) -> Runs:
    """Close the overrides of direction that a text leaves open (Unicode Annex 9, X7), so that they end with it."""
    text = "".join(run.text for run in runs)
    if not any(sign in text for sign in _OPENS):
        return runs
    deep: list[str] = []
    for sign in text:
        if sign in _OPENS:
            deep.append("\u2069" if sign >= "\u2066" else "\u202c")
        elif sign in _CLOSES and deep and deep[-1] == sign:
            deep.pop()
    return (*runs, Run("".join(reversed(deep)))) if deep else runs


def _split(run: Run) -> Iterator[Run]:
    """The parts of a run by script: a voice or a font has to know the language."""
    start = 0
    for found in _FOREIGN.finditer(run.text):
        if found.start() > start:
            yield replace(run, text=run.text[start : found.start()])
        yield replace(run, text=found.group(), lang=found.lastgroup or "")
        start = found.end()
    if start < len(run.text):
        yield replace(run, text=run.text[start:]) if start else run


def inline(text: str, **style: Any) -> Runs:
    """One paragraph of prose as runs."""
    if not _BARE.search(text):
        return closed(words(text, **style))
    tokens = _parser().parseInline(text.strip())
    return closed(tuple(_runs(tokens[0].children or [], Run("", **style)))) if tokens else ()


def _runs(tokens: Iterable[Token], base: Run) -> Iterator[Run]:
    strong, em, url = 0, 0, ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                em += token.nesting
            case "link_open" | "link_close":
                url = str(token.attrGet("href") or "")
            case "hardbreak":
                yield Run("\n")
            case _:
                text = " " if token.type == "softbreak" else clean(token.content)
                made = replace(
                    base, text=text, strong=base.strong or strong > 0, em=(em > 0) != base.em,
                    code=token.type == "code_inline", url=url,
                )  # fmt: skip
                yield from _split(made)


def blocks(text: str, style: str = "body", **flags: Any) -> list[Block]:
    """Prose as paragraphs and lists; a heading in it becomes a bold paragraph, a quotation stays in its words."""
    out: list[Block] = []
    lists: list[tuple[Token, list[Runs]]] = []
    bold = False
    for token in _parser().parse(text.strip()):
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                lists.append((token, []))
            case "bullet_list_close" | "ordered_list_close":
                opened, items = lists.pop()
                if lists:  # a list in a list: its points are lines of the point that it stands in
                    lists[-1][1][-1] += tuple(run for item in items for run in (Run("\n"), Run("– "), *item))
                else:
                    first = int(opened.attrGet("start") or 1)
                    out.append(Bullets(tuple(items), opened.tag == "ol", first))
            case "list_item_open":
                lists[-1][1].append(())
            case "heading_open" | "heading_close":
                bold = token.type == "heading_open"
            case "inline":
                look = flags | {"strong": True} if bold else flags
                runs = closed(tuple(_runs(token.children or [], Run("", **look))))
                if lists:
                    items = lists[-1][1]
                    items[-1] = (*items[-1], Run("\n"), *runs) if items[-1] else runs
                else:
                    out.append(Para(runs, style))
            case "code_block" | "fence":
                out.append(Para((Run(clean(token.content.rstrip()), code=True),), "code"))
    return out


def strings(value: Any) -> Iterator[str]:
    """Every text inside some blocks."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from strings(getattr(value, one.name))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from strings(one)


def plain(runs: Iterable[Run]) -> str:
    """The words of some runs."""
    return "".join(run.text for run in runs)

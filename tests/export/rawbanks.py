"""The banks as they stand in their files, read without the project's own loader: what an export has to bring along."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from markdown_it import MarkdownIt

from surplace.export.base import Selection
from surplace.export.select import select
from surplace.load import load
from surplace.model import Course, Item, Markdown
from tests.conftest import ROOT

_READER = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["smartquotes"])
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Wanted:
    """An answer of a bank: its part of the question, its text, what belongs to it, whether it is right, and why."""

    part: str
    text: str
    right: str
    correct: bool
    feedback: str
    cites: tuple[str, ...]
    data: dict[str, Any]


@cache
def course() -> Course:
    """The course of this repository."""
    return load(ROOT)[0]


def everything(**options: Any) -> Selection:
    """The selection that a command line with these options asks for; all without one."""
    return select(course(), **options)[0]


@cache
def banks() -> dict[str, list[dict[str, Any]]]:
    """The questions of each bank by its stem, as PyYAML reads them."""
    files = sorted((ROOT / "quizzes").glob("*.yaml"))
    return {path.stem: yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)["questions"] for path in files}


def questions() -> dict[str, dict[str, Any]]:
    """All questions by id."""
    return {one["id"]: one for some in banks().values() for one in some}


def wanted(question: dict[str, Any]) -> Iterator[Wanted]:
    """The answers of a question in the order of its file."""
    reason = question.get("reason", {})
    parts = [
        ("choice", question.get("choices", [])),
        ("reason", reason.get("choices", [])),
        ("pair", question.get("pairs", [])),
        ("step", question.get("steps", [])),
        ("typed", question.get("answers", [])),
        ("model", [question["model"]] if "model" in question else []),
        ("criterion", question.get("rubric", [])),
    ]
    for part, answers in parts:
        for one in answers:
            default = "false" if part in ("choice", "reason") else "true"
            text = one.get("text") or one["value"]
            right = one.get("correct", default) == "true"
            yield Wanted(part, text, one.get("right", ""), right, one["feedback"], tuple(one["cite"]), one)


def pinpoint(citation: str) -> tuple[str, str, str]:
    """Key, locator and phrase of a citation as a bank writes it."""
    found = re.fullmatch(r'([a-z0-9-]+), ([^"“]+?)(?: ["“](.*)["”])?', " ".join(citation.split()))
    assert found, citation
    listed = re.sub(r"^([a-z]+s\. .*), (\d[^,]*)$", r"\1 and \2", found[2])  # the one spelling of a list
    return found[1], listed, found[3] or ""


def words(prose: str | Markdown | None, links: bool = False) -> str:
    """The words of Markdown as a CommonMark parser shows them, on one line; ``links`` puts addresses after links."""
    if prose is None:
        return ""
    made = _READER.renderInline((prose if isinstance(prose, str) else prose.text).strip())
    if links:
        made = re.sub(r'<a href="([^"]*)">(.*?)</a>', r"\2 &lt;\1&gt;", made)
    return tidy(html.unescape(re.sub(r"<[^>]*>", "", made)))


def tidy(text: str) -> str:
    """A text on one line, without the signs that override its direction."""
    return " ".join(_OVERRIDES.sub("", text).split())


def item(selection: Selection, name: str) -> Item:
    """The item of that id."""
    return next(one for _part, one in selection.items() if one.id == name)

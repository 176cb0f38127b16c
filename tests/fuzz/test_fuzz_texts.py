"""Texts made of the pieces that trouble parsers: findings or a pass, and every place lies in the file.

``SURPLACE_FUZZ=20000`` sets how many are tried. Hypothesis shrinks and prints the text that fails.
"""

from __future__ import annotations

import os
import random
import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from surplace import yamlfile
from surplace.load import load_bank, read_page
from surplace.problem import Problem
from surplace.textfile import LINE_END
from tests.conftest import ROOT

TRIES = int(os.environ.get("SURPLACE_FUZZ", "300"))
LONGEST = 2.0
"""CPU seconds for one page."""

YAML = (
    "questions:", "\n", "\n  ", "\n    ", "- ", "id: a", "kind: ", "single", "prompt", ": ", ":", "choices:", "text: ",
    "[", "]", "{", "}", ",", '"', "'", "|", ">", "\t", "#", "&a ", "*a", "!t ", "? ", "---", "...", "%", "\\", "\\U",
    "\r", "é", "\x85", "\u2028", "cite:", 'k, art. 1 "x y"', "\ufeff", "\x07",
)  # fmt: skip
MARKDOWN = (
    "{cite}`k, art. 1`", "{cite}", "{term}`", "`", "``", "```", "~~~", ":::", "::::", "{quiz}", "{plain} k, art. 1",
    "\n", "\n\n", "    ", "- ", "1. ", "> ", "# ", "|", "<!--", "-->", "% ", "\\", "---\n", "lesson: ", ":a: b", "; ",
    '"', "\r", "x", "![a](b)", "===",
)  # fmt: skip


def all_in(problems: tuple[Problem, ...], text: str) -> bool:
    """Whether each problem is one printable line and stands at a character of the text, or right behind it."""
    lines = LINE_END.split(text)
    return all(
        p.message.isprintable() and p.place.line <= len(lines) and p.place.column <= len(lines[p.place.line - 1]) + 1
        for p in problems
    )


@settings(max_examples=TRIES, derandomize=True, deadline=None, database=None)
@given(st.lists(st.sampled_from(YAML), max_size=40).map("".join))
def test_pieces_of_yaml(text: str) -> None:
    """A bank from any pieces of YAML loads or says at which character it does not."""
    _bank, problems = load_bank(text, "quizzes/x.yaml")

    assert all_in(problems, text)


@settings(max_examples=TRIES, derandomize=True, deadline=None, database=None)
@given(st.lists(st.sampled_from(YAML), max_size=20).map("".join))
def test_both_parsers_agree(text: str) -> None:
    """What libyaml reads without a fault, the parser in Python reads as the same nodes or refuses in words."""
    fast, faults = yamlfile.read_text(text, "x.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yamlfile, "_LOADER", yaml.BaseLoader)
        slow, others = yamlfile.read_text(text, "x.yaml")

    assert all_in(others, text)
    assert faults or others or fast == slow


@settings(max_examples=TRIES, derandomize=True, deadline=None, database=None)
@given(st.lists(st.sampled_from(MARKDOWN), max_size=40).map("".join))
def test_pieces_of_markdown(text: str) -> None:
    """A page from any pieces of MyST is read, and each citation stands where its key is written."""
    page, _lesson, problems = read_page(text, "course/x.md", "x")
    lines = LINE_END.split(text)

    assert all_in(problems, text)
    for cite in page.cites:
        assert lines[cite.place.line - 1][cite.place.column - 1 :].startswith(cite.key)


def test_mutated_pages() -> None:
    """The pages of the course with pieces cut, doubled and put in are read in no time; a failure names its seed."""
    pages = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "course").rglob("*.md"))]
    for seed in range(TRIES):
        chance = random.Random(seed)
        text = chance.choice(pages)
        for _ in range(chance.randint(1, 6)):
            at, to = sorted(chance.randrange(len(text) + 1) for _ in range(2))
            new = chance.choice((*MARKDOWN, *YAML[:-2], text[at : at + 200] * 3, ""))
            text = text[:at] + new + text[min(to, at + chance.randint(0, 80)) :]
        start = time.process_time()
        try:
            _page, _lesson, problems = read_page(text, "course/x.md", "x")
        except Exception as fault:
            raise AssertionError(f"seed {seed}: {fault!r}") from fault
        assert time.process_time() - start < LONGEST, f"seed {seed} is slow"
        assert all_in(problems, text), f"seed {seed}: {problems}"

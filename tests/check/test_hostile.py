"""Pages and banks that were made to be slow: what the checker does stays in proportion to their length."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

SIZE = 100_000
"""Characters of a page; a step for each pair of them would take minutes."""

LIMIT = 60
"""Seconds, for a machine that is busy; each case takes about one, most of it to start."""

PAGES = {
    "blank lines": "\n" * SIZE,
    "spaces": "](" + " " * SIZE,
    "brackets": "[" * SIZE,
    "images": "![" * (SIZE // 2),
    "links": "[a](" * (SIZE // 4),
    "a role that is not closed": "{cite}`x\n" + "a\n" * (SIZE // 2),
    "backticks": "` `` " * (SIZE // 5),
    "tags": "<a " * (SIZE // 3),
    "dollars": "$$a " * (SIZE // 4) + "$$$",
    "quotation marks": '"“' * (SIZE // 2),
    "fences": "::::{a}\n" * (SIZE // 8),
    "images without words": ":::{image} x\n" * (SIZE // 13) + ":a: b\n" * (SIZE // 6),
}
ITEMS = {
    "a verdict": "incorrect " * 390 + "z",
    "brackets": "[" * 4000,
    "spaces": "](" + " " * 3900,
    "numbers": "1," * 2000,
    "letters": "A, " * 1300,
}
PAGE = """
from surplace.check import check
from surplace.model import Course, Lesson, Page
from surplace.problem import Place

page = Page('x', Place('course/x.md'), 'X', '# X\\n\\n' + sys.stdin.read(), 1)
check(Course(lessons=(Lesson('9.1', page, 'd', 'q?', 50, 14, ()),), pages=(page,)))
"""
ITEM = """
from surplace.check import check
from surplace.model import Bank, Choice, Course, Markdown, Single
from surplace.problem import Place

place = Place('quizzes/x.yaml')
text = Markdown(sys.stdin.read(), place)
some = tuple(Choice(text=text, feedback=text, cites=(), place=place, correct=not n) for n in range(3))
item = Single(id='x', place=place, index=0, objective='x', level='apply', prompt=text, vignette=text, choices=some)
check(Course(banks={'x': Bank('x', place, (item,))}))
"""


def run(code: str, text: str) -> None:
    """Run the code in a process of its own, since a regular expression that hangs cannot be stopped."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "tools"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", f"import sys\n{code}"]
    subprocess.run(command, input=text, env=env, timeout=LIMIT, check=True, text=True)


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_read_in_time(name: str) -> None:
    """No page of 100,000 characters takes more than moments."""
    run(PAGE, PAGES[name])


@pytest.mark.parametrize("name", ITEMS)
def test_a_hostile_item_is_read_in_time(name: str) -> None:
    """No item with the longest prose that a bank may have takes more than moments."""
    run(ITEM, ITEMS[name])

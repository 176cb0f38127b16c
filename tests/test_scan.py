"""The light reading of pages: every citation is found at its place, and nothing in code or comments is."""

from __future__ import annotations

import time

import pytest

from surplace.load import load, read_page
from tests.conftest import ROOT

CITE = "{cite}`k, art. 1`"


def cited(text: str) -> list[tuple[str, int, int]]:
    """Key, line and column of each citation in the text of a page."""
    page, _lesson, problems = read_page(text, "course/x.md", "x")
    assert problems == ()
    return [(cite.key, cite.place.line, cite.place.column) for cite in page.cites]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (f"a {CITE}\n", [("k", 1, 10)]),
        (f"{{term}}`x`, from y {CITE}\n", [("k", 1, 26)]),
        (f"`x` and {CITE} and `y`\n", [("k", 1, 16)]),
        (f"a ` b {CITE}\n", []),
        (f"a ` b\n\n{CITE}\n", [("k", 3, 8)]),
        (f"- a ` b\n- c {CITE}\n", [("k", 2, 12)]),
        (f"| a ` | b |\n| --- | --- |\n| {CITE} | c |\n", [("k", 3, 10)]),
        (f"`a\nb` and {CITE}\n", [("k", 2, 15)]),
        ("a {cite}`k,\n  art. 1; j, p. 2`\n", [("k", 1, 10), ("j", 2, 11)]),
        ("> a {cite}`k,\n> art. 1; j, p. 2`\n", [("k", 1, 12), ("j", 2, 11)]),
        (f"## Head {CITE}\n", [("k", 1, 16)]),
        (f"- a\n\n    {CITE}\n", [("k", 3, 12)]),
        (f":::{{activity}} Title {CITE}\n:aim: see {CITE}\n:::\n", [("k", 1, 28), ("k", 2, 18)]),
        (f":::\n{CITE}\n:::\n", [("k", 2, 8)]),
        (f"term\n:   what\n\n    {CITE}\n", [("k", 4, 12)]),
        (f"[^1]: a\n\n    {CITE}\n", [("k", 3, 12)]),
        (f"::::{{a}}\n```\n{CITE}\n```\n{CITE}\n::::\n", [("k", 5, 8)]),
        (f"::::{{a}}\n:::{{b}}\nx\n::::\n{CITE}\n", [("k", 5, 8)]),
    ],
)
def test_a_citation_is_found_at_its_own_character(text: str, places: list[tuple[str, int, int]]) -> None:
    """Wherever Markdown lets a role stand, also over two lines, line and column are those of the file."""
    assert cited(text) == places


@pytest.mark.parametrize(
    "text",
    [
        f"```\n{CITE}\n```\n",
        f"~~~ text\n{CITE}\n~~~\n",
        f"````\n```\n{CITE}\n```\n````\n",
        f"```{{code-block}} md\n:caption: c\n\n{CITE}\n```\n",
        f"a\n\n    b\n    {CITE}\n\n    {CITE}\n",
        f"`` {CITE} ``\n",
        f"\\{CITE}\n",
        f"a <!-- {CITE} --> b\n",
        f"<!--\n{CITE}\n-->\n",
        f"% {CITE}\n",
        f"> ```\n> {CITE}\n> ```\n",
        "````\n```{quiz} bank\n```\n````\n",
    ],
)
def test_code_and_comments_say_nothing(text: str) -> None:
    """What readers see as code, or do not see at all, cites nothing and shows no quiz."""
    page, _lesson, problems = read_page(text, "course/x.md", "x")

    assert (page.cites, page.quizzes, problems) == ((), (), ())


def test_no_citation_of_the_course_is_overlooked() -> None:
    """Every page of the course has at least as many citations as it has citation roles."""
    course, _problems = load(ROOT)
    roles = {page.docname: page.body.count("{cite}`") for page in course.pages}

    assert sum(roles.values()) > 100
    assert {page.docname: len(page.cites) for page in course.pages if len(page.cites) < roles[page.docname]} == {}


def test_a_fault_on_the_second_line_of_a_role_is_found_there() -> None:
    """A citation that goes over the end of a line has its fault at its own line and column."""
    _page, _lesson, problems = read_page("a {cite}`k, art. 1;\n  j p. 2`\n", "course/x.md", "x")

    assert [(p.rule, p.place.line, p.place.column) for p in problems] == [("cite-malformed", 2, 3)]


def test_a_plain_version_is_its_text_alone() -> None:
    """Options are no part of a plain version; an unnamed quiz is the one of the page."""
    text = ":::{plain} k, art. 1;  j, p. 3\n:class: x\n\nBe kind.\n:::\n\n  ```{quiz}\n  ```\n"
    page, _lesson, problems = read_page(text, "course/m/x.md", "m/x")
    [plain] = page.plain

    assert problems == ()
    assert plain.text == "Be kind."
    assert [(cite.key, cite.place.column) for cite in plain.cites] == [("k", 12), ("j", 24)]
    assert [(stem, place.line, place.column) for stem, place in page.quizzes] == [("x", 7, 3)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# A title #\n", "A title"),
        ("A title\n=======\n", "A title"),
        (":::{a}\n# No\n:::\n```\n# No\n```\n# A title\n", "A title"),
        ("## No\n", "x"),
    ],
)
def test_the_title_is_the_first_heading(text: str, title: str) -> None:
    """The first heading of the first level outside directives and code; else the name of the file."""
    page, _lesson, _problems = read_page(text, "course/x.md", "x")

    assert page.title == title


@pytest.mark.parametrize(
    "piece",
    [
        "`", "` ", "{cite}`", "{cite}`a` ", "{cite}`a, art. 1", "<!--", "a <!-- {cite}`", "\\", ":::{a}\n", "```{a}\n",
        "```{a}\n:::{b}\n", "::::{plain} k, art. 1\n", "- ", "- a\n", "> ", ">", "# ", "#", "![", "\n", " ", "a\n===\n",
        "1. ", "| a |\n", "---\n", ":a: b\n", "% \n",
    ],
)  # fmt: skip
def test_a_hostile_page_is_read_in_no_time(piece: str) -> None:
    """A page of one MiB of anything takes less than two seconds of CPU and ends without a traceback."""
    start = time.process_time()
    read_page((piece * (1 << 20))[: 1 << 20], "course/x.md", "x")

    assert time.process_time() - start < 2.0


def test_runs_of_backticks_of_every_length() -> None:
    """A thousand runs of which no two have the same length do not multiply the work."""
    start = time.process_time()
    read_page("{cite} " + " ".join("`" * n for n in range(1, 1400)), "course/x.md", "x")

    assert time.process_time() - start < 2.0

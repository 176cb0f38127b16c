"""Reading files: what is taken, what is refused, and that every refusal names its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from surplace import check, yamlfile
from surplace.load import load, load_bank, read_page
from surplace.model import KINDS, Broken, kind_of
from tests.conftest import ROOT

README = ROOT / "quizzes" / "README.md"
GOOD = """questions:
  - id: a
    kind: truefalse
    objective: 9.1a
    level: apply
    prompt: It is so.
    choices:
      - {text: "True", correct: true, feedback: f}
      - {text: "False", feedback: f}
"""


def blocks() -> list[tuple[int, str]]:
    """The YAML examples of quizzes/README.md with the line where each starts."""
    text = README.read_text(encoding="utf-8")
    return [(text.count("\n", 0, m.start(1)) + 1, m[1]) for m in re.finditer(r"```yaml\n(.*?)```", text, re.DOTALL)]


def test_every_kind_of_the_manual_loads() -> None:
    """The annotated examples of quizzes/README.md are read without a fault and show each kind."""
    kinds = set()
    for line, text in blocks():
        bank, problems = load_bank(text, "quizzes/README.md", stem="readme", first_line=line)
        assert problems == ()
        kinds |= {kind_of(item) for item in bank.items}

    assert kinds == set(KINDS)


def test_the_real_course_loads_without_a_fault() -> None:
    """There is nothing to report while the course itself is read, and all kinds of items are in use."""
    course, problems = load(ROOT)

    assert problems == ()
    assert {kind_of(item) for _bank, item in course.items()} == set(KINDS)


def test_the_real_course_is_clean() -> None:
    """The checker has no error for the course that ships with it."""
    assert [str(p) for p in check.run(ROOT) if p.severity == "error"] == []


def found(data: bytes) -> list[tuple[str, int, int]]:
    """Rule, line and column of each problem of a bank."""
    _bank, problems = load_bank(data, "quizzes/x.yaml")
    return [(p.rule, p.place.line, p.place.column) for p in problems]


def test_bom_and_windows_line_ends_are_read() -> None:
    """A file as Windows editors write it gives the same bank, with the same lines and columns."""
    plain, none = load_bank(GOOD.encode(), "quizzes/x.yaml")
    other, still_none = load_bank(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(), "quizzes/x.yaml")

    assert (none, still_none) == ((), ())
    assert plain == other


@pytest.mark.parametrize(
    ("data", "rule", "line", "column"),
    [
        (b"questions:\n  - id: \xff\n", "encoding", 2, 9),
        (b"questions:\n  - id: a\x00b\n", "encoding", 2, 10),
        (GOOD.encode("utf-16"), "encoding", 1, 1),
        (b"questions:\n\t- id: a\n", "yaml-syntax", 2, 1),
        (b"questions: [a\n", "yaml-syntax", 1, 12),
        (b"questions:\n  - &x a\n", "yaml-alias", 2, 5),
        (b"questions:\n  - *x\n", "yaml-alias", 2, 5),
        (b"questions:\n  - !x a\n", "yaml-tag", 2, 5),
        (b"questions: []\n---\nb: c\n", "yaml-documents", 2, 1),
        (b"questions: []\nquestions: []\n", "yaml-repeated-key", 2, 1),
        (b"? [a]\n: b\n", "yaml-key", 1, 3),
        (b"questions: []\n", "empty-bank", 1, 12),
        (b"questons: []\n", "unknown-key", 1, 1),
        (GOOD.replace("kind: truefalse", "kind: truefals").encode(), "kind-unknown", 3, 11),
        (GOOD.replace("level: apply", "level: Apply").encode(), "level-unknown", 5, 12),
        (GOOD.replace("id: a", "id: A b").encode(), "bad-id", 2, 9),
        (GOOD.replace("correct: true", "correct: yes").encode(), "bad-value", 8, 33),
        (GOOD.replace("    prompt: It is so.\n", "").encode(), "missing-key", 2, 5),
        (GOOD.replace("prompt: It is so.", "prompt: [x]").encode(), "wrong-type", 6, 13),
    ],
)
def test_one_clear_line_each(data: bytes, rule: str, line: int, column: int) -> None:
    """Each fault is found at its line and column, once, in one printable line."""
    _bank, problems = load_bank(data, "quizzes/x.yaml")

    assert (rule, line, column) in found(data)
    assert all(p.message.isprintable() and len(p.message) < 420 for p in problems)


def test_nesting_and_size_are_bounded(tmp_path: Path) -> None:
    """Thirty-three levels and a file over one MiB are refused ("yaml-depth", "file-size")."""
    deep = b"questions: " + b"[" * 40 + b"]" * 40
    big = tmp_path / "big.yaml"
    big.write_bytes(b"# " + b"x" * (1 << 20) + b"\n")
    _node, problems = yamlfile.read_file(big, "quizzes/big.yaml")

    assert [rule for rule, _line, _column in found(deep)] == ["yaml-depth"]
    assert [p.rule for p in problems] == ["file-size"]
    assert [rule for rule, _line, _column in found(b"[" * 100_000)] == ["yaml-depth"]


def test_files_that_are_not_there(tmp_path: Path) -> None:
    """A missing file is "file-missing", a folder in its place "file-unreadable"."""
    (tmp_path / "folder.yaml").mkdir()
    _node, missing = yamlfile.read_file(tmp_path / "none.yaml", "quizzes/none.yaml")
    _node, folder = yamlfile.read_file(tmp_path / "folder.yaml", "quizzes/folder.yaml")

    assert [p.rule for p in missing] == ["file-missing"]
    assert [p.rule for p in folder] == ["file-unreadable"]


def test_two_sources_with_one_key(tmp_path: Path) -> None:
    """The second of two records with one key is refused ("repeated-id")."""
    from surplace.load import load_sources

    record = "- {id: a, type: book, title: A, custom: {kind: ngo, good-for: x, limits: y, verified: memory}}\n"
    path = tmp_path / "sources.yaml"
    path.write_text("as_of: 2026-11-23\nreferences:\n" + record + record, encoding="utf-8")
    _as_of, sources, problems = load_sources(path, "course/sources.yaml")

    assert list(sources) == ["a"]
    assert [(p.rule, p.place.line) for p in problems] == [("repeated-id", 4)]


def test_a_flood_of_faults_ends() -> None:
    """After a thousand findings in one file reading stops and says so ("too-many-problems")."""
    data = b"questions:\n" + b"  - {x: 1}\n" * 1999
    _bank, problems = load_bank(data, "quizzes/x.yaml")

    assert problems[-1].rule == "too-many-problems"
    assert len(problems) == 1001


def test_a_broken_entry_keeps_its_place() -> None:
    """An item that cannot be built stands in its bank, and its problems carry its index."""
    data = GOOD + "  - id: b\n    kind: single\n"
    bank, problems = load_bank(data, "quizzes/x.yaml")

    assert isinstance(bank.entries[1], Broken)
    assert bank.entries[1].id == "b"
    assert {p.subject for p in problems} == {1}


def test_pages_are_scanned_where_they_speak() -> None:
    """Citations, quizzes and plain versions are found at their line and column, but not inside code."""
    text = (
        '---\ndescription: x\n---\n# T\n\nA {cite}`k, art. 1 "two words"; j, p. 3`.\n\n'
        "```\n{cite}`no, art. 9`\n```\n\n`{cite}` is a role.\n\n::::{note}\n:::{quiz} bank\n:::\n::::\n\n"
        ":::{plain} k, art. 1\nBe kind.\n:::\n"
    )
    page, lesson, problems = read_page(text, "course/x.md", "x")

    assert problems == ()
    assert lesson is None
    assert [(c.key, c.place.line, c.place.column) for c in page.cites] == [("k", 6, 10), ("j", 6, 33)]
    assert [(stem, place.line) for stem, place in page.quizzes] == [("bank", 15)]
    assert [(box.text, box.place.line) for box in page.plain] == [("Be kind.", 19)]


def test_a_citation_after_another_role_is_seen() -> None:
    """The closing tick of a term opens no code, so what follows on its line is read and judged."""
    text = "# T\n\nA {term}`refugee`, so {cite}`k, art. 1` and {term}`x` {cite}``j, p. 2``"
    text += " but `{cite}` and ``a {cite}`k, art. 9` ``.\n"
    page, _lesson, problems = read_page(text, "course/x.md", "x")

    assert problems == ()
    assert [(c.key, c.place.column) for c in page.cites] == [("k", 30), ("j", 63)]


def test_front_matter_faults_have_their_lines() -> None:
    """A slip in the head of a page is found at its own line of the file."""
    _page, _lesson, problems = read_page("---\ndescripton: x\n---\n# T\n", "course/x.md", "x")

    assert [(p.rule, p.place.line) for p in problems] == [("unknown-key", 2)]
    assert "description" in problems[0].message


@pytest.mark.parametrize(
    ("head", "rule", "line"),
    [
        ("---\nlesson: '9.1'\n", "yaml-syntax", 1),
        ("---\nlesson: 9\n---\n", "bad-id", 2),
        ("---\nlesson: '9.1'\nminutes: 50\ntimeline: {input: 20, activity: 20}\n---\n", "bad-value", 4),
        ("---\nlesson: '9.1'\nage: young\n---\n", "bad-value", 3),
        ("---\nlesson: '9.1'\nobjectives:\n  - {id: 9.1, verb: v, text: t}\n---\n", "bad-id", 4),
        ("---\nlesson: '9.1'\ncontent_note: {level: 1, tags: [hungre], text: t}\n---\n", "bad-value", 3),
        ("---\nlesson: '9.1'\nstandards: [x]\n---\n", "wrong-type", 3),
        ("---\n- x\n---\n", "wrong-type", 2),
    ],
)
def test_the_head_of_a_lesson_is_read_strictly(head: str, rule: str, line: int) -> None:
    """What is wrong between the two --- lines is found at its own line of the file."""
    _page, _lesson, problems = read_page(head + "# T\n", "course/x.md", "x")

    assert (rule, line) in [(p.rule, p.place.line) for p in problems]

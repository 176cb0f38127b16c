"""Every small bad file gives exactly the findings that are marked in it, on exactly those lines."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from surplace.check import RULES, run
from surplace.problem import Problem

BAD = Path(__file__).parents[1] / "bad"
QUIET = ("COV01", "COV02", "COV03", "COV04")
"""Shares and counts of a whole quiz, which no bank of one item can meet; they have tests of their own."""


def cases() -> list[Path]:
    """Every bad file."""
    return sorted(p for p in BAD.iterdir() if p.suffix in (".yaml", ".md"))


def expected(text: str) -> set[tuple[str, int]]:
    """The marks: ``# expect: rule, rule`` on the line, or ``expect-next:`` on the line before."""
    found = set()
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.search(r"expect(-next)?: ([\w, -]+)", line):
            found |= {(rule.strip(), number + bool(match[1])) for rule in match[2].split(",")}
    return found


def checked(root: Path, case: Path | None = None) -> list[Problem]:
    """What the checker says of the good base with one file replaced."""
    shutil.copytree(BAD / "_base", root, dirs_exist_ok=True)
    if case:
        target = root / ("course/sample.md" if case.suffix == ".md" else "quizzes/sample.yaml")
        target.write_bytes(case.read_bytes())
    return [p for p in run(root) if p.rule not in QUIET]


def test_the_base_is_clean(tmp_path: Path) -> None:
    """Without a bad file there is nothing to mend."""
    assert [str(p) for p in checked(tmp_path)] == []


@pytest.mark.parametrize("case", cases(), ids=lambda p: p.name)
def test_findings_stand_where_they_are_marked(tmp_path: Path, case: Path) -> None:
    """The marked findings and no others, each one line, in the file itself, at a column that is there."""
    text = case.read_text(encoding="utf-8")
    problems = [p for p in checked(tmp_path, case) if p.place.path.endswith(("sample.md", "sample.yaml"))]
    lines = text.splitlines()

    assert expected(text)
    assert {(p.rule, p.place.line) for p in problems} == expected(text), "\n".join(map(str, problems))
    for problem in problems:
        assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 1
        assert "\n" not in problem.message


def test_every_rule_has_a_case_or_a_test() -> None:
    """No rule can be listed that nothing has ever made speak."""
    tests = "".join(p.read_text(encoding="utf-8") for p in BAD.parent.rglob("test_*.py"))
    marked = {rule for case in cases() for rule, _line in expected(case.read_text(encoding="utf-8"))}
    silent = [name for name in RULES if name not in marked and f'"{name}"' not in tests]

    assert silent == []

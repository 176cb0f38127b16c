"""The command line: its contract with terminals, editors and CI."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from surplace import __version__
from surplace.check import RULES
from tests.conftest import ROOT, copy_project

KEYS = {"rule", "severity", "path", "line", "column", "message"}


def surplace(*words: str, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, from a folder."""
    full = {**os.environ, "PYTHONPATH": str(ROOT / "tools"), **env}
    command = [sys.executable, "-m", "surplace", *words]
    return subprocess.run(command, cwd=cwd, env=full, capture_output=True, text=True, check=False)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The course with one unknown key."""
    root = copy_project(tmp_path / "p")
    bank = root / "quizzes/article-33.yaml"
    bank.write_text(bank.read_text(encoding="utf-8").replace("    level:", "    levle:", 1), encoding="utf-8")
    return root


def test_a_clean_course_exits_0() -> None:
    """Nothing but warnings: exit 0, and one calm line at the end."""
    done = surplace("check")

    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1].endswith((".", "mend."))


def test_an_error_exits_1_in_every_format(broken: Path) -> None:
    """Text, JSON and GitHub commands name the same place."""
    text = surplace("check", "--root", str(broken))
    data = surplace("check", "--root", str(broken), "--format", "json")
    github = surplace("check", "--root", str(broken), "--format", "github")
    rows = json.loads(data.stdout)
    first = next(row for row in rows if row["rule"] == "unknown-key")

    assert (text.returncode, data.returncode, github.returncode) == (1, 1, 1)
    assert all(set(row) == KEYS for row in rows)
    assert first["path"] == "quizzes/article-33.yaml"
    assert "level" in first["message"]
    assert f"{first['path']}:{first['line']}:{first['column']}: {first['message']} [unknown-key]" in text.stdout
    assert (
        f"::error file={first['path']},line={first['line']},col={first['column']},title=unknown-key::" in github.stdout
    )
    assert "\033" not in text.stdout


def test_json_of_a_clean_course_is_a_list(tmp_path: Path) -> None:
    """Even without a finding, JSON is a list."""
    done = surplace("check", "--format", "json")

    assert isinstance(json.loads(done.stdout), list)


@pytest.mark.parametrize(
    "words",
    [(), ("chek",), ("check", "--format", "xml"), ("check", "--root", "/nowhere"), ("verify",),
     ("verify", "--texts", "/nowhere"),
     ("verify", "--texts", ".", "--date", "soon")],
)  # fmt: skip
def test_wrong_usage_exits_2(words: tuple[str, ...]) -> None:
    """Wrong words are answered on the error stream, without a traceback."""
    done = surplace(*words)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_rules_lists_every_rule() -> None:
    """Each id that can be printed is there with its reason and its source."""
    rows = json.loads(surplace("rules", "--format", "json").stdout)
    text = surplace("rules").stdout

    assert [row["rule"] for row in rows] == list(RULES)
    assert all(row["reason"] and row["source"] and row["severity"] in ("error", "warning") for row in rows)
    assert all(name in text for name in RULES)


def test_every_rule_that_code_names_is_listed() -> None:
    """No message can carry an id that ``surplace rules`` does not know."""
    import re

    named = set()
    for path in (ROOT / "tools/surplace").rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'\.(?:error|warn)\(\s*"([a-z-]+)"', code))
        named |= set(re.findall(r'Problem\(\s*"([a-zA-Z0-9-]+)"', code))

    assert named
    assert named <= set(RULES)


def test_a_closed_pipe_is_no_traceback(broken: Path) -> None:
    """``surplace rules | head -1`` ends quietly."""
    command = f"{sys.executable} -m surplace rules | head -1"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "tools")}
    done = subprocess.run(command, shell=True, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    assert "Traceback" not in done.stderr


def test_an_ascii_terminal_is_no_traceback(broken: Path) -> None:
    """A terminal that cannot show a quotation mark still gets the line."""
    done = surplace("check", "--root", str(broken), PYTHONIOENCODING="ascii", LC_ALL="C")

    assert done.returncode == 1
    assert "unknown-key" in done.stdout


@pytest.mark.parametrize("where", [">&-", ">&- 2>&-", "> /dev/full"])
def test_nowhere_to_write_is_no_traceback(where: str) -> None:
    """Closed streams and a full disk end the command in order: by its findings, or with one line and 2."""
    if "full" in where and not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    env = {**os.environ, "PYTHONPATH": str(ROOT / "tools")}
    command = f"{sys.executable} -m surplace check {where}"
    done = subprocess.run(command, shell=True, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    assert done.returncode == (2 if "full" in where else 0)
    assert done.stderr.count("\n") == ("full" in where)
    assert "Traceback" not in done.stderr


def test_version() -> None:
    """The version is that of the package."""
    assert surplace("--version").stdout.strip() == f"surplace {__version__}"


def test_check_starts_without_sphinx() -> None:
    """The command line loads neither Sphinx nor docutils nor MyST, so that it starts at once.

    Nor numpy, as long as there are too few questions for the blind guesser.
    """
    base = str(ROOT / "tests/bad/_base")
    code = f"import sys; from surplace import cli; cli.main(['check', '--root', {base!r}]); "
    code += "print(sorted({m.split('.')[0] for m in sys.modules}))"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "tools")}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)

    assert not {"'sphinx'", "'docutils'", "'myst_parser'", "'numpy'"} & set(
        done.stdout.splitlines()[-1].strip("[]").split(", ")
    )


def test_verify_writes_the_lock_and_names_the_right_place(tmp_path: Path) -> None:
    """A phrase that stands in another article is an error that says where; what is found enters the lock."""
    root = copy_project(tmp_path / "p")
    texts = tmp_path / "texts"
    texts.mkdir()
    for name in {
        line.split(":")[1].strip()
        for line in (root / "course/sources.yaml").read_text().splitlines()
        if "text-file:" in line
    }:
        (texts / name).write_text("Nothing here.\n")
    (texts / "refugee-convention-1951.txt").write_text(
        "Convention of 1951\n\nArticle 32\n\n1. In any manner whatsoever.\n\nArticle 33\n\n1. To expel or return.\n"
    )
    done = surplace("verify", "--texts", str(texts), "--root", str(root), "--date", "2026-11-25")
    lock = (root / "course/sources.lock").read_text()

    assert done.returncode == 1
    assert "“in any manner whatsoever” stands in art. 32(1), not in art. 33(1)" in done.stdout
    assert '"phrase": "expel or return"' in lock
    assert '"phrase": "in any manner whatsoever"' not in lock

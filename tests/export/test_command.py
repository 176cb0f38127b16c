"""``surplace export`` as somebody at a terminal meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from surplace.export import FORMATS, load_format
from tests.conftest import ROOT, copy_project


def export(*words: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    command = [sys.executable, "-m", "surplace", "export", *words, "--root", str(root)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", FORMATS)
def test_every_listed_format_is_there(name: str) -> None:
    """What the help offers can be loaded and has a writer."""
    form = load_format(name)
    assert callable(form.write)
    assert form.suffix.startswith(".")


def test_a_file_in_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    """A path that ends with a slash is a folder; the file is named after what was chosen."""
    done = export("text", "--lesson", "4.1", "--form", "A", "-o", f"{tmp_path}/new/")
    assert done.returncode == 0, done.stderr
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["article-33-a.txt"]
    assert "article-33-a.txt: 7 questions" in done.stdout or "article-33-a.txt: 6 questions" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("text", "--lesson", "9.9"), "there is no lesson 9.9: choose 1.1"),
        (("text", "--bank", "nothing"), "there is no bank nothing: choose"),
        (("text", "--module", "x"), "there is no module x: choose 1"),
    ],
)
def test_what_is_not_there_is_one_line(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """A wrong name gives one line that says what there is, and exit code 2."""
    done = export(*words, "-o", str(tmp_path / "x"))
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "x").exists()


def test_nothing_is_left_out_in_silence(tmp_path: Path) -> None:
    """A question with an error is named; the file is written only if that is allowed; the report says the same."""
    root = copy_project(tmp_path / "p")
    bank = root / "quizzes/article-33.yaml"
    text = bank.read_text(encoding="utf-8")
    bank.write_text(text.replace("id: crime-part-asks\n", "id: crime-part-asks\n    colour: red\n"), encoding="utf-8")
    out, report = tmp_path / "quiz.txt", tmp_path / "report.json"

    done = export("text", "--lesson", "4.1", "-o", str(out), "--report", str(report), root=root)
    assert done.returncode == 3
    assert "left out: crime-part-asks" in done.stderr
    assert not out.exists()
    assert [row["item"] for row in json.loads(report.read_text())["losses"] if row["left_out"]] == ["crime-part-asks"]

    done = export("text", "--lesson", "4.1", "-o", str(out), "--allow-loss", root=root)
    assert done.returncode == 0
    assert "12 questions" in done.stdout

"""Shared by all tests: where things are, and how to build."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.install import browser as find_browser

ROOT = Path(__file__).resolve().parents[1]
TREE = ("course", "quizzes", "tools", "conf.py", "pyproject.toml")


def copy_project(target: Path) -> Path:
    """The project without its environment, git folder and build."""
    target.mkdir(parents=True, exist_ok=True)
    for name in TREE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy2(source, target / name)
    return target


def sphinx(root: Path, builder: str, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run sphinx-build in a project as its README says."""
    env = {**os.environ, "PYTHONHASHSEED": "random", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "sphinx", "-q", "-c", ".", "-b", builder, *options, "course", str(out)]
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site: the folder in SURPLACE_SITE, or a build that must have no warning."""
    if given := os.environ.get("SURPLACE_SITE"):
        return Path(given)
    out = tmp_path_factory.mktemp("site")
    done = sphinx(ROOT, "html", out, "-W", "--keep-going")
    assert done.returncode == 0, done.stderr
    return out


ARGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
"""A browser that talks to nobody."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGS)
        yield browser
        browser.close()

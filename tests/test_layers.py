"""The arrow of the architecture never runs back: who may import whom."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "tools" / "surplace"


def imports(path: Path) -> set[str]:
    """The modules that a file imports, by their full names."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def modules(*names: str) -> list[Path]:
    """The files of some modules or packages."""
    return [
        p
        for name in names
        for p in ([PACKAGE / f"{name}.py"] if (PACKAGE / f"{name}.py").exists() else (PACKAGE / name).rglob("*.py"))
    ]


LATER = ("surplace.load", "surplace.check", "surplace.evidence", "surplace.sphinx_ext", "yaml", "sphinx", "docutils")


@pytest.mark.parametrize(
    ("files", "forbidden"),
    [
        (("problem", "ticks"), ("surplace",)),
        (("model",), (*LATER, "surplace.cite")),
        (("cite", "citeformat", "citerange"), (*LATER, "pathlib")),
        (("evidence", "lock", "texts", "labels"), ("surplace.check", "surplace.sphinx_ext", "yaml", "sphinx")),
        (("load",), ("surplace.check", "surplace.sphinx_ext", "yaml", "sphinx")),
        (("check",), ("surplace.sphinx_ext", "yaml", "sphinx", "docutils")),
        (("cli",), ("surplace.sphinx_ext", "yaml", "sphinx")),
    ],
)
def test_the_arrow_never_runs_back(files: tuple[str, ...], forbidden: tuple[str, ...]) -> None:
    """No module imports what comes after it, and only yamlfile knows YAML."""
    for path in modules(*files):
        for name in imports(path):
            bad = [f for f in forbidden if name == f or name.startswith(f + ".")]
            assert not bad, f"{path.name} imports {name}"


def test_only_yamlfile_knows_yaml() -> None:
    """One module imports the YAML library."""
    users = [p.name for p in PACKAGE.rglob("*.py") if any(n.split(".")[0] == "yaml" for n in imports(p))]

    assert users == ["yamlfile.py"]


def test_files_and_functions_stay_small() -> None:
    """A file has about 300 lines at most, a function about 40."""
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 320, path.name
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno <= 45, f"{path.name}: {node.name}"

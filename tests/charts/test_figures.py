"""Charts and diagrams on a page, in every builder."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from surplace.charts.words import STATUSES, TITLES
from tests.charts.test_diagrams import NAMES
from tests.conftest import ROOT, copy_project, sphinx

PAGE = "# Figures\n\n"
ALL = PAGE + "".join(
    [f"```{{chart}} {name}\n```\n\n" for name in TITLES] + [f"```{{diagram}} {name}\n```\n\n" for name in NAMES]
)
INDEX = "# Small\n\n```{toctree}\nfigures\nsources\n```\n"
KEPT = ("data", "_static", "sources.yaml", "sources.lock")


def small(root: Path, page: str) -> Path:
    """A course with the data and the sources of the real one, but one page of its own: it builds in a second."""
    copy_project(root)
    for path in (root / "course").iterdir():
        if path.name not in KEPT:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(root / "quizzes")
    pages = {"index": INDEX, "figures": page, "sources": "# Sources\n\n```{sources}\n```\n"}
    for name, text in pages.items():
        (root / f"course/{name}.md").write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small course that shows everything."""
    return small(tmp_path_factory.mktemp("figures"), ALL)


@pytest.fixture(scope="module")
def html(project: Path) -> str:
    """That page as HTML, from a build without a warning."""
    done = sphinx(project, "html", project / "out", "-W", "--keep-going")
    assert done.returncode == 0, done.stderr
    return (project / "out/figures.html").read_text(encoding="utf-8")


def test_the_page_shows_everything(html: str) -> None:
    """Four drawings and six diagrams, each under an id of its own; no inline style anywhere."""
    for name in TITLES:
        assert f'id="chart-{name}"' in html
        assert f'aria-labelledby="chart-{name}-t chart-{name}-d"' in html
    for name in NAMES:
        assert f'id="diagram-{name}"' in html
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert html.count('<svg class="sp-drawing"') == len(TITLES)
    assert not re.search(r"\sstyle=|<style", html)


def test_every_row_leads_to_its_source(html: str) -> None:
    """Each row of each table in a fold has a link to the entry of its source."""
    folds = re.findall(r'<details class="sp-fold">.*?</details>', html, re.DOTALL)
    bodies = [row for fold in folds for body in re.findall(r"<tbody>(.*?)</tbody>", fold, re.DOTALL)
              for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)]  # fmt: skip

    assert len(folds) == len(TITLES)
    assert len(bodies) > 150
    assert all(re.search(r'<a href="[^"]*#src-[a-z0-9-]+">[^<]*, (?:paras?\.|pp?\.) ', row) for row in bodies)
    assert STATUSES["memory-sum-checked"] in html


def test_style_only_where_figures_stand(project: Path, html: str) -> None:
    """figures.css is asked for by this page and by no page without a figure."""
    others = [p for p in (project / "out").rglob("*.html") if "sp-figure" not in p.read_text(encoding="utf-8")]

    assert "figures.css" in html
    assert others
    assert not [p.name for p in others if "figures.css" in p.read_text(encoding="utf-8")]


def test_figures_use_the_tokens_of_the_theme() -> None:
    """The style names only colours that the theme has, and brings none of its own."""
    css = (ROOT / "tools/surplace/static/figures.css").read_text(encoding="utf-8")
    theme = (ROOT / "tools/surplace/theme/static/surplace.css").read_text(encoding="utf-8")

    assert set(re.findall(r"var\(--([a-z]+)[,)]", css)) <= set(re.findall(r"--([a-z]+):", theme))
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b", css)


@pytest.mark.parametrize(
    ("builder", "pattern"), [("text", "figures.txt"), ("latex", "*.tex"), ("man", "*.1"), ("xml", "figures.xml")]
)
def test_other_builders_have_the_numbers(project: Path, builder: str, pattern: str) -> None:
    """The table and the steps stand there as text; no drawing is left over."""
    out = project / builder
    done = sphinx(project, builder, out, "-W", "--keep-going", "-d", str(out / "d"))
    text = " ".join(p.read_text(encoding="utf-8") for p in out.glob(pattern))

    assert done.returncode == 0, done.stderr
    assert "2,914" in text
    assert "<svg" not in text
    assert "No means needed" in text


def test_the_book_has_images_with_a_text(project: Path) -> None:
    """EPUB shows the drawing as an image file, with the description for who does not see it."""
    out = project / "epub"
    done = sphinx(project, "epub", out, "-W", "-d", str(out / "d"))
    text = (out / "figures.xhtml").read_text(encoding="utf-8")

    assert done.returncode == 0, done.stderr
    for name in TITLES:
        assert (out / f"_images/chart-{name}.svg").is_file()
        assert re.search(rf'<img [^>]*src="_images/chart-{name}\.svg"', text) or f"chart-{name}.svg" in text
    assert f'alt="{TITLES["arrivals"]}. A column for each year' in text


def test_an_unknown_name_is_told(tmp_path: Path) -> None:
    """A slip in the name is a warning with a guess, and the build goes on."""
    root = small(tmp_path / "p", PAGE + "```{chart} arivals\n```\n\n```{diagram} time-line\n```\n")
    done = sphinx(root, "html", root / "out")

    assert done.returncode == 0
    assert "did you mean “arrivals”" in done.stderr
    assert "did you mean “timeline”" in done.stderr


def test_a_bad_row_reaches_the_build(tmp_path: Path) -> None:
    """A fault in the data is a warning of the build at its line, and the page shows what is left."""
    root = small(tmp_path / "p", PAGE + "```{chart} arrivals\n```\n")
    path = root / "course/data/arrivals.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("revised,2025,224,", "revised,2025,22x4,", 1), encoding="utf-8")
    done = sphinx(root, "html", root / "out")

    assert re.search(r"course/data/arrivals\.csv:\d+:14: WARNING: value is “22x4”", done.stderr)
    assert 'id="chart-arrivals"' in (root / "out/figures.html").read_text(encoding="utf-8")


def test_an_edit_of_the_data_rewrites_the_page(tmp_path: Path) -> None:
    """A page with a chart depends on its file."""
    root = small(tmp_path / "p", PAGE + "```{chart} arrivals\n```\n")
    assert sphinx(root, "html", root / "out").returncode == 0
    path = root / "course/data/arrivals.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("revised,2025,224,", "revised,2025,225,", 1), encoding="utf-8")
    sphinx(root, "html", root / "out")

    assert ">225</" in (root / "out/figures.html").read_text(encoding="utf-8")

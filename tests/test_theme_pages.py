"""What the theme makes of a small project: navigation, tables, notes, links, the missing page, one page for all."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.conftest import ROOT

CONF = f"""
import sys
sys.path.insert(0, {str(ROOT / "tools")!r})
project = html_title = "Small"
extensions = ["myst_parser", "surplace.theme"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 2
html_theme = "surplace"
html_baseurl = "https://example.org/course/"
html_use_index = True
html_copy_source = False
"""
INDEX = """# Small *course*

```{toctree}
:caption: Lessons & more

one/index
two
```
"""
ONE = """# First

```{toctree}
deep
```
"""
PAGE = """---
description: A page with "quotes".
lesson: "1.2"
---
# Deep *page*

## Exit quiz

Text[^a] and more[^b], see [the other](../two.md#exit-quiz).

| Name | |
|---|---|
| one | two |

```{list-table} A caption
:stub-columns: 1

* - Row
  - Cell
```

## Second

```{index} single: term
```

[^a]: A note.
[^b]: Another.
"""
TWO = "# Two\n\n## Exit quiz\n\nText.\n\n## Last\n\nText.\n"


class Ids(HTMLParser):
    """The ids of a page and the fragments that it links to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.fragments: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect them."""
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.fragments += [value[1:] for name, value in attrs if name == "href" and value and value[:1] == "#"]


def build(source: Path, builder: str, out: Path) -> Path:
    """Build without a warning, or fail with what Sphinx says."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", builder, str(source), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project: two documents with the same heading, one of them a level down."""
    root = tmp_path_factory.mktemp("small")
    (root / "one").mkdir()
    for name, text in {
        "conf.py": CONF,
        "index.md": INDEX,
        "two.md": TWO,
        "one/index.md": ONE,
        "one/deep.md": PAGE,
    }.items():
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def html(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as pages."""
    return build(source, "html", tmp_path_factory.mktemp("html"))


def test_navigation_opens_the_branch_of_the_page(html: Path) -> None:
    """A page below another is listed on its own branch alone, and marked as the current one."""
    deep = (html / "one/deep.html").read_text()
    two = (html / "two.html").read_text()

    assert "<p>Lessons &amp; more</p>" in deep
    assert 'aria-current="page">Deep <em>page</em></a>' in deep
    assert "deep.html" not in two[: two.index("<main")]


def test_navigation_follows_a_new_title(source: Path, tmp_path: Path) -> None:
    """When one page gets another title, the navigation of all pages is written again."""
    out = build(source, "html", tmp_path)
    page = source / "two.md"
    text = page.read_text()
    try:
        page.write_text(text.replace("# Two", "# Deux", 1))
        build(source, "html", out)
        assert ">Deux</a>" in (out / "one/deep.html").read_text()
    finally:
        page.write_text(text)


def test_headings_are_listed_and_their_links_have_names(html: Path) -> None:
    """The list of the page leads to its headings; a permalink stands outside its heading and says where it leads."""
    deep = (html / "one/deep.html").read_text()

    assert '<li><a href="#exit-quiz">Exit quiz</a></li>' in deep
    assert '<h2>Second</h2>\n<a class="headerlink" href="#second" aria-label="Link to this heading: Second">' in deep
    assert "<h1>Deep <em>page</em></h1>" in deep


def test_tables_have_scopes_and_names(html: Path) -> None:
    """Header cells say what they head, an empty one is no header, and each table scrolls in a named region."""
    deep = (html / "one/deep.html").read_text()

    assert '<th scope="col"><p>Name</p></th>\n<td><p></p></td>' in deep
    assert '<th scope="row"><p>Row</p></th>' in deep
    assert re.findall(r'role="region" tabindex="0" aria-label="([^"]*)"', deep) == ["Table 1", "Table 2: A caption"]


def test_head_is_whole(html: Path) -> None:
    """Title, language and description stand in the head once, without markup and with quotes escaped."""
    deep = (html / "one/deep.html").read_text()

    assert '<html lang="en"' in deep
    assert "<title>Deep page – Small</title>" in deep
    assert '<meta name="description" content="A page with &#34;quotes&#34;.">' in deep
    assert deep.count('name="viewport"') == 1
    assert " />" not in deep


def test_missing_page_links_from_the_root(html: Path) -> None:
    """The page for a wrong address works under any address: all its links start at the root of the site."""
    missing = (html / "404.html").read_text()

    addresses = re.findall(r'\s(?:href|src|action)="([^"]*)"', missing)
    inside = [a for a in addresses if not a.startswith(("#", "http", "data:"))]
    assert inside
    assert all(a.startswith("/course/") for a in inside)


def test_index_and_search_have_pages_of_our_own(html: Path) -> None:
    """The index lists the terms, and the search page loads no script that breaks the content policy."""
    search = (html / "search.html").read_text()

    assert '<a href="one/deep.html#index-0">term</a>' in (html / "genindex.html").read_text()
    assert "doctools.js" not in search
    assert "sphinx_highlight.js" not in search
    assert not (html / "_static/basic.css").exists()


def test_one_page_has_single_ids_and_links_that_arrive(source: Path, tmp_path: Path) -> None:
    """With all documents on one page, no id stands twice and every link has its target."""
    page = Ids((build(source, "singlehtml", tmp_path) / "index.html").read_text())

    assert sorted(page.ids) == sorted(set(page.ids))
    assert {"one-deep-exit-quiz", "two-exit-quiz", "second"} <= set(page.ids)
    assert set(page.fragments) <= {*page.ids, ""}
    assert "two-exit-quiz" in page.fragments

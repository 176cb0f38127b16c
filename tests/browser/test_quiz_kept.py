"""What stays on the reader's device: answers of every kind, files of answers, a full or shared device, paper."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_quiz import A33, LESSONS, SUR, WORDS, check, choose, fill_rows, item, verdict

TYPED = {"numeric": "5", "short": "non-refoulement", "open": "The name of the act does not matter."}
SHELF = "() => JSON.stringify(Object.entries(localStorage).sort())"


def answer_everything(page: Page) -> None:
    """Answer each question of the page, right where that can be known, and check all."""
    for question in page.locator(".sp-item").all():
        choose(question, right=True)
        fill_rows(question, right=True)
        for box in question.locator("input[type=text], textarea").all():
            box.fill(TYPED[question.get_attribute("data-kind") or ""])
    page.get_by_role("button", name="Check all answers").click()
    for box in page.locator("[data-points]").all():
        box.check()


def load(page: Page, path: Path) -> None:
    """Choose a file of answers."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Load answers from a file").click()
    chooser.value.set_files(path)


@pytest.mark.parametrize("name", LESSONS)
def test_answers_of_every_kind_come_back(page: Page, served: str, name: str) -> None:
    """After a reload each verdict, each answer and the result are as they were."""
    page.goto(f"{served}/{name}")
    answer_everything(page)
    state = """() => [...document.querySelectorAll(".sp-verdict, .sp-result")].map(n => n.textContent)
      .concat([...document.querySelectorAll(".sp-item [name]")].map(n => n.checked || n.value))"""
    before = page.evaluate(state)
    page.reload()

    assert page.evaluate(state) == before
    assert not any("first." in text for text in before if isinstance(text, str))


def test_loading_takes_the_place_of_what_was_there(page: Page, served: str, tmp_path: Path) -> None:
    """A loaded file replaces the answers of its lesson, on the page as well, and leaves other lessons alone."""
    page.goto(f"{served}/{SUR}")
    choose(item(page, "truefalse"), right=True)
    check(item(page, "truefalse"))
    page.goto(f"{served}/{A33}")
    choose(item(page, "single"), right=True)
    check(item(page, "single"))
    entry = json.loads(page.evaluate("localStorage['surplace:1:article-33']"))
    choose(item(page, "two-tier"), right=True)
    check(item(page, "two-tier"))
    saved = tmp_path / "answers.json"
    saved.write_text(json.dumps({"surplace": 1, "banks": {"article-33": entry}}))
    load(page, saved)
    expect(page.locator(".sp-said")).to_have_text("The answers are loaded.")

    assert verdict(item(page, "single")).startswith("Right")
    assert verdict(item(page, "two-tier")) == ""
    assert item(page, "two-tier").locator(":checked").count() == 0
    assert sorted(page.evaluate("Object.keys(localStorage)")) == [
        "surplace:1:article-33",
        "surplace:1:becoming-a-refugee",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<p>not JSON</p>",
        "[]",
        '{"surplace": 2, "banks": {}}',
        '{"surplace": 1}',
        '{"surplace": 1, "banks": {"article-33": [1]}}',
        '{"surplace": 1, "banks": {"article-33": {}, "b": {"x": {"rev": 1, "answer": [], "ok": true, "points": 1}}}}',
    ],
)
def test_a_bad_file_changes_nothing(page: Page, served: str, tmp_path: Path, text: str) -> None:
    """A file that is not ours gets one clear line; what is kept and what is shown stay as they are."""
    page.goto(f"{served}/{A33}")
    choose(item(page, "single"), right=True)
    check(item(page, "single"))
    before = page.evaluate(SHELF)
    bad = tmp_path / "bad.json"
    bad.write_text(text)
    load(page, bad)
    expect(page.locator(".sp-said")).to_have_text(
        "This is not a file of answers from this course. Nothing was changed."
    )

    assert page.evaluate(SHELF) == before
    assert verdict(item(page, "single")).startswith("Right")


def test_only_the_changed_question_is_forgotten(page: Page, served: str) -> None:
    """When one question has a new wording, its answer counts as none; the others come back."""
    page.goto(f"{served}/{A33}")
    for kind in ("single", "two-tier"):
        choose(item(page, kind), right=True)
        check(item(page, kind))
    page.evaluate(
        """id => { const key = "surplace:1:article-33", kept = JSON.parse(localStorage[key]);
          kept[id].rev = "earlier"; localStorage[key] = JSON.stringify(kept); }""",
        (item(page, "single").get_attribute("id") or "")[2:],
    )
    page.reload()

    assert verdict(item(page, "single")) == ""
    assert item(page, "single").locator(":checked").count() == 0
    assert verdict(item(page, "two-tier")).startswith("Right")
    expect(page.locator(".sp-score")).to_contain_text("1 of 13 right")


def test_two_windows_do_not_overwrite_each_other(context: BrowserContext, served: str) -> None:
    """Two windows of one lesson add to the same answers."""
    first, second = context.new_page(), context.new_page()
    for page, kind in ((first, "single"), (second, "two-tier")):
        page.goto(f"{served}/{A33}")
        choose(item(page, kind), right=True)
    check(item(first, "single"))
    check(item(second, "two-tier"))

    assert len(json.loads(first.evaluate("localStorage['surplace:1:article-33']"))) == 2


def test_a_full_device(page: Page, served: str) -> None:
    """When the storage is full, marking goes on, the page says that answers are forgotten, and erasing erases."""
    page.goto(f"{served}/{A33}")
    choose(item(page, "single"), right=True)
    check(item(page, "single"))
    page.evaluate(
        """() => { for (let size = 1 << 22; size; size >>= 1)
          try { localStorage["x" + size] = "x".repeat(size); } catch {} }"""
    )
    choose(item(page, "two-tier"), right=True)
    check(item(page, "two-tier"))
    assert verdict(item(page, "two-tier")).startswith("Right")
    expect(page.locator(".sp-kept")).to_contain_text("forgets your answers")
    page.get_by_role("button", name="Erase my answers").click()
    page.get_by_role("button", name="Really erase?").click()

    assert [key for key in page.evaluate("Object.keys(localStorage)") if "surplace" in key] == []


def test_erasing_all_on_the_progress_page(page: Page, served: str) -> None:
    """The progress page erases every lesson after two presses, says so, and leaves other things of the device alone."""
    for name in (A33, WORDS):
        page.goto(f"{served}/{name}")
        choose(item(page, "single"), right=True)
        check(item(page, "single"))
    page.evaluate("localStorage['surplace-theme'] = 'dark'")
    page.goto(f"{served}/progress.html")
    counts = page.locator(".sp-count").all_inner_texts()
    assert [count for count in counts if not count.startswith("0 ")] == ["1 of 13 right"] * 2
    page.get_by_role("button", name="Erase my answers").click()
    assert page.evaluate("localStorage.length") == 3
    page.get_by_role("button", name="Really erase?").click()
    expect(page.locator(".sp-said[role=status]")).to_have_text("The answers are erased.")

    assert all(count.startswith("0 of ") for count in page.locator(".sp-count").all_inner_texts())
    assert page.locator(".sp-count").count() == len(counts)
    assert page.evaluate("Object.keys(localStorage)") == ["surplace-theme"]


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm (poppler-utils) is not installed")
def test_answers_do_not_show_on_paper(page: Page, site: Path, tmp_path: Path) -> None:
    """An answered quiz prints as the empty one does, dot for dot: no verdict, no mark, no typed word."""
    page.goto((site / A33).as_uri())
    sheets = []
    for name in ("empty", "full"):
        if name == "full":
            answer_everything(page)
        page.pdf(path=tmp_path / f"{name}.pdf")
        subprocess.run(["pdftoppm", "-r", "50", "-gray", f"{name}.pdf", name], cwd=tmp_path, check=True)
        sheets.append([path.read_bytes() for path in sorted(tmp_path.glob(f"{name}-*"))])

    assert len(sheets[0]) == len(sheets[1]) > 3
    assert [number for number, pair in enumerate(zip(*sheets, strict=True), 1) if pair[0] != pair[1]] == []

"""The quizzes as learners use them: by mouse, by keyboard, without a script, without a server, on paper."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from surplace.load import load
from tests.conftest import ROOT

A33 = "non-refoulement/article-33.html"
SUR = "sur-place/becoming-a-refugee.html"
WORDS = "foundations/words-that-decide.html"
LESSONS = (A33, SUR, WORDS)


def item(page: Page, kind: str) -> Locator:
    """The first question of a kind on the page."""
    return page.locator(f'.sp-item[data-kind="{kind}"]').first


def check(question: Locator) -> None:
    """Press its Check button."""
    question.get_by_role("button", name=re.compile("^Check, question")).click()


def verdict(question: Locator) -> str:
    """The words that stand below it."""
    return question.locator(".sp-verdict").inner_text()


def choose(question: Locator, right: bool) -> None:
    """Choose all right choices of each tier, or a wrong one."""
    for box in question.locator(".sp-choices").all():
        selector = "li[data-ok] input" if right else "li:not([data-ok]) input"
        found = box.locator(selector).all()
        for control in found if right else found[:1]:
            control.check()


def fill_rows(question: Locator, right: bool) -> None:
    """Set every select of a match or an order, the last one wrong if so asked."""
    rows = question.locator(".sp-rows > li").all()
    for number, row in enumerate(rows):
        values = [o.get_attribute("value") for o in row.locator("option").all()]
        good = row.get_attribute("data-ok")
        wrong = next(v for v in values if v and v != good)
        row.locator("select").select_option(good if right or number < len(rows) - 1 else wrong)


@pytest.mark.parametrize(
    ("name", "kind"), [(A33, "single"), (WORDS, "multiple"), (SUR, "truefalse"), (A33, "two-tier")]
)
def test_choices_are_marked(page: Page, served: str, name: str, kind: str) -> None:
    """A right choice is called right, a wrong one not right; both show a reason that names a source."""
    page.goto(f"{served}/{name}")
    question = item(page, kind)
    expect(question.locator(".sp-fb").first).to_be_hidden()
    choose(question, right=True)
    check(question)
    assert verdict(question).startswith("Right")
    shown = question.locator("li[data-ok] > .sp-fb").first
    expect(shown).to_be_visible()
    assert shown.locator(".sp-cite a").count() >= 1

    question.get_by_role("button", name=re.compile("^Try again")).click()
    expect(shown).to_be_hidden()
    choose(question, right=False)
    check(question)
    assert re.match("Not right|Partly right", verdict(question))
    assert "Right answer" in verdict(question)


def test_other_reasons_open_on_demand(page: Page, served: str) -> None:
    """The reasons of what was not chosen and is not right come with "Show all reasons"."""
    page.goto(f"{served}/{A33}")
    question = item(page, "single")
    choose(question, right=True)
    check(question)
    visible = [fb.is_visible() for fb in question.locator(".sp-fb").all()]
    question.get_by_role("button", name="Show all reasons").click()

    assert visible.count(True) == 1
    assert all(fb.is_visible() for fb in question.locator(".sp-fb").all())


@pytest.mark.parametrize(("name", "kind"), [(A33, "match"), (WORDS, "match"), (SUR, "order")])
def test_rows_are_marked_one_by_one(page: Page, served: str, name: str, kind: str) -> None:
    """A match or an order says for each row whether it is right, and shows the answer with its sources."""
    page.goto(f"{served}/{name}")
    question = item(page, kind)
    fill_rows(question, right=False)
    check(question)
    assert verdict(question).startswith("Partly right")
    assert "Not right" in question.locator(".sp-mark").all_inner_texts()
    expect(question.locator(".sp-key .sp-fb").first).to_be_visible()
    question.get_by_role("button", name=re.compile("^Try again")).click()
    fill_rows(question, right=True)
    check(question)
    assert verdict(question).startswith("Right")


@pytest.mark.parametrize(
    ("name", "kind", "typed", "word"),
    [
        (A33, "numeric", "5", "Right"),
        (A33, "numeric", " 5.0 reasons", "Right"),
        (A33, "numeric", "3", "Not right"),
        (A33, "numeric", "77", "Not right"),
        (A33, "numeric", "five", "Write a number"),
        (A33, "numeric", "5 or 6", "Write a number"),
        (A33, "short", "  Non-Refoulement. ", "Right"),
        (A33, "short", "asylum", "Not right"),
        (A33, "short", "something else", "Not right"),
    ],
)
def test_typed_answers(page: Page, served: str, name: str, kind: str, typed: str, word: str) -> None:
    """Case, spaces and full stops do not matter; Enter checks and never leaves the page."""
    page.goto(f"{served}/{name}")
    question = item(page, kind)
    box = question.locator("input[type=text]")
    box.fill(typed)
    box.press("Enter")

    assert verdict(question).startswith(word)
    assert page.url == f"{served}/{name}"


def test_open_answers_are_compared(page: Page, served: str) -> None:
    """After writing, the model answer and the rubric open, and ticks give points."""
    page.goto(f"{served}/{A33}")
    question = item(page, "open")
    check(question)
    assert "Write an answer first" in verdict(question)
    question.locator("textarea").fill("The words take the label away.")
    check(question)
    boxes = question.locator("[data-points]")
    expect(boxes.first).to_be_visible()
    boxes.first.check()

    assert re.search(r"\d of \d points", verdict(question))


def test_nothing_chosen_is_said(page: Page, served: str) -> None:
    """Check without a choice asks for one, and shows no reason."""
    page.goto(f"{served}/{A33}")
    question = item(page, "single")
    check(question)

    assert "Choose an answer first" in verdict(question)
    assert not any(fb.is_visible() for fb in question.locator(".sp-fb").all())


def test_by_keyboard_alone(page: Page, served: str) -> None:
    """Tab, arrows and space are enough; the focus stays on the button, and the result is announced."""
    page.goto(f"{served}/{A33}")
    question = item(page, "single")
    question.locator("input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    focused = "document.activeElement.textContent"
    for _ in range(6):  # a choice of another question may come before the button
        if page.evaluate(focused) == "Check":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_timeout(150)

    assert page.evaluate(focused) == "Try again"
    announced = " ".join(page.locator("[role=status]").all_inner_texts())
    assert re.search("Right|Not right", announced)


def test_score_by_objective(page: Page, served: str) -> None:
    """Check all gives a score, one line an objective, links to what was missed, and speaks of no mastery."""
    page.goto(f"{served}/{SUR}")
    for question in page.locator(".sp-item").all():
        if question.locator(".sp-choices").count():
            choose(question, right=False)
    page.get_by_role("button", name="Check all answers").click()
    end = page.locator(".sp-end")
    text = end.inner_text()

    assert "0 of 13 right" in text
    assert len(re.findall(r": \d of \d right", text)) == 3
    assert "master" not in text.lower()
    assert end.locator("a").count() >= 8
    page.get_by_role("button", name="Try the missed ones again").click()
    expect(page.get_by_role("button", name=re.compile("^Check, question")).first).to_be_visible()


def test_shuffle_has_a_seed(page: Page, served: str) -> None:
    """Shuffling shows its seed, keeps true and false in place, and loses no choice."""
    page.goto(f"{served}/{SUR}")
    before = item(page, "single").locator(".sp-choices label").all_inner_texts()
    page.get_by_role("button", name="Shuffle the choices").click()
    after = item(page, "single").locator(".sp-choices label").all_inner_texts()

    assert sorted(before) == sorted(after)
    assert re.search(r"Order of the choices:\s*\d+", page.locator(".sp-end").inner_text())
    assert [t.split()[-1] for t in item(page, "truefalse").locator("label").all_inner_texts()] == ["True", "False"]


def test_a_seed_gives_the_same_order_again(page: Page, served: str) -> None:
    """The address with a seed shows one order to everybody, and the printed sheet names it."""
    orders = []
    for seed in ("?seed=42", "?seed=42", "?seed=43", ""):
        page.goto(f"{served}/{A33}{seed}")
        orders.append(page.locator(".sp-choices label").all_inner_texts())

    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    assert orders[0] != orders[3]
    page.goto(f"{served}/{A33}?seed=42")
    page.emulate_media(media="print")
    assert page.locator(".sp-seed:visible").all_inner_texts() == ["Order of the choices: 42"]


def test_a_miss_names_the_right_choices(page: Page, served: str) -> None:
    """What was right is said in words, since not every screen reader speaks the letters."""
    page.goto(f"{served}/{A33}?seed=7")
    question = item(page, "two-tier")
    choose(question, right=False)
    check(question)
    page.wait_for_timeout(150)
    announced = " ".join(page.locator("[role=status]").all_inner_texts())
    right = [text.strip() for text in question.locator("li[data-ok] label").all_text_contents()]

    assert len(right) == 2
    assert all(text in verdict(question) and text in announced for text in right)


def test_a_changed_answer_is_not_marked_yet(page: Page, served: str) -> None:
    """Another choice after Check hides verdict and reasons until it is checked too."""
    page.goto(f"{served}/{A33}")
    question = item(page, "single")
    choose(question, right=True)
    check(question)
    question.locator("li:not([data-ok]) input").first.check()

    assert verdict(question) == ""
    assert not any(fb.is_visible() for fb in question.locator(".sp-fb").all())
    expect(question.get_by_role("button", name=re.compile("^Check, question"))).to_be_visible()


def test_answers_come_back(page: Page, served: str) -> None:
    """After a reload the answer and its reason are there again; one of a changed question is not."""
    page.goto(f"{served}/{A33}")
    question = item(page, "single")
    choose(question, right=True)
    check(question)
    page.reload()
    assert verdict(item(page, "single")).startswith("Right")

    changed = "s => { for (const id in s) s[id].rev = '0'; localStorage['surplace:1:article-33'] = JSON.stringify(s); }"
    page.evaluate(changed, json.loads(page.evaluate("localStorage['surplace:1:article-33']")))
    page.reload()
    assert verdict(item(page, "single")) == ""


def test_erase_asks_once(page: Page, served: str) -> None:
    """Erasing takes a second press, and nothing is left on the device."""
    page.goto(f"{served}/{A33}")
    question = item(page, "single")
    choose(question, right=True)
    check(question)
    page.get_by_role("button", name="Erase my answers").click()
    assert page.evaluate("localStorage.length") == 1
    page.get_by_role("button", name="Really erase?").click()

    assert page.evaluate("localStorage.length") == 0
    assert verdict(item(page, "single")) == ""


def test_save_and_load(page: Page, served: str, tmp_path: Path) -> None:
    """Saved answers come back on another device; a file of something else changes nothing and says so."""
    page.goto(f"{served}/{A33}")
    choose(item(page, "single"), right=True)
    check(item(page, "single"))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save answers to a file").click()
    saved = tmp_path / "answers.json"
    waiting.value.save_as(saved)
    page.evaluate("localStorage.clear()")
    page.reload()
    other = tmp_path / "other.json"
    other.write_text('{"banks": [1]}')
    for path, words in ((other, "not a file of answers"), (saved, "The answers are loaded")):
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Load answers from a file").click()
        chooser.value.set_files(path)
        page.wait_for_timeout(300)
        assert words in page.locator(".sp-device").inner_text()

    assert json.loads(saved.read_text())["banks"]["article-33"]
    assert verdict(item(page, "single")).startswith("Right")


def test_without_storage_it_keeps_working(context: BrowserContext, served: str) -> None:
    """Where the browser keeps nothing, questions are still marked, and the page says that answers are forgotten."""
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('off', 'SecurityError'); } });"
    )
    page = context.new_page()
    page.goto(f"{served}/{A33}")
    choose(item(page, "single"), right=True)
    check(item(page, "single"))

    assert verdict(item(page, "single")).startswith("Right")
    assert "forgets your answers" in page.locator(".sp-device").inner_text()


def test_progress_page(page: Page, served: str) -> None:
    """The progress page counts what is right, lesson by lesson in their order, and erases all."""
    page.goto(f"{served}/{A33}")
    choose(item(page, "single"), right=True)
    check(item(page, "single"))
    page.goto(f"{served}/progress.html")
    rows = page.locator(".sp-bank").all_inner_texts()

    titles = [row.split("\n")[0].replace("’", "'").replace(" – ", " - ") for row in rows]
    lessons = [lesson.title.replace("’", "'").replace(" – ", " - ") for lesson in load(ROOT)[0].lessons]
    assert titles[: len(lessons)] == lessons
    assert len(titles) == len(lessons) + 2
    assert "1 of 13 right" in rows[titles.index("Article 33 word by word")]
    page.get_by_role("button", name="Erase my answers").click()
    page.get_by_role("button", name="Really erase?").click()
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("name", LESSONS)
def test_without_a_script(chromium: Browser, site: Path, name: str) -> None:
    """Without JavaScript, from a folder: no reason shows before a choice, each choice shows its own, answers open."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / name).as_uri())
    reasons = page.locator(".sp-fb")
    assert not any(fb.is_visible() for fb in reasons.all())
    for choice in page.locator(".sp-choices > li").all():
        choice.locator("input").first.check()
        expect(choice.locator(".sp-fb")).to_be_visible()
    for key in page.locator(".sp-key").all():
        key.locator("summary").click()
        expect(key.locator(".sp-fb").first).to_be_visible()
    page.locator(".sp-choices").first.locator("input").first.check()
    lit = [li for li in page.locator(".sp-choices").first.locator("> li").all() if li.locator(".sp-fb").is_visible()]

    assert len(lit) == 1
    context.close()


def test_from_a_folder_with_a_script(chromium: Browser, site: Path) -> None:
    """A double click on a page is enough: the script works from file:// too."""
    page = chromium.new_page()
    page.goto((site / A33).as_uri())
    choose(item(page, "single"), right=True)
    check(item(page, "single"))

    assert verdict(item(page, "single")).startswith("Right")
    page.close()


def test_targets_are_large_enough(chromium: Browser, served: str) -> None:
    """On a phone each control of a quiz is at least 24 pixels high and wide, with its label (WCAG 2.2, 2.5.8)."""
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    small = []
    for name in LESSONS:
        page.goto(f"{served}/{name}")
        for control in page.locator(".sp-quiz :is(button, select, summary, .sp-choices label, input[type=text])").all():
            box = control.bounding_box() if control.is_visible() else None
            if box and (box["height"] < 24 or box["width"] < 24):
                small.append(f"{name}: {control.inner_text()[:30]} {box['width']:.0f}x{box['height']:.0f}")

    assert small == []
    page.close()


def test_citations_show_their_source(page: Page, served: str) -> None:
    """On hover and on focus the full reference shows; Escape puts it away; the link leads to the entry."""
    page.goto(f"{served}/{A33}")
    citation = page.locator("main p .sp-cite").first
    tip = citation.locator(".sp-tip")
    expect(tip).to_be_hidden()
    citation.locator("a").hover()
    expect(tip).to_be_visible()
    page.mouse.move(0, 0)
    expect(tip).to_be_hidden()
    citation.locator("a").focus()
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    citation.locator("a").click()
    page.wait_for_url("**/sources.html#src-*")
    target = page.evaluate("document.querySelector(':target').className")

    assert "sp-source" in target


def test_citations_by_touch(chromium: Browser, served: str) -> None:
    """On a phone the first tap shows the source, inside the screen; the second follows the link."""
    context = chromium.new_context(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{served}/{A33}")
    citation = page.locator("main p .sp-cite").first
    citation.locator("a").tap()
    tip = citation.locator(".sp-tip")
    expect(tip).to_be_visible()
    box = tip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    assert page.url.endswith(A33)
    citation.locator("a").tap()
    page.wait_for_url("**/sources.html#src-*")
    context.close()


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("name", LESSONS)
def test_print_is_a_worksheet_and_then_a_key(
    chromium: Browser, site: Path, tmp_path: Path, name: str, script: bool
) -> None:
    """On paper all questions come first, without a reason; every reason comes after, from a new page on."""
    context = chromium.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto((site / name).as_uri())
    prompts = [" ".join(t.split()) for t in page.locator(".sp-item legend").all_text_contents()]
    reasons = [" ".join(t.split()) for t in page.locator(".sp-choices .sp-fb").all_text_contents()]
    sides = [" ".join(t.split()) for t in page.locator(".sp-sides li").all_text_contents()]
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    context.close()
    raw = subprocess.run(["pdftotext", tmp_path / "page.pdf", "-"], capture_output=True, text=True, check=True).stdout
    worksheet, key = raw.split("Answers and sources")
    start = worksheet.rindex("\f")
    worksheet, key = (" ".join(t.split()) for t in (worksheet, key))

    def said(text: str) -> str:
        return re.sub(r"\W+", "", text)

    assert raw[: raw.index("Answers and sources")][start:].strip("\f\n ") == ""
    for prompt in prompts:
        assert said(prompt)[:40] in said(worksheet), prompt
    for side in sides:
        assert said(side) in said(worksheet), side
    for reason in reasons:
        words = said(re.sub(r"^(Not right|Right)\. ", "", reason))[:30]
        assert words in said(key), reason
        assert said(reason)[:30] not in said(worksheet), reason

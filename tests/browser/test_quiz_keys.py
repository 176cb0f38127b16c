"""Every kind of question by keyboard alone, and what a screen reader is told."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_quiz import A33, LESSONS, SUR, WORDS, check, choose, item, verdict

KINDS = [
    (A33, "single"),
    (WORDS, "multiple"),
    (SUR, "truefalse"),
    (A33, "two-tier"),
    (A33, "match"),
    (SUR, "order"),
    (A33, "numeric"),
    (A33, "short"),
]
TYPED = {"numeric": ("5", "77"), "short": ("non-refoulement", "asylum")}
FOCUSED = "node => node === document.activeElement"


def visit(page: Page, address: str, kind: str) -> Locator:
    """Follow a link to a question, so that the next Tab enters it."""
    page.goto(address)
    question = item(page, kind)
    page.goto(f"{address}#{question.get_attribute('id')}")
    return question


def tab_to(page: Page, control: Locator) -> None:
    """Press Tab until a control has the focus."""
    for _ in range(12):
        if control.evaluate(FOCUSED):
            return
        page.keyboard.press("Tab")
    assert control.evaluate(FOCUSED), "Tab does not lead there"


def press_choices(page: Page, question: Locator, right: bool) -> None:
    """Choose with Space and the arrows, in each part."""
    for box in question.locator(".sp-choices").all():
        rows = box.locator("> li").all()
        wanted = [i for i, li in enumerate(rows) if (li.get_attribute("data-ok") is not None) is right]
        controls = [li.locator("input") for li in rows]
        if controls[0].get_attribute("type") == "checkbox":
            for i in wanted if right else wanted[:1]:
                tab_to(page, controls[i])
                page.keyboard.press("Space")
        else:
            tab_to(page, controls[0])
            page.keyboard.press("Space")
            for _ in range(wanted[0]):
                page.keyboard.press("ArrowDown")


def press_rows(page: Page, question: Locator, right: bool) -> None:
    """Set each select with the arrow; the wrong way takes the first option everywhere."""
    for row in question.locator(".sp-rows > li").all():
        values = [option.get_attribute("value") for option in row.locator("option").all()]
        tab_to(page, row.locator("select"))
        for _ in range(values.index(row.get_attribute("data-ok")) if right else 1):
            page.keyboard.press("ArrowDown")


@pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])
@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_each_kind_by_keyboard(page: Page, served: str, name: str, kind: str, right: bool) -> None:
    """Tab, Space, arrows and Enter answer it; the verdict is announced with its number, and the focus stays."""
    question = visit(page, f"{served}/{name}", kind)
    if kind in TYPED:
        last = question.locator("input[type=text]")
        tab_to(page, last)
        page.keyboard.type(TYPED[kind][0 if right else 1])
    else:
        (press_rows if kind in ("match", "order") else press_choices)(page, question, right)
        last = question.locator(".sp-buttons button").first
        tab_to(page, last)
    page.keyboard.press("Enter")

    number = int(question.evaluate("li => [...document.querySelectorAll('.sp-item')].indexOf(li)")) + 1
    expect(page.locator(".sp-quiz .sp-hidden[role=status]")).to_have_text(f"Question {number}. {verdict(question)}")
    assert verdict(question).startswith("Right") is right
    assert last.evaluate(FOCUSED)
    for control in question.locator(".sp-choices input:checked").all():
        reason = page.locator(f'[id="{control.get_attribute("aria-describedby")}"]')
        assert reason.inner_text().startswith("Your choice. ")


def test_open_by_keyboard(page: Page, served: str) -> None:
    """Written, compared and ticked by keyboard; each tick announces the points."""
    question = visit(page, f"{served}/{A33}", "open")
    tab_to(page, question.locator("textarea"))
    page.keyboard.type("The name of the act does not matter.")
    tab_to(page, question.locator(".sp-buttons button").first)
    page.keyboard.press("Enter")
    for box in question.locator("[data-points]").all():
        tab_to(page, box)
        page.keyboard.press("Space")

    points = re.match(r"(\d+) of (\d+) points", verdict(question))
    assert points
    assert points[1] == points[2]
    expect(page.locator(".sp-hidden[role=status]")).to_contain_text(verdict(question))


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        (A33, "two-tier", "Answer every part first."),
        (A33, "match", "Answer every part first."),
        (A33, "numeric", "Write an answer first."),
        (WORDS, "multiple", "Choose an answer first."),
    ],
)
def test_what_is_missing_is_announced(page: Page, served: str, name: str, kind: str, words: str) -> None:
    """An unfinished answer is not marked: the page says what is missing, and the button keeps the focus."""
    page.goto(f"{served}/{name}")
    question = item(page, kind)
    if kind == "two-tier":
        question.locator("input").first.check()
    if kind == "match":
        question.locator("select").first.select_option(index=1)
    check(question)

    expect(page.locator(".sp-hidden[role=status]")).to_contain_text(words)
    assert verdict(question) == words
    assert question.locator(".sp-buttons button").first.evaluate(FOCUSED)
    assert not any(reason.is_visible() for reason in question.locator(".sp-fb").all())
    if kind == "multiple":
        question.locator("input").first.check()
        assert verdict(question) == "", "the hint stays although a choice is made"


def test_other_reasons_can_be_put_away(page: Page, served: str) -> None:
    """A wrong choice shows two reasons, its own and the right one's; the others come and go with one button."""
    page.goto(f"{served}/{A33}")
    question = item(page, "single")
    choose(question, right=False)
    check(question)
    reasons = question.locator(".sp-fb").all()
    counts = [sum(reason.is_visible() for reason in reasons)]
    for name in ("Show all reasons", "Hide the other reasons"):
        question.get_by_role("button", name=name).click()
        counts.append(sum(reason.is_visible() for reason in reasons))

    assert counts == [2, len(reasons), 2]


def test_retry_takes_only_what_was_missed(page: Page, served: str) -> None:
    """Trying the missed ones again clears those, leaves the right ones, and moves the focus to the first."""
    page.goto(f"{served}/{SUR}")
    singles = page.locator('.sp-item[data-kind="single"]')
    choose(singles.nth(0), right=True)
    choose(singles.nth(1), right=False)
    choose(singles.nth(2), right=False)
    page.get_by_role("button", name="Check all answers").click()
    expect(page.locator(".sp-hidden[role=status]")).to_contain_text("1 of 13 right. Not checked yet:")
    page.get_by_role("button", name="Try the missed ones again").click()

    assert verdict(singles.nth(0)).startswith("Right")
    assert singles.nth(0).locator(":checked").count() == 1
    assert singles.nth(1).locator(":checked").count() == singles.nth(2).locator(":checked").count() == 0
    assert singles.nth(1).locator("input").first.evaluate(FOCUSED)


def test_start_over_asks_once(page: Page, served: str) -> None:
    """Starting over takes two presses in a row, clears every answer, and moves the focus to the first question."""
    page.goto(f"{served}/{SUR}")
    choose(item(page, "single"), right=True)
    check(item(page, "single"))
    page.get_by_role("button", name="Start over").click()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Start over")).to_be_visible()
    assert verdict(item(page, "single")).startswith("Right")
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("button", name="Really start over?").click()

    assert page.locator(".sp-quiz :checked:not(option)").count() == 0
    assert page.locator(".sp-item input").first.evaluate(FOCUSED)
    expect(page.locator(".sp-result")).to_be_hidden()


def test_each_control_is_large_enough_after_checking(chromium: Browser, served: str) -> None:
    """With everything answered and open, each target is at least 24 pixels high and wide on a phone (WCAG 2.5.8)."""
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{served}/{SUR}")
    for question in page.locator(".sp-item").all():
        choose(question, right=False)
    item(page, "open").locator("textarea").fill("Because.")
    page.get_by_role("button", name="Check all answers").click()
    small = page.evaluate(
        """() => [...document.querySelectorAll(".sp-quiz :is(button, select, summary, label, textarea)")]
          .map(node => [node.textContent.slice(0, 30), node.getBoundingClientRect()])
          .filter(([, box]) => box.width && Math.min(box.width, box.height) < 24)
          .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""
    )
    page.close()

    assert small == []


@pytest.mark.parametrize("name", LESSONS)
def test_every_tip_stays_on_a_small_screen(chromium: Browser, served: str, name: str) -> None:
    """At 320 pixels each citation that has the focus shows its source within the screen."""
    page = chromium.new_page(viewport={"width": 320, "height": 640})
    page.goto(f"{served}/{name}")
    boxes = page.evaluate(
        """() => [...document.querySelectorAll("main .sp-cite")].filter(node => node.offsetParent).map(node => {
          node.querySelector("a").focus();
          const box = node.querySelector(".sp-tip").getBoundingClientRect();
          return [node.textContent.slice(0, 40), box.width, box.left, box.right];
        })"""
    )
    page.close()

    assert len(boxes) >= 5
    assert [box for box in boxes if not (box[1] > 0 and box[2] >= 0 and box[3] <= 320)] == []

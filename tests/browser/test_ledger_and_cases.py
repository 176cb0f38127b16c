"""The claims ledger and the branching cases as readers use them, with a script and without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from surplace.load import load
from surplace.model import Case
from tests.conftest import ROOT

COURSE = load(ROOT)[0]
CASES = list(COURSE.cases.values())


@pytest.fixture
def scriptless(chromium: Browser) -> Iterator[Page]:
    """A reader whose browser runs no script."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def test_the_ledger_filters_by_topic_and_verdict(page: Page, served: str) -> None:
    """A choice leaves the claims that fit, says how many, and hides the headings of the others."""
    page.goto(f"{served}/claims.html")
    claims = page.locator(".sp-claim:visible")
    assert claims.count() == len(COURSE.claims)

    page.get_by_label("Verdict").select_option("wrong")
    wrong = [c for c in COURSE.claims.values() if c.verdict == "wrong"]
    assert claims.count() == len(wrong)
    assert page.get_by_role("status").inner_text() == f"{len(wrong)} of {len(COURSE.claims)} claims"

    page.get_by_label("Topic").select_option("figures")
    both = [c.id for c in wrong if c.topic == "figures"]
    assert [row.get_attribute("id") for row in claims.all()] == [f"claim-{name}" for name in both]
    assert page.locator("main h2:visible").count() == 1


def test_a_link_to_a_hidden_claim_shows_it(page: Page, served: str) -> None:
    """Whoever follows a link to a claim that the filter hides sees it."""
    page.goto(f"{served}/claims.html")
    page.get_by_label("Verdict").select_option("wrong")
    target = next(c.id for c in COURSE.claims.values() if c.verdict == "supported")
    page.evaluate(f"location.hash = 'claim-{target}'")
    page.locator(f"#claim-{target}").wait_for(state="visible")


def test_the_ledger_is_whole_without_a_script(scriptless: Page, served: str) -> None:
    """Every claim with its verdict, what better sources say, and a link to where it is taught."""
    scriptless.goto(f"{served}/claims.html")
    claims = scriptless.locator(".sp-claim")
    assert claims.count() == len(COURSE.claims)
    assert scriptless.locator(".sp-claim:visible .sp-verdict").count() == len(COURSE.claims)
    assert scriptless.locator(".sp-filter").count() == 0


def test_every_claim_is_linked_from_a_lesson(site: Path) -> None:
    """The lessons' lists lead to every claim of the ledger."""
    linked: set[str] = set()
    for lesson in COURSE.lessons:
        text = (site / f"{lesson.page.docname}.html").read_text()
        linked |= set(re.findall(r"claims\.html#claim-(S\d-\d\d)", text))
    assert linked == set(COURSE.claims)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_can_be_played_without_a_script(scriptless: Page, served: str, case: Case) -> None:
    """One decision at a time: open each choice, read what follows with its source, go on to the end."""
    scriptless.goto(f"{served}/cases/{case.stem}.html")
    at = case.nodes[0].item.id
    nodes = {node.item.id: node for node in case.nodes}
    seen = 0
    while at:
        shown = scriptless.locator(".sp-node:visible")
        assert [one.get_attribute("id") for one in shown.all()] == [f"q-{at}"]
        node = nodes[at]
        ways = shown.locator("details")
        assert ways.count() == len(node.item.choices)
        for way in ways.all():
            way.locator("summary").click()
            assert way.locator(".sp-cite").count() >= 1
        scriptless.locator(f"#q-{at} details").nth(0).locator(".sp-onward a").click()
        at = node.branches[0].goes_to
        seen += 1
    assert scriptless.locator(f"#case-{case.stem}-end:visible").count() == 1
    assert seen >= 3


def test_a_case_prints_whole(page: Page, served: str) -> None:
    """On paper every decision and every consequence stands, in the order of the case."""
    case = CASES[0]
    page.goto(f"{served}/cases/{case.stem}.html")
    page.emulate_media(media="print")
    assert page.locator(".sp-node:visible").count() == len(case.nodes) + 1


def test_the_pre_test_gives_reasons_and_no_mark(page: Page, served: str) -> None:
    """COV08: feedback at once, and no score at the end."""
    page.goto(f"{served}/pre-test.html")
    for item in page.locator(".sp-item").all():
        item.locator("input").first.check()
        item.get_by_role("button", name="Check").click()
    assert page.locator(".sp-item .sp-fb:visible").count() >= page.locator(".sp-item").count()
    result = page.locator(".sp-score").inner_text()
    assert "not a mark" in result
    assert not re.search(r"\d", result)

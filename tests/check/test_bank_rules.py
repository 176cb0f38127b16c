"""Rules that look at a whole quiz, or at all items together: courses made in code, each with one pattern."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from surplace.check import check
from surplace.model import (
    Bank,
    Choice,
    Citation,
    Course,
    Item,
    Lesson,
    Locator,
    Markdown,
    Objective,
    Page,
    Single,
    TrueFalse,
    Waiver,
)
from surplace.problem import Place

PLACE = Place("quizzes/sample.yaml", 2, 3)
WORDS = [
    "court",
    "border",
    "claim",
    "office",
    "record",
    "letter",
    "treaty",
    "article",
    "reason",
    "school",
    "harbour",
    "market",
    "paper",
    "answer",
    "hearing",
    "lawyer",
    "witness",
    "station",
    "bridge",
    "river",
    "garden",
    "window",
    "table",
    "number",
    "month",
    "morning",
    "notice",
    "appeal",
    "permit",
    "visit",
]


def prose(text: str) -> Markdown:
    """Prose at no place in particular."""
    return Markdown(text, PLACE)


def single(index: int, chance: random.Random, texts: tuple[str, ...] | None = None, prompt: str = "") -> Single:
    """An item whose first choice is the right one; its words are drawn by chance."""

    def draw(count: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(count))

    texts = texts or tuple(f"{draw(4)}" for _ in range(4))
    choices = tuple(
        Choice(text=prose(t), feedback=None, cites=(), place=PLACE, correct=i == 0, near_miss="close")
        for i, t in enumerate(texts)
    )
    return Single(
        id=f"item-{index}",
        place=PLACE,
        index=index,
        objective="9.1a",
        level="apply",
        prompt=prose(prompt or f"Which {draw(8)} is it?"),
        choices=choices,
    )


def course(items: list[Item], lesson: Lesson | None = None) -> Course:
    """A course of one lesson with these items."""
    page = Page("sample", Place("course/sample.md"), "Sample", "", 1, quizzes=(("sample", Place("course/sample.md")),))
    objective = Objective("9.1a", "apply", "the rule", Place("course/sample.md", 5))
    mine = lesson or Lesson("9.1", page, "", "", 50, 14, (objective,))
    return Course(lessons=(mine,), pages=(page,), banks={"sample": Bank("sample", PLACE, tuple(items))})


def rules(items: list[Item], lesson: Lesson | None = None) -> set[str]:
    """The ids of what is found."""
    return {problem.rule for problem in check(course(items, lesson))}


def many(count: int, texts: Callable[[int, random.Random], tuple[str, ...] | None], seed: int = 7) -> list[Item]:
    """Many items; ``texts`` gives the choices of each, the right one first, or None for chance."""
    chance = random.Random(seed)
    return [single(n, chance, texts(n, chance)) for n in range(count)]


def longest(n: int, chance: random.Random) -> tuple[str, ...]:
    """The right choice is always the longest by a word."""
    some = [" ".join(chance.choice(WORDS) for _ in range(size)) for size in (7, 4, 4, 4)]
    return tuple(some)


def like_the_others(n: int, chance: random.Random) -> tuple[str, ...]:
    """The right choice shares a word with each of the others, and they share none."""
    a, b, c, d, e, f = chance.sample(WORDS, 6)
    return (f"{a} {b} {c}", f"{a} {d}", f"{b} {e}", f"{c} {f}")


@pytest.mark.parametrize(
    ("rule", "count", "texts"),
    [
        ("BNK01", 60, longest),
        ("BNK03", 240, longest),
        ("BNK04", 60, like_the_others),
        ("cue-caps", 60, longest),
    ],
)
def test_a_pattern_is_found(rule: str, count: int, texts: Callable[[int, random.Random], tuple[str, ...]]) -> None:
    """A cue that runs through the bank is found, and the same bank by chance is left alone."""
    assert rule in rules(many(count, texts))


@pytest.mark.parametrize("rule", ["BNK01", "BNK02", "BNK03", "BNK04"])
def test_chance_is_no_pattern(rule: str) -> None:
    """Banks drawn by chance are not accused."""
    assert all(rule not in rules(many(240, lambda n, c: None, seed)) for seed in range(3))


def test_small_banks_are_not_judged() -> None:
    """Below 40 items (200 for the blind guesser) a pattern may be an accident."""
    assert not rules(many(39, longest)) & {"BNK01", "BNK02", "BNK03", "BNK04", "cue-caps"}
    assert "BNK03" not in rules(many(199, longest))


def test_unmixed_keys_are_found() -> None:
    """With shuffle: false everywhere the right choice stands where the writer put it: "BNK02" speaks."""
    fixed: list[Item] = [
        replace(item, shuffle=False) for item in many(60, lambda n, c: None) if isinstance(item, Single)
    ]

    assert "BNK02" in rules(fixed)


def test_twins_are_found() -> None:
    """The same question with the same choices is a twin ("BNK05"), unless both share a vignette."""
    one, two = many(2, lambda n, c: None)
    assert isinstance(one, Single)
    twin = replace(one, id="other", index=1)
    set_of_two: list[Item] = [
        replace(one, vignette=prose("A case.")),
        replace(twin, vignette=prose("A case.")),
    ]

    assert "BNK05" in rules([one, twin])
    assert "BNK05" not in rules(set_of_two)
    assert "BNK05" not in rules([one, two])


def test_echoes_are_found() -> None:
    """A right choice that alone repeats two words of the question gives itself away ("CUE04")."""
    texts = ("the harbour bridge", "a garden table", "one summer month", "an open window")
    item = single(0, random.Random(1), texts, prompt="Which harbour office near the bridge did they visit?")

    assert "CUE04" in rules([item])


def test_the_longest_key_is_a_warning() -> None:
    """A right choice that is longest by a third is a warning ("CUE02")."""
    texts = ("court office letter month", "claim and reason", "river and table", "permit or visit")
    found = [p for p in check(course([single(0, random.Random(1), texts)])) if p.rule == "CUE02"]

    assert [p.severity for p in found] == ["warning"]


def test_negative_questions_are_few() -> None:
    """A second negative question in a bank is one too many ("STM04")."""
    chance = random.Random(1)
    items: list[Item] = [single(n, chance, prompt=f"Which {w} is NOT in the text?") for n, w in enumerate(WORDS[:2])]

    assert "STM04" in rules(items)
    assert "STM04" not in rules(items[:1])


def test_true_false_items_are_few() -> None:
    """More than one true/false item in ten is too many ("FMT06")."""
    base = single(0, random.Random(1))
    pair = tuple(replace(c, text=prose(t)) for c, t in zip(base.choices, ("True", "False"), strict=False))
    some = [
        TrueFalse(
            id=f"tf-{n}",
            place=PLACE,
            index=n,
            objective="9.1a",
            level="apply",
            prompt=prose("It is so."),
            choices=pair,
        )
        for n in range(2)
    ]

    assert "FMT06" in rules([*some, *many(5, lambda n, c: None)])


@pytest.mark.parametrize(
    ("rule", "levels"),
    [
        ("COV01", ["apply", "analyse", "understand"]),
        ("COV02", ["apply"] * 5),
        ("COV03", ["remember"] * 5 + ["apply", "analyse"]),
        ("COV04", ["remember", "understand", "remember", "understand", "analyse"]),
    ],
)
def test_coverage(rule: str, levels: list[str]) -> None:
    """Too few items, one level only, mere recall, or none at the level of the objective's verb."""
    chance = random.Random(1)
    items: list[Item] = [replace(single(n, chance), level=level) for n, level in enumerate(levels)]
    good = ["understand", "apply", "apply", "analyse", "evaluate"]
    fine: list[Item] = [replace(single(n, chance), level=level) for n, level in enumerate(good)]

    assert rule in rules(items)
    assert not rules(fine) & {"COV01", "COV02", "COV03", "COV04"}


def test_levels_far_above_the_verb_are_found() -> None:
    """An objective of recall is not tested by evaluation ("COV04")."""
    page = Page("sample", Place("course/sample.md"), "Sample", "", 1, quizzes=(("sample", PLACE),))
    lesson = Lesson("9.1", page, "", "", 50, 14, (Objective("9.1a", "define", "the rule", PLACE),))
    items: list[Item] = [replace(single(n, random.Random(n)), level="remember" if n else "evaluate") for n in range(5)]

    assert "COV04" in rules(items, lesson)


def test_waivers_are_few_and_work() -> None:
    """A waiver silences its rule for its item; more than 2 % of items with one is a warning ("waivers-many")."""
    texts = ("court office letter month river table", "claim and it", "river and it", "permit or it")
    plain = single(0, random.Random(1), texts)
    waived = replace(plain, waivers=(Waiver("CUE01", "The name of the court is long.", PLACE),))
    bank = many(40, lambda n, c: None)
    excused: list[Item] = [replace(item, waivers=waived.waivers) for item in bank]

    assert "CUE01" in rules([plain])
    assert "CUE01" not in rules([waived])
    assert "waivers-many" in rules(excused)


def test_what_points_nowhere_is_found() -> None:
    """A number twice, a foreign objective, a hidden bank: "lesson-repeated", "objective-lesson", "bank-unshown"."""
    base = course(many(1, lambda n, c: None))
    lesson = base.lessons[0]
    other = replace(lesson, id="9.2", page=replace(lesson.page, docname="other", quizzes=()))
    twice = replace(base, lessons=(lesson, replace(other, id="9.1")))
    foreign = replace(base, lessons=(replace(lesson, objectives=()), replace(other, objectives=lesson.objectives)))
    hidden = replace(base, lessons=(replace(lesson, page=replace(lesson.page, quizzes=())),), pages=())

    assert "lesson-repeated" in {p.rule for p in check(twice)}
    assert "objective-lesson" in {p.rule for p in check(foreign)}
    assert "bank-unshown" in {p.rule for p in check(hidden)}


def test_a_lost_list_of_sources_is_said_once() -> None:
    """Where no source could be read, one "source-unknown" stands for all: the list is what must be mended."""
    cite = Citation("x", Locator((), "art. 1"), "", PLACE)
    items: list[Item] = []
    for item in many(3, lambda n, c: None):
        assert isinstance(item, Single)
        items.append(replace(item, choices=tuple(replace(choice, cites=(cite,)) for choice in item.choices)))
    found = [p for p in check(course(items)) if p.rule == "source-unknown"]

    assert len(found) == 1


def test_sources_that_nothing_cites_or_nobody_saw() -> None:
    """They are warnings at the record of the source: "source-uncited" and "source-memory"."""
    from surplace.model import Source

    source = Source(
        key="x", place=Place("course/sources.yaml", 4), type="book", title="X", short="X", verified="memory"
    )
    found = {(p.rule, p.severity, p.place.line) for p in check(replace(course([]), sources={"x": source}))}

    assert {("source-uncited", "warning", 4), ("source-memory", "warning", 4)} <= found

"""Two forms of a quiz: parallel by construction, whatever the bank."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from surplace.forms import forms
from surplace.load import load
from surplace.model import LEVELS, Bank, Markdown, Order
from surplace.problem import Place
from tests.conftest import ROOT

HERE = Place("quizzes/x.yaml")


def bank(levels: list[tuple[str, str]]) -> Bank:
    """A bank of items with these objectives and levels."""
    items = tuple(
        Order(id=f"i{n}", place=HERE, index=n, objective=o, level=lv, prompt=Markdown("p", HERE), steps=())
        for n, (o, lv) in enumerate(levels)
    )
    return Bank("x", HERE, items)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(LEVELS)), max_size=40))
def test_no_item_is_shared_and_the_levels_match(levels: list[tuple[str, str]]) -> None:
    """BNK07: nothing in both, nothing lost, one item of difference at most at each level and in all."""
    one, other = forms(bank(levels))

    assert sorted(i.index for i in (*one, *other)) == list(range(len(levels)))
    assert abs(len(one) - len(other)) <= 1
    counts = [Counter(i.level for i in form) for form in (one, other)]
    assert all(abs(counts[0][level] - counts[1][level]) <= 1 for level in LEVELS)


def test_the_forms_of_the_course() -> None:
    """Each lesson has two forms of six or seven questions, always the same."""
    course, _problems = load(ROOT)
    for lesson in course.lessons:
        own = course.banks[lesson.page.stem]
        one, other = forms(own)
        assert {len(one), len(other)} == {6, 7}, lesson.id
        assert forms(own) == (one, other)

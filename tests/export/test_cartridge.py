"""Common Cartridge 1.1: against the rules of the standard, marked by an engine, and as Moodle's converter reads it."""

from __future__ import annotations

from collections import Counter
from typing import assert_never

import pytest
from hypothesis import given
from lxml import etree

from surplace.export import cartridge, texts
from surplace.export.base import Loss, Made, Part, Selection
from surplace.model import (
    Accepted,
    Answer,
    Bank,
    Choice,
    Course,
    Item,
    Markdown,
    Match,
    Multiple,
    Numeric,
    Open,
    Order,
    Short,
    Single,
    TrueFalse,
    TwoTier,
    answers,
)
from surplace.problem import Place
from tests.export import ccrules, qtiprove
from tests.export.qtiread import (
    JOINER,
    Question,
    everything,
    links,
    moodle_answers,
    moodle_general,
    moodle_text,
    moodle_words,
    picked,
    questions,
    resources,
    seen,
    squashed,
    unpacked,
)
from tests.export.strategies import hostile, selections

QUIZ = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"
HERE = Place("quizzes/x.yaml")
SITE = "https://x.example/course"


def read(made: Made) -> dict[str, Question]:
    """Every item by its identifier; the whole package keeps the rules of the standard."""
    files = unpacked(made.data)
    assert ccrules.package_faults(files) == []
    found: dict[str, Question] = {}
    for resource in resources(files["imsmanifest.xml"], QUIZ):
        (path,) = (str(one.get("href")) for one in resource.iterfind("{*}file"))
        assert ccrules.quiz_faults(files[path]) == []
        for question in questions(files[path]):
            assert question.ident not in found
            found[question.ident] = question
    for name, data in files.items():
        assert not name.startswith("links/") or ccrules.link_faults(data) == []
    return found


def choosing(question: Question, choices: tuple[Choice, ...], selection: Selection) -> None:
    """A question with choices, as it is written and as Moodle keeps it."""
    several = question.fields["cc_profile"] == "cc.multiple_response.v0p1"
    for view in (str, moodle_text):
        (qtiprove.ticked if several else qtiprove.chosen)(question, choices, selection, view)
    by_text = {squashed(texts.plain(choice.text)): choice for choice in choices}
    for ident, (right, told) in moodle_answers(question).items():
        choice = by_text[seen(moodle_text(question.labels()[ident]))]
        assert right is choice.correct
        qtiprove.told(told, choice, selection)
    if not several:
        assert moodle_general(question) == moodle_text(question.feedback["general_fb"])


def prove(item: Item, found: dict[str, Question], losses: set[tuple[str, bool]], selection: Selection) -> None:
    """An item has arrived whole, or the report says that it has not."""
    if (item.id, True) in losses:
        assert isinstance(item, Numeric | Short)
        assert item.id not in found
        return
    first = found[f"{item.id}_1" if isinstance(item, Match | Order) else item.id]
    for view in (str, moodle_text):
        qtiprove.asked(first, item, view)
    match item:
        case Single() | Multiple() | TrueFalse():
            choosing(first, item.choices, selection)
        case TwoTier():
            choosing(first, item.choices, selection)
            choosing(found[f"{item.id}_reason"], item.reasons, selection)
            assert squashed(texts.plain(item.reason_prompt)) in seen(moodle_text(found[f"{item.id}_reason"].stem))
        case Match():
            rows(item, item.pairs, [texts.plain(pair.right) for pair in item.pairs], found, selection)
        case Order():
            rows(item, item.steps, [str(n) for n in range(1, len(item.steps) + 1)], found, selection)
        case Numeric() | Short():
            typed(first, item, (item.id, False) in losses, selection)
        case Open():
            assert first.fields["cc_weighting"] == str(sum(row.points for row in item.rubric))
            for view in (str, moodle_text):
                qtiprove.written(first, item, selection, view)
        case _:
            assert_never(item)


def rows(
    item: Item, lefts: tuple[Answer, ...], rights: list[str], found: dict[str, Question], selection: Selection
) -> None:
    """Each left side is a question of one point whose right choice is its own right side."""
    assert f"{item.id}_{len(lefts) + 1}" not in found
    for number, left in enumerate(lefts):
        question = found[f"{item.id}_{number + 1}"]
        assert question.fields["cc_weighting"] == "1"
        assert squashed(texts.plain(left.text)) in seen(moodle_text(question.stem))
        labels = {ident: seen(moodle_text(html)) for ident, html in question.labels().items()}
        assert sorted(labels.values()) == sorted(map(squashed, rights))
        for ident, (right, told) in moodle_answers(question).items():
            assert right is (labels[ident] == squashed(rights[number]))
            assert question.mark(picked(ident))[0] == (100 if right else 0)
            qtiprove.told(told, left, selection)


def typed(question: Question, item: Numeric | Short, mapped: bool, selection: Selection) -> None:
    """Right answers are accepted by Moodle and by the engine, slips by neither; all reasons are told to all."""
    assert mapped
    words = {word.casefold() for word in moodle_words(question)}
    for answer in item.answers:
        spelt = [f"{answer.value:g}"] if isinstance(item, Numeric) else qtiprove.spelt(answer)
        clear = [word for word in spelt if "*" not in word and not ("&" in word and ";" in word)]
        for word in clear if answer.correct else spelt:
            assert (word.casefold() in words) is answer.correct
            assert question.mark(picked(word))[0] == (100 if answer.correct else 0)
    for view in (str, moodle_text):
        qtiprove.explained(question, item.answers, selection, view)
    assert seen(moodle_general(question)) == seen(question.feedback["general_fb"])


def count(item: Item) -> int:
    """How many questions an item becomes."""
    match item:
        case Match() | Order():
            return len(answers(item))
        case TwoTier():
            return 2
        case _:
            return 1


def test_every_bank_of_the_course_arrives() -> None:
    """All items of all banks arrive with key, reasons, citations and links; nothing is left out."""
    selection = everything(site=SITE)
    made = cartridge.write(selection)
    found = read(made)
    losses = {(loss.item, loss.left_out) for loss in made.losses}
    assert not [loss for loss in made.losses if loss.left_out]
    items = [item for _part, item in selection.items()]
    for item in items:
        prove(item, found, losses, selection)
    assert len(items) > 300
    assert len(found) == sum(map(count, items))
    profiles = Counter(question.fields["cc_profile"].split(".")[1] for question in found.values())
    assert profiles["essay"] == sum(isinstance(item, Open) for item in items)
    assert profiles["fib"] == sum(isinstance(item, Numeric | Short) for item in items)
    assert profiles["multiple_response"] == sum(isinstance(item, Multiple) for item in items)


@hostile
@given(selections())
def test_hostile_texts_arrive_as_they_are(selection: Selection) -> None:
    """Texts full of markup, entities and foreign scripts arrive literally, in Moodle's twofold decoding too."""
    made = cartridge.write(selection)
    found = read(made)
    losses = {(loss.item, loss.left_out) for loss in made.losses}
    for _part, item in selection.items():
        prove(item, found, losses, selection)
        html = [text.text or "" for q in found.values() if q.ident.split("_")[0] == item.id for text in mattexts(q)]
        said = any(loss.item == item.id and "joiner" in loss.how for loss in made.losses)
        assert any(JOINER in text for text in html) is said


def mattexts(question: Question) -> list[etree._Element]:
    """All texts of an item."""
    return list(question.node.iter("{*}mattext"))


def page(files: dict[str, bytes], name: str) -> str:
    """A page, which is HTML 5 in UTF-8, without its first line."""
    first, _line, rest = files[name].decode().partition("\n")
    assert first == "<!DOCTYPE html>"
    return rest


def test_each_lesson_is_a_page() -> None:
    """A page has question, objectives, plain versions, sources and the link to the lesson; the report says the rest."""
    selection = everything(site=SITE)
    made = cartridge.write(selection)
    files = unpacked(made.data)
    pages = {name for name in files if name.startswith("lessons/")}
    lessons = [part.lesson for part in selection.parts if part.lesson]
    assert len(pages) == len(lessons) > 20
    for lesson in lessons:
        html = page(files, f"lessons/{lesson.page.stem}.html")
        text = seen(html)
        assert squashed(texts.plain(lesson.question)) in text
        assert all(squashed(texts.plain(goal.text)) in text for goal in lesson.objectives)
        assert all(squashed(texts.plain(plain.text.splitlines()[0])) in text for plain in lesson.page.plain)
        assert f"{SITE}/{lesson.page.docname}.html" in links(html)
        cited = [selection.source(one.key) for one in lesson.page.cites]
        assert {source.url for source in cited if source and source.url} <= set(links(html))
        assert any(loss.item == lesson.id and not loss.left_out for loss in made.losses)


def test_each_cited_source_has_a_link() -> None:
    """Every source that the items cite and that has an address has a web link or, with & in it, a page."""
    selection = everything()
    made = cartridge.write(selection)
    files = unpacked(made.data)
    keys = {one.key for _part, item in selection.items() for a in answers(item) for one in a.cites}
    for key in keys:
        source = selection.source(key)
        if source and "&" in source.url:
            assert source.url in links(page(files, f"sources/{key}.html"))
            assert Counter(loss.item for loss in made.losses)[key] == 1
        elif source and source.url:
            url = etree.fromstring(files[f"links/source-{key}.xml"]).find("{*}url")
            assert url is not None
            assert url.get("href") == source.url
    assert not [name for name in files if name.startswith("links/link-")]


def _numeric(value: float, tolerance: float) -> Made:
    text = Markdown("How many?", HERE)
    answer = Accepted(
        text=Markdown(f"{value:g}", HERE), feedback=text, cites=(), place=HERE, value=value, tolerance=tolerance
    )
    item = Numeric(id="n", place=HERE, index=0, objective="1.1a", level="apply", prompt=text, answers=(answer,))
    bank = Bank("b", HERE, (item,), "Bank")
    return cartridge.write(Selection("B", "b", (Part(bank, None, (item,)),), Course()))


@pytest.mark.parametrize(
    ("value", "tolerance", "words"),
    [
        (1982, 0, {"1982", "1,982"}),
        (0.5, 0, {"0.5", "0,5"}),
        (10, 1, {"9", "10", "11"}),
        (10, 0.5, None),
        (2000, 100, None),
    ],
)
def test_a_number_is_listed_or_left_out(value: float, tolerance: float, words: set[str] | None) -> None:
    """A number with a margin arrives if all right numbers can be listed; otherwise it is left out, and that is said."""
    made = _numeric(value, tolerance)
    if words is None:
        assert Loss("n", "a number with a margin", "left out", left_out=True) in made.losses
        assert list(unpacked(made.data)) == ["imsmanifest.xml"]
    else:
        assert set(moodle_words(read(made)["n"])) == words


def test_the_same_input_gives_the_same_bytes() -> None:
    """Two exports are the same bytes; a seed mixes the choices anew, and a form is a quiz of its own name."""
    assert cartridge.write(everything()) == cartridge.write(everything())
    assert cartridge.write(everything(seed=7)).data != cartridge.write(everything()).data
    assert "quizzes/quiz-article-33-a.xml" in unpacked(cartridge.write(everything(bank="article-33", form="A")).data)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('continue="No"', 'continue="no"', "respcondition"),
        ("cc.multiple_choice.v0p1", "cc.numeric.v0p1", "2: "),
        ('linkrefid="101_fb"', 'linkrefid="nobody"', "12c"),
        ('varequal respident="response1"', 'varequal respident="other"', "3e"),
        ("<conditionvar>", "<conditionvar><or />", "conditionvar"),
        ("</itemfeedback>", "<material /></itemfeedback>", "material"),
    ],
)
def test_the_strict_reader_finds_faults(old: str, new: str, fault: str) -> None:
    """A quiz with one rule broken is not let through."""
    data = unpacked(cartridge.write(everything(bank="article-33")).data)["quizzes/quiz-article-33.xml"].decode()
    assert ccrules.quiz_faults(data.encode()) == []
    assert old in data
    assert any(fault in one for one in ccrules.quiz_faults(data.replace(old, new).encode()))


@pytest.mark.parametrize(
    ("text", "kept"),
    [("a &amp;nbsp; b", None), ("&amp;lt;p&amp;gt;", "<p>"), ("&lt;p&gt;x", "<p>x"), ("a &amp; b", "a & b")],
)
def test_moodle_decodes_twice(text: str, kept: str | None) -> None:
    """The reading of Moodle refuses and eats what it was seen to refuse and eat, so that the joiner is needed."""
    if kept is None:
        with pytest.raises(etree.XMLSyntaxError):
            moodle_text(text)
    else:
        assert moodle_text(text) == kept

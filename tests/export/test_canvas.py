"""Canvas: what its importer would find, marked by an engine of its own; the structure by the DTD of QTI 1.2.1."""

from __future__ import annotations

import re
from collections import Counter
from typing import assert_never

import pytest
from hypothesis import given
from lxml import etree

from surplace.export import canvas, texts
from surplace.export.base import Made, Part, Selection
from surplace.model import (
    Accepted,
    Answer,
    Bank,
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
    kind_of,
)
from surplace.problem import Place
from tests.export import qtiprove, registry
from tests.export.qtiread import QTI, Question, everything, picked, questions, resources, seen, squashed, unpacked
from tests.export.strategies import hostile, selections

_TYPES = {
    "single": "multiple_choice_question", "multiple": "multiple_answers_question", "truefalse": "true_false_question",
    "match": "matching_question", "order": "matching_question", "numeric": "numerical_question",
    "short": "short_answer_question", "two-tier": "multiple_choice_question", "open": "essay_question",
}  # fmt: skip


def read(made: Made) -> dict[str, Question]:
    """Every item by its identifier, found as Canvas finds it: from the manifest."""
    files = unpacked(made.data)
    found: dict[str, Question] = {}
    for resource in resources(files["imsmanifest.xml"], "imsqti_xmlv1p2"):
        (path,) = (str(one.get("href")) for one in resource.iterfind("{*}file"))
        for question in questions(files[path]):
            assert question.ident not in found
            found[question.ident] = question
    return found


def canvas_would_take(question: Question) -> None:
    """What Canvas's converters read otherwise than QTI says; each is a trap from its source or seen in the code."""
    for ident, html in question.feedback.items():
        assert ident == "general_fb" or re.fullmatch(r"\d+_fb", ident), "a name that Canvas could take for another kind"
        assert "<" in html.removeprefix("<p>").removesuffix("</p>"), "one bare text: & and < would be dropped"
    for respident in question.responses:
        digits = [re.search(r"\d+", ident) for ident in question.labels(respident)]
        assert len({one[0] for one in digits if one}) == len(digits), "answers are told apart by their first digits"
    if question.fields["question_type"] in ("short_answer_question", "numerical_question"):
        for one in question.node.iter(f"{QTI}varequal"):
            score, _shows = question.mark(picked(one.text or ""))
            assert score == 100, "Canvas takes every typed answer of any condition for right"


def prove(item: Item, found: dict[str, Question], selection: Selection) -> None:
    """An item has arrived whole."""
    question = found[item.id]
    qtiprove.asked(question, item, str)
    assert question.fields["question_type"] == _TYPES[kind_of(item)]
    canvas_would_take(question)
    match item:
        case Single() | TrueFalse():
            qtiprove.chosen(question, item.choices, selection, str)
        case Multiple():
            qtiprove.ticked(question, item.choices, selection, str)
        case TwoTier():
            qtiprove.chosen(question, item.choices, selection, str)
            reasons = found[f"{item.id}_reason"]
            assert squashed(texts.plain(item.reason_prompt)) in seen(reasons.stem)
            qtiprove.chosen(reasons, item.reasons, selection, str)
        case Match():
            matched(question, item.pairs, [squashed(texts.plain(pair.right)) for pair in item.pairs], selection)
        case Order():
            matched(question, item.steps, [str(n) for n in range(1, len(item.steps) + 1)], selection)
        case Numeric() | Short():
            typed(question, item, selection)
        case Open():
            assert float(question.fields["points_possible"]) == sum(row.points for row in item.rubric)
            qtiprove.written(question, item, selection, str)
        case _:
            assert_never(item)


def matched(question: Question, lefts: tuple[Answer, ...], rights: list[str], selection: Selection) -> None:
    """The right side of each left side gives its share, any other none; its reason is shown either way."""
    inside = f"{QTI}material/{QTI}mattext"
    sides = {seen(one.findtext(inside) or ""): name for name, one in question.responses.items()}
    assert float(question.fields["points_possible"]) == len(lefts) == len(sides)
    whole: dict[str, frozenset[str]] = {}
    for left, right in zip(lefts, rights, strict=True):
        respident = sides[squashed(texts.plain(left.text))]
        by_text = {squashed(text): ident for ident, text in question.labels(respident).items()}
        assert sorted(by_text) == sorted(rights)
        for text, ident in by_text.items():
            score, shows = question.mark({respident: frozenset([ident])})
            assert score == pytest.approx(100 / len(lefts) if text == right else 0, abs=0.01)
            assert f"{re.sub('[^0-9]', '', respident)}_fb" in shows
        qtiprove.told(question.feedback[f"{re.sub('[^0-9]', '', respident)}_fb"], left, selection)
        whole[respident] = frozenset([by_text[right]])
    assert question.mark(whole)[0] == pytest.approx(100, abs=0.1)


def typed(question: Question, item: Numeric | Short, selection: Selection) -> None:
    """Right answers score and show their reason; slips do not, and are explained to all."""
    for answer in item.answers:
        margin = answer.tolerance
        values = [f"{answer.value - margin}", f"{answer.value}", f"{answer.value + margin}"]
        for value in values if isinstance(item, Numeric) else qtiprove.spelt(answer):
            score, shows = question.mark(picked(value))
            if answer.correct:
                assert score == 100
                qtiprove.told(question.feedback[shows[1]], answer, selection)
    slips = [answer for answer in item.answers if not answer.correct]
    qtiprove.explained(question, slips, selection, str)
    if isinstance(item, Numeric):
        assert question.mark(picked("987654321"))[0] == 0
        assert squashed(item.unit) in seen(question.stem)
    else:
        assert question.mark(picked("never the answer"))[0] == 0


def test_every_bank_of_the_course_arrives() -> None:
    """All items of all banks arrive with kind, key, reasons, citations and links."""
    selection = everything()
    found = read(canvas.write(selection))
    items = [item for _part, item in selection.items()]
    for item in items:
        prove(item, found, selection)
    tiers = sum(isinstance(item, TwoTier) for item in items)
    assert len(items) > 300
    assert len(found) == len(items) + tiers
    wanted = Counter(_TYPES[kind_of(item)] for item in items)
    wanted["multiple_choice_question"] += tiers
    assert Counter(question.fields["question_type"] for question in found.values()) == wanted


def test_no_citation_is_lost() -> None:
    """Every citation of every answer stands in some feedback of its item."""
    selection = everything()
    found = read(canvas.write(selection))
    for _part, item in selection.items():
        ours = [question for name, question in found.items() if name in (item.id, f"{item.id}_reason")]
        told = " ".join(seen(html) for question in ours for html in question.feedback.values())
        for answer in answers(item):
            for one in answer.cites:
                assert squashed(texts.source_text(one, selection.course.sources)) in told


@hostile
@given(selections())
def test_hostile_texts_arrive_as_they_are(selection: Selection) -> None:
    """Texts full of markup, entities and foreign scripts arrive literally, and a right answer stays right."""
    found = read(canvas.write(selection))
    for _part, item in selection.items():
        prove(item, found, selection)


def test_settings_stand_beside_each_quiz() -> None:
    """Each quiz has Canvas's settings with its points; it is not published, and lessons may be tried again."""
    selection = everything(site="https://x.example/course")
    files = unpacked(canvas.write(selection).data)
    metas = [etree.fromstring(data) for name, data in files.items() if name.endswith("/assessment_meta.xml")]
    assert len(metas) == len(selection.parts)
    for meta in metas:
        path = f"{meta.get('identifier')}/{meta.get('identifier')}.xml"
        total = sum(float(question.fields["points_possible"]) for question in questions(files[path]))
        assert float(meta.findtext("{*}points_possible") or "") == total
        assert meta.findtext("{*}available") == "false"
        lesson = not str(meta.get("identifier")).endswith("-test")
        assert meta.findtext("{*}allowed_attempts") == ("-1" if lesson else "1")
        assert ("https://x.example/course/" in (meta.findtext("{*}description") or "")) is lesson


def test_the_manifest_lists_every_file() -> None:
    """Each file is listed once, and each quiz depends on its settings."""
    files = unpacked(canvas.write(everything()).data)
    manifest = etree.fromstring(files["imsmanifest.xml"])
    assert Counter(one.get("href") for one in manifest.iter("{*}file")) == Counter(files.keys() - {"imsmanifest.xml"})
    known = {one.get("identifier") for one in manifest.iter("{*}resource")}
    wanted = [one.get("identifierref") for one in manifest.iter("{*}dependency")]
    assert len(wanted) == len(known) / 2
    assert set(wanted) < known


def test_a_fixed_order_keeps_the_quiz_from_mixing() -> None:
    """A quiz with choices in their own order is not mixed by Canvas, and the report says so of the item."""
    selection = everything()
    made = canvas.write(selection)
    files = unpacked(made.data)
    said = {loss.item for loss in made.losses if loss.what == "choices in their own order"}
    for part in selection.parts:
        fixed = {i.id for i in part.items if isinstance(i, Single | Multiple | TwoTier) and not i.shuffle}
        meta = etree.fromstring(files[f"quiz-{part.bank.stem}/assessment_meta.xml"])
        assert meta.findtext("{*}shuffle_answers") == ("false" if fixed else "true")
        assert fixed == said & {item.id for item in part.items}
    assert said


def test_losses_are_said_of_each_item() -> None:
    """What Canvas has otherwise is said of each item; nothing of the course is left out."""
    selection = everything()
    losses = canvas.write(selection).losses
    mapped = {(loss.item, loss.what) for loss in losses}
    for _part, item in selection.items():
        if isinstance(item, Order):
            assert (item.id, "order") in mapped
        if isinstance(item, TwoTier):
            assert (item.id, "two tiers") in mapped
        if isinstance(item, Open):
            assert (item.id, "model answer and rubric") in mapped
        if isinstance(item, Short | Numeric) and not all(answer.correct for answer in item.answers):
            assert (item.id, "the reasons for known slips") in mapped
    assert not [loss for loss in losses if loss.left_out]


def test_the_same_input_gives_the_same_bytes() -> None:
    """Two exports are the same bytes; a seed mixes the choices anew, and a form is a quiz of its own name."""
    assert canvas.write(everything()) == canvas.write(everything())
    assert canvas.write(everything(seed=7)).data != canvas.write(everything()).data
    whole, form = everything(bank="article-33"), everything(bank="article-33", form="A")
    names = [sorted(unpacked(canvas.write(one).data)) for one in (whole, form)]
    assert names[0] != names[1]


@pytest.mark.parametrize(
    ("typed", "score"), [("9.5", 100), ("10", 100), ("10.5", 100), ("9.4", 0), ("10.6", 0), ("1982", 0)]
)
def test_a_margin_is_kept(typed: str, score: float) -> None:
    """A number counts within its margin, both ends included, and a known slip does not count."""
    place = Place("quizzes/x.yaml")
    text = Markdown("How many?", place)
    right = Accepted(text=text, feedback=text, cites=(), place=place, value=10, tolerance=0.5)
    slip = Accepted(text=text, feedback=text, cites=(), place=place, value=1982, correct=False)
    item = Numeric(id="n", place=place, index=0, objective="1.1a", level="apply", prompt=text, answers=(right, slip))
    part = Part(Bank("b", place, (item,), "Bank"), None, (item,))
    assert read(canvas.write(Selection("B", "b", (part,), Course())))["n"].mark(picked(typed))[0] == score


def test_a_quiz_without_items_is_no_file() -> None:
    """A bank of which nothing is left gives no quiz."""
    part = everything(bank="article-33").parts[0]
    empty = Selection("None", "none", (Part(part.bank, part.lesson, ()),), Course())
    assert list(unpacked(canvas.write(empty).data)) == ["imsmanifest.xml"]


def test_the_dtd_of_qti_1_2_1_holds() -> None:
    """Every quiz is valid against the DTD of QTI 1.2.1."""
    dtd = etree.DTD(str(registry.qti_dtd()))
    for name, data in unpacked(canvas.write(everything()).data).items():
        if name.startswith("quiz-") and not name.endswith("assessment_meta.xml"):
            bare = etree.fromstring(data.replace(f' xmlns="{QTI[1:-1]}"'.encode(), b""))
            assert dtd.validate(bare), f"{name}: {dtd.error_log.last_error}"
    broken = etree.fromstring("<questestinterop><assessment ident='a'><item ident='b'/></assessment></questestinterop>")
    assert not dtd.validate(broken)

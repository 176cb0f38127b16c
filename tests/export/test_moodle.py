"""Moodle XML: read by the rules of Moodle's importer, marked by the rules of its question types.

A whole Moodle is no part of these tests, so the reader below does what ``question/format/xml/format.php``,
``question/format.php`` and the question types of Moodle 4.5 do with a file, and refuses what they refuse or drop
without a word. It was written from their source.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given

from surplace.export import load_format
from surplace.export.base import Part, Selection
from surplace.export.moodle import write
from surplace.export.select import select
from surplace.model import Item, Numeric, Open, kind_of
from tests.export.bankread import SHOWN, TYPED, Question, Row, chosen, compare, course, everything, mark, page, short
from tests.export.strategies import hostile, items, selections

FRACTIONS = (100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5,
             11.11111, 10, 5, 0)  # fmt: skip
"""``question_bank::fraction_options_full``; the same with a minus."""

FORMATS = {"html", "moodle_auto_format", "plain_text", "markdown"}


def text(node: ET.Element, html: bool = True) -> str:
    """The ``text`` of a field, trimmed; a field has exactly one, and an HTML field says that it is one."""
    found = node.findall("text")
    assert len(found) == 1, f"{node.tag}: {len(found)} texts"
    assert not len(found[0]), "a tag inside a text is not escaped"
    assert not html or node.get("format") == "html", node.tag
    words = (found[0].text or "").strip()
    if html:
        page(words)
    return words


def only(node: ET.Element, tag: str) -> ET.Element:
    """The one child of that name."""
    found = node.findall(tag)
    assert len(found) == 1, f"{len(found)} × {tag}"
    return found[0]


def value(node: ET.Element, tag: str) -> str:
    """The content of the one child of that name."""
    return only(node, tag).text or ""


def read(data: bytes) -> list[Question]:
    """The questions of a file, in its order. Raises ``AssertionError`` for what Moodle refuses or would drop."""
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    assert data.rstrip().endswith(b"</quiz>"), "a file that is cut imports in part, without an error"
    root = ET.fromstring(data)
    assert root.tag == "quiz"
    category = ""
    found: list[Question] = []
    for node in root:
        assert node.tag == "question"
        if node.get("type") == "category":
            category = text(only(node, "category"), html=False)
            text(only(node, "info"))
        else:
            found.append(question(node, category))
    assert len({(q.category, q.id) for q in found}) == len(found), "a number that is there already is dropped"
    return found


def question(node: ET.Element, category: str) -> Question:
    """``import_headers`` and what follows for each type."""
    kind = node.get("type") or ""
    name = text(only(node, "name"), html=False)
    assert 0 < len(name) <= 255
    assert not re.search(r"<[^>]*>", name), "clean_param drops tags"
    number = value(node, "idnumber")
    assert re.fullmatch(r"[a-z0-9-]{1,100}", number)
    made = Question(
        kind,
        name,
        number,
        category,
        text(only(node, "questiontext")),
        text(only(node, "generalfeedback")),
        tuple(text(tag, html=False) for tag in only(node, "tags")),
        [],
        points=float(value(node, "defaultgrade")),
        flags={child.tag: (child.text or "").strip() for child in node},
    )
    assert made.stem
    assert made.points > 0
    READERS[kind](node, made)
    return made


def answer(node: ET.Element, html: bool) -> Row:
    """``import_answer``: the fraction has to be one of Moodle's list to five decimals."""
    percent = float(node.get("fraction") or "nothing")
    assert any(abs(abs(percent) - known) < 1e-3 for known in FRACTIONS), f"{percent} refuses the whole file"
    assert (node.get("format") == "html") is html
    return Row(text(node, html), percent / 100, text(only(node, "feedback")))


def combined(node: ET.Element) -> None:
    """``import_combined_feedback``: three fields and ``shownumcorrect``."""
    for tag in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        text(only(node, tag))
    only(node, "shownumcorrect")


def multichoice(node: ET.Element, made: Question) -> None:
    """Positive shares sum to 100; a single choice has one whole share."""
    made.rows = [answer(child, html=True) for child in node.findall("answer")]
    made.single = value(node, "single") == "true"
    assert value(node, "single") in ("true", "false")
    assert value(node, "shuffleanswers") in ("true", "false")
    assert value(node, "answernumbering") in ("abc", "ABCD", "123", "iii", "IIII", "none")
    combined(node)
    right = [row.share for row in made.rows if row.share > 0]
    assert abs(sum(right) - 1) < 1e-4, "no right answer imports without a word"
    assert not made.single or right == [1.0]
    assert len({row.text for row in made.rows}) == len(made.rows) >= 2


def truefalse(node: ET.Element, made: Question) -> None:
    """The answers are ``true`` and ``false``, and one of them has 100."""
    made.rows = [answer(child, html=False) for child in node.findall("answer")]
    assert sorted((row.text, row.share) for row in made.rows) in (
        [("false", 0.0), ("true", 1.0)],
        [("false", 1.0), ("true", 0.0)],
    )


def match(node: ET.Element, made: Question) -> None:
    """Right sides are text for a list box; ``format_string`` drops tags in it, and equal ones become one."""
    combined(node)
    for child in node.findall("subquestion"):
        right = text(only(child, "answer"), html=False)
        assert right
        assert "<" not in right
        made.rows.append(Row(text(child), right=right))
    assert len({row.right for row in made.rows}) == len(made.rows) >= 2
    assert value(node, "shuffleanswers") == "true"


def ordering(node: ET.Element, made: Question) -> None:
    """Type ``ordering``; the place is the order in the file, and ``shownumcorrect`` needs content."""
    combined(node)
    assert value(node, "shownumcorrect") == "1"
    assert value(node, "layouttype") in ("VERTICAL", "HORIZONTAL")
    assert value(node, "selecttype") == "ALL"
    assert value(node, "gradingtype") == "ABSOLUTE_POSITION"
    rows = node.findall("answer")
    assert [row.get("fraction") for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    made.rows = [Row(text(row), right=str(n)) for n, row in enumerate(rows, 1)]
    assert all(row.text for row in made.rows)
    assert len(rows) >= 2


def numerical(node: ET.Element, made: Question) -> None:
    """Numbers with a tolerance; ``*`` is everything else and comes last."""
    for child in node.findall("answer"):
        row = answer(child, html=False)
        row.tolerance = float(value(child, "tolerance"))
        assert row.text == "*" or re.fullmatch(r"-?\d+(\.\d+)?", row.text)
        made.rows.append(row)
    assert [row.text for row in made.rows].index("*") == len(made.rows) - 1
    assert any(row.share == 1 for row in made.rows)
    assert value(node, "showunits") == "3"


def shortanswer(node: ET.Element, made: Question) -> None:
    """Typed words; case is ignored."""
    made.rows = [answer(child, html=False) for child in node.findall("answer")]
    assert value(node, "usecase") == "0"
    assert all(row.text for row in made.rows)
    assert any(row.share == 1 for row in made.rows)


def essay(node: ET.Element, made: Question) -> None:
    """Notes for who marks it."""
    made.notes = text(only(node, "graderinfo"))
    assert value(node, "responseformat") == "editor"


READERS = {
    "multichoice": multichoice,
    "truefalse": truefalse,
    "match": match,
    "ordering": ordering,
    "numerical": numerical,
    "shortanswer": shortanswer,
    "essay": essay,
}
TYPES = {
    "single": "multichoice",
    "multiple": "multichoice",
    "two-tier": "multichoice",
    "truefalse": "truefalse",
    "match": "match",
    "order": "ordering",
    "numeric": "numerical",
    "short": "shortanswer",
    "open": "essay",
}


def prove(selection: Selection) -> list[Question]:
    """Every item has arrived, in its order."""
    found = read(write(selection).data)
    asked = list(selection.items())
    assert len(found) == len(asked)
    for made, (part, item) in zip(found, asked, strict=True):
        compare(made, part, item, selection)
        assert made.kind == TYPES[kind_of(item)]
    return found


def test_every_bank_of_the_course_arrives() -> None:
    """All questions with kind, key, feedback, citations with links, objective, level, positions and content note."""
    found = prove(everything())

    wanted = Counter(TYPES[kind_of(item)] for _part, item in everything().items())
    assert Counter(q.kind for q in found) == wanted
    assert len(found) >= 350
    assert len({q.category for q in found}) == len([part for part in everything().parts if part.items])


def test_a_link_leads_back_to_the_page() -> None:
    """With --site each question links to itself in the published course."""
    prove(everything("https://course.example/en"))


@hostile
@given(selections())
def test_hostile_texts_arrive_as_they_are(selection: Selection) -> None:
    """Tags, entities, CDATA marks, wild cards, file marks, RTL and Korean are read literally, and marked rightly."""
    prove(selection)


def test_the_same_input_gives_the_same_bytes() -> None:
    """No clock, no chance."""
    assert write(everything()).data == write(select(course())[0]).data


def test_the_seed_mixes_the_choices() -> None:
    """A seed changes the order of choices and nothing else."""
    seeded = replace(everything(), seed=7)

    assert write(seeded).data != write(everything()).data
    prove(seeded)


def test_shuffling_follows_the_bank() -> None:
    """``shuffle: false`` keeps the order in Moodle; pairs of two tiers keep it always, since they are grouped."""
    for made, (_part, item) in zip(read(write(everything()).data), everything().items(), strict=True):
        if made.kind == "multichoice":
            wanted = item.shuffle and kind_of(item) != "two-tier"
            assert made.flags["shuffleanswers"] == str(wanted).lower(), item.id


def test_losses_are_said_of_each_item() -> None:
    """Every item of a kind that changes its shape has a line, and none of the others."""
    losses = write(everything()).losses
    changed = {"two-tier", "match", "order", "short", "open"}
    wanted = {
        item.id
        for _part, item in everything().items()
        if kind_of(item) in changed or (isinstance(item, Numeric) and item.unit)
    }

    assert {loss.item for loss in losses} == wanted
    assert not any(loss.left_out for loss in losses)


def test_what_moodle_cannot_weigh_is_left_out() -> None:
    """Eleven right choices have no share in Moodle's list: it is left out with a line, and the rest stays."""
    part = everything().parts[0]
    wide = chosen(11, *"abcdefghijkl").parts[0].items
    made = write(replace(everything(), parts=(Part(part.bank, part.lesson, (*wide, *part.items)),)))

    assert [loss.item for loss in made.losses if loss.left_out] == ["c"]
    assert len(read(made.data)) == len(part.items)


@pytest.mark.parametrize("count", range(2, 11))
def test_shares_are_those_of_moodles_list(count: int) -> None:
    """Two to ten right choices have shares that Moodle accepts (33 instead of 33.33333 refuses the whole file)."""
    prove(chosen(count, *"abcdefghijklm"[: count + 1]))


@pytest.mark.parametrize("text", TYPED)
def test_typed_marks_are_compared_as_they_stand(text: str) -> None:
    """What a learner types is compared literally: a wild card in it stands for itself."""
    found = prove(short(text, "quite another"))[0]

    assert mark(found, f"{text[:1]}xx{text[1:]}".replace("*", "xx")) == 0


def test_choices_that_begin_with_a_mark() -> None:
    """Marks at the start of a choice are words."""
    prove(chosen(1, *SHOWN))
    prove(chosen(4, *SHOWN[:6]))


def test_the_reader_refuses_what_moodle_refuses() -> None:
    """A share off the list, a cut file, a text that was not escaped, an ordering without content: none passes."""
    data = write(everything()).data.decode()
    faults = {
        'fraction="50"': 'fraction="33"',
        "</quiz>": "",
        "<![CDATA[<p>": "<![CDATA[<p><script>",
        "<shownumcorrect>1</shownumcorrect>": "<shownumcorrect></shownumcorrect>",
        "<idnumber>": "<idnumber>Ä",
    }
    for old, new in faults.items():
        assert old in data
        with pytest.raises((AssertionError, ET.ParseError)):
            read(data.replace(old, new).encode())


def test_the_format_is_in_the_table() -> None:
    """``surplace export moodle-xml`` finds the writer."""
    assert load_format("moodle-xml").write is write
    assert load_format("moodle-xml").suffix == ".xml"


@hostile
@given(items("open"))
def test_the_marker_sees_model_and_rubric(item: Item) -> None:
    """The mark of an essay is the sum of its rubric, and the notes are there for who gives it."""
    assert isinstance(item, Open)
    part = everything().parts[0]
    base = replace(everything(), course=replace(course(), sources={}))
    made = read(write(replace(base, parts=(Part(part.bank, part.lesson, (item,)),))).data)[0]

    assert made.points == sum(row.points for row in item.rubric)
    assert made.notes

"""GIFT, read by two readers that know nothing of the writer.

One does what ``question/format/gift/format.php`` and ``question/format.php`` of Moodle 4.5 do with a file, step by
step and written from their source; the other is gift-pegjs, the npm package with the only grammar there is.
A whole Moodle is no part of these tests.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from surplace.export import load_format
from surplace.export.base import Selection
from surplace.export.gift import write
from surplace.export.select import select
from surplace.model import Single, kind_of
from tests.export.bankread import SHOWN, TYPED, Question, Row, chosen, compare, course, everything, mark, page, short
from tests.export.strategies import hostile, selections
from tests.export.test_moodle import FRACTIONS

NODE = Path(sys.executable).parent / "node"
PEGJS = Path(sys.prefix) / "node-tools" / "node_modules" / "gift-pegjs"

HELD = {":": "&&058;", "#": "&&035;", "=": "&&061;", "{": "&&123;", "}": "&&125;", "~": "&&126;", "n": "&&010;"}
WEIGHT = re.compile(r"%-*[0-9]{1,2}\.?[0-9]*%")


def before(text: str) -> str:
    """``escapedchar_pre``: escaped marks are put aside."""
    text = text.replace("\\\\", "&&092;")
    for char, name in HELD.items():
        text = text.replace(f"\\{char}", name)
    return text.replace("&&092;", "\\")


def after(text: str) -> str:
    """``escapedchar_post``: and put back."""
    for char, name in HELD.items():
        text = text.replace(name, "\n" if char == "n" else char)
    return text


def formed(text: str, form: str) -> tuple[str, str]:
    """``parse_text_with_format``: text and format; a known name in brackets at the start is a format."""
    found = re.match(r"\[(html|moodle|plain|markdown)\]", text)
    if found:
        form, text = found[1], text[found.end() :]
    return after(text).strip(), form


def read(data: bytes) -> list[Question]:
    """``readquestions``: blocks between blank lines; a block that is a category switches where the next ones go."""
    category = ""
    found: list[Question] = []
    for block in re.split(r"\n(?:[ \t\r]*0?[ \t\r]*\n)+", data.decode()):  # PHP's empty("0") is true
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        comments = " ".join(line for line in lines if line.startswith("//"))
        text = before("\n".join(line for line in lines if not line.startswith("//")).strip())
        if text.startswith("$CATEGORY:"):
            category = text[10:].strip()
        elif text:
            found.append(question(text, comments, category))
    return found


def question(text: str, comments: str, category: str) -> Question:
    """``readquestion``: name, stem, general feedback, type."""
    assert text.startswith("::")
    name, _, text = text[2:].partition("::")
    text = text.strip()
    start, end = text.find("{"), text.find("}")
    assert 0 < start < end == len(text) - 1, "braces that are not escaped lose the question"
    inside, cut, general = text[start + 1 : end].strip().rpartition("####")
    assert cut
    stem, form = formed(text[:start], "moodle")
    assert form == "html"
    said, general_form = formed(general, form)
    assert general_form == "html"
    number = re.search(r"\[id:([^\]]+)\]", comments)
    assert number
    made = Question(
        "",
        after(name),
        number[1].strip(),
        category,
        stem,
        said,
        tuple(tag.strip() for tag in re.findall(r"\[tag:([^]<>`]+)\]", comments)),
        [],
        notes=said,
    )
    assert 0 < len(made.name) <= 255
    assert not re.search(r"<[^>]*>", made.name), "clean_param drops tags"
    typed(made, inside.strip())
    for html in (made.stem, made.general, *(row.feedback for row in made.rows)):
        page(html)
    return made


def typed(made: Question, text: str) -> None:
    """The order in which Moodle guesses the type."""
    if not text:
        made.kind = "essay"
    elif text.startswith("#"):
        numerical(made, text[1:])
    elif "~" in text:
        multichoice(made, text)
    elif "=" in text and "->" in text:
        made.kind = "match"
        for pair in parts(text, "="):
            left, arrow, right = pair.partition("->")
            assert arrow
            made.rows.append(Row(html(left), right=after(right).strip()))
        assert len({row.right for row in made.rows}) == len(made.rows) >= 2
    elif text.partition("#")[0].strip() in ("T", "TRUE", "F", "FALSE"):
        truefalse(made, text)
    else:
        made.kind = "shortanswer"
        made.rows = [weighed(part, 1.0, raw=True) for part in parts(text, "=")]


def parts(text: str, mark: str) -> list[str]:
    """``explode``, without an empty beginning."""
    found = [part.strip() for part in text.split(mark)]
    return found if found[0] else found[1:]


def html(text: str) -> str:
    """A text of a question whose stem is HTML."""
    words, form = formed(text.strip(), "html")
    assert form == "html"
    return words


def weighed(text: str, share: float, raw: bool = False) -> Row:
    """An answer with ``%weight%`` before and ``#feedback`` after it; the weight is one of Moodle's list."""
    if found := WEIGHT.match(text):
        share = float(found[0].strip("%")) / 100
        text = text[found.end() :]
    assert any(abs(abs(share * 100) - known) < 1e-3 for known in FRACTIONS)
    words, _, feedback = text.partition("#")
    return Row(formed(words.strip(), "html")[0] if raw else html(words), share, html(feedback))


def multichoice(made: Question, text: str) -> None:
    """One answer with ``=`` is a single choice; none is several with weights."""
    made.kind = "multichoice"
    made.single = "=" in text
    for part in parts(text.replace("=", "~="), "~"):
        right = part.startswith("=")
        made.rows.append(weighed(part[right:], float(right)))
        page(made.rows[-1].text)
    assert abs(sum(row.share for row in made.rows if row.share > 0) - 1) < 1e-4


def truefalse(made: Question, text: str) -> None:
    """``split_truefalse_comment``: first the feedback for the wrong answer."""
    made.kind = "truefalse"
    answer, wrong, right = (part.strip() for part in text.split("#", 2))
    true = answer in ("T", "TRUE")
    made.rows = [
        Row("true", float(true), html(right if true else wrong)),
        Row("false", float(not true), html(wrong if true else right)),
    ]


def numerical(made: Question, text: str) -> None:
    """``value:tolerance``; what follows a ``~`` is for every other number."""
    made.kind = "numerical"
    text, other, wrong = text.partition("~")
    for part in parts(text, "="):
        row = weighed(part, 1.0, raw=True)
        value, _, tolerance = row.text.partition(":")
        made.rows.append(replace(row, text=value, tolerance=float(tolerance or 0)))
        assert float(value) == float(value)
    assert other
    made.rows.append(Row("*", 0.0, html(wrong.partition("#")[2])))


def prove(selection: Selection, found: list[Question]) -> None:
    """Every item has arrived, in its order."""
    asked = list(selection.items())
    assert [q.id for q in found] == [item.id for _part, item in asked]
    for made, (part, item) in zip(found, asked, strict=True):
        compare(made, part, item, selection)


def left_out(selection: Selection) -> set[str]:
    """Items of which a spelling or the whole is reported as left out."""
    return {loss.item for loss in write(selection).losses if loss.left_out}


def test_every_bank_of_the_course_arrives_in_moodle() -> None:
    """All questions with kind, key, feedback, citations with links, objective, level, positions and content note."""
    found = read(write(everything()).data)

    assert len(found) >= 350
    assert not left_out(everything())
    prove(everything(), found)


def test_a_link_leads_back_to_the_page() -> None:
    """With --site each question links to itself in the published course."""
    linked = everything("https://course.example/en")

    prove(linked, read(write(linked).data))


@hostile
@given(selections())
def test_hostile_texts_arrive_as_they_are(selection: Selection) -> None:
    """GIFT's marks, tags, weights, arrows, formats, RTL and Korean are read literally, and marked rightly."""
    prove(*whole(selection))


def whole(selection: Selection) -> tuple[Selection, list[Question]]:
    """The selection without items that are reported, and what was read of it."""
    gone = left_out(selection)
    parts = tuple(replace(part, items=tuple(i for i in part.items if i.id not in gone)) for part in selection.parts)
    kept = replace(selection, parts=parts)
    return kept, read(write(kept).data)


def test_the_same_input_gives_the_same_bytes() -> None:
    """No clock, no chance."""
    assert write(everything()).data == write(select(course())[0]).data


def test_losses_are_said_of_each_item() -> None:
    """Orders, open questions, two tiers, short answers and kept orders have their lines; true/false has none."""
    losses = write(everything()).losses
    said = {(loss.item, loss.what) for loss in losses}
    for _part, item in everything().items():
        kind = kind_of(item)
        assert ((item.id, "steps to put in order") in said) is (kind == "order")
        assert ((item.id, "notes for the marker") in said) is (kind == "open")
        assert ((item.id, "two tiers") in said) is (kind == "two-tier")
        assert kind != "truefalse" or item.id not in {loss.item for loss in losses}
        if isinstance(item, Single):
            assert ((item.id, "choices that keep their order") in said) is not item.shuffle


def test_an_arrow_that_is_typed_is_left_out() -> None:
    """Moodle would make a matching question of ``->``: the spelling goes, or with it the question."""
    slip = write(short("a", "b -> c"))
    key = write(short("b -> c", "a"))

    assert [loss.left_out for loss in slip.losses] == [False, True]
    assert [row.text for row in read(slip.data)[0].rows] == ["a", "*"]
    assert read(key.data) == []
    assert "no right spelling" in key.losses[-1].what


@pytest.mark.parametrize("text", TYPED)
def test_typed_marks_are_compared_as_they_stand(text: str) -> None:
    """What a learner types is compared literally: weights, formats, wild cards and marks mean nothing in it."""
    selection = short(text, "quite another")
    data = write(selection).data
    prove(selection, read(data))

    assert mark(read(data)[0], f"{text[:1]}xx{text[1:]}".replace("*", "xx")) == 0


@pytest.mark.parametrize("right", [1, 4])
def test_choices_that_begin_with_a_mark(right: int) -> None:
    """Marks at the start of a choice are words."""
    selection = chosen(right, *SHOWN[: 12 if right == 1 else 6])

    prove(selection, read(write(selection).data))


def test_the_reader_refuses_what_moodle_loses() -> None:
    """A brace, a weight off the list, a blank line inside a question: none passes."""
    data = write(everything()).data.decode()
    for old, new in (("[html]<p>", "[html]<p>{"), ("~%50%", "~%33%"), ("\n####", "\n\n####"), ("\\=", "=")):
        assert old in data
        with pytest.raises((AssertionError, ValueError)):
            prove(everything(), read(data.replace(old, new).encode()))


def test_the_format_is_in_the_table() -> None:
    """``surplace export gift`` finds the writer."""
    assert load_format("gift").write is write


SCRIPT = """
const { parse } = require(process.argv[1]);
const files = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(files.map((text) => parse(text))));
"""


def grammar(files: list[bytes]) -> list[list[dict[str, Any]]]:
    """What gift-pegjs makes of some files."""
    if not NODE.exists() or not PEGJS.exists():
        pytest.skip("gift-pegjs is not installed: python tests/install.py")
    done = subprocess.run(
        [str(NODE), "-e", SCRIPT, str(PEGJS)],
        input=json.dumps([data.decode() for data in files]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[list[dict[str, Any]]] = json.loads(done.stdout)
    return found


def parsed(rows: list[dict[str, Any]]) -> list[Question]:
    """Its questions; ``isTrue`` and the rest are its names."""
    category = ""
    found: list[Question] = []
    kinds = {"MC": "multichoice", "TF": "truefalse", "Short": "shortanswer", "Numerical": "numerical"}
    for row in rows:
        if row["type"] == "Category":
            category = row["title"].replace("\\\\", "\\")
            continue
        general = row["globalFeedback"]["text"]
        kind = {**kinds, "Matching": "match", "Essay": "essay"}[row["type"]]
        made = Question(
            kind, row["title"], row["id"], category, row["stem"]["text"], general, tuple(row["tags"]), [], notes=general
        )
        assert row["stem"]["format"] == "html"
        made.rows = [_choice(choice, kind) for choice in row.get("choices") or []]
        made.rows += [Row(p["subquestion"]["text"], right=_held(p["subanswer"])) for p in row.get("matchPairs") or []]
        made.single = any(choice["isCorrect"] for choice in row.get("choices") or [])
        if kind == "truefalse":
            made.rows = _truth(row)
        found.append(made)
    return found


def _held(text: str) -> str:
    """Gift-pegjs 1.0.2 leaves its own names for escaped marks in right sides (``PlainText``)."""
    return after(re.sub(r"&&(\d{3})(?!;)", r"&&\1;", text).replace("&&092;", "\\"))


def _truth(row: dict[str, Any]) -> list[Row]:
    """It has the first feedback for True, Moodle for the wrong answer; each says in words which one it is about."""
    said = [row["trueFeedback"]["text"], row["falseFeedback"]["text"]]
    return [
        Row(
            word,
            float(row["isTrue"] is (word == "true")),
            next(f for f in said if f"<strong>{word.capitalize()}.</strong>" in f),
        )
        for word in ("true", "false")
    ]


def _choice(choice: dict[str, Any], kind: str) -> Row:
    text, weight = choice["text"], choice["weight"]
    share = weight / 100 if weight is not None else float(choice["isCorrect"])
    feedback = choice["feedback"]["text"] if choice["feedback"] else ""
    if kind == "numerical" and "number" in text:
        return Row(repr(text["number"]), share, feedback, tolerance=float(text["range"]))
    return Row(text["text"], share, feedback)


def test_gift_pegjs_reads_every_bank_of_the_course() -> None:
    """The independent grammar finds the same questions, keys, feedback and citations."""
    found = parsed(grammar([write(everything()).data])[0])

    assert len(found) >= 350
    prove(everything(), found)


def test_gift_pegjs_reads_marks_as_words() -> None:
    """The independent grammar takes what is typed, and the starts of choices, for words."""
    made = [*(short(text, "quite another") for text in TYPED), chosen(1, *SHOWN), chosen(4, *SHOWN[:6])]

    for selection, rows in zip(made, grammar([write(one).data for one in made]), strict=True):
        prove(selection, parsed(rows))


def test_gift_pegjs_reads_hostile_texts() -> None:
    """The independent grammar reads hostile texts literally too."""
    drawn: list[Selection] = []

    @hostile
    @given(selections())
    def draw(selection: Selection) -> None:
        drawn.append(whole(selection)[0])

    draw()
    drawn = [selection for selection in drawn if any(part.items for part in selection.parts)]
    for selection, rows in zip(drawn, grammar([write(one).data for one in drawn]), strict=True):
        prove(selection, parsed(rows))

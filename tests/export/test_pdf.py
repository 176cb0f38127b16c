"""PDF worksheets and lesson sheets: read back with pypdf, pikepdf, pdfium and poppler, none of which wrote them."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pypdfium2
import pytest
from hypothesis import given

from surplace.export import sheets, typeset
from surplace.export.base import Losses, Made, Selection
from surplace.export.paper import make
from surplace.export.pdf import write, write_letter
from surplace.export.select import select
from surplace.model import Bank, Item, Lesson, Markdown, Match, Open
from tests.export.papers import addresses, anew, cited, course, is_right, said, squashed, whole
from tests.export.strategies import HERE, hostile, selections

NEEDS_CJK = pytest.mark.skipif(not typeset.cjk_folder(), reason="noto-cjk-sans-otc is not installed")
NEEDS_POPPLER = pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not installed")
LESSONS = pytest.mark.parametrize("lesson", course().lessons, ids=lambda one: one.id)


def pages(data: bytes) -> list[str]:
    """The text of each page, as pdfium reads it, without the foot; pdfium has signs for a hyphen at a line end."""
    with pypdfium2.PdfDocument(data) as document:
        found = [page.get_textpage().get_text_range() for page in document]
    texts = [re.sub("[\x02\ufffe]", "-", text) for text in found]
    count = len(texts)
    return [re.sub(rf"(?m)^.*\s{n} / {count}\s*$", "", text) for n, text in enumerate(texts, 1)]


def titles(data: bytes) -> list[str]:
    """The titles of the outline, in their order."""

    def flat(some: list[Any]) -> Iterator[str]:
        for one in some:
            if isinstance(one, list):
                yield from flat(one)
            else:
                yield str(one.title)

    return list(flat(pypdf.PdfReader(io.BytesIO(data)).outline))


def links(data: bytes) -> set[str]:
    """The addresses of all links."""
    with pikepdf.open(io.BytesIO(data)) as document:
        return {
            str(note.A.URI)
            for page in document.pages
            for note in page.get("/Annots", [])
            if "/A" in note and "/URI" in note.A
        }


def tags(data: bytes) -> Counter[str]:
    """How often each type of structure element stands in the tree of the tags."""
    found: Counter[str] = Counter()
    with pikepdf.open(io.BytesIO(data)) as document:
        todo: list[Any] = [document.Root.StructTreeRoot]
        while todo:
            node = todo.pop()
            if isinstance(node, pikepdf.Array):
                todo += list(node)
            elif isinstance(node, pikepdf.Dictionary):
                found[str(node.get("/S", ""))[1:]] += 1
                if "/K" in node:
                    todo.append(node.K)
    return found


def sound(data: bytes) -> None:
    """Tagged, with language, title and outline, every font embedded and mapped to Unicode, no claim of PDF/UA."""
    with pikepdf.open(io.BytesIO(data)) as document:
        root = document.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "en-GB"
        assert str(document.docinfo["/Title"])
        assert b"pdfuaid" not in root.Metadata.read_bytes()
        assert not {"/CreationDate", "/ModDate"} & set(document.docinfo.keys())
        fonts = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
        assert fonts
        for font in fonts:
            assert font.Subtype != "/Type0" or "/ToUnicode" in font
            if "/FontDescriptor" in font:
                assert {"/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys())
    assert titles(data)
    found = tags(data)
    assert found["Document"] == found["Title"] == 1
    assert found["H1"]


def key_of(data: bytes) -> list[str]:
    """What the outline says is right, question by question."""
    found = (re.fullmatch(r"Question \d+: ?(.*)", title, re.DOTALL) for title in titles(data))
    return [one[1] for one in found if one]


def questions(sheet: str, count: int) -> list[str]:
    """The text of each question, without white space."""
    flat = squashed(sheet)
    starts: list[int] = []
    for n in range(1, count + 1):
        starts.append(flat.index(f"Question{n}", starts[-1] if starts else 0))
    return [flat[start:end] for start, end in zip(starts, [*starts[1:], len(flat)], strict=True)]


def picked_texts(item: Item, picked: str, question: str) -> dict[str, str]:
    """The texts after the letters of a question: each must stand right behind its letter."""
    from surplace.export.texts import plain
    from surplace.model import Order, Pair, answers

    options = [squashed(plain(a.right if isinstance(a, Pair) else a.text)) for a in answers(item)]
    letters = re.findall(r"\b[A-Z]\b", picked) if not isinstance(item, Open) else []
    if isinstance(item, Match | Order):
        letters = sorted(letters)
    return {letter: text for letter in letters for text in options if f"{letter}{text}" in question}


@pytest.mark.parametrize("selection", whole(), ids=lambda one: one.slug)
def test_every_bank_arrives_whole(selection: Selection) -> None:
    """Each question, right answer, reason, citation with pinpoint and link, objective and level is in the file."""
    made = write(selection)
    sound(made.data)
    read = pages(made.data)
    at = next(n for n, text in enumerate(read) if text.lstrip().startswith("Answer key"))
    items = [item for _part, item in selection.items()]
    sheet, everything = questions("".join(read[:at]), len(items)), squashed("".join(read))
    keys = key_of(made.data)

    assert made.losses == ()
    assert len(keys) == len(items)
    for item, picked, question in zip(items, keys, sheet, strict=True):
        assert is_right(item, picked, picked_texts(item, picked, question)), f"{item.id}: {picked!r}"
        for text in (*said(item), *cited(item, selection.course.sources)):
            assert squashed(text) in everything, f"{item.id}: {text!r}"
        for text in (f"Objective {item.objective}", f"level: {item.level}", f"question id: {item.id}"):
            assert squashed(text) in everything
    assert addresses(selection) <= links(made.data)


def bare(text: str) -> Counter[str]:
    """The characters that a text must bring, without marks that are never drawn and brackets that mirror."""
    flat = unicodedata.normalize("NFKC", text)
    return Counter(
        c for c in flat if unicodedata.category(c) not in ("Cf", "Cc", "Zs", "Zl", "Zp", "Mn") and c not in "()[]{}<>«»"
    )


@given(selections())
@hostile
def test_hostile_texts_arrive(selection: Selection) -> None:
    """Every character of every text is drawn, or is printed as a code point that the report names for the item."""
    made = write(selection)
    drawn = bare("".join(pages(made.data)))
    needed: Counter[str] = Counter()
    for _part, item in selection.items():
        named = {loss.item: set(re.findall(r"U\+([0-9A-F]{4,6})", loss.what)) for loss in made.losses}.get(
            item.id, set()
        )
        for text in (*said(item), *cited(item, selection.course.sources)):
            needed += bare("".join(f"[U+{ord(c):04X}]" if f"{ord(c):04X}" in named else c for c in text))

    if needed - drawn:  # pdfium takes two narrow signs side by side for one in false bold
        drawn |= bare("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.data)).pages))
    missing = needed - drawn
    assert not missing
    assert len(key_of(made.data)) == sum(1 for _ in selection.items())


def test_same_input_same_bytes() -> None:
    """No clock, no random, no font of the machine: another process makes the same file."""
    selection = whole()[0]
    data = write(selection).data

    assert data == write(selection).data
    assert hashlib.sha256(data).hexdigest() == anew("pdf", selection.slug)


def _with_prompt(text: str) -> Selection:
    """A bank of one question, with that prompt."""
    base = whole()[0]
    part = base.parts[0]
    item = replace(part.items[0], prompt=Markdown(text, HERE))
    return replace(base, parts=(replace(part, items=(item,), bank=Bank("x", HERE, (item,))),))


def families(data: bytes) -> str:
    """The names of all fonts of a file."""
    with pikepdf.open(io.BytesIO(data)) as document:
        return " ".join(
            str(one.BaseFont) for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one
        )


@NEEDS_CJK
def test_korean_and_chinese_are_embedded() -> None:
    """Korean, Chinese and Arabic words can be read and copied, from fonts inside the file."""
    made = write(_with_prompt("Say 강제송환 금지, 难民 and اللاجئين here"))
    text = unicodedata.normalize("NFKC", "".join(pages(made.data)))

    assert made.losses == ()
    assert "강제송환 금지" in text
    assert "难民" in text
    assert bare("اللاجئين") - bare(text) == Counter()
    assert {"SourceSerif4", "NotoSansCJK"} <= set(re.findall("SourceSerif4|NotoSansCJK", families(made.data)))
    sound(made.data)


def test_without_a_font_the_report_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine without a Korean font the words come as code points, and a line names the package to install."""
    monkeypatch.setattr(typeset, "cjk_folder", lambda: None)
    typeset.has_glyph.cache_clear()
    try:
        made = write(_with_prompt("Say 금지 here"))
    finally:
        typeset.has_glyph.cache_clear()

    loss = next(one for one in made.losses if one.item == whole()[0].parts[0].items[0].id)
    assert not loss.left_out
    assert loss.what == "characters U+AE08, U+C9C0"
    assert "pip install noto-cjk-sans-otc" in loss.how
    assert "[U+AE08][U+C9C0]" in squashed("".join(pages(made.data)))


def test_the_worksheet_says_which_one_it_is() -> None:
    """Form and seed are printed, with room for name and date; the key begins on a new page; seeds mix the choices."""
    plain, mixed = whole(0, "A")[0], whole(7, "A")[0]
    one, other = write(plain).data, write(mixed).data
    first = pages(other)[0]

    assert "Form A · seed 7" in first
    assert all(word in first for word in ("Name", "Class", "Date"))
    assert sum(text.lstrip().startswith("Answer key") for text in pages(other)) == 1
    assert key_of(one) != key_of(other)
    assert pages(one)[0] != first


def test_paper_sizes_and_the_halves() -> None:
    """A4 and Letter have their sizes in points; the worksheet can be had without its key."""
    selection = whole()[0]
    sizes = [pypdf.PdfReader(io.BytesIO(f(selection).data)).pages[0].mediabox for f in (write, write_letter)]
    alone = write(selection, what="worksheet").data

    assert [(round(box.width), round(box.height)) for box in sizes] == [(595, 842), (612, 792)]
    assert "Answer key" not in "".join(pages(alone))
    assert key_of(alone) == []


def test_the_tags_say_what_is_what() -> None:
    """Choices are lists, tables have heading cells, links are links, and no figure lacks its words."""
    selection = next(s for s in whole() if any(isinstance(i, Match) for _p, i in s.items()))
    found = tags(write(selection).data)

    assert found["TH"] >= 2
    assert found["LI"] > len(selection.parts[0].items) * 4
    assert found["Link"] > 10
    assert found["H2"] == 2 * len(selection.parts[0].items)
    assert found["Figure"] == 0


@pytest.mark.parametrize("selection", [*whole()[::8], select(course(), module="4")[0]], ids=lambda one: one.slug)
def test_typst_finds_nothing_that_pdf_ua_forbids(selection: Selection) -> None:
    """Typst's own checks for PDF/UA-1 pass (they refuse the file otherwise); the files claim nothing all the same."""
    paper = make(selection, Losses())

    assert b"pdfuaid" in typeset.typeset(paper, checked=True)


def test_several_banks_in_one_file() -> None:
    """Each part begins on its own page with its title and a link to its lesson; letters and keys stay in step."""
    selection = select(course(), module="4", site="https://course.example")[0]
    data = write(selection).data
    read = pages(data)
    named = titles(data)

    for part in selection.parts:
        assert named.count(part.title) == 2
        assert any(squashed(text).startswith(squashed(part.title)) for text in read[1:]) or part is selection.parts[0]
        assert part.lesson is not None
        assert f"https://course.example/{part.lesson.page.docname}.html" in links(data)
    assert len(key_of(data)) == sum(1 for _ in selection.items())


def test_ink_is_grey() -> None:
    """Printed without colour nothing is lost: each pixel of a worksheet and its key is a grey."""
    with pypdfium2.PdfDocument(write(whole()[0]).data) as document:
        for page in document:
            image = page.render(scale=0.5).to_pil().convert("RGB")
            assert all(max(colour) - min(colour) <= 2 for _count, colour in image.getcolors(1 << 20) or ())


@NEEDS_POPPLER
def test_poppler_reads_it(tmp_path: Path) -> None:
    """A second reader finds the questions and the reasons, in the order of the page."""
    selection = whole()[0]
    (tmp_path / "a.pdf").write_bytes(write(selection).data)
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", str(tmp_path / "a.pdf"), "-"], capture_output=True, check=True)
    text = squashed(done.stdout.decode())

    for _part, item in selection.items():
        assert squashed(next(iter(said(item)))) in text


def _sheet(made: Made) -> str:
    """The words of a lesson sheet that is sound and lost nothing."""
    sound(made.data)
    assert made.losses == ()
    return squashed("".join(pages(made.data)))


@LESSONS
def test_a_handout_has_the_rules_in_plain_words(lesson: Lesson) -> None:
    """A handout has the question, the objectives and every plain version, and no answers of the activity."""
    text = _sheet(sheets.handout(course(), lesson))

    assert squashed(lesson.question).replace("'", "’") in text.replace("'", "’")
    assert all(squashed(one.verb) in text for one in lesson.objectives)
    assert len(lesson.page.plain) >= 1
    for box in lesson.page.plain:
        first = re.split(r"[*\n{`'“\"]", box.text.strip())[0]
        assert squashed(first) in text
    assert "Keypoints" in text
    assert not re.search(r"Forthe leader:|Answers:|Prepare:", text)


@LESSONS
def test_a_run_sheet_has_every_step(lesson: Lesson) -> None:
    """A run sheet has each step with its minutes, what to do and what to expect; the minutes add up."""
    text = _sheet(sheets.run_sheet(course(), lesson))

    assert len(lesson.run) == 6
    assert f"–{lesson.minutes}" in text
    for row in lesson.run:
        for words in (row.do, row.expect):
            assert squashed(re.split(r"[*'“\"]", words)[0]) in text


@LESSONS
def test_slides_follow_the_run_sheet(lesson: Lesson) -> None:
    """There are slides for the question, each step, each plain version, the activity and key points; none spills."""
    made = sheets.slides(course(), lesson)
    text = _sheet(made)
    named = titles(made.data)

    assert {"The question", "Key points", *(sheets.STEPS[row.step] for row in lesson.run)} <= set(named)
    assert named.count("In plain words") == len(lesson.page.plain)
    assert squashed(lesson.title).replace("'", "’") in text
    assert "Agoodanswer" not in text
    assert len(pypdf.PdfReader(io.BytesIO(made.data)).pages) == len(named) + 1

"""Word (``.docx``): a worksheet, then on a new page the key, for A4 (``write``) and Letter (``write_letter``).

Written with python-docx (Office Open XML, ECMA-376, transitional). What that library has no word for is set by hand:
the heading row of a table (``w:tblHeader``, part 1, 17.4.50), the languages of a run (``w:lang``, 17.3.2.20), text
from right to left (``w:rtl``, 17.3.2.30), and links (17.16.22). Numbers and letters are text, so that deleting a
question leaves the others in step with their key. The template's picture of itself and its dates are taken out.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from functools import cache
from typing import Any, assert_never

from docx import Document
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph

from surplace.export import wordstyle
from surplace.export.base import Losses, Made, Selection
from surplace.export.paper import letter, make
from surplace.export.runs import (
    Answer,
    Answers,
    Blanks,
    Block,
    Bullets,
    Choices,
    Heading,
    Lines,
    Paper,
    Para,
    Run,
    Runs,
    Table,
    join,
    raw,
)

STYLE_OF = {
    "body": "Body Text",
    "lead": "Lead",
    "note": "Content Note",
    "vignette": "Vignette",
    "prompt": "Prompt",
    "meta": "Meta",
    "source": "Source",
    "code": "Body Text",
}
RTL = ("ar", "he")


def write(selection: Selection, size: tuple[int, int] = wordstyle.A4, what: str = "both") -> Made:
    """The document of a selection; ``what`` is ``both``, ``worksheet`` or ``key``, ``size`` in tenths of mm."""
    losses = Losses()
    return Made(document(make(selection, losses, what), size), losses.done())


def write_letter(selection: Selection, what: str = "both") -> Made:
    """The same for paper of 8.5 by 11 inches."""
    return write(selection, wordstyle.LETTER, what)


def document(paper: Paper, size: tuple[int, int]) -> bytes:
    """A paper as a Word file: the same bytes for the same paper."""
    writer = _Writer(size)
    writer.front(paper)
    for _owner, some in paper.sections:
        for block in some:
            writer.block(block)
    stream = io.BytesIO()
    writer.doc.save(stream)
    return _fixed(stream.getvalue())


def _fixed(made: bytes) -> bytes:
    """The same package with sorted parts and one date (OPC, ECMA-376 part 2: content types come first)."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(target, "w") as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            new.writestr(info, old.read(name))
    return target.getvalue()


@cache
def _template(size: tuple[int, int]) -> bytes:
    """An empty document with all styles, made once: python-docx is slow at looking for styles."""
    doc = Document()
    wordstyle.prepare(doc, size)
    stream = io.BytesIO()
    doc.save(stream)
    return stream.getvalue()


class _Writer:
    """Adds blocks to one document."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.doc = Document(io.BytesIO(_template(size)))
        section = self.doc.sections[0]
        edges = section.left_margin, section.right_margin
        self.width = Length((section.page_width or 0) - sum(edge or 0 for edge in edges))
        self.styles = {str(style.name): style.style_id for style in self.doc.styles}
        self.links: dict[str, str] = {}

    def front(self, paper: Paper) -> None:
        """Properties, title and foot of the page."""
        wordstyle.properties(self.doc, paper.title, paper.subject)
        self.add("Title", raw(paper.title))
        self.add("Subtitle", raw(paper.subtitle))
        foot = self.doc.sections[0].footer.paragraphs[0]
        self._style(foot, "Footer")
        foot.paragraph_format.tab_stops.add_tab_stop(self.width, WD_TAB_ALIGNMENT.RIGHT)
        self.fill(foot, raw(f"{paper.footer}\t"))
        wordstyle.add_field(foot, "PAGE")
        foot.add_run(" / ")
        wordstyle.add_field(foot, "NUMPAGES")

    def block(self, block: Block) -> None:
        """Add one block."""
        match block:
            case Heading():
                self._heading(block)
            case Para():
                self.add(STYLE_OF[block.style], block.runs)
            case Choices():
                for n, runs in enumerate(block.items):
                    choice = self.add("Choice", join(raw(f"{letter(block.first + n)}.\t", strong=True), runs))
                    choice.paragraph_format.keep_with_next = n < len(block.items) - 1
            case Answers():
                for answer in block.items:
                    self._answer(answer)
            case Lines():
                self._lines(block)
            case Table():
                self._table(block)
            case Bullets():
                for n, runs in enumerate(block.items, block.first):
                    number = raw(f"{n}.\t") if block.ordered else ()
                    self.add("Answer" if block.ordered else "List Bullet", join(number, runs))
            case Blanks():
                self._blanks(block)
            case _:
                assert_never(block)

    def add(self, style: str, runs: Runs) -> Paragraph:
        """A paragraph in a style."""
        paragraph: Paragraph = self.doc.add_paragraph()
        self._style(paragraph, style)
        self.fill(paragraph, runs)
        return paragraph

    def _style(self, paragraph: Paragraph, name: str) -> None:
        element: Any = paragraph._p
        element.style = self.styles[name]

    def _heading(self, block: Heading) -> None:
        paragraph = self.add(f"Heading {block.level}", block.runs)
        if block.page:
            paragraph.paragraph_format.page_break_before = True
        if block.aside:
            aside = self.add("Instruction", block.aside)
            aside.paragraph_format.keep_with_next = True

    def _answer(self, answer: Answer) -> None:
        label = raw(f"{answer.label}\t", strong=True) if answer.label else raw("–\t")
        verdict = raw(f"{answer.verdict} ", strong=True) if answer.verdict else ()
        line = self.add("Answer", join(label, verdict, answer.runs))
        if answer.why:
            line.add_run().add_break(WD_BREAK.LINE)
            self.fill(line, answer.why, "Reason")

    def _lines(self, block: Lines) -> None:
        if block.before:
            paragraph = self.add("Fill In", join(block.before, raw(" ")))
            stops = paragraph.paragraph_format.tab_stops
            stops.add_tab_stop(Length(int(self.width * 0.8)), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.LINES)
            self.fill(paragraph, join(raw("\t "), block.after))
            return
        for n in range(block.count):
            self.add("Writing Line", ()).paragraph_format.keep_with_next = n < block.count - 1

    def _blanks(self, block: Blanks) -> None:
        paragraph = self.add("Fill In", ())
        stops = paragraph.paragraph_format.tab_stops
        shares = (0.52, 0.75, 1.0)[-len(block.names) :]
        for name, share in zip(block.names, shares, strict=True):
            stops.add_tab_stop(Length(int(self.width * share)), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.LINES)
            self.fill(paragraph, raw(f"{name} \t  "))

    def _table(self, block: Table) -> None:
        table: Any = self.doc.add_table(rows=0, cols=len(block.head), style="Sheet Table")
        table.autofit = False
        wordstyle.describe(table, block.name)
        total = sum(block.widths)
        for place, cells in enumerate((block.head, *block.rows)):
            row = table.add_row()
            wordstyle.mark_row(row, head=place == 0)
            for cell, runs, share in zip(row.cells, cells, block.widths, strict=True):
                cell.width = Length(self.width * share // total)
                self._style(cell.paragraphs[0], "Table Head" if place == 0 else "Table Text")
                self.fill(cell.paragraphs[0], runs)
        self.add("Meta", ())

    def fill(self, paragraph: Paragraph, runs: Iterable[Run], style: str = "") -> None:
        """Add words to a paragraph, in a style of characters; neighbours with one address share a link."""
        for run in runs:
            if run.text == "\n":
                paragraph.add_run().add_break(WD_BREAK.LINE)
                continue
            made: Any = paragraph.add_run(run.text)
            made._r.style = self.styles["Hyperlink" if run.url else style] if style or run.url else None
            wordstyle.dress(made, run.strong, run.em, run.code)
            self._speak(made, run.lang)
            if run.url:
                self._link(paragraph, made, run.url)

    def _speak(self, made: Any, lang: str) -> None:
        if not lang:
            return
        properties = made._r.get_or_add_rPr()
        tag = OxmlElement("w:lang")
        if lang in RTL:
            properties.append(OxmlElement("w:rtl"))
            tag.set(qn("w:bidi"), {"ar": "ar-SA", "he": "he-IL"}[lang])
        else:
            tag.set(qn("w:eastAsia"), {"ko": "ko-KR", "ja": "ja-JP", "zh": "zh-CN"}[lang])
        properties.append(tag)

    def _link(self, paragraph: Paragraph, made: Any, url: str) -> None:
        place: Any = paragraph._p
        last: Any = place[-2] if len(place) > 1 else None
        if url not in self.links:
            self.links[url] = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        if last is not None and last.tag == qn("w:hyperlink") and last.get(qn("r:id")) == self.links[url]:
            last.append(made._r)
            return
        link: Any = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), self.links[url])
        link.append(made._r)
        place.append(link)

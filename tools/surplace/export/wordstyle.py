"""The styles of the Word documents, and the marks that python-docx has no words for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

A4, LETTER = (2100, 2970), (2159, 2794)
"""Width and height in tenths of a millimetre."""

FONT, ASIAN, COMPLEX = "Cambria", "Malgun Gothic", "Arial"
"""What Word has on every machine, since a document carries no fonts; LibreOffice has twins of the same widths."""

GREY = RGBColor(0x55, 0x55, 0x55)
EPOCH = datetime(1980, 1, 1)
"""Without a zone, as python-docx wants it; it is written as UTC."""

_STYLES: dict[str, dict[str, Any]] = {
    "Title": {"size": 21, "bold": True, "after": 2},
    "Subtitle": {"size": 11, "grey": True, "after": 8},
    "Heading 1": {"size": 15, "bold": True, "before": 18, "after": 6, "next": True},
    "Heading 2": {"size": 12, "bold": True, "before": 16, "after": 2, "next": True},
    "Heading 3": {"size": 11.5, "bold": True, "before": 14, "after": 2, "next": True},
    "Body Text": {"after": 6},
    "Lead": {"grey": True, "after": 6},
    "Instruction": {"size": 10, "italic": True, "grey": True, "after": 4, "next": True},
    "Content Note": {"size": 10, "left": 4, "after": 6, "next": True, "bar": True},
    "Vignette": {"left": 2, "right": 2, "after": 6, "next": True, "shade": "F1F1F1"},
    "Prompt": {"after": 6, "next": True},
    "Choice": {"left": 9, "hang": 7, "after": 4, "together": True},
    "Answer": {"left": 9, "hang": 9, "before": 3, "after": 4, "together": True},
    "Meta": {"size": 9, "grey": True, "before": 4, "after": 4},
    "Source": {"size": 10, "left": 5, "hang": 5, "after": 4},
    "Fill In": {"before": 10, "after": 8},
    "Writing Line": {"size": 16, "after": 0, "line": True},
    "Table Text": {"size": 10, "before": 2, "after": 2},
    "Table Head": {"size": 10, "bold": True, "before": 2, "after": 2, "next": True},
    "List Bullet": {"after": 3},
    "Footer": {"size": 8.5, "grey": True},
}
"""Sizes in points, indents in millimetres."""


def prepare(doc: Any, size: tuple[int, int]) -> None:
    """Page, languages and styles."""
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(size[0] / 10), Mm(size[1] / 10)
    section.left_margin = section.right_margin = Mm(23)
    section.top_margin, section.bottom_margin = Mm(20), Mm(22)
    _defaults(doc)
    for name, wanted in _STYLES.items():
        _style(doc, name, wanted)
    link = doc.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline = True
    doc.styles.add_style("Reason", WD_STYLE_TYPE.CHARACTER).font.size = Pt(10.5)
    _table_style(doc)
    _lighten(doc)


def properties(doc: Any, title: str, subject: str) -> None:
    """Title, author and language (ECMA-376 part 2, 11); the dates are fixed, so that bytes are too."""
    core = doc.core_properties
    core.title, core.subject, core.author = title[:255], subject, "The Sur Place authors"
    core.language, core.comments, core.keywords = "en-GB", "", ""
    core.created = core.modified = EPOCH
    core.last_modified_by, core.revision = "Sur Place", 1


def _defaults(doc: Any) -> None:
    """Fonts and languages of the whole document, in ``w:docDefaults``."""
    run = doc.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    fonts, lang = run.find(qn("w:rFonts")), run.find(qn("w:lang"))
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    _fonts(fonts)
    lang.set(qn("w:val"), "en-GB")
    lang.set(qn("w:eastAsia"), "ko-KR")
    lang.set(qn("w:bidi"), "ar-SA")
    normal = doc.styles["Normal"]
    normal.font.size = Pt(11)
    _fonts(normal.element.get_or_add_rPr().get_or_add_rFonts())
    normal.paragraph_format.line_spacing = 1.12
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.widow_control = True


def _fonts(element: Any) -> None:
    for name in list(element.attrib):
        del element.attrib[name]
    for name, font in (("ascii", FONT), ("hAnsi", FONT), ("eastAsia", ASIAN), ("cs", COMPLEX)):
        element.set(qn(f"w:{name}"), font)


def _style(doc: Any, name: str, wanted: dict[str, Any]) -> None:
    """One paragraph style; those that the template has lose its colours and fonts."""
    known = name in [style.name for style in doc.styles]
    style = doc.styles[name] if known else doc.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not known:
        style.base_style = doc.styles["Normal"]
        style.quick_style = True
    element = style.element
    for gone in (element.rPr, element.pPr if name in ("Title", "Subtitle", "Footer") else None):
        if gone is not None:
            element.remove(gone)
    _fonts(element.get_or_add_rPr().get_or_add_rFonts())
    style.font.bold, style.font.italic = wanted.get("bold"), wanted.get("italic")
    style.font.size = Pt(wanted["size"]) if "size" in wanted else None
    if wanted.get("grey"):
        style.font.color.rgb = GREY
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(wanted.get("before", 0)), Pt(wanted.get("after", 0))
    form.keep_with_next, form.keep_together = wanted.get("next"), wanted.get("together")
    if "left" in wanted:
        form.left_indent, form.right_indent = Mm(wanted["left"]), Mm(wanted.get("right", 0))
    if "hang" in wanted:
        form.first_line_indent = Mm(-wanted["hang"])
        form.tab_stops.add_tab_stop(Mm(wanted["left"]))
    _borders(form, wanted)


def _borders(form: Any, wanted: dict[str, Any]) -> None:
    """A bar at the left, a line below, or a grey ground; in the order that the schema asks for (17.3.1.26)."""
    side = "left" if wanted.get("bar") else "bottom" if wanted.get("line") else ""
    made = form._element.get_or_add_pPr()
    after = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr")
    if side:
        box = OxmlElement("w:pBdr")
        sides = (side, "between") if side == "bottom" else (side,)
        for name in sides:
            edge = OxmlElement(f"w:{name}")
            for key, value in (("val", "single"), ("sz", "4" if name != "left" else "12"), ("space", "4"),
                               ("color", "808080")):  # fmt: skip
                edge.set(qn(f"w:{key}"), value)
            box.append(edge)
        made.insert_element_before(box, *after)
    if "shade" in wanted:
        ground = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", wanted["shade"])):
            ground.set(qn(f"w:{key}"), value)
        made.insert_element_before(ground, *after[1:])


def _table_style(doc: Any) -> None:
    """Hair lines between rows; no colours."""
    style = doc.styles.add_style("Sheet Table", WD_STYLE_TYPE.TABLE)
    style.base_style = doc.styles["Normal Table"]
    table = OxmlElement("w:tblPr")
    edges = OxmlElement("w:tblBorders")
    for name, size in (("top", "8"), ("bottom", "8"), ("insideH", "4")):
        edge = OxmlElement(f"w:{name}")
        for key, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", "707070")):
            edge.set(qn(f"w:{key}"), value)
        edges.append(edge)
    table.append(edges)
    style.element.append(table)


def _lighten(doc: Any) -> None:
    """Drop what the template carries and nothing uses: a picture of an empty page, 90 table styles, other parts."""
    for owner in (doc.part.package, doc.part):
        for key in [key for key, rel in owner.rels.items() if rel.reltype.endswith(_UNUSED)]:
            del owner.rels[key]
    for style in list(doc.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in ("Normal Table", "Sheet Table"):
            style.element.getparent().remove(style.element)


_UNUSED = ("/thumbnail", "/stylesWithEffects", "/customXml")


def describe(table: Any, name: str) -> None:
    """Say what a table shows (``w:tblCaption``, ``w:tblDescription``: ISO 29500-4, 14.4.1)."""
    for tag in ("w:tblCaption", "w:tblDescription"):
        made = OxmlElement(tag)
        made.set(qn("w:val"), name)
        table._tbl.tblPr.append(made)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:
        look.set(qn("w:firstRow"), "1")
        look.set(qn("w:firstColumn"), "0")
        look.set(qn("w:val"), "0420")


def mark_row(row: Any, head: bool) -> None:
    """A row stays on one page; the first one is the heading row and comes again on each page."""
    made = row._tr.get_or_add_trPr()
    made.append(OxmlElement("w:cantSplit"))
    if head:
        made.append(OxmlElement("w:tblHeader"))


def dress(run: Any, strong: bool, em: bool, code: bool) -> None:
    """Bold, italics, or the fixed width of code."""
    if strong:
        run.bold = True
    if em:
        run.italic = True
    if code:
        run.font.name = "DejaVu Sans Mono"


def add_field(paragraph: Paragraph, name: str) -> None:
    """A field that the reader works out (17.16.5): ``PAGE``, ``NUMPAGES``."""
    field: Any = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    made: Any = paragraph.add_run("1")
    field.append(made._r)
    place: Any = paragraph._p
    place.append(field)

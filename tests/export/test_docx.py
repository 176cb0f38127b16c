"""Word worksheets: the package keeps the rules of Office Open XML, and everything of the bank is on paper.

Read with ``zipfile`` and ElementTree against the rules of ECMA-376, not with the library that writes; LibreOffice
opens one file where it is installed.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given

from surplace.export.base import Selection
from surplace.export.docx import write, write_letter
from surplace.model import Bank, Item, Markdown, Match, Open, kind_of
from tests.export.papers import addresses, anew, cited, is_right, said, squashed, whole
from tests.export.strategies import HERE, hostile, selections

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
PPR = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
)
RPR = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
    "eastAsianLayout specVanish oMath"
)
TBLPR = (
    "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
    "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription"
)
ORDER = {"pPr": PPR.split(), "rPr": RPR.split(), "tblPr": TBLPR.split()}
"""The sequences of ECMA-376 part 1, 17.3.1.26, 17.3.2.28 and 17.4.60; Word refuses some files that break them."""


@dataclass
class Read:
    """A document: (style, text) of each paragraph in order, and the addresses of its links."""

    paragraphs: list[tuple[str, str]] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    parts: dict[str, bytes] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All words, without white space."""
        return squashed("\n".join(text for _style, text in self.paragraphs))

    def split(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """The paragraphs of the worksheet and those of the key."""
        at = next(n for n, (style, text) in enumerate(self.paragraphs) if (style, text) == ("Heading1", "Answer key"))
        return self.paragraphs[:at], self.paragraphs[at:]


def read(data: bytes) -> Read:
    """The package, with what Word asks of it. Raises ``AssertionError`` where it breaks a rule."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        found = Read(parts={name: package.read(name) for name in package.namelist()})
        assert len(package.namelist()) == len(set(package.namelist()))
    _content_types(found.parts)
    targets = _relations(found.parts)
    body = ET.fromstring(found.parts["word/document.xml"])
    for part in ("word/document.xml", "word/styles.xml", "word/footer1.xml"):
        _ordered(ET.fromstring(found.parts[part]))
    styles = {node.get(f"{W}styleId") for node in ET.fromstring(found.parts["word/styles.xml"]).iter(f"{W}style")}
    for tag in ("pStyle", "rStyle", "tblStyle"):
        assert {node.get(f"{W}val") for node in body.iter(f"{W}{tag}")} <= styles
    for link in body.iter(f"{W}hyperlink"):
        found.links.add(targets["word/document.xml"][link.get(f"{R}id") or ""])
    for paragraph in body.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        found.paragraphs.append((style.get(f"{W}val") or "" if style is not None else "", _words(paragraph)))
    return found


def _words(paragraph: ET.Element) -> str:
    marks = {f"{W}br": "\n", f"{W}tab": "\t"}
    runs = [node for run in paragraph.iter(f"{W}r") for node in run]
    return "".join(node.text or "" if node.tag == f"{W}t" else marks.get(node.tag, "") for node in runs)


def _content_types(parts: dict[str, bytes]) -> None:
    """Each part has a content type (OPC, 10.1.2)."""
    root = ET.fromstring(parts["[Content_Types].xml"])
    endings = {node.get("Extension") for node in root.iter(f"{TYPES}Default")}
    names = {node.get("PartName") for node in root.iter(f"{TYPES}Override")}
    assert all(f"/{name}" in names or name.rpartition(".")[2] in endings for name in parts if name[0] != "[")
    assert all((name or "").lstrip("/") in parts for name in names)


def _relations(parts: dict[str, bytes]) -> dict[str, dict[str, str]]:
    """Each relation leads to a part of the package, or out of it (OPC, 9.3); by the part that it starts from."""
    out: dict[str, dict[str, str]] = {}
    for name in [name for name in parts if name.endswith(".rels")]:
        folder, _, rest = name.rpartition("_rels/")
        for node in ET.fromstring(parts[name]).iter(f"{REL}Relationship"):
            target = node.get("Target") or ""
            out.setdefault(f"{folder}{rest.removesuffix('.rels')}", {})[node.get("Id") or ""] = target
            if node.get("TargetMode") != "External":
                path = target.lstrip("/") if target[0] == "/" else f"{folder}{target}"
                while "../" in path:
                    path = re.sub(r"[^/]+/\.\./", "", path, count=1)
                assert path in parts, f"{name}: {target}"
    return out


def _ordered(root: ET.Element) -> None:
    for name, order in ORDER.items():
        for node in root.iter(f"{W}{name}"):
            places = [order.index(child.tag.removeprefix(W)) for child in node]
            assert places == sorted(places), f"{name}: {[child.tag.removeprefix(W) for child in node]}"
            assert len(places) == len(set(places)), f"{name}: an element stands twice"


HEAD = re.compile(r"Question (\d+)(?:: (.*))?", re.DOTALL)


def groups(paragraphs: list[tuple[str, str]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """(text after the number, paragraphs) of each question."""
    out: list[tuple[str, list[tuple[str, str]]]] = []
    for style, text in paragraphs:
        found = HEAD.fullmatch(text) if style in ("Heading2", "Heading3") else None
        if found:
            out.append((found[2] or "", []))
        elif style == "Heading1":
            if out and text == "Sources":
                break
        elif out:
            out[-1][1].append((style, text))
    return out


def lettered(item: Item, paragraphs: list[tuple[str, str]]) -> dict[str, str]:
    """The texts of the worksheet by their letters."""
    if isinstance(item, Match):
        cells = [text for style, text in paragraphs if style == "TableText"][1::2]
        return {cell.split()[0]: squashed(cell[len(cell.split()[0]) :]) for cell in cells}
    rows = [text.split("\t", 1) for style, text in paragraphs if style == "Choice"]
    return {letter.rstrip("."): squashed(text) for letter, text in rows}


def compare(selection: Selection, data: bytes) -> Read:
    """Everything of a selection has arrived, each question at its number."""
    found = read(data)
    sheet, key = (groups(half) for half in found.split())
    items = [item for _part, item in selection.items()]
    assert len(sheet) == len(key) == len(items)
    for item, (_none, question), (picked, answer) in zip(items, sheet, key, strict=True):
        assert is_right(item, picked, lettered(item, question)), f"{item.id}: {picked!r}"
        asked, told = (squashed("\n".join(text for _style, text in half)) for half in (question, answer))
        for text in (*said(item), *cited(item, selection.course.sources)):
            assert squashed(text) in asked + squashed(picked) + told, f"{item.id}: {text!r}"
        for text in (item.objective, f"level: {item.level}", item.id):
            assert squashed(text) in told
        rooms = sum(style == "WritingLine" for style, _text in question)
        assert rooms >= 5 if isinstance(item, Open) else rooms == 0
    assert addresses(selection) <= found.links
    return found


@pytest.mark.parametrize("selection", whole(), ids=lambda one: one.slug)
def test_every_bank_arrives_whole(selection: Selection) -> None:
    """Each question, right answer, reason, citation with pinpoint and link, objective and level is in the file."""
    made = write(selection)

    compare(selection, made.data)
    assert made.losses == ()


@given(selections())
@hostile
def test_hostile_texts_arrive_literally(selection: Selection) -> None:
    """Brackets, entities, markup of other systems, Korean and Arabic stand in the file as they are written."""
    compare(selection, write(selection).data)


def test_same_input_same_bytes() -> None:
    """No clock, no random, no hash of a text: another process makes the same file, with one date inside."""
    selection = whole()[0]
    data = write(selection).data

    assert data == write(selection).data
    assert hashlib.sha256(data).hexdigest() == anew("docx", selection.slug)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = package.namelist()
        assert names[0] == "[Content_Types].xml"
        assert names[1:] == sorted(names[1:])


def test_the_worksheet_says_which_one_it_is() -> None:
    """Form and seed are printed, with room for name and date; another seed mixes the choices and its own key."""
    plain, mixed = whole(0, "A")[0], whole(7, "A")[0]
    one, other = compare(plain, write(plain).data), compare(mixed, write(mixed).data)

    assert ("Subtitle", "Form A · seed 7") in other.paragraphs
    assert ("Subtitle", "Form A · order of the course (seed 0)") in one.paragraphs
    assert any(style == "FillIn" and "Name" in text and "Date" in text for style, text in other.paragraphs)
    sheets = [[text for style, text in found.split()[0] if style == "Choice"] for found in (one, other)]
    assert sheets[0] != sheets[1]


def test_the_document_is_accessible() -> None:
    """Real headings without a gap, heading rows marked, tables described, language and title set; no bare picture."""
    selection = next(s for s in whole() if {"match", "open"} <= {kind_of(i) for _p, i in s.items()})
    found = read(write(selection).data)
    body = ET.fromstring(found.parts["word/document.xml"])
    levels = [int(style[-1]) for style, _text in found.paragraphs if style.startswith("Heading")]
    tables = list(body.iter(f"{W}tbl"))
    defaults = ET.fromstring(found.parts["word/styles.xml"]).find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    core = found.parts["docProps/core.xml"].decode()

    assert levels
    assert all(after - before <= 1 for before, after in zip([1, *levels], levels, strict=False))
    assert len(tables) >= 2
    for table in tables:
        heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")]
        assert heads == [True] + [False] * (len(heads) - 1)
        assert table.find(f"{W}tblPr/{W}tblCaption") is not None
    assert defaults is not None
    assert defaults.get(f"{W}val") == "en-GB"
    assert f"<dc:title>{selection.title}</dc:title>" in core
    assert "<dc:language>en-GB</dc:language>" in core
    pictures = [node for node in body.iter() if node.tag.endswith(("}docPr", "}pict"))]
    assert all(node.get("descr") for node in pictures)
    breaks = [p for p in body.iter(f"{W}p") if p.find(f"{W}pPr/{W}pageBreakBefore") is not None]
    assert [_words(p) for p in breaks] == ["Answer key"]


def test_scripts_have_their_language() -> None:
    """Korean, Chinese and Arabic words carry their language, and Arabic its direction."""
    found = read(write(_with_prompt("Say 강제송환 금지, 难民 and اللاجئين here")).data)
    runs = {
        "".join(node.itertext()): {f"{child.tag.removeprefix(W)}{sorted(child.attrib.values())}" for child in run}
        for node in ET.fromstring(found.parts["word/document.xml"]).iter(f"{W}r")
        if (run := node.find(f"{W}rPr")) is not None
    }

    assert "lang['ko-KR']" in runs["강제송환 금지"]
    assert "lang['zh-CN']" in runs["难民"]
    assert {"rtl[]", "lang['ar-SA']"} <= runs["اللاجئين"]


def _with_prompt(text: str) -> Selection:
    """A bank of one question, with that prompt."""
    base = whole()[0]
    part = base.parts[0]
    item = replace(part.items[0], prompt=Markdown(text, HERE))
    return replace(base, parts=(replace(part, items=(item,), bank=Bank("x", HERE, (item,))),))


def test_what_no_document_can_hold_is_reported() -> None:
    """A control character becomes U+FFFD, with a line that names the item; the file stays good."""
    made = write(_with_prompt("bell \x07 rings"))

    assert [(loss.item, loss.left_out) for loss in made.losses] == [(whole()[0].parts[0].items[0].id, False)]
    assert squashed("bell \ufffd rings") in read(made.data).text


def test_an_open_override_of_direction_ends_with_its_text() -> None:
    """U+202E in a prompt cannot turn the words of the page round after it."""
    found = read(write(_with_prompt("one \u202e two")).data)
    prompt = next(text for style, text in found.paragraphs if style == "Prompt")

    assert prompt == "one \u202e two\u202c"


def test_letter_and_the_halves() -> None:
    """Letter is 8.5 by 11 inches, A4 210 by 297 mm; the worksheet can be had without its key."""
    selection = whole()[0]
    sizes = []
    for made in (write(selection), write_letter(selection)):
        size = ET.fromstring(read(made.data).parts["word/document.xml"]).find(f"{W}body/{W}sectPr/{W}pgSz")
        assert size is not None
        sizes.append([round(int(size.get(f"{W}{side}") or 0) / 1440 * 25.4) for side in "wh"])

    assert sizes == [[210, 297], [216, 279]]
    alone = read(write(selection, what="worksheet").data)
    assert "Answer key" not in [text for _style, text in alone.paragraphs]
    assert len(groups(alone.paragraphs)) == len(selection.parts[0].items)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    """LibreOffice reads the file and finds every question and reason in it."""
    selection = whole()[0]
    (tmp_path / "a.docx").write_bytes(write(selection).data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=120)
    text = (tmp_path / "a.txt").read_text(encoding="utf-8-sig")

    for _part, item in selection.items():
        for words in (*said(item), *cited(item, selection.course.sources)):
            assert squashed(words) in squashed(text)

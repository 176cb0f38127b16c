"""Readers of QTI 1.2 that know nothing of the writer: an engine that marks answers, and Moodle's reading of cartridges.

The engine follows the ASI information model of QTI 1.2.1 (conditions in their order until one without ``continue``
holds). Where both Canvas and Moodle read otherwise, it reads as they do: several words in one condition to fill in
are alternatives, and ``other`` always holds.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html.entities import name2codepoint
from html.parser import HTMLParser
from typing import Any

from lxml import etree

from surplace.export import texts
from surplace.export.base import Selection
from surplace.export.select import select
from surplace.load import load
from surplace.model import Answer, Course, Source
from tests.conftest import ROOT

QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
TAGS = {"div", "p", "em", "strong", "code", "a", "br", "ul", "ol", "li", "small", "pre", "blockquote", "hr"}
JOINER = "\u2060"

Answers = Mapping[str, frozenset[str]]
"""What is answered: chosen or typed values by the identifier of the response."""


@cache
def course() -> Course:
    """The real course."""
    found, _problems = load(ROOT)
    return found


def everything(**how: Any) -> Selection:
    """All lessons and both tests, as the command line selects them."""
    return select(course(), **how)[0]


def squashed(text: str) -> str:
    """Text with single spaces and without unseen joiners."""
    return " ".join(text.replace(JOINER, "").split())


class _Seen(HTMLParser):
    """What a browser shows of HTML; a tag that no text of ours should make is a fault."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS | {"html", "head", "meta", "title", "body", "h1", "h2"}, f"a text was read as <{tag}>"
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.text.append("" if tag in ("em", "strong", "code", "a", "small") else " ")

    def handle_endtag(self, tag: str) -> None:
        self.text.append("" if tag in ("em", "strong", "code", "a", "small") else " ")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a text was read as a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)


def _shown(html: str) -> _Seen:
    reader = _Seen()
    reader.feed(html)
    reader.close()
    return reader


def seen(html: str) -> str:
    """The text of HTML as it is shown, on one line."""
    return squashed("".join(_shown(html).text))


def links(html: str) -> list[str]:
    """The addresses that HTML links to."""
    return [link for link in _shown(html).links if link]


def reason(answer: Answer, sources: Mapping[str, Source]) -> str:
    """The reason for an answer and its citations, as the model has them."""
    return squashed(texts.why_text(answer, sources))


# ---- packages


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of a zip; no name twice, every date the same."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == sorted(set(names))
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: archive.read(name) for name in names}


def resources(manifest: bytes, kind: str) -> Iterator[etree._Element]:
    """The resources of that type."""
    for one in etree.fromstring(manifest).iter("{*}resource"):
        if one.get("type") == kind:
            yield one


# ---- items and their marking


@dataclass(slots=True)
class Question:
    """An item as it was read."""

    node: etree._Element

    @property
    def ident(self) -> str:
        """Its identifier."""
        return str(self.node.get("ident"))

    @property
    def fields(self) -> dict[str, str]:
        """Its metadata."""
        labels = self.node.iterfind(f"{QTI}itemmetadata//{QTI}qtimetadatafield")
        return {str(one.findtext(f"{QTI}fieldlabel")): one.findtext(f"{QTI}fieldentry") or "" for one in labels}

    @property
    def stem(self) -> str:
        """The question as HTML."""
        return self.node.findtext(f"{QTI}presentation/{QTI}material/{QTI}mattext") or ""

    @property
    def responses(self) -> dict[str, etree._Element]:
        """The responses by identifier."""
        found = self.node.find(f"{QTI}presentation")
        assert found is not None
        return {str(one.get("ident")): one for one in found if one.tag != f"{QTI}material"}

    def labels(self, respident: str = "response1") -> dict[str, str]:
        """The choices of a response: text by identifier."""
        found = self.responses[respident].iter(f"{QTI}response_label")
        return {str(one.get("ident")): one.findtext(f"{QTI}material/{QTI}mattext") or "" for one in found}

    @property
    def feedback(self) -> dict[str, str]:
        """All feedback: HTML by identifier."""
        inside = f"{QTI}flow_mat/{QTI}material/{QTI}mattext"
        return {str(one.get("ident")): one.findtext(inside) or "" for one in self.node.iterfind(f"{QTI}itemfeedback")}

    def mark(self, given: Answers) -> tuple[float, list[str]]:
        """The score out of 100, and the identifiers of the feedback that is shown."""
        score, shows = 0.0, []
        for one in self.node.iterfind(f"{QTI}resprocessing/{QTI}respcondition"):
            test = one.find(f"{QTI}conditionvar")
            assert test is not None
            if not _holds(test, given):
                continue
            for change in one.iterfind(f"{QTI}setvar"):
                score = float(change.text or "") + (score if change.get("action") == "Add" else 0.0)
            shows += [str(each.get("linkrefid")) for each in one.iterfind(f"{QTI}displayfeedback")]
            if one.get("continue") != "Yes":
                break
        return score, shows


def _holds(test: etree._Element, given: Answers) -> bool:
    parts = list(test)
    values = given.get(str(test.get("respident")), frozenset())
    want = (test.text or "").strip()
    match etree.QName(test).localname:
        case "conditionvar" if len(parts) > 1 and all(part.tag == f"{QTI}varequal" for part in parts):
            found = any(_holds(part, given) for part in parts)
        case "conditionvar" | "and":
            found = all(_holds(part, given) for part in parts)
        case "or":
            found = any(_holds(part, given) for part in parts)
        case "not":
            found = not _holds(parts[0], given)
        case "varequal":
            found = any(value.strip().casefold() == want.casefold() for value in values)
        case "vargte":
            found = any(float(value) >= float(want) for value in values)
        case "varlte":
            found = any(float(value) <= float(want) for value in values)
        case name:
            assert name == "other", f"no test {name}"
            found = True
    return found


def questions(document: bytes) -> list[Question]:
    """The items of an assessment."""
    return [Question(node) for node in etree.fromstring(document).iter(f"{QTI}item")]


def picked(*values: str) -> Answers:
    """An answer to the one response of an item."""
    return {"response1": frozenset(values)}


# ---- Moodle


def moodle_text(value: str) -> str:
    """What Moodle stores of a text of a cartridge (``backup/cc/entities.class.php``, ``safexml``), or a fault.

    Entities are decoded once, then ``&``, ``<`` and ``>`` are written for XML but no entity twice; so an entity that
    XML does not know makes the whole backup unreadable, and what looked like text may have become a tag.
    """

    def decoded(found: re.Match[str]) -> str:
        name = found[1]
        if name.startswith("#"):
            number = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
            return chr(number) if 31 < number < 0x110000 else found[0]
        return chr(name2codepoint[name]) if name in name2codepoint else found[0]

    once = re.sub(r"&(#\d+|#[xX][0-9a-fA-F]+|\w+);", decoded, value)
    safe = (
        re.sub(r"&(?!(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z]\w*);)", "&amp;", once).replace("<", "&lt;").replace(">", "&gt;")
    )
    return etree.fromstring(f"<text>{safe}</text>").text or ""


_RIGHT = (
    "q:resprocessing//q:setvar[@varname='SCORE'][.=100]/../q:conditionvar//q:varequal[@case='Yes'][not(parent::q:not)]"
)


def moodle_answers(question: Question) -> dict[str, tuple[bool, str]]:
    """Whether each choice is right and its feedback, as ``entity11.quiz.class.php`` finds them."""
    found = {}
    several = [str(one.text) for one in _nodes(question, _RIGHT)]
    for ident in question.labels():
        score, told = "", ""
        for one in question.node.iterfind(f"{QTI}resprocessing/{QTI}respcondition"):
            first = one.find(f"{QTI}conditionvar/{QTI}varequal")
            if first is not None and (first.text or "").lower() == ident.lower():
                score = one.findtext(f"{QTI}setvar") or ""
                shows = [str(each.get("linkrefid")) for each in one.iterfind(f"{QTI}displayfeedback")]
                told += "".join(question.feedback[name] for name in shows)
        right = score not in ("", "0")
        if question.fields["cc_profile"] == "cc.multiple_response.v0p1":
            right = ident in several
        found[ident] = (right, moodle_text(told))
    return found


def _nodes(question: Question, path: str) -> list[etree._Element]:
    found = question.node.xpath(path, namespaces={"q": QTI[1:-1]})
    assert isinstance(found, list)
    return [one for one in found if isinstance(one, etree._Element)]


def moodle_words(question: Question) -> list[str]:
    """The answers that count in a question to fill in: those of the first condition with a score of 100."""
    for one in question.node.iterfind(f"{QTI}resprocessing/{QTI}respcondition"):
        if one.findtext(f"{QTI}setvar") == "100":
            return [moodle_text(each.text or "") for each in one.iterfind(f"{QTI}conditionvar/{QTI}varequal")]
    return []


def moodle_general(question: Question) -> str:
    """The general feedback: that of every condition that goes on."""
    shows: list[str] = []
    for one in question.node.iterfind(f"{QTI}resprocessing/{QTI}respcondition"):
        if one.get("continue") == "Yes":
            shows += [str(each.get("linkrefid")) for each in one.iterfind(f"{QTI}displayfeedback")]
    return " ".join(moodle_text(question.feedback[name]) for name in shows)

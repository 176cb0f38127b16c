"""QTI 1.2.1 as Canvas quizzes and Common Cartridges use it, and the zip that both are.

The order of elements is that of the DTD of QTI 1.2.1 (``ims_qtiasiv1p2p1.dtd``), which the profile of Common
Cartridge 1.1 (``ccv1p1_qtiasiv1p2p1_v1p0.xsd``) narrows. Identifiers of answers are numbers, since Canvas tells
answers apart by the first run of digits (``associate_interaction.rb``), and those of feedback end in ``_fb`` and have
no word like *correct* or *all* in them, since Canvas reads such words (``assessment_item_converter.rb``).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.etree import ElementTree as ET

from surplace.export import texts
from surplace.export.base import Selection
from surplace.export.select import shown
from surplace.model import (
    Accepted,
    Answer,
    Item,
    Match,
    Multiple,
    Numeric,
    Open,
    Order,
    Short,
    Single,
    Source,
    TrueFalse,
    TwoTier,
    answers,
    folded,
)

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
RESPONSE = "response1"
"""The identifier of the one response of an item, as Canvas writes it."""

GENERAL = "general_fb"
"""The feedback that is shown whatever is answered; Canvas knows it by this name."""

_ILLEGAL = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Text without the characters that XML 1.0 (section 2.2) has no way to write."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def add(parent: ET.Element, tag: str, attributes: Mapping[str, str] | None = None, text: str = "") -> ET.Element:
    """A new last child."""
    child = ET.SubElement(parent, tag, {name: legal(value) for name, value in (attributes or {}).items()})
    child.text = legal(text) or None
    return child


def document(root: ET.Element) -> bytes:
    """The bytes of an XML file in UTF-8."""
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode").encode()


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip with the files sorted by name and dated 1980-01-01, so that the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, files[name])
    return out.getvalue()


# ---- what an item says, as HTML


def why(answer: Answer, sources: Mapping[str, Source]) -> str:
    """The reason for an answer with its sources, always with an element inside the paragraph.

    Canvas takes feedback of one bare text for plain text and, in its code of 2017, drops ``&``, ``<`` and ``>`` of it.
    """
    html = texts.why_html(answer, sources)
    bare = html.removeprefix("<p>").removesuffix("</p>")
    return html if "<" in bare or not bare else f"<p><em>{bare}</em></p>"


def reasons(rows: Sequence[tuple[str, Answer]], sources: Mapping[str, Source]) -> str:
    """A list of what may be answered (as HTML) and why, for the general feedback."""
    lines = (f"<li><strong>{words}</strong>: {_inside(why(answer, sources))}</li>" for words, answer in rows)
    found = "".join(lines)
    return f"<ul>{found}</ul>" if found else ""


def _inside(paragraph: str) -> str:
    return paragraph.removeprefix("<p>").removesuffix("</p>")


def general(item: Item, sources: Mapping[str, Source], more: str = "") -> str:
    """What is shown whatever is answered: ``more``, the positions of a contested point, objective and level."""
    return f"<div>{more}{texts.positions_html(item, sources)}{texts.about_html(item)}</div>"


def essay(item: Open, sources: Mapping[str, Source]) -> str:
    """The model answer and the rubric of a free answer."""
    rubric = [(f"{texts.inline(row.text)} ({_points(row.points)})", row) for row in item.rubric]
    model = f"<p><strong>A good answer:</strong></p>{texts.html(item.model.text)}{why(item.model, sources)}"
    return f"{model}{reasons(rubric, sources)}"


def _points(count: int) -> str:
    return "1 point" if count == 1 else f"{count} points"


def points(item: Item) -> int:
    """The points to be had for an item, as the pages count them: one for each right answer that can be given."""
    match item:
        case Multiple():
            return sum(choice.correct for choice in item.choices)
        case Match() | Order():
            return len(answers(item))
        case Open():
            return sum(row.points for row in item.rubric)
        case TwoTier():
            return 2
        case _:
            return 1


# ---- questions with choices


@dataclass(frozen=True, slots=True)
class Row:
    """A choice: its number, its text and its reason as HTML."""

    number: str
    html: str
    right: bool
    why: str


@dataclass(frozen=True, slots=True)
class Choosing:
    """One question with choices. A two-tier item is two of them, which give a point each, as on the page."""

    ident: str
    stem: str
    general: str
    rows: tuple[Row, ...]
    several: bool
    points: int


def choosing(item: Single | Multiple | TrueFalse | TwoTier, selection: Selection) -> tuple[Choosing, ...]:
    """An item with choices as one question, or two for two tiers; the choices in the order in which they are shown."""
    sources = selection.course.sources
    every = item.choices + item.reasons if isinstance(item, TwoTier) else item.choices
    rows = tuple(
        Row(str(101 + at), f"<p>{texts.inline(every[at].text)}</p>", every[at].correct, why(every[at], sources))
        for at in shown(item, selection.seed)
    )
    stem = texts.stem_html(item)
    told = general(item, sources)
    if isinstance(item, TwoTier):
        claims = len(item.choices)
        second = f"{stem}<p><em>Give the reason for your answer.</em></p>{texts.html(item.reason_prompt)}"
        return (
            Choosing(item.id, stem, told, rows[:claims], several=False, points=1),
            Choosing(f"{item.id}_reason", second, told, rows[claims:], several=False, points=1),
        )
    several = isinstance(item, Multiple)
    how = f"<p><em>Choose {points(item)}.</em></p>" if several else ""
    return (Choosing(item.id, stem + how, told, rows, several, points(item)),)


# ---- what is typed


def spellings(answer: Accepted) -> tuple[str, ...]:
    """Every spelling of an answer that is typed, without and with accents and full stops; each once, whatever its case.

    The pages fold case, accents and full stops (``model.folded``); Canvas and Moodle fold the case alone.
    """
    written = (texts.plain(answer.text), *(" ".join(other.split()) for other in answer.also))
    return tuple({word.casefold(): word for word in (*map(folded, written), *written) if word}.values())


def slips(item: Numeric | Short, sources: Mapping[str, Source]) -> str:
    """Known wrong answers and why they are wrong, for the general feedback; empty if there are none."""
    return reasons([(texts.inline(a.text), a) for a in item.answers if not a.correct], sources)


def number(value: float | Decimal) -> str:
    """A number without an exponent: ``1982``, ``0.5``."""
    return format(Decimal(str(value)).normalize(), "f")


# ---- elements


def assessment(ident: str, title: str, fields: Sequence[tuple[str, str]]) -> tuple[ET.Element, ET.Element]:
    """A new file with one assessment: its root, and the one section that takes the items."""
    root = ET.Element("questestinterop", {"xmlns": NAMESPACE})
    body = add(root, "assessment", {"ident": ident, "title": title})
    _metadata(body, fields)
    return root, add(body, "section", {"ident": "root_section"})


def _metadata(parent: ET.Element, fields: Sequence[tuple[str, str]]) -> None:
    table = add(parent, "qtimetadata")
    for label, entry in fields:
        field = add(table, "qtimetadatafield")
        add(field, "fieldlabel", text=label)
        add(field, "fieldentry", text=entry)


def new_item(section: ET.Element, ident: str, stem: str, fields: Sequence[tuple[str, str]]) -> ET.Element:
    """A new item with its metadata and its question; returns the item."""
    item = add(section, "item", {"ident": ident, "title": ident})
    _metadata(add(item, "itemmetadata"), fields)
    material(add(item, "presentation"), f"<div>{stem}</div>")
    return item


def material(parent: ET.Element, html: str) -> None:
    """A text in HTML."""
    add(add(parent, "material"), "mattext", {"texttype": "text/html"}, html)


def choices(item: ET.Element, rows: Sequence[tuple[str, str]], several: bool, shuffle: bool) -> None:
    """Choices as pairs of identifier and HTML."""
    lid = add(_presentation(item), "response_lid", {"ident": RESPONSE, "rcardinality": _cardinality(several)})
    render = add(lid, "render_choice", {"shuffle": "Yes" if shuffle else "No"})
    for ident, html in rows:
        material(add(render, "response_label", {"ident": ident}), html)


def blank(item: ET.Element, **attributes: str) -> None:
    """A box to write in; ``fibtype="Decimal"`` for numbers, ``rows`` for several lines."""
    held = add(_presentation(item), "response_str", {"ident": RESPONSE, "rcardinality": "Single"})
    add(add(held, "render_fib", attributes), "response_label", {"ident": "answer1", "rshuffle": "No"})


def _presentation(item: ET.Element) -> ET.Element:
    return item[1]


def _cardinality(several: bool) -> str:
    return "Multiple" if several else "Single"


def scoring(item: ET.Element) -> ET.Element:
    """The response processing, which begins by showing the general feedback."""
    processing = add(item, "resprocessing")
    limits = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
    add(add(processing, "outcomes"), "decvar", limits)
    test = condition(processing, go_on=True)
    add(test, "other")
    then(processing, shows=GENERAL)
    return processing


def condition(processing: ET.Element, *, go_on: bool) -> ET.Element:
    """A new condition; returns the element that takes its tests. ``go_on``: later conditions are looked at as well."""
    return add(add(processing, "respcondition", {"continue": "Yes" if go_on else "No"}), "conditionvar")


def then(processing: ET.Element, *, score: str = "", action: str = "Set", shows: str = "") -> None:
    """What follows if the last condition holds: a score out of 100, the identifier of a feedback, or both."""
    if score:
        add(processing[-1], "setvar", {"action": action, "varname": "SCORE"}, score)
    if shows:
        add(processing[-1], "displayfeedback", {"feedbacktype": "Response", "linkrefid": shows})


def equal(test: ET.Element, value: str, respident: str = RESPONSE, exact: bool = False) -> None:
    """Add the test that an answer is ``value``; ``exact`` marks the case as telling."""
    add(test, "varequal", {"respident": respident, **({"case": "Yes"} if exact else {})}, value)


def feedback(item: ET.Element, ident: str, html: str) -> None:
    """A feedback in HTML."""
    material(add(add(item, "itemfeedback", {"ident": ident}), "flow_mat"), html)

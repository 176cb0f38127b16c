"""Rules on facts and balance (FAC01 to FAC03): figures have a date and a counter, contested points have sides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from surplace.check.registry import Found, rule
from surplace.check.view import Asked
from surplace.check.words import plain
from surplace.findings import listed, quoted
from surplace.model import Numeric, answers

_ATTRIBUTED = re.compile(
    r"\b(?:according to|reported by|estimat|count(?:s|ed) by|says?|said|states?|stated|finds?|found|reports?|reported"
    r"|records?|recorded|claims?|writes?|wrote|puts?|table|in the view of|position)",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"(?<![\d.,])\d[\d.,]*\s?(?:%|per ?cent)|(?<![\w./-])\d{1,3}(?:[, ]\d{3})+(?!\w)|(?<![\w./-])\d{3,}(?![\w/-])"
)
_JUDGES = re.compile(
    r"\b(?:who|whose|which)\b[^.?!]*\b(?:is|are|was|were) (?:right|wrong|correct|true|false|better|best)\b"
    r"|\b(?:is it|is this|is that) (?:right|wrong|true|fair)\b|\bshould\b(?![^?]*\baccording\b)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_PINPOINT = re.compile(
    r"\b(?:articles?|arts?\.|paragraphs?|paras?\.|resolution|protocol no\.?|no\.|page|section|rule)"
    r"\s*\(?[\dIVX][\w().,-]*"
    r"(?:(?:,| and| or| to)\s*\d[\w().-]*)*",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:currently|today|nowadays|at present|right now|the (?:largest|highest|most recent|latest))\b",
    re.IGNORECASE,
)
_NOW_TOLD = re.compile(r"\bnow\b", re.IGNORECASE)
"""Only where there is no vignette: a case has a “now” of its own."""

_DIGIT = re.compile(r"\d")
_NOW_SIGNS = (
    "current",
    "now",
    "today",
    "nowadays",
    "present",
    "the largest",
    "the highest",
    "the most",
    "the latest",
)
_FITS = {
    "finding": r"find|found|conclu|report|record|hold|held|commission|committee|according to|determin",
    "allegation": r"alleg|claim|say|said|accus|report|according to|state",
    "estimate": r"estimat|count|according to|figure|report|put",
    "position": r"position|state|say|said|argu|view|maintain|hold|claim|according to|reject|deni|answer"
    r"|explain|describe|call",
}


@rule("FAC01", severity="error", scope="item", reason="Figures in this field are disputed and go out of date.",
      source="few reliable statistics on trafficking exist; course policy on figures", waivable=True)  # fmt: skip
def fac01(asked: Asked) -> Iterator[Found]:
    """An item with a figure, or that says "today", has as_of (at most 24 months old) and says who counts.

    Years and the numbers of articles and paragraphs are no figures, nor are those of a made-up case. The age is
    counted back from the date of course/sources.yaml, so that the check needs no clock.
    """
    item = asked.item
    if not (isinstance(item, Numeric) or _DIGIT.search(asked.letters) or asked.mentions(*_NOW_SIGNS)):
        return
    shown = _dated(asked)
    found = shown or _figure(" ".join(plain(a.feedback.text) for a in answers(item) if a.feedback))
    if not found:
        return
    then, now = item.as_of, asked.view.course.as_of
    if not then:
        yield Found(item.prompt.place, f"{quoted(found)} goes out of date: add as_of: with the date of the figure")
    elif f"{int(then[:4]) + 2}{then[4:]}" < now:
        yield Found(asked.at("as_of"), f"as of {then} is more than 24 months back: look the figure up again")
    if shown and not _ATTRIBUTED.search(asked.stem):
        yield Found(item.prompt.place, f"who says {quoted(found)}? Write “according to …” in the question")


def _dated(asked: Asked) -> str:
    """What goes out of date in the question and its choices."""
    item = asked.item
    given = " ".join(plain(part.text) for part in (*asked.prompts, *asked.given))
    if figure := _figure(given):
        return figure
    if status := _NOW.search(given) or (None if item.vignette else _NOW_TOLD.search(given)):
        return status.group()
    values = item.answers if isinstance(item, Numeric) else ()
    return next((v for a in values if a.value >= 100 and not _YEAR.fullmatch(v := f"{a.value:g}")), "")


def _figure(text: str) -> str:
    found = (match.group() for match in _FIGURE.finditer(_PINPOINT.sub(" ", text)))
    return next((figure for figure in found if not _YEAR.fullmatch(figure)), "")


@rule("FAC02", severity="error", scope="item", reason="What is contested is taught as contested.",
      source="Education Act 1996 (England and Wales), s 407; Beutelsbach Consensus")  # fmt: skip
def fac02(asked: Asked) -> Iterator[Found]:
    """An item on a contested point gives two positions or more, and asks who says what, not who is right."""
    item = asked.item
    if item.contested and len(item.positions) < 2:
        yield Found(asked.at("contested"), "a contested point needs positions: with at least two holders")
    if item.contested and _JUDGES.search(asked.stem):
        yield Found(item.prompt.place, "a contested point does not ask who is right: ask who says what")
    elif item.contested and not _ATTRIBUTED.search(asked.stem):
        yield Found(item.prompt.place, "a contested point asks who says what: write “according to …” or “states”")
    if item.positions and not item.contested:
        yield Found(asked.at("positions"), "positions belong to a contested point: add contested: true")


@rule("FAC03", severity="error", scope="item", reason="A finding, an allegation and an estimate are not the same.",
      source="course policy: say which it is; some published accounts were corrected")  # fmt: skip
def fac03(asked: Asked) -> Iterator[Found]:
    """An item that rests on more than law and UN documents says what sort of claim it is, in words that fit."""
    item = asked.item
    if not item.claim_type:
        others = {
            c.key for c in asked.cites if (s := asked.view.source(c)) and s.kind not in ("primary-law", "un-document")
        }
        if others:
            kinds = listed(("law_text", "finding", "allegation", "estimate", "position", "inference"))
            what = f"this item rests on {listed(sorted(others))}: add claim_type: {kinds}"
            yield Found(item.place, what)
    elif item.claim_type in _FITS and not re.search(_FITS[item.claim_type], asked.stem, re.IGNORECASE):
        verbs = {"finding": "finds", "allegation": "alleges", "estimate": "estimates", "position": "states"}
        what = f"the question presents {quoted(item.claim_type)} as fact: say who {verbs[item.claim_type]} it"
        yield Found(item.prompt.place, what)

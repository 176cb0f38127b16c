"""What a reader of a question bank has found, how Moodle would mark it, and the comparison with the course.

Nothing here knows how a file is written. The marking is Moodle's (``question/type/*/question.php``, read in 4.5); what
is expected is the marking of our own pages (``static/quiz.js``) and the words of the model.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from html import unescape
from html.parser import HTMLParser
from itertools import product
from typing import assert_never

from surplace import cite
from surplace.export import texts
from surplace.export.base import Part, Selection
from surplace.export.select import select
from surplace.load import load
from surplace.model import (
    Accepted,
    Answer,
    Choice,
    Citation,
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
from tests.conftest import ROOT
from tests.export.strategies import HERE, escaped

TYPED = ("%50%x", "[html]x", "TRUE", "T", "*", "a*b", "\\*", "~", "=", "#", "{}", "a:b", "\\n", "<p>", "&amp;", "a & b")
"""What a learner may have to type: marks that mean something to one format or the other."""

SHOWN = ("%50%a", "[html]b", "-> c", "=d", "~e", "#f", "//g", "{h}", "<p>i</p>", "&amp; j", "]]> k", "@@PLUGINFILE@@/l")
"""Choices that begin with what means something to one format or the other."""

TAGS = {"p", "em", "strong", "code", "a", "br", "ul", "ol", "li", "small", "pre", "blockquote", "hr"}
_BLOCKS = TAGS - {"em", "strong", "code", "a", "small"}


@dataclass(slots=True)
class Row:
    """An answer: its text (HTML, or as it is typed), its share from -1 to 1, its feedback; for pairs the right side."""

    text: str
    share: float = 0.0
    feedback: str = ""
    right: str = ""
    tolerance: float = 0.0


@dataclass(slots=True)
class Question:
    """A question as it stands in a bank after an import; ``kind`` is Moodle's question type."""

    kind: str
    name: str
    id: str
    category: str
    stem: str
    general: str
    tags: tuple[str, ...]
    rows: list[Row]
    single: bool = True
    notes: str = ""
    points: float = 1.0
    flags: dict[str, str] = field(default_factory=dict)


class _Page(HTMLParser):
    """The visible text of HTML, and its links; strict about tags and their nesting."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, f"<{tag}> is no tag of ours: a text was not escaped"
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.words += [" "] if tag in _BLOCKS else []
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("br", "hr"), f"<{tag}/> is no tag of ours"
        self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes something else"
        self.words += [" "] if tag in _BLOCKS else []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


def page(html: str) -> _Page:
    """HTML that has been read to its end."""
    assert "@@PLUGINFILE@@" not in html, "Moodle would make a link to a file of it"
    found = _Page()
    found.feed(html)
    found.close()
    assert not found.open, f"not closed: {found.open}"
    return found


def tidy(text: str) -> str:
    """Text with single blanks."""
    return " ".join(text.split())


def visible(html: str) -> str:
    """What a reader sees of HTML."""
    return tidy("".join(page(html).words))


def said(prose: Markdown) -> str:
    """What a reader sees of prose."""
    return visible(texts.html(prose).replace("@@PLUGINFILE@@", "@&#64;PLUGINFILE@@"))


@cache
def course() -> Course:
    """The real course."""
    return load(ROOT)[0]


@cache
def everything(site: str = "") -> Selection:
    """Every bank of the real course, as ``surplace export --all`` takes it."""
    return select(course(), site=site)[0]


def asked(item: Item) -> Selection:
    """That item alone, in the first lesson of the real course."""
    part = everything().parts[0]
    return replace(everything(), parts=(Part(part.bank, part.lesson, (item,)),))


def short(*spellings: str) -> Selection:
    """A question whose answer is typed; the first of the spellings is right, the others are slips."""
    typed = tuple(
        Accepted(text=Markdown(text, HERE), feedback=None, cites=(), place=HERE, correct=n == 0)
        for n, text in enumerate(spellings)
    )
    prompt = Markdown("p", HERE)
    return asked(Short(id="s", place=HERE, index=0, objective="1.1a", level="apply", prompt=prompt, answers=typed))


def chosen(right: int, *shown: str) -> Selection:
    """A question with these choices, of which so many are right, from the first on."""
    choices = tuple(
        Choice(text=Markdown(escaped(text), HERE), feedback=None, cites=(), place=HERE, correct=n < right)
        for n, text in enumerate(shown)
    )
    kind = Single if right == 1 else Multiple
    prompt = Markdown("p", HERE)
    return asked(kind(id="c", place=HERE, index=0, objective="1.1a", level="apply", prompt=prompt, choices=choices))


def mark(q: Question, *given: str) -> float:
    """Moodle's mark from 0 to 1 for choices by their HTML, for a typed answer, or for right sides in order."""
    match q.kind:
        case "multichoice":
            return min(1.0, max(0.0, sum(row.share for row in q.rows if row.text in given)))
        case "truefalse":
            return next(row.share for row in q.rows if row.text == given[0])
        case "shortanswer":
            return next((row.share for row in q.rows if _fits(row.text, given[0])), 0.0)
        case "numerical":
            return next((r.share for r in q.rows if r.text == "*" or _near(r, float(given[0]))), 0.0)
        case "match" | "ordering":
            return sum(row.right == right for row, right in zip(q.rows, given, strict=True)) / len(q.rows)
    raise AssertionError(f"{q.kind} is not marked by a machine")


def first(q: Question, given: str) -> Row:
    """The row whose feedback a typed answer gets."""
    fits = _fits if q.kind == "shortanswer" else lambda _, __: False
    return next(
        r
        for r in q.rows
        if fits(r.text, given) or (q.kind == "numerical" and (r.text == "*" or _near(r, float(given))))
    )


def _near(row: Row, value: float) -> bool:
    return abs(float(row.text) - value) <= row.tolerance + 1e-9


def _fits(pattern: str, given: str) -> bool:
    """``qtype_shortanswer_question::compare_string_with_wildcard`` with ``usecase`` 0."""
    bits = re.split(r"(?<!\\)\*+", unicodedata.normalize("NFC", pattern))
    expression = ".*".join(re.escape(bit.replace("\\*", "*")) for bit in bits)
    return re.fullmatch(expression, unicodedata.normalize("NFC", given).strip(), re.IGNORECASE) is not None


def compare(q: Question, part: Part, item: Item, selection: Selection) -> None:
    """All that the course says of an item has arrived, and every answer is marked as on its page."""
    assert q.id == item.id
    assert {item.objective, item.level, kind_of(item)} <= set(q.tags)
    stem = visible(q.stem)
    assert said(item.prompt) in stem
    assert item.vignette is None or said(item.vignette) in stem
    assert item.content is None or visible(texts.inline(item.content.text).replace("@@P", "@&#64;P")) in stem
    _general(q, item, selection)
    _answers(q, item, selection)
    names = path(q.category)
    assert names[:3] == ["$course$", "top", "Sur Place"]
    assert names[3] == (f"Module {part.lesson.module}" if part.lesson else "Tests")
    assert len(names) == 5
    assert names[4] == tidy(part.title.replace("<", "‹").replace(">", "›"))


def path(category: str) -> list[str]:
    """``split_category_path``: single slashes part the names, a doubled one is a slash."""
    names = [name.replace("//", "/").strip() for name in re.split(r"(?<!/)/(?!/)", category)]
    assert all(0 < len(name) <= 255 for name in names), names
    return names


def _general(q: Question, item: Item, selection: Selection) -> None:
    general = visible(q.general)
    assert f"Objective {item.objective}, level: {item.level}. Question id: {item.id}." in general
    assert not item.as_of or item.as_of in general
    for side in item.positions:
        assert f"{tidy(side.holder)}: {said(side.text)}" in general
        _cited(q.general, side.cites, selection)
    if selection.site:
        assert any(link.startswith(selection.site) and link.endswith(f"#q-{item.id}") for link in page(q.general).links)


def _cited(html: str, cites: tuple[Citation, ...], selection: Selection) -> None:
    """Each citation stands there with pinpoint and phrase, and its address is a link."""
    words, links = visible(html), page(html).links
    for one in cites:
        source = selection.course.sources[one.key]
        phrase = f": “{tidy(one.phrase)}”" if one.phrase else ""
        assert tidy(cite.text(one, source)) + phrase in words
        assert not source.url or source.url in links


def _explained(html: str, answer: Answer, selection: Selection) -> None:
    assert answer.feedback is None or said(answer.feedback) in visible(html)
    _cited(html, answer.cites, selection)


def _answers(q: Question, item: Item, selection: Selection) -> None:
    match item:
        case Single() | Multiple():
            assert q.kind == "multichoice"
            _choices(q, item, selection)
        case TwoTier():
            assert q.kind == "multichoice"
            _pairs(q, item, selection)
        case TrueFalse():
            assert q.kind == "truefalse"
            for choice in item.choices:
                row = next(r for r in q.rows if r.text == choice.text.text.lower())
                assert row.share == choice.correct
                _explained(row.feedback, choice, selection)
        case Match():
            assert q.kind == "match"
            assert [(visible(r.text), tidy(unescape(r.right))) for r in q.rows] == [
                (said(p.text), said(p.right)) for p in item.pairs
            ]
        case Order():
            assert q.kind in ("ordering", "match")
            steps = [visible(r.text) for r in sorted(q.rows, key=lambda row: int(row.right))]
            assert steps == [said(step.text) for step in item.steps]
        case Numeric() | Short():
            assert q.kind == ("numerical" if isinstance(item, Numeric) else "shortanswer")
            _typed(q, item, selection)
        case Open():
            assert q.kind == "essay"
            assert said(item.model.text) in visible(q.notes)
            for line in item.rubric:
                assert f"{said(line.text)} (points: {line.points})" in visible(q.notes)
        case _:
            assert_never(item)
    if isinstance(item, Match | Order | Open):
        for answer in answers(item):
            _explained(q.general, answer, selection)


def _choices(q: Question, item: Single | Multiple, selection: Selection) -> None:
    """Every single choice, and every set of choices where several are right."""
    rows = {visible(row.text): row for row in q.rows}
    assert set(rows) == {said(choice.text) for choice in item.choices}
    assert q.single is isinstance(item, Single)
    for choice in item.choices:
        _explained(rows[said(choice.text)].feedback, choice, selection)
    for picked in _sets(item):
        right = sum(c.correct for c in picked)
        of = sum(c.correct for c in item.choices)
        expected = max(0, 2 * right - len(picked)) / of
        assert abs(mark(q, *(rows[said(c.text)].text for c in picked)) - expected) < 1e-4


def _sets(item: Single | Multiple) -> Iterator[tuple[Choice, ...]]:
    if isinstance(item, Single):
        yield from ((choice,) for choice in item.choices)
        return
    for ticks in product((False, True), repeat=len(item.choices)):
        yield tuple(choice for choice, tick in zip(item.choices, ticks, strict=True) if tick)


def _pairs(q: Question, item: TwoTier, selection: Selection) -> None:
    """Every pair of a claim and a reason; both have to be right."""
    assert said(item.reason_prompt) in visible(q.stem)
    rows = {visible(row.text): row for row in q.rows}
    assert len(rows) == len(q.rows) == len(item.choices) * len(item.reasons)
    for claim, reason in product(item.choices, item.reasons):
        row = rows[tidy(f"{said(claim.text)} {said(reason.text)}")]
        assert mark(q, row.text) == (claim.correct and reason.correct)
        _explained(row.feedback, claim, selection)
        _explained(row.feedback, reason, selection)


def _typed(q: Question, item: Numeric | Short, selection: Selection) -> None:
    """Every spelling or value, right or a slip, and something that is neither."""
    right = next(a for a in item.answers if a.correct)
    for answer in item.answers:
        for text in _tries(answer, isinstance(item, Numeric)):
            won = _lookup(item, answer, text)
            assert mark(q, text) == won.correct, text
            _explained(first(q, text).feedback, won, selection)
    other = "987654.5" if isinstance(item, Numeric) else "something else entirely 987654"
    assert mark(q, other) == 0
    _explained(first(q, other).feedback, right, selection)
    assert not isinstance(item, Numeric) or tidy(item.unit) in visible(q.stem)


def _tries(answer: Accepted, numeric: bool) -> list[str]:
    if numeric:
        return [repr(answer.value), repr(answer.value + answer.tolerance), repr(answer.value - answer.tolerance)]
    text = answer.text.text
    loud = text.upper() if text.upper().lower() == text.lower() else text  # not ﬁ, whose capitals are two letters
    return [text, loud, *answer.also]


def _lookup(item: Numeric | Short, answer: Accepted, text: str) -> Accepted:
    """Right answers come before slips, as on the page."""
    if isinstance(item, Short):
        return answer
    near = [a for a in item.answers if abs(a.value - float(text)) <= a.tolerance + 1e-9]
    return next((a for a in near if a.correct), near[0])

"""Items of all nine kinds whose texts are full of what formats choke on, and selections of them.

Every ``Selection`` is one that ``load`` and ``check`` could let through: one right choice (two or more and a wrong one
where the kind is ``multiple``), no text twice in an item, ids that are unique in the course, sources that exist.
``SURPLACE_EXPORT_EXAMPLES=2000`` sets how many are tried.
"""

from __future__ import annotations

import os
import re
import unicodedata
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from surplace.export import texts
from surplace.export.base import Part, Selection
from surplace.model import (
    CONTENT_TAGS,
    LEVELS,
    Accepted,
    Answer,
    Bank,
    Choice,
    Citation,
    ContentNote,
    Course,
    Criterion,
    Item,
    Lesson,
    Locator,
    Markdown,
    Match,
    Multiple,
    Numeric,
    Objective,
    Open,
    Order,
    Page,
    Pair,
    Position,
    Short,
    Single,
    Source,
    TrueFalse,
    TwoTier,
)
from surplace.model import Part as LocatorPart
from surplace.problem import Place

EXAMPLES = int(os.environ.get("SURPLACE_EXPORT_EXAMPLES", "30"))
"""How many selections each property test tries."""

hostile = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
"""What every property test of an exporter is decorated with."""

HERE = Place("quizzes/hostile.yaml")

ODD = (
    "<", ">", "&", "]]>", "<![CDATA[", "<p>", "</text>", "<script>alert(1)</script>", "<!--", "-->", "<?php", "&amp;",
    "&nbsp;", "&eacute;", "&#60;", "&lt;b&gt;", "{", "}", "{}", "{{x}}", "=", "==", "~", "#", "####", ":", "::", "->",
    "-&gt;", "\\", "\\n", "\\\\", '"', "'", "“q”", "%", "%50%", "100%", "@@PLUGINFILE@@", "@@PLUGINFILE@@/a.png",
    "$IMS-CC-FILEBASE$", "$CATEGORY:", "$course$", "//", "[html]", "[", "]", "*", "_", "`", "|", "^", "!", "?", ",",
    ";", "\t", " ", "\n", "\u00a0", "\u202e", "\u200f", "강제송환 금지", "한글", "난민", "اللاجئين", "عدم الإعادة",
    "难民", "é", "e\u0301", "ﬁ", "🏛", "👩‍⚖️", "True", "FALSE", "T", "{1:SA:=x}", "[[1]]", "$$x$$", "{% raw %}",
    "${x}", "0", "1.5", "a", "word", "non-refoulement", "Article 33(1)", "+1", "@cmd", "\u2028", "javascript:",
    "http://x.example/?a=1&b=2#c",
)  # fmt: skip
"""Pieces that hostile texts are made of."""

_PUNCTUATION = re.compile(r"""([!-/:-@\[-`{-~])""")
_BLANKS = re.compile(r"[ \t]+")


def escaped(text: str) -> str:
    """Literal text as CommonMark: every ASCII punctuation mark with a backslash before it (spec 0.31, section 2.4)."""
    return _PUNCTUATION.sub(r"\\\1", text)


def _key(text: str) -> str:
    """Two texts of one item never have the same key, so a system that folds case and marks can tell them apart."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[\W_]+", "", folded) or re.sub(r"\s+", "", folded)


def _tidy(text: str) -> str:
    """As ``load`` gives it: no blanks at the ends of lines, none at the ends of the text, no empty line."""
    lines = (_BLANKS.sub(" ", line).strip() for line in re.split(r"[\n\u2028]", text))
    return "\n".join(line for line in lines if line).strip()


def literals(lines: bool = False) -> st.SearchStrategy[str]:
    """Hostile plain text, never empty; on one line unless ``lines``."""
    joined = st.lists(st.sampled_from(ODD), min_size=1, max_size=5).map("".join)
    tidied = joined.map(_tidy if lines else lambda text: " ".join(_tidy(text).split()))
    return tidied.filter(lambda text: bool(_key(text)))


def prose(lines: bool = True) -> st.SearchStrategy[Markdown]:
    """Hostile prose whose visible text is a hostile literal; now and then with emphasis and a link around words."""
    plain = literals(lines).map(escaped)
    marked = plain.map(lambda text: f"{text} *so* **strong** `a<b` [link](https://x.example/?a=1&b=2)")
    return st.one_of(plain, plain, plain, marked).map(lambda text: Markdown(text, HERE))


def locators() -> st.SearchStrategy[Locator]:
    """Pinpoints in their canonical spelling."""
    return st.integers(1, 46).map(lambda n: Locator((LocatorPart("article", (str(n),)),), f"art. {n}"))


SOURCES = ("treaty-a", "report-b", "page-c")


def citations() -> st.SearchStrategy[Citation]:
    """Citations of the three sources, with a hostile phrase or none."""
    phrases = st.one_of(st.just(""), literals())
    return st.builds(Citation, st.sampled_from(SOURCES), locators(), phrases, st.just(HERE))


def cites() -> st.SearchStrategy[tuple[Citation, ...]]:
    """One or two citations."""
    return st.lists(citations(), min_size=1, max_size=2).map(tuple)


@st.composite
def sources(draw: st.DrawFn) -> dict[str, Source]:
    """Three sources with hostile titles; one has no address, one an address with ``&`` and ``#``."""
    addresses = ("https://x.example/a?b=1&c=2#d", "", "https://x.example/~me/{x}=:y%20z")
    return {
        key: Source(key, HERE, "treaty", draw(literals()), draw(literals()), url=url, issued="1951-07-28")
        for key, url in zip(SOURCES, addresses, strict=True)
    }


def _answers(draw: st.DrawFn, count: int, make: Any = Answer, lines: bool = True) -> list[Any]:
    """That many answers with different texts, each with feedback and citations."""
    texts = draw(st.lists(prose(lines), min_size=count, max_size=count, unique_by=lambda m: _key(m.text)))
    return [make(text=text, feedback=draw(prose()), cites=draw(cites()), place=HERE) for text in texts]


def _choices(draw: st.DrawFn, low: int, high: int, several: bool = False) -> tuple[Choice, ...]:
    """Choices with one right, or with two or more right and at least one wrong."""
    count = draw(st.integers(low, high))
    right = draw(st.permutations(range(count)))[: draw(st.integers(2, count - 1)) if several else 1]
    return tuple(
        Choice(text=a.text, feedback=a.feedback, cites=a.cites, place=HERE, correct=n in right, near_miss="close")
        for n, a in enumerate(_answers(draw, count))
    )


def _common(draw: st.DrawFn, name: str, index: int) -> dict[str, Any]:
    """What every item has."""
    position = st.builds(Position, literals(), prose(), cites(), st.just(HERE))
    contested = draw(st.integers(0, 3)) == 0
    note = st.builds(ContentNote, st.integers(1, 2), st.just(CONTENT_TAGS[:1]), literals(), st.just(HERE))
    return {
        "id": name,
        "place": HERE,
        "index": index,
        "objective": draw(st.sampled_from(["1.1a", "1.1b"])),
        "level": draw(st.sampled_from(LEVELS)),
        "prompt": draw(prose()),
        "vignette": draw(st.one_of(st.none(), prose())),
        "shuffle": draw(st.booleans()),
        "as_of": draw(st.sampled_from(["", "2026-11-23"])),
        "contested": contested,
        "positions": tuple(draw(st.lists(position, min_size=2, max_size=2))) if contested else (),
        "content": draw(st.one_of(st.none(), note)),
    }


def _truefalse(draw: st.DrawFn, common: dict[str, Any]) -> Item:
    right = draw(st.booleans())
    both = tuple(
        Choice(
            text=Markdown(str(truth), HERE), feedback=draw(prose()), cites=draw(cites()), place=HERE,
            correct=truth is right,
        )
        for truth in (True, False)
    )  # fmt: skip
    return TrueFalse(**common, choices=both)


def _match(draw: st.DrawFn, common: dict[str, Any]) -> Item:
    left = _answers(draw, draw(st.integers(3, 5)))
    right = draw(st.lists(prose(), min_size=len(left), max_size=len(left), unique_by=lambda m: _key(m.text)))
    pairs = (
        Pair(text=a.text, right=r, feedback=a.feedback, cites=a.cites, place=HERE)
        for a, r in zip(left, right, strict=True)
    )
    return Match(**common, pairs=tuple(pairs))


def _numeric(draw: st.DrawFn, common: dict[str, Any]) -> Item:
    values = draw(st.lists(st.integers(-50, 3000), min_size=1, max_size=3, unique=True))
    half = draw(st.sampled_from([0.0, 0.5, 0.25]))
    answers = tuple(
        Accepted(
            text=Markdown(f"{value + half:g}", HERE), feedback=draw(prose()), cites=draw(cites()), place=HERE,
            correct=n == 0, value=value + half, tolerance=draw(st.sampled_from([0.0, 0.1])),
        )
        for n, value in enumerate(values)
    )  # fmt: skip
    return Numeric(**common, answers=answers, unit=draw(st.one_of(st.just(""), literals())))


def _spellings() -> st.SearchStrategy[str]:
    """What a learner types: a literal that is the same read as Markdown, since pages compare it as it stands."""
    return literals().filter(lambda text: texts.plain(text) == text)


def _short(draw: st.DrawFn, common: dict[str, Any]) -> Item:
    spellings = draw(st.lists(_spellings(), min_size=3, max_size=6, unique_by=_key))
    feedback = [draw(prose()) for _ in range(3)]
    groups = ((spellings[0], spellings[3:5], True), (spellings[1], spellings[5:], False), (spellings[2], (), True))
    answers = tuple(
        Accepted(
            text=Markdown(text, HERE), also=tuple(also), feedback=feedback[n], cites=draw(cites()),
            place=HERE, correct=correct,
        )
        for n, (text, also, correct) in enumerate(groups)
    )  # fmt: skip
    return Short(**common, answers=answers)


def _open(draw: st.DrawFn, common: dict[str, Any]) -> Item:
    model = _answers(draw, 1)[0]
    rubric = tuple(
        Criterion(text=a.text, feedback=a.feedback, cites=a.cites, place=HERE, points=draw(st.integers(1, 3)))
        for a in _answers(draw, 2)
    )
    return Open(**common, model=model, rubric=rubric)


_MAKERS: dict[str, Any] = {
    "single": lambda draw, common: Single(**common, choices=_choices(draw, 3, 4)),
    "multiple": lambda draw, common: Multiple(**common, choices=_choices(draw, 3, 6, several=True)),
    "truefalse": _truefalse,
    "match": _match,
    "order": lambda draw, common: Order(**common, steps=tuple(_answers(draw, draw(st.integers(3, 5))))),
    "numeric": _numeric,
    "short": _short,
    "two-tier": lambda draw, common: TwoTier(
        **common, choices=_choices(draw, 2, 3), reason_prompt=draw(prose()), reasons=_choices(draw, 3, 4)
    ),
    "open": _open,
}


@st.composite
def items(draw: st.DrawFn, kind: str = "", name: str = "hostile-1", index: int = 0) -> Item:
    """A hostile item of that kind, or of any kind; it cites the sources that ``sources()`` makes."""
    maker = _MAKERS[kind or draw(st.sampled_from(sorted(_MAKERS)))]
    made: Item = maker(draw, _common(draw, name, index))
    return made


@st.composite
def selections(draw: st.DrawFn, every_kind: bool = False) -> Selection:
    """A selection of one lesson and one test, with hostile titles too; ``every_kind`` has one item of all nine."""
    kinds = sorted(_MAKERS) if every_kind else draw(st.lists(st.sampled_from(sorted(_MAKERS)), min_size=1, max_size=3))
    made = [draw(items(kind, f"hostile-{n}", n)) for n, kind in enumerate(kinds, 1)]
    split = draw(st.integers(1, len(made)))
    title = draw(literals())
    page = Page("start/hostile", HERE, title, "", 1)
    objectives = tuple(Objective(o, "explain", draw(literals()), HERE) for o in ("1.1a", "1.1b"))
    lesson = Lesson("1.1", page, "d", "q", 50, 14, objectives)
    banks = [
        Bank("hostile", HERE, tuple(made[:split]), title),
        Bank("post-test", Place("quizzes/post-test.yaml"), tuple(made[split:]), draw(literals())),
    ]
    parts = (Part(banks[0], lesson, banks[0].items), Part(banks[1], None, banks[1].items))
    course = Course((lesson,), (page,), draw(sources()), {bank.stem: bank for bank in banks}, as_of="2026-11-23")
    seed = draw(st.sampled_from([0, 0, 7]))
    return Selection(title, "hostile", parts if made[split:] else parts[:1], course, "", seed, "")

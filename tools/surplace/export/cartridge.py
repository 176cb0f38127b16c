"""Common Cartridge 1.1 (``.imscc``): each lesson as a page, its quiz in the profile of the standard, and web links.

Version 1.1, since Moodle reads no later one. The manifest follows ``ccv1p1_imscp_v1p2_v1p0.xsd``, the quizzes
``ccv1p1_qtiasiv1p2p1_v1p0.xsd`` with its Schematron rules, the links ``ccv1p1_imswl_v1p1.xsd``.

The profile has choices, true/false, fill-in and essays alone: so pairs and steps become a question each, as the pages
give a point for each, and numbers become words to fill in, as far as the numbers that are right can be listed. All
reasons for typed answers stand in the general feedback: Moodle drops those of right answers
(``entity11.quiz.class.php``, ``get_answers_fib``), Canvas takes an answer with a reason of its own for right.
Moodle decodes all texts twice (``entities.class.php``, ``safexml``), so a ``<`` or ``&`` that is meant literally gets
an unseen joiner after it. Feedback of a condition with ``continue="Yes"`` is general feedback in Moodle: single choices
score and explain in one condition; for several right ones there is no way but to show the reasons twice there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import assert_never
from xml.etree import ElementTree as ET

from surplace.export import ccpack, qti12, texts
from surplace.export.base import Losses, Made, Selection
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
    TrueFalse,
    TwoTier,
)

_MOST = 60
"""So many whole numbers are listed at most for one numeric answer."""

_EXAM = (("cc_profile", "cc.exam.v0p1"), ("qmd_assessmenttype", "Examination"), ("qmd_scoretype", "Percentage"))
_NO_WORD = re.compile(r"\*|&#?\w+;")
"""What Moodle would not read literally in a word to fill in: its wild card, and entities."""


def write(selection: Selection) -> Made:
    """Lessons, quizzes and links of a selection as one cartridge."""
    losses = Losses()
    files: dict[str, bytes] = {}
    package = ccpack.Package(selection, losses)
    for part in selection.parts:
        folder = package.folder(part)
        if part.lesson:
            files |= package.lesson(folder, part.lesson)
        name = f"quiz-{part.bank.stem}{'-' + selection.form.lower() if selection.form else ''}"
        title = f"{part.title}, form {selection.form}" if selection.form else part.title
        attempts = ("cc_maxattempts", "unlimited" if part.lesson else "1")
        root, section = qti12.assessment(name, ccpack.guarded(title), [*_EXAM, attempts])
        for item in part.items:
            start = len(section)
            _item(section, item, selection, losses)
            _guard(section[start:], item, losses)
        if len(section):
            files |= package.quiz(folder, name, title, qti12.document(root))
    files |= package.links()
    files["imsmanifest.xml"] = package.manifest()
    return Made(qti12.packed(files), losses.done())


def _guard(items: Sequence[ET.Element], item: Item, losses: Losses) -> None:
    for text in (text for one in items for text in one.iter("mattext")):
        safe = ccpack.guarded_html(text.text or "")
        if safe != text.text:
            losses.mapped(item.id, "a literal < or &", "an unseen joiner after it, since Moodle decodes texts twice")
            text.text = safe


# ---- the items, one function a kind


def _item(section: ET.Element, item: Item, selection: Selection, losses: Losses) -> None:
    match item:
        case Single() | Multiple() | TrueFalse():
            _choosing(section, item, selection, losses)
        case TwoTier():
            losses.mapped(item.id, "two tiers", "two questions, a point each")
            _choosing(section, item, selection, losses)
        case Match():
            how = f"{len(item.pairs)} questions with the right sides as choices, a point each"
            losses.mapped(item.id, "pairs to match", how)
            rights = [(at, f"<p>{texts.inline(item.pairs[at].right)}</p>") for at in shown(item, selection.seed)]
            _rows(section, item, item.pairs, rights, selection)
        case Order():
            how = f"{len(item.steps)} questions for the place of each step, a point each"
            losses.mapped(item.id, "steps to put in order", how)
            _rows(section, item, item.steps, [(at, f"<p>{at + 1}</p>") for at in range(len(item.steps))], selection)
        case Numeric() | Short():
            _typed(section, item, selection, losses)
        case Open():
            _essay(section, item, selection, losses)
        case _:
            assert_never(item)


def _profile(name: str, points: int, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("cc_profile", f"cc.{name}.v0p1"), ("cc_weighting", str(min(points, 99))), *more]


def _choosing(
    section: ET.Element, item: Single | Multiple | TrueFalse | TwoTier, selection: Selection, losses: Losses
) -> None:
    for one in qti12.choosing(item, selection):
        if isinstance(item, TrueFalse):
            _one(section, "true_false", one, shuffle=False)
        elif one.several or len(one.rows) < 3:
            if not one.several:
                how = "with boxes to tick, since the profile wants three choices or more elsewhere"
                losses.mapped(item.id, "a choice between two", how)
            _several(section, one, item.shuffle)
        else:
            _one(section, "multiple_choice", one, item.shuffle)


def _one(section: ET.Element, profile: str, one: qti12.Choosing, shuffle: bool) -> None:
    """One right choice: each has one condition with its score and its reason. True and false have fixed names."""
    new = qti12.new_item(section, one.ident, one.stem, _profile(profile, one.points))
    named = [(row, _name(row) if profile == "true_false" else row.number) for row in one.rows]
    qti12.choices(new, [(name, row.html) for row, name in named], several=False, shuffle=shuffle)
    scoring = qti12.scoring(new)
    for row, name in named:
        qti12.equal(qti12.condition(scoring, go_on=False), name)
        qti12.then(scoring, score="100" if row.right else "0", shows=f"{row.number}_fb")
    _feedback(new, one)


def _name(row: qti12.Row) -> str:
    """``true`` or ``false``: Moodle refuses other identifiers in that profile."""
    return "true" if row.html == "<p>True</p>" else "false"


def _several(section: ET.Element, one: qti12.Choosing, shuffle: bool) -> None:
    new = qti12.new_item(section, one.ident, one.stem, _profile("multiple_response", one.points))
    qti12.choices(new, [(row.number, row.html) for row in one.rows], several=True, shuffle=shuffle)
    scoring = qti12.scoring(new)
    for row in one.rows:
        qti12.equal(qti12.condition(scoring, go_on=True), row.number, exact=True)
        qti12.then(scoring, shows=f"{row.number}_fb")
    every = qti12.add(qti12.condition(scoring, go_on=False), "and")
    for row in one.rows:
        qti12.equal(every if row.right else qti12.add(every, "not"), row.number, exact=True)
    qti12.then(scoring, score="100")
    _feedback(new, one)


def _feedback(new: ET.Element, one: qti12.Choosing) -> None:
    qti12.feedback(new, qti12.GENERAL, one.general)
    for row in one.rows:
        qti12.feedback(new, f"{row.number}_fb", row.why)


def _rows(
    section: ET.Element,
    item: Match | Order,
    lefts: Sequence[Answer],
    rights: Sequence[tuple[int, str]],
    selection: Selection,
) -> None:
    """A question for each left side; the right choice of row ``at`` is the one that came from row ``at``."""
    stem, sources = texts.stem_html(item), selection.course.sources
    for at, answer in enumerate(lefts):
        ask = "Which place does this have in the order?" if isinstance(item, Order) else "What belongs to this?"
        mine = f"{stem}<p><em>{ask}</em></p><p><strong>{texts.inline(answer.text)}</strong></p>"
        why = qti12.why(answer, sources)
        rows = tuple(qti12.Row(str(101 + n), html, n == at, why) for n, html in rights)
        one = qti12.Choosing(f"{item.id}_{at + 1}", mine, qti12.general(item, sources), rows, several=False, points=1)
        if len(rows) < 3:
            _several(section, one, isinstance(item, Match))
        else:
            _one(section, "multiple_choice", one, isinstance(item, Match))


def _typed(section: ET.Element, item: Numeric | Short, selection: Selection, losses: Losses) -> None:
    sources = selection.course.sources
    right = [answer for answer in item.answers if answer.correct]
    lists = [_words(item, answer) for answer in right]
    words = dict.fromkeys(word for found in lists for word in found)
    kept = [word for word in words if not _NO_WORD.search(word)]
    if not all(lists) or not kept:
        losses.left_out(
            item.id, "a number with a margin" if isinstance(item, Numeric) else "a word with * or an entity"
        )
        return
    if len(kept) < len(words):
        losses.mapped(item.id, "spellings with * or an entity", "not accepted, since Moodle reads them otherwise")
    losses.mapped(item.id, "reasons for what is typed", "in the feedback that all get")
    unit = f"<p>Unit: {texts.escape(item.unit)}</p>" if isinstance(item, Numeric) and item.unit else ""
    new = qti12.new_item(section, item.id, texts.stem_html(item) + unit, _profile("fib", qti12.points(item)))
    qti12.blank(new)
    scoring = qti12.scoring(new)
    test = qti12.condition(scoring, go_on=False)
    for word in kept:
        qti12.equal(test, word)
    qti12.then(scoring, score="100")
    told = qti12.reasons([(texts.inline(answer.text), answer) for answer in right], sources)
    qti12.feedback(new, qti12.GENERAL, qti12.general(item, sources, told + qti12.slips(item, sources)))


def _words(item: Numeric | Short, answer: Accepted) -> tuple[str, ...]:
    """What may be typed for an answer; none for a number with a margin that no list of whole numbers fills."""
    if isinstance(item, Short):
        return qti12.spellings(answer)
    value, margin = Decimal(str(answer.value)), Decimal(str(answer.tolerance))
    if margin == 0:
        found = [value]
    elif value % 1 == 0 and margin % 1 == 0 and 2 * margin < _MOST:
        found = [value + n for n in range(-int(margin), int(margin) + 1)]
    else:
        return ()
    return tuple(dict.fromkeys(word for n in found for word in _written(n)))


def _written(value: Decimal) -> tuple[str, str]:
    """A number as it is typed: ``1982`` and ``1,982``, ``0.5`` and ``0,5``."""
    plain = qti12.number(value)
    return plain, plain.replace(".", ",") if "." in plain else format(value.normalize(), ",f")


def _essay(section: ET.Element, item: Open, selection: Selection, losses: Losses) -> None:
    losses.mapped(item.id, "model answer and rubric", "in the feedback after the answer; a teacher gives the points")
    sources = selection.course.sources
    fields = _profile("essay", qti12.points(item), ("qmd_computerscored", "No"))
    new = qti12.new_item(section, item.id, texts.stem_html(item), fields)
    qti12.blank(new)
    qti12.scoring(new)
    qti12.feedback(new, qti12.GENERAL, qti12.general(item, sources, qti12.essay(item, sources)))

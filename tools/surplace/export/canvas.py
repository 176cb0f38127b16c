"""Canvas quizzes: a zip with one QTI 1.2 assessment a quiz, Canvas's settings for it, and the manifest of both.

What stands where follows Canvas's own export (``lib/cc/qti/qti_generator.rb``, ``qti_items.rb``, ``qti_manifest.rb`` of
canvas-lms), which its importer reads back; ``question_type`` and ``points_possible`` are its own metadata.

What Canvas holds otherwise than the pages: it has no order, so steps are matched with their places; a two-tier item is
two questions; every typed answer that has its own feedback counts as right on import (``extended_text_interaction.rb``,
``numeric_interaction.rb``), so the reasons for known slips stand in the general feedback; the choice to mix answers is
made for a whole quiz.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import assert_never
from xml.etree import ElementTree as ET

from surplace.export import qti12, texts
from surplace.export.base import Losses, Made, Part, Selection
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

_SETTINGS = "http://canvas.instructure.com/xsd/cccv1p0"
_PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_RELATED = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
_ENTITY = re.compile(r"&(?=#?\w+;)")
"""What Canvas would unescape on the right side of a pair."""

JOINER = "\u2060"
"""WORD JOINER: nothing to be seen, but ``&``, JOINER and ``lt;`` are no entity."""


def write(selection: Selection) -> Made:
    """The quizzes of a selection for *Import existing content: QTI .zip file* of a Canvas course."""
    losses = Losses()
    files: dict[str, bytes] = {}
    for part in selection.parts:
        if part.items:
            name = _ident(part, selection)
            root, section = qti12.assessment(name, _title(part, selection), [("cc_maxattempts", _attempts(part)[0])])
            for item in part.items:
                _item(section, item, selection, losses)
            files[f"{name}/{name}.xml"] = qti12.document(root)
            files[f"{name}/assessment_meta.xml"] = _settings(name, part, selection, losses)
    files["imsmanifest.xml"] = _manifest(
        [path for path in files if not path.endswith("assessment_meta.xml")], selection
    )
    return Made(qti12.packed(files), losses.done())


def _ident(part: Part, selection: Selection) -> str:
    return f"quiz-{part.bank.stem}{'-' + selection.form.lower() if selection.form else ''}"


def _title(part: Part, selection: Selection) -> str:
    return f"{part.title}, form {selection.form}" if selection.form else part.title


def _attempts(part: Part) -> tuple[str, str]:
    """As QTI and as Canvas say it: a quiz of a lesson may be tried again, a test of the course once."""
    return ("unlimited", "-1") if part.lesson else ("1", "1")


# ---- the items, one function a kind


def _item(section: ET.Element, item: Item, selection: Selection, losses: Losses) -> None:
    match item:
        case Single() | Multiple() | TrueFalse():
            _choosing(section, item, selection)
        case TwoTier():
            losses.mapped(item.id, "two tiers", "two questions, a point each")
            _choosing(section, item, selection)
        case Match():
            rights = [_right(texts.plain(pair.right)) for pair in item.pairs]
            if any(JOINER in right for right in rights):
                losses.mapped(
                    item.id, "an entity as text on the right side", "an unseen joiner keeps it from being read"
                )
            order = range(len(item.pairs))
            _matching(section, item, [(at, item.pairs[at]) for at in order], rights, selection)
        case Order():
            losses.mapped(item.id, "order", "each step is matched with its place, a part of the points for each")
            places = [str(at + 1) for at in range(len(item.steps))]
            rows = [(at, item.steps[at]) for at in shown(item, selection.seed)]
            _matching(section, item, rows, places, selection)
        case Numeric():
            _numeric(section, item, selection, losses)
        case Short():
            _short(section, item, selection, losses)
        case Open():
            _essay(section, item, selection, losses)
        case _:
            assert_never(item)


def _fields(kind: str, points: int, ids: list[str]) -> list[tuple[str, str]]:
    """Canvas's own metadata of an item."""
    return [("question_type", kind), ("points_possible", str(points)), ("original_answer_ids", ",".join(ids))]


def _choosing(section: ET.Element, item: Single | Multiple | TrueFalse | TwoTier, selection: Selection) -> None:
    kind = "true_false_question" if isinstance(item, TrueFalse) else "multiple_choice_question"
    for one in qti12.choosing(item, selection):
        name = "multiple_answers_question" if one.several else kind
        fields = _fields(name, one.points, [row.number for row in one.rows])
        new = qti12.new_item(section, one.ident, one.stem, fields)
        qti12.choices(new, [(row.number, row.html) for row in one.rows], one.several, item.shuffle)
        scoring = qti12.scoring(new)
        for row in one.rows:
            qti12.equal(qti12.condition(scoring, go_on=True), row.number)
            qti12.then(scoring, shows=f"{row.number}_fb")
        test = qti12.condition(scoring, go_on=False)
        every = qti12.add(test, "and") if one.several else test
        for row in one.rows:
            if row.right:
                qti12.equal(every, row.number)
            elif one.several:
                qti12.equal(qti12.add(every, "not"), row.number)
        qti12.then(scoring, score="100")
        qti12.feedback(new, qti12.GENERAL, one.general)
        for row in one.rows:
            qti12.feedback(new, f"{row.number}_fb", row.why)


def _right(text: str) -> str:
    return _ENTITY.sub(f"&{JOINER}", text)


def _matching(
    section: ET.Element, item: Match | Order, rows: list[tuple[int, Answer]], rights: list[str], selection: Selection
) -> None:
    """Left sides in the order of ``rows``; the right side of row ``at`` is ``rights[at]``, and Canvas mixes those."""
    sources = selection.course.sources
    ids = [str(101 + at) for at, _answer in rows]
    fields = _fields("matching_question", qti12.points(item), ids)
    new = qti12.new_item(section, item.id, texts.stem_html(item), fields)
    share = f"{100 / len(rows):.2f}"
    for at, answer in rows:
        held = qti12.add(new[1], "response_lid", {"ident": f"response_{101 + at}"})
        qti12.material(held, f"<p>{texts.inline(answer.text)}</p>")
        render = qti12.add(held, "render_choice")
        for place, right in enumerate(rights):
            label = qti12.add(render, "response_label", {"ident": str(201 + place)})
            qti12.add(qti12.add(label, "material"), "mattext", {"texttype": "text/plain"}, right)
    scoring = qti12.scoring(new)
    for at, _answer in rows:
        respident, shows = f"response_{101 + at}", f"{101 + at}_fb"
        qti12.equal(qti12.condition(scoring, go_on=True), str(201 + at), respident)
        qti12.then(scoring, score=share, action="Add", shows=shows)
        qti12.equal(qti12.add(qti12.condition(scoring, go_on=True), "not"), str(201 + at), respident)
        qti12.then(scoring, shows=shows)
    qti12.feedback(new, qti12.GENERAL, qti12.general(item, sources))
    for at, answer in rows:
        qti12.feedback(new, f"{101 + at}_fb", qti12.why(answer, sources))


def _typed(item: Numeric | Short, selection: Selection, losses: Losses) -> tuple[list[tuple[str, Accepted]], str]:
    """The right answers by number, and the general feedback, which tells of the slips."""
    slips = qti12.slips(item, selection.course.sources)
    if slips:
        how = "in the feedback that all get, since Canvas would take them for right"
        losses.mapped(item.id, "the reasons for known slips", how)
    right = [(str(101 + at), answer) for at, answer in enumerate(item.answers) if answer.correct]
    return right, qti12.general(item, selection.course.sources, slips)


def _numeric(section: ET.Element, item: Numeric, selection: Selection, losses: Losses) -> None:
    right, told = _typed(item, selection, losses)
    unit = f"<p>Unit: {texts.escape(item.unit)}</p>" if item.unit else ""
    ids = [name for name, _answer in right]
    fields = _fields("numerical_question", qti12.points(item), ids)
    new = qti12.new_item(section, item.id, texts.stem_html(item) + unit, fields)
    qti12.blank(new, fibtype="Decimal")
    scoring = qti12.scoring(new)
    for name, answer in right:
        value, margin = Decimal(str(answer.value)), Decimal(str(answer.tolerance))
        either = qti12.add(qti12.condition(scoring, go_on=False), "or")
        qti12.equal(either, qti12.number(value))
        both = qti12.add(either, "and")
        qti12.add(both, "vargte", {"respident": qti12.RESPONSE}, qti12.number(value - margin))
        qti12.add(both, "varlte", {"respident": qti12.RESPONSE}, qti12.number(value + margin))
        qti12.then(scoring, score="100", shows=f"{name}_fb")
    qti12.feedback(new, qti12.GENERAL, told)
    for name, answer in right:
        qti12.feedback(new, f"{name}_fb", qti12.why(answer, selection.course.sources))


def _short(section: ET.Element, item: Short, selection: Selection, losses: Losses) -> None:
    right, told = _typed(item, selection, losses)
    spelt = [(name, answer, word) for name, answer in right for word in qti12.spellings(answer)]
    ids = [str(1001 + at) for at, _row in enumerate(spelt)]
    fields = _fields("short_answer_question", qti12.points(item), ids)
    new = qti12.new_item(section, item.id, texts.stem_html(item), fields)
    qti12.blank(new)
    scoring = qti12.scoring(new)
    for name, _answer, word in spelt:
        qti12.equal(qti12.condition(scoring, go_on=True), word)
        qti12.then(scoring, shows=f"{name}_fb")
    test = qti12.condition(scoring, go_on=False)
    either = qti12.add(test, "or") if len(spelt) > 1 else test
    for _name, _answer, word in spelt:
        qti12.equal(either, word)
    qti12.then(scoring, score="100")
    qti12.feedback(new, qti12.GENERAL, told)
    for name, answer in right:
        qti12.feedback(new, f"{name}_fb", qti12.why(answer, selection.course.sources))


def _essay(section: ET.Element, item: Open, selection: Selection, losses: Losses) -> None:
    losses.mapped(item.id, "model answer and rubric", "in the feedback after the answer; a teacher gives the points")
    sources = selection.course.sources
    fields = _fields("essay_question", qti12.points(item), [])
    new = qti12.new_item(section, item.id, texts.stem_html(item), fields)
    qti12.blank(new)
    scoring = qti12.scoring(new)
    qti12.add(qti12.condition(scoring, go_on=False), "other")
    qti12.feedback(new, qti12.GENERAL, qti12.general(item, sources, qti12.essay(item, sources)))


# ---- settings and manifest


def _settings(name: str, part: Part, selection: Selection, losses: Losses) -> bytes:
    """``assessment_meta.xml``: the settings of a quiz, which is not published until a teacher does so."""
    fixed = [item for item in part.items if isinstance(item, Single | Multiple | TwoTier) and not item.shuffle]
    for item in fixed:
        losses.mapped(item.id, "choices in their own order", "the whole quiz keeps the order of the file")
    lesson = part.lesson
    about = f"<p>{texts.escape(lesson.question)}</p>" if lesson else ""
    if lesson and selection.site:
        address = texts.escape(f"{selection.site}/{lesson.page.docname}.html")
        about += f'<p><a href="{address}">The lesson</a></p>'
    root = ET.Element("quiz", {"identifier": name, "xmlns": _SETTINGS})
    for tag, text in (
        ("title", _title(part, selection)),
        ("description", about),
        ("shuffle_answers", "false" if fixed else "true"),
        ("scoring_policy", "keep_highest"),
        ("hide_results", ""),
        ("quiz_type", "assignment"),
        ("points_possible", str(sum(map(qti12.points, part.items)))),
        ("show_correct_answers", "true"),
        ("allowed_attempts", _attempts(part)[1]),
        ("one_question_at_a_time", "false"),
        ("available", "false"),
    ):
        qti12.add(root, tag, text=text)
    return qti12.document(root)


def _manifest(quizzes: list[str], selection: Selection) -> bytes:
    root = ET.Element("manifest", {"identifier": f"surplace-{selection.slug}", "xmlns": _PACKAGE})
    about = qti12.add(root, "metadata")
    qti12.add(about, "schema", text="IMS Content")
    qti12.add(about, "schemaversion", text="1.1.3")
    qti12.add(root, "organizations")
    resources = qti12.add(root, "resources")
    for path in quizzes:
        name = path.partition("/")[0]
        quiz = qti12.add(resources, "resource", {"identifier": name, "type": "imsqti_xmlv1p2"})
        qti12.add(quiz, "file", {"href": path})
        qti12.add(quiz, "dependency", {"identifierref": f"{name}-meta"})
        meta = f"{name}/assessment_meta.xml"
        held = qti12.add(resources, "resource", {"identifier": f"{name}-meta", "type": _RELATED, "href": meta})
        qti12.add(held, "file", {"href": meta})
    return qti12.document(root)

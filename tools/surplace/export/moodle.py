"""Moodle XML: one file with every question, its category, tags and feedback, for Moodle 4.4 and later.

Each question carries the id of its item as ``idnumber``. Moodle never updates a question by importing: it makes a
copy, without the number if the category has it already, so an older import is to be deleted first.
There is no schema; the source of each rule is the importer, ``question/format/xml/format.php`` of Moodle 4.5.
"""

from __future__ import annotations

from typing import assert_never
from xml.sax.saxutils import escape, quoteattr

from surplace.export import moodlebank as bank
from surplace.export.base import Losses, Made, Part, Selection
from surplace.model import Item, Match, Multiple, Numeric, Open, Order, Short, Single, TrueFalse, TwoTier

_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def write(selection: Selection) -> Made:
    """The selection as one Moodle XML file in UTF-8. Nothing is raised."""
    losses = Losses()
    out = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    for part in selection.parts:
        held = [item for item in part.items if bank.report(item, losses)]
        if held:
            out += _category(part, held)
        for item in held:
            out += _question(part, item, selection)
    out.append("</quiz>\n")
    return Made("\n".join(out).encode(), losses.done())


def _category(part: Part, held: list[Item]) -> list[str]:
    """A question of type ``category`` switches where the next ones go; ``info`` is its description."""
    return [
        '<question type="category">',
        _plain("category", bank.category(part)),
        _html("info", bank.objectives(part, held)),
        "</question>",
    ]


def _question(part: Part, item: Item, selection: Selection) -> list[str]:
    """One question: the fields that all types have (``import_headers``), those of its type, its tags."""
    kind, body = _body(item, selection)
    grade = sum(row.points for row in item.rubric) if isinstance(item, Open) else 1
    return [
        f'<question type="{kind}">',
        _plain("name", bank.title(item)),
        _html("questiontext", bank.stem(item)),
        _html("generalfeedback", bank.general(part, item, selection)),
        f"<defaultgrade>{grade}</defaultgrade>",
        "<penalty>0.3333333</penalty>",
        "<hidden>0</hidden>",
        f"<idnumber>{escape(item.id)}</idnumber>",
        *body,
        "<tags>",
        *(f"<tag>{_text(escape(tag))}</tag>" for tag in bank.tags(item)),
        "</tags>",
        "</question>",
    ]


def _body(item: Item, selection: Selection) -> tuple[str, list[str]]:  # noqa: PLR0911 -- one for each kind
    """Moodle's question type, and the fields that it alone has."""
    match item:
        case Single() | Multiple() | TwoTier():
            return "multichoice", _choices(item, selection)
        case TrueFalse():
            return "truefalse", _truth(item, selection)
        case Match():
            return "match", _match(item)
        case Order():
            return "ordering", _order(item)
        case Numeric():
            return "numerical", _numeric(item, selection)
        case Short():
            return "shortanswer", _short(item, selection)
        case Open():
            return "essay", _essay(item, selection)
        case _:
            assert_never(item)


def _choices(item: Single | Multiple | TwoTier, selection: Selection) -> list[str]:
    """``shuffleanswers`` follows the bank; pairs of two tiers stay grouped by their claim."""
    mixed = item.shuffle and not isinstance(item, TwoTier)
    return [
        f"<single>{_flag(not isinstance(item, Multiple))}</single>",
        f"<shuffleanswers>{_flag(mixed)}</shuffleanswers>",
        "<answernumbering>abc</answernumbering>",
        "<showstandardinstruction>0</showstandardinstruction>",
        *_combined(),
        *(_answer(option.share, option.html, option.feedback) for option in bank.options(item, selection)),
    ]


def _truth(item: TrueFalse, selection: Selection) -> list[str]:
    """The answers are the words ``true`` and ``false`` in lower case (``import_truefalse``)."""
    return [
        _answer(100 if c.correct else 0, c.text.text.lower(), bank.why(c, selection), form="moodle_auto_format")
        for c in sorted(item.choices, key=lambda choice: choice.text.text != "True")
    ]


def _match(item: Match) -> list[str]:
    """Left sides are HTML, right sides one line in a list box."""
    rows = ["<shuffleanswers>true</shuffleanswers>", *_combined()]
    for pair in item.pairs:
        right = f"<answer>{_text(escape(bank.right_side(pair)))}</answer>"
        rows.append(f'<subquestion format="html">{_cdata(bank.line(pair.text))}{right}</subquestion>')
    return rows


def _order(item: Order) -> list[str]:
    """Type ``ordering``, in core since 4.4; one point for each step in its place, as on the page.

    ``shownumcorrect`` needs content here, or the database refuses the question.
    """
    return [
        "<layouttype>VERTICAL</layouttype>",
        "<selecttype>ALL</selecttype>",
        f"<selectcount>{len(item.steps)}</selectcount>",
        "<gradingtype>ABSOLUTE_POSITION</gradingtype>",
        "<showgrading>SHOW</showgrading>",
        "<numberingstyle>none</numberingstyle>",
        *_combined("<shownumcorrect>1</shownumcorrect>"),
        *(_answer(place, bank.line(step.text), "") for place, step in enumerate(item.steps, 1)),
    ]


def _numeric(item: Numeric, selection: Selection) -> list[str]:
    """``showunits`` 3 is "no unit" (``qtype_numerical::UNITNONE``); the last answer ``*`` is everything else."""
    given = bank.accepted(item)
    rows = [
        _answer(
            100 if a.correct else 0,
            bank.number(a.value),
            bank.why(a, selection),
            "moodle_auto_format",
            f"<tolerance>{bank.number(a.tolerance)}</tolerance>",
        )
        for a in given
    ]
    other = _answer(0, "*", bank.why(given[0], selection), "moodle_auto_format", "<tolerance>0</tolerance>")
    return [
        *rows,
        other,
        "<unitgradingtype>0</unitgradingtype>",
        "<showunits>3</showunits>",
        "<unitsleft>0</unitsleft>",
    ]


def _short(item: Short, selection: Selection) -> list[str]:
    """``usecase`` 0 ignores case; ``*`` is a wild card unless a backslash stands before it."""
    given = bank.accepted(item)
    rows = [
        _answer(100 if a.correct else 0, text.replace("*", "\\*"), bank.why(a, selection), "moodle_auto_format")
        for a in given
        for text in bank.spellings(a)
    ]
    return ["<usecase>0</usecase>", *rows, _answer(0, "*", bank.why(given[0], selection), "moodle_auto_format")]


def _essay(item: Open, selection: Selection) -> list[str]:
    return [
        "<responseformat>editor</responseformat>",
        "<responserequired>1</responserequired>",
        "<responsefieldlines>10</responsefieldlines>",
        "<attachments>0</attachments>",
        "<attachmentsrequired>0</attachmentsrequired>",
        _html("graderinfo", bank.model(item, selection)),
        _html("responsetemplate", ""),
    ]


def _combined(number: str = "<shownumcorrect></shownumcorrect>") -> list[str]:
    """Feedback for right, partly right and wrong is Moodle's own: empty here. ``number`` tells how many are right."""
    return [*(_html(name, "") for name in _COMBINED), number]


def _answer(percent: float, text: str, feedback: str, form: str = "html", more: str = "") -> str:
    """One answer; ``form`` is ``html``, or ``moodle_auto_format`` for what is compared as it stands."""
    inside = _cdata(text) if form == "html" else _text(escape(text))
    tail = _html("feedback", feedback) + more
    return f"<answer fraction={quoteattr(bank.share(percent))} format={quoteattr(form)}>{inside}{tail}</answer>"


def _html(name: str, html: str) -> str:
    return f'<{name} format="html">{_cdata(html)}</{name}>'


def _plain(name: str, text: str) -> str:
    return f"<{name}>{_text(escape(text))}</{name}>"


def _cdata(html: str) -> str:
    return _text(f"<![CDATA[{html.replace(']]>', ']]]]><![CDATA[>')}]]>") if html else _text("")


def _text(inside: str) -> str:
    return f"<text>{inside}</text>"


def _flag(yes: bool) -> str:
    return "true" if yes else "false"

r"""GIFT, the text format of Moodle's question bank: one question a paragraph, feedback after ``#``.

Texts are HTML, escaped for HTML first and then for GIFT, on one line: ``\ ~ = # { } :`` get a backslash.
The rules are those of ``question/format/gift/format.php`` of Moodle 4.5; ``GIFT.pegjs`` of gift-pegjs is the only
grammar that there is.
"""

from __future__ import annotations

import re
from typing import assert_never

from surplace.export import moodlebank as bank
from surplace.export.base import Losses, Made, Part, Selection
from surplace.export.select import shown
from surplace.model import Item, Match, Multiple, Numeric, Open, Order, Short, Single, TrueFalse, TwoTier

_SPECIAL = re.compile(r"[\\~=#{}:]")
_NOT_RAW = re.compile(r"->|&&\d\d\d;")


def write(selection: Selection) -> Made:
    """The selection as one GIFT file in UTF-8. Nothing is raised."""
    losses = Losses()
    out: list[str] = []
    for part in selection.parts:
        rows = [text for item in part.items if (text := _question(part, item, selection, losses))]
        if rows:
            out += [f"$CATEGORY: {bank.category(part)}".replace("\\", "\\\\"), *rows]
    return Made(("\n\n".join(out) + "\n").encode(), losses.done())


def _question(part: Part, item: Item, selection: Selection, losses: Losses) -> str:
    """One question, or nothing where GIFT cannot hold it.

    The comment gives id and tags in the form that Moodle reads since 3.6 (``extract_idnumber_and_tags``).
    """
    if not bank.report(item, losses):
        return ""
    answers = _answers(item, selection, losses)
    if answers is None:
        return ""
    if isinstance(item, Single | Multiple) and not item.shuffle:
        losses.mapped(item.id, "choices that keep their order", "GIFT has no flag: the setting of the site decides")
    marks = "".join(f" [tag:{tag}]" for tag in bank.tags(item))
    return "\n".join(
        (
            f"// [id:{item.id}]{marks}",
            f"::{_escaped(bank.title(item))}::[html]{_escaped(bank.stem(item))}{{{answers[0] if answers else ''}",
            *answers[1:],
            f"####{_escaped(bank.general(part, item, selection))}",
            "}",
        )
    )


def _answers(item: Item, selection: Selection, losses: Losses) -> list[str] | None:  # noqa: PLR0911 -- one for each kind
    """What stands between the braces, a line each; the first continues the line of the brace. None: left out."""
    match item:
        case Single() | TwoTier():
            return ["", *(_choice("=" if o.share else "~", o) for o in bank.options(item, selection))]
        case Multiple():
            return ["", *(_choice(f"~%{bank.share(o.share)}%", o) for o in bank.options(item, selection))]
        case TrueFalse():
            return _truth(item, selection)
        case Match():
            return ["", *(f"={_first(bank.line(p.text))} -> {_escaped(bank.right_side(p))}" for p in item.pairs)]
        case Order():
            losses.mapped(item.id, "steps to put in order", "a matching question: each step and its number")
            order = shown(item, selection.seed)
            return ["", *(f"={_first(bank.line(item.steps[n].text))} -> {n + 1}" for n in order)]
        case Numeric():
            return _numeric(item, selection)
        case Short():
            return _short(item, selection, losses)
        case Open():
            losses.mapped(item.id, "notes for the marker", "model answer and rubric stand in the general feedback")
            return []
        case _:
            assert_never(item)


def _choice(mark: str, option: bank.Option) -> str:
    return f"{mark}{_first(option.html)}#{_escaped(option.feedback)}"


def _truth(item: TrueFalse, selection: Selection) -> list[str]:
    """The first feedback is for the wrong answer (``split_truefalse_comment``).

    gift-pegjs has it for the answer True, so each feedback says which answer it is about.
    """
    right = next(choice for choice in item.choices if choice.correct)
    wrong = next(choice for choice in item.choices if not choice.correct)
    said = [
        f"#{_escaped(bank.why(c, selection).replace('<p>', f'<p><strong>{c.text.text}.</strong> ', 1))}"
        for c in (wrong, right)
    ]
    return [right.text.text.upper() + "".join(said)]


def _numeric(item: Numeric, selection: Selection) -> list[str]:
    """``=%100%value:tolerance#feedback``; ``~#`` gives the feedback for everything else."""
    given = bank.accepted(item)
    rows = [
        f"=%{100 if a.correct else 0}%{bank.number(a.value)}:{bank.number(a.tolerance)}#"
        + _escaped(bank.why(a, selection))
        for a in given
    ]
    return ["#", *rows, f"~#{_escaped(bank.why(given[0], selection))}"]


def _short(item: Short, selection: Selection, losses: Losses) -> list[str] | None:
    """A weight stands before each answer, so that a ``%`` in it is none; ``[plain]`` saves a bracket at its start.

    What is typed is compared as it stands, so HTML's ``&gt;`` is no help: ``->`` would make a matching question.
    """
    rows = []
    held = False
    given = bank.accepted(item)
    for answer in given:
        for text in bank.spellings(answer):
            if _NOT_RAW.search(text):
                losses.left_out(item.id, f"the spelling {text!r}, which GIFT takes for a mark of its own")
                continue
            held = held or answer.correct
            start = "[plain]" if text.startswith("[") else ""
            typed = _escaped(text.replace("*", "\\*"))
            rows.append(f"=%{100 if answer.correct else 0}%{start}{typed}#{_escaped(bank.why(answer, selection))}")
    if not held:
        losses.left_out(item.id, "the question, since no right spelling is left")
        return None
    return ["", *rows, f"=%0%*#{_escaped(bank.why(given[0], selection))}"]


def _first(html: str) -> str:
    """HTML that begins an answer: ``%`` there would be a weight and ``[`` a format."""
    head = {"%": "&#37;", "[": "&#91;"}.get(html[:1])
    return _escaped(f"{head}{html[1:]}" if head else html)


def _escaped(text: str) -> str:
    """Text on one line with a backslash before each special character (``repchar``)."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", " ".join(text.split()))

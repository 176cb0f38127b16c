"""What both formats of Moodle's question bank need: categories, names, tags, choices with weights, general feedback.

The rules are those of Moodle 4.5, as its importers have them: ``question/format.php`` (categories, names, fractions),
``question/format/xml/format.php``, ``question/format/gift/format.php`` and the question types.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape

from surplace.export import texts
from surplace.export.base import Losses, Part, Selection
from surplace.export.select import shown
from surplace.model import (
    Accepted,
    Answer,
    Item,
    Markdown,
    Match,
    Multiple,
    Numeric,
    Open,
    Order,
    Pair,
    Short,
    Single,
    TwoTier,
    answers,
    folded,
    kind_of,
)

MOST_RIGHT = 10
"""Moodle's list of fractions has 100/n for n from 1 to 10 (``question_bank::fraction_options_full``)."""

NAME_LIMIT = 80
"""Characters of a name; the field holds 255 (``clean_question_name``), but lists show less."""

_COUNTS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: HTML on one line, its share of the mark in per cent, and its feedback as HTML."""

    html: str
    share: float
    feedback: str


def bare(text: str) -> str:
    """Text for a name, without what ``clean_param(PARAM_TEXT)`` would take for a tag and drop."""
    return " ".join(text.replace("<", "‹").replace(">", "›").split())


def _cut(text: str, limit: int) -> str:
    """Text of so many characters at most, cut after a word where one ends in its second half."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return f"{head[: head.rfind(' ', limit // 2)] if ' ' in head[limit // 2 :] else head}…"


def title(item: Item) -> str:
    """The name of a question: its id, then the beginning of the prompt. Type ``ordering`` cuts names at 42 bytes."""
    if isinstance(item, Order):
        return item.id
    return _cut(f"{item.id}: {bare(texts.plain(item.prompt))}", NAME_LIMIT)


def category(part: Part) -> str:
    """Where the questions of a part go: ``$course$/top/Sur Place/Module 4/4.1 Article 33 word by word``.

    A slash inside a name is doubled; before one at its start a blank parts it from the slash of the path
    (``question/format.php``, split_category_path).
    """
    module = f"Module {part.lesson.module}" if part.lesson else "Tests"
    names = (_cut(bare(name), 200).replace("/", "//") for name in (module, part.title))
    return "/".join(("$course$", "top", "Sur Place", *(f" {n}" if n.startswith("/") else n for n in names)))


def tags(item: Item) -> tuple[str, ...]:
    """Objective, level and kind, whether it is contested, and what its content note names."""
    named = item.content.tags if item.content else ()
    contested = ("contested",) if item.contested else ()
    return tuple(dict.fromkeys((item.objective, item.level, kind_of(item), *contested, *named)))


def number(value: float) -> str:
    """A number in figures, without an exponent: ``1982``, ``0.5``."""
    return f"{Decimal(repr(value)).normalize():f}"


def share(percent: float) -> str:
    """A share with five decimals at most, which is what Moodle's list of fractions has: ``33.33333``."""
    return f"{percent:.5f}".rstrip("0").rstrip(".")


def protect(html: str) -> str:
    """HTML in which a literal ``@@PLUGINFILE@@`` is no link to a file of the question."""
    return html.replace("@@PLUGINFILE@@", "@&#64;PLUGINFILE@@")


def stem(item: Item) -> str:
    """The question as HTML, with what a reader of the page is told beside it."""
    return protect(texts.stem_html(item) + _told(item))


def _told(item: Item) -> str:
    match item:
        case Multiple():
            right = sum(choice.correct for choice in item.choices)
            return f"<p><em>Choose {_COUNTS[right] if right < len(_COUNTS) else f'{right} answers'}.</em></p>"
        case Numeric() if item.unit:
            return f"<p><em>Answer with a number alone, in {texts.escape(item.unit)}.</em></p>"
        case TwoTier():
            return f"{texts.html(item.reason_prompt)}<p><em>Choose the answer together with its reason.</em></p>"
        case Order():
            return "<p><em>Put them in order.</em></p>"
        case _:
            return ""


def why(answer: Answer, selection: Selection) -> str:
    """The feedback of an answer as HTML, with its citations."""
    return protect(texts.why_html(answer, selection.course.sources))


def line(prose: Markdown) -> str:
    """Prose as inline HTML on one line."""
    return protect(" ".join(texts.inline(prose).split()))


def right_side(pair: Pair) -> str:
    """The right side of a pair as HTML without tags: Moodle shows it in a list box, through ``format_string``."""
    return escape(texts.plain(pair.right))


def options(item: Single | Multiple | TwoTier, selection: Selection) -> list[Option]:
    """The choices in the order that is shown.

    Multiple: each right tick is worth its part and each wrong one takes a part back, never below nothing, as on the
    page. Two tiers become the pairs of a claim and a reason; a pair is worth all or nothing.
    """
    order = shown(item, selection.seed)
    if isinstance(item, TwoTier):
        return _pairs(item, order, selection)
    right = sum(choice.correct for choice in item.choices)
    loss = -100 / right if isinstance(item, Multiple) else 0.0
    picked = (item.choices[index] for index in order)
    return [Option(line(c.text), 100 / right if c.correct else loss, why(c, selection)) for c in picked]


def _pairs(item: TwoTier, order: Sequence[int], selection: Selection) -> list[Option]:
    """Claims in the order that is shown, each with every reason; the reasons keep one order, to be compared."""
    count = len(item.choices)
    claims = [item.choices[index] for index in order[:count]]
    reasons = [item.reasons[index - count] for index in order[count:]]
    return [
        Option(
            f"<strong>{line(claim.text)}</strong><br />{line(reason.text)}",
            100.0 if claim.correct and reason.correct else 0.0,
            why(claim, selection) + why(reason, selection),
        )
        for claim in claims
        for reason in reasons
    ]


def accepted(item: Short | Numeric) -> list[Accepted]:
    """Right answers before slips, as the page looks them up; Moodle takes the first that fits."""
    return sorted(item.answers, key=lambda answer: not answer.correct)


def spellings(answer: Accepted) -> list[str]:
    """Every spelling of a typed answer, and the same without accents and full stops; case does not matter in Moodle."""
    written = (answer.text.text, *answer.also)
    found: dict[str, str] = {}
    for text in (*written, *map(folded, written)):
        if tidy := " ".join(text.split()):
            found.setdefault(tidy.lower(), tidy)
    return list(found.values())


def general(part: Part, item: Item, selection: Selection) -> str:
    """General feedback: reasons that have no place of their own, who says what, the objective, the way back."""
    sources = selection.course.sources
    sides = texts.positions_html(item, sources)
    listed = "".join(_listed(answer, selection) for answer in answers(item)) if isinstance(item, Match | Order) else ""
    return protect(
        (f"<ul>{listed}</ul>" if listed else "")
        + (model(item, selection) if isinstance(item, Open) else "")
        + (f"<p><strong>Who says what</strong></p>{sides}" if sides else "")
        + texts.about_html(item)
        + _back(part, item, selection)
    )


def _listed(answer: Answer, selection: Selection) -> str:
    right = f" — {texts.inline(answer.right)}" if isinstance(answer, Pair) else ""
    return f"<li><strong>{texts.inline(answer.text)}</strong>{right}{why(answer, selection)}</li>"


def _back(part: Part, item: Item, selection: Selection) -> str:
    if not selection.site:
        return ""
    page = part.lesson.page.docname if part.lesson else part.bank.stem
    address = texts.escape(f"{selection.site}/{page}.html#q-{item.id}")
    return f'<p><a href="{address}">This question in Sur Place</a></p>'


def model(item: Open, selection: Selection) -> str:
    """The model answer and the rubric as HTML."""
    rows = "".join(
        f"<li><strong>{texts.inline(row.text)}</strong> (points: {row.points}){why(row, selection)}</li>"
        for row in item.rubric
    )
    answer = f"{texts.html(item.model.text)}{why(item.model, selection)}"
    return protect(
        f"<p><strong>A good answer</strong></p>{answer}<p><strong>What to look for</strong></p><ul>{rows}</ul>"
    )


def objectives(part: Part, used: Iterable[Item]) -> str:
    """The objectives that a part asks for, as HTML: the description of its category."""
    wanted = {item.objective for item in used}
    rows = "".join(
        f"<li>{texts.escape(f'{o.id} {o.verb} {o.text}')}</li>"
        for o in (part.lesson.objectives if part.lesson else ())
        if o.id in wanted
    )
    return protect(f"<ul>{rows}</ul>") if rows else ""


def report(item: Item, losses: Losses) -> bool:
    """Say what Moodle holds in another shape; False where the item cannot be written."""
    match item:
        case Multiple() if sum(choice.correct for choice in item.choices) > MOST_RIGHT:
            losses.left_out(item.id, f"a question with more than {MOST_RIGHT} right choices, which Moodle cannot weigh")
            return False
        case TwoTier():
            how = "one question over the pairs of a claim and a reason, right only where both are"
            losses.mapped(item.id, "two tiers", how)
        case Match() | Order():
            losses.mapped(item.id, "feedback for each part", "all of it stands in the general feedback")
        case Short():
            how = "the spellings without them are accepted as well; any other accent or full stop counts as wrong"
            losses.mapped(item.id, "accents and full stops that do not matter", how)
        case Numeric() if item.unit:
            losses.mapped(item.id, "a unit after the box", "the question names it; only the number is typed")
        case Open():
            losses.mapped(item.id, "a rubric that learners tick", "an essay that a teacher marks with the rubric")
        case _:
            pass
    return True

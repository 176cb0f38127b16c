"""The two sides of an Anki card as HTML, with the words and links of ``texts``.

Choices are a list with letters, in the order of ``select.shown``; the reasons of a two-tier question go on with the
letters of its claims, left sides of pairs have numbers. The letters are those of the worksheets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from surplace import cite
from surplace.export import texts
from surplace.export.base import Selection
from surplace.export.paper import letter
from surplace.export.select import shown
from surplace.model import (
    Accepted,
    Answer,
    Choice,
    Citation,
    Criterion,
    Item,
    Match,
    Multiple,
    Numeric,
    Open,
    Order,
    Pair,
    Short,
    Single,
    TrueFalse,
    TwoTier,
    answers,
)


class Card:
    """The sides of one card as HTML."""

    def __init__(self, selection: Selection, item: Item) -> None:
        self.selection = selection
        self.item = item
        self.order = shown(item, selection.seed)
        self.all = answers(item)

    def cites(self) -> Iterator[Citation]:
        """Every citation of the question: of its answers, then of its positions."""
        for cites in (*(one.cites for one in self.all), *(one.cites for one in self.item.positions)):
            yield from cites

    def first_address(self) -> str:
        """The address of the first source that has one."""
        sources = (self.selection.source(one.key) for one in self.cites())
        return next((source.url for source in sources if source and source.url), "")

    def choices(self) -> str:
        """What stands below the question on both sides."""
        item = self.item
        match item:
            case Single() | Multiple() | TrueFalse():
                right = sum(choice.correct for choice in item.choices)
                how = f"<p><small>Choose {right}.</small></p>" if isinstance(item, Multiple) else ""
                return how + self._lettered(self.order)
            case TwoTier():
                split = len(item.choices)
                second = f'<div class="sp-q">{texts.html(item.reason_prompt)}</div>'
                return f"{self._lettered(self.order[:split])}{second}{self._lettered(self.order[split:], split)}"
            case Match():
                left = _list((texts.inline(pair.text) for pair in item.pairs), "1")
                return left + _list((texts.inline(item.pairs[index].right) for index in self.order), "A")
            case Order():
                return f"<p><small>Put these in order.</small></p>{self._lettered(self.order)}"
            case Numeric():
                return f"<p><small>In {texts.escape(item.unit)}</small></p>" if item.unit else ""
            case Short() | Open():
                return ""
            case _:
                assert_never(item)

    def _lettered(self, order: Iterable[int], start: int = 0) -> str:
        return _list((texts.inline(self.all[index].text) for index in order), "A", start)

    def answer(self) -> str:
        """The right answer, with its letters where there are any."""
        item = self.item
        match item:
            case Single() | Multiple() | TrueFalse() | TwoTier():
                right = [(n, self.all[i]) for n, i in enumerate(self.order)]
                rows = [
                    f"<b>{letter(n)}</b> {texts.inline(a.text)}"
                    for n, a in right
                    if isinstance(a, Choice) and a.correct
                ]
            case Match():
                at = {index: letter(n) for n, index in enumerate(self.order)}
                rows = [f"<b>{n + 1} {at[n]}</b> {self._pair(pair)}" for n, pair in enumerate(item.pairs)]
            case Order():
                at = {index: letter(n) for n, index in enumerate(self.order)}
                rows = [f"<b>{at[n]}</b> {texts.inline(step.text)}" for n, step in enumerate(item.steps)]
            case Numeric() | Short():
                rows = [self._typed(one) for one in item.answers if one.correct]
            case Open():
                return texts.html(item.model.text)
            case _:
                assert_never(item)
        return "".join(f"<p>{row}</p>" for row in rows)

    def _pair(self, pair: Pair) -> str:
        return f"{texts.inline(pair.text)} — {texts.inline(pair.right)}"

    def _typed(self, one: Accepted) -> str:
        unit = f" {texts.escape(self.item.unit)}" if isinstance(self.item, Numeric) and self.item.unit else ""
        off = f" (± {one.tolerance:g})" if one.tolerance else ""
        also = f" (also: {texts.escape('; '.join(one.also))})" if one.also else ""
        return f"{texts.inline(one.text)}{unit}{off}{also}"

    def why(self) -> str:
        """The reason and the sources of each answer, right or wrong, in the order of the card."""
        places = self.order if not isinstance(self.item, Match | Order) else range(len(self.all))
        kind = "A" if isinstance(self.item, Single | Multiple | TrueFalse | TwoTier) else "1"
        rows = [self._reason(self.all[index]) for index in places]
        return _list(rows, kind if len(rows) > 1 and not isinstance(self.item, Numeric | Short | Open) else "")

    def _reason(self, answer: Answer) -> str:
        match answer:
            case Choice():
                head = "<b>Right.</b> " if answer.correct else "<b>Not right.</b> "
            case Accepted():
                head = f"<b>{self._typed(answer)}: {'right' if answer.correct else 'a known slip'}.</b> "
            case Criterion():
                head = f"<b>{texts.inline(answer.text)} ({answer.points})</b><br>"
            case _:
                head = ""
        reason = texts.inline(answer.feedback) if answer.feedback else ""
        cites = texts.sources_html(answer.cites, self.selection.course.sources)
        return f"{head}{reason} ({cites})" if cites else f"{head}{reason}"

    def sources(self) -> str:
        """The full reference of each cited source with its address."""
        keys = dict.fromkeys(one.key for one in self.cites())
        found = [source for key in keys if (source := self.selection.source(key))]
        rows = [
            f'<a href="{texts.escape(source.url)}">{texts.escape(cite.reference(source))}</a>'
            if source.url
            else texts.escape(cite.reference(source))
            for source in found
        ]
        return f'<div class="sp-s">{_list(rows, "")}</div>' if rows else ""

    def extra(self) -> str:
        """Positions on a contested point, then what the question is about."""
        sides = texts.positions_html(self.item, self.selection.course.sources)
        return (f"<p>Contested. Who says what:</p>{sides}" if sides else "") + texts.about_html(self.item)


def _list(rows: Iterable[str], kind: str, start: int = 0) -> str:
    """A list with letters (``A``), numbers (``1``) or neither."""
    inside = "".join(f"<li>{row}</li>" for row in rows)
    if not kind:
        return f"<ul>{inside}</ul>"
    return f'<ol type="{kind}"{f" start={chr(34)}{start + 1}{chr(34)}" if start else ""}>{inside}</ol>'

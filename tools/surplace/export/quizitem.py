"""Items of a quiz as HTML, without Sphinx, for the page that ``quizpage`` makes.

The markup is that of ``sphinx_ext/quiz_html.py``, on which ``static/quiz.js`` and ``static/quiz.css`` rely; a test
compares the two element by element. New here are a box about each question and links that lead to the sources
themselves, in a new window: inside a learning system, the quiz stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from surplace import cite, model
from surplace.export import select, texts
from surplace.model import Answer, Choice, Citation, Item, Markdown, Position, Source

NUMBERS = ("no answers", "one answer", "two answers", "three answers", "four answers", "five answers")
RIGHT, WRONG = "Right.", "Not right."
AWAY = ' target="_blank" rel="noopener noreferrer"'
"""What every link to another place has."""

_ADDRESS = re.compile(r" <https?://[^>]*>")  # the list of sources has it
_IMAGE = re.compile(r'<img src="([^"]*)" alt="([^"]*)"[^>]*>')  # nothing is loaded from elsewhere: a link instead


def inline(prose: Markdown | str) -> str:
    """One paragraph of prose, whose links open a new window."""
    return _IMAGE.sub(r'<a href="\1">\2</a>', texts.inline(prose)).replace("<a href=", f"<a{AWAY} href=")


def _paragraphs(prose: Markdown) -> str:
    return "".join(f"<p>{inline(block)}</p>" for block in re.split(r"\n\s*\n", prose.text.strip()))


def _number(value: float) -> str:
    return f"{value:.15g}"


@dataclass(slots=True)
class Writer:
    """Writes items and remembers which sources they cite, in the order of the page."""

    sources: Mapping[str, Source]
    seed: int
    cited: dict[str, Source] = field(default_factory=dict)

    def item(self, item: Item) -> str:
        """A list item, so that the list numbers it."""
        fixed = "" if item.shuffle else " data-fixed"
        note = ""
        if item.content and item.content.text:
            note = f'<div class="sp-note">\n<p>{inline(item.content.text)}</p></div>\n'
        vignette = f'<div class="sp-vignette">{_paragraphs(item.vignette)}</div>\n' if item.vignette else ""
        said = "".join(self.position(position) for position in item.positions)
        positions = _key(said, "Who says what") if said else ""
        about = _key(f"<li>{texts.about_html(item)}</li>", "About this question")
        return (
            f'<li class="sp-item" id="q-{texts.escape(item.id)}" data-kind="{model.kind_of(item)}"'
            f' data-rev="{model.revision(item)}" data-obj="{texts.escape(item.objective)}"{fixed}>\n'
            f"{note}{vignette}{self.body(item)}{positions}{about}</li>\n"
        )

    def position(self, position: Position) -> str:
        """Who says it, what, and where."""
        said = Answer(text=position.text, feedback=position.text, cites=position.cites, place=position.place)
        return f"<li><p>{texts.escape(position.holder)}</p>{self.feedback(said)}</li>"

    def body(self, item: Item) -> str:  # noqa: PLR0911 -- one for each kind
        """Question, controls and answers."""
        shown = select.shown(item, self.seed)
        match item:
            case model.Single() | model.TrueFalse():
                return self.tier(item.prompt, item.choices, shown, item.id)
            case model.Multiple():
                return self.tier(item.prompt, item.choices, shown, item.id, True)
            case model.TwoTier():
                count = len(item.choices)
                reasons = [place - count for place in shown[count:]]
                claims = self.tier(item.prompt, item.choices, shown[:count], item.id)
                second = self.tier(item.reason_prompt, item.reasons, reasons, f"{item.id}-reason")
                return claims + second.replace("<fieldset>", '<fieldset data-tier="2">', 1)
            case model.Match():
                return _asked(item.prompt, "Choose one for each.") + self.pairs(item, shown)
            case model.Order():
                return _asked(item.prompt, "Number them in order.") + self.steps(item, shown)
            case model.Numeric() | model.Short():
                return _asked(item.prompt, "") + self.typed(item)
            case model.Open():
                return _asked(item.prompt, "Write, then compare.") + self.open(item)
            case _:
                assert_never(item)

    def tier(
        self, prompt: Markdown, choices: Sequence[Choice], shown: Sequence[int], name: str, many: bool = False
    ) -> str:
        """A question with its choices; each choice has its reason."""
        right = sum(choice.correct for choice in choices)
        how = f"Choose {NUMBERS[right] if right < len(NUMBERS) else f'{right} answers'}."
        rows = []
        for index in shown:
            choice = choices[index]
            control = f'<input type="{"checkbox" if many else "radio"}" name="{texts.escape(name)}" value="{index}">'
            ok = " data-ok" if choice.correct else ""
            rows.append(
                f"<li{ok}><label>{control} <span>{inline(choice.text)}</span></label>\n"
                f"{self.feedback(choice, RIGHT if choice.correct else WRONG)}</li>\n"
            )
        return f'{_asked(prompt, how)}<ol class="sp-choices">\n{"".join(rows)}</ol></fieldset>\n'

    def pairs(self, item: model.Match, shown: Sequence[int]) -> str:
        """A select for each left side, and the pairs with their reasons."""
        options = [(str(i), texts.plain(item.pairs[i].right)) for i in shown]
        rows = [_row(item.id, i, str(i), pair.text, options) for i, pair in enumerate(item.pairs)]
        sides = "".join(f"<li>{texts.escape(text)}</li>" for _value, text in options)
        printed = "" if all(text.isdigit() for _value, text in options) else f'<ol class="sp-sides">{sides}</ol>'
        arrow = ' <span aria-hidden="true">→</span> '
        key = "".join(
            f"<li><p>{inline(pair.text)}{arrow}{inline(pair.right)}</p>{self.feedback(pair)}</li>"
            for pair in item.pairs
        )
        return f'<ol class="sp-rows">\n{"".join(rows)}</ol>{printed}</fieldset>\n{_key(key)}'

    def steps(self, item: model.Order, shown: Sequence[int]) -> str:
        """A select for each step, and the steps in their order."""
        options = [(str(n), str(n)) for n in range(1, len(item.steps) + 1)]
        rows = [_row(item.id, i, str(i + 1), item.steps[i].text, options) for i in shown]
        key = "".join(f"<li><p>{inline(step.text)}</p>{self.feedback(step)}</li>" for step in item.steps)
        return f'<ol class="sp-rows">\n{"".join(rows)}</ol></fieldset>\n{_key(key, tag="ol")}'

    def typed(self, item: model.Numeric | model.Short) -> str:
        """A box for a number or a few words, and what the script compares with."""
        number = isinstance(item, model.Numeric)
        mode = ' inputmode="decimal"' if number else ""
        control = f'<input type="text"{mode} name="{texts.escape(item.id)}" autocomplete="off" spellcheck="false">'
        unit = f" {texts.escape(item.unit)}" if isinstance(item, model.Numeric) and item.unit else ""
        rows = []
        for accepted in item.answers:
            if number:
                data = f' data-value="{_number(accepted.value)}" data-tol="{_number(accepted.tolerance)}"'
            else:
                spellings = "|".join(model.folded(s) for s in (accepted.text.text, *accepted.also))
                data = f' data-accept="{texts.escape(spellings)}"'
            verdict = self.feedback(accepted, RIGHT if accepted.correct else WRONG)
            ok = " data-ok" if accepted.correct else ""
            rows.append(f"<li{ok}{data}><p>{inline(accepted.text)}</p>{verdict}</li>")
        return f'<p class="sp-type"><label>Your answer {control}</label>{unit}</p></fieldset>\n{_key("".join(rows))}'

    def open(self, item: model.Open) -> str:
        """A box for more, the model answer, and the rubric to tick."""
        rows = [f"<li><p>{inline(item.model.text)}</p>{self.feedback(item.model)}</li>"]
        for line in item.rubric:
            points = f"{line.points} {'point' if line.points == 1 else 'points'}"
            box = f'<input type="checkbox" data-points="{line.points}">'
            label = f"<label>{box} {inline(line.text)} <small>{points}</small></label>"
            rows.append(f"<li>{label}{self.feedback(line)}</li>")
        area = f'<textarea name="{texts.escape(item.id)}" rows="5"></textarea>'
        return f'<p class="sp-type"><label>Your answer {area}</label></p></fieldset>\n{_key("".join(rows))}'

    def feedback(self, answer: Answer, verdict: str = "") -> str:
        """The verdict in words, the reason, and the sources in brackets."""
        reason = inline(answer.feedback) if answer.feedback else ""
        said = texts.plain(answer.feedback) if answer.feedback else ""
        sources = f" ({self.citations(answer.cites, said)})" if answer.cites else ""
        return f'<div class="sp-fb">{f"<b>{verdict}</b> " if verdict else ""}{reason}{sources}</div>'

    def citations(self, cites: Sequence[Citation], said: str) -> str:
        """Links to the sources, each with its full reference and the phrases that ``said`` has not already."""
        places: dict[tuple[str, str], list[str]] = {}
        for one in cites:
            phrases = places.setdefault((one.key, str(one.locator)), [])
            phrases += [one.phrase] if one.phrase and one.phrase not in said else []
        return "; ".join(self.citation(key, locator, phrases) for (key, locator), phrases in places.items())

    def citation(self, key: str, locator: str, phrases: Sequence[str]) -> str:
        """A link to the source, or to its entry below if it has no address, and its tip."""
        source = self.sources.get(key)
        if source is None:
            return f'<span class="sp-cite">{texts.escape(f"{key}, {locator}")}</span>'
        self.cited.setdefault(key, source)
        more = ", ".join(f"“{phrase}”" for phrase in phrases)
        tip = f"{_reference(source)}, {locator}{': ' if more else ''}{more}"
        link = _link(source) or f'<a href="#src-{texts.escape(key)}">'
        name = texts.escape(f"{cite.short(source)}, {locator}")
        return f'<span class="sp-cite">{link}{name}</a><span class="sp-tip">{texts.escape(tip)}</span></span>'

    def listed(self) -> str:
        """The sources in full, in the order in which the page cites them."""
        rows = []
        for key, source in self.cited.items():
            link = _link(source)
            address = f" {link}{texts.escape(source.url)}</a>" if link else ""
            rows.append(
                f'<div class="sp-source" id="src-{texts.escape(key)}"><p class="sp-ref">'
                f"{texts.escape(_reference(source))}.{address}</p></div>\n"
            )
        return f"<section>\n<h2>Sources</h2>\n{''.join(rows)}</section>\n" if rows else ""


def _reference(source: Source) -> str:
    """The full reference without address and full stop."""
    return _ADDRESS.sub("", cite.reference(source)).rstrip(".")


def _link(source: Source) -> str:
    """The opening tag of a link to a source; empty if it has no address on the web."""
    web = source.url.startswith(("https://", "http://"))
    return f'<a{AWAY} href="{texts.escape(source.url)}">' if web else ""


def _asked(prompt: Markdown, how: str) -> str:
    """The question, the legend of the controls that follow."""
    more = f' <span class="sp-how">{how}</span>' if how else ""
    return f"<fieldset><legend>{inline(prompt)}{more}</legend>\n"


def _row(name: str, index: int, ok: str, text: Markdown, options: Sequence[tuple[str, str]]) -> str:
    """Words and the select that belongs to them."""
    listed = "".join(f'<option value="{value}">{texts.escape(label)}</option>' for value, label in options)
    select_ = f'<select name="{texts.escape(name)}-{index}"><option value="">Choose</option>{listed}</select>'
    return f'<li data-ok="{ok}"><label><span>{inline(text)}</span> {select_}</label></li>\n'


def _key(rows: str, label: str = "Show the answer and sources", tag: str = "ul") -> str:
    """Answers behind a summary."""
    return f'<details class="sp-key"><summary>{label}</summary><{tag}>{rows}</{tag}></details>\n'

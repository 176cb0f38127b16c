"""From an item of a bank to the nodes of a page. Built directly: no text is parsed again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import assert_never

from docutils import nodes

from surplace import model, shuffle
from surplace.model import Answer, Choice, Citation, Item, Markdown
from surplace.problem import Problem
from surplace.sphinx_ext.cite import Parts
from surplace.sphinx_ext.nodes import (
    sp_answer,
    sp_box,
    sp_choice,
    sp_choices,
    sp_feedback,
    sp_item,
    sp_key,
    sp_prompt,
    sp_row,
    sp_rows,
    sp_text,
    sp_typed,
    sp_vignette,
)
from surplace.sphinx_ext.prose import fill, inline, paragraphs

NUMBERS = ("no answers", "one answer", "two answers", "three answers", "four answers", "five answers")
RIGHT, WRONG = "Right.", "Not right."


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the nodes of items; ``noted`` takes down the citations of an item id and gives their parts."""

    noted: Callable[[tuple[Citation, ...], str], list[Parts]]
    source: str

    def item(self, item: Item) -> sp_item:
        """The whole item."""
        node = sp_item(ids=[f"q-{item.id}"], kind=model.kind_of(item), rev=model.revision(item))
        node["objective"] = item.objective
        node["fixed"] = not item.shuffle
        node.source, node.line = self.source, item.place.line
        if item.content and item.content.text:
            note = sp_box(classes=["sp-note"], tag="div")
            note += nodes.paragraph("", "", *inline(item.content.text))
            node += note
        if item.vignette:
            node += sp_vignette("", *paragraphs(item.vignette, self.source))
        node += self._body(item)
        if item.positions:
            node += self._positions(item)
        return node

    def _body(self, item: Item) -> list[nodes.Node]:  # noqa: PLR0911 -- one for each kind
        match item:
            case model.Single() | model.TrueFalse():
                return self._tier(item, item.prompt, item.choices, item.id, False)
            case model.Multiple():
                return self._tier(item, item.prompt, item.choices, item.id, True)
            case model.TwoTier():
                reasons = self._tier(item, item.reason_prompt, item.reasons, f"{item.id}-reason", False)
                return [*self._tier(item, item.prompt, item.choices, item.id, False), *reasons]
            case model.Match():
                return [self._prompt(item.prompt, "Choose one for each."), *self._match(item)]
            case model.Order():
                return [self._prompt(item.prompt, "Number them in order."), *self._order(item)]
            case model.Numeric() | model.Short():
                return [self._prompt(item.prompt, ""), *self._typed(item)]
            case model.Open():
                return [self._prompt(item.prompt, "Write, then compare."), *self._open(item)]
            case _:
                assert_never(item)

    def _prompt(self, prompt: Markdown, how: str) -> sp_prompt:
        return fill(sp_prompt(how=how), prompt, self.source)

    def _tier(self, item: Item, prompt: Markdown, choices: Sequence[Choice], name: str, many: bool) -> list[nodes.Node]:
        right = sum(c.correct for c in choices)
        how = f"Choose {NUMBERS[right] if right < len(NUMBERS) else f'{right} answers'}."
        box = sp_choices(name=name, many=many)
        mixed = item.shuffle and not isinstance(item, model.TrueFalse)
        for index in shuffle.order(name, len(choices)) if mixed else range(len(choices)):
            choice = choices[index]
            node = sp_choice(index=index, ok=choice.correct)
            node += fill(sp_text(), choice.text, self.source)
            node += self._feedback(choice, item.id, RIGHT if choice.correct else WRONG)
            box += node
        return [self._prompt(prompt, how), box]

    def _feedback(self, answer: Answer, item: str, verdict: str) -> sp_feedback:
        node = sp_feedback(classes=["no-search"], verdict=verdict, cites=self.noted(answer.cites, item))
        return fill(node, answer.feedback, self.source) if answer.feedback else node

    def _answer(self, answer: Answer, item: str, verdict: str = "", text: Markdown | None = None) -> sp_answer:
        node = sp_answer(ok=verdict != WRONG, data=())
        node += fill(sp_text(), text or answer.text, self.source)
        node += self._feedback(answer, item, verdict)
        return node

    def _match(self, item: model.Match) -> list[nodes.Node]:
        order = shuffle.mixed(item.id, len(item.pairs))
        options = tuple((str(i), _plain(item.pairs[i].right)) for i in order)
        rows = sp_rows(name=item.id, options=options)
        key = sp_key(classes=["no-search"])
        for index, pair in enumerate(item.pairs):
            rows += sp_row("", fill(sp_text(), pair.text, self.source), ok=str(index), index=index)
            answer = self._answer(pair, item.id)
            right = fill(sp_text(), pair.right, self.source)
            answer.insert(1, right)
            key += answer
        return [rows, key]

    def _order(self, item: model.Order) -> list[nodes.Node]:
        order = shuffle.mixed(item.id, len(item.steps))
        options = tuple((str(n), str(n)) for n in range(1, len(order) + 1))
        rows = sp_rows(name=item.id, options=options)
        for index in order:
            rows += sp_row("", fill(sp_text(), item.steps[index].text, self.source), ok=str(index + 1), index=index)
        key = sp_key("", *(self._answer(s, item.id) for s in item.steps), classes=["no-search"], ordered=True)
        return [rows, key]

    def _typed(self, item: model.Numeric | model.Short) -> list[nodes.Node]:
        number = isinstance(item, model.Numeric)
        unit = item.unit if isinstance(item, model.Numeric) else ""
        key = sp_key(classes=["no-search"])
        for accepted in item.answers:
            node = self._answer(accepted, item.id, RIGHT if accepted.correct else WRONG)
            if number:
                node["data"] = (("value", _number(accepted.value)), ("tol", _number(accepted.tolerance)))
            else:
                spellings = (accepted.text.text, *accepted.also)
                node["data"] = (("accept", "|".join(model.folded(s) for s in spellings)),)
            key += node
        return [sp_typed(name=item.id, type="decimal" if number else "text", unit=unit), key]

    def _open(self, item: model.Open) -> list[nodes.Node]:
        key = sp_key(classes=["no-search"])
        key += self._answer(item.model, item.id)
        for criterion in item.rubric:
            node = self._answer(criterion, item.id)
            node["points"] = criterion.points
            key += node
        return [sp_typed(name=item.id, type="area", unit=""), key]

    def _positions(self, item: Item) -> sp_key:
        key = sp_key(classes=["no-search"], label="Who says what")
        for position in item.positions:
            answer = Answer(
                text=Markdown(position.holder, position.place),
                feedback=position.text,
                cites=position.cites,
                place=position.place,
            )
            key += self._answer(answer, item.id)
        return key


def withheld(id_: str, problems: Sequence[Problem]) -> sp_box:
    """The box that stands where an item with errors would."""
    box = sp_box(classes=["sp-withheld"], tag="div")
    box += nodes.paragraph("", "", nodes.strong("", f"Question {id_ or 'without id'} is withheld until it is mended."))
    listing = nodes.bullet_list()
    for problem in problems:
        listing += nodes.list_item("", nodes.paragraph("", str(problem)))
    box += listing
    return box


def _plain(prose: Markdown) -> str:
    """Prose as plain text, for the options of a select."""
    return "".join(node.astext() for node in inline(prose.text))


def _number(value: float) -> str:
    return f"{value:.15g}"

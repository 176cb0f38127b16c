"""What must have arrived of an item in QTI 1.2: compared with the model, marked as our pages mark it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, combinations

from surplace.export import texts
from surplace.export.base import Selection
from surplace.model import Accepted, Answer, Choice, Item, Open, Source
from tests.export.qtiread import Question, links, picked, reason, seen, squashed

View = Callable[[str], str]
"""How a client keeps a text."""


def asked(question: Question, item: Item, view: View) -> None:
    """Content note, vignette and prompt are asked, and objective, level, date and positions are told."""
    stem, told = seen(view(question.stem)), seen(view(question.feedback["general_fb"]))
    for part in texts.stem_text(item).split("\n\n"):
        assert squashed(part) in stem
    assert f"Objective {item.objective}, level: {item.level}. Question id: {item.id}." in told
    assert f"Figures as of {item.as_of}." in told or not item.as_of
    for position in item.positions:
        assert squashed(f"{position.holder}: {texts.plain(position.text)}") in told


def told(html: str, answer: Answer, selection: Selection) -> None:
    """A feedback is the reason of that answer with its citations, and links to each source that has an address."""
    assert seen(html) == reason(answer, selection.course.sources)
    assert set(addresses([answer], selection)) <= set(links(html))


def addresses(answers: Sequence[Answer], selection: Selection) -> list[str]:
    """The addresses of the sources that answers cite."""
    sources = [selection.source(cite.key) for answer in answers for cite in answer.cites]
    return [source.url for source in sources if isinstance(source, Source) and source.url]


def chosen(question: Question, choices: Sequence[Choice], selection: Selection, view: View) -> None:
    """One right choice scores 100, each other 0, and each shows its own reason."""
    by_text = {seen(view(html)): ident for ident, html in question.labels().items()}
    assert by_text.keys() == {squashed(texts.plain(choice.text)) for choice in choices}
    for choice in choices:
        ident = by_text[squashed(texts.plain(choice.text))]
        score, shows = question.mark(picked(ident))
        assert score == (100 if choice.correct else 0)
        assert shows[0] == "general_fb"
        assert len(shows) == 2
        told(view(question.feedback[shows[1]]), choice, selection)


def ticked(question: Question, choices: Sequence[Choice], selection: Selection, view: View) -> None:
    """The right set scores 100, every other set 0; each choice that is ticked shows its reason."""
    by_text = {seen(view(html)): ident for ident, html in question.labels().items()}
    idents = {by_text[squashed(texts.plain(choice.text))]: choice for choice in choices}
    assert len(idents) == len(choices) == len(by_text)
    right = {ident for ident, choice in idents.items() if choice.correct}
    for some in chain.from_iterable(combinations(sorted(idents), size) for size in range(1, len(idents) + 1)):
        score, shows = question.mark(picked(*some))
        assert score == (100 if set(some) == right else 0)
        if len(some) == 1:
            told(view(question.feedback[shows[1]]), idents[some[0]], selection)
        assert score == 100 or len(shows) == 1 + len(some)


def explained(question: Question, answers: Sequence[Answer], selection: Selection, view: View) -> None:
    """The reasons of these answers stand in the general feedback, with their links."""
    html = view(question.feedback["general_fb"])
    for answer in answers:
        assert reason(answer, selection.course.sources) in seen(html)
        assert squashed(texts.plain(answer.text)) in seen(html)
    assert set(addresses(answers, selection)) <= set(links(html))


def written(question: Question, item: Open, selection: Selection, view: View) -> None:
    """Model answer and every line of the rubric with its points stand in the general feedback."""
    explained(question, [item.model, *item.rubric], selection, view)
    for row in item.rubric:
        points = "1 point" if row.points == 1 else f"{row.points} points"
        assert f"{squashed(texts.plain(row.text))} ({points})" in seen(view(question.feedback["general_fb"]))


def spelt(answer: Accepted) -> list[str]:
    """How an answer may be typed, as the bank has it."""
    return [squashed(texts.plain(answer.text)), *(squashed(word) for word in answer.also)]

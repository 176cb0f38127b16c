"""The worksheet and the key of a selection, as blocks that the Word and the PDF writer set.

Letters follow ``select.shown``; the reasons of a two-tier question go on with the letters of its claims, so that a
letter names one answer alone. Left sides of pairs have numbers, right sides letters. Nothing of an item is left out:
what paper cannot do (grade) a reader does with the key.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from surplace import cite
from surplace.citeformat import date
from surplace.export.base import Losses, Part, Selection
from surplace.export.runs import (
    Answer,
    Answers,
    Blanks,
    Block,
    Choices,
    Heading,
    Lines,
    Paper,
    Para,
    Runs,
    Table,
    blocks,
    clean,
    inline,
    join,
    plain,
    raw,
    strings,
    titled,
    words,
)
from surplace.export.select import shown
from surplace.model import (
    Accepted,
    Choice,
    Citation,
    Item,
    Markdown,
    Match,
    Multiple,
    Numeric,
    Objective,
    Open,
    Order,
    Short,
    Single,
    TrueFalse,
    TwoTier,
)
from surplace.model import Answer as Given

RIGHT, WRONG = "Right.", "Not right."
COUNTS = ("no answer", "one answer", "two answers", "three answers", "four answers", "five answers")
WIDTH = 68
"""About how many characters a hand writes on a line; rooms for open answers are measured with it."""

LICENCE = "From Sur Place, an open course under CC BY 4.0: copy, shorten, translate and adapt it, and say so."


def letter(index: int) -> str:
    """``A`` for 0, ``Z`` for 25, ``AA`` for 26."""
    return letter(index // 26 - 1) + letter(index % 26) if index > 25 else chr(65 + index)


def make(selection: Selection, losses: Losses, what: str = "both") -> Paper:
    """Worksheet and key, or one of them: ``what`` is ``both``, ``worksheet`` or ``key``."""
    maker = _Maker(selection, losses)
    sections: list[tuple[str, tuple[Block, ...]]] = []
    if what != "key":
        sections += maker.worksheet()
    if what != "worksheet":
        sections += maker.key(page=what == "both")
    for owner, some in sections:
        if owner and any("\ufffd" in text for text in strings(some)):
            losses.mapped(owner, "characters that no document can hold", "printed as U+FFFD")
    form = f"Form {selection.form}" if selection.form else "All questions"
    seed = f"seed {selection.seed}" if selection.seed else "order of the course (seed 0)"
    subtitle = f"{form} · {seed}"
    title = titled(selection.title)
    named = subtitle if not title.endswith(f", form {selection.form}") else seed
    return Paper(title, subtitle, f"{title} · {named}", "Worksheet and answer key", tuple(sections))


class _Maker:
    """Makes the blocks of one selection."""

    def __init__(self, selection: Selection, losses: Losses) -> None:
        self.selection = selection
        self.losses = losses
        self.cited: dict[str, None] = {}
        self.several = sum(1 for part in selection.parts if part.items) > 1
        self.objectives = {o.id: o for lesson in selection.course.lessons for o in lesson.objectives}

    def worksheet(self) -> list[tuple[str, tuple[Block, ...]]]:
        """The questions, each part on its own page with its line for name and date."""
        name = Blanks(("Name", "Class", "Date"))
        out: list[tuple[str, tuple[Block, ...]]] = []
        for place, part in enumerate(part for part in self.selection.parts if part.items):
            head = Heading(1, words(titled(part.title) if self.several else "Questions"), page=place > 0)
            front = (head, name) if self.several else (name, head)
            out.append(("", (*front, *self._about(part))))
            for number, item in enumerate(part.items, 1):
                out.append((item.id, tuple(self.question(number, item))))
        return out

    def _about(self, part: Part) -> Iterable[Block]:
        count = len(part.items)
        text = f"{count} question{'s' if count > 1 else ''}. Mark the letter of an answer, or write on the lines."
        yield Para(words(text), "lead")
        if self.selection.site and part.lesson:
            address = f"{self.selection.site}/{part.lesson.page.docname}.html"
            yield Para(join(raw("Lesson: "), words(address, url=address)), "meta")

    def key(self, page: bool) -> list[tuple[str, tuple[Block, ...]]]:
        """Every answer with its reason, then the sources in full."""
        about = "Every answer with its reason and its source. A source in the list at the end has its address."
        head: list[Block] = [Heading(1, words("Answer key"), page=page), Para(words(about), "lead")]
        out: list[tuple[str, tuple[Block, ...]]] = [("", tuple(head))]
        for part in self.selection.parts:
            if part.items and self.several:
                out.append(("", (Heading(2, words(titled(part.title))),)))
            for number, item in enumerate(part.items, 1):
                out.append((item.id, tuple(self.answer(number, item))))
        return [*out, ("", tuple(self._sources()))]

    def stem(self, number: int, item: Item, how: str) -> list[Block]:
        """Heading, content note, vignette and prompt."""
        out: list[Block] = [Heading(2, words(f"Question {number}"), words(how))]
        if item.content and item.content.text:
            out.append(Para(join(raw("Content note: ", strong=True), inline(item.content.text)), "note"))
        if item.vignette:
            out += blocks(item.vignette.text, "vignette")
        return out + blocks(item.prompt.text, "prompt", strong=True)

    def question(self, number: int, item: Item) -> list[Block]:  # noqa: PLR0911 -- one for each kind
        """One question of the worksheet."""
        order = shown(item, self.selection.seed)
        match item:
            case Single() | Multiple() | TrueFalse():
                right = sum(c.correct for c in item.choices)
                how = f"Choose {COUNTS[right] if right < len(COUNTS) else f'{right} answers'}."
                return [*self.stem(number, item, how), Choices(tuple(_text(item.choices[i].text) for i in order))]
            case TwoTier():
                split = len(item.choices)
                claims = tuple(_text(item.choices[i].text) for i in order[:split])
                reasons = tuple(_text(item.reasons[i - split].text) for i in order[split:])
                head = self.stem(number, item, "Choose one answer, then one reason.")
                second = blocks(item.reason_prompt.text, "prompt", strong=True)
                return [*head, Choices(claims), *second, Choices(reasons, split)]
            case Match():
                return [*self.stem(number, item, "Write a letter beside each number."), _pairs(item, order)]
            case Order():
                room = Lines(1, words("Right order:"))
                steps = Choices(tuple(_text(item.steps[i].text) for i in order))
                return [*self.stem(number, item, "Write the letters in the right order."), steps, room]
            case Numeric():
                return [*self.stem(number, item, "Write a number."), Lines(1, words("Answer:"), words(item.unit))]
            case Short():
                return [*self.stem(number, item, "Write a word or a few."), Lines(1, words("Answer:"))]
            case Open():
                count = min(14, max(5, round(1.5 * len(item.model.text.text) / WIDTH) + 1))
                return [*self.stem(number, item, "Write on the lines."), Lines(count)]
            case _:
                assert_never(item)

    def answer(self, number: int, item: Item) -> list[Block]:
        """The key of one question."""
        order = shown(item, self.selection.seed)
        match item:
            case Single() | Multiple() | TrueFalse() | TwoTier():
                both: tuple[Choice, ...] = item.choices
                if isinstance(item, TwoTier):
                    both = item.choices + item.reasons
                picked = ", ".join(letter(n) for n, i in enumerate(order) if both[i].correct)
                rows = [self._choice(letter(n), both[i]) for n, i in enumerate(order)]
            case Match():
                at = {index: letter(n) for n, index in enumerate(order)}
                labels = [f"{n + 1} {at[n]}" for n in range(len(item.pairs))]
                picked = ", ".join(labels)
                rows = [
                    self._row(label, pair, join(_text(pair.text), raw(" — "), _text(pair.right)))
                    for label, pair in zip(labels, item.pairs, strict=True)
                ]
            case Order():
                at = {index: letter(n) for n, index in enumerate(order)}
                picked = ", ".join(at[n] for n in range(len(item.steps)))
                rows = [self._row(at[n], step) for n, step in enumerate(item.steps)]
            case Numeric() | Short():
                unit = item.unit if isinstance(item, Numeric) else ""
                picked = plain(inline(next((a.text.text for a in item.answers if a.correct), "")))
                rows = [self._typed(one, unit) for one in item.answers]
            case Open():
                return self._open(number, item)
            case _:
                assert_never(item)
        return [self._head(number, picked), *self._note(item), Answers(tuple(rows)), *self._end(item)]

    def _head(self, number: int, picked: str) -> Heading:
        return Heading(3 if self.several else 2, join(raw(f"Question {number}: "), words(picked)))

    def _note(self, item: Item) -> Iterable[Block]:
        if item.content and (item.content.text or item.content.tags):
            tags = ", ".join(tag.replace("_", " ") for tag in item.content.tags)
            note = inline(item.content.text)
            about = raw(f" (level {item.content.level}{f': {tags}' if tags else ''})")
            yield Para(join(raw("Content note: ", strong=True), note, about), "note")

    def _row(self, label: str, answer: Given, text: Runs = (), right: bool = True, verdict: str = "") -> Answer:
        return Answer(label, right, verdict, text or _text(answer.text), self.why(answer))

    def _choice(self, label: str, choice: Choice) -> Answer:
        return self._row(label, choice, (), choice.correct, RIGHT if choice.correct else WRONG)

    def _typed(self, one: Accepted, unit: str) -> Answer:
        text = _text(one.text)
        if unit:
            text = join(text, raw(" "), words(unit))
        if one.tolerance:
            text = join(text, raw(f" (± {one.tolerance:g} counts too)"))
        if one.also:
            text = join(text, raw(" (also counts: "), words("; ".join(one.also)), raw(")"))
        return self._row("", one, text, one.correct, RIGHT if one.correct else "A known slip.")

    def _open(self, number: int, item: Open) -> list[Block]:
        total = sum(one.points for one in item.rubric)
        label = Answer("", True, "Model answer.", _text(item.model.text), self.why(item.model))
        rows = tuple((words(str(c.points)), _text(c.text), self.why(c)) for c in item.rubric)
        head = (words("Points"), words("Looked for"), words("What a good answer does"))
        table = Table(f"Rubric of question {number}", head, rows, (1, 4, 7))
        picked = f"a model answer and a rubric, {total} point{'s' if total != 1 else ''}"
        return [self._head(number, picked), *self._note(item), Answers((label,)), table, *self._end(item)]

    def _end(self, item: Item) -> Iterable[Block]:
        """Positions on a contested point, then what the item is about."""
        if item.positions:
            yield Para(words("Contested. Who says what:", strong=True), "lead")
            yield Answers(
                tuple(
                    Answer("", True, f"{clean(p.holder)}:", _text(p.text), self.cites(p.cites)) for p in item.positions
                )
            )
        aim: Objective | None = self.objectives.get(item.objective)
        named = f"Objective {item.objective}" + (f" ({aim.verb} {plain(inline(aim.text))})" if aim else "")
        facts = [named, f"level: {item.level}"]
        facts += [f"figures as of {date(item.as_of)}"] if item.as_of else []
        facts += [f"rests on: {item.claim_type.replace('_', ' ')}"] if item.claim_type else []
        yield Para(words(f"{' · '.join(facts)} · question id: {item.id}"), "meta")

    def why(self, answer: Given) -> Runs:
        """The reason and the sources of an answer."""
        reason = inline(answer.feedback.text) if answer.feedback else ()
        cites = self.cites(answer.cites)
        return join(reason, raw(" ") if reason and cites else (), cites)

    def cites(self, cites: tuple[Citation, ...]) -> Runs:
        """Citations in brackets; the name of a source links to its address."""
        out: list[Runs] = []
        for one in cites:
            self.cited[one.key] = None
            source = self.selection.source(one.key)
            name = cite.text(one, source) if source else f"{one.key}, {one.locator}"
            url = source.url if source and source.url.startswith(("https://", "http://")) else ""
            out += [raw("; ") if out else (), words(name, url=url)]
            out += [raw(": “"), words(one.phrase), raw("”")] if one.phrase else []
        return join(raw("("), *out, raw(")")) if out else ()

    def _sources(self) -> Iterable[Block]:
        """The full reference of each cited source, by its short name."""
        known = [source for key in self.cited if (source := self.selection.source(key))]
        yield Heading(1, words("Sources"))
        for source in sorted(known, key=lambda one: (cite.short(one).casefold(), one.key)):
            text = cite.reference(source)
            name = join(words(cite.short(source), strong=True), raw(". "))
            shown_url = words(f"<{source.url}>", url=source.url if "://" in source.url else "") if source.url else ()
            rest = () if source.url and source.url in text else join(raw(" "), shown_url) if shown_url else ()
            yield Para(join(name, words(text), rest), "source")
        yield Para(words(LICENCE), "meta")


def _text(prose: Markdown) -> Runs:
    return inline(prose.text)


def _pairs(item: Match, order: tuple[int, ...]) -> Table:
    """Numbers to write a letter beside at the left, the lettered right sides in the order of the page."""
    rows = tuple(
        (
            join(raw(f"{n + 1} ____  "), _text(item.pairs[n].text)),
            join(raw(f"{letter(n)}  ", strong=True), _text(item.pairs[index].right)),
        )
        for n, index in enumerate(order)
    )
    return Table("Two columns to match", (words("Write a letter"), words("Letters to choose from")), rows, (1, 1))

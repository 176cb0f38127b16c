"""Rules on words and reading level (LNG01 to LNG04)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from surplace import cite
from surplace.check import reading
from surplace.check.registry import Found, rule
from surplace.check.view import Read, View
from surplace.check.words import plain, unquoted
from surplace.findings import quoted
from surplace.model import Citation

_MIN_WORDS = 100
_CORE, _PLAIN = 9.0, 6.0
_SENTENCE = 15.0
_DENIED = re.compile(
    r"\b(?:illegal(?: \w+)? (?:im)?migrants?|illegals|sex slaves?|bride markets?"
    r"|brainwash\w*|hordes|floods? of (?:refugees|migrants))\b",
    re.IGNORECASE,
)
_DEFECTOR = re.compile(r"\bdefectors?\b|(?:^[ \t]*(?:[-*+] )?|(?<=[.!?] ))Defectors?\b(?! [A-Z])", re.MULTILINE)
"""In capitals only where a sentence begins: inside one, it is the name of a body."""
_MARKS = re.compile(r"\{[\w:-]+\}`[^`]*`|[*`]|^[ \t]*(?:[-*+]|\d+[.)])[ \t]+", re.MULTILINE)


@rule("LNG01", severity="error", scope="course", reason="Words that degrade people stand in quotations only.",
      source="IFRC and UNHCR guidance on terms")  # fmt: skip
def lng01(view: View) -> Iterator[Found]:
    """Nothing says illegal migrants, illegals, sex slave, bride market, brainwashed, hordes or flood of refugees."""
    todo = "is not said here: use the neutral word, or quote who says it"
    signs = ("illegal", "slave", "bride", "brainwash", "hordes", "flood")
    for asked in view.asked:
        for part in asked.prose if asked.mentions(*signs) else ():
            match = _DENIED.search(unquoted(plain(part.text)))
            if match:
                yield Found(part.place, f"{quoted(match.group())} {todo}", subject=asked.item.index)
    for read in view.read:
        for match in _DENIED.finditer(read.prose.voice):
            yield Found(read.prose.place(match.start()), f"{quoted(match.group())} {todo}")


@rule("LNG02", severity="warning", scope="page", reason="“Defector” implies a political act and is a contested word.",
      source="Korean usage and escapees' own preferences, as reported")  # fmt: skip
def lng02(read: Read) -> Iterator[Found]:
    """A page says "defector" only in quotations, in names of bodies, or in lesson 1.2, which is about the word."""
    if read.lesson and read.lesson.id == "1.2":
        return
    for match in _DEFECTOR.finditer(read.prose.voice):
        at = match.end() - len(match.group().split()[-1])
        yield Found(read.prose.place(at), "write “escapee”, or quote who says “defector”")


@rule("LNG03", severity="error", scope="page", reason="Law that few can read protects few.",
      source="WCAG 2.2, 3.1.5 (lower secondary); Kincaid et al. 1975")  # fmt: skip
def lng03(read: Read) -> Iterator[Found]:
    """A lesson reads at grade 9 or below and its plain versions at grade 6; quotations and citations are left out.

    Each treaty provision from which a lesson quotes a phrase has a plain version on the page. Judged from 100
    words on, since the formula says nothing about less.
    """
    if not read.lesson:
        return
    core = reading.count(block.text for block in read.prose.blocks)
    if core.words >= _MIN_WORDS and core.grade > _CORE:
        what = f"the text reads at grade {core.grade:.1f} ({core.length:.0f} words a sentence)"
        yield Found(read.page.place, f"{what}: shorten sentences and words until it is 9 or below")
    plain_words = reading.count(_plain_blocks(read))
    if plain_words.words >= _MIN_WORDS and plain_words.grade > _PLAIN:
        what = f"the plain versions read at grade {plain_words.grade:.1f}: 6 at most"
        yield Found(read.page.plain[0].place, what)
    restated = {(c.key, _article(c)) for box in read.page.plain for c in box.cites}
    told: set[tuple[str, str]] = set()
    for citation in read.page.cites:
        source = read.view.source(citation)
        if source is None or source.type != "treaty" or not citation.phrase:
            continue
        provision = (citation.key, _article(citation))
        if provision[1] and provision not in restated | told:
            told.add(provision)
            what = f"{cite.short(source)}, {provision[1]} is quoted and has no plain version"
            yield Found(citation.place, f"{what}: add :::{{plain}} {citation.key}, {citation.locator}")


def _article(citation: Citation) -> str:
    """The article of a locator, without what stands below it."""
    part = citation.locator.parts[0]
    number = re.match(r"\d+[A-F]?(?=\b|\()|[IVX]+", part.numbers[0])
    return f"art. {number.group()}" if part.kind == "article" and number else ""


def _plain_blocks(read: Read) -> Iterator[str]:
    for box in read.page.plain:
        yield from (_MARKS.sub("", text) for text in re.split(r"\n\s*\n|\n(?=\s*[-*])", box.text) if text.strip())


@rule("LNG04", severity="warning", scope="page", reason="Plain words come in short sentences.",
      source="Easy Read standards; no page is called Easy Read unless readers have tested it")  # fmt: skip
def lng04(read: Read) -> Iterator[Found]:
    """The sentences of plain versions have 15 words or fewer on average, and no heading calls a page Easy Read.

    Easy Read is the name of a standard: texts that carry it were tested with the readers that they are for.
    """
    for number, heading in read.prose.headings:
        if re.search(r"\beasy[ -]read\b", heading, re.IGNORECASE):
            yield Found(read.prose.line(number), "no reader has tested this as Easy Read: call it plain language")
    counts = reading.count(_plain_blocks(read))
    if counts.sentences and counts.length > _SENTENCE:
        what = f"plain versions have {counts.length:.0f} words a sentence: 15 at most"
        yield Found(read.page.plain[0].place, what)

"""Where the words of a source stand: a plain text cut into the units that a locator names.

A text is read line by line. Headings (``Article 33``), the numbers of paragraphs (``94.``) and the
labels below them give each line its path, for example ``("article 33", "1")``. Which headings are
looked for depends on the locator kinds that the source declares; nothing here knows one source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise

from surplace.citerange import within
from surplace.labels import Labels
from surplace.model import Locator

Path = tuple[str, ...]
"""``kind number`` first, then the labels below it: ``("article 1", "A", "2")``."""

WORD_OF = {
    "article": "art.",
    "paragraph": "para.",
    "section": "sec.",
    "chapter": "ch.",
    "annex": "annex",
    "recital": "recital",
    "principle": "principle",
}
"""The locator word for each kind of unit that can be found in a text."""

_ARTICLE = re.compile(r"\s*(?:Article|ARTICLE|Art\.)\s+(\d+|[IVXLC]+)\.?\s*")
_DIVISION = re.compile(r"\s*(?:CHAPTER|PART|SECTION|Chapter|Part|Section)\s+(?:\d+|[IVXLC]+)\b.{0,80}")
_CLOSING = re.compile(r"\s*(?:IN FAITH WHEREOF|IN WITNESS WHEREOF|In witness whereof|DONE (?:at|in))\b")
_SCHEDULE = re.compile(r"\s*SCHEDULE\s*")
_SCHEDULE_PARAGRAPH = re.compile(r"\s*Paragraph\s+(\d+)\s*")
_ANNEX = re.compile(r"\s*ANNEX(?:\s+([IVX]+|\d+|[A-Z]))?\s*")
_FINAL_ACT = re.compile(r"\s*FINAL ACT\b.*")
_FINAL_SECTION = re.compile(r"\s*(I{1,3}|IV|VI{0,3})(?:\s*$|(?=The\s))")
_RECOMMENDATION = re.compile(r"\s*([A-E])\.?(?:\s*$|(?=[\"'“]))")
_STATUS_TABLE = re.compile(r"## UNTC chapter id (\d+)((?:-\w+)+)")
_OPENINGS = (
    "Acknowledging|Affirming|Agreeing|Alarmed|Attaching|Aware|Bearing in mind|Being|Believing|Concerned|"
    "Conscious|Considering|Convinced|Declaring|Desiring|Determined|Emphasizing|Expressing|Guided|Having|"
    "Highlighting|Mindful|Noting|Persuaded|Proclaiming|Reaffirming|Realizing|Recalling|Recognising|"
    "Recognizing|Resolved|Taking|Understanding|Underlining|Welcoming|Whereas"
)
_RECITAL = re.compile(
    rf"(?:^(?:Preamble\s+)?|(?<=[,;.:])\s|(?<=[,;.:a-z]))(?=(?:\(?[a-z]\)\s*)?(?:{_OPENINGS})\b)",
    re.MULTILINE,
)
_AGREED = re.compile(r"\s*(?:Have agreed|Hereby agree|Have resolved|Now, therefore)\b", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\s{0,8}(\d{1,4})\s?\.(?=\s|$|[A-Z“\"])")
_LETTERED = re.compile(r"\s{0,8}(\d{1,4})((?:\([a-z]+\))+)\.?\s*$")
_DOTTED = re.compile(r"\s{0,8}(\d{1,4})\.(\d{1,3})\.?(?=\s|$)")

_NO_NUMBERS = frozenset({"number"})


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines of a text that stand under one path; the path is empty outside all units."""

    path: Path
    text: str

    @property
    def locator(self) -> str:
        """The path as a locator: ``art. 1A(2)``; empty outside all units."""
        if not self.path:
            return ""
        kind, _, number = self.path[0].partition(" ")
        return f"{WORD_OF[kind]} {number}" + "".join(
            piece if piece.startswith(".") or piece.isupper() else f"({piece})" for piece in self.path[1:]
        )


def units(text: str, locators: Mapping[str, str]) -> tuple[Unit, ...]:
    """The units of a text in its order; ``locators`` are the kinds and ranges that its source declares."""
    lines = text.splitlines()
    if lines and lines[0].startswith("SOURCE:"):
        lines = lines[1:]
    if "article" in locators:
        marked = _treaty(lines)
    elif "chapter" in locators:
        marked = _status_tables(lines)
    elif "annex" in locators and "paragraph" not in locators:
        marked = _annexes(lines)
    else:
        kind = "principle" if "principle" in locators else "paragraph"
        marked = _numbered(lines, kind, locators.get(kind, ""))
    grouped = groupby(marked, key=lambda pair: pair[0])
    return tuple(Unit(path, "\n".join(line for _, line in group)) for path, group in grouped)


def edition(text: str) -> str:
    """What a text says that it is: its first line, without ``SOURCE:`` and without where it was stored."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    named = re.sub(r" \((?:the )?stored [^)]*\)", "", first.removeprefix("SOURCE:").partition(" | ")[0])
    return " ".join(named.split())[:300]


def locate(found: tuple[Unit, ...], locator: Locator) -> list[int]:
    """The indexes of the units that a locator names, in order; none where the text does not have them.

    Several numbers of one part are a union; several parts go inwards, so that all of them must hold.
    """
    chosen: set[int] = set(range(len(found)))
    for part in locator.parts:
        named: set[int] = set()
        for item in part.numbers:
            first, _, last = item.partition("-")
            begins = [i for i, unit in enumerate(found) if _under(unit.path, part.kind, first)]
            ends = [i for i, unit in enumerate(found) if _under(unit.path, part.kind, last)] if last else begins
            if not begins or not ends:
                return []
            named.update(range(begins[0], ends[-1] + 1) if last else begins)
        chosen &= named
    return sorted(chosen)


def _under(path: Path, kind: str, number: str) -> bool:
    """Whether a path is the numbered unit or lies below it."""
    if kind == "chapter":
        wanted: tuple[str, ...] = (f"chapter {number}",)
    else:
        lead, *below = re.findall(r"\.\w+|\d+|[A-Z]+|[a-z]+", number)
        wanted = (f"{kind} {lead}", *below)
    return path[: len(wanted)] == wanted


_Marked = Iterator[tuple[Path, str]]


def _treaty(lines: list[str]) -> _Marked:
    """Recitals, articles, the paragraphs of a schedule and the sections of a final act, in this order."""
    starts = [
        next((i for i, line in enumerate(lines) if pattern.fullmatch(line)), len(lines))
        for pattern in (_ARTICLE, _SCHEDULE, _ANNEX, _FINAL_ACT)
    ]
    cuts = [0, *sorted(starts), len(lines)]
    readers = {starts[0]: _articles, starts[1]: _schedule, starts[3]: _final_act}
    for begin, end in pairwise(cuts):
        if begin == end:
            continue
        reader = readers.get(begin, _outside if begin else _recitals)
        yield from reader(lines[begin:end])


def _outside(lines: list[str]) -> _Marked:
    return (((), line) for line in lines)


def _recitals(lines: list[str]) -> _Marked:
    """The recitals of a preamble, counted; each begins with a word such as *Considering*."""
    count = 0
    for piece in _RECITAL.split("\n".join(lines)):
        if _RECITAL.match(piece):
            count += 1
        body, agreed, rest = _parted(piece, _AGREED)
        yield (f"recital {count}",) if count else (), body
        if agreed:
            yield (), agreed + rest


def _parted(text: str, pattern: re.Pattern[str]) -> tuple[str, str, str]:
    """What stands before a match, the match and what stands after it."""
    match = pattern.search(text)
    return (text[: match.start()], match.group(), text[match.end() :]) if match else (text, "", "")


def _articles(lines: list[str]) -> _Marked:
    top: Path = ()
    labels = Labels()
    for line in lines:
        if match := _ARTICLE.fullmatch(line):
            top, labels = (f"article {match[1]}",), Labels()
        elif _DIVISION.fullmatch(line) or _CLOSING.match(line):
            top = ()
        yield (*top, *labels.move(line)) if top else (), line


def _schedule(lines: list[str]) -> _Marked:
    top: Path = ()
    labels = Labels()
    for line in lines:
        if match := _SCHEDULE_PARAGRAPH.fullmatch(line):
            top, labels = (f"paragraph {match[1]}",), Labels()
        yield (*top, *labels.move(line)) if top else (), line


def _final_act(lines: list[str]) -> _Marked:
    """Sections with Roman numbers, and lettered recommendations below them."""
    top: Path = ()
    for line in lines:
        if match := _FINAL_SECTION.match(line):
            top = (f"section {match[1]}",)
        elif top and (match := _RECOMMENDATION.match(line)):
            top = (top[0], f".{match[1]}")
        elif _CLOSING.match(line):
            top = ()
        yield top, line


def _status_tables(lines: list[str]) -> _Marked:
    """The chapters of the UN Treaty Collection: ``## UNTC chapter id 18-12-a`` is ``XVIII.12.a``."""
    top: Path = ()
    for line in lines:
        if match := _STATUS_TABLE.match(line):
            top = (f"chapter {_roman(int(match[1]))}{match[2].replace('-', '.')}",)
        yield top, line


def _roman(number: int) -> str:
    out = ""
    for value, sign in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        out += sign * (number // value)
        number %= value
    return out


def _annexes(lines: list[str]) -> _Marked:
    top: Path = ()
    for line in lines:
        if match := _ANNEX.fullmatch(line):
            top = (f"annex {match[1]}",) if match[1] else ()
        yield top, line


def _numbered(lines: list[str], kind: str, ranges: str) -> _Marked:
    """Numbered paragraphs (``108.``), what is numbered below them (``108.1``) and letters (``(a)``)."""
    begins = _chain(lines, ranges)
    number = ""
    top: Path = ()
    labels = Labels(skip=_NO_NUMBERS)
    for index, line in enumerate(lines):
        rest = line
        if index in begins:
            number, rest = begins[index], line.partition(".")[2]
            top, labels = (f"{kind} {number}",), Labels(skip=_NO_NUMBERS)
        if (match := _LETTERED.match(line)) and match[1] == number:
            rest = match[2]
        elif (match := _DOTTED.match(line)) and match[1] == number:
            top, labels = (f"{kind} {number}", f".{match[2]}"), Labels(skip=_NO_NUMBERS)
        yield (*top, *labels.move(rest)) if top else (), line


def _chain(lines: list[str], ranges: str) -> dict[int, str]:
    """The lines where a paragraph begins, by their number.

    Footnotes and lists have numbers too. Of all lines that begin with a number, the longest ascending
    chain is kept, and among those the one with the fewest gaps.
    """
    found: list[tuple[int, int, int, int]] = []  # line, number, score, index of the one before
    for index, line in enumerate(lines):
        match = _PARAGRAPH.match(line) or _LETTERED.match(line)
        if not match or not within(match[1], ranges):
            continue
        number = int(match[1])
        score, before = 0, -1
        for at, (_, other, reached, _) in enumerate(found):
            step = reached + (3 if number == other + 1 else 1)
            if other < number and step > score:
                score, before = step, at
        found.append((index, number, score or (3 if number == 1 else 1), before))
    begins: dict[int, str] = {}
    at = max(range(len(found)), key=lambda i: found[i][2], default=-1)
    while at >= 0:
        index, number, _, at = found[at]
        begins[index] = str(number)
    return begins

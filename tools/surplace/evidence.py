"""Whether the words stand where a citation says: phrases looked up in the texts of their sources.

``verify`` compares, ``verify_command`` also writes the lock, ``read_lock`` reads it. Words are compared
as ``cite.fold`` leaves them; the first letter may be large or small, since a phrase may begin a sentence.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from surplace.cite import fold
from surplace.lock import RULE as LOCK_DAMAGED
from surplace.lock import PhraseRecord, TextRecord, read_lock, read_records, write_records
from surplace.model import Citation, Course, Source, answers
from surplace.problem import Problem
from surplace.texts import Unit, edition, locate, units

__all__ = ["LOCK", "RULES", "Verification", "cited", "read_lock", "verify", "verify_command"]

RULES = {
    "lock-damaged": "Each line of the evidence lock is a record that surplace verify wrote.",
    "phrase-elsewhere": "A quoted phrase stands at the place that the citation names, not at another one.",
    "phrase-not-found": "A quoted phrase stands in the text of its source, word for word.",
    "text-unreadable": "The text that a source names lies in the folder of texts and can be read as UTF-8.",
    "unit-not-in-text": "A phrase is quoted only from a part of the source whose text was seen.",
}
"""The findings of this module: rule id and what the rule asks for."""

LOCK = "course/sources.lock"

_LAW = ("primary-law", "un-document")

Quote = tuple[str, str, str]
"""Source key, canonical locator, phrase as it is written."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was compared: texts and phrases found, problems, and counts for the summary.

    ``unread`` are the sources whose text was named and could not be read. ``unchecked`` counts the
    phrases whose source has no text. ``shares`` is (citations of treaties and UN documents in the banks
    that carry a phrase that was found, all such citations).
    """

    texts: tuple[TextRecord, ...]
    found: frozenset[Quote]
    problems: tuple[Problem, ...]
    unread: frozenset[str]
    unchecked: int
    shares: tuple[int, int]


class _Text:
    """The text of one source, cut into units, each folded once."""

    def __init__(self, source: Source, data: bytes) -> None:
        text = data.decode("utf-8")
        self.record = TextRecord(source.key, hashlib.sha256(data).hexdigest(), edition(text))
        self._units = units(text, source.locators)
        self._folded = [fold(unit.text) for unit in self._units]

    def holds(self, citation: Citation) -> bool | None:
        """Whether the phrase stands at the locator; None where the text does not have that unit."""
        chosen = locate(self._units, citation.locator)
        return self._stands(citation.phrase, chosen) if chosen else None

    def places(self, phrase: str) -> list[str]:
        """Where the phrase stands, as locators: in the smallest units that hold all of it."""
        numbered = [(index, unit) for index, unit in enumerate(self._units) if unit.path]
        small = [unit.locator for index, unit in numbered if self._stands(phrase, (index,))]
        if small:
            return small
        whole: dict[str, list[int]] = {}
        for index, unit in numbered:
            whole.setdefault(Unit(unit.path[:1], "").locator, []).append(index)
        return [locator for locator, indexes in whole.items() if self._stands(phrase, indexes)]

    def _stands(self, phrase: str, chosen: Iterable[int]) -> bool:
        """Whether the units hold the phrase in whole words; the number of a footnote may follow it."""
        words = fold(phrase)
        if not words:
            return False
        first, rest, last = words[0], words[1:], words[-1]
        begins = r"(?<!\w)" if first.isalnum() else ""
        ends = r"(?!\w)" if last.isdigit() else r"(?![^\W\d])" if last.isalpha() else ""
        pattern = f"{begins}(?:{re.escape(first.lower())}|{re.escape(first.upper())}){re.escape(rest)}{ends}"
        return re.search(pattern, " ".join(self._folded[index] for index in chosen)) is not None


class _Reader:
    """Reads each text once, and only the texts that are needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.texts: dict[str, _Text | None] = {}
        self.problems: list[Problem] = []

    def text(self, source: Source) -> _Text | None:
        """The text of a source that names one; None where it cannot be read."""
        if source.key not in self.texts:
            self.texts[source.key] = self._read(source)
        return self.texts[source.key]

    def _read(self, source: Source) -> _Text | None:
        try:
            return _Text(source, (self._folder / source.text_file).read_bytes())
        except (OSError, UnicodeDecodeError) as fault:
            reason = "is not UTF-8" if isinstance(fault, UnicodeDecodeError) else "cannot be read"
            what = f"the text {source.text_file} {reason}: mend it in the folder of texts, or take text-file out"
            place = source.at.get("text-file", source.place)
            self.problems.append(Problem("text-unreadable", "error", place, what))
            return None


def cited(course: Course) -> Iterator[tuple[Citation, int, bool]]:
    """Every citation, the index of its item (or -1), and whether it stands in a bank."""
    for _bank, item in course.items():
        parts = (*(answer.cites for answer in answers(item)), *(side.cites for side in item.positions))
        yield from ((citation, item.index, True) for cites in parts for citation in cites)
    for case in course.cases.values():
        for node in case.nodes:
            yield from ((citation, node.item.index, True) for choice in node.item.choices for citation in choice.cites)
    for belief in course.misconceptions.values():
        yield from ((citation, -1, False) for citation in belief.cites)
    for claim in course.claims.values():
        yield from ((citation, -1, False) for citation in (*claim.said, *claim.cites))
    yield from ((citation, -1, False) for citation in course.figures)
    for lesson in course.lessons:
        yield from ((citation, -1, False) for row in lesson.run for citation in row.cites)
    for page in dict.fromkeys((*course.pages, *(lesson.page for lesson in course.lessons))):
        plain = (citation for box in page.plain for citation in box.cites)
        yield from ((citation, -1, False) for citation in (*page.cites, *plain))


def verify(course: Course, texts: Path) -> Verification:
    """Look up every quoted phrase in the text of its source, at the place that the citation names."""
    reader = _Reader(texts)
    found: set[Quote] = set()
    problems: list[Problem] = []
    unchecked, sure, law = 0, 0, 0
    for citation, subject, banked in cited(course):
        source = course.sources.get(citation.key)
        if source is None:
            continue
        counts = banked and source.kind in _LAW
        law += counts
        if not citation.phrase:
            continue
        if not source.text_file:
            unchecked += 1
            continue
        text = reader.text(source)
        if text is None:
            continue
        fault = _fault(citation, text)
        if fault:
            problems.append(Problem(fault[0], "error", citation.place, fault[1], subject))
        else:
            found.add((citation.key, citation.locator.text, citation.phrase))
            sure += counts
    used = {key for key, _, _ in found}
    records = tuple(sorted(text.record for key, text in reader.texts.items() if text and key in used))
    unread = frozenset(key for key, text in reader.texts.items() if text is None)
    both = (*reader.problems, *problems)
    return Verification(records, frozenset(found), both, unread, unchecked, (sure, law))


def _fault(citation: Citation, text: _Text) -> tuple[str, str] | None:
    """What is wrong with a phrase, as a rule and a message; None where it stands at its place."""
    holds = text.holds(citation)
    if holds:
        return None
    where, shown = citation.locator, f"“{citation.phrase}”"
    places = text.places(citation.phrase)
    if places:
        stands = " and in ".join(places[:3])
        return "phrase-elsewhere", f"{shown} stands in {stands}, not in {where}: mend the locator"
    if holds is None:
        return "unit-not-in-text", f"the text of {citation.key} has no {where}: quote no phrase from it"
    return "phrase-not-found", f"{shown} is not in the text of {citation.key}: copy the words exactly"


def verify_command(root: Path, texts: Path, today: str) -> tuple[list[Problem], str]:
    """Compare, write ``course/sources.lock``, and sum up in one line; ``today`` dates what is new.

    A course that cannot be read whole leaves the lock as it is, so that no record is lost to a slip.
    """
    from surplace.load import load

    course, faults = load(root)
    errors = [fault for fault in faults if fault.severity == "error" and fault.rule != LOCK_DAMAGED]
    if errors:
        return errors, "the lock was left as it is: mend these errors first"
    done = verify(course, texts)
    lines, phrases = _renewed(root, course, done, today)
    write_records(root / LOCK, lines, phrases)
    sure, law = done.shares
    share = f"{100 * sure / law:.0f} %" if law else "none"
    return list(done.problems), (
        f"{_count(len(phrases), 'phrase')} found in {_count(len(lines), 'text')}; "
        f"{_count(done.unchecked, 'phrase')} without a text to look in; "
        f"{_count(len(done.problems), 'problem')}; "
        f"{share} of {law} citations of law and UN documents in the banks carry a phrase that was found"
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _renewed(root: Path, course: Course, done: Verification, today: str) -> tuple[list[TextRecord], list[PhraseRecord]]:
    """The records of the new lock: what was found keeps its old date, else it gets ``today``.

    Where a text could not be read this time, its old records stay, as far as they are still cited.
    """
    old, _damaged = read_records(root / LOCK, LOCK)
    known = {(r.source, r.locator, fold(r.phrase)): r for r in old if isinstance(r, PhraseRecord)}
    asked = {(c.key, c.locator.text, fold(c.phrase)) for c, _, _ in cited(course)}
    phrases = {quote: r for quote, r in known.items() if r.source in done.unread and quote in asked}
    kept = {r.source for r in phrases.values()}
    for key, locator, phrase in sorted(done.found, reverse=True):
        quote = (key, locator, fold(phrase))
        date = known[quote].date if quote in known else today
        phrases[quote] = PhraseRecord(key, locator, phrase, date)
    texts = [r for r in old if isinstance(r, TextRecord) and r.text in kept]
    return [*done.texts, *texts], list(phrases.values())

"""Whether the words stand where a citation says: phrases looked up in the texts of their sources.

``verify`` compares, ``verify_command`` also writes the lock, ``read_lock`` reads it. Words are compared
as ``cite.fold`` leaves them; the first letter may be large or small, since a phrase may begin a sentence.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

from surplace.cite import fold
from surplace.lock import PhraseRecord, TextRecord, read_lock, read_records, write_records
from surplace.model import Citation, Course, Item, Source, answers
from surplace.problem import Place, Problem
from surplace.texts import WORD_OF, Unit, edition, located, units

__all__ = ["RULES", "Verification", "cited", "read_lock", "verify", "verify_command"]

RULES = {
    "lock-damaged": "Each line of the evidence lock is a record that surplace verify wrote.",
    "phrase-elsewhere": "A quoted phrase stands at the place that the citation names, not at another one.",
    "phrase-not-found": "A quoted phrase stands in the text of its source, word for word.",
    "text-unreadable": "The text that a source names lies in the folder of texts and can be read as UTF-8.",
    "unit-not-in-text": "A phrase is quoted only from a part of the source whose text was seen.",
}
"""The findings of this module: rule id and what the rule asks for."""

LOCK = "course/sources.lock"


@dataclass(frozen=True, slots=True)
class Verification:
    """What was compared: texts and phrases found, problems, and counts for the summary.

    ``unchecked`` counts the phrases whose source has no text; ``shares`` is (citations of treaties and
    UN documents in the banks that carry a phrase that was found, all such citations).
    """

    texts: tuple[TextRecord, ...]
    found: frozenset[tuple[str, str, str]]
    problems: tuple[Problem, ...]
    unchecked: int
    shares: tuple[int, int]


class _Text:
    """The text of one source, cut into units and folded once."""

    def __init__(self, source: Source, data: bytes) -> None:
        self.key = source.key
        text = data.decode("utf-8")
        self.record = TextRecord(source.key, hashlib.sha256(data).hexdigest(), edition(text))
        self._units = units(text, source.locators)

    def holds(self, citation: Citation) -> bool | None:
        """Whether the phrase stands at the locator; None where the text does not have that unit."""
        chosen = located(self._units, citation.locator.parts)
        return _stands(citation.phrase, chosen) if chosen else None

    def places(self, phrase: str) -> list[str]:
        """Where else the phrase stands, as locators; in the smallest units that hold it."""
        small = [unit.locator for unit in self._units if unit.path and _stands(phrase, (unit,))]
        if small:
            return small
        groups = (tuple(group) for _, group in groupby(self._units, key=lambda unit: unit.path[:1]))
        return [
            Unit(group[0].path[:1], "").locator
            for group in groups
            if group[0].path and _stands(phrase, group)
        ]

    @cached_property
    def all(self) -> tuple[Unit, ...]:
        return self._units


def _stands(phrase: str, chosen: tuple[Unit, ...]) -> bool:
    """Whether the phrase stands in the units as whole words; a footnote number may follow it."""
    words = fold(phrase)
    first, rest = words[0], words[1:]
    pattern = f"[{re.escape(first.lower())}{re.escape(first.upper())}]{re.escape(rest)}"
    begins = r"(?<!\w)" if first.isalnum() else ""
    ends = r"(?!\w)" if words[-1].isdigit() else r"(?![^\W\d])" if words[-1].isalpha() else ""
    return re.search(begins + pattern + ends, fold("\n".join(unit.text for unit in chosen))) is not None


def cited(course: Course) -> Iterator[tuple[Citation, int, bool]]:
    """Every citation, the index of its item (or -1), and whether it stands in a bank."""
    for _bank, item in course.items():
        for citation in _of_item(item):
            yield citation, item.index, True
    for belief in course.misconceptions.values():
        yield from ((citation, -1, False) for citation in belief.cites)
    for page in course.pages:
        plain = (citation for box in page.plain for citation in box.cites)
        yield from ((citation, -1, False) for citation in (*page.cites, *plain))


def _of_item(item: Item) -> Iterator[Citation]:
    for part in (*answers(item), *item.positions):
        yield from part.cites


def verify(course: Course, texts: Path) -> Verification:
    """Look up every quoted phrase in the text of its source, at the place that the citation names."""
    read = _Reader(course, texts)
    found: set[tuple[str, str, str]] = set()
    problems: list[Problem] = []
    unchecked, sure, law = 0, 0, 0
    for citation, subject, banked in cited(course):
        source = course.sources.get(citation.key)
        counts = banked and source is not None and source.kind in ("primary-law", "un-document")
        law += counts
        if source is None or not citation.phrase:
            continue
        text = read.text(source)
        if text is None:
            unchecked += 1
            continue
        fault = _fault(citation, text)
        if fault:
            rule, message = fault
            problems.append(Problem(rule, "error", citation.place, message, subject))
        else:
            found.add((citation.key, str(citation.locator), citation.phrase))
            sure += counts
    records = tuple(sorted(t.record for t in read.used(found)))
    return Verification(records, frozenset(found), (*read.problems, *problems), unchecked, (sure, law))


def _fault(citation: Citation, text: _Text) -> tuple[str, str] | None:
    """What is wrong with a phrase, as a rule and a message; None where it stands at its place."""
    holds = text.holds(citation)
    if holds:
        return None
    where, shown = citation.locator, f"“{citation.phrase}”"
    places = text.places(citation.phrase)
    if places:
        return "phrase-elsewhere", f"{shown} stands in {' and in '.join(places[:3])}, not in {where}: mend the locator"
    if holds is None:
        return "unit-not-in-text", f"the text of {citation.key} that was seen has no {where}: quote no phrase from it"
    return "phrase-not-found", f"{shown} is not in the text of {citation.key}: copy the words exactly, or leave them out"


class _Reader:
    """Reads each text once, and only the texts that are needed."""

    def __init__(self, course: Course, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, _Text | None] = {}
        self.problems: list[Problem] = []

    def text(self, source: Source) -> _Text | None:
        """The text of a source; None where it has none, or none that can be read."""
        if not source.text_file:
            return None
        if source.key not in self._texts:
            self._texts[source.key] = self._read(source)
        return self._texts[source.key]

    def _read(self, source: Source) -> _Text | None:
        place = source.at.get("text-file", source.place)
        try:
            return _Text(source, (self._folder / source.text_file).read_bytes())
        except (OSError, UnicodeDecodeError) as fault:
            reason = "is not UTF-8" if isinstance(fault, UnicodeDecodeError) else "cannot be read"
            what = f"the text {source.text_file} {reason}: put it into the folder of texts, or take text-file out"
            self.problems.append(Problem("text-unreadable", "error", place, what))
            return None

    def used(self, found: set[tuple[str, str, str]]) -> Iterator[_Text]:
        """The texts in which a phrase was found."""
        keys = {key for key, _locator, _phrase in found}
        return (text for key, text in self._texts.items() if text is not None and key in keys)


def verify_command(root: Path, texts: Path, today: str) -> tuple[list[Problem], str]:
    """Compare, write ``course/sources.lock``, and sum up in one line; ``today`` dates what is new."""
    from surplace.load import load

    course, _problems = load(root)
    done = verify(course, texts)
    old, damaged = read_records(root / LOCK, LOCK)
    dates = {(r.source, r.locator, fold(r.phrase)): r.date for r in old if isinstance(r, PhraseRecord)}
    records = {
        (key, locator, fold(phrase)): PhraseRecord(key, locator, phrase, "") for key, locator, phrase in sorted(done.found)
    }
    dated = tuple(
        PhraseRecord(r.source, r.locator, r.phrase, dates.get(known, today)) for known, r in records.items()
    )
    write_records(root / LOCK, done.texts, dated)
    sure, law = done.shares
    share = f"{100 * sure / law:.0f} %" if law else "none"
    summary = (
        f"{len(dated)} phrases found in {len(done.texts)} texts, {len(done.problems)} problems; "
        f"{done.unchecked} phrases have no text to look in; "
        f"{share} of {law} citations of law and UN documents in the banks carry a phrase that was found"
    )
    return list(done.problems), summary if not damaged else f"{summary}; the damaged lock was written anew"

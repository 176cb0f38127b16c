"""The evidence lock, ``course/sources.lock``: one JSON record a line, sorted, so that a change is a line.

A line is either a text that a phrase was found in, or a phrase that was found::

    {"text": "cat-1984", "sha256": "…", "edition": "Convention against Torture …"}
    {"source": "cat-1984", "locator": "art. 3(1)", "phrase": "substantial grounds", "date": "2026-11-23"}
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from surplace.cite import fold
from surplace.model import Evidence
from surplace.problem import Place, Problem

RULE = "lock-damaged"
_HEAD = {"lock": 1, "note": "Written by surplace verify; do not edit by hand."}


@dataclass(frozen=True, slots=True, order=True)
class TextRecord:
    """A text that phrases were found in: source key, SHA-256 of its bytes, and what it says that it is."""

    text: str
    sha256: str
    edition: str


@dataclass(frozen=True, slots=True, order=True)
class PhraseRecord:
    """A phrase that was found, the locator in its canonical spelling, and the day it was first found."""

    source: str
    locator: str
    phrase: str
    date: str


Record = TextRecord | PhraseRecord

_FIELDS = {frozenset(kind.__slots__): kind for kind in (TextRecord, PhraseRecord)}
_FORMS = {"sha256": re.compile(r"[0-9a-f]{64}"), "date": re.compile(r"\d{4}-\d\d-\d\d")}


def read_records(path: Path, shown: str) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """The records of a lock; none where there is no lock yet. ``shown`` is its path in problems."""
    if not path.exists():
        return (), ()
    records: list[Record] = []
    problems: list[Problem] = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        found = _record(line)
        if isinstance(found, str):
            message = f"this line of the lock is damaged ({found}): run surplace verify again"
            problems.append(Problem(RULE, "error", Place(shown, number, 1), message))
        elif found is not None:
            records.append(found)
    return tuple(records), tuple(problems)


def _record(line: bytes) -> Record | str | None:
    """The record of a line; None for the head; a string says what is wrong."""
    try:
        fields = json.loads(line)
    except ValueError:
        return "not JSON"
    if fields == _HEAD:
        return None
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        return "not a record"
    kind = _FIELDS.get(frozenset(fields))
    if kind is None:
        return "unknown fields"
    bad = next((key for key, form in _FORMS.items() if key in fields and not form.fullmatch(fields[key])), "")
    return f"bad {bad}" if bad else kind(**fields)


def read_lock(path: Path, shown: str) -> tuple[Evidence, tuple[Problem, ...]]:
    """What the lock covers; ``Evidence.texts`` maps a source key to the edition of its text."""
    records, problems = read_records(path, shown)
    texts = {record.text: record.edition for record in records if isinstance(record, TextRecord)}
    phrases = frozenset(
        (record.source, record.locator, fold(record.phrase)) for record in records if isinstance(record, PhraseRecord)
    )
    return Evidence(texts, phrases), problems


def write_records(path: Path, texts: Iterable[TextRecord], phrases: Iterable[PhraseRecord]) -> None:
    """Write the lock: the same records give the same bytes, and a reader never sees half of it."""
    lines = [_HEAD, *map(asdict, sorted(texts)), *map(asdict, sorted(phrases))]
    data = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(0o644)  # mkstemp makes it private
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)

"""The numbers behind the charts: ``course/data/*.csv`` read, checked, and cited row by row.

One line of the file is one number or one range (RFC 4180, without line ends inside a cell). Pure but for
``load_chart``, which reads one file; nothing here knows Sphinx or draws.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from surplace import cite
from surplace.findings import Findings, listed, quoted, suggestion
from surplace.model import Citation, Source
from surplace.problem import Place, Problem
from surplace.textfile import Lines, decode, read_bytes

COLUMNS = (
    "series", "period", "value", "low", "high", "unit", "counter", "as_of", "source", "locator", "status", "note",
)  # fmt: skip
"""The head of every file, in this order."""

Status = Literal["verified", "secondary", "derived", "contested", "memory-sum-checked"]
STATUSES: tuple[Status, ...] = get_args(Status)
"""How far a number can be trusted: read in its source; read in a text that reports it; computed from cited
numbers; sources disagree; remembered, so that only the sum of the series could be checked."""

UNITS = ("persons", "cases", "per cent")

SERIES: Mapping[str, tuple[str, ...]] = {
    "arrivals": ("revised", "table-2003", "table-2005", "table-2012", "table-2012-10", "total"),
    "women": ("share", "share-table-2012", "women", "women-table-2012", "women-total"),
    "estimates": ("sampled", "estimates", "children", "held"),
    "returns": ("events", "totals", "rates"),
}
"""The charts, and the series that each file may hold."""

FILES: Mapping[str, str] = {
    "arrivals": "arrivals.csv",
    "women": "women.csv",
    "estimates": "estimates-in-china.csv",
    "returns": "returns.csv",
}
"""The file of each chart, in ``course/data``."""

_CELL = re.compile(r'[ \t]*(?:"((?:[^"]|"")*)"[ \t]*(?=,|$)|([^",]*)(?=,|$))')
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,3})?")
_DATE = r"[12][0-9]{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?"
_AS_OF = re.compile(_DATE)
_PERIOD = re.compile(
    rf"(?:(?:each (?:week|month|year)|all cases), )?(?:to |about )?{_DATE}(?: to {_DATE}|-[12][0-9]{{3}})?"
)


@dataclass(frozen=True, slots=True)
class Datum:
    """One number, or a range from ``low`` to ``high`` where either may be missing; ``value`` likewise.

    ``counter`` is who counted, ``as_of`` when (ISO 8601, may be a year), ``cites`` where it stands.
    """

    series: str
    period: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    counter: str
    as_of: str
    cites: tuple[Citation, ...]
    status: Status
    note: str
    place: Place

    @property
    def year(self) -> int:
        """The first year that the period names."""
        found = re.search(r"[12][0-9]{3}", self.period)
        assert found
        return int(found[0])

    @property
    def single(self) -> bool:
        """Whether the period is one calendar year."""
        return re.fullmatch(r"[12][0-9]{3}", self.period) is not None


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    place: Place


def load_chart(root: Path, name: str, sources: Mapping[str, Source]) -> tuple[tuple[Datum, ...], tuple[Problem, ...]]:
    """The rows of the chart ``name`` of the course under ``root``, and everything that is wrong in its file."""
    shown = f"course/data/{FILES[name]}"
    data, problems = read_bytes(root / shown, shown)
    if data is None:
        return (), problems
    text, more = decode(data, shown)
    if text is None:
        return (), (*problems, *more)
    rows, others = read_rows(text, shown, name, sources)
    return rows, (*problems, *more, *others)


def read_rows(
    text: str, shown: str, name: str, sources: Mapping[str, Source]
) -> tuple[tuple[Datum, ...], tuple[Problem, ...]]:
    """The rows of a text; a row with a fault is reported once and left out."""
    found = Findings()
    lines = Lines(text, shown)
    rows: list[Datum] = []
    known: dict[tuple[object, ...], Place] = {}
    if not _has_head(lines, found):
        return (), found.done()
    for number in range(1, len(lines)):
        if lines.line(number).strip() and not found.full:
            row = _Row(lines, number, found).datum(name, sources)
            if row is None:
                continue
            same = known.setdefault((row.series, row.period, row.counter, row.value, row.low, row.high), row.place)
            if same is row.place:
                rows.append(row)
            else:
                found.error("repeated-id", row.place, f"this row stands already on line {same.line}: take one out")
    if not rows and not found.errors:
        found.error("missing-key", Place(shown), "there is no row of data below the head")
    return tuple(rows), found.done()


def _has_head(lines: Lines, found: Findings) -> bool:
    names = [cell.text for cell in _cells(lines, 0) or ()]
    if tuple(names) == COLUMNS:
        return True
    wrong = next((i for i, pair in enumerate(zip(names, COLUMNS, strict=False)) if pair[0] != pair[1]), None)
    place = (_cells(lines, 0) or [_Cell("", lines.place(0))])[wrong or 0].place
    found.error("unknown-key", place, f"the first line must be {','.join(COLUMNS)}")
    return False


def _cells(lines: Lines, number: int) -> list[_Cell] | None:
    """The cells of a line with their places; None where a quotation mark is not closed."""
    line, start = lines.line(number), lines.starts[number]
    cells: list[_Cell] = []
    at = 0
    while True:
        match = _CELL.match(line, at)
        if not match:
            return None
        group = 1 if match[1] is not None else 2
        raw = match[group]
        text = raw.replace('""', '"') if group == 1 else raw.strip()
        cells.append(_Cell(text, lines.place(start + match.start(group))))
        if match.end() == len(line):
            return cells
        at = match.end() + 1


class _FaultError(Exception):
    """The one thing that is reported of a row."""

    def __init__(self, cell: _Cell, message: str, rule: str = "bad-value") -> None:
        super().__init__(message)
        self.cell = cell
        self.rule = rule


class _Row:
    """One line of a file, on its way to a datum."""

    def __init__(self, lines: Lines, number: int, found: Findings) -> None:
        self.found = found
        self.place = lines.place(lines.starts[number])
        self.cells = _cells(lines, number)
        self.at: dict[str, _Cell] = dict(zip(COLUMNS, self.cells or (), strict=False))

    def datum(self, name: str, sources: Mapping[str, Source]) -> Datum | None:
        """The row as a value; None where something in it is wrong, which is reported."""
        try:
            return self._datum(name, sources)
        except _FaultError as fault:
            self.found.error(fault.rule, fault.cell.place, str(fault))
            return None

    def _datum(self, name: str, sources: Mapping[str, Source]) -> Datum:
        here = _Cell("", self.place)
        if self.cells is None:
            raise _FaultError(here, 'a quotation mark is not closed: write "a, b" around text with a comma')
        if len(self.cells) != len(COLUMNS):
            what = f"{len(self.cells)} cells are here, and {len(COLUMNS)} are needed"
            raise _FaultError(here, f'{what}: put text with a comma in "double quotation marks"')
        value, low, high = self._numbers()
        return Datum(
            series=self._choice("series", SERIES[name], "unknown-key"),
            period=self._form("period", _PERIOD, "a time like 2002, 1999-2001, to 1998 or 2012-02 to 2013-05-28"),
            value=value,
            low=low,
            high=high,
            unit=self._choice("unit", UNITS),
            counter=self._text("counter"),
            as_of=self._form("as_of", _AS_OF, "a date like 2026-11-23, 2026-11 or 2026"),
            cites=tuple(self._cites(sources)),
            status=STATUSES[STATUSES.index(self._choice("status", STATUSES))],
            note=self.at["note"].text,
            place=self.place,
        )

    def _text(self, column: str) -> str:
        cell = self.at[column]
        if not cell.text:
            raise _FaultError(cell, f"the column {column} is empty: write something in it", "missing-key")
        return cell.text

    def _form(self, column: str, form: re.Pattern[str], wanted: str) -> str:
        text = self._text(column)
        if not form.fullmatch(text):
            raise _FaultError(self.at[column], f"{column} is {quoted(text)}, but must be {wanted}")
        return text

    def _choice(self, column: str, known: tuple[str, ...], rule: str = "bad-value") -> str:
        text = self._text(column)
        if text not in known:
            close = suggestion(text, known) or f": choose {listed(known)}"
            raise _FaultError(self.at[column], f"{column} cannot be {quoted(text)}{close}", rule)
        return text

    def _numbers(self) -> tuple[float | None, float | None, float | None]:
        value, low, high = (self._number(name) for name in ("value", "low", "high"))
        if value is None and low is None and high is None:
            raise _FaultError(self.at["value"], "there is no number: fill value, or low and high", "missing-key")
        ends = [end for end in (low, value, high) if end is not None]
        if ends != sorted(ends) or (low is not None and low == high):
            raise _FaultError(self.at["low"], "low, value and high must ascend")
        most = max(ends)
        if self.at["unit"].text == "per cent" and most > 100:
            raise _FaultError(self.at["value"], f"{most:g} per cent is more than all")
        return value, low, high

    def _number(self, column: str) -> float | None:
        cell = self.at[column]
        if not cell.text:
            return None
        if not _NUMBER.fullmatch(cell.text):
            raise _FaultError(
                cell, f"{column} is {quoted(cell.text)}, but must be a number like 1047 or 12.5, without commas"
            )
        return float(cell.text)

    def _cites(self, sources: Mapping[str, Source]) -> Iterator[Citation]:
        """The citations: keys in one column, locators in the next, both split by ``;`` where there are several."""
        self._text("source")
        self._text("locator")
        keys, locators = list(_split(self.at["source"])), list(_split(self.at["locator"]))
        if len(keys) != len(locators):
            what = f"{len(keys)} sources and {len(locators)} locators: give each source its own, split by ;"
            raise _FaultError(self.at["locator"], what, "cite-malformed")
        for key, locator in zip(keys, locators, strict=True):
            read = cite.parse_locator(locator.text)
            if isinstance(read, str):
                raise _FaultError(locator, read, "cite-malformed")
            source = sources.get(key.text)
            if source is None:
                close = suggestion(key.text, sources) or ": describe it in course/sources.yaml"
                raise _FaultError(key, f"there is no source {quoted(key.text)}{close}", "source-unknown")
            if wrong := cite.fits(source, read):
                raise _FaultError(locator, wrong, "locator-unknown")
            yield Citation(key.text, read, "", key.place)


def _split(cell: _Cell) -> Iterator[_Cell]:
    """The parts of a cell that are split by ``;``, each with its place."""
    start = 0
    for part in cell.text.split(";"):
        indent = len(part) - len(part.lstrip())
        place = Place(cell.place.path, cell.place.line, cell.place.column + start + indent)
        yield _Cell(part.strip(), place)
        start += len(part) + 1


def load_all(root: Path, sources: Mapping[str, Source]) -> tuple[dict[str, tuple[Datum, ...]], tuple[Problem, ...]]:
    """Every chart of the course by its name; a file that is not there is no fault, for a course without charts."""
    charts: dict[str, tuple[Datum, ...]] = {}
    problems: list[Problem] = []
    for name, file in FILES.items():
        if (root / "course/data" / file).exists():
            charts[name], more = load_chart(root, name, sources)
            problems += more
    return charts, tuple(problems)

"""What is said of a chart in words: titles, the headings of its table, and the text for readers who do not see it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from surplace.charts.data import Datum
from surplace.citeformat import date

TITLES: Mapping[str, str] = {
    "arrivals": "North Koreans admitted to South Korea, year by year",
    "women": "Share of women among those admitted",
    "estimates": "How many North Koreans are in China? Estimates by counter and year",
    "returns": "Returns that were reported, 2000 to 2025",
}

NOTES: Mapping[str, str] = {
    "arrivals": "People admitted, not escapes. The series is the ministry’s revised one; the first tables are below.",
    "women": "In 2021 and 2022 very few people came (63 and 67), so a few more or less move the share far.",
    "estimates": "Nobody has been able to count. A bar is a range as it was given; its middle means nothing.",
    "returns": "This course knows no official count. These are reports; what nobody reported is missing.",
}

SERIES: Mapping[str, str] = {
    "revised": "Revised series, drawn above",
    "table-2003": "As first published in November 2003",
    "table-2005": "As given to parliament in September 2005",
    "table-2012": "As first published in January 2012",
    "table-2012-10": "As published in October 2012",
    "total": "All people admitted so far",
    "share": "Share of women, revised series",
    "share-table-2012": "Share of women, table of January 2012",
    "women": "Number of women, revised series",
    "women-table-2012": "Number of women, table of January 2012",
    "women-total": "All women admitted so far",
    "sampled": "North Koreans in China, from samples",
    "estimates": "North Koreans in China, other estimates",
    "children": "Children of North Korean mothers in China",
    "held": "Held in China, waiting for return",
    "events": "Single events",
    "totals": "Totals that overlap with the events and with each other",
    "rates": "Claims of a rate or a total, each in a unit of its own and therefore not drawn",
}
"""The heading of each part of a table."""

STATUSES: Mapping[str, str] = {
    "verified": "",
    "secondary": "Reported at second hand.",
    "derived": "Worked out from the numbers cited.",
    "contested": "Sources disagree.",
    "memory-sum-checked": "Remembered from the ministry’s table; only the sum is checked.",
}
"""What a reader is told of a number's standing."""


def number(row: Datum) -> str:
    """The number as it is said: ``2,914``, ``200–600``, ``up to 300,000``, ``more than 300,000``, ``12.5%``."""
    unit = "%" if row.unit == "per cent" else ""
    digits = ",.1f" if unit else ",.0f"
    value, low, high = (None if n is None else f"{n:{digits}}{unit}" for n in (row.value, row.low, row.high))
    if low and high:
        return f"{value} ({low}–{high})" if value else f"{low}–{high}"
    if value:
        return value
    return f"up to {high}" if high else f"more than {low}"


def period(text: str) -> str:
    """A time as it is said: ``2012-02`` as ``February 2012``, ``1999-2001`` as ``1999–2001``."""
    said = re.sub(r"([12]\d{3})-([12]\d{3})", r"\1–\2", text)
    said = re.sub(r"[12]\d{3}-\d\d(?:-\d\d)?", lambda match: date(match[0]), said)
    return said[:1].upper() + said[1:] if said.startswith(("each", "all")) else said


def described(name: str, rows: Iterable[Datum]) -> str:
    """The drawing in words, made from its rows, with a word on the table that follows."""
    parts = {"arrivals": _arrivals, "women": _women, "estimates": _listed, "returns": _listed}[name](list(rows))
    return f"{parts} Every number is in the table below, with its source."


def _arrivals(rows: list[Datum]) -> str:
    years = [row for row in rows if row.series == "revised" and row.single and row.value is not None]
    bins = [row for row in rows if row.series == "revised" and not row.single]
    remembered = ", ".join(row.period for row in years if row.status == "memory-sum-checked")
    top = max(years, key=lambda row: row.value or 0)
    low = min(years, key=lambda row: row.value or 0)
    before = "; ".join(f"{period(row.period)}: {number(row)}" for row in bins)
    return (
        f"A column for each year. From {number(years[0])} in {years[0].period} the number rises to {number(top)} in "
        f"{top.period}, falls to {number(low)} in {low.period}, and is {number(years[-1])} in {years[-1].period}. "
        f"Several years in one column: {before}. Hatched, because only the sum is checked: {remembered}. "
        "A second panel shows by how much the ministry changed the years 2002 to 2011 after its table of January 2012."
    )


def _women(rows: list[Datum]) -> str:
    share = [row for row in rows if row.series == "share"]
    told = "; ".join(
        f"{period(row.period)}: {number(row)}"
        for row in share
        if not row.single or row.period in ("2002", "2008", "2012", "2018", "2021", "2024", "2025")
    )
    remembered = sum(row.status == "memory-sum-checked" for row in share)
    return (
        f"A mark for each year on a scale from 0 to 100 per cent. {told}. {remembered} of {len(share)} marks are "
        "rings, because the numbers are remembered and only their sum is checked; squares show the table of "
        "January 2012."
    )


def _listed(rows: list[Datum]) -> str:
    drawn = [row for row in rows if row.series != "rates"]
    lines = "; ".join(f"{period(row.period)}, {row.counter}: {number(row)}" for row in drawn)
    return f"A line for each report, on a scale of people. {lines}."

"""Charts over the years: people who arrived in South Korea, and the share of women among them."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes

from surplace.charts.canvas import DASHES, INK, MAIN, PAPER, SOFT, WARM, WIDTH, Canvas, Drawing
from surplace.charts.data import Datum

_BINS = {"to 1998": (-6.9, ("to", "1998")), "1999-2001": (-3.4, ("1999–", "2001"))}
"""Counts of several years stand apart, on the left: where, in years from the first, and their label."""

_LEFT, _FIRST, _LAST = -8.8, 2002, 2025
_REMEMBERED = "memory-sum-checked"


def arrivals(rows: Iterable[Datum]) -> Drawing:
    """A column a year; hatched where only the sum is checked. Below, what the ministry changed later."""
    by_series = _by_series(rows)
    revised = by_series.get("revised", [])
    with Canvas(400) as canvas:
        canvas.swatch(0, "read in a source", facecolor=MAIN)
        canvas.swatch(1, "remembered; only the sum is checked", hatch="//")
        canvas.swatch(2, "several years in one column", linestyle=DASHES)
        axes = canvas.panel(40, 66, WIDTH - 42, 170)
        _years(axes)
        axes.set_ylim(0, 3050)
        axes.set_yticks([0, 1000, 2000, 3000], ["0", "1,000", "2,000", "3,000"])
        axes.grid(axis="y")
        for row in revised:
            assert row.value is not None
            if row.period in _BINS:
                _bin(axes, row.period, row.value)
            else:
                _column(axes, row.year - _FIRST, row.value, 0.72, row.status == _REMEMBERED)
        _say(axes, [row for row in revised if row.single])
        _changes(canvas, [row for row in revised if row.single], by_series.get("table-2012", []))
        return canvas.done()


def _changes(canvas: Canvas, revised: list[Datum], first: list[Datum]) -> None:
    """The later number less the first one, for each year that has both; on a scale of its own."""
    canvas.text(0, 288, "What the ministry changed after January 2012", fontweight="bold")
    printed = {row.period: row.value or 0 for row in first}
    pairs = [(row, (row.value or 0) - printed[row.period]) for row in revised if row.period in printed]
    axes = canvas.panel(4, 300, WIDTH - 8, 76)
    reach = max([1.0, *(abs(change) for _, change in pairs)])
    axes.set_ylim(-reach - 14, reach + 12)
    axes.set_xlim(-0.6, max(len(pairs), 2) - 0.4)
    axes.axhline(0, color=SOFT, linewidth=1)
    axes.set_xticks(range(len(pairs)), [row.period for row, _ in pairs])
    axes.set_yticks([])
    for at, (row, change) in enumerate(pairs):
        _column(axes, at, change, 0.5, row.status == _REMEMBERED)
        side = 1 if change >= 0 else -1
        words = f"{'+' if change >= 0 else '−'}{abs(change):.0f}"
        axes.text(at, change + 3 * side, words, ha="center", va="bottom" if change >= 0 else "top", color=INK)


def women(rows: Iterable[Datum]) -> Drawing:
    """A mark a year from 0 to 100 per cent; a ring where only the sum is checked, a square for the first table."""
    by_series = _by_series(rows)
    share = by_series.get("share", [])
    with Canvas(300) as canvas:
        axes = canvas.panel(40, 66, WIDTH - 42, 200)
        _years(axes)
        axes.set_ylim(0, 103)
        axes.set_yticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100%"])
        axes.grid(axis="y")
        axes.axhline(50, color=SOFT, linewidth=1, dashes=(4, 3))
        years = [row for row in share if row.single]
        axes.plot([_at(row) for row in years], [row.value or 0 for row in years], color=MAIN, linewidth=1)
        marks = (
            ("o", 7.5, PAPER, [row for row in share if row.status == _REMEMBERED]),
            ("o", 7.5, MAIN, [row for row in share if row.status != _REMEMBERED]),
            ("s", 3.4, WARM, by_series.get("share-table-2012", [])),
        )
        for shape, size, fill, some in marks:
            _marks(axes, [_at(row) for row in some], [_size(row) for row in some], (shape, size, fill))
        for year, below in ((2008, False), (2018, False), (2021, True), (2024, False)):
            _percent(axes, years, year, below)
        for row in share:
            if row.period in _BINS:
                axes.text(_at(row), (row.value or 0) + 5, _whole(row), ha="center", color=INK)
        _marks_key(canvas)
        return canvas.done()


def _marks_key(canvas: Canvas) -> None:
    legend = canvas.panel(0, 0, 20, 52)
    legend.set_xlim(0, 20)
    legend.set_ylim(52, 0)
    legend.axis("off")
    words = (
        ("o", 7.5, MAIN, "worked out from numbers read in a source"),
        ("o", 7.5, PAPER, "remembered; only the sum is checked"),
        ("s", 3.4, WARM, "worked out from the table of January 2012"),
    )
    for line, (shape, size, fill, text) in enumerate(words):
        y = 8 + 18 * line
        _marks(legend, [6], [y], (shape, size, fill))
        canvas.text(20, y + 4, text)


def _marks(axes: Axes, xs: list[float], ys: list[float], style: tuple[str, float, str]) -> None:
    """Marks of one shape, size and fill."""
    shape, size, fill = style
    edge = WARM if fill == WARM else MAIN
    axes.plot(xs, ys, linestyle="", marker=shape, markersize=size, markerfacecolor=fill, markeredgecolor=edge)


def _percent(axes: Axes, years: list[Datum], year: int, below: bool) -> None:
    for row in years:
        if row.year == year and row.value is not None:
            y = row.value - 5 if below else row.value + 4
            axes.text(_at(row), y, _whole(row), ha="center", va="top" if below else "bottom", color=INK)


def _whole(row: Datum) -> str:
    """A share as whole per cent, halves rounded up as readers do."""
    return f"{int((row.value or 0) + 0.5)}%"


def _by_series(rows: Iterable[Datum]) -> dict[str, list[Datum]]:
    found: dict[str, list[Datum]] = {}
    for row in rows:
        found.setdefault(row.series, []).append(row)
    return found


def _at(row: Datum) -> float:
    return _BINS[row.period][0] if row.period in _BINS else row.year - _FIRST


def _years(axes: Axes) -> None:
    """The axis of time: the counts of several years, then each year from the first to the last."""
    axes.set_xlim(_LEFT, _LAST - _FIRST + 0.8)
    years = (2005, 2010, 2015, 2020, 2025)
    axes.set_xticks([year - _FIRST for year in years], [str(year) for year in years])
    axes.get_xticklabels()[-1].set_horizontalalignment("right")
    for at, words in _BINS.values():
        for line, word in enumerate(words):
            axes.annotate(word, (at, 0), (0, -14 - 13 * line), textcoords="offset points", ha="center", color=SOFT)
    axes.axhline(0, color=SOFT, linewidth=1, zorder=3)


def _column(axes: Axes, at: float, value: float, width: float, hollow: bool) -> None:
    if hollow:
        axes.bar(at, value, width, facecolor=PAPER, edgecolor=MAIN, hatch="//", linewidth=0.9)
    else:
        axes.bar(at, value, width, facecolor=MAIN, edgecolor=MAIN, linewidth=0.9)


def _bin(axes: Axes, period: str, value: float) -> None:
    at = _BINS[period][0]
    axes.bar(at, value, 2.3, facecolor=PAPER, edgecolor=MAIN, linestyle=DASHES, linewidth=1)
    axes.text(at, value + 70, f"{value:,.0f}", ha="center", color=INK)


def _say(axes: Axes, years: list[Datum]) -> None:
    """Write the number on the highest, the lowest and the last column."""
    if years:
        told = {max(years, key=_size).year, min(years, key=_size).year, years[-1].year}
        sizes = {row.year: _size(row) for row in years}
        for year in sorted(told):
            side = "right" if year == _LAST else "center"
            top = max(sizes.get(near, 0) for near in (year - 1, year, year + 1))
            axes.text(year - _FIRST + 0.5 * (side == "right"), top + 70, f"{sizes[year]:,.0f}", ha=side, color=INK)


def _size(row: Datum) -> float:
    return row.value or 0

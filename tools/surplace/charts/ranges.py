"""Charts of ranges, a line for each counter: people in China, and people returned.

A range is a bar from its lower to its upper end, never its middle; a number that stands alone is a dot. “Up to” is
an arrow that ends at the number, “more than” one that begins there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from matplotlib.axes import Axes

from surplace.charts.canvas import MAIN, PAPER, WIDTH, Canvas, Drawing
from surplace.charts.data import Datum
from surplace.charts.words import number, period

_Test = Callable[[Datum], bool]
_ROW, _HEAD, _FOOT, _KEY = 29, 22, 28, 64


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that share a scale: a heading, the series, where the scale ends, and its marks."""

    title: str
    series: tuple[str, ...]
    end: float
    ticks: tuple[int, ...]


ESTIMATES = (
    Group("North Koreans in China", ("sampled", "estimates"), 345_000, (0, 100_000, 200_000, 300_000)),
    Group("Children of North Korean mothers in China", ("children",), 36_000, (0, 10_000, 20_000, 30_000)),
    Group("Held in China, waiting for return", ("held",), 2_700, (0, 1_000, 2_000)),
)
RETURNS = (
    Group("Single events", ("events",), 640, (0, 200, 400, 600)),
    Group("Totals that overlap with them", ("totals",), 1_150, (0, 500, 1_000)),
)


def estimates(rows: Iterable[Datum]) -> Drawing:
    """Who estimated what and when; solid where it comes from samples."""
    key = (("from samples on the spot", True), ("reported without a sample that the course has seen", False))
    return _draw(list(rows), ESTIMATES, key, lambda row: row.series == "sampled")


def returns(rows: Iterable[Datum]) -> Drawing:
    """Events of return as they were reported; solid where the source itself was read and speaks for itself."""
    key = (("read in the source that reports it first-hand", True), ("reported at second hand, or disputed", False))
    return _draw(list(rows), RETURNS, key, lambda row: row.status == "verified")


def _draw(rows: list[Datum], groups: tuple[Group, ...], key: tuple[tuple[str, bool], ...], solid: _Test) -> Drawing:
    chosen = [(group, [row for row in rows if row.series in group.series]) for group in groups]
    chosen = [(group, some) for group, some in chosen if some]
    height = _KEY + sum(_HEAD + _ROW * len(some) + _FOOT for _, some in chosen)
    with Canvas(height) as canvas:
        for line, (words, full) in enumerate(key):
            canvas.swatch(line, words, facecolor=MAIN if full else PAPER, hatch=None if full else "//")
        _arrow_key(canvas)
        top = _KEY
        for group, some in chosen:
            _group(canvas, top, group, sorted(some, key=lambda row: row.as_of), solid)
            top += _HEAD + _ROW * len(some) + _FOOT
        return canvas.done()


def _arrow_key(canvas: Canvas) -> None:
    axes = canvas.panel(0, 36, 160, 18)
    axes.set_xlim(0, 160)
    axes.set_ylim(0, 18)
    axes.axis("off")
    _arrow(axes, 1, 14, 9)
    canvas.text(20, 48, "“up to” or “more than”")


def _group(canvas: Canvas, top: float, group: Group, rows: list[Datum], solid: _Test) -> None:
    canvas.text(0, top + 12, group.title, fontweight="bold")
    axes = canvas.panel(2, top + _HEAD, WIDTH - 10, _ROW * len(rows))
    axes.set_xlim(0, group.end)
    axes.set_ylim(len(rows), 0)
    axes.set_yticks([])
    axes.set_xticks(group.ticks, [f"{tick:,}" for tick in group.ticks])
    axes.xaxis.get_majorticklabels()[0].set_horizontalalignment("left")
    axes.grid(axis="x")
    for line, row in enumerate(rows):
        y = top + _HEAD + _ROW * line
        canvas.text(0, y + 13, f"{period(row.period)}  {row.counter}")
        canvas.text(WIDTH - 2, y + 13, number(row), ha="right", fontweight="bold")
        _mark(axes, row, line + 0.7, group.end, solid(row))


def _mark(axes: Axes, row: Datum, y: float, end: float, full: bool) -> None:
    if row.low is not None and row.high is not None:
        fill, hatch = (MAIN, None) if full else (PAPER, "//")
        width = row.high - row.low
        axes.barh(y, width, 0.26, left=row.low, edgecolor=MAIN, linewidth=0.9, facecolor=fill, hatch=hatch)
    elif row.high is not None:
        _arrow(axes, end * 0.004, row.high, y)
    elif row.low is not None:
        _arrow(axes, row.low, end * 0.995, y)
    if row.value is not None:
        fill = MAIN if full else PAPER
        axes.plot([row.value], [y], marker="o", markersize=7, markerfacecolor=fill, markeredgecolor=MAIN)


def _arrow(axes: Axes, start: float, end: float, y: float) -> None:
    axes.plot([start, end], [y, y], color=MAIN, linewidth=1.2, dashes=(3, 2))
    axes.plot([end], [y], marker=">", markersize=5, markerfacecolor=MAIN, markeredgecolor=MAIN)

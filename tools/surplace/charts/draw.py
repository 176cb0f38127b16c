"""From rows to a drawing; only this loads Matplotlib."""

from __future__ import annotations

from collections.abc import Sequence

from surplace.charts import columns, ranges
from surplace.charts.canvas import Drawing
from surplace.charts.data import Datum

_DRAW = {
    "arrivals": columns.arrivals,
    "women": columns.women,
    "estimates": ranges.estimates,
    "returns": ranges.returns,
}


def draw(name: str, rows: Sequence[Datum]) -> Drawing:
    """The drawing of a chart; the same rows give the same bytes."""
    return _DRAW[name](rows)

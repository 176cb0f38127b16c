"""The directive ``chart``: a drawing made from ``course/data``, and every number behind it with its source."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from surplace.charts import words
from surplace.charts.data import FILES, SERIES, Datum, load_chart
from surplace.findings import listed, suggestion
from surplace.sphinx_ext import state
from surplace.sphinx_ext.cite import cited
from surplace.sphinx_ext.drawn import cell, fold, free, said, sp_drawing, table
from surplace.sphinx_ext.nodes import sp_box

logger = logging.getLogger(__name__)

HEADS = ("Time", "Number", "Who counted", "As of", "Source")
_WIDTHS = (18, 24, 22, 14, 22)


class Chart(SphinxDirective):
    """``{chart} arrivals``: one of arrivals, women, estimates, returns."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The figure and its table; faults of the data have been reported when the course was loaded."""
        name = self.arguments[0]
        if name not in FILES:
            close = suggestion(name, FILES) or f": choose {listed(FILES)}"
            logger.warning("there is no chart “%s”%s", name, close, location=self.get_location(), type="surplace")
            return []
        loaded = state.of(self.env)
        path = loaded.root / "course/data" / FILES[name]
        self.env.note_dependency(str(path))
        rows, _problems = load_chart(loaded.root, name, loaded.course.sources)
        return [self._box(name, rows, str(path))] if rows else []

    def _box(self, name: str, rows: Sequence[Datum], path: str) -> sp_box:
        from surplace.charts.draw import draw

        drawing = draw(name, rows)
        title = words.TITLES[name]
        figure = sp_box(tag="figure", classes=["sp-chart"])
        caption = sp_box(tag="figcaption", classes=["sp-caption"])
        caption += said(title, path, 1, classes=["sp-title"])
        caption += said(words.NOTES[name], path, 1)
        text = words.described(name, rows)
        figure += [
            caption,
            sp_drawing(name=name, title=title, text=text, marks=drawing.marks, height=drawing.height),
        ]
        box = sp_box("", figure, tag="div", classes=["sp-figure"])
        self.set_source_info(box)
        free(self.state.document, box, f"chart-{name}")
        tables = [self._table(series, [row for row in rows if row.series == series]) for series in SERIES[name]]
        box += fold("All numbers, with who counted and the source", [one for one in tables if one])
        return box

    def _table(self, series: str, rows: Sequence[Datum]) -> nodes.table | None:
        if not rows:
            return None
        return table(words.SERIES[series], HEADS, _WIDTHS, [self._row(row) for row in rows])

    def _row(self, row: Datum) -> list[nodes.Node]:
        number = [nodes.paragraph("", "", nodes.strong("", words.number(row)))]
        told = " ".join(filter(None, (words.STATUSES[row.status], row.note)))
        number += [nodes.paragraph("", told, classes=["sp-of"])] if told else []
        lead = [nodes.Text("For the sum: ")] if row.status == "memory-sum-checked" else []
        sources = nodes.paragraph("", "", *lead, *cited(row.cites, self.env), classes=["sp-of"])
        return [
            cell(nodes.paragraph("", words.period(row.period))),
            cell(*number),
            cell(nodes.paragraph("", row.counter)),
            cell(nodes.paragraph("", words.period(row.as_of))),
            cell(sources),
        ]

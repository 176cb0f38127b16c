"""What stands in ``course/data``: the numbers of the charts, and the diagrams."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from surplace.charts.data import load_all
from surplace.load.diagrams import FILE, cited, load_diagrams
from surplace.model import Citation, Source
from surplace.problem import Problem


def load_figures(root: Path, sources: Mapping[str, Source]) -> tuple[tuple[Citation, ...], tuple[Problem, ...]]:
    """Read all of it: every citation, and every problem.

    The rows of the charts quote no phrase, and their sources and locators are checked as they are read; the evidence
    lock covers the phrases of the diagrams.
    """
    charts, problems = load_all(root, sources)
    diagrams, more = load_diagrams(root / FILE)
    rows = (citation for data in charts.values() for row in data for citation in row.cites)
    return (*rows, *cited(diagrams)), (*problems, *more)

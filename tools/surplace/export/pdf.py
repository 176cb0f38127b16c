"""PDF: a worksheet, then on a new page the key, for A4 (``write``) and Letter (``write_letter``).

The files are tagged (ISO 32000-1, 14.8), with language, title and outline. They claim no conformance with PDF/UA,
since no checker here can prove it. Fonts are embedded as subsets; see ``typeset`` for where they come from.
"""

from __future__ import annotations

from surplace.export.base import Losses, Made, Selection
from surplace.export.paper import make
from surplace.export.typeset import report, typeset

A4, LETTER = "a4", "us-letter"


def write(selection: Selection, size: str = A4, what: str = "both") -> Made:
    """The PDF of a selection; ``what`` is ``both``, ``worksheet`` or ``key``."""
    losses = Losses()
    paper = make(selection, losses, what)
    report(paper, losses)
    return Made(typeset(paper, size=size), losses.done())


def write_letter(selection: Selection, what: str = "both") -> Made:
    """The same for paper of 8.5 by 11 inches."""
    return write(selection, LETTER, what)

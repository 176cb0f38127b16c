"""Takes comments and spare white space out of the scripts and styles of the finished site.

The sources stay readable; what a phone on a slow network loads is a quarter smaller.
"""

from __future__ import annotations

from pathlib import Path

from rcssmin import cssmin
from rjsmin import jsmin
from sphinx.application import Sphinx

OURS = ("surplace.css", "theme.js", "search.js", "quiz.css", "quiz.js", "figures.css")
"""The files of ours; those of Sphinx are left as they are."""


def minify(app: Sphinx, exception: Exception | None) -> None:
    """Write each of our files again, smaller; a second time changes nothing."""
    if exception is not None or app.builder.format != "html" or app.config.html_theme != "surplace":
        return
    for name in OURS:
        path = Path(app.outdir) / "_static" / name
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            small = cssmin(text) if path.suffix == ".css" else jsmin(text)
            path.write_text(small.strip() + "\n", encoding="utf-8")

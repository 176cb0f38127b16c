"""Scripts and styles of quizzes, cases and sheets, on the pages that need them and on no other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from surplace.sphinx_ext.domain import SurPlaceDomain
from surplace.sphinx_ext.nodes import sp_box, sp_quiz

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_STYLED = frozenset(["sp-case", "sp-counts", "sp-sheet"])
STATIC = Path(__file__).parent.parent / "static"


def add_static(app: Sphinx) -> None:
    """Let HTML builders copy our files; others have no use for them."""
    if app.builder.format == "html" and app.builder.name != "epub":
        app.config.html_static_path.append(str(STATIC))


def add_assets(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load them where a quiz, or the learner's progress, stands."""
    if doctree is None or app.builder.name == "epub" or app.builder.env is None:
        return
    gathers = SurPlaceDomain.of(app.builder.env).data["gathers"].get(pagename, ())
    if "progress" in gathers or next(doctree.findall(sp_quiz), None) is not None:
        app.add_css_file("quiz.css")
        app.add_js_file("quiz.js", loading_method="defer")
    marked = (node for node in doctree.findall(nodes.Element) if isinstance(node, sp_box | nodes.table))
    boxes = {name for node in marked for name in node["classes"]}
    if boxes & _STYLED:
        app.add_css_file("pages.css")
    if "sp-counts" in boxes:
        app.add_js_file("ledger.js", loading_method="defer")

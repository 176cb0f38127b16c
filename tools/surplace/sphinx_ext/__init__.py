"""Sur Place for Sphinx: quizzes from YAML banks, citations with pinpoints, the frame of a lesson.

Roles ``cite``, ``surplace:item``, ``surplace:source``; directives ``quiz``, ``lesson-head``, ``plain``,
``misconception``, ``activity``, ``source-check``, ``key-points``, ``claims``, ``ledger``, ``case``, ``lesson-plan``,
``run-sheet``, ``handout``, ``lesson-index``, ``sources``, ``authorities``, ``progress``.
Setting ``surplace_root``: the folder of ``course/`` and ``quizzes/``, seen from conf.py (default: its own).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from surplace import __version__
from surplace.sphinx_ext import (
    activity,
    assets,
    case,
    charts,
    cite,
    diagrams,
    drawn,
    gathered,
    generic,
    ledger,
    lesson,
    nodes,
    quiz,
    quiz_html,
    rebuild,
    state,
    teaching,
)
from surplace.sphinx_ext.domain import SurPlaceDomain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

VISITORS = {**quiz_html.VISITORS, **drawn.VISITORS, nodes.sp_cite: (cite.visit_cite, cite.depart_cite)}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything; see the modules for what each does."""
    app.add_config_value("surplace_root", "", "env", types=frozenset({str}))
    app.add_domain(SurPlaceDomain)
    for node in (*nodes.ALL, *drawn.VISITORS):
        app.add_node(node, html=VISITORS[node])
    app.add_role("cite", cite.CiteRole())
    app.add_directive("quiz", quiz.Quiz)
    app.add_directive("lesson-head", lesson.LessonHead)
    app.add_directive("plain", lesson.Plain)
    app.add_directive("misconception", lesson.Misconception)
    app.add_directive("key-points", lesson.KeyPoints)
    app.add_directive("activity", activity.Activity)
    app.add_directive("source-check", activity.SourceCheck)
    app.add_directive("chart", charts.Chart)
    app.add_directive("diagram", diagrams.DiagramDirective)
    app.add_directive("sources", gathered.Sources)
    app.add_directive("authorities", gathered.Authorities)
    app.add_directive("progress", gathered.Progress)
    app.add_directive("claims", ledger.Claims)
    app.add_directive("ledger", ledger.Ledger)
    app.add_directive("case", case.CaseDirective)
    app.add_directive("lesson-plan", teaching.LessonPlan)
    app.add_directive("run-sheet", teaching.RunSheet)
    app.add_directive("handout", teaching.Handout)
    app.add_directive("lesson-index", teaching.LessonIndex)
    app.connect("builder-inited", assets.add_static)
    app.connect("builder-inited", state.reload)
    app.connect("env-get-outdated", rebuild.outdated)
    app.connect("env-updated", rebuild.updated)
    app.connect("write-started", rebuild.forget_tocs)
    app.connect("html-collect-pages", rebuild.mend_search_index)
    app.connect("doctree-resolved", gathered.fill, priority=400)
    app.connect("doctree-resolved", drawn.make_generic, priority=590)
    app.connect("doctree-resolved", generic.make_generic, priority=600)
    app.connect("html-page-context", assets.add_assets)
    app.connect("html-page-context", drawn.add_style)
    return {
        "version": __version__,
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }

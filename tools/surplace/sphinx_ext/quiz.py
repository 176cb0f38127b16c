"""The ``quiz`` directive: a bank on a page.

``:::{quiz} article-33`` shows that bank, ``:::{quiz}`` the one with the stem of the page.
"""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from surplace.model import TESTS, Bank, Broken
from surplace.sphinx_ext import state
from surplace.sphinx_ext.cite import noted
from surplace.sphinx_ext.domain import SurPlaceDomain
from surplace.sphinx_ext.items import Maker, withheld
from surplace.sphinx_ext.nodes import sp_quiz
from surplace.sphinx_ext.rebuild import fingerprint


class Quiz(SphinxDirective):
    """Shows a bank; an item with errors is withheld behind a visible box."""

    optional_arguments = 1
    option_spec: ClassVar = {"label": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Build the nodes; a bank that is not there has been reported by the check."""
        loaded = state.of(self.env)
        stem = self.arguments[0] if self.arguments else self.env.docname.rpartition("/")[2]
        bank = loaded.course.banks.get(stem)
        domain = SurPlaceDomain.of(self.env)
        if bank is None:
            domain.data["shown"].setdefault(self.env.docname, {})[stem] = ""
            return [nodes.paragraph("", f"There is no quiz {stem} yet.")]
        path = loaded.root / bank.place.path
        self.env.note_dependency(str(path))
        domain.data["shown"].setdefault(self.env.docname, {})[stem] = fingerprint(loaded, stem)
        return [self._quiz(loaded, bank, str(path))]

    def _quiz(self, loaded: state.Loaded, bank: Bank, source: str) -> sp_quiz:
        lesson = loaded.lesson_of(bank.stem)
        title = bank.title or (lesson.title if lesson else bank.stem)
        node = sp_quiz(ids=[f"quiz-{bank.stem}"], bank=bank.stem)
        node["label"] = self.options.get("label", f"Quiz: {title}")
        own = lesson is None or lesson.page.docname == self.env.docname  # the head of the lesson has them
        node["objectives"] = [] if own or not lesson else [(o.id, f"{o.verb} {o.text}") for o in lesson.objectives]
        if bank.stem in TESTS:
            asked = {item.objective for item in bank.items}
            named = [(o, one.title) for one in loaded.course.lessons for o in one.objectives if o.id in asked]
            node["objectives"] = [(o.id, f"{title}: {o.verb} {o.text}") for o, title in named]
        self.set_source_info(node)
        domain = SurPlaceDomain.of(self.env)
        faults = loaded.withheld(bank)
        maker = Maker(lambda cites, item: noted(cites, self.env, item), source)
        for entry in bank.entries:
            if isinstance(entry, Broken) or entry.index in faults:
                node += withheld(entry.id, faults.get(entry.index, ()))
            else:
                domain.note_item(self.env.docname, entry.id, entry.index + 1)
                node += maker.item(entry)
        return node

"""Pages that gather from the whole course: ``sources``, ``authorities`` and ``progress``.

They are filled when a page is written, from the finished domain, so that a new use of a source
anywhere reaches them; ``rebuild`` sees to it that they are written then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from surplace.model import SOURCE_KINDS
from surplace.sphinx_ext import state
from surplace.sphinx_ext.authorities import authorities
from surplace.sphinx_ext.domain import Cited, SurPlaceDomain
from surplace.sphinx_ext.nodes import sp_box, sp_gathered
from surplace.sphinx_ext.sources import entry
from surplace.sphinx_ext.teaching import handout_parts

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class Sources(SphinxDirective):
    """All sources of one kind, or all: kind, what each is good for, its limits, where it is cited."""

    optional_arguments = 1
    what: ClassVar[str] = "sources"

    def run(self) -> list[nodes.Node]:
        """A stand-in; the domain learns at once where each entry will be."""
        domain = SurPlaceDomain.of(self.env)
        node = sp_gathered(what=self.what, only=self.arguments[0] if self.arguments else "")
        domain.data["gathers"].setdefault(self.env.docname, []).append(self.what)
        if self.what == "sources":
            for key, source in state.of(self.env).course.sources.items():
                if node["only"] in ("", source.kind):
                    domain.note_source(self.env.docname, key)
        return [node]


class Authorities(Sources):
    """Articles and paragraphs of each instrument, with the pages and questions that rest on them."""

    what = "authorities"


class Progress(Sources):
    """The learner's own progress, quiz by quiz, kept on the device."""

    what = "progress"


def fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put in the place of each stand-in what it stands for."""
    for node in list(doctree.findall(sp_gathered)):
        gather = Gather(app, docname)
        made = {
            "sources": gather.sources,
            "authorities": gather.authorities,
            "progress": gather.progress,
            "handout": gather.handout,
        }
        node.replace_self(made[node["what"]](node["only"]))


class Gather:
    """Gathers for one page that is being written."""

    def __init__(self, app: Sphinx, docname: str) -> None:
        self.builder = app.builder
        self.env = app.env
        self.docname = docname
        self.domain = SurPlaceDomain.of(app.env)

    def link(self, use: Cited) -> nodes.reference:
        """A link to the page, or to the question, that cites."""
        if not use.item:
            return self._ref(use.docname, "", self.env.titles[use.docname].astext())
        number = self.domain.data["items"].get(use.item, (use.docname, 0))[1]
        return self._ref(use.docname, f"q-{use.item}", f"question {number}")

    def _ref(self, docname: str, target: str, text: str) -> nodes.reference:
        return make_refnode(self.builder, self.docname, docname, target, nodes.Text(text))

    def sources(self, only: str) -> list[nodes.Node]:
        """The entries of one kind of source, or of all."""
        uses: dict[str, list[Cited]] = {}
        for use in self.domain.cites():
            uses.setdefault(use.key, []).append(use)
        chosen = [s for s in state.of(self.env).course.sources.values() if only in ("", s.kind)]
        chosen.sort(key=lambda s: (_rank(s.kind), s.title.casefold()))
        return [entry(source, uses.get(source.key, []), self.link) for source in chosen]

    def authorities(self, only: str) -> list[nodes.Node]:
        """The table of each instrument."""
        return authorities(state.of(self.env).course.sources, self.domain.cites(), self.link)

    def handout(self, only: str) -> list[nodes.Node]:
        """What of a lesson goes on paper."""
        return handout_parts(self.env, only)

    def progress(self, only: str) -> list[nodes.Node]:
        """A row for each quiz, which the script fills."""
        shown: dict[str, dict[str, str]] = self.domain.data["shown"]
        homes = {stem: docname for docname in sorted(shown) for stem in shown[docname]}
        listing = sp_box(tag="ul", classes=["sp-banks"])
        course = state.of(self.env).course
        order = [lesson.page.docname for lesson in course.lessons]
        for stem in sorted(homes, key=lambda stem: order.index(homes[stem]) if homes[stem] in order else len(order)):
            bank = course.banks.get(stem)
            if bank:
                title = self.env.titles[homes[stem]].astext()
                row = sp_box(tag="li", classes=["sp-bank"], data={"bank": stem, "items": str(len(bank.items))})
                row += nodes.paragraph("", "", self._ref(homes[stem], f"quiz-{stem}", title))
                listing += row
        return [sp_box("", listing, tag="section", classes=["sp-progress"])]


def _rank(kind: str) -> int:
    return SOURCE_KINDS.index(kind) if kind in SOURCE_KINDS else len(SOURCE_KINDS)

"""What survives between reading and writing: which page shows which item and cites which source.

Items are link targets (``{item}`any-manner` ``), here and, through objects.inv, from other projects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from surplace.model import Citation

if TYPE_CHECKING:
    from docutils.nodes import Element, reference
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, order=True)
class Cited:
    """One use of a source: page, item (empty in the text), and the locator in its own words."""

    key: str
    locator: str
    docname: str
    item: str


class SurPlaceDomain(Domain):
    """Items, quizzes and sources of the course."""

    name = "surplace"
    label = "Sur Place"
    object_types = {  # noqa: RUF012 -- Sphinx reads it from the class
        "item": ObjType("item", "item"),
        "source": ObjType("source", "source"),
        "claim": ObjType("claim", "claim"),
    }
    roles = {"item": XRefRole(), "source": XRefRole(), "claim": XRefRole()}  # noqa: RUF012 -- Sphinx reads it from the class
    initial_data = {  # noqa: RUF012
        "items": {},  # item id -> (docname, number on the page)
        "cites": {},  # docname -> list of Cited
        "sources": {},  # source key -> docname of its entry
        "claims": {},  # claim id -> docname of its entry
        "shown": {},  # docname -> what its quizzes looked like when it was read
        "gathers": {},  # docname -> what it gathers
        "digests": {},  # what the gathered pages and the navigation were made from
    }
    data_version = 2

    @classmethod
    def of(cls, env: BuildEnvironment) -> SurPlaceDomain:
        """The domain of an environment, with its own type."""
        domain = env.domains[cls.name]
        assert isinstance(domain, cls)
        return domain

    def note_cite(self, docname: str, citation: Citation, item: str) -> None:
        """Remember that a page, or an item on it, cites a source."""
        cited = Cited(citation.key, str(citation.locator), docname, item)
        self.data["cites"].setdefault(docname, []).append(cited)

    def note_item(self, docname: str, item: str, number: int) -> None:
        """Remember where an item is shown; the first page that shows it is its home."""
        self.data["items"].setdefault(item, (docname, number))

    def note_source(self, docname: str, key: str) -> None:
        """Remember which page has the entry of a source."""
        self.data["sources"][key] = docname

    def note_claim(self, docname: str, claim: str) -> None:
        """Remember which page has the entry of a claim."""
        self.data["claims"][claim] = docname

    def cites(self) -> list[Cited]:
        """Every use of every source, sorted."""
        return sorted({use for some in self.data["cites"].values() for use in some})

    def entry_uri(self, builder: Builder, docname: str, key: str) -> str:
        """Where the entry of a source is, seen from a page; empty where no page lists it."""
        home = self.data["sources"].get(key)
        if home is None:
            return ""
        if builder.name == "singlehtml":
            return f"#src-{key}"
        return f"{builder.get_relative_uri(docname, home) if home != docname else ''}#src-{key}"

    def clear_doc(self, docname: str) -> None:
        """Forget what a page said, before it is read again."""
        for name in ("cites", "shown", "gathers"):
            self.data[name].pop(docname, None)
        self.data["items"] = {k: v for k, v in self.data["items"].items() if v[0] != docname}
        for name in ("sources", "claims"):
            self.data[name] = {k: v for k, v in self.data[name].items() if v != docname}

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read, for its own pages only."""
        for name in ("cites", "shown", "gathers"):
            self.data[name].update({d: v for d, v in otherdata[name].items() if d in docnames})
        for item, where in otherdata["items"].items():
            if where[0] in docnames:
                mine = self.data["items"].get(item)
                self.data["items"][item] = min(mine, where) if mine else where
        for name in ("sources", "claims"):
            self.data[name].update({k: d for k, d in otherdata[name].items() if d in docnames})

    def resolve_xref(  # noqa: PLR0913, PLR0917 -- Sphinx's own signature
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> reference | None:
        """A link to an item or to the entry of a source."""
        if typ == "item" and target in self.data["items"]:
            return make_refnode(builder, fromdocname, self.data["items"][target][0], f"q-{target}", contnode)
        if typ == "source" and target in self.data["sources"]:
            return make_refnode(builder, fromdocname, self.data["sources"][target], f"src-{target}", contnode)
        if typ == "claim" and target in self.data["claims"]:
            return make_refnode(builder, fromdocname, self.data["claims"][target], f"claim-{target}", contnode)
        return None

    def resolve_any_xref(  # noqa: PLR0913, PLR0917 -- Sphinx's own signature
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, reference]]:
        """What the ``any`` role finds here."""
        found: list[tuple[str, reference]] = []
        for typ in ("item", "source", "claim"):
            link = self.resolve_xref(env, fromdocname, builder, typ, target, node, contnode)
            if link is not None:
                found.append((f"surplace:{typ}", link))
        return found

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """Entries of objects.inv; kept out of the search (priority -1), which indexes the pages."""
        return sorted(self._objects())

    def _objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        for item, (docname, _number) in self.data["items"].items():
            yield item, item, "item", docname, f"q-{item}", -1
        for key, docname in self.data["sources"].items():
            yield key, key, "source", docname, f"src-{key}", -1
        for claim, docname in self.data["claims"].items():
            yield claim, claim, "claim", docname, f"claim-{claim}", -1

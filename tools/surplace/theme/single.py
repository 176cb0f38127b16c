"""The whole course on one page: ids that stand once, and links that arrive.

Sphinx's ``singlehtml`` writes a link into another document as ``#document-name#anchor``, which leads
nowhere, and lets an id (``exit-quiz``) stand once a document. HTML wants unique ids (HTML Living Standard,
3.2.6) and one fragment in an address (RFC 3986, 3.5).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

PREFIX = "#document-"


class Names(NamedTuple):
    """The ids that several documents have; they get their document's name in front."""

    shared: frozenset[str]

    def of(self, docname: str, name: str) -> str:
        """The id ``name`` of a document, as it stands on the one page."""
        return f"{docname.replace('/', '-')}-{name}" if name in self.shared else name

    def address(self, refuri: str) -> str:
        """``#document-name#anchor`` as ``#anchor``; any other address as it is."""
        docname, _, name = refuri.removeprefix(PREFIX).partition("#")
        return f"#{self.of(docname, name)}" if refuri.startswith(PREFIX) and name else refuri


def mend(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Rename what stands twice and shorten the links, before the page is written."""
    if app.builder.name != "singlehtml":
        return
    elements = list(_elements(doctree, docname))
    owners: dict[str, set[str]] = {}
    for owner, element in elements:
        for name in element["ids"]:
            owners.setdefault(name, set()).add(owner)
    names = Names(frozenset(name for name, where in owners.items() if len(where) > 1))
    for owner, element in elements:
        element["ids"] = [names.of(owner, name) for name in element["ids"]]
        if element.get("backrefs"):
            element["backrefs"] = [names.of(owner, name) for name in element["backrefs"]]
        if "refid" in element:
            element["refid"] = names.of(owner, element["refid"])
        if "refuri" in element:
            element["refuri"] = names.address(element["refuri"])


def _elements(node: nodes.Element, docname: str) -> Iterator[tuple[str, nodes.Element]]:
    """Every element with the document that it comes from."""
    for child in node.children:
        if isinstance(child, nodes.Element):
            here = child["docname"] if isinstance(child, addnodes.start_of_file) else docname
            yield here, child
            yield from _elements(child, here)

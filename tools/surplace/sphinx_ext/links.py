"""Links that are made while a page is read and resolved when it is written."""

from __future__ import annotations

from docutils import nodes
from sphinx.addnodes import pending_xref


def to_page(docname: str, text: str) -> pending_xref:
    """A link to a page of the course."""
    return _pending("std", "doc", f"/{docname}", text)


def to_item(item: str, text: str) -> pending_xref:
    """A link to an item, wherever it is shown."""
    return _pending("surplace", "item", item, text)


def to_claim(claim: str, text: str) -> pending_xref:
    """A link to a claim in the ledger."""
    return _pending("surplace", "claim", claim, text)


def to_term(term: str) -> pending_xref:
    """A link to a term of the glossary."""
    return _pending("std", "term", term, term)


def _pending(domain: str, kind: str, target: str, text: str) -> pending_xref:
    inner = nodes.inline("", text)
    made = pending_xref("", inner, refdomain=domain, reftype=kind, reftarget=target, refexplicit=True, refwarn=True)
    made["std:doc" if kind == "doc" else "xref"] = True
    return made


def joined(links: list[nodes.Node], mark: str = ", ") -> list[nodes.Node]:
    """Nodes with a mark between them."""
    out: list[nodes.Node] = []
    for link in links:
        out += [nodes.Text(mark)] * bool(out) + [link]
    return out

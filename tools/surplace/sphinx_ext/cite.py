"""The ``cite`` role, and how a citation looks.

``{cite}`refugee-convention-1951, art. 33(1) "in any manner whatsoever"` `` prints
(Refugee Convention, art. 33(1)), leads to the source's entry, and shows the full reference.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from surplace import cite
from surplace.model import Citation, Source
from surplace.problem import Place
from surplace.sphinx_ext import state
from surplace.sphinx_ext.domain import SurPlaceDomain
from surplace.sphinx_ext.nodes import sp_cite

_ADDRESS = re.compile(r" <https?://[^>]*>")  # the entry of the source has it

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator


def node_for(citation: Citation, source: Source | None) -> sp_cite:
    """A citation as a node; without its source it shows the key, and the check has said so."""
    text = cite.text(citation, source) if source else f"{citation.key}, {citation.locator}"
    return sp_cite(
        text, nodes.Text(text), key=citation.key, locator=str(citation.locator), phrase=citation.phrase
    )


def cited(citations: tuple[Citation, ...], env: BuildEnvironment, item: str = "") -> list[nodes.Node]:
    """Nodes for some citations of the page that is being read, split by semicolons, and noted down."""
    sources = state.of(env).course.sources
    domain = SurPlaceDomain.of(env)
    out: list[nodes.Node] = []
    for citation in citations:
        if out:
            out.append(nodes.Text("; "))
        out.append(node_for(citation, sources.get(citation.key)))
        domain.note_cite(env.docname, citation, item)
    return out


class CiteRole(SphinxRole):
    """One or more citations, in brackets."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Parse and print; a fault has been reported by the check, and stays visible on the page."""
        found, problems = cite.parse_list(self.text, Place(self.env.docname, self.lineno or 1))
        if problems:
            return [nodes.problematic(self.rawtext, self.rawtext)], []
        return [nodes.Text("("), *cited(found, self.env), nodes.Text(")")], []


def visit_cite(self: HTML5Translator, node: sp_cite) -> None:
    """A link to the source's entry, then the full reference as a tip."""
    env = self.builder.env
    source = state.of(env).course.sources.get(node["key"])
    entry = SurPlaceDomain.of(env).entry_uri(self.builder, self.docnames[-1], node["key"])
    text = escape(node.astext(), quote=False)
    if source is None or not entry:
        self.body.append(f'<span class="sp-cite">{text}')
        return
    quoted = node["phrase"] and node["phrase"] in node.parent.astext()  # the sentence has the words already
    phrase = f": “{node['phrase']}”" if node["phrase"] and not quoted else ""
    reference = _ADDRESS.sub("", cite.reference(source)).rstrip(".")
    tip = escape(f"{reference}, {node['locator']}{phrase}", quote=False)
    self.body.append(
        f'<span class="sp-cite"><a href="{escape(entry)}">{text}</a>'
        f'<span class="sp-tip" role="tooltip">{tip}</span></span>'
    )
    raise nodes.SkipNode


def depart_cite(self: HTML5Translator, node: sp_cite) -> None:
    """Close a citation that has no entry to lead to."""
    self.body.append("</span>")

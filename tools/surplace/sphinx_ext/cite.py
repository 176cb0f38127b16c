"""The ``cite`` role, and how a citation looks.

``{cite}`refugee-convention-1951, art. 33(1) "in any manner whatsoever"` `` prints
(Refugee Convention, art. 33(1)), leads to the source's entry, and shows the full reference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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

Parts = tuple[str, str, tuple[str, ...]]
"""Key, canonical locator and phrases of a citation, as a node keeps them."""

_ADDRESS = re.compile(r" <https?://[^>]*>")  # the entry of the source has it

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator


def node_for(parts: Parts, source: Source | None) -> sp_cite:
    """A citation as a node; without its source it shows the key, and the check has said so."""
    key, locator, phrases = parts
    text = f"{cite.short(source)}, {locator}" if source else f"{key}, {locator}"
    return sp_cite(text, nodes.Text(text), key=key, locator=locator, phrases=phrases)


def noted(citations: tuple[Citation, ...], env: BuildEnvironment, item: str = "") -> list[Parts]:
    """The parts of some citations of the page that is being read, which the domain takes down.

    Two phrases from one place are one citation for the reader.
    """
    domain = SurPlaceDomain.of(env)
    places: dict[tuple[str, str], list[str]] = {}
    for citation in citations:
        domain.note_cite(env.docname, citation, item)
        phrases = places.setdefault((citation.key, str(citation.locator)), [])
        phrases += [citation.phrase] if citation.phrase else []
    return [(key, locator, tuple(phrases)) for (key, locator), phrases in places.items()]


def spelled(parts: Sequence[Parts], env: BuildEnvironment) -> list[nodes.Node]:
    """Nodes for some citations, split by semicolons."""
    sources = state.of(env).course.sources
    out: list[nodes.Node] = []
    for one in parts:
        out += [nodes.Text("; ")] * bool(out) + [node_for(one, sources.get(one[0]))]
    return out


def cited(citations: tuple[Citation, ...], env: BuildEnvironment) -> list[nodes.Node]:
    """Nodes for some citations of the page that is being read."""
    return spelled(noted(citations, env), env)


class CiteRole(SphinxRole):
    """One or more citations, in brackets."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Parse and print; a fault has been reported by the check, and stays visible on the page."""
        found, problems = cite.parse_list(self.text, Place(self.env.docname, self.lineno or 1))
        if problems:
            return [nodes.problematic(self.rawtext, self.rawtext)], []
        return [nodes.Text("("), *cited(found, self.env), nodes.Text(")")], []


def html(self: HTML5Translator, parts: Parts, said: str) -> str:
    """A link to the source's entry, then the full reference as a tip.

    The tip repeats the quoted phrases, but for those that ``said``, the text around the citation, has already.
    """
    key, locator, phrases = parts
    loaded = state.of(self.builder.env)
    source = loaded.course.sources.get(key)
    entry = SurPlaceDomain.of(self.builder.env).entry_uri(self.builder, self.docnames[-1], key)
    place = escape(locator, quote=False)
    if source is None or not entry:
        return f'<span class="sp-cite">{escape(cite.short(source) if source else key, quote=False)}, {place}</span>'
    if key not in loaded.tips:
        full = escape(_ADDRESS.sub("", cite.reference(source)).rstrip("."), quote=False)
        loaded.tips[key] = (escape(cite.short(source), quote=False), full)
    short, full = loaded.tips[key]
    more = ", ".join(f"“{escape(phrase, quote=False)}”" for phrase in phrases if phrase not in said)
    return (
        f'<span class="sp-cite"><a href="{escape(entry)}">{short}, {place}</a>'
        f'<span class="sp-tip">{full}, {place}{": " if more else ""}{more}</span></span>'
    )


def visit_cite(self: HTML5Translator, node: sp_cite) -> None:
    """A citation in the text."""
    parts = (node["key"], node["locator"], node["phrases"])
    self.body.append(html(self, parts, node.parent.astext() if node["phrases"] else ""))
    raise nodes.SkipNode


def depart_cite(self: HTML5Translator, node: sp_cite) -> None:
    """Never called: a citation is written when it is visited."""

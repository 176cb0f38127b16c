"""The table of authorities: for each instrument, what rests on which article or paragraph."""

from __future__ import annotations

from collections.abc import Mapping

from docutils import nodes

from surplace import cite
from surplace.model import SOURCE_KINDS, Source
from surplace.sphinx_ext.domain import Cited
from surplace.sphinx_ext.sources import Link, cited_in


def authorities(sources: Mapping[str, Source], uses: list[Cited], link: Link) -> list[nodes.Node]:
    """One table an instrument, primary law first; rows in the order of the numbers."""
    by_key: dict[str, dict[str, list[Cited]]] = {}
    for use in uses:
        by_key.setdefault(use.key, {}).setdefault(use.locator, []).append(use)
    known = [sources[key] for key in by_key if key in sources]
    known.sort(key=lambda s: (SOURCE_KINDS.index(s.kind) if s.kind in SOURCE_KINDS else 99, s.title.casefold()))
    out: list[nodes.Node] = []
    for source in known:
        if source.kind in SOURCE_KINDS[:3]:
            out.append(_table(source, by_key[source.key], link))
    return out


def _table(source: Source, places: dict[str, list[Cited]], link: Link) -> nodes.table:
    rows = [([nodes.Text(locator)], cited_in(places[locator], link)) for locator in sorted(places, key=cite.sort_key)]
    table = nodes.table("", nodes.title("", cite.short(source)), classes=["sp-authorities"], ids=[f"auth-{source.key}"])
    group = nodes.tgroup(cols=2)
    group += [nodes.colspec(colwidth=1), nodes.colspec(colwidth=3)]
    head = nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in ("Pinpoint", "Rests on it")))
    group += nodes.thead("", head)
    body = nodes.tbody()
    for cells in rows:
        body += nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *cell)) for cell in cells))
    group += body
    table += group
    return table

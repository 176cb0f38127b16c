"""The entry of a source: the full reference, what it is good for, its limits, where it is cited."""

from __future__ import annotations

from collections.abc import Callable

from docutils import nodes

from surplace import cite
from surplace.model import Source
from surplace.sphinx_ext.domain import Cited
from surplace.sphinx_ext.lesson import facts
from surplace.sphinx_ext.nodes import sp_box

KIND_WORDS = {
    "primary-law": "Primary law",
    "un-document": "United Nations document",
    "court": "Court decision",
    "government": "Government",
    "academic": "Academic work",
    "ngo": "Non-governmental organisation",
    "news": "News",
    "advocacy": "Advocacy",
}
VERIFIED_WORDS = {
    "text-seen": "The text was read for this course.",
    "excerpt-seen": "Excerpts were read for this course.",
    "secondary": "Known through other texts that report it.",
    "memory": "Not checked yet.",
}

Link = Callable[[Cited], nodes.reference]


def entry(source: Source, uses: list[Cited], link: Link) -> sp_box:
    """One entry, with the anchor that every citation leads to."""
    box = sp_box(tag="section", classes=["sp-source"], ids=[f"src-{source.key}"])
    box += nodes.paragraph("", "", nodes.strong("", cite.reference(source)), classes=["sp-ref"])
    rows: list[tuple[str, list[nodes.Node]]] = [("Kind", [nodes.Text(KIND_WORDS.get(source.kind, source.kind))])]
    for term, value in (("Good for", source.good_for), ("Limits", source.limits), ("Note", source.note)):
        if value:
            rows.append((term, [nodes.Text(value)]))
    if source.verified in VERIFIED_WORDS:
        rows.append(("Checked", [nodes.Text(VERIFIED_WORDS[source.verified])]))
    if source.url:
        rows.append(("Link", [nodes.reference("", source.url, refuri=source.url)]))
    if source.archive:
        rows.append(("Archived", [nodes.reference("", source.archive, refuri=source.archive)]))
    rows.append(("Cited in", cited_in(uses, link) or [nodes.Text("Nowhere yet.")]))
    box += facts(rows)
    return box


def cited_in(uses: list[Cited], link: Link) -> list[nodes.Node]:
    """The pages that use a source, each followed by its questions."""
    out: list[nodes.Node] = []
    for docname in sorted({use.docname for use in uses}):
        if out:
            out.append(nodes.Text("; "))
        out.append(link(Cited("", "", docname, "")))
        links = [
            link(Cited("", "", docname, item)) for item in {u.item for u in uses if u.docname == docname and u.item}
        ]
        for number, one in enumerate(sorted(links, key=lambda node: cite.sort_key(node.astext()))):
            out += [nodes.Text(", " if number else ": "), one]
    return out

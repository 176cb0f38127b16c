"""The course's table of contents, read once from the environment, and the list of one page's headings.

Sphinx resolves the whole toctree anew for every page, which is quadratic in the number of pages; here
the tree is built once a build, and a page only marks its own branch in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment
from sphinx.locale import _

PHRASES: Mapping[type[nodes.Node], str] = {
    nodes.emphasis: "em",
    nodes.strong: "strong",
    nodes.literal: "code",
    nodes.subscript: "sub",
    nodes.superscript: "sup",
}
"""Inline nodes that a title keeps, and their HTML elements."""


@dataclass(frozen=True, slots=True)
class Item:
    """One link: a document's name (or a whole address), its title as HTML, and the links below it."""

    ref: str
    title: str
    children: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The links of one toctree on the first page, under its caption (HTML, empty if it has none)."""

    caption: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Nav:
    """All groups; ``trail`` gives, for each document, the documents above it and itself, from the outside in."""

    groups: tuple[Group, ...] = ()
    trail: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def caption(self, docname: str) -> str:
        """The caption of the group that ``docname`` stands in, as HTML; empty if it stands in none."""
        top = self.trail.get(docname, ("",))[0]
        return next((g.caption for g in self.groups if any(i.ref == top for i in g.items)), "")


def phrase(node: nodes.Node) -> str:
    """The text of a title as HTML, keeping emphasis and dropping links, footnotes and the like."""
    if isinstance(node, nodes.Text):
        return escape(node.astext(), quote=False)
    if isinstance(node, (nodes.footnote_reference, nodes.citation_reference, nodes.image)):
        return ""
    inner = "".join(phrase(child) for child in node.children)
    tag = PHRASES.get(type(node))
    return f"<{tag}>{inner}</{tag}>" if tag and inner else inner


def title(env: BuildEnvironment, ref: str) -> str:
    """The title of a document as HTML; of a page that Sphinx makes, in the reader's language."""
    if ref in env.titles:
        return phrase(env.titles[ref])
    return escape({"genindex": _("Index"), "search": _("Search")}.get(ref, ref), quote=False)


def build(env: BuildEnvironment) -> Nav:
    """Read the tree from the toctrees of the first page downwards; a document is taken where it comes first."""
    root = env.config.root_doc
    seen = {root}
    groups = tuple(
        Group(escape(toctree.get("caption") or "", quote=False), _items(env, root, toctree, seen))
        for toctree in _toctrees(env, root)
    )
    trail: dict[str, tuple[str, ...]] = {}
    for group in groups:
        _note_trail(group.items, (), trail)
    return Nav(tuple(group for group in groups if group.items), trail)


def _toctrees(env: BuildEnvironment, docname: str) -> Iterator[addnodes.toctree]:
    if docname in env.tocs:
        yield from env.tocs[docname].findall(addnodes.toctree)


def _items(env: BuildEnvironment, parent: str, toctree: addnodes.toctree, seen: set[str]) -> tuple[Item, ...]:
    items = []
    for text, target in toctree["entries"]:
        ref = parent if target == "self" else target
        if ref in seen and target != "self":
            continue
        seen.add(ref)
        below = () if target == "self" else _below(env, ref, seen)
        items.append(Item(ref, escape(text, quote=False) if text else title(env, ref), below))
    return tuple(items)


def _below(env: BuildEnvironment, docname: str, seen: set[str]) -> tuple[Item, ...]:
    return tuple(item for tree in _toctrees(env, docname) for item in _items(env, docname, tree, seen))


def _note_trail(items: tuple[Item, ...], above: tuple[str, ...], trail: dict[str, tuple[str, ...]]) -> None:
    for item in items:
        trail.setdefault(item.ref, (*above, item.ref))
        _note_trail(item.children, (*above, item.ref), trail)


def headings(env: BuildEnvironment, docname: str, depth: int = 2) -> tuple[Item, ...]:
    """The headings of one page below its title, ``depth`` levels of them, as links to ``#anchor``."""
    toc: Any = env.tocs.get(docname)
    if not toc or not isinstance(toc[0], nodes.list_item):
        return ()
    return tuple(_headings(toc[0], depth))


def _headings(item: nodes.Element, depth: int) -> Iterator[Item]:
    lists = [child for child in item.children if isinstance(child, nodes.bullet_list)]
    for entry in (entry for bullets in lists for entry in bullets.children):
        link = next(iter(entry.findall(nodes.reference)), None)
        if link is not None and isinstance(entry, nodes.list_item):
            below = tuple(_headings(entry, depth - 1)) if depth > 1 else ()
            yield Item(link["anchorname"], phrase(link), below)

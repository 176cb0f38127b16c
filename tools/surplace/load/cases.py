"""A branching case: one YAML file of ``quizzes/cases/``, its decisions and what follows each choice."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path, PurePosixPath

from surplace import yamlfile
from surplace.findings import Findings, quoted
from surplace.load import parts
from surplace.load.fields import Fields, describe, is_slug
from surplace.load.items import read_item
from surplace.model import Branch, Broken, Case, Markdown, Single
from surplace.model import Node as CaseNode
from surplace.problem import Place, Problem
from surplace.yamlfile import Map, Node, Scalar, Seq

NODE_LIMIT = 20
_HEAD = ("case", "module", "title", "minutes", "content_note", "intro", "end", "nodes")
_ID = re.compile(r"SC[0-9]{1,2}")
_BRANCH = ("consequence", "next")


def load_case(path: Path, shown: str) -> tuple[Case | None, tuple[Problem, ...]]:
    """Read a case; None where its head cannot be read, and the problems say why."""
    node, raised = yamlfile.read_file(path, shown)
    found = Findings()
    found.take(raised)
    stem = PurePosixPath(shown).stem
    if not is_slug(stem):
        found.error("bad-id", Place(shown), "the name of a case is an id: use a-z, 0-9 and single hyphens")
    case = None
    if isinstance(node, Map):
        case = _case(node, stem, found)
    elif node is not None:
        found.error(
            "wrong-type", node.place, f'a case starts with "case:" and its number, but {describe(node)} is here'
        )
    return case, found.done()


def _case(node: Map, stem: str, found: Findings) -> Case | None:
    fields = Fields(node, _HEAD, "a case", found)
    name = fields.text("case", required=True)
    if name and not _ID.fullmatch(name):
        fields.bad("case", f"{quoted(name)} is not the number of a case: write it like SC4", "bad-id")
    title = fields.text("title", required=True)
    nodes: list[CaseNode] = []
    broken: list[Broken] = []
    for index, entry in enumerate(fields.items("nodes", required=True, limit=NODE_LIMIT)):
        made = _node(entry, index, found)
        if isinstance(made, Broken):
            broken.append(made)
        else:
            nodes.append(made)
    content = parts.content_note(fields)
    if content:  # the note at the head is there for each decision
        nodes = [replace(node, item=replace(node.item, content=node.item.content or content)) for node in nodes]
    case = Case(
        stem=stem,
        place=fields.place,
        id=name,
        module=fields.text("module", required=True),
        title=title,
        minutes=fields.whole("minutes", 5, 120, required=True) or 0,
        intro=fields.prose("intro", required=True) or Markdown("", fields.place),
        end=fields.prose("end", required=True) or Markdown("", fields.place),
        nodes=tuple(nodes),
        content=content,
        broken=tuple(broken),
    )
    return case if name and title else None


def _node(node: Node, index: int, found: Findings) -> CaseNode | Broken:
    """A node is an item of kind single with a title, whose choices say besides what follows."""
    if not isinstance(node, Map):
        return _as_broken(read_item(node, index, found), node, index)
    texts = {key.text: value for key, value in node.pairs}
    listed = texts.get("choices")
    entries = listed.items if isinstance(listed, Seq) else ()
    kind = (Scalar("kind", node.place), Scalar("single", node.place))
    kept = [pair for pair in node.pairs if pair[0].text not in ("title", "kind", "choices")]
    if listed is not None:
        bare = Seq(tuple(_without(entry) for entry in entries), listed.place) if isinstance(listed, Seq) else listed
        kept.append((next(key for key, _ in node.pairs if key.text == "choices"), bare))
    item = read_item(Map((kind, *kept), node.place), index, found)
    found.subject = index
    title = texts.get("title")
    if not isinstance(title, Scalar) or not title.text.strip():
        found.error("missing-key", node.place, 'a node has no "title": add it')
    branches = [_branch(entry, found) for entry in entries]
    found.subject = -1
    whole = [branch for branch in branches if branch]
    if not isinstance(item, Single) or not isinstance(title, Scalar) or len(whole) != len(item.choices):
        return _as_broken(item, node, index)
    return CaseNode(item, title.text.strip(), tuple(whole))


def _as_broken(item: object, node: Node, index: int) -> Broken:
    return Broken(getattr(item, "id", ""), node.place, index)


def _without(entry: Node) -> Node:
    """A choice without what only a case has."""
    if not isinstance(entry, Map):
        return entry
    return Map(tuple(pair for pair in entry.pairs if pair[0].text not in _BRANCH), entry.place)


def _branch(entry: Node, found: Findings) -> Branch | None:
    if not isinstance(entry, Map):
        return None
    fields = Fields(Map(tuple(p for p in entry.pairs if p[0].text in _BRANCH), entry.place), _BRANCH, "a choice", found)
    consequence = fields.prose("consequence", required=True)
    goes_to = fields.text("next", required=True)
    if consequence is None or not goes_to:
        return None
    return Branch(consequence, "" if goes_to == "end" else goes_to, fields.place)

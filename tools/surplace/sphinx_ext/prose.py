"""Prose of a bank (CommonMark without HTML) to inline nodes.

Most prose has no markup at all, so the parser runs only where a marker character stands.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TypeVar

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.token import Token

from surplace.model import Markdown

N = TypeVar("N", bound=nodes.TextElement)

_MARKS = re.compile(r"""[*_`\[\]\\&<>'"!\n]""")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["smartquotes"])


def inline(text: str) -> list[nodes.Node]:
    """Inline nodes for one paragraph of prose."""
    text = text.strip()
    if not _MARKS.search(text):
        return [nodes.Text(text)]
    out: list[nodes.Node] = []
    for token in _parser().parseInline(text):
        out += _nodes(token.children or [])
    return out


def _nodes(tokens: list[Token]) -> list[nodes.Node]:
    root = nodes.inline()
    stack: list[nodes.Element] = [root]
    for token in tokens:
        match token.type:
            case "text":
                stack[-1] += nodes.Text(token.content)
            case "softbreak" | "hardbreak":
                stack[-1] += nodes.Text("\n" if token.type == "softbreak" else " ")
            case "code_inline":
                stack[-1] += nodes.literal(token.content, token.content)
            case "em_open" | "strong_open" | "link_open":
                node = _open(token)
                stack[-1] += node
                stack.append(node)
            case "em_close" | "strong_close" | "link_close":
                stack.pop()
            case _:
                stack[-1] += nodes.Text(token.content)
    return list(root.children)


def _open(token: Token) -> nodes.Element:
    if token.type == "link_open":
        return nodes.reference("", "", refuri=str(token.attrGet("href") or ""))
    return nodes.emphasis() if token.type == "em_open" else nodes.strong()


def fill(node: N, prose: Markdown, source: str) -> N:
    """Put prose into a node and tell docutils where it came from, so that it can be translated."""
    node.rawsource = prose.text
    node.source, node.line = source, prose.place.line
    node["support_smartquotes"] = False  # done here already
    node.extend(inline(prose.text))
    return node


def paragraphs(prose: Markdown, source: str) -> list[nodes.Node]:
    """A paragraph node for each paragraph (blank line between them) of the prose."""
    out: list[nodes.Node] = []
    line = prose.place.line
    for block in re.split(r"\n\s*\n", prose.text.strip()):
        out.append(fill(nodes.paragraph(), Markdown(block, type(prose.place)(prose.place.path, line)), source))
        line += block.count("\n") + 2
    return out

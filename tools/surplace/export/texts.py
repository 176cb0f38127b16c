"""Prose and citations as other systems read them: plain text, and HTML with real links.

Prose of a bank is CommonMark without HTML (see ``model.Markdown``). HTML here is a fragment with ``p``, ``em``,
``strong``, ``code``, ``a`` and ``br`` alone, escaped as HTML asks; a format that needs more escaping does that itself.
"""

from __future__ import annotations

import html as escaping
import re
from collections.abc import Mapping, Sequence
from functools import cache

from markdown_it import MarkdownIt

from surplace import cite
from surplace.model import Answer, Citation, Item, Markdown, Source

_MARKS = re.compile(r"[*_`\[\]\\&<>'\"!\n]")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "typographer": True, "breaks": False}).enable(["smartquotes"])


def html(prose: Markdown | str) -> str:
    """Prose as HTML blocks (``<p>…</p>``)."""
    text = prose if isinstance(prose, str) else prose.text
    return str(_parser().render(text)).strip()


def inline(prose: Markdown | str) -> str:
    """One paragraph of prose as inline HTML."""
    text = prose if isinstance(prose, str) else prose.text
    if not _MARKS.search(text):
        return escape(text.strip())
    return str(_parser().renderInline(text.strip())).strip()


def plain(prose: Markdown | str) -> str:
    """Prose as plain text on one line, without its marks."""
    text = prose if isinstance(prose, str) else prose.text
    if not _MARKS.search(text):
        return " ".join(text.split())
    tokens = _parser().parseInline(text.strip())
    words = [_word(child) for token in tokens for child in token.children or []]
    return " ".join("".join(words).split())


def _word(token: object) -> str:
    kind = getattr(token, "type", "")
    if kind in ("softbreak", "hardbreak"):
        return " "
    return str(getattr(token, "content", ""))


def escape(text: str) -> str:
    """Text with ``&``, ``<``, ``>`` and quotation marks escaped for HTML."""
    return escaping.escape(text, quote=True)


def source_text(citation: Citation, sources: Mapping[str, Source]) -> str:
    """A citation with its phrase as plain text: ``Refugee Convention, art. 33(1): “expel or return”``."""
    source = sources.get(citation.key)
    return cite.quoted(citation, source) if source else f"{citation.key}, {citation.locator}"


def source_html(citation: Citation, sources: Mapping[str, Source]) -> str:
    """The same as HTML; the name of the source links to its address, if it has one."""
    source = sources.get(citation.key)
    if source is None:
        return escape(f"{citation.key}, {citation.locator}")
    name = escape(cite.text(citation, source))
    linked = f'<a href="{escape(source.url)}">{name}</a>' if source.url else name
    return f"{linked}: “{escape(citation.phrase)}”" if citation.phrase else linked


def sources_text(cites: Sequence[Citation], sources: Mapping[str, Source]) -> str:
    """Several citations as plain text, split by semicolons."""
    return "; ".join(source_text(citation, sources) for citation in cites)


def sources_html(cites: Sequence[Citation], sources: Mapping[str, Source]) -> str:
    """Several citations as HTML, split by semicolons."""
    return "; ".join(source_html(citation, sources) for citation in cites)


def why_text(answer: Answer, sources: Mapping[str, Source]) -> str:
    """The reason for an answer and its sources, as plain text."""
    reason = plain(answer.feedback) if answer.feedback else ""
    cites = sources_text(answer.cites, sources)
    return f"{reason} ({cites})".strip() if cites else reason


def why_html(answer: Answer, sources: Mapping[str, Source]) -> str:
    """The reason for an answer and its sources, as one HTML paragraph."""
    reason = inline(answer.feedback) if answer.feedback else ""
    cites = sources_html(answer.cites, sources)
    inside = f"{reason} ({cites})".strip() if cites else reason
    return f"<p>{inside}</p>" if inside else ""


def stem_html(item: Item) -> str:
    """Content note, vignette and prompt of an item as HTML."""
    note = f"<p><em>Content note: {inline(item.content.text)}</em></p>" if item.content and item.content.text else ""
    vignette = html(item.vignette) if item.vignette else ""
    return f"{note}{vignette}{html(item.prompt)}"


def stem_text(item: Item) -> str:
    """Content note, vignette and prompt of an item as plain text, a paragraph each."""
    note = f"Content note: {plain(item.content.text)}" if item.content and item.content.text else ""
    vignette = plain(item.vignette) if item.vignette else ""
    return "\n\n".join(part for part in (note, vignette, plain(item.prompt)) if part)


def positions_html(item: Item, sources: Mapping[str, Source]) -> str:
    """Who says what on a contested point, as HTML; empty where the item is not contested."""
    rows = "".join(
        f"<li><strong>{escape(p.holder)}</strong>: {inline(p.text)} ({sources_html(p.cites, sources)})</li>"
        for p in item.positions
    )
    return f"<ul>{rows}</ul>" if rows else ""


def positions_text(item: Item, sources: Mapping[str, Source]) -> str:
    """The same as plain text, a line each."""
    return "\n".join(f"{p.holder}: {plain(p.text)} ({sources_text(p.cites, sources)})" for p in item.positions)


def about_html(item: Item) -> str:
    """The objective and the level of an item, for the general feedback of formats without fields for them."""
    words = f"Objective {item.objective}, level: {item.level}. Question id: {item.id}."
    if item.as_of:
        words += f" Figures as of {item.as_of}."
    return f"<p><small>{escape(words)}</small></p>"

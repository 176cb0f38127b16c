"""Quizzes, boxes and citations as ordinary nodes, for every builder but the HTML ones.

A quiz becomes a worksheet (numbered prompts, lettered choices, lines to write on) and then, under its
own heading, the key with reasons and sources. EPUB, LaTeX, text, man and the rest need no visitors.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from docutils import nodes

from surplace.sphinx_ext import nodes as sp
from surplace.sphinx_ext.cite import spelled
from surplace.sphinx_ext.domain import SurPlaceDomain

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def make_generic(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace our nodes, unless the builder writes live HTML; quizzes first, with all that is in them."""
    builder = app.builder
    if (builder.format == "html" and builder.name != "epub") or builder.name == "gettext":
        return  # live HTML has its visitors; translators get the prose with its place in the bank
    for quiz in list(doctree.findall(sp.sp_quiz)):
        for reason in quiz.findall(sp.sp_feedback):
            if reason["cites"]:
                reason += [nodes.Text(" ("), *spelled(reason["cites"], app.env), nodes.Text(")")]
        quiz.replace_self(_worksheet(quiz))
    for cited in list(doctree.findall(sp.sp_cite)):
        uri = SurPlaceDomain.of(app.env).entry_uri(builder, docname, cited["key"]) if builder.name == "epub" else ""
        text = nodes.Text(cited.astext())
        link = nodes.reference("", "", text, internal=True, refuri=uri) if uri else nodes.inline("", "", text)
        cited.replace_self(link)
    for box in list(doctree.findall(sp.sp_box)):
        box.replace_self(nodes.container("", *box.children, classes=box["classes"], ids=box["ids"]))


def _worksheet(quiz: sp.sp_quiz) -> nodes.container:
    out = nodes.container(ids=quiz["ids"], classes=["sp-quiz"])
    prompts = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=".")
    keys = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=".")
    for item in quiz.children:
        if isinstance(item, sp.sp_item):
            prompts += _prompts(item)
            keys += nodes.list_item("", *_key(item))
        else:
            prompts += nodes.list_item("", item)
            keys += nodes.list_item("", nodes.paragraph("", "Withheld."))
    out += prompts
    out += nodes.rubric("", "Answers, reasons and sources")
    out += keys
    return out


def _prompts(item: sp.sp_item) -> nodes.list_item:
    out = nodes.list_item(ids=item["ids"])
    for part in item.children:
        match part:
            case sp.sp_vignette() | sp.sp_box():
                out += list(part.children)
            case sp.sp_prompt():
                how = [nodes.Text(" "), nodes.emphasis("", part["how"])] if part["how"] else []
                out += nodes.paragraph("", "", *_copies(part), *how)
            case sp.sp_choices():
                out += _lettered(_copies(choice.children[0]) for choice in part.children)
            case sp.sp_rows():
                out += _rows(part)
            case sp.sp_typed():
                out += nodes.paragraph("", f"________________ {part['unit']}".rstrip())
    return out


def _rows(rows: sp.sp_rows) -> list[nodes.Node]:
    listing = nodes.bullet_list()
    for row in rows.children:
        words = [*_copies(row.children[0]), nodes.Text(": ____")]
        listing += nodes.list_item("", nodes.paragraph("", "", *words))
    if all(text.isdigit() for _value, text in rows["options"]):
        return [listing]
    return [listing, _lettered([nodes.Text(text)] for _value, text in rows["options"])]


def _lettered(texts: Iterable[list[nodes.Node]]) -> nodes.enumerated_list:
    out = nodes.enumerated_list(enumtype="upperalpha", prefix="", suffix=".")
    for text in texts:
        out += nodes.list_item("", nodes.paragraph("", "", *text))
    return out


def _key(item: sp.sp_item) -> list[nodes.Node]:
    out: list[nodes.Node] = []
    for part in item.children:
        if isinstance(part, sp.sp_choices):
            out.append(_lettered(_reason(choice.children[-1]) for choice in part.children))
        elif isinstance(part, sp.sp_key):
            listing = nodes.bullet_list()
            for answer in part.children:
                listing += nodes.list_item("", *_answered(answer))
            out.append(listing)
    return out


def _answered(answer: nodes.Node) -> list[nodes.Node]:
    words: list[nodes.Node] = []
    for text in answer.children[:-1]:
        words += [nodes.Text(" → ")] * bool(words) + _copies(text)
    if isinstance(answer, sp.sp_answer) and "points" in answer:
        words.append(nodes.Text(f" ({answer['points']} {'point' if answer['points'] == 1 else 'points'})"))
    reason = answer.children[-1]
    return [nodes.paragraph("", "", nodes.strong("", "", *words)), nodes.paragraph("", "", *_reason(reason))]


def _reason(feedback: nodes.Node) -> list[nodes.Node]:
    assert isinstance(feedback, sp.sp_feedback)
    verdict = [nodes.strong("", feedback["verdict"]), nodes.Text(" ")] if feedback["verdict"] else []
    return [*verdict, *_copies(feedback)]


def _copies(node: nodes.Node) -> list[nodes.Node]:
    return [child.deepcopy() for child in node.children]

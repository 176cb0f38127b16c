"""How a quiz looks in HTML: native controls that work without a script.

The script (static/quiz.js) and the style (static/quiz.css) rely on exactly this markup.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes

from surplace.model import TESTS
from surplace.sphinx_ext import cite
from surplace.sphinx_ext import nodes as sp

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator


def _text(node: nodes.Node) -> str | None:
    """The escaped text of a node that holds nothing but one text: the quick way, nearly always."""
    children = node.children
    if len(children) == 1 and type(children[0]) is nodes.Text:
        return escape(str(children[0]), quote=False)
    return None


def _verdict(node: nodes.Node) -> str:
    assert isinstance(node, sp.sp_feedback)
    return f'<div class="sp-fb"><b>{node["verdict"]}</b> ' if node["verdict"] else '<div class="sp-fb">'


def _sources(self: HTML5Translator, node: nodes.Node) -> str:
    """The citations of an answer, in brackets."""
    assert isinstance(node, sp.sp_feedback)
    if not node["cites"]:
        return ""
    said = node.astext()
    return f" ({'; '.join(cite.html(self, parts, said) for parts in node['cites'])})"


def visit_quiz(self: HTML5Translator, node: sp.sp_quiz) -> None:
    """One section and one form; nothing is ever sent (HTML Living Standard, 4.10.21.3, step for "dialog")."""
    bank = escape(node["bank"])
    ungraded = " data-ungraded" if node["bank"] == TESTS[0] else ""
    self.body.append(
        f'<section class="sp-quiz" id="quiz-{bank}" data-bank="{bank}"{ungraded}'
        f' aria-label="{escape(node["label"])}">\n'
        '<form method="dialog">\n<ol class="sp-items">\n'  # which, outside a dialog, never goes anywhere
    )


def depart_quiz(self: HTML5Translator, node: sp.sp_quiz) -> None:
    """Close, and name the objectives once."""
    self.body.append("</ol>\n</form>\n")
    if node["objectives"]:
        rows = "".join(f'<li id="obj-{escape(i)}">{escape(t, quote=False)}</li>' for i, t in node["objectives"])
        self.body.append(f"<ul hidden>{rows}</ul>\n")
    self.body.append("</section>\n")


def visit_item(self: HTML5Translator, node: sp.sp_item) -> None:
    """A list item, so that the list numbers it."""
    self.body.append(
        f'<li class="sp-item" id="{node["ids"][0]}" data-kind="{node["kind"]}" data-rev="{node["rev"]}"'
        f' data-obj="{escape(node["objective"])}"{" data-fixed" if node["fixed"] else ""}>\n'
    )


def depart_item(self: HTML5Translator, node: sp.sp_item) -> None:
    """Close the last fieldset and the item."""
    self.body.append("</li>\n")


def visit_prompt(self: HTML5Translator, node: sp.sp_prompt) -> None:
    """The legend of the controls that follow; the second tier of an item says so."""
    tiers = [c for c in node.parent.children if isinstance(c, sp.sp_prompt)]
    tier = ' data-tier="2"' if len(tiers) > 1 and tiers[1] is node else ""
    self.body.append(f"<fieldset{tier}><legend>")


def depart_prompt(self: HTML5Translator, node: sp.sp_prompt) -> None:
    """How many to choose, always in the same words."""
    how = f' <span class="sp-how">{node["how"]}</span>' if node["how"] else ""
    self.body.append(f"{how}</legend>\n")


def visit_choices(self: HTML5Translator, node: sp.sp_choices) -> None:
    """The list gives each choice its letter."""
    self.body.append('<ol class="sp-choices">\n')


def depart_choices(self: HTML5Translator, node: sp.sp_choices) -> None:
    """The controls end here."""
    self.body.append("</ol></fieldset>\n")


def visit_choice(self: HTML5Translator, node: sp.sp_choice) -> None:
    """A radio button or a box inside its label, then the reason."""
    box = node.parent
    kind = "checkbox" if box["many"] else "radio"
    ok = " data-ok" if node["ok"] else ""
    head = f'<li{ok}><label><input type="{kind}" name="{escape(box["name"])}" value="{node["index"]}"> <span>'
    text, reason = _text(node.children[0]), _text(node.children[1])
    if text is None or reason is None:
        self.body.append(head)
        return
    end = _sources(self, node.children[1])
    self.body.append(f"{head}{text}</span></label>\n{_verdict(node.children[1])}{reason}{end}</div></li>\n")
    raise nodes.SkipNode


def depart_choice(self: HTML5Translator, node: sp.sp_choice) -> None:
    """Close the choice."""
    self.body.append("</li>\n")


def visit_text(self: HTML5Translator, node: sp.sp_text) -> None:
    """Words inside the label, row or answer that the parent has opened."""
    text = _text(node)
    if text is not None:
        self.body.append(text)
        depart_text(self, node)
        raise nodes.SkipNode


def depart_text(self: HTML5Translator, node: sp.sp_text) -> None:
    """Close what the parent opened for the words."""
    parent = node.parent
    if isinstance(parent, sp.sp_choice):
        self.body.append("</span></label>\n")
    elif isinstance(parent, sp.sp_row):
        self.body.append("</span> ")
    elif isinstance(parent, sp.sp_answer):
        _depart_answer_text(self, node, parent)


def _depart_answer_text(self: HTML5Translator, node: sp.sp_text, parent: sp.sp_answer) -> None:
    last = parent.index(node) == len(parent.children) - 2
    if not last:
        self.body.append(' <span aria-hidden="true">→</span> ')
    elif "points" in parent:
        many = "point" if parent["points"] == 1 else "points"
        self.body.append(f" <small>{parent['points']} {many}</small></label>")
    else:
        self.body.append("</p>")


def visit_feedback(self: HTML5Translator, node: sp.sp_feedback) -> None:
    """The verdict in words, then the reason."""
    self.body.append(_verdict(node))


def depart_feedback(self: HTML5Translator, node: sp.sp_feedback) -> None:
    """The sources come last."""
    self.body.append(f"{_sources(self, node)}</div>")


def visit_vignette(self: HTML5Translator, node: sp.sp_vignette) -> None:
    """The case stands before the controls."""
    self.body.append('<div class="sp-vignette">')


def depart_vignette(self: HTML5Translator, node: sp.sp_vignette) -> None:
    """Close the case."""
    self.body.append("</div>\n")


def visit_rows(self: HTML5Translator, node: sp.sp_rows) -> None:
    """One select a row."""
    self.body.append('<ol class="sp-rows">\n')


def depart_rows(self: HTML5Translator, node: sp.sp_rows) -> None:
    """The controls end here; paper cannot open a select, so it gets the right sides as a list."""
    self.body.append("</ol>")
    if not all(text.isdigit() for _value, text in node["options"]):
        sides = "".join(f"<li>{escape(text, quote=False)}</li>" for _value, text in node["options"])
        self.body.append(f'<ol class="sp-sides">{sides}</ol>')
    self.body.append("</fieldset>\n")


def visit_row(self: HTML5Translator, node: sp.sp_row) -> None:
    """The label holds the words and the select."""
    self.body.append(f'<li data-ok="{node["ok"]}"><label><span>')


def depart_row(self: HTML5Translator, node: sp.sp_row) -> None:
    """The options follow the words."""
    rows = node.parent
    options = "".join(
        f'<option value="{escape(value)}">{escape(text, quote=False)}</option>' for value, text in rows["options"]
    )
    name = escape(f"{rows['name']}-{node['index']}")
    self.body.append(f'<select name="{name}"><option value="">Choose</option>{options}</select></label></li>\n')


def visit_typed(self: HTML5Translator, node: sp.sp_typed) -> None:
    """A box for a number, a few words, or more."""
    name = escape(node["name"])
    unit = f" {escape(node['unit'], quote=False)}" if node["unit"] else ""
    if node["type"] == "area":
        control = f'<textarea name="{name}" rows="5"></textarea>'
    else:
        mode = ' inputmode="decimal"' if node["type"] == "decimal" else ""
        control = f'<input type="text"{mode} name="{name}" autocomplete="off" spellcheck="false">'
    self.body.append(f'<p class="sp-type"><label>Your answer {control}</label>{unit}</p></fieldset>\n')
    raise nodes.SkipNode


def visit_key(self: HTML5Translator, node: sp.sp_key) -> None:
    """Closed until asked for, without a script."""
    label = node.get("label", "Show the answer and sources")
    self.body.append(f'<details class="sp-key"><summary>{label}</summary>')
    self.body.append("<ol>" if node.get("ordered") else "<ul>")


def depart_key(self: HTML5Translator, node: sp.sp_key) -> None:
    """Close the answer."""
    self.body.append(("</ol>" if node.get("ordered") else "</ul>") + "</details>\n")


def visit_answer(self: HTML5Translator, node: sp.sp_answer) -> None:
    """An answer with what the script compares the learner's with."""
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in node["data"])
    ok = " data-ok" if node["ok"] and node["data"] else ""
    self.body.append(f"<li{ok}{data}>")
    if "points" in node:
        self.body.append(f'<label><input type="checkbox" data-points="{node["points"]}"> ')
    else:
        self.body.append("<p>")


def depart_answer(self: HTML5Translator, node: sp.sp_answer) -> None:
    """Close the answer."""
    self.body.append("</li>")


def visit_box(self: HTML5Translator, node: sp.sp_box) -> None:
    """A block with its class."""
    if isinstance(node.parent, sp.sp_quiz):  # a withheld item keeps its place in the list
        self.body.append("<li>")
    ids = f' id="{escape(node["ids"][0])}"' if node["ids"] else ""
    known: dict[str, str] = node.get("data", {})
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in known.items())
    self.body.append(f'<{node["tag"]} class="{" ".join(node["classes"])}"{ids}{data}>\n')


def depart_box(self: HTML5Translator, node: sp.sp_box) -> None:
    """Close the block."""
    self.body.append(f"</{node['tag']}>\n")
    if isinstance(node.parent, sp.sp_quiz):
        self.body.append("</li>\n")


def nothing(self: HTML5Translator, node: nodes.Element) -> None:
    """For nodes that are written when they are visited, or have been replaced."""


VISITORS: dict[type[nodes.Element], tuple[Any, Any]] = {
    sp.sp_quiz: (visit_quiz, depart_quiz),
    sp.sp_item: (visit_item, depart_item),
    sp.sp_vignette: (visit_vignette, depart_vignette),
    sp.sp_prompt: (visit_prompt, depart_prompt),
    sp.sp_choices: (visit_choices, depart_choices),
    sp.sp_choice: (visit_choice, depart_choice),
    sp.sp_text: (visit_text, depart_text),
    sp.sp_feedback: (visit_feedback, depart_feedback),
    sp.sp_rows: (visit_rows, depart_rows),
    sp.sp_row: (visit_row, depart_row),
    sp.sp_typed: (visit_typed, nothing),
    sp.sp_key: (visit_key, depart_key),
    sp.sp_answer: (visit_answer, depart_answer),
    sp.sp_box: (visit_box, depart_box),
    sp.sp_gathered: (nothing, nothing),
}

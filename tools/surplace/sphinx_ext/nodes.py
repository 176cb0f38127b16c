"""The nodes that a quiz, a citation and a box are made of.

Prose stands in them as ordinary children, so that search, translation and every builder see it.
HTML has visitors of its own; for all other builders ``generic`` turns them into plain nodes.
"""

from __future__ import annotations

from docutils import nodes


class sp_quiz(nodes.General, nodes.Element):
    """A bank on a page; ``bank``, ``label``; ``objectives`` as (id, text) pairs."""


class sp_item(nodes.General, nodes.Element):
    """One item; ``ids``, ``kind``, ``rev``, ``objective``; the parts below are its children."""


class sp_vignette(nodes.General, nodes.Element):
    """The case that is read before the prompt."""


class sp_prompt(nodes.TextElement):
    """The prompt; ``how`` says how many to choose."""


class sp_choices(nodes.General, nodes.Element):
    """The choices of one tier; ``name`` is the name of the controls, ``many`` makes boxes of them."""


class sp_choice(nodes.General, nodes.Element):
    """One choice; ``index`` in the bank, ``ok`` whether it is right; a text, then a feedback."""


class sp_text(nodes.TextElement):
    """The words of a choice, a pair's left side, a step or a criterion."""


class sp_feedback(nodes.TextElement):
    """The reason for one answer; ``verdict``, and ``cites`` as (key, locator, phrases). Not in the site search."""


class sp_rows(nodes.General, nodes.Element):
    """The rows of a match or an order; ``name``; ``options`` as (value, text) pairs."""


class sp_row(nodes.General, nodes.Element):
    """One row; ``ok`` is the value of the right option."""


class sp_typed(nodes.General, nodes.Element):
    """A box to type in; ``name``, ``type`` (text, decimal or area), ``unit``."""


class sp_key(nodes.General, nodes.Element):
    """The closed answer of an item that has no choices; answers stand in it."""


class sp_answer(nodes.General, nodes.Element):
    """One answer in a key; ``ok``, ``data`` as (name, value) pairs; a text, then a feedback."""


class sp_cite(nodes.Inline, nodes.TextElement):
    """A citation; ``key``, ``locator``, ``phrases``; its child is the short form."""


class sp_box(nodes.General, nodes.Element):
    """A block with a class of its own; ``tag`` is the HTML element."""


class sp_gathered(nodes.General, nodes.Element):
    """Stands where a page gathers what the whole course has; ``what`` names it."""


ALL: tuple[type[nodes.Element], ...] = (
    sp_quiz,
    sp_item,
    sp_vignette,
    sp_prompt,
    sp_choices,
    sp_choice,
    sp_text,
    sp_feedback,
    sp_rows,
    sp_row,
    sp_typed,
    sp_key,
    sp_answer,
    sp_cite,
    sp_box,
    sp_gathered,
)

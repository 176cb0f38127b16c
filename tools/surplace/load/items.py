"""One entry of a bank becomes an item of its kind, or a ``Broken`` with the reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypedDict

from surplace.findings import Findings
from surplace.load import parts
from surplace.load.fields import SLUG_LIMIT, Fields, describe
from surplace.model import (
    CLAIM_TYPES,
    KINDS,
    LEVELS,
    Broken,
    ContentNote,
    Item,
    Markdown,
    Match,
    Multiple,
    Numeric,
    Open,
    Order,
    Position,
    Short,
    Single,
    TrueFalse,
    TwoTier,
    Waiver,
)
from surplace.problem import Place
from surplace.yamlfile import Map, Node

_COMMON = (
    "id", "kind", "objective", "level", "prompt", "vignette", "shuffle", "as_of", "claim_type", "contested",
    "positions", "content_note", "lint_waive",
)  # fmt: skip


class _Common(TypedDict):
    id: str
    place: Place
    index: int
    objective: str
    level: str
    prompt: Markdown
    vignette: Markdown | None
    shuffle: bool
    as_of: str
    claim_type: str
    contested: bool
    positions: tuple[Position, ...]
    content: ContentNote | None
    waivers: tuple[Waiver, ...]
    at: Mapping[str, Place]


def read_item(node: Node, index: int, found: Findings) -> Item | Broken:
    """Read one entry; every problem of it gets its index."""
    found.subject = index
    try:
        return _item(node, index, found)
    finally:
        found.subject = -1


def _item(node: Node, index: int, found: Findings) -> Item | Broken:
    if not isinstance(node, Map):
        what = f'an item is a group of "key: value" lines, but {describe(node)} is here'
        found.error("wrong-type", node.place, what)
        return Broken("", node.place, index)
    name = _word(node, "kind")
    kind = _KINDS.get(name)
    known = (*_COMMON, *(kind.keys if kind else _ALL_KEYS))
    fields = Fields(node, known, f"an item of kind {name}" if kind else "an item", found)
    common = _common(fields, index)
    item = kind.read(fields, common) if kind else None
    if item is None or common is None or found.full:
        return Broken(_word(node, "id")[:SLUG_LIMIT], node.place, index)
    return item


def _word(node: Map, key: str) -> str:
    """The text of a key before it is checked."""
    return next((getattr(value, "text", "") for name, value in node.pairs if name.text == key), "")


def _common(fields: Fields, index: int) -> _Common | None:
    """What every item has; None where something that an item cannot do without is missing."""
    name = fields.slug("id", required=True)
    kind = fields.choice("kind", KINDS, "kind-unknown", required=True)
    objective = fields.text("objective", required=True)
    level = fields.choice("level", LEVELS, "level-unknown", required=True)
    prompt = fields.prose("prompt", required=True)
    common = _Common(
        id=name or f"item-{index + 1}",  # a stand-in, so that the rest of the item is judged too
        place=fields.place,
        index=index,
        objective=objective,
        level=level or LEVELS[0],
        prompt=prompt or Markdown("", fields.place),
        vignette=fields.prose("vignette"),
        shuffle=fields.flag("shuffle", default=True),
        as_of=fields.date("as_of"),
        claim_type=fields.choice("claim_type", CLAIM_TYPES),
        contested=fields.flag("contested", default=False),
        positions=parts.positions(fields),
        content=parts.content_note(fields),
        waivers=parts.waivers(fields),
        at=fields.at,
    )
    return common if kind and objective and prompt else None


def _single(fields: Fields, common: _Common | None) -> Item | None:
    choices = parts.choices(fields)
    return Single(**common, choices=choices) if common and choices else None


def _multiple(fields: Fields, common: _Common | None) -> Item | None:
    choices = parts.choices(fields)
    return Multiple(**common, choices=choices) if common and choices else None


def _truefalse(fields: Fields, common: _Common | None) -> Item | None:
    choices = parts.choices(fields)
    if choices and sorted(choice.text.text for choice in choices) != ["False", "True"]:
        fields.bad("choices", 'of a truefalse item are exactly two, with the texts "True" and "False"')
        return None
    return TrueFalse(**common, choices=choices) if common and choices else None


def _match(fields: Fields, common: _Common | None) -> Item | None:
    pairs = parts.pairs(fields)
    return Match(**common, pairs=pairs) if common and pairs else None


def _order(fields: Fields, common: _Common | None) -> Item | None:
    steps = parts.steps(fields)
    return Order(**common, steps=steps) if common and steps else None


def _numeric(fields: Fields, common: _Common | None) -> Item | None:
    answers = parts.values(fields)
    unit = fields.text("unit")
    return Numeric(**common, answers=answers, unit=unit) if common and answers else None


def _short(fields: Fields, common: _Common | None) -> Item | None:
    answers = parts.words(fields)
    return Short(**common, answers=answers) if common and answers else None


def _two_tier(fields: Fields, common: _Common | None) -> Item | None:
    choices = parts.choices(fields)
    tier = fields.map("reason", ("prompt", "choices"), required=True)
    prompt = tier.prose("prompt", required=True) if tier else None
    reasons = parts.choices(tier) if tier else None
    if not (common and choices and prompt and reasons):
        return None
    return TwoTier(**common, choices=choices, reason_prompt=prompt, reasons=reasons)


def _open(fields: Fields, common: _Common | None) -> Item | None:
    model = parts.model_answer(fields)
    rubric = parts.rubric(fields)
    return Open(**common, model=model, rubric=rubric) if common and model and rubric else None


class _Kind(NamedTuple):
    keys: tuple[str, ...]
    read: Callable[[Fields, _Common | None], Item | None]


_KINDS = {
    "single": _Kind(("choices",), _single),
    "multiple": _Kind(("choices",), _multiple),
    "truefalse": _Kind(("choices",), _truefalse),
    "match": _Kind(("pairs",), _match),
    "order": _Kind(("steps",), _order),
    "numeric": _Kind(("answers", "unit"), _numeric),
    "short": _Kind(("answers",), _short),
    "two-tier": _Kind(("choices", "reason"), _two_tier),
    "open": _Kind(("model", "rubric"), _open),
}
_ALL_KEYS = tuple(dict.fromkeys(key for kind in _KINDS.values() for key in kind.keys))

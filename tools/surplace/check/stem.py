"""Rules on the question itself (STM01 to STM06)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from surplace.check.registry import Found, rule
from surplace.check.view import Asked, View
from surplace.check.words import NEGATIVES, counted, mean, percent, plain, unquoted, words
from surplace.findings import quoted
from surplace.model import Markdown, Multiple, Single, TrueFalse, TwoTier

MIN_BANK = 40
"""Shares over the whole course are judged from this many items on."""

_BLANK = re.compile(r"_{2,}|\.{4,}|…{2,}")
_ASKS = re.compile(r"[?:]$|(?:_{2,}|…|\.{4,})\.?$")
_VERBS = frozenset(
    """am are be been began bring can came could did do does find found gave give go had has have held is kept
    led left let made make mean may met might must put read said say see sent shall should stand take took was
    went were will won would write wrote
    apply arrange build choose classify compare complete consider decide define describe distinguish draft draw
    evaluate explain fill identify judge label list match name order pick place protect rank reach select sort
    state summarise tell test trace use work""".split()  # noqa: SIM905
)
_NO_VERBS = frozenset(["this", "thus", "us", "its", "his", "hers", "ours", "yours", "was", "during", "less"])
_UNFOCUSED = re.compile(
    r"\bwhich (?:one |two )?of (?:the following|these)(?: \w+)? (?:is|are) (?:\w+ )?"
    r"(?:true|correct|right|false|incorrect|wrong|untrue)\b",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:not(?! only\b)(?<!whether or not)|except|(?<!\bat )least|never|incorrect|false)\b", re.IGNORECASE
)


@rule(
    "STM01",
    severity="error",
    scope="item",
    waivable=True,
    reason="A question that cannot be understood without its choices tests reading, not knowledge.",
    source="BMC Medical Education 2016 checklist; house style",
)
def stm01(asked: Asked) -> Iterator[Found]:
    """A prompt ends with a question mark or a colon and has a verb; a blank stands only at its end.

    Who reads it should be able to answer before seeing a choice. A true/false prompt is the statement itself.
    """
    for prompt in () if isinstance(asked.item, TrueFalse) else asked.prompts:
        text = plain(prompt.text).rstrip(" \"'”’)»")
        if any(words(text[blank.end() :]) for blank in _BLANK.finditer(text)):
            yield Found(prompt.place, "a blank stands inside the question: move it to the end, or ask openly")
        elif not _ASKS.search(text):
            yield Found(prompt.place, "the prompt is no question: end it with a question mark or a colon")
        elif not any(map(_is_verb, words(text))):
            yield Found(prompt.place, f"{quoted(text)} has no verb: say in full what is asked")


def _is_verb(word: str) -> bool:
    """Generous on purpose: a title or a label has none of these, a sentence has."""
    likely = word.endswith(("ed", "ing", "s", "ise", "ify")) and not word.endswith(("ss", "ness", "'s"))
    return word in _VERBS or (likely and len(word) > 3 and word not in _NO_VERBS)


@rule(
    "STM02",
    severity="warning",
    scope="item",
    waivable=True,
    reason="“Which of these is true?” asks nothing; the idea belongs into the question.",
    source="Pham et al. 2018 (cross-over trial)",
)
def stm02(asked: Asked) -> Iterator[Found]:
    """A question says what it is about: no “which of the following is true?”, and at least half as many words
    as a choice has on average.
    """  # noqa: D205 - one sentence
    item = asked.item
    if not isinstance(item, Single | Multiple | TwoTier):
        return
    if _UNFOCUSED.search(asked.prompt):
        yield Found(item.prompt.place, "this could stand above any choices: ask about one thing")
        return
    length = mean([len(tokens) for tokens in asked.tiers[0].tokens])
    asks = len(words(asked.stem))
    if asks * 2 < length:
        what = f"the question has {counted(asks, 'word')}, a choice {length:.0f} on average"
        yield Found(item.prompt.place, f"{what}: move what the choices share into the question")


@rule(
    "STM03",
    severity="error",
    scope="item",
    waivable=True,
    reason="A small “not” is overlooked.",
    source="BMC Medical Education 2016 checklist; own measurement",
)
def stm03(asked: Asked) -> Iterator[Found]:
    """A negative word in the question (not, except, least, never, incorrect, false) is written in capitals.

    Quoted words are left alone, and so are “not only”, “at least” and “whether or not”.
    """
    negative = _negative(asked)
    if negative and not negative.isupper():
        what = f"“{negative}” turns the question around and is easily overlooked"
        yield Found(asked.item.prompt.place, f"{what}: write {negative.upper()}, or ask the positive way")


def _negative(asked: Asked) -> str:
    """The negative word in the question of an item with choices, or nothing."""
    if not isinstance(asked.item, Single | Multiple | TwoTier):
        return ""
    found = _NEGATIVE.search(unquoted(asked.lead))
    return found.group() if found else ""


@rule(
    "STM04",
    severity="error",
    scope="bank",
    reason="Negative questions test attention; professional banks hold 1 to 6 % of them.",
    source="BMC Medical Education 2016 checklist; own measurement",
)
def stm04(view: View) -> Iterator[Found]:
    """At most one negative question in a lesson's bank, and at most 5 % of the course (from 40 items on)."""
    negative = [asked for asked in view.asked if _negative(asked)]
    for _, group in groupby(negative, key=lambda asked: asked.bank.stem):
        for asked in list(group)[1:]:
            what = "a second negative question in this bank: ask it the positive way"
            yield Found(asked.item.prompt.place, what, subject=asked.item.index)
    total = len(view.asked)
    if total >= MIN_BANK and len(negative) > total * 0.05:
        share = percent(len(negative) / total)
        what = f"{share} of the {total} items of the course are negative questions: 5 % is the limit"
        yield Found(negative[0].bank.place, what)


@rule(
    "STM05",
    severity="warning",
    scope="item",
    waivable=True,
    reason="Two negatives make a puzzle.",
    source="known literature; design choice",
)
def stm05(asked: Asked) -> Iterator[Found]:
    """A negative question has no negative choice."""
    if not _negative(asked):
        return
    for tier in asked.tiers[:1]:
        for choice, tokens in zip(tier.choices, tier.tokens, strict=True):
            if not NEGATIVES.isdisjoint(tokens):
                what = "a negative choice under a negative question: turn one of the two around"
                yield Found(choice.text.place, what)


@rule(
    "STM06",
    severity="warning",
    scope="item",
    waivable=True,
    reason="Long questions measure reading speed and shut out learners of English.",
    source="own measurement: in 200 law items a question has 13 words in the middle, 24 at the 90th centile",
)
def stm06(asked: Asked) -> Iterator[Found]:
    """A prompt has at most 35 words, a vignette 150, and anything to choose 28."""
    item = asked.item
    parts: list[tuple[str, int, Markdown]] = [("prompt", 35, prompt) for prompt in asked.prompts]
    if item.vignette:
        parts.append(("vignette", 150, item.vignette))
    parts += [("choice", 28, text) for text in asked.chosen]
    for name, limit, text in parts:
        length = len(words(text.text)) if len(text.text) > limit * 2 else 0
        if length > limit:
            yield Found(text.place, f"this {name} has {length} words: {limit} at most, so shorten it")

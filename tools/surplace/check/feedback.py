"""The rule on feedback (FBK01): a reason for every answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from surplace.check.registry import Found, rule
from surplace.check.view import Asked, answered
from surplace.check.words import counted, plain, words
from surplace.findings import quoted

_SHORTEST, _LONGEST = 8, 60
_VERDICT = re.compile(
    r"(?:that(?:'s| is)|this is|yes|no|well done|good|sorry|not quite|exactly|correct|incorrect|right|wrong|true|false"
    r"|the|answer|choice|option|it|is|a|an|in|not|and|[\s.,;:!?’'–-])*",
    re.IGNORECASE,
)


@rule(
    "FBK01",
    severity="error",
    scope="item",
    reason="A reason teaches (effect 0.49); a bare right or wrong hardly does (0.05).",
    source="Van der Kleij, Feskens and Eggen 2015",
)
def fbk01(asked: Asked) -> Iterator[Found]:
    """Every answer has its own feedback of 8 to 60 words that gives a reason, not only a verdict."""
    for answer, number in answered(asked):
        feedback = answer.feedback
        if feedback is None:
            name = quoted(answer.text.text) if answer.text.text else f"number {number}"
            yield Found(answer.place, f"the answer {name} has no feedback: say why it is right or wrong")
            continue
        size = feedback.text.count(" ") + 1
        if _SHORTEST + 4 <= size <= _LONGEST - 10:
            continue  # clearly long enough for a reason, and short enough: no need to count exactly
        size = len(words(plain(feedback.text)))
        if _VERDICT.fullmatch(feedback.text.strip()):
            yield Found(feedback.place, "this feedback gives only a verdict: say why")
        elif not _SHORTEST <= size <= _LONGEST:
            todo = "say why in at least eight words" if size < _SHORTEST else "cut it to 60"
            yield Found(feedback.place, f"this feedback has {counted(size, 'word')}: {todo}")

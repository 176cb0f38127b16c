"""The rule on feedback (FBK01): a reason for every answer."""

from __future__ import annotations

from collections.abc import Iterator

from surplace.check.registry import Found, rule
from surplace.check.view import Asked, answered
from surplace.check.words import counted, plain, words
from surplace.findings import quoted

_SHORTEST, _LONGEST = 8, 60
_VERDICT = frozenset(
    """a again an and answer choice choose chose correct correctly done exactly excellent false good great in
    incorrect indeed is it it's no not of one option please quite really right so sorry that that's the this true
    try unfortunately was well wrong yes you you're your""".split()  # noqa: SIM905 -- a list is read as prose
)
"""Words that say whether an answer is right and nothing else."""


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
        said = words(plain(feedback.text))
        size = len(said)
        if _VERDICT.issuperset(said):
            yield Found(feedback.place, "this feedback gives only a verdict: say why")
        elif not _SHORTEST <= size <= _LONGEST:
            todo = "say why in at least eight words" if size < _SHORTEST else "cut it to 60"
            yield Found(feedback.place, f"this feedback has {counted(size, 'word')}: {todo}")

"""How hard a text is to read: the Flesch-Kincaid grade, with no word lists to fetch."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_END = re.compile(r"(?<=[.!?…])[\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])")
_SHORT = re.compile(r"\b((?i:arts?|paras?|pp?|ss?|sec|ch|nos?|n|vs?|cf|e\.g|i\.e|mrs?|ms|dr|st))\.(?=\s)")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    r"(?:[^aeioutd]ed|[^aeiouyszxcghl]es|thes|[^aeiouyl]e|[aeiouyl]les?|[^aeiouy]ely)$"
    r"|[^aeiouyl]e(?=(?:ment|land|where|thing|body|times|less|ful)s?)"
)
_APART = re.compile(
    r"(?<![tcsg])ia|(?<![tcsgxln])io(?!u)|(?<![tcsgx])iou|ie(?=t)|iu|(?<!p)eo(?!u)|(?<![qg])u[ao](?![uy])|ue(?=n)"
    r"|(?<=[aeiou])y(?=[aeiou])(?!e?s?$)|(?<![aeiou])ying|[dr]ea(?=n?s?$)|creat|scien|[aeou](?=ing)|isms?$"
)


class Counts(NamedTuple):
    """Words, sentences and syllables of a text."""

    words: int = 0
    sentences: int = 0
    syllables: int = 0

    @property
    def grade(self) -> float:
        """The Flesch-Kincaid grade: years of schooling in the United States (Kincaid et al. 1975)."""
        return 0.39 * self.length + 11.8 * self.syllables / max(self.words, 1) - 15.59

    @property
    def length(self) -> float:
        """The mean length of a sentence in words."""
        return self.words / max(self.sentences, 1)


def count(blocks: Iterable[str]) -> Counts:
    """Count paragraphs; the end of a paragraph ends a sentence."""
    words = sentences = syllables = 0
    for block in blocks:
        for sentence in _END.split(_SHORT.sub(r"\1", block)):
            found = _WORD.findall(sentence)
            words += len(found)
            sentences += bool(found)
            syllables += sum(map(_syllables, found))
    return Counts(words, sentences, syllables)


@lru_cache(maxsize=20_000)
def _syllables(word: str) -> int:
    return sum(_one(part) for part in re.split(r"[-'’]", word.lower()) if len(part) > 1) or 1


def _one(word: str) -> int:
    """The groups of vowels, less a silent ending, more where two vowels are spoken apart."""
    groups = len(_VOWELS.findall(word)) - len(_SILENT.findall(word)) + len(_APART.findall(word))
    return max(groups, 1)

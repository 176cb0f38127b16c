"""The one grammar of citations: ``key, locator "phrase"``, several of them split by ``;``.

::

    citations = citation { ";" citation }
    citation  = key "," locator [ quote phrase quote ]
    key       = lower-case letters, digits and hyphens; the first comma ends it
    locator   = part { "," part }
    part      = word numbers                      the words are the table ``WORDS``
    numbers   = item { ( "," | "and" ) item }     a list or a range needs the plural word, if there is one
    item      = number [ "-" number ]             33  33(1)  1A(2)  V.2  IV  94-96

Pure: no files, no YAML, no Sphinx. Columns of problems point at the fault inside the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from surplace.citeformat import quoted, reference, short, text
from surplace.citerange import fits
from surplace.model import Citation, Locator, LocatorKind, Part
from surplace.problem import Place, Problem

__all__ = [
    "WORDS",
    "fits",
    "fold",
    "parse",
    "parse_list",
    "parse_locator",
    "quoted",
    "reference",
    "short",
    "sort_key",
    "text",
]

RULE = "cite-malformed"


@dataclass(frozen=True, slots=True)
class Word:
    """A locator word: its kind, and whether it takes one number, several, or any count."""

    kind: LocatorKind
    takes: Literal["one", "several", "any"]
    twin: str = ""


WORDS = {
    "art.": Word("article", "one", "arts."),
    "arts.": Word("article", "several", "art."),
    "para.": Word("paragraph", "one", "paras."),
    "paras.": Word("paragraph", "several", "para."),
    "p.": Word("page", "one", "pp."),
    "pp.": Word("page", "several", "p."),
    "s.": Word("section", "any"),
    "sec.": Word("section", "any"),
    "ch.": Word("chapter", "any"),
    "annex": Word("annex", "any"),
    "n.": Word("note", "any"),
    "recital": Word("recital", "any"),
    "principle": Word("principle", "any"),
}

_OTHER_SPELLINGS = {
    "article": "art.", "articles": "arts.", "paragraph": "para.", "paragraphs": "paras.", "page": "p.",
    "pages": "pp.", "section": "sec.", "sections": "sec.", "secs": "sec.", "ss": "s.", "§": "s.",
    "chapter": "ch.", "chapters": "ch.", "note": "n.", "notes": "n.", "fn": "n.",
    "preamble": "recital", "recitals": "recital", "annexes": "annex", "principles": "principle",
}  # fmt: skip
_CLOSERS = {'"': '"', "“": "”", "„": "“”"}
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBER = r"(?:[0-9]+[A-Z]?|[A-Z]+|[ivxlc]+)(?:\.[0-9]+|\.[A-Z]+|\.[a-z])*(?:\([0-9A-Za-z]{1,5}\))*"
_NAMED = "Abstract|Background|Conclusion|Findings|Glossary|Heading|Introduction|Lead|Summary"
_ITEM = re.compile(rf"{_NUMBER}(?:-{_NUMBER})?|{_NAMED}")
"""A number, a range, or the name of a part that has none: ``sec. Abstract``."""

_TOKEN = re.compile(r",(?:\s+and(?=\s))?|[^\s,]+")
_Token = tuple[int, str]
_DASHES = str.maketrans("‐‑‒–—−", "------")


class _GrammarError(Exception):
    """What is wrong, and how many characters into the text."""

    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at = at


def parse(text: str, place: Place) -> Citation | Problem:
    """Read one citation; ``place`` is where ``text`` starts."""
    try:
        return _citation(text, place)
    except _GrammarError as error:
        return Problem(RULE, "error", _after(place, error.at), str(error))


def parse_list(text: str, place: Place) -> tuple[tuple[Citation, ...], tuple[Problem, ...]]:
    """Read citations split by ``;`` (one inside a quoted phrase does not split)."""
    cites: list[Citation] = []
    problems: list[Problem] = []
    start = 0
    for end in (*_splits(text), len(text)):
        found = parse(text[start:end], _after(place, start))
        if isinstance(found, Problem):
            problems.append(found)
        else:
            cites.append(found)
        start = end + 1
    return tuple(cites), tuple(problems)


def parse_locator(text: str) -> Locator | str:
    """Read a locator alone; a string says what is wrong with it."""
    try:
        return _locator(text, 0)
    except _GrammarError as error:
        return str(error)


def _after(place: Place, columns: int) -> Place:
    return Place(place.path, place.line, place.column + columns)


def _splits(text: str) -> list[int]:
    """Where ``;`` stands outside a quoted phrase."""
    closers = ""
    at: list[int] = []
    for index, char in enumerate(text):
        if closers:
            closers = "" if char in closers else closers
        elif char == ";":
            at.append(index)
        else:
            closers = _CLOSERS.get(char, "")
    return at


def _citation(text: str, place: Place) -> Citation:
    start = len(text) - len(text.lstrip())
    if start == len(text):
        raise _GrammarError(0, "nothing is cited here: write key, art. 1, and no ; at the end")
    quote = next((i for i, char in enumerate(text) if char in _CLOSERS), len(text))
    comma = text.find(",", 0, quote)
    key = text[start : quote if comma < 0 else comma].rstrip()
    if not _KEY.fullmatch(key):
        raise _GrammarError(start, f'a key is lower-case letters, digits and hyphens; "{key}" is not')
    if comma < 0 or not text[comma + 1 : quote].strip():
        raise _GrammarError(start + len(key), f"no locator after the key: write {key}, art. 1")
    locator = _locator(text[comma + 1 : quote], comma + 1)
    return Citation(key, locator, _phrase(text, quote), _after(place, start))


def _phrase(text: str, quote: int) -> str:
    """The phrase whose opening quotation mark stands at ``quote``; empty if none does."""
    if quote == len(text):
        return ""
    closers = _CLOSERS[text[quote]]
    end = next((i for i in range(quote + 1, len(text)) if text[i] in closers), -1)
    if end < 0:
        raise _GrammarError(quote, f"the phrase is not closed: put {closers[-1]} after it")
    rest = text[end + 1 :]
    if rest.strip():
        at = len(text) - len(rest.lstrip())
        raise _GrammarError(at, "nothing may follow the phrase: put ; before the next citation")
    phrase = " ".join(text[quote + 1 : end].split())
    if not phrase:
        raise _GrammarError(quote, "the phrase is empty: quote two to ten words, or take the quotes out")
    return phrase


def _locator(text: str, start: int) -> Locator:
    """Read the parts of a locator, which stands ``start`` characters into the citation."""
    tokens = [(start + m.start(), m.group()) for m in _TOKEN.finditer(text.translate(_DASHES))]
    if not tokens:
        raise _GrammarError(start, "no locator: write art. 1")
    groups = _groups(tokens)
    parts = tuple(_part(group) for group in groups)
    spelled = (f"{group[0][1]} {_listed(part.numbers)}" for group, part in zip(groups, parts, strict=True))
    return Locator(parts, ", ".join(spelled))


def _groups(tokens: list[_Token]) -> list[list[_Token]]:
    """The tokens of each part; a comma before a word, not before a number, begins the next one."""
    groups: list[list[_Token]] = [[]]
    for (at, token), (_, following) in zip(tokens, [*tokens[1:], (0, ",")], strict=True):
        if token == "," and (following.startswith(",") or not groups[-1]):
            raise _GrammarError(at, "take this comma out: nothing stands on one side of it")
        if token == "," and not _is_number(following):
            groups.append([])
        else:
            groups[-1].append((at, token))
    return groups


def _is_number(token: str) -> bool:
    return token not in WORDS and _ITEM.fullmatch(token) is not None


def _part(tokens: list[_Token]) -> Part:
    """One part: its word, then numbers with "," or "and" between them."""
    at, name = tokens[0]
    word = WORDS.get(name)
    if word is None:
        raise _GrammarError(at, _no_word(name))
    items: list[str] = []
    expects = True
    for offset, token in tokens[1:]:
        joins = token == "and" or token.startswith(",")
        if joins == expects or not (joins or _ITEM.fullmatch(token)):
            raise _GrammarError(offset, _no_number(name, token, expects))
        if not joins:
            items.append(token)
        expects = joins
    if expects:
        end, last = tokens[-1]
        raise _GrammarError(end + len(last), f'no number after "{last}": write {name} 1')
    several = len(items) > 1 or "-" in items[0]
    if word.takes != "any" and several != (word.takes == "several"):
        raise _GrammarError(at, f'write "{word.twin}" for {"several" if several else "one"}')
    return Part(word.kind, tuple(items))


def _listed(items: tuple[str, ...]) -> str:
    """``26``, ``26 and 28``, ``26, 28 and 32``."""
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1])))


def _no_word(name: str) -> str:
    plain = name.lower().rstrip(".")
    right = _OTHER_SPELLINGS.get(plain) or next((w for w in WORDS if w.rstrip(".") == plain), "")
    if right:
        return f'write "{right}", not "{name}"'
    glued = next((w for w in WORDS if name.lower().startswith(w) and name[len(w) :][:1].isdigit()), "")
    if glued:
        return f'write a space after "{glued}"'
    if name[0] in "'‘’‚":
        return "put the phrase in double quotation marks"
    return f'"{name}" is not a locator word; the words are {", ".join(WORDS)}'


def _no_number(name: str, token: str, expects: bool) -> str:
    if token[0] in "'‘’‚":
        return "put the phrase in double quotation marks"
    if not expects:
        return f'"{token}" is not expected: join numbers by "," or "and"; a phrase stands in double quotes'
    return f'"{token}" after "{name}" is not a number: write it like 33, 33(1), 1A(2), V.2, IV or 94-96'


_FOLDS = str.maketrans({
    **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑", "-"),
    **dict.fromkeys("–—―−", "–"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
})  # fmt: skip


@lru_cache(maxsize=8_192)
def fold(text: str) -> str:
    """The text without what type-setting does to it, for comparing words; the case is kept.

    Typographic quotes and dashes become plain, ligatures are taken apart (Unicode NFKC), soft hyphens
    and zero-width characters go, and all white space becomes one space. A hyphen inside a word goes too,
    with a line end after it, because a text cannot tell ``refou-`` / ``lement`` from ``non-`` /
    ``refoulement``: so ``non-refoulement`` and ``nonrefoulement`` are the same words.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_FOLDS)).translate(_FOLDS)
    plain = re.sub(r"(?<=[^\W\d_])-(?:[ \t]*\n\s*)?(?=[^\W\d_])", "", plain)
    plain = re.sub(r"(?<=\d)–(?=\d)", "-", plain)
    return " ".join(re.sub(r" ?– ?", " - ", plain).split())


_CHUNKS = re.compile(r"(\d+)")


def sort_key(locator: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts locators as a reader would: ``art. 2`` before ``art. 10``, articles before paragraphs."""
    chunks = _CHUNKS.split(locator.replace("arts.", "art.").replace("paras.", "para."))
    return tuple((1, int(c), "") if c.isdigit() else (0, 0, c) for c in chunks if c)

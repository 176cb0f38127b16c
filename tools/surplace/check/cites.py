"""Rules on citations: every answer has one, and each names a source, a place in it, and words that stand there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from surplace import cite
from surplace.check.registry import Found, rule
from surplace.check.view import Asked, Read, View, answered
from surplace.check.words import near, unquoted
from surplace.findings import quoted
from surplace.model import Accepted, Answer, Choice, Citation, Criterion, Numeric, Open, Pair
from surplace.problem import Severity

_PROMISE = "the course's own promise: every answer cites a source at a pinpoint"
_SENTENCE = re.compile(r"[“\"'‘(\[]*[^\W\d_a-z].*[.!?…][”\"'’)\]]*")


@rule(
    "FBK04",
    severity="error",
    scope="course",
    reason="Every answer, right or wrong, cites a source at a pinpoint.",
    source=_PROMISE,
)
def fbk04(view: View) -> Iterator[Found]:
    """Every choice, pair, step, accepted answer, model answer, criterion and position has a citation.

    The same holds for each entry of misconceptions.yaml, and for each plain-language version on a page.
    """
    for asked in view.asked:
        for answer, number in answered(asked):
            if not answer.cites:
                what = f"{_name(asked, answer, number)} cites no source"
                yield Found(answer.place, f"{what}: add cite: and a line like - key, art. 1", subject=asked.item.index)
        for position in asked.item.positions:
            if not position.cites:
                what = f"the position of {quoted(position.holder)} cites no source: add cite: below it"
                yield Found(position.place, what, subject=asked.item.index)
    for belief in view.course.misconceptions.values():
        if not belief.cites:
            yield Found(belief.place, f"the misconception {quoted(belief.id)} cites no source: add cite: below it")


def _name(asked: Asked, answer: Answer, number: int) -> str:
    """How a message calls an answer."""
    match answer:
        case Choice():
            name = "the choice"
        case Pair():
            name = "the pair"
        case Criterion():
            name = "the criterion"
        case Accepted() if isinstance(asked.item, Numeric):
            return f"answer {number}"
        case Accepted():
            name = "the answer"
        case _ if isinstance(asked.item, Open):
            return "the model answer"
        case _:
            name = "the step"
    return f"{name} {quoted(answer.text.text)}"


def _cites(view: View) -> Iterator[tuple[Citation, int]]:
    """Every citation whose source is known."""
    return ((c, subject) for c, subject in view.cites if c.key in view.course.sources)


@rule(
    "source-unknown",
    severity="error",
    scope="course",
    reason="A citation names a source that course/sources.yaml describes.",
    source=_PROMISE,
)
def source_unknown(view: View) -> Iterator[Found]:
    """The key of a citation stands in course/sources.yaml, so that a reader can find the source.

    Where no source could be read at all, one finding says so, not one for every citation.
    """
    known = tuple(view.course.sources)
    for citation, subject in view.cites if known else view.cites[:1]:
        if citation.key not in view.course.sources:
            hint = near(citation.key, known) or ": add it to course/sources.yaml"
            yield Found(citation.place, f"there is no source {quoted(citation.key)}{hint}", subject=subject)


@rule(
    "locator-unknown",
    severity="error",
    scope="course",
    reason="A pinpoint names an article, paragraph or page that the source has.",
    source=_PROMISE,
)
def locator_unknown(view: View) -> Iterator[Found]:
    """The place that a citation names exists in its source: no Article 47 of a treaty with 46 articles."""
    for citation, subject in _cites(view):
        fault = cite.fits(view.course.sources[citation.key], citation.locator)
        if fault:
            yield Found(citation.place, f"{fault}: mend the locator of this citation", subject=subject)


@rule(
    "phrase-length",
    severity="error",
    scope="course",
    reason="A quoted phrase has two to ten words: enough to find it, too few to copy a text.",
    source="house rule: the project carries key phrases, never sentences of a source",
)
def phrase_length(view: View) -> Iterator[Found]:
    """A phrase has two to ten words. Longer ones copy the source; one word is found everywhere."""
    for citation, subject in view.cites:
        size = len(citation.phrase.split())
        if citation.phrase and not 2 <= size <= 10:
            what = f"the phrase {quoted(citation.phrase)} has {size} {'word' if size == 1 else 'words'}"
            yield Found(citation.place, f"{what}: quote two to ten words", subject=subject)


@rule(
    "phrase-sentence",
    severity="error",
    scope="course",
    reason="A quoted phrase is a part of a sentence, so that texts under copyright are not copied.",
    source="house rule: the project carries key phrases, never sentences of a source",
)
def phrase_sentence(view: View) -> Iterator[Found]:
    """A phrase is not a whole sentence, from its capital letter to its full stop."""
    for citation, subject in view.cites:
        if _SENTENCE.fullmatch(citation.phrase.strip()):
            what = f"the phrase {quoted(citation.phrase)} is a whole sentence: quote a part of it"
            yield Found(citation.place, what, subject=subject)


@rule(
    "phrase-unverified",
    severity="error",
    scope="course",
    reason="A quoted phrase was found in the source's own text, at the place that is cited.",
    source="course/sources.lock, written by surplace verify",
)
def phrase_unverified(view: View) -> Iterator[Found]:
    """The evidence lock covers the phrase at this locator. Run surplace verify after a new quotation.

    For a source without a text to look in, one warning says so, since nobody can check its phrases here.
    """
    found = view.course.evidence.phrases
    told: set[str] = set()
    for citation, subject in _cites(view):
        if not citation.phrase or (citation.key, str(citation.locator), cite.fold(citation.phrase)) in found:
            continue
        severity: Severity | None = None
        message = (
            f"the evidence lock does not cover {quoted(citation.phrase)} at {citation.key}, {citation.locator}: "
            "run surplace verify, or mend the phrase or the locator"
        )
        if not view.course.sources[citation.key].text_file:
            if citation.key in told:
                continue
            told.add(citation.key)
            severity = "warning"
            message = f"no text of {citation.key} can be looked in, so its phrases are not verified: quote with care"
        yield Found(citation.place, message, severity, -1 if severity else subject)


_WEAK = ("news", "advocacy")
_LEGAL = re.compile(
    r"\b(?:articles? \d|conventions?|protocol|treaty|treaties|non-refoulement|refoulement|unlawful|illegal(?:ly)?"
    r"|lawful|international law|human rights law|refugee law|binds?|binding|bound by|obliged|obligations?|in law"
    r"|must not|may not be returned|has a duty|have a duty|breach(?:es|ed)?|violat\w+|refugee status)\b",
    re.IGNORECASE,
)
_SPEAKER = re.compile(
    r"\b(?:says?|said|claim(?:s|ed)?|wr(?:ites|ote)|argu(?:es?|ed)|report(?:s|ed)?|call(?:s|ed)"
    r"|quot(?:es?|ed)|stat(?:es|ed)"
    r"|according to|holds?|held|puts?|names?|named|tells?|told|complain(?:s|ed)|object(?:s|ed)"
    r"|describ(?:es|ed)|words of"
    r"|in the view of|newspaper|magazine|article of|campaign|spokes\w+|answer(?:s|ed)|reject(?:s|ed)|den(?:ies|ied)"
    r"|statement|position|urged?|asks?|asked)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?<=[.?!:;”])\s+(?=[A-Z“])|\n")
_ROLES = re.compile(r"\{cite\}`[^`]*`|[{][\w:-]+[}]`([^`<]*)[^`]*`")


@rule("law-weak-source", severity="error", scope="page", reason="News and advocacy report law; they do not make it.",
      source="house rule: advocacy and news never stand alone under a legal statement")  # fmt: skip
def law_weak_source(read: Read) -> Iterator[Found]:
    """A sentence that states law in the course's own voice cites more than newspapers and campaigns.

    A sentence that says who speaks ("a newspaper wrote that …") is a report, and its source may be any.
    """
    by_line: dict[int, list[Citation]] = {}
    for citation in read.page.cites:
        by_line.setdefault(citation.place.line, []).append(citation)
    lines = read.page.body.split("\n")
    for line, citations in sorted(by_line.items()):
        number = line - read.page.body_line
        text = _ROLES.sub(r"\1", lines[number]) if 0 <= number < len(lines) else ""
        if _weak_alone(read.view, citations) and _states_law(text):
            what = "only news or advocacy stands under this legal statement"
            yield Found(citations[0].place, f"{what}: cite the treaty, a UN body or a court, or say who claims it")


@rule("law-weak-answer", severity="error", scope="item", reason="News and advocacy report law; they do not make it.",
      source="house rule: advocacy and news never stand alone under a legal statement")  # fmt: skip
def law_weak_answer(asked: Asked) -> Iterator[Found]:
    """The feedback of an answer that states law cites more than newspapers and campaigns."""
    for answer, number in answered(asked):
        text = answer.feedback.text if answer.feedback else ""
        law = asked.item.claim_type == "law_text" or (bool(answer.cites) and _states_law(text))
        if law and answer.cites and _weak_alone(asked.view, answer.cites):
            what = f"only news or advocacy stands under {_name(asked, answer, number)}, which states law"
            yield Found(answer.place, f"{what}: cite the treaty, a UN body or a court, or say who claims it")


def _weak_alone(view: View, citations: Iterable[Citation]) -> bool:
    kinds = {source.kind for citation in citations if (source := view.source(citation))}
    return bool(kinds) and kinds <= set(_WEAK)


def _states_law(text: str) -> bool:
    """Whether a sentence of the text speaks of law, and nobody is named who says so."""
    return any(_LEGAL.search(unquoted(one)) and not _SPEAKER.search(one) for one in _ENDS.split(text))

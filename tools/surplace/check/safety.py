"""Rules on safety, access and clean prose (SAF01 to SAF03, ACC01, html-in-prose)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from surplace.check.registry import Found, rule
from surplace.check.view import Asked, Read, View
from surplace.check.words import plain
from surplace.findings import quoted
from surplace.model import ContentNote

_HARM = {
    "torture": r"tortur\w*",
    "sexual_violence": r"rape[ds]?|rapists?|sexual(?:ly)? (?:violence|abus\w*|assault\w*|exploit\w*)",
    "forced_marriage": r"forced marriages?|forced to marry|sold as (?:a )?(?:wife|wives|brides?)",
    "forced_abortion": r"forced abortions?",
    "execution": r"execut(?:ed|ions?)|death penalty",
    "death": r"killed|killings?|murder\w*|massacre\w*|beaten to death",
    "child_harm": r"infanticide|child abuse|child soldiers?",
    "suicide": r"suicid\w*",
    "detention": r"detention|detain\w*|imprison\w*|(?:prison|labou?r) camps?",
    "hunger": r"hunger|starv\w*|famine",
}
"""What names a harm, by the tag of the note that it needs; trafficking is a subject of the whole course."""

_NAMED = re.compile(
    r"\b(?=[bcdefhiklmprst])(?:" + "|".join(rf"(?P<{tag}>(?:{harm})\b)" for tag, harm in _HARM.items()) + ")",
    re.IGNORECASE,
)
"""The letters are those with which a harm begins: most words are passed over at once."""

_SIGNS = (
    "tortur", "rape", "rapist", "sexual", "forced", "sold as", "execut", "death", "kill", "murder", "massacre",
    "infanticide", "child", "suicid", "det", "imprison", "camp", "hunger", "starv", "famine",
)  # fmt: skip
_DETAIL = re.compile(
    r"\b(?:beat(?:en|ings?)?\b|whip\w*|electric\w*|blood\w*|naked\w*|screams?\b|wounds?\b|corpses?\b|strangl\w*"
    r"|drown\w*|burn(?:ed|t|ing)\b|broken bones|needles?\b)",
    re.IGNORECASE,
)
_HTML = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>|<!--|<!\w|<\?")
_LINKED = r"(?:javascript|vbscript|data)\s*:"
_SCRIPT = re.compile(
    rf"\]\(\s*+<?\s*+{_LINKED}|^[ \t]*\[[^\[\]\n]+\]:\s*+<?\s*+{_LINKED}|<{_LINKED}[^<>]*>",
    re.IGNORECASE | re.MULTILINE,
)
_NO_ALT = re.compile(r"!\[\s*\]\(")
_OPENS = re.compile(r"\s*(?:`{3,}|:{3,})\s*\{(?:image|figure)\}")
_OPTION = re.compile(r"\s*:([\w-]+):\s*(.*)")


@rule("SAF01", severity="error", scope="course", reason="A content note lets people plan and choose.",
      source="Bridgland et al. 2023; course policy")  # fmt: skip
def saf01(view: View) -> Iterator[Found]:
    """An item or lesson that names torture, rape, execution, detention or another harm has a content note.

    The note has a level and the tag of what is named; for a lesson it stands in the head of the page. Names of
    treaties and bodies do not count.
    """
    for asked in view.asked:
        for part in asked.prose if asked.mentions(*_SIGNS) else ():
            fault = next(_unnoted(plain(part.text), asked.item.content), None)
            if fault:
                yield Found(part.place, fault[1], subject=asked.item.index)
                break
    for read in view.read:
        for start, what in _unnoted(read.prose.said, read.page.content) if read.lesson else ():
            yield Found(read.prose.place(start), what)


def _unnoted(text: str, note: ContentNote | None) -> Iterator[tuple[int, str]]:
    """Where a harm is named that the note does not announce, once for each tag, and what to do."""
    noted = note.tags if note and note.level else ()
    told = set(noted)
    for match in _NAMED.finditer(_instruments_out(text)):
        tag = str(match.lastgroup)
        if tag not in told:
            told.add(tag)
            todo = f"add the tag {tag} to it" if noted else f"add content_note: with level, tags: [{tag}] and text"
            yield match.start(), f"{quoted(match.group())} needs a content note: {todo}"


def _instruments_out(text: str) -> str:
    """The text without the names of treaties and bodies that have such a word in them."""
    names = r"(?:UN )?(?:Convention|Committee|Protocol|Rapporteur)(?: on| against) (?:the )?(?:\w+ ){0,2}Torture"
    return re.sub(names, lambda m: " " * len(m.group()), text, flags=re.IGNORECASE)


@rule("SAF02", severity="error", scope="course", reason="Detail of harm teaches nothing and hurts.",
      source="course policy: level 3 is refused, level 2 from 16 years on")  # fmt: skip
def saf02(view: View) -> Iterator[Found]:
    """A content note of level 2, on a lesson or on one of its items, is for 16 years and older; 3 is refused."""
    noted = [(read.page.content, read.lesson, -1) for read in view.read]
    noted += [(asked.item.content, asked.lesson, asked.item.index) for asked in view.asked]
    for note, lesson, subject in noted:
        if note and note.level > 2:
            what = f"level {note.level} is refused: name or outline the harm, and cite what describes it"
            yield Found(note.place, what, subject=subject)
        elif note and note.level == 2 and lesson and lesson.age < 16:
            what = f"level 2 needs age: 16 or more, and lesson {lesson.id} has {lesson.age}"
            yield Found(note.place, what, subject=subject)


@rule("SAF03", severity="error", scope="item", reason="No question asks for the detail of abuse.",
      source="Murad Code; do no harm")  # fmt: skip
def saf03(asked: Asked) -> Iterator[Found]:
    """The choices of an item on torture or sexual violence hold law and procedure, no detail of abuse."""
    note = asked.item.content
    if not note or not {"torture", "sexual_violence"} & set(note.tags):
        return
    for part in (*asked.prompts, *asked.given):
        match = _DETAIL.search(plain(part.text))
        if match:
            yield Found(part.place, f"{quoted(match.group())} asks for detail of abuse: ask about law or procedure")


@rule("ACC01", severity="error", scope="page", reason="Who cannot see an image needs its words.",
      source="WCAG 2.2, 1.1.1")  # fmt: skip
def acc01(read: Read) -> Iterator[Found]:
    """Every image has an alternative text."""
    for match in _NO_ALT.finditer(read.prose.marked_up):
        yield Found(
            read.prose.place(match.start()),
            "this image has no alternative text: write it in the brackets ![…]",
        )
    lines = read.prose.lines
    for line in lines:
        if line.fence in ("image", "figure") and _OPENS.match(line.text):
            below = (_OPTION.match(after.text) for after in lines[line.number + 1 : line.number + 21])
            options = {option[1]: option[2] for option in takewhile(bool, below) if option}
            if not options.get("alt"):
                yield Found(read.prose.line(line.number), "this image has no alternative text: add :alt: below it")


@rule("html-in-prose", severity="error", scope="course", reason="HTML breaks print and exports, and can carry scripts.",
      source="house rule: prose is CommonMark without HTML")  # fmt: skip
def html_in_prose(view: View) -> Iterator[Found]:
    """No HTML tag and no script link stands in an item, a misconception or a page; "a < b" is fine."""
    todo = "is HTML or a script: write plain text, Markdown or a directive"
    marked = (asked for asked in view.asked if asked.mentions("<", "](", "]:"))
    said = [(part, asked.item.index) for asked in marked for part in asked.prose]
    said += [(part, -1) for one in view.course.misconceptions.values() for part in (one.belief, one.refutation)]
    for part, subject in said:
        for match in filter(None, (pattern.search(part.text) for pattern in (_HTML, _SCRIPT))):
            yield Found(part.place, f"{quoted(match.group())} {todo}", subject=subject)
    for read in view.read:
        for pattern in (_HTML, _SCRIPT):
            for match in pattern.finditer(read.prose.marked_up):
                yield Found(read.prose.place(match.start()), f"{quoted(match.group())} {todo}")

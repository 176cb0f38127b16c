"""Rules on safety, access and clean prose (SAF01 to SAF03, ACC01, html-in-prose)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from surplace.check.registry import Found, rule
from surplace.check.view import Asked, Read, View
from surplace.check.words import plain
from surplace.findings import quoted
from surplace.model import ContentNote

_HARM = re.compile(
    r"\b(?:tortur\w*|rap(?:e|ed|es|ist)\b|sexual(?:ly)? (?:violence|abus\w*|assault\w*|exploit\w*)|execut(?:ed|ions?)\b"
    r"|forced abortions?|infanticide|suicid\w*|beaten to death|massacre\w*)",
    re.IGNORECASE,
)
_HARM_SIGNS = (
    "tortur",
    "rape",
    "rapi",
    "sexual",
    "execut",
    "abortion",
    "infanticide",
    "suicid",
    "beaten",
    "massacre",
)
_DETAIL = re.compile(
    r"\b(?:beat(?:en|ings?)?\b|whip\w*|electric\w*|blood\w*|naked\w*|screams?\b|wounds?\b|corpses?\b|strangl\w*"
    r"|drown\w*|burn(?:ed|t|ing)\b|broken bones|needles?\b)",
    re.IGNORECASE,
)
_HTML = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>|<!--|<!\w|<\?")
_SCRIPT = re.compile(r"\]\(\s*<?\s*(?:javascript|vbscript|data)\s*:"
    r"|^\s*\[[^\]]+\]:\s*<?\s*(?:javascript|vbscript|data)\s*:"
                     r"|<(?:javascript|vbscript|data):[^>]*>", re.IGNORECASE | re.MULTILINE)  # fmt: skip
_NO_ALT = re.compile(r"!\[\s*\]\(")
_IMAGE = re.compile(r"\s*(?:`{3,}|:{3,})\s*\{(?:image|figure)\}")


@rule("SAF01", severity="error", scope="course", reason="A content note lets people plan and choose.",
      source="Bridgland et al. 2023; course policy")  # fmt: skip
def saf01(view: View) -> Iterator[Found]:
    """An item or lesson that names torture, rape, execution, forced abortion or suicide has a content note.

    The note has a level and tags; for a lesson it stands in the head of the page. Names of treaties do not count.
    """
    for asked in view.asked:
        if not asked.mentions(*_HARM_SIGNS) or _noted(asked.item.content):
            continue
        for part in asked.prose:
            match = _HARM.search(_instruments_out(plain(part.text)))
            if match:
                what = f"{quoted(match.group())} needs a content note: add content_note: with level, tags and text"
                yield Found(part.place, what, subject=asked.item.index)
                break
    for read in view.read:
        match = _HARM.search(_instruments_out(read.prose.said))
        if read.lesson and match and not _noted(read.page.content):
            what = f"{quoted(match.group())} needs a content note in the head of the page"
            yield Found(read.prose.place(match.start()), what)


def _noted(note: ContentNote | None) -> bool:
    return bool(note and note.level and note.tags)


def _instruments_out(text: str) -> str:
    """The text without the names of treaties and bodies that have such a word in them."""
    names = r"(?:UN )?(?:Convention|Committee|Protocol|Rapporteur)(?: on| against) (?:the )?(?:\w+ )?Torture"
    return re.sub(names, lambda m: " " * len(m.group()), text, flags=re.IGNORECASE)


@rule("SAF02", severity="error", scope="page", reason="Detail of harm teaches nothing and hurts.",
      source="course policy: level 3 is refused, level 2 from 16 years on")  # fmt: skip
def saf02(read: Read) -> Iterator[Found]:
    """A lesson with a content note of level 2 is for 16 years and older."""
    note = read.page.content
    if read.lesson and note and note.level >= 2 and read.lesson.age < 16:
        yield Found(note.place, f"level 2 needs age: 16 or more, and this lesson has {read.lesson.age}")


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
        if line.fence in ("image", "figure") and _IMAGE.match(line.text):
            options = []
            for after in lines[line.number + 1 :]:
                if not after.text.strip().startswith(":"):
                    break
                options.append(after.text.strip())
            if not any(re.match(r":alt:\s*\S", option) for option in options):
                yield Found(read.prose.line(line.number), "this image has no alternative text: add :alt: below it")


@rule("html-in-prose", severity="error", scope="course", reason="HTML breaks print and exports, and can carry scripts.",
      source="house rule: prose is CommonMark without HTML")  # fmt: skip
def html_in_prose(view: View) -> Iterator[Found]:
    """No HTML tag and no script link stands in an item, a misconception or a page; "a < b" is fine."""
    todo = "is HTML or a script: write plain text, Markdown or a directive"
    marked = (asked for asked in view.asked if asked.mentions("<", "]("))
    said = [(part, asked.item.index) for asked in marked for part in asked.prose]
    said += [(part, -1) for one in view.course.misconceptions.values() for part in (one.belief, one.refutation)]
    for part, subject in said:
        for match in filter(None, (pattern.search(part.text) for pattern in (_HTML, _SCRIPT))):
            yield Found(part.place, f"{quoted(match.group())} {todo}", subject=subject)
    for read in view.read:
        for pattern in (_HTML, _SCRIPT):
            for match in pattern.finditer(read.prose.marked_up):
                yield Found(read.prose.place(match.start()), f"{quoted(match.group())} {todo}")

"""The pages of ``course/``: front matter, and what the body cites and shows."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from surplace import yamlfile
from surplace.findings import Findings, quoted
from surplace.load import parts
from surplace.load.fields import Fields, describe
from surplace.load.scan import scan
from surplace.load.teaching import read_plan, read_run, read_timeline
from surplace.model import Lesson, Objective, Page
from surplace.problem import Place, Problem
from surplace.textfile import decode, read_bytes
from surplace.yamlfile import Map

_ANY = ("description", "content_note")
_SPHINX = (
    "orphan",
    "tocdepth",
    "nocomments",
    "no-search",
    "nosearch",
    "myst",
    "html_theme",
    "html_meta",
    "substitutions",
)
_LESSON = ("lesson", "question", "minutes", "age", "objectives", "timeline", "standards", "plan", "run")
_LESSON_ID = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}")
_OBJECTIVE_ID = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}[a-z]")
_HEAD = re.compile(r"---[ \t]*(?:\n(.*?))?\n---[ \t]*(?:\n|$)", re.DOTALL)


def load_page(path: Path, shown: str, docname: str) -> tuple[Page | None, Lesson | None, tuple[Problem, ...]]:
    """Read a page; a page with ``lesson`` in its front matter is a lesson as well."""
    data, raised = read_bytes(path, shown)
    text, more = (None, ()) if data is None else decode(data, shown, 1)
    if text is None:
        return None, None, (*raised, *more)
    return read_page(text, shown, docname)


def read_page(text: str, shown: str, docname: str) -> tuple[Page, Lesson | None, tuple[Problem, ...]]:
    """As ``load_page``, from the text of the page."""
    found = Findings()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    head = _HEAD.match(text)
    fields = _fields(head[1] or "", shown, found) if head else None
    if not head and re.match(r"---[ \t]*\n", text):
        found.error("yaml-syntax", Place(shown), "the front matter is never closed: put a line --- below it")
    body = text[head.end() :] if head else text
    body_line = text.count("\n", 0, head.end()) + 1 if head else 1
    stem = PurePosixPath(docname).name
    scanned = scan(body, shown, body_line, stem)
    found.take(scanned.problems)
    page = Page(
        docname=docname,
        place=Place(shown),
        title=scanned.title or stem,
        body=body,
        body_line=body_line,
        cites=tuple(scanned.cites),
        quizzes=tuple(scanned.quizzes),
        plain=tuple(scanned.plain),
        content=parts.content_note(fields) if fields else None,
    )
    lesson = _lesson(fields, page, found) if fields and "lesson" in fields.nodes else None
    return page, lesson, found.done()


def _fields(text: str, shown: str, found: Findings) -> Fields | None:
    """The front matter; its first line is the second of the file."""
    node, raised = yamlfile.read_text(text, shown, 2)
    found.take(raised)
    if not isinstance(node, Map):
        if node is not None:
            what = f'the head of a page is a group of "key: value" lines, but {describe(node)} is here'
            found.error("wrong-type", node.place, what)
        return None
    known = (*_ANY, *_SPHINX, *_LESSON)
    fields = Fields(node, known, "the head of a page", found)
    if "lesson" not in fields.nodes:
        for key, _value in node.pairs:
            if key.text in _LESSON:
                what = f"{quoted(key.text)} belongs to a lesson: write lesson: with its number, or take it out"
                found.error("unknown-key", key.place, what)
    return fields


def _lesson(fields: Fields, page: Page, found: Findings) -> Lesson | None:
    name = fields.text("lesson", required=True)
    if name and not _LESSON_ID.fullmatch(name):
        fields.bad("lesson", f'{quoted(name)} is not a lesson number: write it like "4.1"', "bad-id")
    minutes = fields.whole("minutes", 1, 600, required=True) or 0
    timeline = read_timeline(fields, minutes)
    lesson = Lesson(
        id=name,
        page=page,
        description=fields.text("description", required=True),
        question=fields.text("question", required=True),
        minutes=minutes,
        age=fields.whole("age", 5, 99, required=True) or 0,
        objectives=_objectives(fields, found),
        standards=_standards(fields),
        timeline=timeline,
        plan=read_plan(fields),
        run=read_run(fields, timeline),
        at=fields.at,
    )
    return lesson if name else None


def _objectives(fields: Fields, found: Findings) -> tuple[Objective, ...]:
    out = []
    for part in fields.maps("objectives", ("id", "verb", "text"), "an objective", required=True):
        if part is None:
            continue
        name = part.text("id", required=True)
        verb = part.text("verb", required=True)
        text = part.text("text", required=True)
        if name and not _OBJECTIVE_ID.fullmatch(name):
            part.bad("id", f"{quoted(name)} is not an objective: write it like 4.1b", "bad-id")
        if name:
            out.append(Objective(name, verb, text, part.place))
    return tuple(out)


def _standards(fields: Fields) -> dict[str, tuple[str, ...]]:
    """Standards by framework; the names of the frameworks are free."""
    node = fields.nodes.get("standards")
    if not isinstance(node, Map):
        if node is not None and (describe(node) != "nothing"):
            fields.wrong("standards", 'a group of "framework: [codes]" lines')
        return {}
    names = [key.text for key, _value in node.pairs]
    inner = fields.map("standards", names)
    return {name: inner.words(name) for name in names} if inner else {}

r"""Anki: one card a question, to be graded by the learner, in a deck for each lesson.

Written with genanki (the format of ``collection.anki2``, schema 11, which Anki 2.1 and later import). What must never
change, since Anki knows a deck of an earlier import by it: ``FIELDS`` and their order (with a changed list Anki reports
"conflicting" and updates nothing), the numbers of the note type and the decks, and the GUID of a note, which is made
from the names of the bank and the question. Importing again then changes the texts and keeps the learner's schedule.

Anki updates a note only if the one in the file is newer. The time of a note is therefore the day of the course
(``as_of``), or the time in ``SOURCE_DATE_EPOCH`` (reproducible-builds.org) if that is later: whoever publishes a new
version sets it to the time of the last change, so that the same version gives the same bytes.

Fields are HTML. ``[`` is written as ``&#91;``, so that no text can begin a tag of Anki (``[sound:…]``, ``[latex]``,
``[$]``), and cards have the class ``tex2jax_ignore``, so that ``\(`` begins no formula. Anki stores text in NFC.
"""

from __future__ import annotations

import hashlib
import io
import os
import sqlite3
import zipfile
from datetime import UTC, date, datetime
from itertools import count

import genanki

from surplace.export import texts
from surplace.export.ankicard import Card
from surplace.export.base import Losses, Made, Part, Selection
from surplace.export.runs import clean
from surplace.model import Item

FIELDS = ("ID", "Question", "Choices", "Answer", "Why", "Source", "Link", "Extra", "Spare1", "Spare2")
"""The fields of the note type, fixed for ever; the two last are empty until something has to go there."""

_FRONT = '<div class="tex2jax_ignore sp"><div class="sp-q">{{Question}}</div>{{Choices}}</div>'
_BACK = """<div class="tex2jax_ignore sp"><div class="sp-q">{{Question}}</div>{{Choices}}
<hr id="answer">
<div class="sp-a">{{Answer}}</div>
<h2>Why</h2>{{Why}}
{{#Extra}}<div class="sp-x">{{Extra}}</div>{{/Extra}}
<h2>Sources</h2>{{Source}}
{{#Link}}<p><a href="{{Link}}">Read more</a></p>{{/Link}}</div>"""
_CSS = """.card { font: 20px/1.5 Georgia, "Noto Serif", serif; text-align: start; color: #1d1f21; background: #fcfbf8; }
.sp { max-width: 38em; margin: 0 auto; overflow-wrap: break-word; }
.sp-q p:last-child { font-weight: 600; }
.sp ol, .sp ul { padding-inline-start: 1.6em; }
.sp li { margin: 0.35em 0; }
.sp-a { border-inline-start: 4px solid #1f6f5c; padding-inline-start: 0.7em; }
.sp h2 { font-size: 1em; margin: 1.2em 0 0.3em; color: #5a554c; }
.sp-x, .sp small, .sp-s { font-size: 0.8em; color: #5a554c; }
.sp a { color: #1a5fa0; }
hr { border: 0; border-top: 1px solid #cfc9bd; margin: 1.2em 0; }
.nightMode.card, .night_mode.card, .nightMode .card { color: #e4e1da; background: #1b1c1e; }
.nightMode .sp h2, .nightMode .sp-x, .nightMode .sp small, .nightMode .sp-s,
.night_mode .sp h2, .night_mode .sp-x, .night_mode .sp small, .night_mode .sp-s { color: #b3ada2; }
.nightMode .sp a, .night_mode .sp a { color: #8fc1f2; }
.nightMode .sp-a, .night_mode .sp-a { border-color: #6cc0a8; }
.nightMode hr, .night_mode hr { border-top-color: #4a4b4e; }
"""


def number(name: str) -> int:
    """A number for a deck or a note type, the same for a name for ever (genanki asks for 2^30 to 2^31 - 1)."""
    return (1 << 30) + int.from_bytes(hashlib.sha256(f"sur-place {name}".encode()).digest()[:8]) % (1 << 30)


MODEL_ID = number("note type 1")


def write(selection: Selection) -> Made:
    """The decks of the selection as one package: a zip with ``collection.anki2`` and an empty list of media."""
    losses = Losses()
    kind = _note_type()
    due = count(1)
    decks = []
    for part in selection.parts:
        deck = genanki.Deck(number(f"deck {part.bank.stem}"), _deck_name(part, losses), _ABOUT)
        for item in part.items:
            note = _note(selection, part, item, kind, next(due))
            if any("\ufffd" in field for field in note.fields):
                losses.mapped(item.id, "characters that no document can hold", "written as U+FFFD")
            deck.add_note(note)
        if part.items:
            decks.append(deck)
    return Made(_package(decks, _stamp(selection.course.as_of)), losses.done())


_ABOUT = (
    "From Sur Place, an open course under CC BY 4.0. Every answer has its reason and its source. "
    "Import a newer file to have the texts renewed; your schedule stays."
)


def _note_type() -> genanki.Model:
    fields = [{"name": name} for name in FIELDS]
    card = [{"name": "Question", "qfmt": _FRONT, "afmt": _BACK}]
    return genanki.Model(MODEL_ID, "Sur Place question", fields, card, _CSS)


def _deck_name(part: Part, losses: Losses) -> str:
    """``Sur Place::Module 4::4.1 Article 33 word by word``; two colons in a title would begin a deck in it."""
    title = " ".join(part.title.split())
    name = title
    while "::" in name:
        name = name.replace("::", ": :")
    if name != title:
        losses.mapped(part.bank.stem, "two colons in the title", "a blank between them in the name of the deck")
    above = f"Module {part.lesson.module}" if part.lesson else "Tests"
    return f"Sur Place::{above}::{name}"


def _stamp(as_of: str) -> int:
    """The time of all notes in seconds since 1970."""
    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        day = date(2026, 1, 1)
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    known = given.isascii() and given.isdigit() and len(given) < 12
    own = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    return max(own, int(given)) if known else own


def _package(decks: list[genanki.Deck], stamp: int) -> bytes:
    """The zip that Anki imports, without a clock: fixed dates and ids that count up from the time of the notes."""
    with sqlite3.connect(":memory:") as base:
        genanki.Package(decks).write_to_db(base.cursor(), stamp, count(stamp * 1000))
        base.commit()
        data = base.serialize()
    base.close()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in (("collection.anki2", data), ("media", b"{}")):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            made.writestr(entry, content)
    return out.getvalue()


def _page(selection: Selection, part: Part) -> str:
    """The address of the page that shows a quiz; empty if it is not known."""
    if not selection.site or part.lesson:
        return f"{selection.site}/{part.lesson.page.docname}.html" if selection.site and part.lesson else ""
    shows = (page.docname for page in selection.course.pages if part.bank.stem in {stem for stem, _ in page.quizzes})
    name = next(shows, "")
    return f"{selection.site}/{name}.html" if name else ""


def _note(selection: Selection, part: Part, item: Item, kind: genanki.Model, due: int) -> genanki.Note:
    """The note of one question; ``due`` is its place among new cards."""
    card = Card(selection, item)
    page = _page(selection, part)
    link = f"{page}#q-{item.id}" if page else card.first_address()
    values = {
        "ID": texts.escape(item.id),
        "Question": texts.stem_html(item),
        "Choices": card.choices(),
        "Answer": card.answer(),
        "Why": card.why(),
        "Source": card.sources(),
        "Link": texts.escape(link),
        "Extra": card.extra(),
    }
    fields = [clean(values.get(name, "")).replace("[", "&#91;") for name in FIELDS]
    tags = [
        f"{name}::{'_'.join(text.split())}" for name, text in (("level", item.level), ("objective", item.objective))
    ]
    guid = genanki.guid_for("sur-place", part.bank.stem, item.id)
    return genanki.Note(kind, fields, guid=guid, tags=tags, due=due)

"""The Anki deck in Anki itself (the package ``anki``, the desktop program's own engine), and in plain SQLite."""

from __future__ import annotations

import html
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings

from surplace.export import anki as exporter
from surplace.export.base import Part, Selection
from surplace.model import Item, Markdown, Open, Pair, TwoTier, answers
from tests.conftest import ROOT
from tests.export import rawbanks
from tests.export.rawbanks import everything, words
from tests.export.strategies import EXAMPLES, hostile, selections

collection = pytest.importorskip("anki.collection", reason="the package anki is not installed")


@dataclass(frozen=True)
class Note:
    """A note as SQLite has it."""

    guid: str
    time: int
    tags: tuple[str, ...]
    deck: str
    fields: dict[str, str]


def entries(data: bytes) -> dict[str, bytes]:
    """The files of the package."""
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        assert zipped.testzip() is None
        return {name: zipped.read(name) for name in zipped.namelist()}


def read(data: bytes) -> list[Note]:
    """The notes of a package, read with SQLite and without genanki or Anki."""
    base = sqlite3.connect(":memory:")
    base.deserialize(entries(data)["collection.anki2"])
    models, decks = (json.loads(text) for text in base.execute("select models, decks from col").fetchone())
    rows = base.execute(
        "select n.guid, n.mod, n.tags, n.mid, n.flds, c.did from notes n join cards c on c.nid = n.id order by c.due"
    ).fetchall()
    assert len(rows) == base.execute("select count(*) from notes").fetchone()[0]
    found = []
    for guid, time, tags, model, fields, deck in rows:
        names = [field["name"] for field in models[str(model)]["flds"]]
        values = dict(zip(names, fields.split("\x1f"), strict=True))
        found.append(Note(guid, time, tuple(tags.split()), decks[str(deck)]["name"], values))
    return found


class Card(HTMLParser):
    """What a card shows: its words, its links and the elements that it has."""

    def __init__(self, side: str) -> None:
        super().__init__()
        self.words = ""
        self.links: Counter[str] = Counter()
        self.tags: Counter[str] = Counter()
        self.feed(re.sub(r"<style>.*?</style>", "", side, flags=re.DOTALL))
        self.close()
        self.text = tidy(self.words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count an element, keep an address."""
        self.tags[tag] += 1
        if tag == "a":
            self.links[dict(attrs)["href"] or ""] += 1
        if tag in ("p", "li", "br", "div"):
            self.words += "\n"

    def handle_data(self, data: str) -> None:
        """Collect the words."""
        self.words += data


ALLOWED = {"div", "p", "em", "strong", "code", "a", "br", "ol", "ul", "li", "b", "small", "hr", "h2"}


def tidy(text: str) -> str:
    """As Anki stores a text: NFC; on one line."""
    return unicodedata.normalize("NFC", rawbanks.tidy(text))


class Learner:
    """A collection of Anki with a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.col = collection.Collection(str(folder / "collection.anki2"))

    def take(self, data: bytes) -> dict[str, int]:
        """Import a package with the options that Anki offers; how many notes went where."""
        path = self.folder / "deck.apkg"
        path.write_bytes(data)
        log = self.col.import_anki_package(collection.ImportAnkiPackageRequest(package_path=str(path))).log
        names = ("new", "updated", "duplicate", "conflicting", "missing_notetype", "missing_deck", "empty_first_field")
        return {name: len(getattr(log, name)) for name in names if len(getattr(log, name))}

    def sides(self) -> Iterator[tuple[str, Card, Card]]:
        """Id, front and back of every card."""
        for number in self.col.find_cards(""):
            card = self.col.get_card(number)
            yield card.note()["ID"], Card(card.question()), Card(card.answer())


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    """A learner who has just installed Anki."""
    one = Learner(tmp_path)
    yield one
    one.col.close()


def front(raw: dict[str, object], wants: list[rawbanks.Wanted]) -> list[str]:
    """What the front of a card must show."""
    shown = [words(str(raw["prompt"]))]
    shown += [words(w.text) for w in wants if w.part in ("choice", "reason", "pair", "step")]
    return shown + [words(w.right) for w in wants if w.right]


def test_every_bank_of_the_course_arrives_in_anki(learner: Learner) -> None:
    """Anki imports each question once; front, back, reasons, right answers and links of each are what the bank has."""
    got = learner.take(exporter.write(everything()).data)
    raw = rawbanks.questions()
    seen = []

    assert got == {"new": len(raw)}
    for name, question, answer in learner.sides():
        seen.append(name)
        wants = list(rawbanks.wanted(raw[name]))
        assert [text for text in front(raw[name], wants) if tidy(text) not in question.text] == []
        assert [w.feedback for w in wants if tidy(words(w.feedback)) not in answer.text] == []
        assert not any(tidy(words(w.feedback)) in question.text for w in wants)
        assert answer.text.count("Not right. ") == sum(not w.correct for w in wants if w.part in ("choice", "reason"))
        right = answer.text.partition(question.text)[2].partition(" Why ")[0]
        assert [w.text for w in wants if w.correct and w.part != "criterion" and tidy(words(w.text)) not in right] == []
        _right(learner, name, wants)
        _cited(answer, wants)
        assert question.tags.keys() | answer.tags.keys() <= ALLOWED
    assert sorted(seen) == sorted(raw)


def _right(learner: Learner, name: str, wants: list[rawbanks.Wanted]) -> None:
    """The letters of the answer lead to the right choices of the front, all of them and no other."""
    note = learner.col.get_note(learner.col.find_notes(f"ID:{name}")[0])
    listed = [Card(one).text for one in re.findall(r"<li>(.*?)</li>", note["Choices"])]
    told = [Card(one).text.split(" ", 1) for one in re.findall(r"<p>(.*?)</p>", note["Answer"])]
    chosen = [want for want in wants if want.part in ("choice", "reason")]
    if chosen:
        assert sorted(listed) == sorted(tidy(words(want.text)) for want in chosen)
        assert sorted(text for _, text in told) == sorted(tidy(words(w.text)) for w in chosen if w.correct)
        assert all(listed[ord(letter) - ord("A")] == text for letter, text in told)
    if wants[0].part == "step":
        assert [listed[ord(letter) - ord("A")] for letter, _ in told] == [tidy(words(want.text)) for want in wants]
    if wants[0].part == "pair":
        pairs = [
            (listed[int(text[0]) - 1], listed[len(wants) + ord(text[2]) - ord("A")]) for text in map(" ".join, told)
        ]
        assert pairs == [(tidy(words(want.text)), tidy(words(want.right))) for want in wants]


def _cited(answer: Card, wants: list[rawbanks.Wanted]) -> None:
    """Each citation has its pinpoint and phrase on the back, and a link where the source has an address."""
    cites = [rawbanks.pinpoint(text) for want in wants for text in want.cites]
    sources = rawbanks.course().sources
    for key, locator, phrase in cites:
        shown = f"{sources[key].short or sources[key].title}, {locator}" + (f": “{phrase}”" if phrase else "")
        assert tidy(shown) in answer.text
    linked = Counter(html.unescape(sources[key].url) for key, _, _ in cites if sources[key].url)
    assert linked <= answer.links


def test_the_media_check_of_anki_is_clean(learner: Learner) -> None:
    """Anki finds no file missing and none too many."""
    learner.take(exporter.write(everything()).data)
    report = learner.col.media.check()

    assert (list(report.missing), list(report.unused)) == ([], [])


def test_decks_tags_and_order(learner: Learner) -> None:
    """Decks are those of modules and lessons, tags name objective and level, new cards follow the course."""
    learner.take(exporter.write(everything()).data)
    names = {deck.name for deck in learner.col.decks.all_names_and_ids()}
    due = [learner.col.get_card(c).note()["ID"] for c in learner.col.find_cards("", order="c.due")]
    ordered = [item.id for _part, item in everything().items()]

    assert "Sur Place::Module 4::4.1 Article 33 word by word" in names
    assert len(names) == 1 + 1 + 8 + 1 + 26
    assert len(learner.col.find_notes("tag:level::apply")) == sum(
        q["level"] == "apply" for q in rawbanks.questions().values()
    )
    assert len(learner.col.find_notes("tag:objective::4.1b")) == sum(
        q["objective"] == "4.1b" for q in rawbanks.questions().values()
    )
    assert due == ordered


def later(selection: Selection, prompt: str, day: str = "2027-01-15") -> Selection:
    """The selection of a later day, with another prompt in its first question."""
    part = selection.parts[0]
    first = replace(part.items[0], prompt=Markdown(prompt, part.items[0].place))
    changed = Part(part.bank, part.lesson, (first, *part.items[1:]))
    return replace(selection, parts=(changed, *selection.parts[1:]), course=replace(selection.course, as_of=day))


def test_importing_again_keeps_the_schedule(learner: Learner) -> None:
    """A newer file changes the text of a card that is being learned and leaves its interval, its ease and its deck."""
    selection = everything(lesson="4.1")
    learner.take(exporter.write(selection).data)
    name = selection.parts[0].items[0].id
    card = learner.col.get_card(learner.col.find_cards(f"ID:{name}")[0])
    card.type = card.queue = 2
    card.ivl, card.due, card.factor, card.reps, card.lapses = 33, 77, 2350, 5, 1
    learner.col.update_card(card)

    got = learner.take(exporter.write(later(selection, "Which words are new?")).data)
    again = learner.col.get_card(card.id)

    assert got == {"updated": len(selection.parts[0].items)}
    assert "Which words are new?" in Card(again.question()).text
    assert (again.ivl, again.due, again.factor, again.reps, again.lapses) == (33, 77, 2350, 5, 1)
    assert learner.col.card_count() == len(selection.parts[0].items)
    assert len(learner.col.models.all_names_and_ids()) == len({m.name for m in learner.col.models.all_names_and_ids()})
    assert sum("Sur Place" in model.name for model in learner.col.models.all_names_and_ids()) == 1


def test_parts_and_the_whole_are_the_same_notes(learner: Learner) -> None:
    """Two modules and then the whole course give each question once, whatever order they come in."""
    both = [learner.take(exporter.write(everything(module=m, seed=3)).data) for m in ("4", "5")]
    whole = learner.take(exporter.write(everything()).data)

    assert both == [{"new": 39}, {"new": 39}]
    assert whole == {"new": len(rawbanks.questions()) - 78, "duplicate": 78}
    assert learner.col.note_count() == len(rawbanks.questions())


STRANGE = (
    r"[sound:a.mp3] [latex]x[/latex] [$]x[/$] [$$]y[/$$] \(z\) \\[w\\] "
    "{{c1::v}} {{Question}} [anki:tts lang=en] ]]> &nbsp;"
)


def test_tags_of_anki_are_texts(learner: Learner) -> None:
    """A text with what Anki takes for sounds, formulas, gaps or fields is shown as it stands."""
    literal = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", STRANGE)
    learner.take(exporter.write(later(everything(lesson="4.1"), literal)).data)
    name = everything(lesson="4.1").parts[0].items[0].id
    card = learner.col.get_card(learner.col.find_cards(f"ID:{name}")[0])
    report = learner.col.media.check()

    assert STRANGE in Card(card.question()).text
    assert (card.question_av_tags(), card.answer_av_tags()) == ([], [])
    assert 'class="tex2jax_ignore' in card.question()
    assert 'class="tex2jax_ignore' in card.answer()
    assert (list(report.missing), list(report.unused)) == ([], [])
    assert len(learner.col.find_cards(f"ID:{name}")) == 1


def prose(item: Item) -> Iterator[tuple[str, bool]]:
    """Every text of an item that is prose, and whether the front has it."""
    yield words(item.prompt), True
    yield words(item.vignette), True
    yield words(item.content.text if item.content else ""), True
    yield words(item.reason_prompt if isinstance(item, TwoTier) else ""), True
    for answer in answers(item):
        yield words(answer.text), not isinstance(item, Open) and not hasattr(answer, "tolerance")
        yield words(answer.feedback), False
        yield words(answer.right if isinstance(answer, Pair) else ""), True
    for position in item.positions:
        yield words(position.text), False


def literal(item: Item) -> Iterator[str]:
    """Every text of an item that is no prose."""
    yield from (position.holder for position in item.positions)
    yield getattr(item, "unit", "")
    for answer in answers(item):
        yield from getattr(answer, "also", ())
        yield from (one.phrase for one in answer.cites)


@hostile
@given(selections())
def test_hostile_texts_survive(selection: Selection) -> None:
    """SQLite finds one note an item with ten fields, and in them every text word for word and no element of its own."""
    found = read(exporter.write(selection).data)
    for (part, item), note in zip(selection.items(), found, strict=True):
        assert tuple(note.fields) == exporter.FIELDS
        assert note.fields["ID"] == item.id
        assert (note.fields["Spare1"], note.fields["Spare2"]) == ("", "")
        assert "[" not in "".join(note.fields.values())
        ahead = Card(note.fields["Question"] + note.fields["Choices"])
        whole = Card("".join(f"<div>{note.fields[name]}</div>" for name in exporter.FIELDS if name != "Link"))
        assert [text for text, shown in prose(item) if tidy(text) not in (ahead if shown else whole).text] == []
        assert [text for text in literal(item) if tidy(text) not in whole.text] == []
        assert whole.tags.keys() <= ALLOWED
        assert set(note.tags) == {f"objective::{item.objective}", f"level::{item.level}"}
        assert note.deck.count("::") == 2
        assert note.deck.startswith("Sur Place::Module 1::" if part.lesson else "Sur Place::Tests::")


@settings(hostile, max_examples=max(6, EXAMPLES // 10))
@given(selection=selections(every_kind=True))
def test_hostile_texts_survive_in_anki(selection: Selection, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Anki itself shows every text of all nine kinds word for word, and reports no file, sound or formula."""
    one = Learner(tmp_path_factory.mktemp("anki"))
    try:
        assert one.take(exporter.write(selection).data) == {"new": 9}
        for name, question, answer in one.sides():
            item = rawbanks.item(selection, name)
            assert [t for t, shown in prose(item) if tidy(t) not in (question if shown else answer).text] == []
            assert [text for text in literal(item) if tidy(text) not in answer.text] == []
            assert question.tags.keys() | answer.tags.keys() <= ALLOWED
        report = one.col.media.check()
        assert (list(report.missing), list(report.unused)) == ([], [])
    finally:
        one.col.close()


def test_what_anki_knows_a_deck_by_never_changes() -> None:
    """Fields, note type, deck and GUID are those of the first release; a change doubles the cards of all learners."""
    guids = {note.fields["ID"]: note.guid for note in read(exporter.write(everything(lesson="4.1")).data)}

    assert exporter.FIELDS == (
        "ID", "Question", "Choices", "Answer", "Why", "Source", "Link", "Extra", "Spare1", "Spare2",
    )  # fmt: skip
    assert exporter.MODEL_ID == 1188120694
    assert exporter.number("deck article-33") == 1177866882
    assert guids["crime-part-asks"] == "B+`F`_`IC("


def test_every_guid_is_its_own() -> None:
    """No two questions of the course have one GUID, and a text or a seed does not change it."""
    first = {note.fields["ID"]: note.guid for note in read(exporter.write(everything()).data)}
    mixed = {note.fields["ID"]: note.guid for note in read(exporter.write(later(everything(seed=9), "Other?")).data)}

    assert len(set(first.values())) == len(rawbanks.questions())
    assert first == mixed


def test_the_link_leads_to_the_page_or_to_a_source() -> None:
    """With a site the link names page and question, the tests too; without one it is the address of a source."""
    here = {n.fields["ID"]: n.fields["Link"] for n in read(exporter.write(everything(site="https://x.example/c")).data)}
    away = {n.fields["ID"]: html.unescape(n.fields["Link"]) for n in read(exporter.write(everything()).data)}
    sources = rawbanks.course().sources
    tests = rawbanks.banks()["pre-test"]

    assert all(link == f"https://x.example/c/pre-test.html#q-{q['id']}" for q in tests if (link := here[q["id"]]))
    assert all(re.fullmatch(rf"https://x\.example/c/[a-z0-9/-]+\.html#q-{name}", link) for name, link in here.items())
    for name, link in away.items():
        wants = rawbanks.wanted(rawbanks.questions()[name])
        urls = [sources[rawbanks.pinpoint(text)[0]].url for want in wants for text in want.cites]
        assert link == next(filter(None, urls), "")
    assert sum(map(bool, away.values())) > 0.95 * len(away)


def test_a_title_makes_no_decks_of_its_own() -> None:
    """Two colons in a title would begin a deck in a deck: they are taken apart, and the report says so."""
    selection = everything(lesson="4.1")
    part = selection.parts[0]
    assert part.lesson
    page = replace(part.lesson.page, title="Article 33:::what it says")
    named = replace(selection, parts=(Part(part.bank, replace(part.lesson, page=page), part.items),))
    made = exporter.write(named)

    assert {note.deck for note in read(made.data)} == {"Sur Place::Module 4::4.1 Article 33: : :what it says"}
    assert [(loss.item, loss.left_out) for loss in made.losses] == [("article-33", False)]
    assert exporter.write(selection).losses == ()


def test_the_same_selection_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two runs of Python at two times give one file; its zip has fixed dates and its notes the day of the course."""
    code = (
        "import sys; from pathlib import Path; from surplace.load import load;"
        "from surplace.export.select import select; from surplace.export.anki import write;"
        "Path(sys.argv[1]).write_bytes(write(select(load(Path(sys.argv[2]))[0], lesson='4.1')[0]).data)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "tools")}
    env.pop("SOURCE_DATE_EPOCH", None)
    for name, seed in (("one", "1"), ("two", "2")):
        command = [sys.executable, "-c", code, str(tmp_path / name), str(ROOT)]
        subprocess.run(command, check=True, env={**env, "PYTHONHASHSEED": seed})
    first = (tmp_path / "one").read_bytes()

    assert first == (tmp_path / "two").read_bytes()
    with zipfile.ZipFile(io.BytesIO(first)) as zipped:
        assert {entry.date_time for entry in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_later_release_is_newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """``SOURCE_DATE_EPOCH`` makes notes newer, never older, so that Anki takes a mended text of the same day."""
    selection = everything(lesson="4.1")
    times = []
    for given_ in ("", "1", "1800000000", "soon"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", given_)
        times.append({note.time for note in read(exporter.write(selection).data)})

    assert times == [times[0], times[0], {1800000000}, times[0]]
    assert min(times[0]) < 1800000000


def test_cards_are_for_day_and_night() -> None:
    """The templates name each shown field, and the style has colours for the night mode of Anki and AnkiDroid."""
    base = sqlite3.connect(":memory:")
    base.deserialize(entries(exporter.write(everything(lesson="4.1")).data)["collection.anki2"])
    (model,) = json.loads(base.execute("select models from col").fetchone()[0]).values()
    card = model["tmpls"][0]

    assert [field["name"] for field in model["flds"]] == list(exporter.FIELDS)
    for name in ("Question", "Choices", "Answer", "Why", "Source", "Link", "Extra"):
        assert f"{{{{{name}}}}}" in card["afmt"]
    assert not any(f"{{{{{name}}}}}" in card["qfmt"] for name in ("Answer", "Why", "Extra", "Source"))
    assert ".nightMode" in model["css"]
    assert ".night_mode" in model["css"]

"""The evidence: phrases are looked up in texts, and the lock keeps what was found."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from surplace import cite, evidence
from surplace.lock import PhraseRecord, TextRecord, read_records, write_records
from surplace.model import Citation, Course, Evidence, Markdown, Misconception, Page, Source
from surplace.problem import Place
from surplace.texts import edition, units

from .conftest import ROOT, copy_project

TEXTS = Path(__file__).parent / "evidence"
HERE = Place("course/misconceptions.yaml", 3, 9)
TREATY = {"article": "1-4", "recital": "1-2", "paragraph": "1", "section": "I-II"}
REPORT = {"paragraph": "1-3, 90"}


def source(key: str, locators: dict[str, str], kind: str = "primary-law", text: str = "") -> Source:
    """A source whose text lies in tests/evidence."""
    return Source(key, HERE, "treaty", key, key, kind=kind, locators=locators, text_file=text or f"{key}.txt")


SOURCES = {
    "treaty": source("treaty", TREATY),
    "report": source("report", REPORT, "un-document"),
    "status": source("status", {"chapter": "V.2, XVIII.12.a"}, "un-document"),
    "paper": Source("paper", HERE, "book", "Paper", "Paper", locators={"page": "1-9"}),
}


def course(*cites: str) -> Course:
    """A course with one page that cites."""
    found = tuple(cite.parse(text, HERE) for text in cites)
    page = Page("page", HERE, "Page", "", 1, cites=tuple(c for c in found if isinstance(c, Citation)))
    assert len(page.cites) == len(cites), found
    return Course(pages=(page,), sources=SOURCES)


HELD = [
    "treaty, recital 1 “and that words are few”",
    "treaty, recital 2 “a second recital”",
    "treaty, art. 1 “Definition of the Term”",
    "treaty, art. 1A “apply to any text”",
    "treaty, art. 1A(2) “unable to return to it”",
    "treaty, art. 1B(1)(b) “a page”",
    "treaty, art. 1B(2) “Any State may choose”",
    "treaty, art. 1C(5) “have ceased to exist”",
    "treaty, art. 2(1) “in any manner whatsoever”",
    "treaty, art. 2(1) “break the rule of non-refoulement”",
    "treaty, art. 2(1) “no Contracting State”",
    "treaty, arts. 1-2 “expel or return”",
    "treaty, arts. 1 and 2 “to any text”",
    "treaty, arts. 2(1)-2(2) “may not be claimed”",
    "treaty, art. 3(i) “the final measure”",
    "treaty, art. 3(i) “it is wanted”",
    "treaty, art. 4(1)(b) “other means”",
    "treaty, art. 4(1)(b) “by signs”",
    "treaty, art. 4(2) “do no harm”",
    "treaty, para. 1(2) “shall be blue”",
    "treaty, sec. I “from 2 to 25 July”",
    "treaty, sec. II “two recommendations”",
    "treaty, sec. II.B “recommends unity”",
    "report, para. 1 “what the second”",
    "report, para. 1 “is a footnote”",
    "report, para. 2(a) “is no paragraph”",
    "report, para. 3 “below its number”",
    "report, para. 3.2 “runs on to another”",
    "report, para. 3.2 “out of range”",
    "report, para. 90(b) “second letter”",
    "report, paras. 1-3 “letters are kept”",
    "status, ch. V.2 “24 Sep 1982 a”",
    "status, ch. XVIII.12.a “8 Feb 2010 a”",
]


@pytest.mark.parametrize("text", HELD)
def test_held(text: str) -> None:
    """A phrase is found inside the very unit that the citation names, however the text prints it."""
    done = evidence.verify(course(text), TEXTS)
    assert done.problems == ()
    assert len(done.found) == 1


MISSED = [
    ("treaty, art. 2(2) “in any manner”", "phrase-elsewhere", "stands in art. 2(1), not in art. 2(2)"),
    ("treaty, art. 1A(1) “unable to return”", "phrase-elsewhere", "stands in art. 1A(2), not in art. 1A(1)"),
    ("treaty, art. 2(1) “may not be claimed”", "phrase-elsewhere", "stands in art. 2(2)"),
    ("treaty, art. 2 “second recital helps”", "phrase-elsewhere", "stands in recital 2"),
    ("treaty, art. 3(a) “schools; and”", "phrase-elsewhere", "stands in art. 3(h)"),
    ("treaty, sec. II.A “recommends unity”", "phrase-elsewhere", "stands in sec. II.B"),
    ("treaty, art. 2, para. 1 “expel or return”", "phrase-elsewhere", "stands in art. 2(1)"),
    ("treaty, art. 2, para. 1 “shall be blue”", "phrase-elsewhere", "stands in para. 1(2)"),
    ("treaty, art. 4(2) “if: (5) The circumstances”", "phrase-elsewhere", "stands in art. 1, not"),
    ("report, para. 3.1 “runs on”", "phrase-elsewhere", "stands in para. 3.2"),
    ("status, ch. XVIII.12.a “24 Sep 1982”", "phrase-elsewhere", "stands in ch. V.2"),
    ("treaty, art. 2(1) “in every manner”", "phrase-not-found", "is not in the text of treaty"),
    ("treaty, art. 2(1) “in any man”", "phrase-not-found", "is not in the text of treaty"),
    ("treaty, art. 2(1) “anner whatsoever”", "phrase-not-found", "is not in the text of treaty"),
    ("treaty, art. 1 “Use of Examples”", "phrase-not-found", "is not in the text of treaty"),
    ("treaty, art. 2(1) “Expel or Return”", "phrase-not-found", "is not in the text of treaty"),
    ("treaty, art. 4 “signed this Convention”", "phrase-not-found", "is not in the text of treaty"),
    ("status, ch. V.2 “24 Sep 198”", "phrase-not-found", "is not in the text of status"),
    ("treaty, art. 9 “not there”", "unit-not-in-text", "the text of treaty has no art. 9"),
    ("treaty, arts. 2-9 “not there”", "unit-not-in-text", "the text of treaty has no arts. 2-9"),
    ("treaty, p. 3 “not there”", "unit-not-in-text", "the text of treaty has no p. 3"),
    ("report, para. 17 “not there”", "unit-not-in-text", "the text of report has no para. 17"),
]


@pytest.mark.parametrize(("text", "rule", "message"), MISSED)
def test_missed(text: str, rule: str, message: str) -> None:
    """A phrase that stands elsewhere, nowhere, or where nothing was seen is an error at its citation."""
    done = evidence.verify(course(text), TEXTS)
    assert [(p.rule, p.severity, p.place) for p in done.problems] == [(rule, "error", HERE)]
    assert message in done.problems[0].message
    assert done.found == frozenset()
    assert done.texts == ()


def test_unchecked() -> None:
    """A source without a text is counted, not guessed at; a citation without a phrase asks nothing."""
    done = evidence.verify(course("paper, p. 3 “some words”", "treaty, art. 1", "unknown, art. 1 “a b”"), TEXTS)
    assert (done.unchecked, done.problems, done.found) == (1, (), frozenset())


def test_text_missing(tmp_path: Path) -> None:
    """A text that is not there, or not UTF-8, is one problem at its source, however often it is cited."""
    (tmp_path / "report.txt").write_bytes(b"1. caf\xe9")
    cites = ("treaty, art. 1 “a b”", "treaty, art. 2 “a b”", "report, para. 1 “a b”")
    done = evidence.verify(course(*cites), tmp_path)
    assert [p.rule for p in done.problems] == ["text-unreadable"] * 2
    assert "treaty.txt cannot be read" in done.problems[0].message
    assert "report.txt is not UTF-8" in done.problems[1].message
    assert done.unread == {"treaty", "report"}


def test_everything_cited() -> None:
    """Misconceptions and plain versions are looked up as well as pages."""
    found = cite.parse("treaty, art. 2(1) “in every manner”", HERE)
    assert isinstance(found, Citation)
    words = Markdown("x", HERE)
    belief = Misconception("m", words, words, (found,), HERE)
    done = evidence.verify(Course(misconceptions={"m": belief}, sources=SOURCES), TEXTS)
    assert [p.rule for p in done.problems] == ["phrase-not-found"]


def test_edition() -> None:
    """The edition is what the text says of itself, without remarks about its copy."""
    assert edition((TEXTS / "treaty.txt").read_text("utf-8")) == "Convention on Examples, 1 May 1951"
    assert edition("\n\n  A title \n") == "A title"
    assert edition("") == ""


def test_paragraph_chain() -> None:
    """A number that breaks the count is a footnote or a list, not a paragraph."""
    cut = units("1. One\n3. See above\n2. Two\n90. Ninety", {"paragraph": "1-99"})
    assert [(unit.locator, unit.text) for unit in cut] == [
        ("para. 1", "1. One\n3. See above"),
        ("para. 2", "2. Two"),
        ("para. 90", "90. Ninety"),
    ]


def test_units_keep_every_line() -> None:
    """Cutting a text into units loses no word of it."""
    text = (TEXTS / "treaty.txt").read_text("utf-8").partition("\n")[2]
    assert "\n".join(unit.text for unit in units(text, TREATY)).split() == text.split()


# --- the lock ---

T = TextRecord("treaty", "0" * 64, "Convention “on” Examples")
P = PhraseRecord("treaty", "art. 2(1)", "any “manner” whatsoever", "2026-11-23")


def test_lock_round_trip(tmp_path: Path) -> None:
    """What is written is read back; the order of records does not change a byte; nothing is left behind."""
    lock, other = tmp_path / "a.lock", tmp_path / "b.lock"
    q = PhraseRecord("cat", "art. 3", "a b", "2026-11-23")
    write_records(lock, [T], [P, q])
    write_records(other, [T], [q, P])
    assert lock.read_bytes() == other.read_bytes()
    assert read_records(lock, "l") == ((T, q, P), ())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.lock", "b.lock"]
    known, problems = evidence.read_lock(lock, "l")
    folded = cite.fold(P.phrase)
    assert known == Evidence(
        {"treaty": T.edition}, frozenset({("treaty", "art. 2(1)", folded), ("cat", "art. 3", "a b")})
    )
    assert problems == ()


def test_no_lock(tmp_path: Path) -> None:
    """Without a lock nothing is covered, and that is no damage."""
    assert evidence.read_lock(tmp_path / "none", "l") == (Evidence(), ())


DAMAGE = [
    ("{", "not JSON"),
    ("[1]", "not a record"),
    ('{"text": 1}', "not a record"),
    ('{"text": "a"}', "unknown fields"),
    ('{"text": "a", "sha256": "xyz", "edition": "b"}', "bad sha256"),
    ('{"source": "a", "locator": "art. 1", "phrase": "b", "date": "now"}', "bad date"),
    ("\x00", "not JSON"),
    ("\N{FULLWIDTH LEFT CURLY BRACKET}", "not JSON"),
]


@pytest.mark.parametrize(("line", "why"), DAMAGE)
def test_damaged_lock(tmp_path: Path, line: str, why: str) -> None:
    """A damaged line is told with its number, and the other lines still count."""
    lock = tmp_path / "sources.lock"
    write_records(lock, [T], [P])
    lines = lock.read_text("utf-8").splitlines()
    lock.write_text("\n".join([lines[0], line, *lines[1:]]) + "\n", "utf-8")
    known, problems = evidence.read_lock(lock, "course/sources.lock")
    assert len(known.phrases) == 1
    assert [(p.rule, p.place) for p in problems] == [("lock-damaged", Place("course/sources.lock", 2, 1))]
    assert f"({why}): run surplace verify again" in problems[0].message


# --- the command ---

SOURCES_YAML = """\
as_of: 2026-11-23
references:
- id: treaty
  type: treaty
  title: Convention on Examples
  title-short: Examples
  issued: '1951-05-01'
  custom:
    kind: primary-law
    good-for: Testing.
    limits: It is invented.
    locators: {article: 1-4}
    verified: text-seen
    text-file: treaty.txt
"""
BELIEF = "misconceptions:\n- id: m\n  belief: B.\n  refutation: R.\n  cite:\n"


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    """A small project whose one misconception cites what is given."""

    def write(*cites: str) -> Path:
        (tmp_path / "quizzes").mkdir(exist_ok=True)
        (tmp_path / "course").mkdir(exist_ok=True)
        (tmp_path / "course/sources.yaml").write_text(SOURCES_YAML, "utf-8")
        lines = "".join(f"  - {text}\n" for text in cites)
        (tmp_path / "course/misconceptions.yaml").write_text(BELIEF + lines, "utf-8")
        return tmp_path

    return write


def phrases(root: Path) -> list[tuple[str, str]]:
    """Phrase and date of each record of a lock."""
    return [(r.phrase, r.date) for r in read_records(root / evidence.LOCK, "l")[0] if isinstance(r, PhraseRecord)]


def test_command(project: Callable[..., Path]) -> None:
    """The lock keeps the day on which a phrase was first found, and drops what is no longer cited."""
    first, second = 'treaty, art. 2(1) "expel or return"', 'treaty, art. 3 "the final measure"'
    root = project(first)
    assert evidence.verify_command(root, TEXTS, "2026-01-01")[0] == []
    bytes_before = (root / evidence.LOCK).read_bytes()
    evidence.verify_command(root, TEXTS, "2026-02-02")
    assert (root / evidence.LOCK).read_bytes() == bytes_before, "same input, same bytes"
    project(first, second)
    problems, summary = evidence.verify_command(root, TEXTS, "2026-02-02")
    assert problems == []
    assert summary.startswith("2 phrases found in 1 text; 0 phrases without a text to look in; 0 problems; ")
    assert phrases(root) == [("expel or return", "2026-01-01"), ("the final measure", "2026-02-02")]
    project(second)
    evidence.verify_command(root, TEXTS, "2026-03-03")
    assert phrases(root) == [("the final measure", "2026-02-02")]


def test_command_keeps(project: Callable[..., Path], tmp_path: Path) -> None:
    """A text that is missing today takes no record away, and a course that cannot be read none at all."""
    root = project('treaty, art. 2(1) "expel or return"')
    evidence.verify_command(root, TEXTS, "2026-01-01")
    before = (root / evidence.LOCK).read_bytes()
    problems, _ = evidence.verify_command(root, tmp_path, "2026-02-02")
    assert [p.rule for p in problems] == ["text-unreadable"]
    assert (root / evidence.LOCK).read_bytes() == before
    project('treaty, art. 2(2) "who is a danger"')
    evidence.verify_command(root, tmp_path, "2026-02-02")
    assert phrases(root) == [], "what is no longer cited goes, text or no text"
    (root / evidence.LOCK).write_bytes(before)
    project("treaty, art 2")
    problems, summary = evidence.verify_command(root, TEXTS, "2026-02-02")
    assert "cite-malformed" in {p.rule for p in problems}
    assert "left as it is" in summary
    assert (root / evidence.LOCK).read_bytes() == before


def test_command_mends_the_lock(project: Callable[..., Path]) -> None:
    """A damaged lock is written anew, so that running verify again is the whole repair."""
    root = project('treaty, art. 2(1) "expel or return"')
    (root / evidence.LOCK).write_text("{\n", "utf-8")
    assert evidence.verify_command(root, TEXTS, "2026-01-01")[0] == []
    assert phrases(root) == [("expel or return", "2026-01-01")]


# --- the real course ---


def test_course(tmp_path: Path) -> None:
    """Every phrase of the course stands in the text of its source, and the lock says just that."""
    texts = os.environ.get("SURPLACE_TEXTS")
    if not texts:
        pytest.skip("SURPLACE_TEXTS does not name a folder of source texts, which are no part of the project")
    root = copy_project(tmp_path / "copy")
    problems, summary = evidence.verify_command(root, Path(texts), "2000-01-01")
    assert problems == [], "\n".join(map(str, problems))
    assert (root / evidence.LOCK).read_bytes() == (ROOT / evidence.LOCK).read_bytes(), summary
    shutil.rmtree(root)

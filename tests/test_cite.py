"""The grammar of citations, as one table of good and one of bad inputs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surplace import cite
from surplace.model import Citation, Locator, Source
from surplace.problem import Place, Problem

HERE = Place("quizzes/x.yaml", 14, 9)

# text, key, canonical locator, (kind, numbers) of each part, phrase
GOOD = [
    ("cat-1984, art. 3(1)", "cat-1984", "art. 3(1)", [("article", "3(1)")], ""),
    ('c, art. 33(1) "expel or return"', "c", "art. 33(1)", [("article", "33(1)")], "expel or return"),
    ("c, art. 1A(2) “a b”", "c", "art. 1A(2)", [("article", "1A(2)")], "a b"),
    ("c, art. 1C(5) „a b“", "c", "art. 1C(5)", [("article", "1C(5)")], "a b"),
    ("c, art. 1C(5) „a b”", "c", "art. 1C(5)", [("article", "1C(5)")], "a b"),
    ("c, art. 24(1)(b)(ii)", "c", "art. 24(1)(b)(ii)", [("article", "24(1)(b)(ii)")], ""),
    ("c, paras. 94-96", "c", "paras. 94-96", [("paragraph", "94-96")], ""),
    ("c, paras. 94–96", "c", "paras. 94-96", [("paragraph", "94-96")], ""),
    ("c, arts. 26, 28 and 32", "c", "arts. 26, 28 and 32", [("article", "26 28 32")], ""),
    ("c, arts. 26, 28, and 32", "c", "arts. 26, 28 and 32", [("article", "26 28 32")], ""),
    ("c, arts. 26,28", "c", "arts. 26 and 28", [("article", "26 28")], ""),
    ("c, paras. 385, 435-437", "c", "paras. 385 and 435-437", [("paragraph", "385 435-437")], ""),
    ("c, arts. I-XI", "c", "arts. I-XI", [("article", "I-XI")], ""),
    ("c, ch. V.2 “24 Sep 1982 a”", "c", "ch. V.2", [("chapter", "V.2")], "24 Sep 1982 a"),
    ("c, ch. XVIII.12.a", "c", "ch. XVIII.12.a", [("chapter", "XVIII.12.a")], ""),
    ("c, para. 186.241", "c", "para. 186.241", [("paragraph", "186.241")], ""),
    ("c, annex I, para. 6", "c", "annex I, para. 6", [("annex", "I"), ("paragraph", "6")], ""),
    ("c, paras. 3, 4, p. 5", "c", "paras. 3 and 4, p. 5", [("paragraph", "3 4"), ("page", "5")], ""),
    ("c, p. xii", "c", "p. xii", [("page", "xii")], ""),
    ("c, pp. 3-5", "c", "pp. 3-5", [("page", "3-5")], ""),
    ("c, s. 302", "c", "s. 302", [("section", "302")], ""),
    ("c, sec. IV.B", "c", "sec. IV.B", [("section", "IV.B")], ""),
    ("c, n. 12", "c", "n. 12", [("note", "12")], ""),
    ("c, recital 4", "c", "recital 4", [("recital", "4")], ""),
    ("c, principle 6", "c", "principle 6", [("principle", "6")], ""),
    ("  c ,  art.   3  “ a   b ” ", "c", "art. 3", [("article", "3")], "a b"),
    ("c, art. 3 “says \"x\" here”", "c", "art. 3", [("article", "3")], 'says "x" here'),
]  # fmt: skip

# text, how many characters before the fault, what the message says
BAD = [
    ("", 0, "nothing is cited here"),
    ("   ", 0, "nothing is cited here"),
    ("c", 1, "no locator after the key: write c, art. 1"),
    ("c,", 1, "no locator after the key: write c, art. 1"),
    ('c, "a b"', 1, "no locator after the key: write c, art. 1"),
    ('c "a, b"', 1, "no locator after the key: write c, art. 1"),
    ("Refugee Convention, art. 1", 0, '"Refugee Convention" is not'),
    ("  c_d, art. 1", 2, '"c_d" is not'),
    ("c, whole", 3, '"whole" is not a locator word; the words are art., arts., para.'),
    ("c, art 3", 3, 'write "art.", not "art"'),
    ("c, Art. 3", 3, 'write "art.", not "Art."'),
    ("c, article 3", 3, 'write "art.", not "article"'),
    ("c, § 3", 3, 'write "s.", not "§"'),
    ("c, Preamble 3", 3, 'write "recital", not "Preamble"'),
    ("c, art.3", 3, 'write a space after "art."'),
    ("c, art.", 7, 'no number after "art.": write art. 1'),
    ("c, paras. 3 and", 15, 'no number after "and": write paras. 1'),
    ("c, art. 3-4", 3, 'write "arts." for several'),
    ("c, para. 3, 4", 3, 'write "paras." for several'),
    ("c, arts. 3", 3, 'write "art." for one'),
    ("c, para. ga", 9, '"ga" after "para." is not a number: write it like 33'),
    ("c, paras. 3 - 4", 12, '"-" is not expected: join numbers by "," or "and"'),
    ("c, art. 3 para. 4", 10, '"para." is not expected'),
    ("c, art. 3,, para. 4", 9, "take this comma out"),
    ("c,, art. 3", 2, "take this comma out"),
    ('c, art. 3, "a b"', 9, "take this comma out"),
    ("c, art. 3 'a b'", 10, "put the phrase in double quotation marks"),
    ("c, art. 3, ‘a b’", 11, "put the phrase in double quotation marks"),
    ('c, art. 3 "a b', 10, 'the phrase is not closed: put " after it'),
    ('c, art. 3 “a b"', 10, "the phrase is not closed: put ” after it"),
    ('c, art. 3 " "', 10, "the phrase is empty"),
    ('c, art. 3 "a b" there', 16, "nothing may follow the phrase: put ; before the next citation"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key", "locator", "parts", "phrase"), GOOD)
def test_good(text: str, key: str, locator: str, parts: list[tuple[str, str]], phrase: str) -> None:
    """A well-formed citation is read in full, and its locator gets the one canonical spelling."""
    found = cite.parse(text, HERE)
    assert isinstance(found, Citation), found
    assert (found.key, str(found.locator), found.phrase) == (key, locator, phrase)
    assert [(part.kind, " ".join(part.numbers)) for part in found.locator.parts] == parts
    assert cite.parse_locator(locator) == found.locator, "the canonical spelling reads back as itself"


@pytest.mark.parametrize(("text", "offset", "message"), BAD)
def test_bad(text: str, offset: int, message: str) -> None:
    """A malformed citation gets one line that says how to mend it, at the very column of the fault."""
    found = cite.parse(text, HERE)
    assert isinstance(found, Problem), found
    assert found.place == Place(HERE.path, HERE.line, HERE.column + offset)
    assert message in found.message
    assert "\n" not in found.message
    assert (found.rule, found.severity) == ("cite-malformed", "error")


def test_list() -> None:
    """``;`` splits citations, but not inside a phrase; each keeps its own column, and faults are all told."""
    text = 'a, art. 1 "x; y"; b, para. 2; c, whole;'
    cites, problems = cite.parse_list(text, HERE)
    assert [(c.key, c.phrase, c.place.column) for c in cites] == [("a", "x; y", 9), ("b", "", 27)]
    assert [p.place.column for p in problems] == [42, 48]
    assert "no ; at the end" in problems[1].message


def test_locator_alone() -> None:
    """A locator can be read without a key; a string says what is wrong."""
    assert isinstance(cite.parse_locator("paras. 94-96"), Locator)
    assert cite.parse_locator(" ") == "no locator: write art. 1"
    assert cite.parse_locator("page 3") == 'write "p.", not "page"'


@given(st.text(alphabet='ac-19,;. ()"“”„artpsIV–and\n', max_size=40))
def test_never_raises(text: str) -> None:
    """Whatever is typed, reading gives citations and problems, never a traceback, and loses no part."""
    cites, problems = cite.parse_list(text, HERE)
    assert len(cites) + len(problems) >= 1
    for found in cites:
        assert cite.parse_locator(str(found.locator)) == found.locator


LOCATORS = {
    "article": "1-46",
    "recital": "1-6",
    "section": "I-IV",
    "chapter": "IV.3, IV.9, IV.9.b, V.2",
    "annex": "A-E",
    "paragraph": "2",
}

# locator, what is wrong with it in the source above
FITS = [
    ("art. 1", None),
    ("art. 46", None),
    ("art. 33(1)", None),
    ("art. 1A(2)", None),
    ("art. 47", "s has articles 1-46, not 47"),
    ("art. 0", "s has articles 1-46, not 0"),
    ("art. IV", "s has articles 1-46, not IV"),
    ("arts. 31-33", None),
    ("arts. 33(1)-33(2)", None),
    ("arts. 46-47", "s has articles 1-46, not 47"),
    ("arts. 33-31", "the range 33-31 must ascend"),
    ("arts. 33(2)-33(1)", "the range 33(2)-33(1) must ascend"),
    ("arts. 31, 33 and 48", "s has articles 1-46, not 48"),
    ("sec. IV", None),
    ("sec. IV.B", None),
    ("sec. V", "s has sections I-IV, not V"),
    ("sec. C", "s has sections I-IV, not C"),
    ("annex C", None),
    ("annex F", "s has annexes A-E, not F"),
    ("ch. V.2", None),
    ("ch. IV.9.b", None),
    ("ch. IV.9.c", "s has chapters IV.3, IV.9, IV.9.b, V.2, not IV.9.c"),
    ("ch. V.5", "s has chapters IV.3, IV.9, IV.9.b, V.2, not V.5"),
    ("para. 3", "s has paragraph 2, not 3"),
    ("art. 3, para. 3", "s has paragraph 2, not 3"),
    ("p. 3", "s has no pages; it has articles 1-46, recitals 1-6, sections I-IV, "
             "chapters IV.3, IV.9, IV.9.b, V.2, annexes A-E, paragraphs 2"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fault"), FITS)
def test_fits(text: str, fault: str | None) -> None:
    """A locator fits when its source declares the kind and the range of every number."""
    source = Source("s", HERE, "treaty", "S", "S", locators=LOCATORS)
    locator = cite.parse_locator(text)
    assert isinstance(locator, Locator), locator
    assert cite.fits(source, locator) == fault


# what a text may print, and what it says
FOLDS = [
    ("“refouler” ‘x’ „y“", '"refouler" \'x\' "y"'),
    ("the ﬁnal ﬂow", "the final flow"),
    ("refou-\nlement", "refoulement"),
    ("refou-\n   lement", "refoulement"),
    ("refoule\u00adment", "refoulement"),
    ("non‑refoulement", "nonrefoulement"),
    ("a\u00a0 b\n\n c\t", "a b c"),
    ("2–25 July", "2-25 July"),
    ("a—b", "a - b"),
    ("a – b", "a - b"),
    ("94-\n96", "94- 96"),
    ("Case Stays", "Case Stays"),
]


@pytest.mark.parametrize(("printed", "says"), FOLDS)
def test_fold(printed: str, says: str) -> None:
    """Folding takes away what type-setting does, keeps the words and their case, and is done once for all."""
    assert cite.fold(printed) == says
    assert cite.fold(says) == says


def test_sort_key() -> None:
    """Locators sort as a reader counts."""
    mixed = ["para. 3", "art. 10", "arts. 2-4", "art. 2"]
    assert sorted(mixed, key=cite.sort_key) == ["art. 2", "arts. 2-4", "art. 10", "para. 3"]

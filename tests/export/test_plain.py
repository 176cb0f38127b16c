"""Plain text, Markdown and CSV: what a reader of each finds in the file is what the banks have."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from surplace.export import markdown, plaintext, table, texts
from surplace.export.base import Made, Part, Selection
from surplace.model import Accepted, Answer, Choice, Item, Markdown, Match, Numeric, Pair, TwoTier, answers
from tests.export import rawbanks
from tests.export.rawbanks import everything, tidy, words
from tests.export.strategies import hostile, selections

READER = MarkdownIt("commonmark", {"html": True}).enable("table")
"""A CommonMark reader that would show HTML, if a text brought some in."""

Writer = Callable[[Selection], Made]


def halves(text: str) -> tuple[str, str]:
    """Worksheet and key of a plain text."""
    sheet, _, key = text.partition("\nAnswer key\n==========\n")
    assert key
    return sheet, key


def lettered(block: str) -> dict[str, str]:
    """The texts of the lettered lines of a question by their letters, each on one line."""
    found = re.findall(r"^  ([A-Z]+)\. (.*(?:\n {5}.*)*)", block, re.MULTILINE)
    return {letter: tidy(text) for letter, text in found}


def blocks(text: str) -> list[tuple[str, str]]:
    """What stands after each heading ``Question 3`` or ``Question 3: B`` until the next heading with a rule."""
    parts = re.split(r"^Question \d+(?:: (.*))?\n-*\n?", text, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("stem", rawbanks.banks())
def test_a_worksheet_of_every_bank(stem: str) -> None:
    """Each question has its text and its choices on the sheet; its key names the right ones and gives all reasons."""
    made = plaintext.write(everything(bank=stem, seed=7))
    sheet, key = halves(made.data.decode("utf-8"))
    raw = rawbanks.banks()[stem]
    asked, told = blocks(sheet), blocks(key.partition("\nSources\n")[0])

    assert made.losses == ()
    assert "seed 7" in sheet
    assert len(asked) == len(told) == len(raw)
    for question, (_, shown), (right, reasons) in zip(raw, asked, told, strict=True):
        assert words(question["prompt"]) in tidy(shown)
        assert f"question id: {question['id']}" in tidy(reasons)
        assert f"Objective {question['objective']} " in tidy(reasons)
        assert f"level: {question['level']}" in tidy(reasons)
        wants = list(rawbanks.wanted(question))
        for want in wants:
            assert words(want.feedback) in tidy(reasons)
            for key_, locator, phrase in map(rawbanks.pinpoint, want.cites):
                source = rawbanks.course().sources[key_]
                assert tidy(f"{source.short or source.title}, {locator}") in tidy(reasons)
                assert tidy(phrase) in tidy(reasons)
        _right(question, right, lettered(shown), wants)


def _right(question: dict[str, Any], right: str, choices: dict[str, str], wants: list[rawbanks.Wanted]) -> None:
    """The letters of the key lead to the right answers on the sheet."""
    if question["kind"] in ("single", "multiple", "truefalse", "two-tier"):
        assert sorted(choices.values()) == sorted(words(want.text) for want in wants)
        assert {choices[letter] for letter in right.split(", ")} == {words(w.text) for w in wants if w.correct}
    elif question["kind"] == "order":
        assert [choices[letter] for letter in right.split(", ")] == [words(want.text) for want in wants]
    elif question["kind"] in ("short", "numeric"):
        assert right in {words(want.text) for want in wants if want.correct}


def test_every_source_of_a_worksheet_has_its_address() -> None:
    """The list at the end has the address of each source that is cited, in text and Markdown."""
    selection = everything(module="4")
    keys = {c.key for _part, item in selection.items() for answer in answers(item) for c in answer.cites}
    addresses = {s.url for key in keys if (s := selection.source(key)) and s.url}

    text = tidy(plaintext.write(selection).data.decode().rpartition("\nSources\n")[2])
    shown = page(markdown.write(selection).data.decode())
    assert len(addresses) > 10
    assert all(address in text for address in addresses)
    assert {html.unescape(address) for address in addresses} <= set(shown.links)


def test_lines_are_short_enough_for_print() -> None:
    """No line is longer than 78 characters, but for one that is a single word such as an address."""
    lines = plaintext.write(everything()).data.decode().split("\n")

    assert [line for line in lines if len(line) > plaintext.WIDTH and len(line.split()) > 1] == []
    assert all(line == line.rstrip() for line in lines)


class Page(HTMLParser):
    """What a browser shows of some HTML: words, headings, links, and the elements that it has."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.links: list[str] = []
        self.tags: Counter[str] = Counter()
        self.heads: list[str] = []
        self.items: list[str] = []
        self._open: list[int] = []
        self._item: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count an element, keep an address."""
        self.tags[tag] += 1
        if tag == "a":
            self.links.append(dict(attrs)["href"] or "")
        if tag in ("h1", "h2", "h3", "h4"):
            self._open.append(len(self.text))
        if tag == "li":
            self._item.append(len(self.text))
        if tag in ("br", "td", "th", "p", "li"):
            self.text += "\n"

    def handle_endtag(self, tag: str) -> None:
        """Keep the words of a heading or of an item of a list."""
        if tag in ("h1", "h2", "h3", "h4"):
            self.heads.append(tidy(self.text[self._open.pop() :]))
        if tag == "li":
            self.items.append(tidy(self.text[self._item.pop() :]))
        if tag in ("p", "h1", "h2", "h3", "h4", "li", "td", "th"):
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        """Collect the words."""
        self.text += data


def page(text: str) -> Page:
    """Markdown as a CommonMark reader shows it."""
    made = Page()
    made.feed(READER.render(text))
    made.close()
    return made


@pytest.mark.parametrize("stem", rawbanks.banks())
def test_a_markdown_sheet_of_every_bank(stem: str) -> None:
    """A CommonMark reader finds each question twice, each reason once, and a link for each citation with an address."""
    made = markdown.write(everything(bank=stem, seed=7))
    shown = page(made.data.decode("utf-8"))
    sheet, _, key = shown.text.partition("\nAnswer key\n")
    raw = rawbanks.banks()[stem]
    wants = [want for question in raw for want in rawbanks.wanted(question)]
    cites = [rawbanks.pinpoint(text)[0] for want in wants for text in want.cites]
    cites += [rawbanks.pinpoint(t)[0] for q in raw for side in q.get("positions", ()) for t in side["cite"]]

    assert made.losses == ()
    assert "seed 7" in sheet
    assert sum(re.fullmatch(r"Question \d+", head) is not None for head in shown.heads) == len(raw)
    assert sum(re.match(r"Question \d+: ", head) is not None for head in shown.heads) == len(raw)
    assert all(words(question["prompt"]) in tidy(sheet) for question in raw)
    assert all(words(want.feedback) in tidy(key) for want in wants)
    verdicts = Counter(m for item in shown.items for m in re.findall(r"^[A-Z]\. (Right|Not right)\. ", item))
    chosen = [want.correct for want in wants if want.part in ("choice", "reason")]
    assert (verdicts["Right"], verdicts["Not right"]) == (chosen.count(True), chosen.count(False))
    sources = rawbanks.course().sources
    known = Counter(html.unescape(sources[one].url) for one in cites if sources[one].url)
    assert known <= Counter(shown.links)
    assert shown.tags.keys() <= ALLOWED


ALLOWED = {
    "h1", "h2", "h3", "h4", "p", "em", "strong", "code", "a", "br", "ul", "ol", "li", "hr", "blockquote", "pre",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


def test_markdown_and_text_say_the_same() -> None:
    """Letters and right answers are the same in both, so that two teachers can compare."""
    selection = everything(module="4", seed=3)
    heads = page(markdown.write(selection).data.decode()).heads
    lines = plaintext.write(selection).data.decode().split("\n")

    assert [h for h in heads if h.startswith("Question") and ":" in h][:20] == [
        line for line in lines if line.startswith("Question") and ":" in line
    ][:20]


def prose(item: Item) -> list[str | Markdown]:
    """Every text of an item that is prose."""
    found: list[str | Markdown] = [item.prompt, *(p.text for p in item.positions)]
    found += [item.vignette] if item.vignette else []
    found += [item.content.text] if item.content and item.content.text else []
    found += [item.reason_prompt] if isinstance(item, TwoTier) else []
    for answer in answers(item):
        found += [answer.text, answer.feedback or ""]
        found += [answer.right] if isinstance(answer, Pair) else []
    return found


def literal(item: Item) -> list[str]:
    """Every text of an item that is no prose."""
    found = [p.holder for p in item.positions]
    found += [item.unit] if isinstance(item, Numeric) else []
    for answer in answers(item):
        found += answer.also if isinstance(answer, Accepted) else ()
        found += [c.phrase for c in answer.cites]
    return found


@hostile
@given(selections())
def test_hostile_texts_survive_plain_text(selection: Selection) -> None:
    """Every text is there word for word; no text can pass for a question of its own."""
    text = tidy(plaintext.write(selection).data.decode("utf-8"))
    for _part, item in selection.items():
        assert [t for one in prose(item) if (t := words(one, links=True)) not in text] == []
        assert [t for one in literal(item) if (t := tidy(one)) not in text] == []


@hostile
@given(selections())
def test_hostile_texts_survive_markdown(selection: Selection) -> None:
    """A CommonMark reader shows every text word for word, with its emphasis and links, and no element of its own."""
    data = markdown.write(selection).data.decode("utf-8")
    shown = page(data)
    text = tidy(shown.text)
    for _part, item in selection.items():
        assert [t for one in prose(item) if (t := words(one)) not in text] == []
        assert [t for one in literal(item) if (t := tidy(one)) not in text] == []
        marked = sum("*so*" in (one if isinstance(one, str) else one.text) for one in prose(item) if one)
        assert shown.tags["code"] >= marked
        assert shown.links.count("https://x.example/?a=1&b=2") >= marked
    assert shown.tags.keys() <= ALLOWED
    count = sum(1 for _ in selection.items())
    assert sum(head.startswith("Question ") for head in shown.heads) >= 2 * count


@pytest.mark.parametrize(
    "text",
    [
        "a*b*c", "*a* *b* c", "Say *“so”*, then *(this)*.", "한*글*은 **말**이다", "`a|b` and `` x`y `` or `*`",
        "x *a*`b`**c** y", "one\\\ntwo *three\\\nfour*", "[*a* b](https://x.example/a_(b)) c", "\\* *a\\** \\_",
        "*a*\\*b",
        "https://x.example/a_b_c *d*", "AT&T &amp; &copy; 5 < 6 > 4 ~ ~~x~~ $y$ {z} a|b ^c^ #d",
    ],
)  # fmt: skip
def test_emphasis_stays_where_it_was(text: str) -> None:
    """A reader shows the same words in emphasis, code and links as the bank has, in a line and in a table."""
    wanted = _styles(texts.inline(text))
    pair = everything(lesson="4.1")
    item = next(one for _part, one in pair.items() if isinstance(one, Match))
    first = replace(item.pairs[0], text=Markdown(text, item.place))
    part = pair.parts[0]
    tabled = replace(pair, parts=(Part(part.bank, part.lesson, (replace(item, pairs=(first, *item.pairs[1:])),)),))

    line = READER.render(markdown.write(changed(text)).data.decode())
    cell = READER.render(markdown.write(tabled).data.decode())
    shown = [_styles(one) for one in re.findall(r"<p>(.*?)</p>", line, re.DOTALL)]
    cells = [_styles(one.partition("____")[2].strip()) for one in re.findall(r"<td>(.*?)</td>", cell, re.DOTALL)]
    assert [(char, style - {"strong"}) for char, style in wanted] in [
        [(char, style - {"strong"}) for char, style in one] for one in shown
    ]
    assert wanted in cells


def _styles(inside: str) -> list[tuple[str, frozenset[str]]]:
    """Each character of some HTML, but for blanks, with the elements that it stands in."""
    found: list[tuple[str, frozenset[str]]] = []
    stack: list[str] = []
    for tag, text in re.findall(r"<(/?[a-z]+)[^>]*>|([^<]+)", inside):
        if tag.startswith("/"):
            stack.pop()
        elif tag and tag != "br":
            stack.append(tag)
        found += [(char, frozenset(stack)) for char in html.unescape(text) if not char.isspace()]
    return found


def rows(made: Made) -> list[dict[str, str]]:
    """A table as Python's reader of CSV finds it, with the apostrophes taken away as the module says."""
    assert made.data.startswith(b"\xef\xbb\xbf")
    text = made.data.decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert all(set(row) == set(table.COLUMNS) for row in found)
    for row in found:
        assert [t for name, t in row.items() if name not in table.NUMBERS and t[:1] and t[0] in "=+-@\t\r\n"] == []
        assert [
            t for name, t in row.items() if name in table.NUMBERS and not re.fullmatch(r"(-?\d+(\.\d+)?)?", t)
        ] == []
    return [{name: t.removeprefix("'") if name not in table.NUMBERS else t for name, t in row.items()} for row in found]


@pytest.mark.parametrize("stem", rawbanks.banks())
def test_a_table_of_every_bank(stem: str) -> None:
    """One row an answer, in the order of the file, with its question, reason, citations and their addresses."""
    made = table.write(everything(bank=stem, site="https://x.example/c"))
    raw = [(question, want) for question in rawbanks.banks()[stem] for want in rawbanks.wanted(question)]

    assert made.losses == ()
    for row, (question, want) in zip(rows(made), raw, strict=True):
        assert [row[k] for k in ("id", "kind", "objective", "level")] == [
            question[k] for k in ("id", "kind", "objective", "level")
        ]
        assert (row["part"], row["answer"], row["feedback"]) == (want.part, words(want.text), words(want.feedback))
        assert row["correct"] == ("" if want.part == "criterion" else "yes" if want.correct else "no")
        assert row["prompt"] == words(question["prompt"])
        assert row["right_side"] == words(want.right)
        assert row["misconception"] == want.data.get("misconception", "")
        assert row["near_miss"] == tidy(want.data.get("near_miss", ""))
        assert row["as_of"] == question.get("as_of", "")
        assert row["aim"]
        assert row["link"].endswith(f".html#q-{question['id']}")
        found = list(zip(row["cite"].split("\n"), row["source_links"].split("\n"), strict=True))
        for (shown, url), (key, locator, phrase) in zip(found, map(rawbanks.pinpoint, want.cites), strict=True):
            assert locator in shown
            assert phrase in shown
            assert url == rawbanks.course().sources[key].url


def test_letters_are_those_of_the_worksheet() -> None:
    """With one seed, the letter of a row of the table leads to its answer on the worksheet."""
    selection = everything(module="4", seed=7)
    shown = [lettered(block) for _, block in blocks(halves(plaintext.write(selection).data.decode())[0])]
    by_item: dict[str, list[dict[str, str]]] = {}
    for row in rows(table.write(selection)):
        by_item.setdefault(row["id"], []).append(row)

    for choices, answers_ in zip(shown, by_item.values(), strict=True):
        if answers_[0]["part"] in ("choice", "step"):
            assert choices == {row["letter"]: row["answer"] for row in answers_}
        elif answers_[0]["part"] == "pair":
            assert sorted(row["letter"] for row in answers_) == [chr(65 + n) for n in range(len(answers_))]
        else:
            assert {row["letter"] for row in answers_} == {""}


@hostile
@given(selections())
def test_hostile_texts_survive_a_table(selection: Selection) -> None:
    """Every text comes back word for word, none begins like a formula, and right is right."""
    found = rows(table.write(selection))
    wants = [(item, answer) for _part, item in selection.items() for answer in answers(item)]
    for row, (item, answer) in zip(found, wants, strict=True):
        assert tidy(row["prompt"]) == words(item.prompt, links=True)
        assert tidy(row["vignette"]) == words(item.vignette, links=True)
        assert tidy(row["answer"]) == words(answer.text, links=True)
        assert tidy(row["feedback"]) == words(answer.feedback, links=True)
        assert len(row["cite"].split("\n")) == len(row["source_links"].split("\n")) == len(answer.cites)
        assert all(tidy(c.phrase) in tidy(row["cite"]) for c in answer.cites)
        assert all(tidy(p.holder) in tidy(row["positions"]) for p in item.positions)
        _own(row, item, answer)


def _own(row: dict[str, str], item: Item, answer: Answer) -> None:
    if isinstance(answer, Choice | Accepted):
        assert row["correct"] == ("yes" if answer.correct else "no")
    if isinstance(item, Numeric) and isinstance(answer, Accepted):
        assert (float(row["value"]), float(row["tolerance"])) == (answer.value, answer.tolerance)
        assert tidy(row["unit"]) == tidy(item.unit)
    elif isinstance(answer, Accepted):
        assert [tidy(t) for t in row["also"].split("\n") if t] == [tidy(t) for t in answer.also]
    if isinstance(item, Match) and isinstance(answer, Pair):
        assert tidy(row["right_side"]) == words(answer.right, links=True)


def changed(prompt: str) -> Selection:
    """Lesson 4.1 with another prompt in its first question."""
    selection = everything(lesson="4.1")
    part = selection.parts[0]
    first = replace(part.items[0], prompt=Markdown(prompt, part.items[0].place))
    return replace(selection, parts=(Part(part.bank, part.lesson, (first, *part.items[1:])),))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)", "'=1", r"\'\'", "＝1", r"\'quoted words"])
def test_a_formula_is_a_text_and_comes_back(text: str) -> None:
    """What begins like a formula stands behind an apostrophe in the file, and comes back as it was."""
    made = table.write(changed(text))
    row = next(csv.DictReader(io.StringIO(made.data.decode("utf-8-sig"), newline="")))

    assert row["prompt"].startswith("'")
    assert rows(made)[0]["prompt"] == words(text)


def test_records_end_as_the_standard_says() -> None:
    """RFC 4180: each record ends with CR LF; a line end inside a cell is a bare LF in quotation marks."""
    data = table.write(everything(lesson="4.1")).data.decode("utf-8-sig")
    outside = re.sub(r'"(?:[^"]|"")*"', "", data)

    assert "\n" not in outside.replace("\r\n", "")
    assert len(outside.split("\r\n")) == len(rows(table.write(everything(lesson="4.1")))) + 2
    assert "\r" not in "".join(re.findall(r'"(?:[^"]|"")*"', data))


CALC = any(Path(f"{root}/program/libsclo.so").exists() for root in ("/usr/lib/libreoffice", "/opt/libreoffice"))


def opened(folder: Path, data: bytes) -> str:
    """A table as LibreOffice Calc has it, as flat OpenDocument."""
    (folder / "table.csv").write_bytes(data)
    home = f"-env:UserInstallation=file://{folder}/home"
    options = ["--headless", "--infilter=CSV:44,34,76,1", "--convert-to", "fods", "--outdir", str(folder)]
    subprocess.run(["soffice", home, *options, str(folder / "table.csv")], check=True, capture_output=True, timeout=120)
    return (folder / "table.fods").read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("soffice") or not CALC, reason="LibreOffice Calc is not installed")
def test_a_spreadsheet_finds_no_formula(tmp_path: Path) -> None:
    """LibreOffice Calc finds all rows of the table and makes no formula of a text, as it would of a bare one."""
    made = table.write(changed("=HYPERLINK(1)"))
    sheet = opened(tmp_path, made.data)
    bare = opened(tmp_path, made.data.replace(b"'=HYPERLINK", b"=HYPERLINK"))

    assert "table:formula" in bare
    assert "table:formula" not in sheet
    assert "=HYPERLINK(1)" in sheet
    cells = re.findall(r"<table:table-row\b[^>]*>.*?</table:table-row>", sheet, re.DOTALL)
    assert sum("<text:p" in cell for cell in cells) == len(rows(made)) + 1


@pytest.mark.parametrize("writer", [plaintext.write, markdown.write, table.write])
def test_the_same_selection_gives_the_same_bytes(writer: Writer) -> None:
    """No clock and no chance; a seed mixes the choices."""
    first, again, mixed = (writer(everything(lesson="4.1", seed=seed)).data for seed in (0, 0, 7))

    assert first == again
    assert first != mixed


def test_the_seed_and_the_form_are_printed() -> None:
    """Who copies a worksheet can say which one it is."""
    selection = everything(lesson="4.1", form="B", seed=12)

    for writer in (plaintext.write, markdown.write):
        assert "Form B · seed 12" in writer(selection).data.decode()


@pytest.mark.parametrize("writer", [plaintext.write, table.write])
def test_lost_emphasis_is_reported(writer: Writer) -> None:
    """Plain words show no emphasis: the report says so, once for each question; links keep their address."""
    made = writer(changed("Is *this* a [link](https://x.example/)?"))

    assert [str(loss) for loss in made.losses] == [
        f"{changed('').parts[0].items[0].id}: emphasis in its texts; written as plain words"
    ]
    assert not made.losses[0].left_out
    assert "link <https://x.example/>?" in tidy(made.data.decode())
    assert markdown.write(changed("Is *this* so?")).losses == ()

"""YAML becomes nodes with places: what is typed is what is read, and each fault is one plain line."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from surplace import yamlfile
from surplace.problem import Place
from surplace.yamlfile import Map, Node, Scalar, Seq

MIB = 1 << 20


@pytest.fixture(params=["libyaml", "pure"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both parsers of PyYAML, since not every computer has the fast one."""
    monkeypatch.setattr(yamlfile, "_LOADER", yaml.BaseLoader if request.param == "pure" else yaml.CBaseLoader)
    return str(request.param)


def texts(node: Node | None) -> Iterator[tuple[str, int, int]]:
    """Every scalar with its line and column."""
    if isinstance(node, Scalar):
        yield node.text, node.place.line, node.place.column
    elif isinstance(node, Seq):
        for item in node.items:
            yield from texts(item)
    elif isinstance(node, Map):
        for key, value in node.pairs:
            yield from texts(key)
            yield from texts(value)


def said(data: str | bytes) -> list[str]:
    """Line, column and rule of each problem, with its message."""
    raw = data.encode() if isinstance(data, str) else data
    return [f"{p.place.line}:{p.place.column} {p.rule} {p.message}" for p in yamlfile.read(raw, "x.yaml")[1]]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("text", ["No", "1951-07-28", "12:30", "1982", "~", "null", "0x1f", "1e3", "+1", "yes", "é🏛"])
def test_text_stays_as_typed(text: str) -> None:
    """No word turns into a truth value, a date, an hour or a number."""
    node, problems = yamlfile.read(f"a: {text}\nb:\n".encode(), "x.yaml")

    assert problems == ()
    assert [t for t, _, _ in texts(node)] == ["a", text, "b", ""]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_line_end_and_a_mark_in_front(end: str, mark: str) -> None:
    """The files of every editor give the same places, in lines and in characters."""
    source = f"{mark}é: ü{end}# x{end}list:{end}  - 'a'{end}  - b{end}"
    node, problems = yamlfile.read(source.encode(), "x.yaml")

    assert problems == ()
    assert list(texts(node)) == [("é", 1, 1), ("ü", 1, 4), ("list", 3, 1), ("a", 4, 5), ("b", 5, 5)]


@pytest.mark.usefixtures("parser")
def test_unicode_line_ends_are_text() -> None:
    """U+0085, U+2028 and U+2029 end no line in an editor, so they end none here, and stay in the text."""
    odd = "x\u2028y\x85z\u2029\U000f0000\ufeff"
    node, problems = yamlfile.read(f"{{a: {odd}, b: {odd}}}\n".encode(), "x.yaml")

    assert problems == ()
    assert list(texts(node)) == [("a", 1, 2), (odd, 1, 5), ("b", 1, 15), (odd, 1, 18)]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("source", ["a:", "? a", "- ", "a:\n  -"])
def test_what_is_empty_stands_in_the_file(source: str) -> None:
    """An empty value has a place on a line that is there, also where the last line has no end."""
    node, problems = yamlfile.read(source.encode(), "x.yaml")
    lines = source.split("\n")

    assert problems == ()
    assert all(line <= len(lines) and column <= len(lines[line - 1]) + 1 for _, line, column in texts(node))


def test_the_first_line_can_be_another_one() -> None:
    """Front matter that starts on line 2 of its page has the lines of the page."""
    node, _ = yamlfile.read_text("a: b\n", "x.md", 2)

    assert isinstance(node, Map)
    assert node.place == Place("x.md", 2, 1)


QUOTE = "must stand in quotation marks"


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("data", "start"),
    [
        ("questions:\n\t- id: a\n", "2:1 yaml-syntax a tab"),
        ("a:\n  b: 1\n \tc: 2\n", "3:2 yaml-syntax a tab"),
        ("a: >\n\tb\n", "2:1 yaml-syntax a tab"),
        ("a:b\nc: d\n", "1:2 yaml-syntax put a space after this colon"),
        ("a: b\nc:d\n", "2:2 yaml-syntax put a space after this colon"),
        ("- id:a\n  kind: b\n", "1:5 yaml-syntax put a space after this colon"),
        ("prompt: Note: this\n", "1:13 yaml-syntax text with a colon"),
        ("prompt: What is it:\n", "1:19 yaml-syntax text with a colon"),
        ('a: "unclosed\nb: c\n', "1:4 yaml-syntax this quotation mark is never closed"),
        ("a: 'unclosed\nb: c\n", "1:4 yaml-syntax this quotation mark is never closed"),
        ('- "a\n---\nb"\n', "1:3 yaml-syntax this quotation mark is never closed"),
        ('- a: "x\n- b: "y"\n', "1:6 yaml-syntax the text in quotation marks that starts here ends only on line 2"),
        ("a: 'it's'\n", "1:8 yaml-syntax text goes on after the closing"),
        ("text: [sic] and more\n", "1:13 yaml-syntax text goes on after the closing"),
        ("prompt: *em* text\n", f"1:9 yaml-syntax text that starts with * {QUOTE}"),
        ("prompt: **em** text\n", f"1:9 yaml-syntax text that starts with * {QUOTE}"),
        ("prompt: & co\n", f"1:9 yaml-syntax text that starts with & {QUOTE}"),
        ("prompt: `x`\n", f"1:9 yaml-syntax text that starts with ` {QUOTE}"),
        ("prompt: @x\n", f"1:9 yaml-syntax text that starts with @ {QUOTE}"),
        ("prompt: %x\n", f"1:9 yaml-syntax text that starts with % {QUOTE}"),
        ("prompt: ,x\n", f"1:9 yaml-syntax text that starts with , {QUOTE}"),
        ("prompt: ? x\n", f"1:9 yaml-syntax text that starts with ? {QUOTE}"),
        ("prompt: !<x y\n", f"1:9 yaml-syntax text that starts with ! {QUOTE}"),
        ("prompt: - x\n", "1:9 yaml-syntax a list starts on a line of its own"),
        ("prompt: > x\n", "1:9 yaml-syntax nothing may follow >"),
        ("a: b\n%c: d\n", "2:1 yaml-syntax a line may not start with %"),
        ("- id: a\n   kind: b\n", "2:4 yaml-syntax this line reads as part of the text above"),
        ("a:\n    b: c\n  d: e\n", "3:3 yaml-syntax this line starts in column 3"),
        ("a: b\nfoo\n", '2:1 yaml-syntax this line is not "key: value"'),
        ("a: b\n- c\n", "2:1 yaml-syntax a list item is here among"),
        ("- a\nb: c\n", '2:1 yaml-syntax a line without "- "'),
        ("a: [b, c\nd: e\n", "1:4 yaml-syntax what this [ opens"),
        ("a: {b: c]\n", "1:4 yaml-syntax what this { opens"),
        ("[", "1:2 yaml-syntax something ends too early here"),
        ('a: "x\\qy"\n', "1:6 yaml-syntax inside double quotation marks a backslash"),
        ("a: &x b\n", "1:4 yaml-alias “&x” is a YAML reference"),
        ("a: *x\n", "1:4 yaml-alias “*x” is a YAML reference"),
        ("<<: *x\n", "1:5 yaml-alias “*x” is a YAML reference"),
        ("a: !!python/object:os.system b\n", "1:4 yaml-tag"),
        ("# x\n%YAML 1.2\n---\na: b\n", "2:1 yaml-tag YAML directives"),
        ("a: b\n---\nc: d\n", "2:1 yaml-documents"),
        ("a: b\n...\n# x\n\nc: d\n", "5:1 yaml-documents"),
        ("a: 1\nb: 2\na: 3\n", "3:1 yaml-repeated-key “a” is written twice: it is there already on line 1"),
        ("{a: b}: c\n", "1:1 yaml-key"),
        ("a: {{ x }}\n", "1:5 yaml-key"),
        ("a: " + "[" * 33 + "]" * 33 + "\n", "1:35 yaml-depth"),
        ("a: " + "[" * 100_000, "1:"),
        (b"a: \xff\n", "1:4 encoding the byte 0xFF"),
        (b"a: b\nc: \xc3\xa9\xe9 d\n", "2:5 encoding the byte 0xE9"),
        (b"a: b\x00\n", "1:5 encoding a NUL byte"),
        ("a: b\x07\n", "1:5 encoding a control character (U+0007)"),
        ('a: "b\\x07"\n', "1:4 encoding an escape here stands for a control character"),
        ("a: b\n".encode("utf-16"), "1:1 encoding this is UTF-16"),
        (b"# " + b"x" * MIB, "1:1 file-size"),
    ],
)
def test_one_plain_line_for_each_fault(data: str | bytes, start: str) -> None:
    """Each fault is told once, where its cause stands, in words that say what to do, by both parsers."""
    messages = said(data)

    assert len(messages) == 1, messages
    assert messages[0].startswith(start)
    assert messages[0].isprintable()


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("data", ["", "\n", "# x\n", "---\n", "---\n# x\n...\n", "\ufeff"])
def test_nothing_is_no_fault(data: str) -> None:
    """An empty file has no node and no problem; what that means is for the reader to say."""
    assert yamlfile.read(data.encode(), "x.yaml") == (None, ())


@pytest.mark.usefixtures("parser")
def test_a_fault_in_one_item_does_not_hide_those_behind_it() -> None:
    """After a syntax error reading goes on with the next item of the list, and ends where the list ends."""
    bad = (
        "questions:\n  - id: a\n    x: *em*\n  - id: b\n    y: 'open\n  - id: c\n    z: a: b\n"
        "  - id: d\n    id: e\nt: u\n"
    )

    assert [m.split(" ", 2)[:2] for m in said(bad)] == [
        ["3:8", "yaml-syntax"],
        ["5:8", "yaml-syntax"],
        ["7:9", "yaml-syntax"],
        ["9:5", "yaml-repeated-key"],
    ]


def test_a_repeated_key_is_left_out() -> None:
    """The first of two values counts, and the rest of the file is there."""
    node, problems = yamlfile.read(b"a: 1\na: 2\nb: 3\n", "x.yaml")

    assert len(problems) == 1
    assert [t for t, _, _ in texts(node)] == ["a", "1", "b", "3"]


HOSTILE = {
    "brackets": "[" * 100_000,
    "braces": "{a: " * 100_000,
    "dashes": "- " * 100_000,
    "question marks": "? " * 100_000,
    "staircase": "".join(" " * i + "a:\n" for i in range(1400)),
    "empty items": "- \n" * (MIB // 3),
    "empty keys": "? \n" * (MIB // 3),
    "keys": "".join(f"k{i}: v\n" for i in range(80_000)),
    "same keys": "a: b\n" * (MIB // 5),
    "commas": "[" + "a," * (MIB // 2 - 2) + "]",
    "aliases": "- *a\n" * (MIB // 5),
    "documents": "---\n" * (MIB // 4),
    "directives": "".join(f"%TAG !a{i}! b\n" for i in range(60_000)) + "---\na",
    "faults": "q:\n" + "- a: b: c\n" * (MIB // 11),
    "references": "q:\n" + "- a: *em* c\n" * (MIB // 13),
    "quotes": "q:\n" + '- a: "b\n' * (MIB // 9),
    "control characters": "a: b\n" + "#\x01\n" * (MIB // 3 - 9),
    "line separators": "\u2028" * (MIB // 3),
    "private characters": "".join(map(chr, range(0xF0000, 0xF0000 + 65_000))) + "\u2028",
    "empty lines": "\n" * MIB,
    "one word": "a" * MIB,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_costs_little(name: str) -> None:
    """A file made to be slow takes less than two seconds of CPU, and has at most a thousand problems."""
    start = time.process_time()
    _node, problems = yamlfile.read(HOSTILE[name].encode(), "x.yaml")

    assert time.process_time() - start < 2.0
    assert len(problems) <= 1001


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A file that is missing, or a folder in its place, is one problem at the head of the file."""
    (tmp_path / "folder").mkdir()

    assert [(p.rule, p.place) for p in yamlfile.read_file(tmp_path / "none", "x.yaml")[1]] == [
        ("file-missing", Place("x.yaml"))
    ]
    assert [p.rule for p in yamlfile.read_file(tmp_path / "folder", "x.yaml")[1]] == ["file-unreadable"]
    assert [p.rule for p in yamlfile.read_file(Path("a\0b"), "x.yaml")[1]] == ["file-unreadable"]

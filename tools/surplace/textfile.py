"""Reading a text file that somebody else wrote: bounded, UTF-8, with the place of what is wrong."""

from __future__ import annotations

import codecs
import re
import stat
from bisect import bisect_right
from functools import cached_property
from pathlib import Path

from surplace.findings import Findings
from surplace.problem import Place, Problem

SIZE_LIMIT = 1 << 20
"""The largest file that is read, in bytes (1 MiB)."""

LINE_END = re.compile(r"\r\n?|\n")
"""What ends a line: as editors count them, so not U+0085, U+2028 or U+2029."""

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no text needs and that YAML 1.2 (section 5.1) and XML 1.0 (2.2) shut out."""

_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_SAVE = "save the file as UTF-8"


def read_bytes(path: Path, shown: str) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The bytes of a file, or the reason why there are none; ``shown`` is its name in messages."""
    place = Place(shown)
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            what = "a folder" if stat.S_ISDIR(mode) else "a device"
            return None, (Problem("file-unreadable", "error", place, f"this is {what}, not a file"),)
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        return None, (Problem("file-missing", "error", place, "there is no such file"),)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return None, (Problem("file-unreadable", "error", place, f"the file cannot be read: {why}"),)
    return data, ()


def decode(data: bytes, shown: str, first_line: int = 1) -> tuple[str | None, tuple[Problem, ...]]:
    """The text of a file, without a byte order mark, and every problem of its characters.

    Control characters are reported and left in; where the bytes are no UTF-8 there is no text.
    """
    found = Findings()
    if len(data) > SIZE_LIMIT:
        found.error("file-size", Place(shown, first_line), "the file is larger than 1 MiB: split it")
        return None, found.done()
    if data.startswith(_WIDE_MARKS):
        found.error("encoding", Place(shown, first_line), f"this is UTF-16 or UTF-32: {_SAVE}")
        return None, found.done()
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        what = f"the byte 0x{data[error.start]:02X} here is not UTF-8: {_SAVE}"
        found.error("encoding", Lines(before, shown, first_line).place(len(before)), what)
        return None, found.done()
    if "\0" in text:
        what = f"a NUL byte is here, as in a binary or UTF-16 file: {_SAVE}, or take it out"
        found.error("encoding", Lines(text, shown, first_line).place(text.index("\0")), what)
        return None, found.done()
    if CONTROL.search(text):
        _controls(text, Lines(text, shown, first_line), found)
    return text, found.done()


def _controls(text: str, lines: Lines, found: Findings) -> None:
    for match in CONTROL.finditer(text):
        if found.full:
            break
        what = f"a control character (U+{ord(match[0]):04X}) is here: take it out"
        found.error("encoding", lines.place(match.start()), what)


class Lines:
    """The lines of a text, and the place of each of its characters."""

    def __init__(self, text: str, shown: str, first_line: int = 1) -> None:
        self.text = text
        self.shown = shown
        self.first_line = first_line

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each line begins."""
        return [0, *(match.end() for match in LINE_END.finditer(self.text))]

    def __len__(self) -> int:
        return len(self.starts)

    def line(self, index: int) -> str:
        """A line, counted from 0, without its end; empty outside the text."""
        if not 0 <= index < len(self.starts):
            return ""
        end = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)
        return self.text[self.starts[index] : end].rstrip("\r\n")

    def place(self, offset: int) -> Place:
        """The place of the character at an offset, columns in characters."""
        index = bisect_right(self.starts, offset) - 1
        return Place(self.shown, self.first_line + index, offset - self.starts[index] + 1)

    def offset(self, place: Place) -> int:
        """The offset of a place, the reverse of ``place``."""
        return self.starts[place.line - self.first_line] + place.column - 1

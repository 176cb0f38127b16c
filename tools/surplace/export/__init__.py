"""Exports: every bank in the systems that schools and learners use.

``FORMATS`` is the table of all formats. A format is one module that sees ``model`` and ``cite`` alone.
"""

from __future__ import annotations

import importlib

from surplace.export.base import Format, Loss, Made, Part, Selection

__all__ = ["FORMATS", "Format", "Loss", "Made", "Part", "Selection", "load_format"]

FORMATS: dict[str, tuple[str, str, str]] = {
    "moodle-xml": (".xml", "moodle", "Moodle question bank (Moodle XML)"),
    "gift": (".gift.txt", "gift", "GIFT, the text format of Moodle"),
    "anki": (".apkg", "anki", "Anki deck; importing again updates and keeps the schedule"),
    "text": (".txt", "plaintext", "plain text: worksheet, then the key"),
    "markdown": (".md", "markdown", "Markdown: worksheet, then the key"),
    "csv": (".csv", "table", "a table with one row an answer"),
    "json": (".json", "jsonfile", "the whole course as documented JSON"),
    "docx": (".docx", "docx", "Word worksheet with a key"),
    "pdf": (".pdf", "pdf", "PDF worksheet with a key"),
    "canvas": (".zip", "canvas", "Canvas quizzes (QTI 1.2 with Canvas's own metadata)"),
    "cc": (".imscc", "cartridge", "Common Cartridge 1.1"),
    "scorm12": (".zip", "scorm", "SCORM 1.2, one learning object a quiz"),
    "scorm2004": (".zip", "scorm2004", "SCORM 2004, 4th edition"),
}
"""Name: suffix, module, and what it is."""


def load_format(name: str) -> Format:
    """The format of that name, with its module loaded. Raises ``KeyError`` for an unknown name."""
    suffix, module, words = FORMATS[name]
    return Format(name, suffix, words, importlib.import_module(f"surplace.export.{module}").write)

"""The findings that reading a file makes, so that ``surplace rules`` lists every id that can be printed."""

from __future__ import annotations

from surplace import evidence
from surplace.check.registry import Rule, add

_YAML = "YAML 1.2, as a teacher's editor writes it; house rule: one plain spelling of everything"
_SHAPE = "quizzes/README.md, which shows every key"
_READ = {
    "bad-id": ("An id is a short word that every system takes: a-z, 0-9 and hyphens.", _SHAPE),
    "bad-value": ("A value has the form that its key asks for.", _SHAPE),
    "cite-malformed": (
        'A citation is written key, locator "phrase".',
        "CONTRIBUTING.md, How a citation is written",
    ),
    "empty-bank": ("A bank has questions.", _SHAPE),
    "encoding": ("A file is text in UTF-8.", "Unicode; every current editor writes it"),
    "file-missing": ("A file that is needed is there.", "the layout of the project"),
    "file-size": ("A file is at most 1 MiB, so that hostile input stays cheap.", "house rule"),
    "file-unreadable": ("A file can be read.", "the layout of the project"),
    "kind-unknown": ("An item is of one of the nine kinds.", _SHAPE),
    "level-unknown": ("An item stands at one of five levels.", "Anderson and Krathwohl 2001, without create"),
    "missing-key": ("What an item, a lesson or a source needs is there.", _SHAPE),
    "repeated-id": ("A key or a file name stands for one thing.", "house rule"),
    "too-many-problems": ("After a thousand findings in one file, reading stops.", "house rule"),
    "unknown-key": ("A key that nobody reads is a slip of the pen.", _SHAPE),
    "wrong-type": ("Text is text, a list is a list.", _SHAPE),
    "yaml-alias": ("Anchors and aliases hide what a reader sees, and can blow a file up.", _YAML),
    "yaml-depth": ("Nesting ends at 32 levels.", _YAML),
    "yaml-documents": ("A file holds one document.", _YAML),
    "yaml-key": ("A key is a plain word.", _YAML),
    "yaml-repeated-key": ("A key stands once; YAML would drop the first without a word.", _YAML),
    "yaml-syntax": ("A file is YAML.", _YAML),
    "yaml-tag": ("Tags and directives are not used.", _YAML),
}

for _name, (_reason, _source) in _READ.items():
    add(Rule(_name, "error", "file", _reason, _source))
for _name, _reason in evidence.RULES.items():
    add(Rule(_name, "error", "file", _reason, "course/sources.lock, written by surplace verify"))

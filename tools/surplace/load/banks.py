"""A quiz bank: one YAML file, its items and everything that is wrong in it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from surplace import yamlfile
from surplace.findings import Findings
from surplace.load.fields import Fields, describe, is_slug
from surplace.load.items import read_item
from surplace.model import Bank, Broken, Item
from surplace.problem import Place, Problem
from surplace.yamlfile import Map, Node

ITEM_LIMIT = 2_000
"""Items in one bank."""


def load_bank(
    source: Path | bytes | str, shown: str, *, stem: str | None = None, first_line: int = 1
) -> tuple[Bank, tuple[Problem, ...]]:
    """Read a bank from a file, from bytes, or from text.

    ``shown`` is the name of the file in messages; its stem is the stem of the bank, unless ``stem`` says
    otherwise. ``first_line`` is the line of ``shown`` at which the text starts. There is always a bank:
    where the file cannot be read it has no entries, and the problems say why.
    """
    if isinstance(source, Path):
        node, raised = yamlfile.read_file(source, shown)
    else:
        data = source.encode(errors="surrogatepass") if isinstance(source, str) else source
        node, raised = yamlfile.read(data, shown, first_line)
    place = node.place if node else Place(shown, first_line)
    found = Findings()
    name = PurePosixPath(shown).stem if stem is None else stem
    if not is_slug(name):
        what = "the name of a bank file is an id: use a-z, 0-9 and single hyphens, at most 64 characters"
        found.error("bad-id", Place(shown), what)
    if isinstance(node, Map):
        bank = _bank(node, name, place, found)
    else:
        bank = Bank(name, place, ())
        if node is not None:
            what = f'a bank starts with "questions:" and a list of items, but {describe(node)} is here'
            found.error("wrong-type", place, what)
        elif not raised:
            found.error("empty-bank", place, "this bank is empty: write questions: and a list of items")
    keys = [key.place for key, _ in node.pairs] if isinstance(node, Map) else []
    return bank, (*(_assigned(problem, bank, keys) for problem in raised), *found.done())


def _bank(node: Map, stem: str, place: Place, found: Findings) -> Bank:
    fields = Fields(node, ("title", "lesson", "questions"), "a bank", found)
    title = fields.text("title")
    lesson = fields.text("lesson")
    entries: list[Item | Broken] = []
    for index, entry in enumerate(_questions(fields)):
        if found.full:
            break
        entries.append(read_item(entry, index, found))
    return Bank(stem, place, tuple(entries), title, lesson, fields.at)


def _questions(fields: Fields) -> tuple[Node, ...]:
    before = fields.found.errors
    questions = fields.items("questions", limit=ITEM_LIMIT)
    if not questions and fields.found.errors == before:
        where = fields.nodes.get("questions")
        what = "this bank has no questions: write questions: and a list of items below it"
        fields.found.error("empty-bank", where.place if where else fields.place, what)
    return questions


def _assigned(problem: Problem, bank: Bank, keys: list[Place]) -> Problem:
    """A problem of the YAML itself with the index of the item in which it stands."""
    head = max((place for place in keys if place <= problem.place), default=None)
    if head is None or bank.at.get("questions", head) < head:
        return problem
    inside = [entry.index for entry in bank.entries if head <= entry.place <= problem.place]
    if not inside:
        return problem
    return Problem(problem.rule, problem.severity, problem.place, problem.message, inside[-1])

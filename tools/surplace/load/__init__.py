"""From the files of a course to one ``Course``, and everything that is wrong in them.

Reading never stops at the first fault. What can be used is used; an item that cannot be built stands in
its bank as ``Broken``, so that its place is kept and a page can say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from surplace.evidence import read_lock
from surplace.load.banks import load_bank
from surplace.load.cases import load_case
from surplace.load.claims import load_claims
from surplace.load.figures import load_figures
from surplace.load.pages import load_page, read_page
from surplace.load.sources import load_misconceptions, load_sources
from surplace.model import Bank, Case, Course, Lesson, Page
from surplace.problem import Place, Problem

__all__ = ["load", "load_bank", "load_case", "load_page", "load_sources", "read_page"]


def load(root: Path) -> tuple[Course, tuple[Problem, ...]]:
    """Read the course under ``root``: its ``course/`` and ``quizzes/``."""
    as_of, sources, problems = load_sources(root / "course/sources.yaml", "course/sources.yaml")
    evidence, more = read_lock(root / "course/sources.lock", "course/sources.lock")
    beliefs, others = load_misconceptions(root / "course/misconceptions.yaml", "course/misconceptions.yaml")
    claims, of_claims = load_claims(root / "course/claims.yaml", "course/claims.yaml")
    figures, of_figures = load_figures(root, sources)
    banks, of_banks = _banks(root)
    cases, of_cases = _cases(root)
    pages, lessons, of_pages = _pages(root)
    course = Course(
        lessons=lessons,
        pages=pages,
        sources=sources,
        banks=banks,
        misconceptions=beliefs,
        cases=cases,
        claims=claims,
        figures=figures,
        evidence=evidence,
        as_of=as_of,
    )
    return course, (*problems, *more, *others, *of_claims, *of_figures, *of_banks, *of_cases, *of_pages)


def _banks(root: Path) -> tuple[dict[str, Bank], list[Problem]]:
    """The banks by stem; of two files with one stem the first counts."""
    banks: dict[str, Bank] = {}
    problems: list[Problem] = []
    for path in sorted(p for p in _files(root / "quizzes") if p.suffix.lower() in (".yaml", ".yml")):
        shown = path.relative_to(root).as_posix()
        bank, raised = load_bank(path, shown)
        problems += raised
        if bank.stem in banks:
            what = f"{banks[bank.stem].place.path} is the same quiz: give one of the two files another name"
            problems.append(Problem("repeated-id", "error", Place(shown), what))
        else:
            banks[bank.stem] = bank
    return banks, problems


def _cases(root: Path) -> tuple[dict[str, Case], list[Problem]]:
    """The branching cases by stem, in the order of their numbers."""
    cases: list[Case] = []
    problems: list[Problem] = []
    for path in sorted(p for p in _files(root / "quizzes/cases") if p.suffix.lower() in (".yaml", ".yml")):
        case, raised = load_case(path, path.relative_to(root).as_posix())
        problems += raised
        cases += [case] if case else []
    return {case.stem: case for case in sorted(cases, key=lambda case: (len(case.id), case.id))}, problems


def _pages(root: Path) -> tuple[tuple[Page, ...], tuple[Lesson, ...], list[Problem]]:
    pages: list[Page] = []
    lessons: list[Lesson] = []
    problems: list[Problem] = []
    folder = root / "course"
    for path in sorted(folder.rglob("*.md")):
        inside = path.relative_to(folder)
        if any(part.startswith((".", "_")) for part in inside.parts) or not path.is_file():
            continue
        docname = inside.with_suffix("").as_posix()
        page, lesson, raised = load_page(path, path.relative_to(root).as_posix(), docname)
        problems += raised
        pages += [page] if page else []
        lessons += [lesson] if lesson else []
    return tuple(pages), tuple(sorted(lessons, key=_number)), problems


def _number(lesson: Lesson) -> tuple[int, ...]:
    return tuple(int(part) for part in lesson.id.split(".") if part.isdigit())


def _files(folder: Path) -> Iterator[Path]:
    """The files right in a folder; none where there is no such folder."""
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if not path.name.startswith("."))

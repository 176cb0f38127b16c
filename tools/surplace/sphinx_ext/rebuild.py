"""Which pages to read or write again after a change that Sphinx cannot see by itself."""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING

from sphinx.util.index_entries import split_index_msg

from surplace.model import answers
from surplace.sphinx_ext import state
from surplace.sphinx_ext.domain import SurPlaceDomain

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


def digest(*parts: object) -> str:
    """A short hash of anything with a stable repr."""
    return hashlib.sha256("\n".join(map(repr, parts)).encode()).hexdigest()[:16]


PLAN = "plan:"
"""Before the stem of a bank: what a lesson plan shows of it."""


def fingerprint(loaded: state.Loaded, stem: str) -> str:
    """What the check says of a bank, so that a page is read again when that changes."""
    bank = loaded.course.banks.get(stem.removeprefix(PLAN))
    if bank and stem.startswith(PLAN):
        named = [(i.id, i.level, [getattr(a, "misconception", "") for a in answers(i)]) for i in bank.items]
        return digest(named, sorted(loaded.withheld(bank)))
    if bank is None:
        return ""
    faults = loaded.withheld(bank)
    home = loaded.lesson_of(stem)
    lesson = (home.title, home.id, [(o.id, o.verb, o.text) for o in home.objectives]) if home else None
    return digest(bank.title, lesson, sorted((i, [str(p) for p in some]) for i, some in faults.items()))


def outdated(app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]) -> list[str]:
    """Pages whose quizzes the check judges otherwise than when they were read."""
    loaded = state.of(env)
    shown: dict[str, dict[str, str]] = SurPlaceDomain.of(env).data["shown"]
    stale = [d for d, banks in shown.items() if any(fingerprint(loaded, s) != f for s, f in banks.items())]
    if _sources(loaded) != SurPlaceDomain.of(env).data["digests"].get("sources"):
        stale += [d for d, cites in SurPlaceDomain.of(env).data["cites"].items() if cites]
    return stale


def _sources(loaded: state.Loaded) -> str:
    return digest(*sorted((k, str(s)) for k, s in loaded.course.sources.items()))


def updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages to write again: those that gather what has changed; the theme sees to titles in its navigation."""
    domain = SurPlaceDomain.of(env)
    old, loaded = domain.data["digests"], state.of(env)
    new = {
        "titles": digest(*sorted((d, t.astext()) for d, t in env.titles.items())),
        "sources": _sources(loaded),
        "cites": digest(*domain.cites(), *sorted(domain.data["items"].items())),
        "banks": digest(
            *((b.stem, b.title, [(i.id, i.objective) for i in b.items]) for b in loaded.course.banks.values())
        ),
    }
    domain.data["digests"] = new
    return sorted(domain.data["gathers"]) if old != new else []


def forget_tocs(app: Sphinx, builder: Builder) -> None:
    """Do not write a page again only because a page in its toctree was.

    Sphinx does so in case a title has changed. Our theme writes all pages again when a title has, and
    for no other reason. The environment has been saved by now, so nothing is lost.
    """
    if builder.format == "html" and app.config.html_theme == "surplace":
        builder.env.files_to_rebuild.clear()


def mend_search_index(app: Sphinx) -> list[tuple[str, dict[str, object], str]]:
    """Make the search index of a build on top of another the same as that of a clean build. Adds no page.

    Sphinx 9 forgets the index entries of pages that are not written again (``IndexBuilder.load`` does not
    read them back), and keeps words that no page has any more.
    """
    indexer = getattr(app.builder, "indexer", None)
    known = getattr(indexer, "_index_entries", None)
    if isinstance(known, dict):
        for docname in sorted(app.env.found_docs - known.keys()):
            found: set[tuple[str, str, str]] = set()
            for kind, value, target, main, _key in app.env.domains.index_domain.entries.get(docname, ()):
                with contextlib.suppress(ValueError):
                    words = split_index_msg(kind, value)
                    found |= {
                        (word, target or "", main) for word in (words[:1] if kind in ("see", "seealso") else words)
                    }
            known[docname] = sorted(found)
    for name in ("_mapping", "_title_mapping"):  # words of which no page is left
        words_of = getattr(indexer, name, {})
        for word in [word for word, docnames in words_of.items() if not docnames]:
            del words_of[word]
    return []

"""The list of sources (CSL-YAML) and the list of misconceptions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from surplace import yamlfile
from surplace.findings import Findings, quoted
from surplace.load.fields import Fields, describe, is_day
from surplace.model import SOURCE_KINDS, LocatorKind, Misconception, Source
from surplace.problem import Place, Problem
from surplace.yamlfile import Map, Scalar, Seq

SOURCE_LIMIT = 2_000
VERIFIED = ("text-seen", "excerpt-seen", "secondary", "memory")
_LOCATORS: tuple[str, ...] = get_args(LocatorKind)
_CUSTOM = ("kind", "good-for", "limits", "locators", "verified", "text-file")
_PRINTED = (
    "id", "type", "title", "title-short", "author", "issued", "number", "container-title", "publisher", "URL",
    "archive", "accessed", "language", "note", "custom",
)  # fmt: skip
_KEPT = (
    "authority", "abstract", "annote", "archive_location", "archive-place", "available-date", "call-number",
    "chapter-number", "citation-key", "citation-label", "collection-editor", "collection-number",
    "collection-title", "committee", "composer", "container-author", "container-title-short", "DOI", "division",
    "edition", "editor", "event-date", "event-place", "event-title", "genre", "ISBN", "ISSN", "issue",
    "jurisdiction", "keyword", "medium", "number-of-pages", "number-of-volumes", "original-date",
    "original-title", "page", "part-number", "part-title", "PMCID", "PMID", "publisher-place", "references",
    "reviewed-title", "section", "source", "status", "submitted", "supplement-number", "translator", "version",
    "volume", "volume-title",
)  # fmt: skip
"""Variables of CSL 1.0.2 (appendix IV) that a record may keep for Zotero and pandoc; we print none."""

_YEAR = re.compile(r"-?[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")


def load_sources(path: Path, shown: str) -> tuple[str, dict[str, Source], tuple[Problem, ...]]:
    """The date of the list, and the sources by key in the order of the file."""
    node, raised = yamlfile.read_file(path, shown)
    found = Findings()
    found.take(raised)
    if not isinstance(node, Map):
        if node is not None:
            what = f'the list starts with "references:", but {describe(node)} is here'
            found.error("wrong-type", node.place, what)
        return "", {}, found.done()
    fields = Fields(node, ("as_of", "references"), "the list of sources", found)
    as_of = fields.date("as_of", required=True)
    sources: dict[str, Source] = {}
    for part in fields.maps("references", (*_PRINTED, *_KEPT), "a source", required=True, limit=SOURCE_LIMIT):
        source = _source(part) if part and not found.full else None
        if source and part and _is_new(source.key, source.place, sources, part):
            sources[source.key] = source
    return as_of, sources, found.done()


def _is_new(key: str, place: Place, known: Mapping[str, Source | Misconception], fields: Fields) -> bool:
    if key in known:
        fields.bad("id", f"{quoted(key)} is there already on line {known[key].place.line}", "repeated-id")
    return key not in known


def _source(fields: Fields) -> Source | None:
    key = fields.slug("id", required=True)
    title = fields.text("title", required=True)
    custom = fields.map("custom", _CUSTOM, required=True)
    record = Source(
        key=key,
        place=fields.place,
        type=fields.text("type", required=True),
        title=title,
        short=fields.text("title-short") or title,
        authors=_authors(fields),
        issued=_issued(fields),
        number=fields.text("number"),
        container=fields.text("container-title"),
        publisher=fields.text("publisher"),
        url=_address(fields, "URL"),
        archive=_address(fields, "archive"),
        accessed=fields.date("accessed"),
        language=fields.text("language"),
        note=fields.text("note"),
        kind=custom.choice("kind", SOURCE_KINDS, required=True) if custom else "",
        good_for=custom.text("good-for", required=True) if custom else "",
        limits=custom.text("limits", required=True) if custom else "",
        locators=_locators(custom) if custom else {},
        verified=custom.choice("verified", VERIFIED, required=True) if custom else "",
        text_file=_file_name(custom) if custom else "",
        at={**(custom.at if custom else {}), **fields.at},
    )
    return record if key and title else None


def _authors(fields: Fields) -> tuple[str, ...]:
    """Names as they are printed: an institution as it is, a person as given and family name."""
    known = ("literal", "family", "given", "suffix", "non-dropping-particle", "dropping-particle")
    names = []
    for part in fields.maps("author", known, "an author"):
        if part is None:
            continue
        order = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
        name = part.text("literal") or " ".join(filter(None, map(part.text, order)))
        if name:
            names.append(name)
        else:
            part.missing("literal")
    return tuple(names)


def _issued(fields: Fields) -> str:
    """A date as text, ``1951-07-28``, ``1951-07`` or ``1951``, also from the ``date-parts`` of CSL."""
    node = fields.nodes.get("issued")
    if isinstance(node, Map):
        parts = fields.map("issued", ("date-parts",))
        first = parts.items("date-parts")[:1] if parts else ()
        numbers = first[0].items if first and isinstance(first[0], Seq) else ()
        text = "-".join(part.text.zfill(2) for part in numbers if isinstance(part, Scalar))
    else:
        text = fields.text("issued")
    if text and not (_YEAR.fullmatch(text) or is_day(text)):
        fields.bad("issued", "must be a date like 1951-07-28, 1951-07 or 1951")
        return ""
    return text


def _address(fields: Fields, key: str) -> str:
    text = fields.text(key)
    if text and not re.fullmatch(r"https?://[^\s<>\"]+", text):
        fields.bad(key, "must be an address that starts with https:// and has no spaces")
        return ""
    return text


def _locators(custom: Fields) -> dict[str, str]:
    """The numbers that the source has, as ranges by kind of locator."""
    spans = custom.map("locators", _LOCATORS)
    if spans is None:
        return {}
    known = {kind: spans.text(kind, required=True) for kind in spans.nodes if kind in _LOCATORS}
    return {kind: span for kind, span in known.items() if span}


def _file_name(custom: Fields) -> str:
    name = custom.text("text-file")
    if name and not re.fullmatch(r"[\w][\w.-]*", name):
        custom.bad("text-file", "must be a file name alone, without a folder")
        return ""
    return name


def load_misconceptions(path: Path, shown: str) -> tuple[dict[str, Misconception], tuple[Problem, ...]]:
    """The misconceptions by id in the order of the file; none where there is no file."""
    if not path.exists():
        return {}, ()
    node, raised = yamlfile.read_file(path, shown)
    found = Findings()
    found.take(raised)
    known: dict[str, Misconception] = {}
    if isinstance(node, Map):
        fields = Fields(node, ("misconceptions",), "the list of misconceptions", found)
        keys = ("id", "belief", "refutation", "cite")
        for part in fields.maps("misconceptions", keys, "a misconception", limit=SOURCE_LIMIT):
            one = _misconception(part) if part and not found.full else None
            if one and part and _is_new(one.id, one.place, known, part):
                known[one.id] = one
    elif node is not None:
        what = f'the list starts with "misconceptions:", but {describe(node)} is here'
        found.error("wrong-type", node.place, what)
    return known, found.done()


def _misconception(fields: Fields) -> Misconception | None:
    name = fields.slug("id", required=True)
    belief = fields.prose("belief", required=True)
    refutation = fields.prose("refutation", required=True)
    cites = fields.cites()
    if not (name and belief and refutation):
        return None
    return Misconception(name, belief, refutation, cites, fields.place)

"""Citations and references as text, in a legal style near to OSCOLA; one template for each CSL type.

OSCOLA (Oxford University Standard for the Citation of Legal Authorities, 4th ed.) is the model for
the order of the parts and for the quotation marks; names are printed as the record has them, there
is no *ibid*, and each reference ends with a full stop.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from surplace.model import Citation, Source

KIND_NAMES: dict[str, tuple[str, str]] = {
    "article": ("article", "articles"),
    "paragraph": ("paragraph", "paragraphs"),
    "page": ("page", "pages"),
    "section": ("section", "sections"),
    "chapter": ("chapter", "chapters"),
    "annex": ("annex", "annexes"),
    "note": ("note", "notes"),
    "recital": ("recital", "recitals"),
    "principle": ("principle", "principles"),
}
"""What a locator kind is called, one and several."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_UN_SYMBOL = re.compile(r"(?:A|S|E|ST|CAT|CCPR|CRC|CEDAW|CERD|HRI)/\S+")


def short(source: Source) -> str:
    """The title for use in a sentence: ``Refugee Convention``."""
    return source.short or source.title or source.key


def text(citation: Citation, source: Source) -> str:
    """A citation without its phrase: ``Refugee Convention, art. 33(1)``."""
    return f"{short(source)}, {citation.locator}"


def quoted(citation: Citation, source: Source) -> str:
    """A citation with its phrase, if it has one: ``Refugee Convention, art. 33(1): “expel or return”``."""
    return f"{text(citation, source)}: “{citation.phrase}”" if citation.phrase else text(citation, source)


def date(iso: str) -> str:
    """``1951-07-28`` as ``28 July 1951``, ``2019-02`` as ``February 2019``, anything else as it is."""
    match = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", iso)
    if not match or not 1 <= int(match[2]) <= 12:
        return iso
    day = f"{int(match[3])} " if match[3] else ""
    return f"{day}{_MONTHS[int(match[2]) - 1]} {match[1]}"


def reference(source: Source) -> str:
    """The full reference of a source in one line of plain text.

    The address is printed for what lives on the web only; the others carry it in ``source.url``.
    """
    line = _TEMPLATES.get(source.type, _other)(source)
    return line if line.endswith((".", "?", "!")) else f"{line}."


def _joined(*parts: str, by: str = ", ") -> str:
    return by.join(part for part in parts if part)


def _names(source: Source) -> str:
    """``A``, ``A and B``, ``A, B and C``, ``A and others`` from four on."""
    names = source.authors
    if len(names) > 3:
        return f"{names[0]} and others"
    return _joined(", ".join(names[:-1]), *names[-1:], by=" and ")


def _titled(source: Source) -> str:
    """The title in quotation marks; those inside it become double, straight apostrophes curly."""
    title = re.sub(r"‘([^‘’]*)’(?!\w)", r"“\1”", source.title)
    title = re.sub(r"(?<=\w)'", "’", title)
    return f"‘{title}’"


def _house(source: Source) -> str:
    """Where it appeared: the container or the publisher, unless that is the author as well."""
    house = source.container or source.publisher
    return "" if house in source.authors else house


def _bracketed(*parts: str) -> str:
    inside = _joined(*parts)
    return f"({inside})" if inside else ""


def _treaty(source: Source) -> str:
    return _joined(source.title, _bracketed(date(source.issued)), source.number, by=" ")


def _legislation(source: Source) -> str:
    return _joined(_joined(source.title, _bracketed(_names(source), date(source.issued)), by=" "), source.number)


def _legal_case(source: Source) -> str:
    where = _bracketed(_names(source), date(source.issued))
    return _joined(source.title, source.number, where, by=" ")


def _report(source: Source) -> str:
    number = f"UN Doc {source.number}" if _UN_SYMBOL.match(source.number) else source.number
    where = _bracketed(_house(source), date(source.issued))
    return _joined(_names(source), _joined(_titled(source), where, number, by=" "))


def _article(source: Source) -> str:
    first_page = source.locators.get("page", "").partition("-")[0]
    where = _joined(_bracketed(source.issued[:4]), source.number, source.container, first_page, by=" ")
    return _joined(_names(source), _joined(_titled(source), where, by=" "))


def _web(source: Source) -> str:
    where = _bracketed(_house(source), date(source.issued))
    address = f"<{source.url}>" if source.url else ""
    accessed = f"accessed {date(source.accessed)}" if source.url and source.accessed else ""
    return _joined(_names(source), _joined(_titled(source), where, address, accessed, by=" "))


def _book(source: Source) -> str:
    where = _bracketed(_joined(source.publisher, source.issued[:4], by=" "))
    return _joined(_names(source), _joined(source.title, where, by=" "))


def _chapter(source: Source) -> str:
    where = _bracketed(_joined(source.publisher, source.issued[:4], by=" "))
    container = f"in {source.container}" if source.container else ""
    return _joined(_names(source), _joined(_titled(source), container, where, by=" "))


def _thesis(source: Source) -> str:
    where = _bracketed("thesis", _joined(source.publisher, source.issued[:4], by=" "))
    return _joined(_names(source), _joined(_titled(source), where, by=" "))


def _other(source: Source) -> str:
    where = _bracketed(_house(source), date(source.issued))
    return _joined(_names(source), _joined(_titled(source), where, source.number, by=" "))


_TEMPLATES: dict[str, Callable[[Source], str]] = {
    "treaty": _treaty,
    "legislation": _legislation,
    "legal_case": _legal_case,
    "report": _report,
    "article-journal": _article,
    "article-newspaper": _web,
    "article-magazine": _web,
    "webpage": _web,
    "entry-encyclopedia": _web,
    "post": _web,
    "post-weblog": _web,
    "book": _book,
    "chapter": _chapter,
    "thesis": _thesis,
}

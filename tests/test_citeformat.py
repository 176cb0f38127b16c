"""References in the legal style of the course, one model for each type of source."""

from __future__ import annotations

import pytest

from surplace import cite
from surplace.citeformat import date
from surplace.model import Citation, Source
from surplace.problem import Place

HERE = Place("course/sources.yaml", 1, 1)


def source(kind: str, title: str, **fields: object) -> Source:
    """A source of one CSL type."""
    return Source("key", HERE, kind, title, "Short", **fields)  # type: ignore[arg-type]


MODELS = [
    (
        source("treaty", "Slavery Convention", issued="1926-09-25", number="60 LNTS 253", authors=("League",)),
        "Slavery Convention (25 September 1926) 60 LNTS 253.",
    ),
    (
        source(
            "legislation",
            "Nationality Act",
            authors=("Republic of Korea",),
            issued="1948",
            number="Act No. 16",
        ),
        "Nationality Act (Republic of Korea, 1948), Act No. 16.",
    ),
    (
        source(
            "legal_case",
            "Kim v Canada",
            number="2010 FC 720",
            authors=("Federal Court",),
            issued="2010-06-30",
        ),
        "Kim v Canada 2010 FC 720 (Federal Court, 30 June 2010).",
    ),
    (
        source(
            "report",
            "Concluding observations",
            authors=("UN Committee",),
            issued="2016-02-03",
            number="CAT/C/5",
        ),
        "UN Committee, ‘Concluding observations’ (3 February 2016) UN Doc CAT/C/5.",
    ),
    (
        source("report", "World Report", authors=("HRW",), publisher="HRW", issued="2016-01"),
        "HRW, ‘World Report’ (January 2016).",
    ),
    (
        source(
            "article-journal",
            "Twenty Years",
            authors=("Jiyoung Song",),
            issued="2015-05",
            number="2(2)",
            container="Asia Studies",
            locators={"page": "399-415"},
        ),
        "Jiyoung Song, ‘Twenty Years’ (2015) 2(2) Asia Studies 399.",
    ),
    (
        source(
            "article-newspaper",
            "Will it change?",
            container="The Daily",
            issued="2025-12-29",
            url="https://x.org/a",
            accessed="2026-11-23",
        ),
        "‘Will it change?’ (The Daily, 29 December 2025) <https://x.org/a> accessed 23 November 2026.",
    ),
    (
        source("webpage", "‘Refugees’ and China's answer", authors=("UNHCR",), publisher="UNHCR", issued="2016"),
        "UNHCR, ‘“Refugees” and China’s answer’ (2016).",
    ),
    (
        source("post-weblog", "Day", authors=("A B",), publisher="CSW", issued="2018"),
        "A B, ‘Day’ (CSW, 2018).",
    ),
    (
        source("book", "Refugee Law", authors=("A", "B"), publisher="OUP", issued="2021-03"),
        "A and B, Refugee Law (OUP 2021).",
    ),
    (
        source(
            "chapter",
            "Exile",
            authors=("A", "B", "C"),
            container="Refugee Law",
            publisher="OUP",
            issued="2021",
        ),
        "A, B and C, ‘Exile’ in Refugee Law (OUP 2021).",
    ),
    (
        source("thesis", "Borders", authors=("A", "B", "C", "D"), publisher="Oxford", issued="2021"),
        "A and others, ‘Borders’ (thesis, Oxford 2021).",
    ),
    (source("dataset", "Arrivals", authors=("Ministry",), issued="2025"), "Ministry, ‘Arrivals’ (2025)."),
    (source("report", "Bare"), "‘Bare’."),
]


@pytest.mark.parametrize(("given", "line"), MODELS, ids=lambda value: getattr(value, "type", ""))
def test_reference(given: Source, line: str) -> None:
    """Each type prints as its model does: no empty brackets, no doubled mark, one full stop."""
    assert cite.reference(given) == line


def test_short_forms() -> None:
    """In a sentence a source goes by its short title, and a citation adds the pinpoint and the phrase."""
    known = source("treaty", "Convention relating to the Status of Refugees")
    found = cite.parse('key, art. 33(1) "expel or return"', HERE)
    assert isinstance(found, Citation)
    assert cite.short(known) == "Short"
    assert cite.text(found, known) == "Short, art. 33(1)"
    assert cite.quoted(found, known) == "Short, art. 33(1): “expel or return”"


@pytest.mark.parametrize(
    ("iso", "said"),
    [
        ("1951-07-28", "28 July 1951"),
        ("2019-02", "February 2019"),
        ("2019", "2019"),
        ("2019-13", "2019-13"),
        ("", ""),
    ],
)
def test_date(iso: str, said: str) -> None:
    """Dates are said in full; what is no date is left as it is."""
    assert date(iso) == said

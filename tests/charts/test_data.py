"""The numbers behind the charts: they load, they add up, each is cited, and each bad row is told once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from surplace import cite
from surplace.charts.data import COLUMNS, FILES, SERIES, Datum, load_all, load_chart, read_rows
from surplace.charts.words import number, period
from surplace.load import load_sources
from surplace.model import Source
from surplace.problem import Place
from tests.conftest import ROOT

SHOWN = "course/data/arrivals.csv"
HEAD = ",".join(COLUMNS)
GOOD = "revised,2009,2914,,,persons,Ministry of Unification,2020-04-03,yonhap-2020-q1,para. 4,verified,"


@pytest.fixture(scope="module")
def sources() -> Mapping[str, Source]:
    """The sources of the course."""
    return load_sources(ROOT / "course/sources.yaml", "course/sources.yaml")[1]


@pytest.fixture(scope="module")
def charts(sources: Mapping[str, Source]) -> dict[str, tuple[Datum, ...]]:
    """The charts of the course, which have no fault."""
    found, problems = load_all(ROOT, sources)
    assert [str(problem) for problem in problems] == []
    return found


def test_every_chart_is_there(charts: dict[str, tuple[Datum, ...]]) -> None:
    """Each chart has its file, and each file every series that its chart may show."""
    assert list(charts) == list(FILES)
    for name, rows in charts.items():
        assert {row.series for row in rows} == set(SERIES[name])


def test_every_row_is_cited(charts: dict[str, tuple[Datum, ...]], sources: Mapping[str, Source]) -> None:
    """Each number names a source of the course and a place in it that the source has."""
    for rows in charts.values():
        for row in rows:
            assert row.cites, row
            assert all(cite.fits(sources[c.key], c.locator) is None for c in row.cites)


@pytest.mark.parametrize(("until", "total"), [(2022, 33_882), (2024, 34_314), (2025, 34_538)])
def test_the_revised_series_sums_to_the_printed_totals(
    charts: dict[str, tuple[Datum, ...]], until: int, total: int
) -> None:
    """What is remembered adds up, with what was read, to each total that the ministry printed."""
    revised = [row for row in charts["arrivals"] if row.series == "revised"]
    printed = [row for row in charts["arrivals"] if row.series == "total" and row.period == f"to {until}"]

    assert sum(row.value or 0 for row in revised if row.year <= until) == total
    assert [row.value for row in printed] == [total]


def test_women_sum_to_the_printed_totals(charts: dict[str, tuple[Datum, ...]]) -> None:
    """The same for women, whose yearly numbers are mostly remembered."""
    women = [row for row in charts["women"] if row.series == "women"]

    assert sum(row.value or 0 for row in women if row.year <= 2022) == 24_372
    assert sum(row.value or 0 for row in women) == 24_944


def test_shares_are_what_their_counts_give(charts: dict[str, tuple[Datum, ...]]) -> None:
    """A share is the women of its period divided by all of its period, to a tenth of a per cent."""
    both = (
        ("share", "women", "revised"),
        ("share-table-2012", "women-table-2012", "table-2012"),
    )
    for share, women, total in both:
        counts = {row.period: row.value for row in charts["women"] if row.series == women}
        alls = {row.period: row.value for row in charts["arrivals"] if row.series == total}
        for row in charts["women"]:
            if row.series == share:
                assert row.value == pytest.approx(100 * (counts[row.period] or 0) / (alls[row.period] or 1), abs=0.05)


def test_remembered_numbers_are_told_from_read_ones(charts: dict[str, tuple[Datum, ...]]) -> None:
    """No number of 2002 to 2008, or of 2010, is given out as read, in the revised series."""
    remembered = {row.period for row in charts["arrivals"] if row.status == "memory-sum-checked"}

    assert remembered == {*map(str, range(2002, 2009)), "2010"}


def test_no_routes_and_no_prices(charts: dict[str, tuple[Datum, ...]]) -> None:
    """The data name no border town, no road and no price of an escape."""
    text = "".join((ROOT / "course/data" / file).read_text(encoding="utf-8") for file in FILES.values()).lower()

    assert charts
    assert not [word for word in ("tumen", "yalu", "broker", "usd", "route", "shenyang", "kunming") if word in text]


BAD = [
    ("revised,2009,29O4,,,persons,M,2020,yonhap-2020-q1,para. 4,verified,", "bad-value", 14),
    ("revised,2009,-3,,,persons,M,2020,yonhap-2020-q1,para. 4,verified,", "bad-value", 14),
    ("revised,2009,,,,persons,M,2020,yonhap-2020-q1,para. 4,verified,", "missing-key", 14),
    ("revised,2009,,20,10,persons,M,2020,yonhap-2020-q1,para. 4,verified,", "bad-value", 15),
    ("revised,2009,101,,,per cent,M,2020,yonhap-2020-q1,para. 4,verified,", "bad-value", 14),
    ("revised,last year,1,,,persons,M,2020,yonhap-2020-q1,para. 4,verified,", "bad-value", 9),
    ("revisd,2009,1,,,persons,M,2020,yonhap-2020-q1,para. 4,verified,", "unknown-key", 1),
    ("revised,2009,1,,,people,M,2020,yonhap-2020-q1,para. 4,verified,", "bad-value", 18),
    ("revised,2009,1,,,persons,,2020,yonhap-2020-q1,para. 4,verified,", "missing-key", 26),
    ("revised,2009,1,,,persons,M,yesterday,yonhap-2020-q1,para. 4,verified,", "bad-value", 28),
    ("revised,2009,1,,,persons,M,2020,yonhap-2020-q9,para. 4,verified,", "source-unknown", 33),
    ("revised,2009,1,,,persons,M,2020,yonhap-2020-q1,para 4,verified,", "cite-malformed", 48),
    ("revised,2009,1,,,persons,M,2020,yonhap-2020-q1,art. 4,verified,", "locator-unknown", 48),
    ("revised,2009,1,,,persons,M,2020,yonhap-2020-q1,para. 9999,verified,", "locator-unknown", 48),
    ("revised,2009,1,,,persons,M,2020,yonhap-2020-q1; upi-2016-30000,para. 4,verified,", "cite-malformed", 64),
    ("revised,2009,1,,,persons,M,2020,yonhap-2020-q1,,verified,", "missing-key", 48),
    ("revised,2009,1,,,persons,M,2020,yonhap-2020-q1,para. 4,sure,", "bad-value", 56),
    ("revised,2009,1,,,persons,M,2020,yonhap-2020-q1,para. 4,verified", "bad-value", 1),
    ('revised,2009,1,,,persons,"M,2020,yonhap-2020-q1,para. 4,verified,', "bad-value", 1),
    ("revised,2009,2914,,,persons,Ministry of Unification,2021,yonhap-2020-q1,para. 4,verified,", "repeated-id", 1),
]


@pytest.mark.parametrize(("row", "rule", "column"), BAD, ids=[f"{rule}-{i}" for i, (_, rule, _c) in enumerate(BAD)])
def test_a_bad_row_is_told_once(sources: Mapping[str, Source], row: str, rule: str, column: int) -> None:
    """One line names file, line and column of the fault, and the good rows around it stay."""
    after = GOOD.replace("2009,2914", "2011,2706")
    rows, problems = read_rows(f"{HEAD}\n{GOOD}\n{row}\n{after}\n", SHOWN, "arrivals", sources)

    assert [(p.rule, p.place.path, p.place.line, p.place.column) for p in problems] == [(rule, SHOWN, 3, column)]
    assert "\n" not in problems[0].message
    assert [datum.period for datum in rows] == ["2009", "2011"]


@pytest.mark.parametrize("text", ["", "series,period\n", f"{HEAD},more\n{GOOD}\n", f"{HEAD}\n"])
def test_a_file_without_head_or_rows_is_told(sources: Mapping[str, Source], text: str) -> None:
    """A wrong head, or no row at all, is one problem, not a traceback."""
    rows, problems = read_rows(text, SHOWN, "arrivals", sources)

    assert rows == ()
    assert len(problems) == 1


def test_a_file_that_is_no_text_is_told(tmp_path: Path, sources: Mapping[str, Source]) -> None:
    """A missing file and one that is not UTF-8 are told by their name."""
    assert [p.rule for p in load_chart(tmp_path, "women", sources)[1]] == ["file-missing"]
    (tmp_path / "course/data").mkdir(parents=True)
    (tmp_path / "course/data/women.csv").write_bytes(b"\xff\xfe\x00")

    assert [p.rule for p in load_chart(tmp_path, "women", sources)[1]] == ["encoding"]


def test_a_course_without_charts_has_no_fault(tmp_path: Path, sources: Mapping[str, Source]) -> None:
    """Only what is there is checked."""
    assert load_all(tmp_path, sources) == ({}, ())


def test_quotes_and_commas_in_a_cell(sources: Mapping[str, Source]) -> None:
    """A quoted cell may hold commas and doubled quotation marks (RFC 4180)."""
    rows, problems = read_rows(f'{HEAD}\n{GOOD}"One, ""two"""\n', SHOWN, "arrivals", sources)

    assert problems == ()
    assert rows[0].note == 'One, "two"'


@pytest.mark.parametrize(
    ("value", "low", "high", "unit", "said"),
    [
        (2914.0, None, None, "persons", "2,914"),
        (None, 200.0, 600.0, "persons", "200–600"),
        (500.0, 200.0, 600.0, "persons", "500 (200–600)"),
        (None, None, 300_000.0, "persons", "up to 300,000"),
        (None, 300_000.0, None, "persons", "more than 300,000"),
        (36.5, None, None, "per cent", "36.5%"),
    ],
)
def test_numbers_as_they_are_said(
    value: float | None, low: float | None, high: float | None, unit: str, said: str
) -> None:
    """A range stays a range; no middle is made up."""
    row = Datum("s", "2002", value, low, high, unit, "c", "2002", (), "verified", "", Place("x"))

    assert number(row) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1999-2001", "1999–2001"),
        ("2012-02", "February 2012"),
        ("2013-05-28", "28 May 2013"),
        ("2024 to 2025-10", "2024 to October 2025"),
        ("each year, 1998-2006", "Each year, 1998–2006"),
        ("to 1998", "to 1998"),
    ],
)
def test_times_as_they_are_said(written: str, said: str) -> None:
    """Dates are written out; a run of years has a dash."""
    assert period(written) == said

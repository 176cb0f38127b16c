"""The drawings: still, small, without inline style, with a text for who does not see them."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from functools import cache
from xml.etree import ElementTree

import pytest

from surplace.charts.canvas import LIGHT, SIZE, WIDTH
from surplace.charts.data import FILES, Datum, load_chart
from surplace.charts.draw import draw
from surplace.charts.words import NOTES, SERIES, STATUSES, TITLES, described
from surplace.load import load_sources
from tests.conftest import ROOT

CSS = (ROOT / "tools/surplace/static/figures.css").read_text(encoding="utf-8")
SVG = "{http://www.w3.org/2000/svg}"
NAMES = tuple(FILES)


@cache
def rows(name: str) -> tuple[Datum, ...]:
    """The rows of a chart."""
    return load_chart(ROOT, name, load_sources(ROOT / "course/sources.yaml", "course/sources.yaml")[1])[0]


@cache
def svg(name: str) -> str:
    """A chart as a page of ours has it."""
    return draw(name, rows(name)).inline(f"chart-{name}", TITLES[name], described(name, rows(name)))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_rows_give_the_same_bytes(name: str) -> None:
    """In this process and in another one, whose hashes are seeded otherwise."""
    code = f"import sys; from tests.charts.test_drawing import svg; sys.stdout.buffer.write(svg({name!r}).encode())"
    env = {"PYTHONHASHSEED": "7", "PYTHONPATH": f"{ROOT / 'tools'}:{ROOT}", "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, check=True)

    assert draw(name, rows(name)).marks == draw(name, rows(name)).marks
    assert done.stdout.decode() == svg(name)


@pytest.mark.parametrize("name", NAMES)
def test_no_style_and_no_date(name: str) -> None:
    """No style attribute, no style element, no clip, no metadata: the content policy and the diff want it so."""
    text = svg(name)

    assert "style" not in re.sub(r"<desc.*?</desc>", "", text)
    assert not re.search(r"<metadata|<clipPath|<script|xlink|\bon\w+=", text)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_well_formed_and_named(name: str) -> None:
    """It parses, has a title and a description that it points at, and each id stands once."""
    root = ElementTree.fromstring(svg(name).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
    ids = [e.get("id") for e in root.iter() if e.get("id")]

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"chart-{name}-t chart-{name}-d"
    assert len(ids) == len(set(ids))
    assert all(i and i.startswith(f"chart-{name}-") for i in ids)
    assert (root.findtext(f"{SVG}title") or "") == TITLES[name]
    assert len(root.findtext(f"{SVG}desc") or "") > 100


@pytest.mark.parametrize("name", NAMES)
def test_it_is_small(name: str) -> None:
    """Under 12 kB compressed, and no number with more than one decimal."""
    assert len(gzip.compress(svg(name).encode(), 9)) < 12_000
    assert not re.search(r'[ ="]-?\d+\.\d\d', re.sub(r"<(title|desc).*?</\1>", "", svg(name)))


@pytest.mark.parametrize("name", NAMES)
def test_text_is_legible_on_a_phone(name: str) -> None:
    """At 390 pixels a column is about 354 wide: no text of the drawing falls below 11 pixels there."""
    sizes = [SIZE, *map(float, re.findall(r'font-size="([\d.]+)"', svg(name)))]

    assert min(sizes) * 354 / WIDTH >= 11


@pytest.mark.parametrize("name", NAMES)
def test_every_class_has_a_colour(name: str) -> None:
    """Each role that a drawing uses is coloured by the style sheet, and is known to the e-book."""
    used = set(re.findall(r"sp-[fs]-[a-z]+", svg(name)))

    assert used
    assert all(f".{role} " in CSS for role in used)
    assert {role.rpartition("-")[2] for role in used} <= set(LIGHT)


def test_a_file_for_books_needs_no_style_sheet() -> None:
    """The e-book's image has its colours as attributes."""
    file = draw("arrivals", rows("arrivals")).file(TITLES["arrivals"])

    ElementTree.fromstring(file)
    assert "class=" not in file
    assert LIGHT["main"] in file


def test_remembered_columns_are_hatched() -> None:
    """As many columns are hatched as numbers are only sum-checked, in both panels, and one in the key."""
    remembered = sum(row.status == "memory-sum-checked" for row in rows("arrivals"))

    assert svg("arrivals").count('fill="url(#chart-arrivals-h0)"') == 2 * remembered + 1


def test_everything_has_its_words() -> None:
    """Each chart has title and note, each series a heading, each status a word for the reader."""
    assert set(TITLES) == set(NOTES) == set(NAMES)
    for name in NAMES:
        assert {row.series for row in rows(name)} <= set(SERIES)
        assert {row.status for row in rows(name)} <= set(STATUSES)
    assert STATUSES["memory-sum-checked"] == "Remembered from the ministry’s table; only the sum is checked."

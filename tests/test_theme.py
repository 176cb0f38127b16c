"""The palette and the frame of the theme, read from its own files."""

from __future__ import annotations

import gzip
import re

import pytest
from rcssmin import cssmin
from rjsmin import jsmin

from tests.conftest import ROOT

STATIC = ROOT / "tools/surplace/theme/static"
CSS = (STATIC / "surplace.css").read_text(encoding="utf-8")
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([a-z]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", CSS)
}
TEXT = ("ink", "soft", "link", "warm", "leaf")
GROUNDS = ("paper", "raise", "mark")


def luminance(colour: str) -> float:
    """Relative luminance from 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of two colours from 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_21() -> None:
    """The formula gives the ends of its scale."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXT)
def test_text_has_seven_to_one(text: str, ground: str, scheme: int) -> None:
    """Every colour of text reaches 7:1 on every ground, in both schemes (WCAG 2.2, 1.4.6)."""
    assert contrast(TOKENS[text][scheme], TOKENS[ground][scheme]) >= 7


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_edges_of_controls_have_three_to_one(scheme: int) -> None:
    """The edge of a control stands out from the page (WCAG 2.2, 1.4.11)."""
    assert contrast(TOKENS["edge"][scheme], TOKENS["paper"][scheme]) >= 3


def test_every_colour_is_a_token() -> None:
    """No rule brings a colour of its own, so that the computation covers all of them; print is black on white."""
    screen = CSS[: CSS.index("@media print")]
    rules = re.sub(r"--[a-z]+: light-dark\([^)]*\);", "", screen)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", rules) == []


def test_quizzes_use_the_same_tokens() -> None:
    """The quiz style names only tokens that the theme has."""
    css = (ROOT / "tools/surplace/static/quiz.css").read_text(encoding="utf-8")
    used = set(re.findall(r"var\(--([a-z]+)[,)]", css))

    assert used
    assert used <= set(TOKENS)


def test_fonts_are_here_with_their_licence() -> None:
    """Three cuts of Source Serif 4, each about 20 kB, and the licence that lets us ship them."""
    fonts = sorted(STATIC.glob("fonts/*.woff2"))

    assert len(fonts) == 3
    assert all(font.stat().st_size < 25_000 for font in fonts)
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts/OFL.txt").read_text(encoding="utf-8").upper()


def test_weights_of_the_theme() -> None:
    """As they are shipped, the style is at most 5 kB compressed and the script at most 1 kB."""
    assert len(gzip.compress(cssmin(CSS).encode(), 9)) <= 5_000
    assert len(gzip.compress(jsmin((STATIC / "theme.js").read_text(encoding="utf-8")).encode(), 9)) <= 1_000

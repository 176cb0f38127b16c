"""Matplotlib's SVG, made small, still and restyled: classes in place of colours, text as text, no inline style.

The content policy of the pages forbids ``style`` attributes and ``<style>``; so a drawing is made in colours that
stand for roles (``INK``, ``MAIN`` …), and each becomes a class that figures.css gives its colour, light or dark.
Shapes and hatches carry the meaning too, so that nothing is lost in grey print. SVG 1.1, chapter 11 (painting).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any
from xml.etree import ElementTree

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

WIDTH = 360
"""Units of every drawing from side to side: a phone's column, so that text of 11 units is 11 pixels there."""

SIZE = 11.5
"""Size of text in units."""

INK, SOFT, LINE, MAIN, WARM, PAPER = (f"#01020{n}" for n in range(3, 9))
ROLES = {INK: "ink", SOFT: "soft", LINE: "line", MAIN: "main", WARM: "warm", PAPER: "paper"}
LIGHT = {
    "ink": "#1f1c18", "soft": "#4f4941", "line": "#ddd6c7", "main": "#0a4a60", "warm": "#7a2e12", "paper": "#fdfcf8",
}  # fmt: skip
"""What the roles look like where no style sheet of ours is, as in an e-book: the light palette of surplace.css."""

DASHES = (0, (3, 2))
"""A broken line, for what is of another kind than its neighbours."""

_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "surplace",
    "font.family": "DejaVu Sans",  # Matplotlib brings it, so that every machine measures alike
    "font.size": SIZE,
    "text.color": INK,
    "axes.edgecolor": LINE,
    "axes.linewidth": 1,
    "axes.labelcolor": SOFT,
    "axes.unicode_minus": True,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "grid.color": LINE,
    "grid.linewidth": 1,
    "hatch.color": MAIN,
}
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_STYLE = re.compile(r"([\w-]+):\s*([^;]+)")
_DECIMAL = re.compile(r"-?\d*\.\d+(?:e-?\d+)?")
_CLASS = re.compile(r'class="([^"]*)"')
_HATCH = "M-1 1L1 -1M0 5L5 0M4 6L6 4"
_KEPT = ("stroke-width", "stroke-dasharray", "stroke-linecap", "opacity", "text-anchor")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of ``WIDTH`` by ``height`` units; ``marks`` is its SVG without the frame, ``@`` where an id begins."""

    height: int
    marks: str

    def inline(self, ident: str, title: str, text: str) -> str:
        """For a page of ours: coloured by its style sheet; ``ident`` makes the ids unique on the page."""
        return (
            f'<svg class="sp-drawing" viewBox="0 0 {WIDTH} {self.height}" width="{WIDTH}" height="{self.height}"'
            f' font-size="{SIZE}" role="img" aria-labelledby="{ident}-t {ident}-d">'
            f'<title id="{ident}-t">{escape(title, quote=False)}</title>'
            f'<desc id="{ident}-d">{escape(text, quote=False)}</desc>'
            f"{self.marks.replace('@', ident)}</svg>"
        )

    def file(self, title: str) -> str:
        """For a place without our style sheet: an SVG file in light colours on paper."""
        marks = _CLASS.sub(_painted, self.marks.replace("@", "chart"))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.height}" width="{WIDTH}"'
            f' height="{self.height}" font-family="sans-serif" font-size="{SIZE}">'
            f"<title>{escape(title, quote=False)}</title>"
            f'<rect width="{WIDTH}" height="{self.height}" fill="{LIGHT["paper"]}"/>{marks}</svg>\n'
        )


def _painted(match: re.Match[str]) -> str:
    """Our classes as the attributes ``fill`` and ``stroke``."""
    paints = {"f": "fill", "s": "stroke"}
    names = [name.split("-") for name in match[1].split()]
    return " ".join(f'{paints[paint]}="{LIGHT[role]}"' for _, paint, role in names)


class Canvas:
    """A figure measured in units from the top left corner; ``with Canvas(200) as canvas:`` sets our style."""

    def __init__(self, height: int) -> None:
        self.height = height
        self._style = rc_context(_SETTINGS)

    def __enter__(self) -> Canvas:
        self._style.__enter__()
        self.figure = Figure(figsize=(WIDTH / 72, self.height / 72), dpi=72)
        self.figure.patch.set_visible(False)
        return self

    def __exit__(self, *_: object) -> None:
        self._style.__exit__(None, None, None)

    def panel(self, x: float, y: float, width: float, height: float) -> Axes:
        """Axes in a rectangle, without frame and marks; the style of a grid is left to the chart."""
        top = 1 - (y + height) / self.height
        axes = self.figure.add_axes((x / WIDTH, top, width / WIDTH, height / self.height))
        axes.patch.set_visible(False)
        for side in axes.spines.values():
            side.set_visible(False)
        axes.set_axisbelow(True)
        return axes

    def text(self, x: float, y: float, words: str, **style: Any) -> None:
        """Words whose base line begins at a place."""
        self.figure.text(x / WIDTH, 1 - y / self.height, words, **style)

    def swatch(self, line: int, words: str, **style: Any) -> None:
        """One line of the key, counted from 0: a small box in the style of its marks, and what they mean."""
        paint = {"facecolor": PAPER, "edgecolor": MAIN, "linewidth": 0.9, **style}
        top = 3 + 18 * line
        corner = (1 / WIDTH, 1 - (top + 9) / self.height)
        self.figure.add_artist(Rectangle(corner, 12 / WIDTH, 9 / self.height, **paint))
        self.text(20, top + 9, words)

    def done(self) -> Drawing:
        """The finished drawing; the same data give the same bytes."""
        out = io.BytesIO()
        self.figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        root = ElementTree.fromstring(out.getvalue())
        return Drawing(self.height, "".join(_Cleaner(root).marks()))


class _Cleaner:
    """Writes a tree of Matplotlib again: paths, texts and patterns, and nothing else."""

    def __init__(self, root: ElementTree.Element) -> None:
        self.root = root
        self.by_id = {e.get("id", ""): e for e in root.iter() if e.get("id")}
        self.patterns: dict[str, int] = {}

    def marks(self) -> Iterator[str]:
        """The patterns, then every mark in the order of painting."""
        body = list(self._walk(self.root, ""))
        for name, number in self.patterns.items():
            style = _style(next(e for e in self.by_id[name].iter(f"{_SVG}path")))
            role = ROLES.get(style.get("stroke", ""), "main")
            yield (
                f'<pattern id="@-h{number}" width="5" height="5" patternUnits="userSpaceOnUse">'
                f'<path class="sp-s-{role}" d="{_HATCH}" stroke-width="1.3"/></pattern>'
            )
        yield from body

    def _walk(self, element: ElementTree.Element, move: str) -> Iterator[str]:
        tag = element.tag.removeprefix(_SVG)
        if tag in ("defs", "metadata", "title"):
            return
        if tag == "path":
            yield self._path(element, _style(element), move)
        elif tag == "use":
            target = self.by_id[element.get(_HREF, "").lstrip("#")]
            shift = f"translate({_round(element.get('x', '0'))} {_round(element.get('y', '0'))})"
            yield self._path(target, {**_style(target), **_style(element)}, shift)
        elif tag == "text":
            yield _text(element)
        for child in element:
            yield from self._walk(child, move)

    def _path(self, element: ElementTree.Element, style: dict[str, str], move: str) -> str:
        fill, stroke = style.get("fill", "#000000"), style.get("stroke", "none")
        hatch = re.fullmatch(r"url\(#(.+)\)", fill)
        attributes = {"d": " ".join(_round(element.get("d", "")).split())}
        classes = [f"sp-s-{ROLES[stroke]}"] if stroke in ROLES else []
        if hatch:
            number = self.patterns.setdefault(hatch[1], len(self.patterns))
            attributes["fill"] = f"url(#@-h{number})"
        elif fill in ROLES:
            classes.insert(0, f"sp-f-{ROLES[fill]}")
        else:
            attributes["fill"] = "none"
        if stroke in ROLES:
            attributes |= {name: _round(style[name]) for name in _KEPT if name in style and style[name] != "butt"}
        if move:
            attributes["transform"] = move
        named = {"class": " ".join(classes)} if classes else {}
        return f"<path{_attributes({**named, **attributes})}/>"


def _text(element: ElementTree.Element) -> str:
    style = _style(element)
    attributes = {"x": _round(element.get("x", "0")), "y": _round(element.get("y", "0"))}
    size = style.get("font-size", "").removesuffix("px")
    if size and float(size) != SIZE:
        attributes["font-size"] = _round(size)
    if style.get("font-weight", "400") != "400":
        attributes["font-weight"] = "600"
    if style.get("text-anchor", "start") != "start":
        attributes["text-anchor"] = style["text-anchor"]
    role = ROLES.get(style.get("fill", ""), "ink")
    words = escape("".join(element.itertext()).strip(), quote=False)
    return f'<text class="sp-f-{role}"{_attributes(attributes)}>{words}</text>'


def _style(element: ElementTree.Element) -> dict[str, str]:
    return {name: value.strip() for name, value in _STYLE.findall(element.get("style", ""))}


def _attributes(values: dict[str, str]) -> str:
    return "".join(f' {name}="{value}"' for name, value in values.items())


def _round(text: str) -> str:
    """Numbers to a tenth of a unit."""
    return _DECIMAL.sub(lambda m: f"{round(float(m[0]), 1) + 0.0:g}", text)

"""From blocks to PDF with Typst: the fonts, the characters that no font has, the compiler.

Typst (https://typst.app/docs, 0.15) writes tagged PDF 1.7 with language, title and outline, and gives the same bytes
for the same input. Texts reach the template as JSON, so that nothing in them is ever read as markup. Fonts come from
packages alone, not from the machine: Source Serif 4 from the theme, DejaVu from matplotlib, Noto Sans CJK from the
package ``noto-cjk-sans-otc`` or, where that is missing, from Debian's ``fonts-noto-cjk``.
"""

from __future__ import annotations

import atexit
import importlib.util
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from surplace.export.base import Losses
from surplace.export.runs import Paper, data, strings

TEMPLATES = Path(__file__).parent / "typst"
THEME_FONTS = Path(__file__).parents[1] / "theme" / "static" / "fonts"
DEBIAN_CJK = Path("/usr/share/fonts/opentype/noto")
CJK_FILE = "NotoSansCJK-Regular.ttc"
DEJAVU = ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSerif-Italic.ttf", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
NO_CJK = "no font for Chinese, Japanese and Korean is installed: pip install noto-cjk-sans-otc"

_IGNORED = frozenset(
    "\n\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\ufeff"
    + "".join(
        map(chr, (*range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10)))
    )
)
"""Characters that are never drawn (Unicode, Default_Ignorable_Code_Point), so that no font needs them."""


def cjk_folder() -> Path | None:
    """The folder of the font for Chinese, Japanese and Korean; None where there is none."""
    spec = importlib.util.find_spec("noto_cjk_sans_otc")
    places = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    return next((place for place in (*places, DEBIAN_CJK) if (place / CJK_FILE).is_file()), None)


@cache
def font_folder() -> Path:
    """A folder with the fonts of the theme as TrueType and those of matplotlib; it goes when Python ends."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    folder = Path(tempfile.mkdtemp(prefix="surplace-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for path in sorted(THEME_FONTS.glob("*.woff2")):
        font = TTFont(path, recalcTimestamp=False)
        font.flavor = None
        font.save(folder / f"{path.stem}.ttf")
    spec = importlib.util.find_spec("matplotlib")
    home = Path((spec.submodule_search_locations or [""])[0]) if spec else Path()
    for name in DEJAVU:
        source = home / "mpl-data" / "fonts" / "ttf" / name
        if source.is_file():
            shutil.copyfile(source, folder / name)
    return folder


def _files() -> Iterator[Path]:
    yield from sorted(font_folder().glob("*.ttf"))
    cjk = cjk_folder()
    if cjk:
        yield cjk / CJK_FILE


@cache
def _drawn(path: Path) -> frozenset[int]:
    """The code points that a font file has."""
    from fontTools.ttLib import TTFont

    return frozenset(TTFont(path, fontNumber=0, lazy=True).getBestCmap())


@cache
def has_glyph(char: str) -> bool:
    """Whether one of the fonts can draw this character."""
    return char in _IGNORED or any(ord(char) in _drawn(path) for path in _files())


def spelled(text: str) -> str:
    """The text with each character that no font has written as its code point: ``[U+1F9FF]``."""
    if text.isascii():
        return text
    return "".join(c if c.isascii() or has_glyph(c) else f"[U+{ord(c):04X}]" for c in text)


def _is_cjk(char: str) -> bool:
    return 0x1100 <= ord(char) <= 0x11FF or 0x2E80 <= ord(char) <= 0xD7FF or 0xF900 <= ord(char) <= 0xFAFF


def report(paper: Paper, losses: Losses) -> None:
    """Say of each item which characters will be printed as code points."""
    missing: dict[str, set[str]] = {}
    for owner, some in paper.sections:
        gone = {c for text in strings(some) if not text.isascii() for c in text if not has_glyph(c)}
        if gone:
            missing.setdefault(owner or "titles and sources", set()).update(gone)
    for owner, gone in missing.items():
        codes = ", ".join(f"U+{ord(c):04X}" for c in sorted(gone))
        reason = NO_CJK if not cjk_folder() and any(map(_is_cjk, gone)) else "no font at hand has them"
        losses.mapped(owner, f"characters {codes}", f"printed as code points ({reason})")


def _spelled(value: Any) -> Any:
    if isinstance(value, str):
        return spelled(value)
    if isinstance(value, list):
        return [_spelled(one) for one in value]
    if isinstance(value, dict):
        return {key: _spelled(one) for key, one in value.items()}
    return value


def typeset(
    paper: Paper,
    template: str = "paper.typ",
    size: str = "a4",
    landscape: bool = False,
    checked: bool = False,
) -> bytes:
    """The PDF of a paper. ``size`` is a paper of Typst (``a4``, ``us-letter``, ``presentation-16-9``).

    ``checked`` asks Typst to refuse what PDF/UA-1 forbids, and marks the file as PDF/UA-1. Tests use it. Files that are
    handed out carry no such mark, because no checker here can prove it. Raises ``typst.TypstError`` if Typst refuses.
    """
    import typst

    sections = [[owner, data(some)] for owner, some in paper.sections]
    values = _spelled({**data(replace(paper, sections=())), "sections": sections, "size": size, "landscape": landscape})
    cjk = cjk_folder()
    made = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=[str(font_folder()), *([str(cjk)] if cjk else [])],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(values, ensure_ascii=False)},
        pdf_standards=["ua-1"] if checked else [],
        timestamp=0,
    )
    return bytes(made)

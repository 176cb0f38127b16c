"""A quiz as an HTML page of its own, without Sphinx: what a learning system plays, or a folder holds.

It has the objectives at its head, the questions as ``quizitem`` writes them, and the sources in full at its end.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from surplace.export import texts
from surplace.export.base import Part, Selection
from surplace.export.quizitem import AWAY, Writer, inline
from surplace.model import TESTS

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'"
)
"""Nothing inline, nothing from elsewhere (Content Security Policy Level 3), as on the pages of the course."""

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
STYLE = b"""/* The page around a quiz that a learning system plays. */
.sp-sco { max-inline-size: 34.5rem; margin-inline: auto; padding: 1.5rem 1rem 0; }
.sp-sco main { margin-inline: auto; }
.sp-sco .sp-foot { padding-inline: 0; }
"""
_HERE = Path(__file__).resolve().parent
_FILES = ("../static/quiz.js", "../static/quiz.css", "../theme/static/surplace.css", "../theme/static/theme.js")


@cache
def assets() -> dict[str, bytes]:
    """The files that every page needs, by their paths in the package."""
    found = {f"shared/{Path(name).name}": (_HERE / name).read_bytes() for name in (*_FILES, "scorm-api.js")}
    fonts = sorted((_HERE / "../theme/static/fonts").iterdir())
    return found | {f"shared/fonts/{path.name}": path.read_bytes() for path in fonts} | {"shared/page.css": STYLE}


def page(part: Part, selection: Selection, scorm: str) -> str:
    """The page of one quiz; ``scorm`` is ``1.2`` or ``2004``: which API its script looks for."""
    title = texts.escape(f"{part.title}, form {selection.form}" if selection.form else part.title)
    writer = Writer(selection.course.sources, selection.seed)
    quiz = _quiz(part, selection, writer)
    style = "".join(f'<link rel="stylesheet" href="shared/{name}.css">\n' for name in ("surplace", "quiz", "page"))
    home = ""
    if selection.site and part.lesson:
        address = texts.escape(f"{selection.site.rstrip('/')}/{part.lesson.page.docname}.html")
        home = f'<p>The lesson: <a href="{address}"{AWAY}>{address}</a></p>\n'
    return f"""<!DOCTYPE html>
<html lang="en" data-scorm="{scorm}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{title}</title>
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
{style}<script src="shared/theme.js"></script>
<script defer src="shared/scorm-api.js"></script>
<script defer src="shared/quiz.js"></script>
</head>
<body class="sp-sco">
<main id="main">
<h1>{title}</h1>
{_lesson_head(part)}<h2>Questions</h2>
{quiz}{writer.listed()}</main>
<footer class="sp-foot">
{home}<p>Sur Place. Licence of the text: <a href="{LICENCE}"{AWAY}>CC BY 4.0</a>.</p>
</footer>
</body>
</html>
"""


def _lesson_head(part: Part) -> str:
    """Objectives and content note, as at the head of a lesson."""
    if not part.lesson:
        return ""
    rows = "".join(
        f'<li id="obj-{texts.escape(o.id)}"><p><strong>{texts.escape(o.verb)}</strong> {inline(o.text)}</p></li>\n'
        for o in part.lesson.objectives
    )
    note = part.lesson.page.content
    warned = ""
    if note and note.text:
        warned = f'<div class="sp-note">{_label("Content note")}<p>{inline(note.text)}</p></div>\n'
    label = _label("After this lesson you can")
    return f'<section class="sp-head">\n{label}\n<ul class="sp-objectives">\n{rows}</ul>\n{warned}</section>\n'


def _label(words: str) -> str:
    return f'<p class="sp-label"><strong>{words}</strong></p>'


def _quiz(part: Part, selection: Selection, writer: Writer) -> str:
    """One section and one form, which never sends anything."""
    stem = texts.escape(part.bank.stem)
    ungraded = " data-ungraded" if part.bank.stem == TESTS[0] else ""
    items = "".join(writer.item(item) for item in part.items)
    hidden = ""
    if part.bank.stem in TESTS:
        asked = {item.objective for item in part.items}
        named = [(o, one.title) for one in selection.course.lessons for o in one.objectives if o.id in asked]
        words = [(texts.escape(o.id), texts.escape(f"{title}: {o.verb} {o.text}")) for o, title in named]
        rows = "".join(f'<li id="obj-{name}">{text}</li>' for name, text in words)
        hidden = f"<ul hidden>{rows}</ul>\n" if rows else ""
    label = texts.escape(f"Quiz: {part.bank.title or (part.lesson.title if part.lesson else part.bank.stem)}")
    return (
        f'<section class="sp-quiz" id="quiz-{stem}" data-bank="{stem}"{ungraded} aria-label="{label}">\n'
        f'<form method="dialog">\n<ol class="sp-items">\n{items}</ol>\n</form>\n{hidden}</section>\n'
    )

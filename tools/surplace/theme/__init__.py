"""The look of the course: an HTML theme on Sphinx's ``basic`` with its own translator and navigation.

In ``conf.py``: ``extensions = [..., "surplace.theme"]`` and ``html_theme = "surplace"``. A page asks for
``surplace.css``, ``theme.js``, what another extension adds, and three fonts; nothing comes from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from surplace.theme import minify, nav, single
from surplace.theme.translator import BookTranslator, PageTranslator

HERE = Path(__file__).parent
BUILDERS = ("html", "dirhtml", "singlehtml")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'"
)
"""The content policy of every page (Content Security Policy Level 3): nothing inline, nothing from elsewhere."""

UNUSED = (
    "basic.css",
    "pygments.css",
    "doctools.js",
    "sphinx_highlight.js",
    "file.png",
    "minus.png",
    "plus.png",
    "sphinx-design.min.css",
    "design-tabs.js",
)
"""Files of Sphinx and sphinx-design that no page asks for."""

ON_SEARCH_PAGE = ("documentation_options.js", "translations.js")
"""Scripts of Sphinx that only the search page needs."""

RIGHT_TO_LEFT = ("ar", "dv", "fa", "he", "ps", "ur", "yi")
"""Languages (ISO 639-1) whose pages run from right to left."""


class Pages:
    """What the theme knows during one build: the navigation before reading and after it."""

    def __init__(self) -> None:
        self.before = nav.Nav()
        self.nav = nav.Nav()

    def remember(self, app: Sphinx) -> None:
        """Keep the navigation of the last build."""
        self.before = nav.build(app.env)

    def compare(self, app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
        """Build the navigation; all pages are written again when it differs from the last one."""
        self.nav = nav.build(env)
        return sorted(env.all_docs) if _ours(app) and self.nav != self.before else []

    def start(self, app: Sphinx, builder: Builder) -> None:
        """Build the navigation for a build that read no page."""
        self.nav = nav.build(builder.env)

    def page(
        self,
        app: Sphinx,
        pagename: str,
        templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """Give a page's template its navigation, and take out the files that it does not need."""
        if not _ours(app):
            return
        _drop_unused(context, pagename)
        language = context.get("language") or "en"
        context |= {
            "sp_policy": POLICY,
            "sp_dir": "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "",
            "sp_groups": self.nav.groups,
            "sp_trail": self.nav.trail.get(pagename, ()),
            "sp_caption": self.nav.caption(pagename),
            "sp_headings": () if app.builder.name == "singlehtml" else nav.headings(app.env, pagename),
            "sp_title": lambda ref: nav.title(app.env, ref),
            "sp_meta": context.get("meta") or {},
        }
        if pagename == "404" and app.config.html_baseurl:
            _root_addresses(context, app.config.html_baseurl, app.builder)


def _ours(app: Sphinx) -> bool:
    return app.builder.name in BUILDERS and app.config.html_theme == "surplace"


def _drop_unused(context: dict[str, Any], pagename: str) -> None:
    """Shorten the lists in place: an extension that adds a file later adds it to these very lists."""
    drop = set(UNUSED) if pagename == "search" else {*UNUSED, *ON_SEARCH_PAGE}
    for files in (context["css_files"], context["script_files"]):
        files[:] = [file for file in files if Path(str(file.filename)).name not in drop]


def _root_addresses(context: dict[str, Any], baseurl: str, builder: Builder) -> None:
    """Let a page that is served under any address link from the root of the site."""
    root = urlsplit(baseurl).path.rstrip("/") + "/"

    def pathto(target: str, resource: bool = False) -> str:
        return root + (target if resource else builder.get_target_uri(target))

    context["pathto"] = pathto
    context["css_tag"] = lambda css: f'<link rel="stylesheet" href="{pathto(str(css.filename), True)}">'
    context["js_tag"] = lambda js: f'<script src="{pathto(str(js.filename), True)}"></script>'


def set_defaults(app: Sphinx, config: Config) -> None:
    """Turn off what cannot work here: summaries are fetched (not from a file), scaled images get a bare link."""
    if config.html_theme == "surplace":
        config.html_show_search_summary = False
        config.html_scaled_image_link = False


def collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Add the page for an address that does not exist."""
    if _ours(app):
        yield "404", {}, "404.html"


def remove_unused(app: Sphinx, exception: Exception | None) -> None:
    """Take the files that no page asks for out of the site."""
    if exception is None and _ours(app):
        for name in UNUSED:
            (Path(app.outdir) / "_static" / name).unlink(missing_ok=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the theme, its translators and its events."""
    pages = Pages()
    app.add_html_theme("surplace", str(HERE))
    for builder in BUILDERS:
        app.set_translator(builder, PageTranslator)
    app.set_translator("epub", BookTranslator)
    app.connect("config-inited", set_defaults)
    app.connect("builder-inited", pages.remember)
    app.connect("env-updated", pages.compare)
    app.connect("write-started", pages.start)
    app.connect("doctree-resolved", single.mend)
    app.connect("html-collect-pages", collect_pages)
    app.connect("html-page-context", pages.page)
    app.connect("build-finished", remove_unused)
    app.connect("build-finished", minify.minify)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

"""Sphinx settings. Thin on purpose: what the course needs is in tools/surplace."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "tools"))

from surplace import __version__

project = "Sur Place"
version = release = __version__
author = "The Sur Place authors"
copyright = "The Sur Place authors, CC BY 4.0"
language = "en"
extensions = ["myst_parser", "sphinx_design", "surplace.sphinx_ext", "surplace.theme"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]

myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline", "smartquotes"]
myst_heading_anchors = 3

html_theme = "surplace"
html_title = "Sur Place"
html_last_updated_fmt = None
html_copy_source = False
html_permalinks = False  # the contents of a page link to each of its headings
html_show_search_summary = False  # a fetch that fails from file://
html_static_path = ["course/_static"]
html_use_index = False

epub_title = "Sur Place"
epub_show_urls = "no"
epub_identifier = epub_uid = "sur-place-course"
epub_scheme = "ID"
epub_exclude_files = ["search.html"]

latex_engine = "xelatex"
nitpicky = True
suppress_warnings = ["epub.unknown_project_files"]  # Sphinx's own cache, when it lies beside the book

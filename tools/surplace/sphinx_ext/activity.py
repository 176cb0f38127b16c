"""What a group does: ``activity`` and ``source-check``."""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from surplace.sphinx_ext.lesson import facts, label
from surplace.sphinx_ext.nodes import sp_box


class Activity(SphinxDirective):
    """An activity card: aim, group, minutes, materials, safety; then its steps and debrief."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = dict.fromkeys(
        ("aim", "group", "minutes", "materials", "safety"), directives.unchanged_required
    )
    kind = "Activity"
    css = "sp-activity"

    def run(self) -> list[nodes.Node]:
        """The title names the box, so that a link can lead to it."""
        title = self.arguments[0]
        box = sp_box(tag="section", classes=[self.css], ids=[nodes.make_id(title)])
        self.set_source_info(box)
        box += label(self.kind)
        heading = nodes.paragraph(classes=["sp-title"])
        heading += nodes.strong("", "", *self.parse_inline(title)[0])
        box += heading
        rows = [(name.capitalize(), self._value(name)) for name in self.option_spec if name in self.options]
        if rows:
            box += facts(rows)
        box += self.parse_content_to_nodes()
        return [box]

    def _value(self, name: str) -> list[nodes.Node]:
        text = self.options[name]
        return self.parse_inline(f"{text} minutes" if name == "minutes" and text.isdigit() else text)[0]


class SourceCheck(Activity):
    """A short practice in lateral reading: who says it, how do they know, who says otherwise."""

    option_spec: ClassVar = {"minutes": directives.unchanged_required}
    kind = "Source check"
    css = "sp-check"

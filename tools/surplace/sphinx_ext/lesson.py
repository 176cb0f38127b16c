"""The frame of a lesson: ``lesson-head``, ``plain``, ``misconception``, ``key-points``."""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from surplace import cite
from surplace.model import Lesson
from surplace.problem import Place
from surplace.sphinx_ext import state
from surplace.sphinx_ext.cite import cited
from surplace.sphinx_ext.nodes import sp_box
from surplace.sphinx_ext.prose import fill, inline


def label(text: str) -> nodes.paragraph:
    """The small heading of a box; strong, so that it stands out where there is no style."""
    return nodes.paragraph("", "", nodes.strong("", text), classes=["sp-label"])


def facts(rows: list[tuple[str, list[nodes.Node]]]) -> nodes.definition_list:
    """Short facts as terms and definitions."""
    out = nodes.definition_list(classes=["sp-facts"])
    for term, value in rows:
        body = nodes.definition("", nodes.paragraph("", "", *value))
        out += nodes.definition_list_item("", nodes.term("", term), body)
    return out


class LessonHead(SphinxDirective):
    """Question, objectives, time, age and content note, from the front matter of the page."""

    def run(self) -> list[nodes.Node]:
        """Nothing on a page that is no lesson: the check says so."""
        loaded = state.of(self.env)
        for lesson in loaded.course.lessons:
            if lesson.page.docname == self.env.docname:
                return [self._head(lesson, loaded)]
        return []

    def _head(self, lesson: Lesson, loaded: state.Loaded) -> sp_box:
        box = sp_box(tag="section", classes=["sp-head"])
        box += nodes.paragraph("", "", *inline(lesson.question), classes=["sp-question"])
        bank = loaded.course.banks.get(lesson.page.stem)
        rows = [
            ("Lesson", lesson.id),
            ("Time", f"{lesson.minutes} minutes"),
            ("Age", f"{lesson.age} and older"),
        ]
        if bank:
            rows.append(("Quiz", f"{len(bank.entries)} questions"))
        box += facts([(term, [nodes.Text(value)]) for term, value in rows])
        box += label("After this lesson you can")
        listing = nodes.bullet_list(classes=["sp-objectives"])
        for objective in lesson.objectives:
            text = [nodes.strong("", objective.verb), nodes.Text(" "), *inline(objective.text)]
            listing += nodes.list_item("", nodes.paragraph("", "", *text), ids=[f"obj-{objective.id}"])
        box += listing
        if lesson.page.content and lesson.page.content.text:
            note = sp_box(tag="div", classes=["sp-note"])
            note += label("Content note")
            note += nodes.paragraph("", "", *inline(lesson.page.content.text))
            box += note
        return box


class Plain(SphinxDirective):
    """A plain-language version of the provisions that its argument cites."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """A box with its label, the text, and what it restates."""
        found, _problems = cite.parse_list(self.arguments[0], Place(self.env.docname, self.lineno))
        box = sp_box(tag="div", classes=["sp-plain"])
        box += label("In plain words")
        box += self.parse_content_to_nodes()
        box += nodes.paragraph("", "", *cited(found, self.env), classes=["sp-of"])
        return [box]


class Misconception(SphinxDirective):
    """A common error from ``misconceptions.yaml``: what is so first, then the slip."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The refutation leads; an id that is not there has been reported by the check."""
        loaded = state.of(self.env)
        source = loaded.root / "course" / "misconceptions.yaml"
        self.env.note_dependency(str(source))
        found = loaded.course.misconceptions.get(self.arguments[0])
        if found is None:
            return []
        box = sp_box(tag="div", classes=["sp-misconception"])
        box += label("A common error")
        belief = fill(nodes.paragraph(classes=["sp-belief"]), found.belief, str(source))
        refutation = fill(nodes.paragraph(), found.refutation, str(source))
        refutation += [nodes.Text(" ("), *cited(found.cites, self.env), nodes.Text(")")]
        box += [belief, refutation]
        return [box]


class KeyPoints(SphinxDirective):
    """What to take away."""

    has_content = True
    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        """A section with its label."""
        box = sp_box(tag="section", classes=["sp-keypoints"])
        box += label("Key points")
        box += self.parse_content_to_nodes()
        return [box]

"""What teachers and facilitators print: ``lesson-plan``, ``run-sheet``, ``handout``, ``lesson-index``.

All are made from the front matter of a lesson, its quiz and its page, so that nothing has to be kept twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from surplace.forms import forms
from surplace.model import Bank, Choice, Item, Lesson, Plan, RunStep, answers
from surplace.sphinx_ext import state
from surplace.sphinx_ext.cite import cited
from surplace.sphinx_ext.domain import SurPlaceDomain
from surplace.sphinx_ext.lesson import facts
from surplace.sphinx_ext.links import joined, to_item, to_page, to_term
from surplace.sphinx_ext.nodes import sp_box, sp_gathered
from surplace.sphinx_ext.prose import inline
from surplace.sphinx_ext.rebuild import PLAN, fingerprint

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

STEPS = {
    "retrieval_warm_up": "Warm-up",
    "hook_and_terms": "Hook and terms",
    "input": "Input",
    "activity": "Activity",
    "source_check": "Source check",
    "exit_quiz": "Exit quiz",
}
LEVELS = ("Not yet", "Partly", "Well", "Very well")
PAGES = (("teach/plans", "Lesson plan"), ("facilitate/run-sheets", "Run sheet"), ("teach/handouts", "Handout"))
"""Where the pages of a lesson stand, and what each is called; their stem is that of the lesson."""

_SHARED = ("Printed from an open course under CC BY 4.0: copy, shorten, translate and adapt it, and say so.",)


class Sheet(SphinxDirective):
    """A page about the lesson whose number is the argument."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Nothing where there is no such lesson, with a warning of the build."""
        loaded = state.of(self.env)
        for lesson in loaded.course.lessons:
            if lesson.id == self.arguments[0]:
                self.env.note_dependency(str(loaded.root / lesson.page.place.path))
                return self.sheet(lesson, loaded)
        return [self.state.document.reporter.warning(f"there is no lesson {self.arguments[0]}", line=self.lineno)]

    def sheet(self, lesson: Lesson, loaded: state.Loaded) -> list[nodes.Node]:
        """The content of the page."""
        raise NotImplementedError

    def section(self, title: str, *children: nodes.Node) -> nodes.section:
        """A section with a heading."""
        made = nodes.section("", nodes.title("", title), *children, ids=[nodes.make_id(title)], names=[])
        self.set_source_info(made)
        self.state.document.note_implicit_target(made, made)
        return made


class LessonPlan(Sheet):
    """The plan for a class."""

    def sheet(self, lesson: Lesson, loaded: state.Loaded) -> list[nodes.Node]:
        """From what is to be learned to how it is assessed."""
        plan = lesson.plan
        bank = loaded.course.banks.get(lesson.page.stem)
        if bank:  # of a bank, a plan shows ids and common errors: it is read again when these change
            shown = SurPlaceDomain.of(self.env).data["shown"].setdefault(self.env.docname, {})
            shown[f"{PLAN}{bank.stem}"] = fingerprint(loaded, f"{PLAN}{bank.stem}")
        self.env.note_dependency(str(loaded.root / "course" / "misconceptions.yaml"))
        out = [self._glance(lesson), self.section("Objectives", _objectives(lesson)), self._minutes(lesson)]
        if plan:
            out += self._plan(lesson, plan)
        out.append(self._misconceptions(bank, loaded))
        if plan:
            out.append(self.section("Homework", _text(plan.homework)))
        out.append(self._assessment(lesson, plan, bank))
        return [node for node in out if node is not None] + [_text(_SHARED[0])]

    def _glance(self, lesson: Lesson) -> nodes.Node:
        rows: list[tuple[str, list[nodes.Node]]] = [
            ("Question", inline(lesson.question)),
            ("Lesson page", [to_page(lesson.page.docname, lesson.title)]),
            ("Time", [nodes.Text(f"{lesson.minutes} minutes")]),
            ("Age", [nodes.Text(f"{lesson.age} and older")]),
        ]
        others = _sheets(lesson, state.of(self.env), self.env.docname)
        if others:
            rows.append(("See also", others))
        rows += [(f"Standards: {name}", inline("; ".join(codes))) for name, codes in lesson.standards.items()]
        if lesson.page.content and lesson.page.content.text:
            rows.append(("Content note", inline(lesson.page.content.text)))
        if lesson.plan:
            rows.append(("Neutrality", inline(lesson.plan.neutrality)))
        return facts(rows)

    def _minutes(self, lesson: Lesson) -> nodes.Node | None:
        if not lesson.timeline:
            return None
        does = {row.step: row.do for row in lesson.run}
        rows = [[str(m), STEPS[step], does.get(step, "")] for step, m in lesson.timeline.items()]
        return self.section(
            "Minutes", table(("Min", "Step", "What happens"), [[_words(c) for c in row] for row in rows])
        )

    def _plan(self, lesson: Lesson, plan: Plan) -> list[nodes.Node]:
        levels = [("Support", inline(plan.support)), ("Core", inline(plan.core)), ("Extension", inline(plan.stretch))]
        return [
            self.section(
                "Before the lesson", facts([("Learners know", inline("; ".join(plan.prior)))]), bullets(plan.materials)
            ),
            self.section("Three levels", facts(levels)),
            self.section("Access", bullets(plan.accommodations)),
            self.section("Words for learners of English", _paragraph(joined([to_term(word) for word in plan.words]))),
        ]

    def _misconceptions(self, bank: Bank | None, loaded: state.Loaded) -> nodes.Node | None:
        """The common errors that the quiz of the lesson tests, with what is so."""
        named = dict.fromkeys(
            a.misconception for item in (bank.items if bank else ()) for a in answers(item) if isinstance(a, Choice)
        )
        known = [loaded.course.misconceptions[name] for name in named if name in loaded.course.misconceptions]
        if not known:
            return None
        rows = [(one.belief.text, inline(one.refutation.text)) for one in known]
        return self.section("Common errors to listen for", facts(rows))

    def _assessment(self, lesson: Lesson, plan: Plan | None, bank: Bank | None) -> nodes.Node | None:
        parts: list[nodes.Node] = []
        if bank:
            for name, items in zip("AB", forms(bank), strict=True):
                links = joined([self._numbered(bank, item) for item in items])
                parts.append(_paragraph([nodes.strong("", f"Form {name}"), nodes.Text(": questions "), *links]))
            note = "The two forms share no question and ask at the same levels. Each question links to its key."
            parts.append(_text(note))
        if plan and plan.rubric:
            rows = [[_words(one.criterion), *(_words(level) for level in one.levels)] for one in plan.rubric]
            parts.append(table(("Criterion", *LEVELS), rows))
        return self.section("Assessment", *parts) if parts else None

    def _numbered(self, bank: Bank, item: Item) -> nodes.Node:
        """The number of a question, with a link to it unless it is withheld."""
        number = str(item.index + 1)
        withheld = item.index in state.of(self.env).withheld(bank)
        return nodes.Text(number) if withheld else to_item(item.id, number)


class RunSheet(Sheet):
    """Minute by minute, for somebody who runs the lesson as a workshop."""

    columns: ClassVar = ("Min", "Do", "Say", "Show, and group", "Expected answers", "If late")

    def sheet(self, lesson: Lesson, loaded: state.Loaded) -> list[nodes.Node]:
        """A short head, then one table."""
        rows: list[tuple[str, list[nodes.Node]]] = [
            ("Lesson page", [to_page(lesson.page.docname, lesson.title)]),
            ("Question", inline(lesson.question)),
            ("Time", [nodes.Text(f"{lesson.minutes} minutes")]),
            ("Age", [nodes.Text(f"{lesson.age} and older")]),
        ]
        if lesson.plan:
            rows.append(("Bring", inline("; ".join(lesson.plan.materials))))
        if lesson.page.content and lesson.page.content.text:
            rows.append(("Say first", inline(lesson.page.content.text)))
        others = _sheets(lesson, loaded, self.env.docname)
        if others:
            rows.append(("Print", others))
        done, body = 0, []
        for row in lesson.run:
            body.append(self._row(row, done))
            done += row.minutes
        out: list[nodes.Node] = [facts(rows)]
        if body:
            out.append(self.section("Run sheet", table(self.columns, body)))
        safety = (
            "Nobody is asked for their own story. Everybody may pass, and may leave the room. A second adult is there. "
            "Nobody plays a victim or an official."
        )
        return [*out, self.section("Safety", _text(safety)), _text(_SHARED[0])]

    def _row(self, row: RunStep, done: int) -> list[list[nodes.Node]]:
        expect = inline(row.expect)
        if row.cites:
            expect += [nodes.Text(" ("), *cited(row.cites, self.env), nodes.Text(")")]
        return [
            [nodes.strong("", f"{done}–{done + row.minutes}"), nodes.Text(f" {STEPS[row.step]}")],
            inline(row.do),
            inline(f"“{row.say}”" if row.say and "“" not in row.say and '"' not in row.say else row.say),
            inline(". ".join(part.rstrip(".") for part in (row.show, row.group.capitalize()) if part)),
            expect,
            inline(row.cut),
        ]


class Handout(Sheet):
    """For learners: the question, the plain versions, the activity and the key points of a lesson, on paper."""

    def sheet(self, lesson: Lesson, loaded: state.Loaded) -> list[nodes.Node]:
        """The parts of the lesson's page are fetched when the handout is written."""
        rows: list[tuple[str, list[nodes.Node]]] = [
            ("Question", inline(lesson.question)),
            ("Lesson page", [to_page(lesson.page.docname, lesson.title)]),
        ]
        node = sp_gathered(what="handout", only=lesson.page.docname)
        SurPlaceDomain.of(self.env).data["gathers"].setdefault(self.env.docname, []).append("handout")
        return [facts(rows), self.section("After this lesson you can", _objectives(lesson)), node, _text(_SHARED[0])]


def handout_parts(env: BuildEnvironment, docname: str) -> list[nodes.Node]:
    """Copies of the plain boxes, the activity and the key points of a page, without anchors and links.

    What is for the leader stays out: the key of an activity, and its debrief.
    """
    if docname not in env.found_docs:
        return []
    page = env.get_doctree(docname)
    wanted = ("sp-plain", "sp-activity", "sp-keypoints")
    parts = {name: [box.deepcopy() for box in page.findall(sp_box) if name in box["classes"]] for name in wanted}
    out = [box for name in wanted for box in parts[name]]
    for box in out:
        for node in _for_leaders(box):
            box.remove(node)
        for node in box.findall(nodes.Element):
            node["ids"] = []
        for link in [*box.findall(addnodes.pending_xref), *box.findall(nodes.reference)]:
            if link.parent is not None:
                link.replace_self(nodes.inline("", link.astext()))
    return list(out)


def _for_leaders(box: nodes.Element) -> list[nodes.Node]:
    """The parts of an activity that a learner does not get: a paragraph with the key, and all from the debrief on."""
    words = [node.astext().strip() for node in box.children]
    debrief = next((i for i, text in enumerate(words) if text == "Debrief"), len(words))
    keys = [
        node for node, text in zip(box.children, words, strict=True) if text.startswith(("Key:", "For the leader:"))
    ]
    return [*(node for node in keys if box.index(node) < debrief), *box.children[debrief:]]


class LessonIndex(SphinxDirective):
    """A table of all lessons with their sheets."""

    def run(self) -> list[nodes.Node]:
        """One row a lesson."""
        loaded = state.of(self.env)
        rows: list[list[list[nodes.Node]]] = []
        for lesson in loaded.course.lessons:
            self.env.note_dependency(str(loaded.root / lesson.page.place.path))
            rows.append(
                [
                    [to_page(lesson.page.docname, f"{lesson.id} {lesson.title}")],
                    _words(f"{lesson.age}+"),
                    _words(str(lesson.minutes)),
                    _sheets(lesson, loaded, self.env.docname) or _words("–"),
                ]
            )
        return [table(("Lesson", "Age", "Min", "To print"), rows)]


def _sheets(lesson: Lesson, loaded: state.Loaded, here: str) -> list[nodes.Node]:
    """Links to the other pages about a lesson."""
    known = {page.docname for page in loaded.course.pages}
    found = [(f"{folder}/{lesson.page.stem}", name) for folder, name in PAGES]
    return joined([to_page(doc, name) for doc, name in found if doc in known and doc != here], " · ")


def _objectives(lesson: Lesson) -> nodes.bullet_list:
    listing = nodes.bullet_list()
    for one in lesson.objectives:
        text = [nodes.strong("", one.verb), nodes.Text(" "), *inline(one.text)]
        listing += nodes.list_item("", nodes.paragraph("", "", *text))
    return listing


def bullets(texts: Iterable[str]) -> nodes.bullet_list:
    """A list of texts."""
    listing = nodes.bullet_list()
    for text in texts:
        listing += nodes.list_item("", _text(text))
    return listing


def table(head: Sequence[str], rows: Sequence[Sequence[list[nodes.Node]]]) -> nodes.table:
    """A table with a heading row; each cell is one paragraph."""
    group = nodes.tgroup(cols=len(head))
    for _ in head:
        group += nodes.colspec(colwidth=1)
    first = nodes.row("", *(nodes.entry("", _text(name)) for name in head))
    group += nodes.thead("", first)
    body = nodes.tbody()
    for cells in rows:
        body += nodes.row("", *(nodes.entry("", _paragraph(cell)) for cell in cells))
    group += body
    return nodes.table("", group, classes=["sp-sheet"])


def _paragraph(children: Sequence[nodes.Node]) -> nodes.paragraph:
    return nodes.paragraph("", "", *children)


def _text(text: str) -> nodes.paragraph:
    return nodes.paragraph("", "", *inline(text))


def _words(text: str) -> list[nodes.Node]:
    return inline(text) if text else []

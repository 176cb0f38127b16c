"""The ``case`` directive: a branching case, decision by decision.

Each choice opens to its consequence, its reason and its source, and leads on by a link to the next decision.
That is all plain HTML; the style hides the decisions that are not reached yet.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from surplace.model import Branch, Case, Choice
from surplace.model import Node as CaseNode
from surplace.problem import Problem
from surplace.sphinx_ext import state
from surplace.sphinx_ext.cite import noted, spelled
from surplace.sphinx_ext.domain import SurPlaceDomain
from surplace.sphinx_ext.items import withheld
from surplace.sphinx_ext.nodes import sp_box
from surplace.sphinx_ext.prose import fill, inline, paragraphs

VERDICTS = {True: "This holds up.", False: "This does not hold up."}


class CaseDirective(SphinxDirective):
    """Shows the case whose stem is the argument."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The frame, a section for each decision, and the end."""
        loaded = state.of(self.env)
        case = loaded.course.cases.get(self.arguments[0])
        if case is None:
            return [nodes.paragraph("", f"There is no case {self.arguments[0]} yet.")]
        path = str(loaded.root / case.place.path)
        self.env.note_dependency(path)
        faults = loaded.faults.get(case.place.path, {})
        frame = sp_box(tag="div", classes=["sp-case"], ids=[f"play-{case.stem}"])
        opening = sp_box("", *self._opening(case, path), tag="div", classes=["sp-opening"])
        titles = {node.item.id: node.title for node in case.nodes}
        sections = [self._decision(case, number, node, titles, path, faults) for number, node in enumerate(case.nodes)]
        frame += [opening, *sections, self._end(case, path)]
        return [frame]

    def _opening(self, case: Case, path: str) -> list[nodes.Node]:
        out: list[nodes.Node] = []
        if case.content and case.content.text:
            out.append(sp_box("", nodes.paragraph("", "", *inline(case.content.text)), tag="div", classes=["sp-note"]))
        return [*out, *paragraphs(case.intro, path)]

    def _decision(  # noqa: PLR0913, PLR0917 -- what one decision is made of
        self,
        case: Case,
        number: int,
        node: CaseNode,
        titles: dict[str, str],
        path: str,
        faults: dict[int, tuple[Problem, ...]],
    ) -> nodes.section:
        item = node.item
        box = nodes.section(classes=["sp-node"] if number else ["sp-node", "sp-first"], ids=[f"q-{item.id}"])
        box += nodes.title("", f"Decision {number + 1} of {len(case.nodes)}: {node.title}")
        if item.index in faults:
            box += withheld(item.id, faults[item.index])
            return box
        SurPlaceDomain.of(self.env).note_item(self.env.docname, item.id, number + 1)
        if item.vignette:
            box += paragraphs(item.vignette, path)
        box += fill(nodes.paragraph(classes=["sp-ask"]), item.prompt, path)
        for choice, branch in zip(item.choices, node.branches, strict=True):
            box += self._choice(case, item.id, choice, branch, titles, path)
        return box

    def _choice(  # noqa: PLR0913, PLR0917 -- what one choice is made of
        self, case: Case, item: str, choice: Choice, branch: Branch, titles: dict[str, str], path: str
    ) -> sp_box:
        summary = sp_box("", *inline(choice.text.text), tag="summary")
        box = sp_box("", summary, tag="details", classes=["sp-way"])
        box += fill(nodes.paragraph(), branch.consequence, path)
        reason = nodes.paragraph("", "", nodes.strong("", VERDICTS[choice.correct]), nodes.Text(" "))
        if choice.feedback:
            reason += inline(choice.feedback.text)
        reason += [nodes.Text(" ("), *spelled(noted(choice.cites, self.env, item), self.env), nodes.Text(")")]
        target = f"q-{branch.goes_to}" if branch.goes_to else f"case-{case.stem}-end"
        words = f"Go on: {titles.get(branch.goes_to, branch.goes_to)}" if branch.goes_to else "Go on to the end"
        onward = nodes.reference("", "", nodes.Text(words), refid=target, internal=True)
        box += [reason, nodes.paragraph("", "", onward, classes=["sp-onward"])]
        return box

    def _end(self, case: Case, path: str) -> nodes.section:
        box = nodes.section(classes=["sp-node", "sp-end"], ids=[f"case-{case.stem}-end"])
        box += nodes.title("", "The end of this case")
        box += paragraphs(case.end, path)
        first = f"q-{case.nodes[0].item.id}" if case.nodes else f"play-{case.stem}"
        again = nodes.reference("", "", nodes.Text("Start again"), refid=first, internal=True)
        box += nodes.paragraph("", "", again, classes=["sp-onward"])
        return box

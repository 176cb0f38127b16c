"""The claims ledger: ``ledger`` prints all claims by topic, ``claims`` lists those that a lesson checks.

The page is whole without a script; static/ledger.js adds a filter by topic and verdict.
"""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from surplace.model import VERDICTS, Claim
from surplace.sphinx_ext import state
from surplace.sphinx_ext.cite import cited
from surplace.sphinx_ext.domain import SurPlaceDomain
from surplace.sphinx_ext.lesson import facts
from surplace.sphinx_ext.links import joined, to_claim, to_item, to_page
from surplace.sphinx_ext.nodes import sp_box
from surplace.sphinx_ext.prose import fill, inline

VERDICT_WORDS = {
    "supported": "Supported",
    "supported-with-nuance": "Supported with nuance",
    "contested": "Contested",
    "not-verifiable": "Not verifiable",
    "outdated": "Outdated",
    "wrong": "Wrong",
}
TOPIC_WORDS = {
    "refugee-law": "Refugee law and who is bound",
    "sur-place": "Refugees sur place",
    "causes-of-flight": "Why people leave",
    "non-refoulement": "The rule against return",
    "repatriation": "Returns",
    "return-punishment": "Treatment after return",
    "china-position": "China’s position",
    "third-countries": "Third countries",
    "south-korea": "South Korea",
    "trafficking": "Trafficking",
    "children": "Children",
    "figures": "Figures",
    "routes": "Borders and ways",
    "helpers": "Helpers",
    "advocacy": "Words and campaigns",
}


def badge(verdict: str) -> nodes.inline:
    """The verdict as a small label; its words say it, its shape only helps."""
    return nodes.inline("", VERDICT_WORDS.get(verdict, verdict), classes=["sp-verdict", f"sp-v-{verdict}"])


def _dependency(directive: SphinxDirective) -> state.Loaded:
    loaded = state.of(directive.env)
    directive.env.note_dependency(str(loaded.root / "course" / "claims.yaml"))
    return loaded


class Ledger(SphinxDirective):
    """Every claim, topic by topic: who says it, the verdict, what better sources say, where it is taught."""

    def run(self) -> list[nodes.Node]:
        """A section for each topic."""
        loaded = _dependency(self)
        topics: dict[str, list[Claim]] = {}
        for claim in loaded.course.claims.values():
            topics.setdefault(claim.topic, []).append(claim)
        out: list[nodes.Node] = [self._counts(loaded.course.claims.values())]
        for topic in sorted(topics, key=_rank):
            words = TOPIC_WORDS.get(topic, topic.replace("-", " ").capitalize())
            section = nodes.section("", nodes.title("", words), ids=[f"topic-{topic}"], names=[])
            self.set_source_info(section)
            section += [self._entry(claim, loaded) for claim in topics[topic]]
            self.state.document.note_implicit_target(section, section)
            out.append(section)
        return out

    def _counts(self, claims: Iterable[Claim]) -> sp_box:
        """How many claims have which verdict."""
        found = [claim.verdict for claim in claims]
        rows: list[tuple[str, list[nodes.Node]]] = [
            (VERDICT_WORDS[verdict], [nodes.Text(str(found.count(verdict)))])
            for verdict in VERDICTS
            if verdict in found
        ]
        return sp_box("", facts(rows), tag="div", classes=["sp-counts"])

    def _entry(self, claim: Claim, loaded: state.Loaded) -> sp_box:
        SurPlaceDomain.of(self.env).note_claim(self.env.docname, claim.id)
        source = str(loaded.root / claim.place.path)
        box = sp_box(tag="section", classes=["sp-claim"], ids=[f"claim-{claim.id}"])
        box["data"] = {"topic": claim.topic, "verdict": claim.verdict}
        head = fill(nodes.paragraph(classes=["sp-said"]), claim.claim, source)
        head.insert(0, [nodes.strong("", claim.id), nodes.Text(" ")])
        head += [nodes.Text(" "), badge(claim.verdict)]
        better = fill(nodes.paragraph(), claim.better, source)
        if claim.cites:
            better += [nodes.Text(" ("), *cited(claim.cites, self.env), nodes.Text(")")]
        rows: list[tuple[str, list[nodes.Node]]] = [("Said in", self._said(claim, loaded))]
        if claim.note:
            rows.append(("Note", inline(claim.note)))
        rows.append(("Taught in", self._taught(claim, loaded)))
        box += [head, better, facts(rows)]
        return box

    def _said(self, claim: Claim, loaded: state.Loaded) -> list[nodes.Node]:
        """The citation of the starting text, its author and its date."""
        out: list[nodes.Node] = list(cited(claim.said, self.env))
        source = loaded.course.sources.get(claim.said[0].key) if claim.said else None
        if source and (source.authors or source.issued):
            out.append(nodes.Text(", " + ", ".join([*source.authors, *([source.issued] if source.issued else [])])))
        phrases = [c.phrase for c in claim.said if c.phrase]
        if phrases:
            out.append(nodes.Text(": " + ", ".join(f"“{phrase}”" for phrase in phrases)))
        return out

    def _taught(self, claim: Claim, loaded: state.Loaded) -> list[nodes.Node]:
        links: list[nodes.Node] = []
        lessons = {lesson.id: lesson for lesson in loaded.course.lessons}
        for name in claim.taught:
            lesson = lessons.get(name)
            links.append(
                to_page(lesson.page.docname, f"{name} {lesson.title}") if lesson else to_item(name, "a question")
            )
        return joined(links)


class Claims(SphinxDirective):
    """On a lesson: the claims that it checks, each with its verdict and a link to the ledger."""

    def run(self) -> list[nodes.Node]:
        """A closed list; nothing where the ledger has no claim for the page."""
        loaded = _dependency(self)
        lesson = next((one for one in loaded.course.lessons if one.page.docname == self.env.docname), None)
        some = loaded.course.claims_of(lesson) if lesson else ()
        if not some:
            return []
        listing = nodes.bullet_list(classes=["sp-claims"])
        for claim in some:
            line = nodes.paragraph("", "", to_claim(claim.id, claim.id), nodes.Text(" "), *inline(claim.claim.text))
            line += [nodes.Text(" "), badge(claim.verdict)]
            listing += nodes.list_item("", line)
        count = f"{len(some)} claims" if len(some) > 1 else "One claim"
        summary = sp_box("", nodes.Text(f"{count} of the starting texts, with a verdict"), tag="summary")
        return [sp_box("", summary, listing, tag="details", classes=["sp-claimlist"])]


def _rank(topic: str) -> tuple[int, str]:
    order = list(TOPIC_WORDS)
    return (order.index(topic) if topic in order else len(order), topic)

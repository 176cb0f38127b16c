"""The parts of a lesson's page that are printed: plain versions, the activity, the source check, the key points.

Reads the directives of MyST (fences of colons, options, content) and turns its roles into CommonMark: a citation
becomes a link in brackets, a term its words. What a leader alone should see is kept apart from what learners get.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from surplace import cite
from surplace.model import Page, Source
from surplace.problem import Place

_OPEN = re.compile(r"(:{3,})\{([a-z-]+)\} ?(.*)")
_OPTION = re.compile(r":([a-z]+):(?: +(.*))?")
_ROLE = re.compile(r"\{([a-z]+)\}`([^`]*)`")
_TITLED = re.compile(r"(.*?)\s*<[^<>]*>")
_MARK = re.compile(r"([!-/:-@\[-`{-~])")
_LEADER = ("Prepare:", "Answers:", "Answer:", "Key:", "For the leader:", "Rubric ", "Copy the lists", "A good answer")
"""How paragraphs of an activity begin that are for the leader alone."""


@dataclass(frozen=True, slots=True)
class Box:
    """A directive of a page: its name, its title, its options and its prose, in CommonMark."""

    name: str
    title: str
    prose: str
    options: Mapping[str, str] = field(default_factory=dict)

    def learners(self) -> str:
        """The prose without what is for the leader."""
        return "\n\n".join(part for part in self._parts() if not part.startswith(_LEADER))

    def leader(self) -> str:
        """What is for the leader: how to prepare, and the answers."""
        return "\n\n".join(part for part in self._parts() if part.startswith(_LEADER))

    def _parts(self) -> list[str]:
        return re.split(r"\n\s*\n", self.prose)


def boxes(page: Page, sources: Mapping[str, Source], *names: str) -> list[Box]:
    """The directives of these names, in the order of the page."""
    return [box for box in _boxes(page.body.splitlines(), sources) if box.name in names]


def _boxes(lines: list[str], sources: Mapping[str, Source]) -> Iterator[Box]:
    at = 0
    while at < len(lines):
        opened = _OPEN.fullmatch(lines[at].rstrip())
        at += 1
        if not opened:
            continue
        end = next((n for n in range(at, len(lines)) if lines[n].rstrip() == opened[1]), len(lines))
        options: dict[str, str] = {}
        while at < end and (found := _OPTION.fullmatch(lines[at].rstrip())):
            options[found[1]] = prose(found[2] or "", sources)
            at += 1
        title = _named(opened[3], sources) if opened[2] == "plain" else prose(opened[3], sources)
        yield Box(opened[2], title, prose("\n".join(lines[at:end]).strip(), sources), options)
        at = end + 1


def _named(text: str, sources: Mapping[str, Source]) -> str:
    """The citations that a plain version restates."""
    cites, _problems = cite.parse_list(text, Place(""))
    return "; ".join(_MARK.sub(r"\\\1", cite.text(one, sources[one.key])) for one in cites if one.key in sources)


def prose(text: str, sources: Mapping[str, Source]) -> str:
    """MyST prose as CommonMark."""
    return _ROLE.sub(lambda found: _role(found, sources), text)


def _role(found: re.Match[str], sources: Mapping[str, Source]) -> str:
    name, inside = found.groups()
    titled = _TITLED.fullmatch(inside)
    if name != "cite":
        return titled[1] if titled else inside.rpartition("/")[2].replace("-", " ") if name == "doc" else inside
    cites, _problems = cite.parse_list(inside, Place(""))
    out = []
    for one in cites:
        source = sources.get(one.key)
        words = _MARK.sub(r"\\\1", cite.text(one, source) if source else one.key)
        out.append(f"[{words}](<{source.url}>)" if source and source.url else words)
    return f"({'; '.join(out)})"

"""Made-up courses of any size, and the same visible text as plain Markdown lists."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

WORDS = [
    "court",
    "state",
    "border",
    "claim",
    "person",
    "office",
    "record",
    "letter",
    "officer",
    "family",
    "treaty",
    "article",
    "reason",
    "report",
    "school",
    "worker",
    "student",
    "teacher",
    "village",
    "harbour",
    "market",
    "winter",
    "summer",
    "paper",
    "answer",
    "question",
    "decision",
    "hearing",
    "lawyer",
    "witness",
    "station",
    "bridge",
    "road",
    "river",
    "garden",
    "window",
    "table",
    "number",
    "month",
    "morning",
    "evening",
    "notice",
    "appeal",
    "permit",
    "visit",
    "return",
    "travel",
    "protect",
    "explain",
    "describe",
    "compare",
    "register",
    "translate",
    "confirm",
    "review",
    "support",
    "arrange",
    "consider",
    "publish",
    "deliver",
    "answerable",
    "quiet",
    "formal",
    "public",
    "early",
    "later",
    "northern",
    "southern",
    "local",
    "central",
    "open",
    "narrow",
    "simple",
    "complete",
    "useful",
    "recent",
    "former",
    "ordinary",
    "written",
    "spoken",
]
CONF = """
import sys
sys.path.insert(0, {tools!r})
project = "Bench"
extensions = {extensions!r}
myst_enable_extensions = ["colon_fence"]
html_theme = "surplace"
html_show_search_summary = False
html_copy_source = False
html_use_index = False
"""
SOURCE = """- id: treaty-{n}
  type: treaty
  title: Treaty number {n}
  title-short: Treaty {n}
  issued: '1951-07-28'
  URL: https://example.org/treaty-{n}
  custom:
    kind: primary-law
    good-for: The rule itself.
    limits: It binds the parties.
    locators: {{article: 1-99}}
    verified: text-seen
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """A made-up choice."""

    text: str
    feedback: str
    key: int
    article: int


@dataclass(frozen=True, slots=True)
class Question:
    """A made-up question; its first choice is the right one."""

    id: str
    prompt: str
    choices: tuple[Choice, ...]


def questions(count: int, seed: int = 1) -> list[Question]:
    """Questions of four choices, with feedback of some twenty words for each."""
    chance = random.Random(seed)

    def words(n: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(n))

    def choice() -> Choice:
        text, feedback = words(7).capitalize(), words(20).capitalize() + "."
        return Choice(text, feedback, chance.randint(1, 20), chance.randint(1, 99))

    return [
        Question(f"q-{n}", f"Which {words(9)} did they {words(2)}?", tuple(choice() for _ in range(4)))
        for n in range(count)
    ]


def pages(some: list[Question], count: int) -> list[list[Question]]:
    """The questions dealt out over the pages."""
    size = -(-len(some) // count)
    return [some[i : i + size] for i in range(0, len(some), size)]


def _intro(n: int, chance: random.Random) -> str:
    paragraphs = [" ".join(chance.choice(WORDS) for _ in range(60)).capitalize() + "." for _ in range(6)]
    return f"# Lesson {n}\n\n" + "\n\n".join(paragraphs) + "\n\n"


def _index(count: int) -> str:
    rows = "\n".join(f"lesson-{n}" for n in range(count))
    return f"# Bench\n\n```{{toctree}}\n{rows}\n```\n"


def write_ours(root: Path, dealt: list[list[Question]], tools: str) -> None:
    """A course of ours: banks, sources, lessons with a quiz each."""
    extensions = ["myst_parser", "surplace.sphinx_ext", "surplace.theme"]
    _start(root, tools, extensions, len(dealt) + 1)
    sources = "as_of: 2026-11-23\nreferences:\n" + "".join(SOURCE.format(n=n) for n in range(1, 21))
    (root / "course/sources.yaml").write_text(sources)
    (root / "course/sources.md").write_text("# Sources\n\n:::{sources}\n:::\n")
    (root / "course/index.md").write_text(_index(len(dealt)).replace("lesson-0\n", "lesson-0\nsources\n", 1))
    chance = random.Random(2)
    for n, some in enumerate(dealt):
        head = (
            f'---\nlesson: "9.{n}"\ndescription: A lesson made up to measure the build.\nquestion: How fast?\n'
            f"minutes: 50\nage: 14\nobjectives:\n  - {{id: 9.{n}a, verb: apply, text: the measure}}\n---\n"
        )
        text = head + _intro(n, chance) + "## Quiz\n\n:::{quiz}\n:::\n"
        (root / f"course/lesson-{n}.md").write_text(text)
        (root / f"quizzes/lesson-{n}.yaml").write_text("questions:\n" + "".join(_yaml(q, n) for q in some))


def _yaml(q: Question, n: int) -> str:
    out = f"  - id: {q.id}\n    kind: single\n    objective: 9.{n}a\n    level: apply\n"
    out += f"    prompt: {q.prompt}\n    choices:\n"
    for i, c in enumerate(q.choices):
        mark = "        correct: true\n" if i == 0 else "        near_miss: it is close to the rule\n"
        out += f"      - text: {c.text}\n{mark}        feedback: {c.feedback}\n        cite:\n"
        out += f"          - treaty-{c.key}, art. {c.article}\n"
    return out


def write_plain(root: Path, dealt: list[list[Question]], tools: str) -> None:
    """The same visible text, typed as Markdown lists."""
    _start(root, tools, ["myst_parser", "surplace.theme"], len(dealt))
    (root / "course/index.md").write_text(_index(len(dealt)))
    chance = random.Random(2)
    for n, some in enumerate(dealt):
        text = _intro(n, chance) + "## Quiz\n\n" + "".join(_markdown(i, q) for i, q in enumerate(some, 1))
        (root / f"course/lesson-{n}.md").write_text(text)


def _markdown(number: int, q: Question) -> str:
    out = f"{number}. {q.prompt} *Choose one answer.*\n\n"
    for i, c in enumerate(q.choices):
        verdict = "Right." if i == 0 else "Not right."
        out += f"   - {c.text}\n\n     **{verdict}** {c.feedback} (Treaty {c.key}, art. {c.article})\n\n"
    return out


def _start(root: Path, tools: str, extensions: list[str], count: int) -> None:
    for folder in ("course", "quizzes"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "conf.py").write_text(CONF.format(tools=tools, extensions=extensions))

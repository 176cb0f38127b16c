"""The JSON of a selection holds all that the banks have, and its schema says what that is."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import given
from jsonschema import Draft202012Validator

from surplace.export import jsonfile
from surplace.export.base import Selection
from surplace.model import Accepted, Choice, Match, Numeric, TwoTier, answers, kind_of
from tests.conftest import ROOT
from tests.export import rawbanks
from tests.export.strategies import hostile, selections

SCHEMA = json.loads((ROOT / "tools/surplace/export/course.schema.json").read_text(encoding="utf-8"))
CHECK = Draft202012Validator(SCHEMA)
PARTS = {"choice": "choices", "pair": "pairs", "step": "steps", "typed": "answers", "criterion": "rubric"}


def made(selection: Selection) -> dict[str, Any]:
    """What is written, read back; it must fit the schema and report no loss."""
    done = jsonfile.write(selection)
    assert not done.losses
    document: dict[str, Any] = json.loads(done.data.decode("utf-8"))
    assert [f"{error.json_path}: {error.message[:200]}" for error in CHECK.iter_errors(document)] == []
    return document


def cited(tree: Any, key: str) -> set[str]:
    """Every text under a key, anywhere."""
    own = {tree[key]} if isinstance(tree, dict) and isinstance(tree.get(key), str) and tree[key] else set()
    parts = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return own.union(*(cited(part, key) for part in parts))


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """The whole course."""
    return made(rawbanks.everything(site="https://x.example/c"))


def test_the_schema_is_one() -> None:
    """The schema itself follows JSON Schema, draft 2020-12, and lets no unknown key through anywhere."""
    Draft202012Validator.check_schema(SCHEMA)

    closed = [d for d in _objects(SCHEMA) if "properties" in d and d.get("additionalProperties") is not False]
    assert [sorted(d["properties"]) for d in closed if d["properties"].keys() != {"correct"}] == []


def _objects(tree: Any) -> list[dict[str, Any]]:
    if isinstance(tree, dict):
        return [tree, *(found for part in tree.values() for found in _objects(part))]
    return [found for part in tree for found in _objects(part)] if isinstance(tree, list) else []


def test_every_bank_of_the_course_arrives(whole: dict[str, Any]) -> None:
    """Each question of each file is there once, with its kind, its right answers, feedback and citations."""
    found = {quiz["bank"]: quiz["questions"] for quiz in whole["quizzes"]}
    assert {stem: [q["id"] for q in some] for stem, some in found.items()} == {
        stem: [q["id"] for q in some] for stem, some in rawbanks.banks().items()
    }
    for one in (question for some in found.values() for question in some):
        raw = rawbanks.questions()[one["id"]]
        for key in ("kind", "objective", "level", "prompt"):
            assert one[key] == raw[key]
        assert one["link"].startswith("https://x.example/c/")
        assert one["link"].endswith(f".html#q-{one['id']}")
        for part, want in _answers(one, raw):
            assert part["feedback"] == want.feedback.strip()
            assert part.get("correct", True) == want.correct
            assert part.get("right", "") == want.right
            got = [(c["source"], c["locator"], c["phrase"]) for c in part["cite"]]
            assert got == [rawbanks.pinpoint(text) for text in want.cites]


def _answers(one: dict[str, Any], raw: dict[str, Any]) -> list[tuple[dict[str, Any], rawbanks.Wanted]]:
    """Each answer of the document with the one of the file."""
    wants = list(rawbanks.wanted(raw))
    places: Counter[str] = Counter()
    pairs = []
    for want in wants:
        holder = one["reason"]["choices"] if want.part == "reason" else one.get(PARTS.get(want.part, ""), [])
        pairs.append((one["model"] if want.part == "model" else holder[places[want.part]], want))
        places[want.part] += 1
    assert all(len(one.get(key, [])) == places[part] for part, key in PARTS.items())
    return pairs


def test_lessons_cases_and_claims_arrive(whole: dict[str, Any]) -> None:
    """The file has as many lessons, cases, decisions and claims as the folders of the course."""
    lessons = [p for p in (ROOT / "course").rglob("*.md") if "\nobjectives:" in p.read_text(encoding="utf-8")]
    cases = [yaml.load(p.read_text(encoding="utf-8"), yaml.BaseLoader) for p in (ROOT / "quizzes/cases").glob("*.yaml")]
    claims = yaml.load((ROOT / "course/claims.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)["claims"]

    assert len(whole["lessons"]) == len(lessons) > 20
    assert Counter(len(c["decisions"]) for c in whole["cases"]) == Counter(len(c["nodes"]) for c in cases)
    assert {c["id"]: c["verdict"] for c in whole["claims"]} == {c["id"]: c["verdict"] for c in claims}
    assert all(lesson["plan"] and lesson["run"] for lesson in whole["lessons"])
    assert sum(lesson["minutes"] for lesson in whole["lessons"]) == sum(
        sum(lesson["timeline"].values()) for lesson in whole["lessons"]
    )


@pytest.mark.parametrize("options", [{}, {"bank": "pre-test"}, {"lesson": "4.1", "form": "A"}, {"module": "4"}])
def test_nothing_points_outside_of_the_file(options: dict[str, str]) -> None:
    """Every source, objective, misconception and next decision that is named is in the file, and no source is idle."""
    document = made(rawbanks.everything(**options))
    asked = {q["objective"] for quiz in document["quizzes"] for q in quiz["questions"]}

    assert cited({k: v for k, v in document.items() if k != "sources"}, "source") == cited(document["sources"], "id")
    assert asked <= {o["id"] for lesson in document["lessons"] for o in lesson["objectives"]}
    assert cited(document, "misconception") == {m["id"] for m in document["misconceptions"]}
    for case in document["cases"]:
        assert cited(case, "next") <= {d["question"]["id"] for d in case["decisions"]}


def test_a_part_of_the_course_has_its_own_cases_and_claims() -> None:
    """A module brings its case, a lesson does not; claims are those that the part treats."""
    module, lesson = made(rawbanks.everything(module="4")), made(rawbanks.everything(lesson="4.1"))

    assert [case["module"] for case in module["cases"]] == ["4"]
    assert lesson["cases"] == []
    here = {"4.1", *(q["id"] for quiz in lesson["quizzes"] for q in quiz["questions"])}
    assert [c["id"] for c in lesson["claims"]] == [
        c.id for c in rawbanks.course().claims.values() if here & {*c.taught}
    ]
    assert 0 < len(lesson["claims"]) < len(module["claims"]) < len(rawbanks.course().claims)


@hostile
@given(selections())
def test_hostile_texts_arrive_literally(selection: Selection) -> None:
    """Every text of every item is the same text after JSON, whatever is in it."""
    document = made(selection)
    found = [q for quiz in document["quizzes"] for q in quiz["questions"]]
    for (_part, item), one in zip(selection.items(), found, strict=True):
        assert (one["id"], one["kind"], one["prompt"]) == (item.id, kind_of(item), item.prompt.text)
        assert one["vignette"] == (item.vignette.text if item.vignette else None)
        assert [p["text"] for p in one["positions"]] == [p.text.text for p in item.positions]
        assert [p["holder"] for p in one["positions"]] == [p.holder for p in item.positions]
        listed = [a for key in PARTS.values() for a in one.get(key, ())]
        listed = [*one["choices"], *one["reason"]["choices"]] if isinstance(item, TwoTier) else listed
        listed = [one["model"], *listed] if "model" in one else listed
        for answer, got in zip(answers(item), listed, strict=True):
            assert (got["text"], got["feedback"]) == (answer.text.text, answer.feedback and answer.feedback.text)
            assert [c["phrase"] for c in got["cite"]] == [c.phrase for c in answer.cites]
            if isinstance(answer, Choice | Accepted):
                assert got["correct"] == answer.correct
            if isinstance(item, Numeric) and isinstance(answer, Accepted):
                assert (got["value"], got["tolerance"]) == (answer.value, answer.tolerance)
        if isinstance(item, Match):
            assert [p["right"] for p in one["pairs"]] == [p.right.text for p in item.pairs]
    assert {s["title"] for s in document["sources"]} <= {s.title for s in selection.course.sources.values()}


def test_the_same_selection_gives_the_same_bytes() -> None:
    """No clock and no chance; a seed changes the order that is shown and nothing else."""
    first, again = (jsonfile.write(rawbanks.everything(lesson="4.1")).data for _ in range(2))
    mixed = made(rawbanks.everything(lesson="4.1", seed=7))
    plain = json.loads(first)

    assert first == again
    for one, other in zip(plain["quizzes"][0]["questions"], mixed["quizzes"][0]["questions"], strict=True):
        assert sorted(other["shown"]) == sorted(one["shown"])
        assert {**other, "shown": 0} == {**one, "shown": 0}
    assert [q["shown"] for q in plain["quizzes"][0]["questions"]] != [
        q["shown"] for q in mixed["quizzes"][0]["questions"]
    ]


def _first(document: dict[str, Any], kind: str) -> Any:
    return next(q for quiz in document["quizzes"] for q in quiz["questions"] if q["kind"] == kind)


SPOILERS: dict[str, Callable[[dict[str, Any]], object]] = {
    "an answer without feedback": lambda d: _first(d, "single")["choices"][0].pop("feedback"),
    "an answer without citations": lambda d: _first(d, "match")["pairs"][0].pop("cite"),
    "two right choices": lambda d: [c.update(correct=True) for c in _first(d, "single")["choices"]],
    "no right choice": lambda d: [c.update(correct=False) for c in _first(d, "multiple")["choices"]],
    "an unknown key": lambda d: _first(d, "open").update(colour="red"),
    "an unknown kind": lambda d: _first(d, "order").update(kind="guess"),
    "a reason without choices": lambda d: _first(d, "two-tier")["reason"].pop("choices"),
    "a number as a text": lambda d: _first(d, "numeric")["answers"][0].update(value="1982"),
    "a locator of an unknown kind": lambda d: d["claims"][0]["cite"][0]["parts"][0].update(kind="verse"),
    "another version": lambda d: d.update(version=2),
}


@pytest.mark.parametrize("name", SPOILERS)
def test_the_schema_sees_what_is_wrong(name: str, whole: dict[str, Any]) -> None:
    """A document with one question of each kind fits, and does not with one fault."""
    kinds = {q["kind"]: q for quiz in whole["quizzes"] for q in quiz["questions"]}
    quiz = {**whole["quizzes"][0], "questions": list(kinds.values())}
    small = {**whole, "lessons": [], "cases": [], "claims": whole["claims"][:1], "sources": [], "quizzes": [quiz]}
    spoiled = copy.deepcopy(small)
    SPOILERS[name](spoiled)

    assert CHECK.is_valid(small)
    assert not CHECK.is_valid(spoiled)


def test_a_citation_has_its_parts(whole: dict[str, Any]) -> None:
    """A pinpoint is there in words and in parts, so that nobody has to read it."""
    shown = [one for one in _objects(whole["quizzes"]) if "locator" in one]

    assert len(shown) > 1000
    assert all(part["numbers"][0] in one["locator"] for one in shown for part in one["parts"])

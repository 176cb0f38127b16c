"""The claims ledger, branching cases and the two tests of the course: what each rule finds, and where."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from surplace.check import run
from tests.check.test_bad import BAD, QUIET

LEDGER = """\
claims:
- id: S0-01
  claim: The rule forbids every contact.
  said:
  - sample-news, para. 2 "every contact"
  topic: refugee-law
  verdict: wrong
  better: The rule speaks of return alone.
  cite:
  - sample-treaty, art. 33(1) "in any manner whatsoever"
  taught: ["9.1"]
"""
LISTED = "\n:::{claims}\n:::\n"

HEAD = """\
case: SC9
module: "9"
title: A sample case
minutes: 30
intro: You read a file.
end: The file is closed.
nodes:
"""


def node(name: str, *ways: str, choices: int = 2) -> str:
    """A decision of a case; ``ways`` are the next decisions of its choices."""
    text = f"""\
  - id: {name}
    title: Decision {name}
    objective: 9.1a
    level: apply
    prompt: Which act does the sample rule forbid in {name}?
    choices:
"""
    words = ["Sending a person over the bridge", "Asking a person for an address", "Giving a person one document"]
    for number, way in enumerate((ways * choices)[:choices]):
        text += f"""\
      - text: {words[number]} {name}
        {"correct: true" if number == 0 else "near_miss: it is a duty, but no return"}
        consequence: The person goes on to the next office of {name}.
        next: {way}
        feedback: The rule speaks of every manner of return, and a bridge is one manner of many.
        cite:
          - sample-treaty, art. 33(1) "in any manner whatsoever"
"""
    return text


GOOD = HEAD + node("n1", "n2", "n3") + node("n2", "n4") + node("n3", "n4") + node("n4", "n5") + node("n5", "end")


def found(root: Path, **files: str) -> list[tuple[str, str, int]]:
    """Rule, file and line of each error in the good base with these files written into it."""
    shutil.copytree(BAD / "_base", root, dirs_exist_ok=True)
    for name, text in files.items():
        path = (
            root
            / {
                "ledger": "course/claims.yaml",
                "lesson": "course/sample.md",
                "case": "quizzes/cases/sample-case.yaml",
                "page": "course/sample-case.md",
                "before": "quizzes/pre-test.yaml",
                "after": "quizzes/post-test.yaml",
                "tests": "course/tests.md",
            }[name]
        )
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    quiet = (*QUIET, "BNK05", "phrase-unverified")
    return [(p.rule, p.place.path, p.place.line) for p in run(root) if p.severity == "error" and p.rule not in quiet]


def lesson(more: str = LISTED) -> str:
    """The lesson of the base, with something before its quiz."""
    return (BAD / "_base/course/sample.md").read_text(encoding="utf-8").replace(":::{quiz}", f"{more}\n:::{{quiz}}")


SHOWN = "# Sample case\n\n:::{case} sample-case\n:::\n"


def test_a_good_ledger_has_nothing_to_mend(tmp_path: Path) -> None:
    """A claim with a source, a verdict and a lesson that lists it."""
    assert found(tmp_path, ledger=LEDGER, lesson=lesson()) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ('taught: ["9.1"]', "taught: []", "claim-orphan", 2),
        ('taught: ["9.1"]', 'taught: ["9.2"]', "claim-orphan", 11),
        ('taught: ["9.1"]', "taught: [good-itme]", "claim-orphan", 11),
        ('  cite:\n  - sample-treaty, art. 33(1) "in any manner whatsoever"\n', "", "claim-uncited", 2),
        ("verdict: wrong", "verdict: false", "bad-value", 7),
        ("id: S0-01", "id: first", "bad-id", 2),
        ("art. 33(1)", "art. 47", "locator-unknown", 10),
        ("sample-news, para. 2", "sample-nwes, para. 2", "source-unknown", 5),
        ("  topic: refugee-law\n", "", "missing-key", 2),
    ],
)
def test_a_bad_claim_is_found_in_its_line(tmp_path: Path, old: str, new: str, rule: str, line: int) -> None:
    """One slip in the ledger gives one finding that names it."""
    assert old in LEDGER
    assert found(tmp_path, ledger=LEDGER.replace(old, new), lesson=lesson()) == [(rule, "course/claims.yaml", line)]


def test_a_claim_may_be_taught_by_a_question(tmp_path: Path) -> None:
    """The lesson whose objective the question tests lists the claim."""
    ledger = LEDGER.replace('["9.1"]', "[good-item]")
    assert found(tmp_path, ledger=ledger, lesson=lesson()) == []
    assert found(tmp_path, ledger=ledger, lesson=lesson("")) == [("claim-unlinked", "course/sample.md", 1)]


def test_a_good_case_has_nothing_to_mend(tmp_path: Path) -> None:
    """Five decisions whose branches meet, shown by a page."""
    assert found(tmp_path, case=GOOD, page=SHOWN) == []


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (GOOD.replace("next: n5", "next: n6"), ["COV06"]),
        (GOOD.replace("next: n4", "next: n1", 1), ["COV06"]),
        (HEAD + node("n1", "n2") + node("n2", "end"), ["COV06"]),
        (GOOD.replace(node("n1", "n2", "n3"), node("n1", "n2")), ["COV06"]),
        (GOOD.replace('module: "9"', 'module: "8"'), ["COV06"] * 6),
        (GOOD.replace("next: n2", "nxet: n2", 1), ["unknown-key", "missing-key"]),
        (GOOD.replace("    title: Decision n1\n", ""), ["missing-key"]),
        (GOOD.replace("case: SC9", "case: nine"), ["bad-id"]),
    ],
    ids=["points nowhere", "goes back", "two decisions", "not reached", "other module", "slip", "no title", "number"],
)
def test_a_bad_case_is_found(tmp_path: Path, case: str, expected: list[str]) -> None:
    """Each kind of slip, by its rule."""
    rules = [rule for rule, path, _line in found(tmp_path, case=case, page=SHOWN) if rule != "bank-unshown"]
    assert sorted(rules) == sorted(expected) or set(rules) == set(expected) == {"COV06"}


def test_branches_that_do_not_meet(tmp_path: Path) -> None:
    """Three ways that only meet at the end of the case are too far apart."""
    ways = node("n1", "n2", "n3") + node("n2", "n4") + node("n3", "n5") + node("n4", "end") + node("n5", "end")
    rules = {rule for rule, _path, _line in found(tmp_path, case=HEAD + ways, page=SHOWN)}
    assert rules == {"COV06"}


def test_a_case_is_shown(tmp_path: Path) -> None:
    """A case without a page, and a page without a case."""
    assert found(tmp_path / "a", case=GOOD) == [("case-unshown", "quizzes/cases/sample-case.yaml", 1)]
    assert found(tmp_path / "b", page=SHOWN) == [("case-unshown", "course/sample-case.md", 3)]


def test_the_two_tests_ask_by_one_blueprint(tmp_path: Path) -> None:
    """Same objectives, same levels, one item or more a lesson; the items are others."""
    bank = (BAD / "_base/quizzes/sample.yaml").read_text(encoding="utf-8")
    before, after = bank.replace("good-item", "pre-one"), bank.replace("good-item", "post-one")
    page = "# Tests\n\n:::{quiz} pre-test\n:::\n\n:::{quiz} post-test\n:::\n"

    assert found(tmp_path / "a", before=before, after=after, tests=page) == []
    other = after.replace("level: apply", "level: analyse")
    assert [rule for rule, _p, _l in found(tmp_path / "b", before=before, after=other, tests=page)] == [
        "COV08",
        "COV08",
    ]
    same = found(tmp_path / "c", before=before, after=before, tests=page)
    assert [rule for rule, _p, _l in same] == ["id-repeated"]


@pytest.mark.parametrize(
    ("sentence", "found_"),
    [
        ("The treaty binds China", True),
        ("Return is unlawful in that case", True),
        ("A newspaper wrote that the treaty binds China", False),
        ("The group met on a Monday", False),
    ],
)
def test_news_alone_does_not_state_law(tmp_path: Path, sentence: str, found_: bool) -> None:
    """A legal sentence needs more than a newspaper; a report of who said it does not."""
    page = lesson(f"{sentence} {{cite}}`sample-news, para. 2`.")
    rules = [rule for rule, _p, _l in found(tmp_path / "a", lesson=page)]
    assert rules == (["law-weak-source"] if found_ else [])

    bank = (BAD / "_base/quizzes/sample.yaml").read_text(encoding="utf-8")
    bank = bank.replace(
        "An address is asked for by other articles, and it sends nobody anywhere at all.",
        f"{sentence}, as far as this sample knows today.",
    ).replace("sample-treaty, art. 2\n", "sample-news, para. 2\n")
    shutil.copytree(BAD / "_base", tmp_path / "b")
    (tmp_path / "b/quizzes/sample.yaml").write_text(bank, encoding="utf-8")
    errors = [p.rule for p in run(tmp_path / "b") if p.severity == "error" and p.rule not in (*QUIET, "FAC03")]
    assert errors == (["law-weak-answer"] if found_ else [])

"""Mutated banks: whatever a file holds, there are findings or a pass, never a traceback, never a long wait.

``SURPLACE_FUZZ=20000`` sets how many are tried; the ordinary run tries a slice. A failure prints its seed.
"""

from __future__ import annotations

import os
import random
import re
import time
from pathlib import Path

from surplace import check
from surplace.load import load_bank
from surplace.model import Course
from tests.conftest import ROOT

TRIES = int(os.environ.get("SURPLACE_FUZZ", "400"))
LONGEST = 2.0
"""CPU seconds for one file."""

ODD = (
    "&a", "*a", "!!python/object:os.system", "? ", "- ", ": ", "\t", "\x00", "\ufeff", "\u2028", "{", "}", "[", "]",
    '"', "'", "|", ">", "%YAML 9", "---\n", "...\n", "#", "<script>", "javascript:", "\r", "\r\n", "\u202e", "🏛", "ﬁ",
    "a: b: c", "null", "~", "1e999", "-.inf", "0x1f", "\\x00", "no", "@", "`", "=", "<<: *a", "\x7f", "\x85",
)  # fmt: skip


def seeds() -> list[bytes]:
    """The real banks, and the examples of the manual."""
    banks = [p.read_bytes() for p in sorted((ROOT / "quizzes").glob("*.yaml"))]
    manual = (ROOT / "quizzes" / "README.md").read_text(encoding="utf-8")
    return banks + [m.encode() for m in re.findall(r"```yaml\n(.*?)```", manual, re.DOTALL)]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """One to six changes: bytes, pieces, lines, structure."""
    for _ in range(chance.randint(1, 6)):
        at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        lines = data.splitlines(keepends=True) or [b""]
        row = chance.randrange(len(lines))
        data = chance.choice(
            (
                lambda: data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :],
                lambda: data[:at] + chance.choice(ODD).encode() + data[at:],
                lambda: data[:at] + data[min(to, at + chance.randint(1, 200)) :],
                lambda: data[:at] + data[at : at + chance.randint(1, 400)] * chance.randint(2, 4) + data[at:],
                lambda: b"".join(lines[:row] + lines[row + 1 :]),
                lambda: b"".join([*lines[:row], b"  " + lines[row], *lines[row + 1 :]]),
                lambda: b"".join([*lines[:row], lines[row].lstrip(), *lines[row + 1 :]]),
                lambda: b"".join(
                    [*lines[:row], lines[row].split(b":")[0] + b": [" * chance.randint(1, 60), *lines[row:]]
                ),
                lambda: data[:at],
                lambda: data.replace(b"\n", b"\r\n"),
            )
        )()
    return data


def test_mutated_banks_give_findings_or_a_pass() -> None:
    """Loading and checking any of them raises nothing, ends soon, and words each finding in one line."""
    originals = seeds()
    slowest = 0.0
    for seed in range(TRIES):
        chance = random.Random(seed)
        data = mutated(chance.choice(originals), chance)
        start = time.process_time()
        try:
            bank, problems = load_bank(data, "quizzes/x.yaml")
            found = [*problems, *check.check(Course(banks={"x": bank}))]
        except Exception as fault:
            raise AssertionError(f"seed {seed}: {fault!r}") from fault
        slowest = max(slowest, time.process_time() - start)
        assert slowest < LONGEST, f"seed {seed} took {slowest:.1f} s"
        for problem in found:
            assert problem.message.isprintable(), f"seed {seed}: {problem!r}"
            assert problem.place.line >= 1, f"seed {seed}: {problem!r}"
            assert problem.place.column >= 1, f"seed {seed}: {problem!r}"
    print(f"{TRIES} mutated banks, the slowest took {slowest:.2f} s")


def test_random_bytes_give_findings_or_a_pass(tmp_path: Path) -> None:
    """Nor does anything that is no bank at all."""
    for seed in range(max(50, TRIES // 20)):
        chance = random.Random(-seed - 1)
        load_bank(chance.randbytes(chance.randrange(3000)), "quizzes/x.yaml")

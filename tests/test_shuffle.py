"""The order in which answers are shown: the same for everybody, and no pattern in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from surplace.model import Answer, Choice, Item, Markdown, Match, Order, Pair, Single, TrueFalse, TwoTier
from surplace.problem import Place
from surplace.shuffle import mixed, order, shown

PLACE = Place("quizzes/x.yaml")
TEXT = Markdown("x", PLACE)
CHOICES = tuple(Choice(text=TEXT, feedback=None, cites=(), place=PLACE, correct=n == 0) for n in range(4))
SINGLE = Single(id="any", place=PLACE, index=0, objective="9.1a", level="apply", prompt=TEXT, choices=CHOICES)


def test_an_id_has_one_order() -> None:
    """The order depends on the id alone, and is the same today and on the next machine."""
    assert shown(SINGLE) == order("any", 4) == shown(replace(SINGLE, prompt=Markdown("y", PLACE), index=7))
    assert order("any-manner", 4) == (2, 0, 3, 1)


def test_every_order_is_equally_likely() -> None:
    """Of many ids each of the six orders of three choices gets its share (chi-square, p < 0.001)."""
    counts = Counter(order(f"item-{n}", 3) for n in range(6000))
    chi = sum((count - 1000) ** 2 / 1000 for count in counts.values())

    assert len(counts) == 6
    assert chi < 20.5


def test_the_bank_can_keep_its_order() -> None:
    """``shuffle: false`` keeps it; True always stands where the bank has it."""
    base = {k: getattr(SINGLE, k) for k in ("id", "place", "index", "objective", "level", "prompt")}

    assert shown(replace(SINGLE, shuffle=False)) == (0, 1, 2, 3)
    assert all(shown(TrueFalse(**{**base, "id": f"tf-{n}"}, choices=CHOICES[:2])) == (0, 1) for n in range(20))


def test_steps_and_pairs_never_stand_solved() -> None:
    """The order of the bank is the solution, so it is never what is shown, ``shuffle: false`` or not."""
    base = {k: getattr(SINGLE, k) for k in ("place", "index", "objective", "level", "prompt")}
    steps = tuple(Answer(text=TEXT, feedback=None, cites=(), place=PLACE) for _ in range(2))
    pairs = tuple(Pair(text=TEXT, right=TEXT, feedback=None, cites=(), place=PLACE) for _ in range(2))
    items: list[Item] = [Order(**base, id=f"o-{n}", steps=steps, shuffle=bool(n % 2)) for n in range(20)]
    items += [Match(**base, id=f"m-{n}", pairs=pairs) for n in range(20)]

    assert {shown(item) for item in items} == {(1, 0)}
    assert mixed("x", 1) == (0,)


def test_reasons_come_after_claims() -> None:
    """Each tier is mixed by itself."""
    base = {k: getattr(SINGLE, k) for k in ("place", "index", "objective", "level", "prompt")}
    item = TwoTier(**base, id="two", choices=CHOICES[:2], reason_prompt=TEXT, reasons=CHOICES[:3])

    assert shown(item)[:2] == order("two", 2)
    assert shown(item)[2:] == tuple(2 + n for n in order("two-reason", 3))

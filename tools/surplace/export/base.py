"""What every exporter gets and gives back.

An exporter is one module with one function, ``write(selection) -> Made``. It sees ``model`` and ``cite`` (and the
texts and orders made here), matches on the kinds of items, and says of each item what its format could not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from surplace.model import Bank, Course, Item, Lesson, Source


@dataclass(frozen=True, slots=True)
class Part:
    """The chosen items of one bank, with the lesson that it belongs to (None for the tests of the whole course)."""

    bank: Bank
    lesson: Lesson | None
    items: tuple[Item, ...]

    @property
    def title(self) -> str:
        """What the quiz is called: ``4.1 Article 33 word by word``."""
        if self.lesson:
            return f"{self.lesson.id} {self.lesson.title}"
        return self.bank.title or self.bank.stem


@dataclass(frozen=True, slots=True)
class Selection:
    """What is exported: parts in the order of the course.

    ``slug`` names the file and, with the ids of items, everything that must stay the same from one export to the
    next. ``form`` is empty, ``A`` or ``B``. ``seed`` 0 keeps the order of the pages; any other number mixes the
    choices anew, the same way each time. ``site`` is the address of the published course, or empty.
    """

    title: str
    slug: str
    parts: tuple[Part, ...]
    course: Course
    form: str = ""
    seed: int = 0
    site: str = ""

    def items(self) -> Iterator[tuple[Part, Item]]:
        """Every chosen item with the part that it stands in."""
        for part in self.parts:
            for item in part.items:
                yield part, item

    def source(self, key: str) -> Source | None:
        """The source that a citation names."""
        return self.course.sources.get(key)


@dataclass(frozen=True, slots=True, order=True)
class Loss:
    """One thing that a format could not hold, and what was done: mapped, shortened, or left out."""

    item: str
    what: str
    how: str
    left_out: bool = False

    def __str__(self) -> str:
        return f"{self.item}: {self.what}; {self.how}"


@dataclass(frozen=True, slots=True)
class Made:
    """The bytes of one file, and what did not fit into it."""

    data: bytes
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """A format as ``surplace export`` lists it; ``suffix`` begins with a full stop."""

    name: str
    suffix: str
    words: str
    write: Callable[[Selection], Made]


@dataclass(slots=True)
class Losses:
    """Collects what a format could not hold, each thing once."""

    found: list[Loss] = field(default_factory=list)

    def mapped(self, item: str, what: str, how: str) -> None:
        """Something arrives in another shape."""
        self._add(Loss(item, what, how))

    def left_out(self, item: str, what: str) -> None:
        """Something does not arrive."""
        self._add(Loss(item, what, "left out", left_out=True))

    def _add(self, loss: Loss) -> None:
        if loss not in self.found:
            self.found.append(loss)

    def done(self) -> tuple[Loss, ...]:
        """All of them, in the order of the items."""
        return tuple(self.found)

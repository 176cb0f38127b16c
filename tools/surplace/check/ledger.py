"""Rules on the claims ledger: every claim is judged with sources, and taught somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from surplace.check.registry import Found, rule
from surplace.check.view import View
from surplace.check.words import near
from surplace.findings import quoted

_HOUSE = "house rule: a claim of the starting texts is answered where the course teaches it"
_LISTS = re.compile(r"^:{3,}\{claims\}\s*$", re.MULTILINE)


@rule("claim-orphan", severity="error", scope="course", reason="A claim that nothing teaches is left standing.",
      source=_HOUSE)  # fmt: skip
def claim_orphan(view: View) -> Iterator[Found]:
    """Each claim of the ledger names a lesson or a question that treats it, and they are there."""
    items = {asked.item.id for asked in view.asked}
    for claim in view.course.claims.values():
        if not claim.taught:
            what = f"nothing teaches the claim {claim.id}: name a lesson or a question under taught"
            yield Found(claim.place, what)
        for name in claim.taught:
            if name not in view.lessons and name not in items:
                hint = near(name, (*view.lessons, *items)) or ": name a lesson like 4.1, or the id of a question"
                where = claim.at.get("taught", claim.place)
                yield Found(where, f"the claim {claim.id} is taught in {quoted(name)}, which is not there{hint}")


@rule("claim-unlinked", severity="error", scope="course", reason="Readers come from the lesson to the ledger.",
      source=_HOUSE)  # fmt: skip
def claim_unlinked(view: View) -> Iterator[Found]:
    """A lesson that the ledger names has the list of its claims."""
    for lesson in view.lessons.values():
        some = view.course.claims_of(lesson)
        if some and not _LISTS.search(lesson.page.body):
            what = f"the ledger sends readers of {some[0].id} to this lesson, which lists no claims"
            yield Found(lesson.page.place, f"{what}: add :::{{claims}} and ::: below it")


@rule("claim-uncited", severity="error", scope="course", reason="A verdict without a source is an opinion.",
      source="the course's own promise: every answer cites a source")  # fmt: skip
def claim_uncited(view: View) -> Iterator[Found]:
    """Each claim says where it was made, and cites what better sources say."""
    for claim in view.course.claims.values():
        if not claim.cites and claim.verdict != "not-verifiable":
            yield Found(claim.place, f"the claim {claim.id} has no source for its verdict: add cite")

"""The claims ledger: what the starting texts claim, and what better sources leave of it."""

from __future__ import annotations

import re
from pathlib import Path

from surplace import yamlfile
from surplace.findings import Findings, quoted
from surplace.load.fields import Fields, describe, read_cite
from surplace.model import VERDICTS, Citation, Claim
from surplace.problem import Problem
from surplace.yamlfile import Map

CLAIM_LIMIT = 2_000
_KEYS = ("id", "claim", "said", "topic", "verdict", "better", "cite", "taught", "note")
_ID = re.compile(r"S[0-9]-[0-9]{2}")


def load_claims(path: Path, shown: str) -> tuple[dict[str, Claim], tuple[Problem, ...]]:
    """The claims by id in the order of the file; none where there is no file."""
    if not path.exists():
        return {}, ()
    node, raised = yamlfile.read_file(path, shown)
    found = Findings()
    found.take(raised)
    known: dict[str, Claim] = {}
    if isinstance(node, Map):
        fields = Fields(node, ("claims",), "the claims ledger", found)
        for part in fields.maps("claims", _KEYS, "a claim", required=True, limit=CLAIM_LIMIT):
            one = _claim(part) if part and not found.full else None
            if one is None or part is None:
                continue
            if one.id in known:
                line = known[one.id].place.line
                part.bad("id", f"{quoted(one.id)} is there already on line {line}", "repeated-id")
            else:
                known[one.id] = one
    elif node is not None:
        found.error("wrong-type", node.place, f'the ledger starts with "claims:", but {describe(node)} is here')
    return known, found.done()


def _claim(fields: Fields) -> Claim | None:
    name = fields.text("id", required=True)
    if name and not _ID.fullmatch(name):
        fields.bad("id", f"{quoted(name)} is not the id of a claim: write it like S1-04", "bad-id")
    claim = fields.prose("claim", required=True)
    better = fields.prose("better", required=True)
    said, cites, taught = _said(fields), fields.cites(), fields.words("taught")
    topic = fields.slug("topic", required=True)
    verdict = fields.choice("verdict", VERDICTS, required=True)
    if not (name and claim and better):
        return None
    return Claim(
        id=name,
        place=fields.place,
        claim=claim,
        said=said,
        topic=topic,
        verdict=verdict,
        better=better,
        cites=cites,
        taught=taught,
        note=fields.text("note"),
        at=fields.at,
    )


def _said(fields: Fields) -> tuple[Citation, ...]:
    """Where the claim is made: one citation or more, as under ``cite``."""
    read = (read_cite(part, fields.found) for part in fields.items("said", required=True))
    return tuple(citation for citation in read if citation)

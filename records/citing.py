"""Cases that cite another: it was there before, and somebody answers it or has answered it.

A case that whoever decides may not read is, to them, not there. Nor is one of another lifecycle: a warning is
no earlier complaint. The cited case is locked with the case itself, so that it stays what it is until the
citation is recorded.
"""

from __future__ import annotations

import asyncpg

from records.database import Connection
from records.reading import readable
from records.sql import every, queries
from rules.case import Case
from rules.events import Proposal
from rules.policy import Policy
from rules.reading import read_access
from rules.recording import Entry
from rules.refusal import GroundNotMet, Invalid, Refusal, Unknown

DUPLICATE = "duplicate"
"""The outcome of a case that goes on under another reference."""


async def lock_with_cited(connection: Connection, entry: Entry) -> dict[str, asyncpg.Record]:
    """Lock an entry's case, and those that it cites, until the transaction ends: their rows by reference.

    Raises:
        Unknown: the case itself does not exist.

    """
    cited = {ref for proposal in entry.proposals for ref in proposal.cites}
    refs = sorted({entry.case.ref, *cited})
    rows = {row["ref"]: row for row in await every(queries.lock_cases(connection, refs=refs))}
    if entry.case.ref not in rows:
        raise Unknown(f"there is no case {entry.case.ref}", where="ref")
    return rows


async def citable(
    connection: Connection, entry: Entry, policy: Policy, rows: dict[str, asyncpg.Record]
) -> dict[str, asyncpg.Record]:
    """Return the rows that an entry may cite: cases of its lifecycle that whoever decides may read."""
    refs = {ref for proposal in entry.proposals for ref in proposal.cites} & rows.keys()
    actor = next((person for person in entry.people if person.id == entry.actor), None)
    if not refs or actor is None:
        return {}
    theirs = await readable(connection, read_access(actor, policy), refs)
    lifecycle = policy.matters[entry.case.matter].lifecycle
    alike = {name for name, matter in policy.matters.items() if matter.lifecycle == lifecycle}
    return {ref: rows[ref] for ref in theirs if rows[ref]["matter"] in alike}


def require_citable(case: Case, proposal: Proposal, rows: dict[str, asyncpg.Record]) -> None:
    """Refuse to cite a case that is none of those `rows`, came later, or is not the one that is answered.

    Raises:
        Unknown: there is none. GroundNotMet, Invalid: it cannot be cited for this.

    """
    for ref in proposal.cites:
        where = next(name for name, fact in proposal.facts.items() if fact == ref)
        row = rows.get(ref)
        if row is None:
            raise Unknown(f"there is no case {ref}", where=where, clause=proposal.clause)
        is_link = proposal.outcome == DUPLICATE
        refused: type[Refusal] = Invalid if is_link else GroundNotMet
        if why := _why_not(case, row, is_link=is_link):
            raise refused(f"{ref} {why}", where=where, clause=proposal.clause)


def _why_not(case: Case, cited: asyncpg.Record, *, is_link: bool) -> str | None:
    # of two that came at the same moment, the one with the lower number was taken in first
    if (cited["received_at"], cited["ref"]) > (case.received, case.ref):
        return f"was received after {case.ref}"
    if cited["outcome"] == DUPLICATE:
        return "is itself a duplicate; name the case under which it goes on"
    if is_link and cited["closed_at"] is not None:
        return "is closed: nothing would go on under it"
    return None

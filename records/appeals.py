"""Appeals against warnings: a complaint is linked as it comes in only where it is the warned person's own."""

from __future__ import annotations

from typing import Any

from records.database import Connection
from records.reading import readable
from records.sql import every, queries
from rules.complaint.appeal import LinkAppeal
from rules.complaint.appealing import APPEALS, UNLINKED, said_to_appeal
from rules.complaint.intake import ComplaintIntake
from rules.events import Terms
from rules.model import CaseRef
from rules.policy import Policy
from rules.reading import read_access
from rules.recording import Entry
from rules.refusal import ConflictOfInterest, Unknown
from rules.warning.life import IN_FORCE, warnings_of
from rules.warning.terms import Standing


def require_warnings(intake: ComplaintIntake, policy: Policy) -> None:
    """Refuse an appeal under a policy that has no warnings.

    Raises:
        Unknown: it has none.

    """
    if intake.appeals and not warnings_of(policy):
        raise Unknown(f"{policy.id} knows no warnings", where="appeals")


async def link_own_appeal(connection: Connection, ref: CaseRef, terms: Terms, policy: Policy) -> None:
    """Link a complaint that was just taken in to the warning that it names, where that is its person's (7).

    Otherwise it stays as it came, and a manager links it: neither the answer nor the case tells whether
    there is such a warning, about whom, or at what stage.
    """
    if UNLINKED not in terms:
        return
    theirs = await every(
        queries.warnings_on(connection, ref=ref, policy=policy.id, matters=warnings_of(policy))
    )
    if (warning := terms[UNLINKED]) in {row["ref"] for row in theirs}:
        others = {name: value for name, value in terms.items() if name != UNLINKED}
        await queries.set_terms(connection, ref=ref, terms=others | {APPEALS: warning})


async def require_linkable(connection: Connection, entry: Entry, policy: Policy) -> None:
    """Refuse to link an appeal to what is no warning in force, or to deny one against one's own decision (7).

    Raises:
        Unknown: what is named is no warning in force, or none that whoever links it may read.
        ConflictOfInterest: whoever says that it is about none has proposed or approved the one that it names.

    """
    if entry.decision != LinkAppeal.name:
        return
    clause = entry.proposals[0].clause
    if (warning := entry.facts.get("warning")) is not None:
        row = await _warning(connection, warning, policy)
        actor = next(person for person in entry.people if person.id == entry.actor)
        there = await readable(connection, read_access(actor, policy), [warning])
        if not there or row is None or row["stage"] != IN_FORCE:
            raise Unknown(f"there is no warning {warning} in force", where="warning", clause=clause)
    elif row := await _warning(connection, said_to_appeal(entry.case), policy):
        standing = Standing.model_validate(row["terms_now"])
        if entry.actor in (standing.proposed_by, standing.approved_by):
            raise ConflictOfInterest(
                f"{entry.actor} had a part in it; somebody else decides", where="actor", clause=clause
            )


async def _warning(connection: Connection, ref: str | None, policy: Policy) -> Any:
    """Return the row of a warning of a policy, by its reference; None where there is none."""
    row = await queries.get_case(connection, ref=ref)
    is_warning = row is not None and row["policy"] == policy.id and row["matter"] in warnings_of(policy)
    return row if is_warning else None

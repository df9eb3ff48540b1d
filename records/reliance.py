"""The presence of all that a recording relies on: cited cases, staff, a file, a way to pay, what was paid."""

from __future__ import annotations

from datetime import date

import asyncpg

from records.appeals import require_linkable
from records.citing import citable, require_citable
from records.database import Connection, queries
from records.payees import payee_now
from records.people import Staff
from rules.casework.decisions import AddEvidence
from rules.events import Proposal
from rules.model import day_of
from rules.policy import Policy
from rules.promises import Commitment
from rules.recording import Entry
from rules.refusal import ConflictOfInterest, Invalid, Unknown


async def require_what_it_relies_on(
    connection: Connection, entry: Entry, policy: Policy, locked: dict[str, asyncpg.Record]
) -> None:
    """Refuse an entry that names what is not there; the cases that it cites are locked.

    Raises:
        Refusal: naming the case, the staff, the file, the account or the payment file that is missing.

    """
    today = day_of(entry.at, policy.zone)
    cited = await citable(connection, entry, policy, locked)
    for proposal in entry.proposals:
        require_citable(entry.case, proposal, cited)
        if any(promise.is_payment and promise.status == "open" for promise in proposed(proposal)):
            await _require_a_way_to_pay(connection, entry.case.ref, proposal)
        for promise in proposal.promises:
            if promise.status == "returned":
                await _require_instructed(connection, entry.case.ref, promise.number, proposal.clause)
        for staff_id in proposal.conflicts_end:
            await _require_declared(connection, entry, staff_id, proposal.clause)
        for staff_id in (*proposal.conflicts, *(one.staff for one in proposal.proposed_conflicts or ())):
            if not await queries.get_staff(connection, policy=entry.case.policy, id=staff_id):
                raise Unknown(
                    f"the staff directory has no {staff_id!r}", where="staff", clause=proposal.clause
                )
        for staff_id in {*([proposal.owner] if proposal.owner else []), *_owners(proposal)}:
            await _require_owner(connection, entry, staff_id, today, proposal.clause)
    await require_linkable(connection, entry, policy)
    if entry.decision == AddEvidence.name:
        await _require_file(connection, entry)


async def _require_owner(
    connection: Connection, entry: Entry, staff_id: str, today: date, clause: str | None
) -> None:
    """Nothing is given to somebody who is not there to do it; who has it already may be away."""
    row = await queries.get_staff(connection, policy=entry.case.policy, id=staff_id)
    if row is None:
        raise Unknown(f"the staff directory has no {staff_id!r}", where="owner", clause=clause)
    staff = Staff.of(row)
    if staff.left_on and staff.left_on < today:
        raise Invalid(f"{staff_id} left on {staff.left_on:%-d %B %Y}", where="owner", clause=clause)
    if staff.away(today) and staff_id not in {entry.case.owner, entry.actor}:
        deputy = f"; {staff.deputy} stands in" if staff.deputy else ""
        until = f"{staff.away_until:%-d %B %Y}"
        raise Invalid(f"{staff_id} is away until {until}{deputy}", where="owner", clause=clause)


async def _require_declared(connection: Connection, entry: Entry, staff_id: str, clause: str | None) -> None:
    """Refuse to take back that somebody stands aside, where another case says so (7)."""
    if await queries.stood_aside(connection, ref=entry.case.ref, staff=staff_id):
        raise ConflictOfInterest(
            f"{staff_id} had a part in what the case is about; that cannot be taken back",
            where="staff",
            clause=clause,
        )


async def _require_file(connection: Connection, entry: Entry) -> None:
    """The file that is put on file is kept, and is the one that was spoken of."""
    kept = await queries.hold_evidence(connection, ref=entry.case.ref, key=entry.key)
    if kept is None or any(proposal.facts["digest"] != kept for proposal in entry.proposals):
        raise Invalid("no such file was sent; send it to /cases/{ref}/evidence", where="digest")


async def _require_a_way_to_pay(connection: Connection, ref: str, proposal: Proposal) -> None:
    payee = await payee_now(connection, ref)
    if not payee.reachable:
        lacking = "the name or the address is too long for a cheque" if payee.address else "no postal address"
        raise Invalid(
            f"there is no account, and {lacking}; record an account by 'give-payment-details' first",
            where="financial",
            clause=proposal.clause,
        )


async def _require_instructed(connection: Connection, ref: str, number: int, clause: str | None) -> None:
    """What comes back has gone out: a payment whose file is still to be made would be made twice."""
    payment = await queries.lock_payment(connection, ref=ref, number=number)
    if payment is None or payment["instructed_at"] is None:
        raise Invalid(f"payment {number} was not handed to finance yet", where="number", clause=clause)


def proposed(proposal: Proposal) -> tuple[Commitment, ...]:
    """What is promised, now or once others have signed it."""
    return (*proposal.promises, *(proposal.proposes.promises if proposal.proposes else ()))


def _owners(proposal: Proposal) -> set[str]:
    return {promise.owner for promise in proposed(proposal)}

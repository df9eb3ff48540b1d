"""All that a recording relies on: cited cases, staff, a file, a form, a notice, a check, a time, money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import asyncpg

from records.appeals import require_linkable
from records.booking import require_free
from records.citing import citable, require_citable
from records.database import Connection
from records.payees import require_read
from records.people import Staff
from records.sql import queries
from records.telephone import require_untold
from rules.casework import AddEvidence
from rules.clientwork.consent import RecordConsent
from rules.clientwork.consent_forms import require_current
from rules.clientwork.security import require_checked
from rules.events import Proposal
from rules.model import day_of
from rules.payee import Payee
from rules.policy import Policy
from rules.promises import Commitment
from rules.recording import Entry
from rules.refusal import ConflictOfInterest, Invalid, Unknown


async def require_what_it_relies_on(
    connection: Connection,
    entry: Entry,
    policy: Policy,
    locked: dict[str, asyncpg.Record],
    staff: Mapping[str, Staff],
    payee: Payee | None,
) -> None:
    """Refuse an entry that names what is not there.

    Args:
        connection: In the transaction that holds the case.
        entry: What is to be recorded.
        policy: The case's.
        locked: The rows of the case, and of those that it cites.
        staff: Those of whom the entry speaks, as the directory has them.
        payee: Whom the case's money goes to, where the entry pays any.

    Raises:
        Refusal: naming the case, the staff, the file, the version of a form, the notice, the check of a
            caller, the account or the payment file that is missing.

    """
    today = day_of(entry.at, policy.zone)
    cited = await citable(connection, entry, policy, locked)
    for proposal in entry.proposals:
        require_citable(entry.case, proposal, cited)
        await _require_what_follows(connection, entry, proposal, policy)
        if promises_payment(proposal):
            _require_a_way_to_pay(require_read(payee), proposal)
        await _require_taken_back(connection, entry.case.ref, proposal)
        for staff_id in proposal.conflicts_end:
            await _require_declared(connection, entry, staff_id, proposal.clause)
        for staff_id in _in_conflict(proposal):
            _require_known(staff_id, staff, "staff", proposal.clause)
        for staff_id in _owners(proposal):
            owner = _require_known(staff_id, staff, "owner", proposal.clause)
            # what happens by itself nobody could mend; whoever is booked is there on that day, if not today
            if entry.decision and not proposal.books:
                _require_owner(entry, owner, today, proposal.clause)
    await require_linkable(connection, entry, policy)
    if entry.decision == AddEvidence.name:
        await _require_file(connection, entry)
    if entry.decision == RecordConsent.name:
        clause = policy.matters[entry.case.matter].decisions[entry.decision].clause
        require_current(RecordConsent.model_validate(entry.facts), policy, clause)


async def _require_what_follows(
    connection: Connection, entry: Entry, proposal: Proposal, policy: Policy
) -> None:
    """Refuse a disclosure to somebody not known, a reading out of what was told, a time that is not free."""
    matter = policy.matters[entry.case.matter]
    require_checked(proposal, matter)
    if proposal.books:
        await require_free(connection, proposal.books, matter, policy, entry.at)
    if proposal.reads_out:
        await require_untold(connection, entry.case, proposal)


def _require_known(staff_id: str, staff: Mapping[str, Staff], where: str, clause: str | None) -> Staff:
    if staff_id not in staff:
        raise Unknown(f"the staff directory has no {staff_id!r}", where=where, clause=clause)
    return staff[staff_id]


def _require_owner(entry: Entry, owner: Staff, today: date, clause: str | None) -> None:
    """Refuse to give anything to somebody who is not there to do it; who has it already may be away."""
    if owner.left_on and owner.left_on < today:
        raise Invalid(f"{owner.id} left on {owner.left_on:%-d %B %Y}", where="owner", clause=clause)
    if owner.away(today) and owner.id not in {entry.case.owner, entry.actor}:
        deputy = f"; {owner.deputy} stands in" if owner.deputy else ""
        until = f"{owner.away_until:%-d %B %Y}"
        raise Invalid(f"{owner.id} is away until {until}{deputy}", where="owner", clause=clause)


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


def _require_a_way_to_pay(payee: Payee, proposal: Proposal) -> None:
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


async def _require_taken_back(connection: Connection, ref: str, proposal: Proposal) -> None:
    """Refuse to have a payment come back that is not out, or taken back that is not stopped."""
    for promise in proposal.promises:
        if promise.status == "returned":
            await _require_instructed(connection, ref, promise.number, proposal.clause)
        elif promise.is_payment and promise.status == "replaced":
            await _require_stopped(connection, ref, promise.number, proposal)


async def _require_stopped(connection: Connection, ref: str, number: int, proposal: Proposal) -> None:
    """Refuse to take back a payment that finance has in hand, and could still make."""
    payment = await queries.lock_payment(connection, ref=ref, number=number)
    if payment is not None and payment["instructed_at"] and number not in proposal.stops:
        raise Invalid(
            f"payment {number} was handed to finance; have it stopped there, and name it in `stopped` once "
            "finance says that it was not made",
            where="stopped",
            clause=proposal.clause,
        )


def pays(entry: Entry) -> bool:
    """Return whether an entry promises a payment, or proposes one."""
    return any(promises_payment(proposal) for proposal in entry.proposals)


def promises_payment(proposal: Proposal) -> bool:
    """Return whether a payment is promised, now or once others have signed it."""
    return any(promise.is_payment and promise.status == "open" for promise in proposed(proposal))


def spoken_of(entry: Entry) -> frozenset[str]:
    """Return the ids of the staff of whom an entry speaks: whoever decides, is named, is given something."""
    ids = {person.id for person in entry.people}
    for proposal in entry.proposals:
        ids |= {*_in_conflict(proposal), *_owners(proposal)}
    return frozenset(ids)


def proposed(proposal: Proposal) -> tuple[Commitment, ...]:
    """Return what is promised, now or once others have signed it."""
    return (*proposal.promises, *(proposal.proposes.promises if proposal.proposes else ()))


def _in_conflict(proposal: Proposal) -> tuple[str, ...]:
    """Return those who have a conflict of interest, or of whom somebody says so."""
    return (*proposal.conflicts, *(one.staff for one in proposal.proposed_conflicts or ()))


def _owners(proposal: Proposal) -> set[str]:
    """Return those who are given the case, or something to do."""
    return {promise.owner for promise in proposed(proposal)} | ({proposal.owner} if proposal.owner else set())

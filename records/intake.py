"""Intake: a matter's person, words and facts are committed under a reference, before any workflow.

The same matter of the same source is taken in once.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from records.appeals import link_own_appeal, require_warnings
from records.booking import Whose, book, person_of_case, require_free
from records.chain import digest
from records.database import Connection
from records.petitions import add_signatories
from records.reading import readable
from records.sql import queries
from records.states import as_received
from records.telephone import require_reachable
from rules.authority import Actor, require_openable, require_training
from rules.case import Case
from rules.complaint.intake import ComplaintIntake
from rules.intake import POLICIES, Intake, Link
from rules.lifecycle import BY_ITSELF
from rules.model import CaseRef, Strict, day_of
from rules.moment import Moment
from rules.policy import Policy
from rules.reading import read_access
from rules.refusal import Invalid, KeyReused, Unknown

INTAKE = "intake"
"""The key under which a case's own words are kept."""


class TakenIn(Strict):
    """A matter taken in: its case, and whether it had been taken in before."""

    case: Case
    repeated: bool


async def take_in(
    connection: Connection, intake: Intake, policy: Policy, actor: Actor, now: datetime
) -> TakenIn:
    """Commit a matter, once for each source and id.

    Raises:
        Refusal: a name is unknown, a date impossible, the training lapsed, the id used for another, or the
            time taken that it books.

    """
    _check(intake, policy, actor, now)
    fingerprint = digest(intake.model_dump(mode="json", exclude_defaults=True))
    slot = intake.slot()
    async with connection.transaction():
        if slot:  # before anything else is locked, as a recording holds it
            await queries.hold_calendar(connection, policy=policy.id)
        await queries.lock_source(connection, source_key=f"{policy.id}/{intake.source}/{intake.source_id}")
        known = await queries.find_intake(
            connection, policy=policy.id, source=intake.source, source_id=intake.source_id
        )
        if known is None:
            _require_free_source(intake, actor)
            if isinstance(intake, ComplaintIntake):
                require_warnings(intake, policy)
            for link in intake.links():
                await _require_linkable(connection, link, policy, actor)
            if slot:
                await require_free(connection, slot, policy.matters[intake.matter], policy, now)
            ref = await _write(connection, intake, policy, actor, now, fingerprint)
            return TakenIn(case=await case_as_received(connection, ref), repeated=False)
        if known["digest"] != fingerprint:
            theirs = await readable(connection, read_access(actor, policy), [known["ref"]])
            named = f", as {known['ref']}" if theirs else ""
            raise KeyReused(
                f"{intake.source} sent something else under {intake.source_id!r} before{named}",
                where="source_id",
            )
        return TakenIn(case=await case_as_received(connection, known["ref"]), repeated=True)


def _check(intake: Intake, policy: Policy, actor: Actor, now: datetime) -> None:
    today = day_of(now, policy.zone)
    require_training(actor, today, policy)
    _require_known("matter", intake.matter, policy.matters)
    if policy.matters[intake.matter].lifecycle != intake.lifecycle:
        raise Invalid(f"{intake.matter!r} is not a kind of {intake.lifecycle}", where="matter")
    require_openable(actor, intake.matter, policy)
    if intake.service is not None:
        _require_known("service", intake.service, policy.services)
    for need in intake.needs:
        _require_known("needs", need, policy.needs)
    if needs_letters(intake.needs, policy) and not (intake.person and intake.person.address):
        raise Invalid("this need is met by letters, which need an address", where="person.address")
    if intake.person:
        require_reachable(intake.person, policy.matters[intake.matter], policy)
    received = intake.received or now
    clause = policy.matters[intake.matter].clause
    if received > now:
        raise Invalid(f"{received:%-d %B %Y %H:%M} UTC is still to come", where="received", clause=clause)
    intake.check(Moment(policy=policy, now=received, actor=actor))


def _require_free_source(intake: Intake, actor: Actor) -> None:
    """Refuse a caller's matter from a source that stands for what comes up by itself."""
    if intake.source == POLICIES and actor != BY_ITSELF:
        raise Invalid(f"{intake.source!r} is what comes up by itself; name another", where="source")


def needs_letters(needs: tuple[str, ...], policy: Policy) -> bool:
    """Whether a need is met by sending letters."""
    return any(policy.needs[need].met_by_notices for need in needs if need in policy.needs)


def _require_known(where: str, name: str, known: Any) -> None:
    if name not in known:
        raise Invalid(f"there is no {name!r}; there are: {', '.join(known)}", where=where)


async def _require_linkable(connection: Connection, link: Link, policy: Policy, actor: Actor) -> None:
    """Refuse to be about a case that its taker may not read, or that is not what it would have to be."""
    there = await readable(connection, read_access(actor, policy), [link.ref])
    row = await queries.get_case(connection, ref=link.ref)
    matter = policy.matters.get(row["matter"]) if there else None
    if matter is None or matter.lifecycle != link.lifecycle:
        raise Unknown(f"there is no {link.lifecycle} {link.ref}", where=link.where)
    if row["stage"] not in link.stages:
        stage = matter.stages.get(row["stage"], row["stage"])
        raise Invalid(f"{link.ref} is at {stage!r}", where=link.where, clause=matter.clause)


async def _write(
    connection: Connection, intake: Intake, policy: Policy, actor: Actor, now: datetime, fingerprint: str
) -> str:
    received = intake.received or now
    year = day_of(received, policy.zone).year
    prefix = policy.matters[intake.matter].reference_prefix or policy.reference_prefix
    number = await queries.next_number(connection, prefix=prefix, year=year)
    ref = f"{prefix}-{year}-{number:06}"
    terms = intake.terms(actor.id)
    person_id, needs, service = await _whose(connection, intake, policy, actor)
    await queries.add_case(
        connection,
        ref=ref,
        policy=policy.id,
        version=policy.version,
        matter=intake.matter,
        service=service,
        person_id=person_id,
        received_at=received,
        received_by=actor.id,
        terms=terms,
        needs=list(needs),
        source=intake.source,
        source_id=intake.source_id,
        digest=fingerprint,
        **{"made_by": intake.made_by} | intake.columns(),
    )
    if isinstance(intake, ComplaintIntake):
        await link_own_appeal(connection, ref, terms, policy)
        if intake.petition:
            await add_signatories(connection, ref, INTAKE, intake.petition.signatories)
    if slot := intake.slot():
        await book(connection, ref, slot, policy, intake.person_of())
    await queries.keep_words(
        connection, ref=ref, key=INTAKE, digest=fingerprint, words=intake.words(), asked=None
    )
    return ref


async def _whose(connection: Connection, intake: Intake, policy: Policy, actor: Actor) -> Whose:
    """Return whose matter it is: somebody new, somebody whose case is there already, or nobody."""
    if ref := intake.person_of():
        known = await person_of_case(connection, ref, policy.matters[intake.matter], policy, actor)
        return known._replace(service=intake.service or known.service)
    person_id: int | None = None
    if person := intake.person:
        person_id = await queries.add_person(
            connection, **person.model_dump() | {"address": list(person.address)}
        )
    return Whose(person_id, intake.needs, intake.service)


async def case_as_received(connection: Connection, ref: str) -> Case:
    """The case as its workflow begins with it: nothing recorded yet."""
    return as_received(await queries.get_case(connection, ref=ref))


async def version_taken_in(connection: Connection, policy: Policy, intake: Intake) -> date | None:
    """Return the version under which a matter was taken in; None where it was not."""
    known = await queries.find_intake(
        connection, policy=policy.id, source=intake.source, source_id=intake.source_id
    )
    return known["version"] if known else None


async def is_started(connection: Connection, ref: CaseRef) -> bool:
    """Return whether the workflow of a case is known to have been started."""
    started: bool = await queries.is_started(connection, ref=ref)
    return started


async def mark_started(connection: Connection, ref: CaseRef) -> None:
    """Record that the workflow of a case was started."""
    await queries.mark_started(connection, ref=ref)

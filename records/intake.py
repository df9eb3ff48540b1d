"""Intake: a complaint's person, words and facts are committed under a reference, before any workflow.

The same complaint of the same source is taken in once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import model_validator

from records.chain import digest
from records.database import Connection, queries
from records.petitions import Petition, add_signatories
from rules.authority import Actor, require_training
from rules.case import Case
from rules.model import Day, Instant, Line, Slug, Spoken, Strict, Words, day_of
from rules.person import Person
from rules.policy import Policy
from rules.refusal import Invalid, KeyReused

INTAKE = "intake"
"""The key under which a case's own words are kept."""


class Intake(Spoken):
    """A complaint as it comes in (PH-4.1a): from whom, about what, since when, and how they were told of.

    Attributes:
        received: When it reached the organisation (aware); now where none is given.
        happened_on: The local day on which what it is about happened, or last happened.
        source: The system it comes from, and `source_id` that system's own id for it.

    """

    policy: Slug
    matter: Slug = "complaint"
    service: Slug
    person: Person
    made_by: Literal["email", "in-person", "letter", "phone", "social-media", "web"] = "web"
    raised_by: Literal["resident", "group", "petition"] = "resident"
    petition: Petition | None = None
    needs: tuple[Slug, ...] = ()
    happened_on: Day
    about: Words
    received: Instant | None = None
    source: Slug = "staff"
    source_id: Line

    @model_validator(mode="after")
    def _petitions_are_signed(self) -> Self:
        if (self.raised_by == "petition") != (self.petition is not None):
            raise ValueError("`petition`, its signatures, goes with raised_by = 'petition' and it alone")
        return self


class TakenIn(Strict):
    """A complaint taken in: its case, and whether it had been taken in before."""

    case: Case
    repeated: bool


async def take_in(
    connection: Connection, intake: Intake, policy: Policy, actor: Actor, now: datetime
) -> TakenIn:
    """Commit a complaint, once for each source and id.

    Raises:
        Refusal: a name is unknown, a date impossible, the training lapsed, or the id used for another.

    """
    _check(intake, policy, actor, now)
    fingerprint = digest(intake.model_dump(mode="json", exclude_defaults=True))
    async with connection.transaction():
        await queries.lock_source(connection, source_key=f"{policy.id}/{intake.source}/{intake.source_id}")
        known = await queries.find_intake(
            connection, policy=policy.id, source=intake.source, source_id=intake.source_id
        )
        if known is None:
            ref = await _write(connection, intake, policy, actor, now, fingerprint)
            return TakenIn(case=await case_as_received(connection, ref), repeated=False)
        if known["digest"] != fingerprint:
            raise KeyReused(
                f"{intake.source} sent something else under {intake.source_id!r} before, as {known['ref']}",
                where="source_id",
            )
        return TakenIn(case=await case_as_received(connection, known["ref"]), repeated=True)


def _check(intake: Intake, policy: Policy, actor: Actor, now: datetime) -> None:
    today = day_of(now, policy.zone)
    require_training(actor, today, policy)
    _require_known("matter", intake.matter, policy.matters)
    _require_known("service", intake.service, policy.services)
    for need in intake.needs:
        _require_known("needs", need, policy.needs)
    if needs_letters(intake.needs, policy) and not intake.person.address:
        raise Invalid("this need is met by letters, which need an address", where="person.address")
    received = intake.received or now
    clause = policy.matters[intake.matter].clause
    if received > now:
        raise Invalid(f"{received:%-d %B %Y %H:%M} UTC is still to come", where="received", clause=clause)
    if intake.happened_on > day_of(received, policy.zone):
        raise Invalid(f"{intake.happened_on:%-d %B %Y} is after receipt", where="happened_on", clause=clause)


def needs_letters(needs: tuple[str, ...], policy: Policy) -> bool:
    """Whether a need is met by sending letters."""
    return any(policy.needs[need].met_by_notices for need in needs if need in policy.needs)


def _require_known(where: str, name: str, known: Any) -> None:
    if name not in known:
        raise Invalid(f"there is no {name!r}; there are: {', '.join(known)}", where=where)


async def _write(
    connection: Connection, intake: Intake, policy: Policy, actor: Actor, now: datetime, fingerprint: str
) -> str:
    received = intake.received or now
    year = day_of(received, policy.zone).year
    number = await queries.next_number(connection, prefix=policy.reference_prefix, year=year)
    ref = f"{policy.reference_prefix}-{year}-{number:06}"
    person = intake.person.model_dump() | {"address": list(intake.person.address)}
    await queries.add_case(
        connection,
        ref=ref,
        policy=policy.id,
        version=policy.version,
        matter=intake.matter,
        service=intake.service,
        person_id=await queries.add_person(connection, **person),
        received_at=received,
        received_by=actor.id,
        made_by=intake.made_by,
        raised_by=intake.raised_by,
        happened_on=intake.happened_on,
        needs=list(intake.needs),
        source=intake.source,
        source_id=intake.source_id,
        digest=fingerprint,
        signatures=intake.petition.signatures if intake.petition else None,
    )
    if intake.petition:
        await add_signatories(connection, ref, INTAKE, intake.petition.signatories)
    await queries.keep_words(connection, ref=ref, key=INTAKE, digest=fingerprint, words=intake.words())
    return ref


async def case_as_received(connection: Connection, ref: str) -> Case:
    """The case as its workflow begins with it: nothing recorded yet."""
    row = await queries.get_case(connection, ref=ref)
    return Case(
        ref=ref,
        policy=row["policy"],
        version=row["version"],
        matter=row["matter"],
        service=row["service"],
        received=row["received_at"],
        happened_on=row["happened_on"],
        raised_by=row["raised_by"],
        needs=tuple(row["needs"]),
    )

"""A case beside its events, as staff see it: what was promised, what waits, and cases that look like it."""

from __future__ import annotations

from datetime import date
from typing import Any

from records.database import Connection
from records.promised import what_of
from records.sql import every, queries
from rules.case import Case
from rules.model import CaseRef, Model, Slug, StaffId, day_of
from rules.policy import Policy
from rules.working_time import before_day


class Promised(Model):
    """Something that was promised, and what became of it.

    Attributes:
        number: The number by which decisions name it.
        what: What it is, in the words of the decision; none of a payment, or where they were erased.
        event: The number of the event that promised it.
        missed: Its day has passed, and it is still owed.

    """

    number: int
    what: str | None
    by: date | None
    owner: StaffId
    kind: Slug
    pence: int | None
    status: Slug
    event: int
    missed: bool


class LookAlike(Model):
    """Another case of the same person about the same service, which this one may repeat."""

    ref: CaseRef
    stage: Slug
    owner: StaffId | None
    received_on: date


async def said_in(connection: Connection, case: Case) -> dict[int, dict[str, str]]:
    """Return the words of the events that promised something, and of what waits, by their numbers."""
    of = {promise.made_in for promise in case.commitments} | ({case.draft.seq} if case.draft else set())
    if not of:
        return {}
    rows = await every(queries.words_until(connection, ref=case.ref, seq=case.seq, of=sorted(of), lasting=[]))
    return {row["seq"]: row["words"] or {} for row in rows}


def promised_of(case: Case, said: dict[int, dict[str, str]]) -> tuple[Promised, ...]:
    """Return everything that was promised on a case, whatever became of it, by its number."""
    late = {deadline.name for deadline in case.overdue}
    return tuple(
        Promised(
            **promise.model_dump(include={"number", "by", "owner", "kind", "pence", "status"}),
            what=what_of(promise, said),
            event=promise.made_in,
            missed=promise.deadline in late,
        )
        for promise in sorted(case.commitments, key=lambda promise: promise.number)
    )


async def look_alikes(connection: Connection, case: Case, policy: Policy) -> tuple[LookAlike, ...]:
    """Return the cases of the same person about the same service that are open, or came in not long before.

    How long is the policy's `alike_within` for the kind of matter; without it, only open ones are alike.
    """
    within = policy.matters[case.matter].alike_within
    received = day_of(case.received, policy.zone)
    since = before_day(received, within) if within else None
    rows = await every(queries.look_alikes(connection, ref=case.ref, since=since, zone=policy.zone.key))
    return tuple(_alike(row, policy) for row in rows)


def _alike(row: Any, policy: Policy) -> LookAlike:
    return LookAlike(
        ref=row["ref"],
        stage=row["stage"],
        owner=row["owner"],
        received_on=day_of(row["received_at"], policy.zone),
    )

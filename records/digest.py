"""The morning digest: one e-mail about somebody's work, for whoever has that in the place of single notices.

There is one on each working day of the policy's calendar, from its time of reminders on, for everybody who
wants one and is here. A deputy's has the work of those for whom they stand in, too. It names cases by their
references, and nothing of the person.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from records.cases import case_of
from records.database import Connection
from records.days import calendar_now
from records.people import Staff
from records.sql import every, queries
from rules.case import Case
from rules.library import Library, begins
from rules.lifecycles import lifecycle_of
from rules.model import StaffId, day_of
from rules.policy import Policy
from rules.refusal import Refusal
from rules.work import BROUGHT, keeper_of

WEEK = timedelta(days=7)
KEPT = timedelta(days=30)
"""For so long it is known that somebody had a digest of a day."""
SENT, NOTHING = "sent", "nothing-to-tell"
"""The ends of a digest after which the next one has only what is newer."""

_log = logging.getLogger(__name__)


class Waiting(NamedTuple):
    """A digest that waits to be sent."""

    policy: str
    staff: StaffId
    day: date


class Line(NamedTuple):
    """A deadline of a case, as the template of a digest names it.

    Attributes:
        waits_for: Whoever is to keep it; none where it is for whoever has the digest.
        stands_in_for: The name of the colleague whose it is, who is not here.

    """

    reference: str
    kind: str
    service: str | None
    duty: str
    clause: str
    day: date
    until: time | None
    missed: bool
    waits_for: str | None
    stands_in_for: str | None


async def set_digest(
    connection: Connection, policy: Policy, staff: StaffId, *, wanted: bool, by: StaffId | None = None
) -> Staff | None:
    """Let somebody have one e-mail about their work on working mornings, or one for each thing; logged.

    Returns their entry; None where the directory does not have them.

    Args:
        connection: The database.
        policy: Whose directory.
        staff: Whose work it is.
        wanted: Whether they have the digest.
        by: Whoever changes it; none on the command line.

    """
    async with connection.transaction():
        await queries.act_as(connection, actor=by or "")
        row = await queries.set_digest(connection, policy=policy.id, id=staff, digest=wanted)
    return Staff.of(row) if row else None


async def queue_digests(connection: Connection, library: Library, now: datetime) -> list[Waiting]:
    """Queue the digests of a morning, once; returns those that nobody queued before.

    Args:
        connection: To the database.
        library: The policies.
        now: The time (aware).

    """
    queued: list[Waiting] = []
    for policy_id in library.ids:
        policy = library.current(policy_id, now)
        today = day_of(now, policy.zone)
        if now < goes_at(today, policy) or begins(policy) > now:
            continue
        if (await calendar_now(connection, policy)).why_off(today):
            continue
        rows = await every(queries.who_has_digests(connection, policy=policy.id))
        here = [staff.id for staff in _entries(rows) if staff.here(today)]
        new = await every(queries.queue_digests(connection, policy=policy.id, day=today, staff=here))
        queued += [Waiting(row["policy"], row["staff"], row["day"]) for row in new]
        await queries.drop_digests(connection, policy=policy.id, before=today - KEPT)
    return queued


async def digest_of(
    connection: Connection, policy: Policy, staff: Staff, library: Library, today: date
) -> dict[str, object] | None:
    """Return what the template of a digest can name; None where there is nothing to tell.

    Args:
        connection: To the database.
        policy: The policy as it is now.
        staff: Whose digest it is.
        library: For the versions under which cases began.
        today: The local day.

    """
    rows = await every(queries.those_stood_in_for(connection, policy=policy.id, deputy=staff.id))
    whose = {staff.id: None} | {other.id: other.name for other in _entries(rows) if not other.here(today)}
    names = {row["id"]: row["name"] for row in await every(queries.list_staff(connection, policy=policy.id))}
    lines: list[Line] = []
    to_sign: list[str] = []
    for row in await every(queries.work_of(connection, policy=policy.id, staff=list(whose))):
        try:
            of_case = library.version(row["policy"], row["version"])
        except Refusal as refusal:
            _log.error("%s is in nobody's digest: %s", row["ref"], refusal)
            continue
        case = await case_of(connection, row)
        lines += _lines(case, of_case, whose, names)
        signed = {case.draft.by, *case.draft.signed} if case.draft else set(case.sitting)
        if whose.keys() & set(case.sitting) - signed - set(case.conflicted):
            to_sign.append(case.ref)
    lines.sort(key=lambda line: line.day)
    mine = [line for line in lines if line.waits_for is None]
    to_come = [line for line in mine if not line.missed and line.day >= today]
    lists = {
        "new": await _news(connection, policy, staff.id, list(whose), today),
        "overdue": _named(line for line in mine if line not in to_come),
        "due_today": _named(line for line in to_come if line.day == today),
        "due_this_week": _named(line for line in to_come if today < line.day <= today + WEEK),
        "waiting": _named(line for line in lines if line.waits_for is not None),
        "to_sign": to_sign,
    }
    whole = {"policy": {"organisation": policy.organisation}, "today": today, **lists}
    return whole if any(lists.values()) else None


def goes_at(day: date, policy: Policy) -> datetime:
    """Return the moment from which the digests of a local day go."""
    return datetime.combine(day, policy.calendar.reminders_at, policy.zone)


def _entries(rows: Iterable[Any]) -> list[Staff]:
    return [Staff.of(dict(row)) for row in rows]


def _named(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [line._asdict() for line in lines]


async def _news(
    connection: Connection, policy: Policy, staff: StaffId, whose: list[StaffId], today: date
) -> list[dict[str, str]]:
    """Return the work that came since the last digest, or within a week, in cases that are still open."""
    ended = {"before": today, "ended": [SENT, NOTHING]}
    last = await queries.last_digest(connection, policy=policy.id, staff=staff, **ended)
    since = goes_at(last or today - WEEK, policy)
    kinds = {"kinds": sorted(BROUGHT), "since": since, "until": goes_at(today + timedelta(days=1), policy)}
    rows = await every(queries.work_brought(connection, policy=policy.id, staff=whose, **kinds))
    return [{"reference": row["ref"], "notice": row["kind"]} for row in rows]


def _lines(
    case: Case, policy: Policy, whose: Mapping[StaffId, str | None], names: Mapping[StaffId, str]
) -> Iterator[Line]:
    """Return what is due in a case of what some have or do, each once."""
    lifecycle, matter = lifecycle_of(policy, case.matter), policy.matters[case.matter]
    service = policy.service(case.service)
    has_it = case.owner if case.owner in whose and case.owner not in case.conflicted else None
    for deadline in case.deadlines:
        keeper = keeper_of(case, deadline.name, matter, lifecycle.kept_by)
        outside = lifecycle.waits_for_outside(deadline.name, matter)
        theirs = None if outside else next((who for who in whose if who in keeper.staff), None)
        if (who := theirs or has_it) is None:
            continue
        others = ", ".join(names.get(who, who) for who in keeper.staff)
        role = policy.roles[keeper.role].title if keeper.role else "somebody else"
        yield Line(
            reference=case.ref,
            kind=matter.title,
            service=service.title if service else None,
            duty=deadline.duty,
            clause=deadline.clause,
            day=deadline.due_day,
            until=deadline.until,
            missed=deadline.missed,
            waits_for=None if theirs else "the person" if outside else others or role,
            stands_in_for=whose[who],
        )

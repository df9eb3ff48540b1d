"""The morning digest: one e-mail about somebody's work, for whoever has that in the place of single notices.

There is one on each working day of the policy's calendar, from its time of reminders on, for everybody who
wants one and is here. A deputy's has the work of those for whom they stand in, too. It names cases by their
references, and nothing of the person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
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
from rules.promises import Deadline
from rules.work import keeper_of

WEEK = timedelta(days=7)
KEPT = timedelta(days=30)
"""For so long it is known that somebody had a digest of a day."""


class Waiting(NamedTuple):
    """A digest that waits to be sent."""

    policy: str
    staff: StaffId
    day: date


class _Duty(NamedTuple):
    """A deadline of a case, with whoever has the case or the duty, and those it waits for where it is others.

    Attributes:
        waits_for: None where it is for them to do.

    """

    case: Case
    deadline: Deadline
    whose: StaffId
    waits_for: str | None


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
        opens = datetime.combine(today, policy.calendar.reminders_at, policy.zone)
        if now < opens or begins(policy) > now or (await calendar_now(connection, policy)).why_off(today):
            continue
        rows = await every(queries.who_has_digests(connection, policy=policy.id))
        here = [staff.id for staff in _entries(rows) if staff.here(today)]
        new = await every(queries.queue_digests(connection, policy=policy.id, day=today, staff=here))
        queued += [Waiting(row["policy"], row["staff"], row["day"]) for row in new]
        await queries.drop_digests(connection, before=today - KEPT)
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
    away = {other.id: other.name for other in _entries(rows) if not other.here(today)}
    whose = (staff.id, *away)
    names = {row["id"]: row["name"] for row in await every(queries.list_staff(connection, policy=policy.id))}
    duties: list[_Duty] = []
    to_sign: list[str] = []
    for row in await every(queries.work_of(connection, policy=policy.id, staff=list(whose))):
        case = await case_of(connection, row)
        of_case = library.version(case.policy, case.version)
        duties += _duties(case, of_case, whose, names)
        if case.draft and set(whose) & set(case.sitting) - {
            case.draft.by,
            *case.draft.signed,
            *case.conflicted,
        }:
            to_sign.append(case.ref)
    mine = [duty for duty in duties if duty.waits_for is None]
    said = _Printed(policy, library, away)
    to_come = [duty for duty in mine if not duty.deadline.missed and duty.deadline.due_day >= today]
    lists: dict[str, object] = {
        "overdue": said.of(duty for duty in mine if duty not in to_come),
        "due_today": said.of(duty for duty in to_come if duty.deadline.due_day == today),
        "due_this_week": said.of(duty for duty in to_come if today < duty.deadline.due_day <= today + WEEK),
        "waiting": said.of(duty for duty in duties if duty.waits_for is not None),
        "to_sign": to_sign,
    }
    whole = {"policy": {"organisation": policy.organisation}, "today": today, **lists}
    return whole if any(lists.values()) else None


def _entries(rows: Iterable[Any]) -> list[Staff]:
    return [Staff.of(dict(row)) for row in rows]


def _duties(case: Case, policy: Policy, whose: tuple[StaffId, ...], names: dict[str, str]) -> Iterator[_Duty]:
    """Return what is due in a case of what some have or do, each once, by its day."""
    lifecycle, matter = lifecycle_of(policy, case.matter), policy.matters[case.matter]
    has_it = case.owner if case.owner in whose and case.owner not in case.conflicted else None
    for deadline in sorted(case.deadlines, key=lambda each: each.due_at):
        keeper = keeper_of(case, deadline.name, matter, lifecycle.kept_by)
        theirs = next((who for who in whose if who in keeper.staff), None)
        if lifecycle.waits_for_outside(deadline.name, matter):
            if has_it:
                yield _Duty(case, deadline, has_it, "the person")
        elif theirs:
            yield _Duty(case, deadline, theirs, None)
        elif has_it:
            role = policy.roles[keeper.role].title if keeper.role else "somebody else"
            yield _Duty(
                case, deadline, has_it, ", ".join(names.get(who, who) for who in keeper.staff) or role
            )


class _Printed:
    """Duties as the template of a digest names them."""

    def __init__(self, policy: Policy, library: Library, away: dict[StaffId, str]) -> None:
        self._policy, self._library, self._away = policy, library, away

    def of(self, duties: Iterable[_Duty]) -> list[dict[str, Any]]:
        """Return some duties, in the order of their days."""
        return [self._line(duty) for duty in sorted(duties, key=lambda duty: duty.deadline.due_at)]

    def _line(self, duty: _Duty) -> dict[str, Any]:
        case, deadline = duty.case, duty.deadline
        policy = self._library.version(case.policy, case.version)
        service = policy.service(case.service)
        return {
            "reference": case.ref,
            "kind": policy.matters[case.matter].title,
            "service": service.title if service else None,
            "duty": deadline.duty,
            "clause": deadline.clause,
            "day": deadline.due_day,
            "until": deadline.until,
            "missed": deadline.missed,
            "waits_for": duty.waits_for,
            "stands_in_for": self._away.get(duty.whose),
        }

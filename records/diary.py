"""The diary as staff see it: who is booked when, and which of it is on a day off by now."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from records.database import Connection
from records.days import calendar_now
from records.reading import readable
from records.sql import every, queries
from rules.model import CaseRef, Model, Slug, StaffId, ZonedTime
from rules.policy import Policy
from rules.reading import ReadAccess


class Booked(Model):
    """A time for which a member of staff is booked.

    Attributes:
        ref: The appointment; none where it is for others to read.
        starts: When it begins, as the clocks of the policy's zone have it; `ends` likewise.
        day_off: Why its day does not count, where that was announced after it was booked.

    """

    ref: CaseRef | None
    adviser: StaffId
    starts: ZonedTime
    ends: ZonedTime
    place: Slug
    day_off: str | None


async def booked_between(
    connection: Connection, policy: Policy, first: date, last: date, adviser: str | None = None
) -> tuple[Booked, ...]:
    """Return the appointments from one local day to another, both included, that were not cancelled.

    Args:
        connection: To the database.
        policy: Whose diary.
        first: The first day.
        last: The last day.
        adviser: The one member of staff whose diary it is; all of them where none is named.

    """
    calendar = await calendar_now(connection, policy)
    between = {"begins": datetime.combine(first, time(), policy.zone), "ends": _end_of(last, policy)}
    rows = await every(queries.booked_between(connection, policy=policy.id, staff=adviser, **between))
    return tuple(
        Booked(
            ref=row["ref"],
            adviser=row["adviser"],
            starts=(starts := row["starts"].astimezone(policy.zone)),
            ends=row["ends"].astimezone(policy.zone),
            place=row["place"],
            day_off=calendar.day_off(starts.date()),
        )
        for row in rows
    )


async def diary_of(
    connection: Connection, policy: Policy, access: ReadAccess, first: date, last: date, adviser: str | None
) -> tuple[Booked, ...]:
    """Return the same as somebody may see it: of appointments that are for others, the time alone."""
    booked = await booked_between(connection, policy, first, last, adviser)
    theirs = await readable(connection, access, [one.ref for one in booked if one.ref])
    return tuple(one if one.ref in theirs else one.model_copy(update={"ref": None}) for one in booked)


class AboutCase(Model):
    """An appointment about a case, and the stage at which it is."""

    ref: CaseRef
    stage: Slug


async def appointments_about(connection: Connection, ref: CaseRef) -> tuple[AboutCase, ...]:
    """Return the appointments about a case, the earliest first."""
    rows = await every(queries.appointments_about(connection, ref=ref))
    return tuple(AboutCase.model_validate(dict(row)) for row in rows)


def _end_of(day: date, policy: Policy) -> datetime:
    """Return when a local day is over; of the last day there can be, the last moment."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(day + timedelta(days=1), time(), policy.zone)

"""The diary as staff see it: who is booked when, and which of it is on a day off by now."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from records.database import Connection
from records.days import calendar_now
from records.reading import whose
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


async def diary_of(
    connection: Connection, policy: Policy, access: ReadAccess, first: date, last: date, adviser: str | None
) -> tuple[Booked, ...]:
    """Return who is booked from one local day to another, both included; the earliest first.

    Args:
        connection: To the database.
        policy: Whose diary.
        access: The cases that whoever asks may read.
        first: The first day.
        last: The last day.
        adviser: The one member of staff whose diary it is; all of them where none is named.

    """
    calendar = await calendar_now(connection, policy)
    rows = await every(
        queries.diary(connection, staff=adviser, **whose(access), **_between(policy, first, last))
    )
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


class DayBooked(Model):
    """An appointment on a day."""

    ref: CaseRef
    adviser: StaffId
    starts: ZonedTime
    ends: ZonedTime


async def booked_on(connection: Connection, policy: Policy, day: date) -> tuple[DayBooked, ...]:
    """Return the appointments of a local day that were not cancelled, the earliest first."""
    rows = await every(queries.booked_between(connection, policy=policy.id, **_between(policy, day, day)))
    return tuple(
        DayBooked(
            ref=row["ref"],
            adviser=row["adviser"],
            starts=row["starts"].astimezone(policy.zone),
            ends=row["ends"].astimezone(policy.zone),
        )
        for row in rows
    )


class AboutCase(Model):
    """An appointment about a case, and the stage at which it is."""

    ref: CaseRef
    stage: Slug


async def appointments_about(connection: Connection, ref: CaseRef) -> tuple[AboutCase, ...]:
    """Return the appointments about a case, the earliest first."""
    rows = await every(queries.appointments_about(connection, ref=ref))
    return tuple(AboutCase.model_validate(dict(row)) for row in rows)


def _between(policy: Policy, first: date, last: date) -> dict[str, datetime]:
    return {
        "begins": datetime.combine(first, time(), policy.zone),
        "ends": (
            datetime.combine(last + timedelta(days=1), time(), policy.zone)
            if last < date.max
            else datetime.max.replace(tzinfo=UTC)  # no day follows
        ),
    }

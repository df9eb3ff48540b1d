"""The working calendar over HTTP: closures, what one more would move, its confirmation. It names nobody."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from contracts.messages import ChangeKey
from records.calendar import Closure, Confirmation, Look, confirm, look
from records.changes import Change, ClosedDay, Move, change_of, changes_of, closures_of, moves_of
from records.diary import Booked, booked_between
from rules.model import Day, Digest, Model
from starter.api.bodies import Route
from starter.api.callers import Administering
from starter.api.cases import IdempotencyKey
from starter.api.problems import responses

router = APIRouter(prefix="/calendar", tags=["Calendar"], route_class=Route)
ChangeDay = Annotated[Day, Path(alias="day", description="The day that it closed: 2026-12-29.")]


class WholeChange(Change):
    """A change with every case that it touches.

    Attributes:
        appointments: Those on the day that were not moved or cancelled yet.

    """

    moves: tuple[Move, ...]
    appointments: tuple[Booked, ...] = ()


class Days(Model):
    """The closures, the earliest first, and the changes of the calendar, the latest day first."""

    closures: tuple[ClosedDay, ...]
    changes: tuple[Change, ...]


class ChangeIn(Closure):
    """A day that does not count any more, why, and the digest of the list of cases that was looked at."""

    digest: Digest


@router.get("", responses=responses(401, 403, 429))
async def show_calendar(asking: Administering) -> Days:
    """The organisation's own closures, and how far the changes of its calendar have come."""
    async with asking.doors.pool.acquire() as connection:
        closures = await closures_of(connection, asking.policy)
        changes = await changes_of(connection, asking.policy)
    return Days(
        closures=tuple(ClosedDay(day=day, reason=reason) for day, reason in closures.items()), changes=changes
    )


@router.get("/preview", responses=responses(401, 403, 422, 429))
async def preview_change(
    asking: Administering, day: Annotated[Day, Query(description="The day that would not count.")]
) -> Look:
    """Which dates of which open cases a closure would move, from when to when; nothing is changed.

    Appointments on the day are listed, and stay: staff move or cancel each.
    """
    async with asking.doors.pool.acquire() as connection:
        return await look(connection, asking.doors.library, asking.policy, day, asking.doors.now())


@router.post(
    "/changes",
    status_code=201,
    responses={
        200: {"model": Change, "description": "It was confirmed before."},
        **responses(401, 403, 412, 413, 422, 429),
    },
)
async def confirm_change(
    wanted: ChangeIn, asking: Administering, response: Response, key: IdempotencyKey = None
) -> Change:
    """Close a day, and have the cases moved that were listed; each person who was told a date is told.

    Refused (412, `changed`) where the list is another by now: look again.
    """
    confirmed = Confirmation(
        wanted.digest, asking.staff.id, f"{asking.staff.id}/{key or uuid.uuid4()}", asking.doors.now()
    )
    closure = Closure(day=wanted.day, reason=wanted.reason)
    async with asking.doors.pool.acquire() as connection:
        repeated = await confirm(connection, asking.doors.library, asking.policy, closure, confirmed)
        change = await change_of(connection, asking.policy, wanted.day)
    if change.waiting:
        await asking.doors.desk.sweep(ChangeKey(policy=asking.policy.id, day=wanted.day))
    response.status_code = 200 if repeated else 201
    response.headers["Location"] = f"/calendar/changes/{wanted.day}"
    return change


@router.get("/changes/{day}", responses=responses(401, 403, 404, 422, 429))
async def show_change(day: ChangeDay, asking: Administering) -> WholeChange:
    """A change: each case that it touches, with its dates as they were listed, and what came of it.

    Appointments on its day are listed as long as nobody has moved or cancelled them.
    """
    async with asking.doors.pool.acquire() as connection:
        change = await change_of(connection, asking.policy, day)
        moves = await moves_of(connection, asking.policy, day)
        appointments = await booked_between(connection, asking.policy, day, day)
    return WholeChange(**dict(change), moves=moves, appointments=appointments)

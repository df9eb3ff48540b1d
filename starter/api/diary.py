"""The diary over HTTP: who is booked when. It names staff and times, and nobody who comes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from records.diary import Booked, diary_of
from rules.model import LONG_AGO, Day, Model, StaffId, Strict, day_of
from rules.refusal import Invalid, Unknown
from starter.api.callers import Reading
from starter.api.problems import responses

router = APIRouter(tags=["Appointments"])
USUAL, MOST = timedelta(days=13), timedelta(days=92)
"""The days after the first that are shown where none is named, and that can be asked for."""


class Diary(Model):
    """The times for which members of staff are booked, the earliest first."""

    booked: tuple[Booked, ...]


class Shown(Strict):
    """The part of the diary to show."""

    adviser: StaffId | None = Field(None, description="The one member of staff whose diary it is.")
    first: Day | None = Field(None, alias="from", description="The first local day; today if left out.")
    last: Day | None = Field(
        None, alias="to", description="The last local day; a fortnight from the first if left out."
    )


@router.get("/diary", responses=responses(401, 403, 404, 422, 429))
async def show_diary(asking: Reading, wanted: Annotated[Shown, Query()]) -> Diary:
    """List who is booked when, and which of it is on a day off by now; cancelled appointments are left out.

    An appointment that you may not read is a time that is taken, without its reference.
    """
    if not any(matter.lifecycle == "appointment" for matter in asking.policy.matters.values()):
        raise Unknown(f"{asking.policy.organisation} has no appointments")
    first = wanted.first or day_of(asking.doors.now(), asking.policy.zone)
    if not LONG_AGO <= first.year < date.max.year - 1:
        raise Invalid("there is no diary of that day", where="query.from")
    last = wanted.last or first + USUAL
    if not timedelta() <= last - first <= MOST:
        raise Invalid(f"the last day lies 0 to {MOST.days} days after the first", where="query.to")
    async with asking.doors.pool.acquire() as connection:
        await asking.log(connection, "diary")
        booked = await diary_of(connection, asking.policy, asking.access, first, last, wanted.adviser)
    return Diary(booked=booked)

"""Booking members of staff: at times at which they can be, and never twice for the same time.

That nobody is booked twice is kept by a constraint of the database (`nobody_is_booked_twice`), and not by a
look before the write: bookings and moves that meet there wait for each other, and all but one are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import asyncpg

from records.cases import case_of
from records.database import Connection
from records.days import calendar_now
from records.people import Staff
from records.reading import readable
from records.sql import every, queries
from records.telephone import require_reachable
from rules.appointment.bookable import require_bookable
from rules.appointment.paper import booking_rule
from rules.authority import Actor
from rules.diary import Slot
from rules.events import Event
from rules.matters import MatterRule
from rules.model import CaseRef, Slug
from rules.person import Person
from rules.policy import Policy
from rules.reading import read_access
from rules.refusal import Invalid, SlotTaken, Unknown


class Whose(NamedTuple):
    """The person of a matter, what they need, and the service that it is about."""

    person_id: int | None
    needs: tuple[Slug, ...]
    service: Slug | None


async def person_of_case(
    connection: Connection, ref: CaseRef, matter: MatterRule, policy: Policy, actor: Actor
) -> Whose:
    """Return whose case it is that an appointment is about.

    Raises:
        Unknown: whoever books may read no such case.
        Invalid: there are no appointments about its kind of matter, or notices do not reach its person.

    """
    row = await queries.get_case(connection, ref=ref)
    if not await readable(connection, read_access(actor, policy), [ref]):
        raise Unknown(f"there is no case {ref}", where="case")
    about = booking_rule(matter).about
    person = await queries.get_person(connection, ref=ref)
    if row["matter"] not in about or person is None:
        raise Invalid(
            f"there are appointments about cases of {', '.join(about) or 'no kind'}; {ref} is a case of "
            f"{row['matter']}",
            where="case",
            clause=matter.clause,
        )
    reached = Person.model_validate({name: person[name] for name in Person.model_fields})
    require_reachable(reached, matter, policy)
    case = await case_of(connection, row)
    return Whose(person["id"], case.needs, case.service)


async def require_free(
    connection: Connection, slot: Slot, matter: MatterRule, policy: Policy, now: datetime
) -> None:
    """Do nothing where a slot can be booked at a moment (aware), whether or not it is taken.

    Raises:
        Refusal: naming the field: the adviser is away then, has left or is none; it is outside opening
            times, on a day off, in the past, or otherwise no time that the policy's rules of booking have.

    """
    calendar = await calendar_now(connection, policy)
    require_bookable(slot, booking_rule(matter), policy, calendar, now, matter.clause)
    row = await queries.get_staff(connection, policy=policy.id, id=slot.adviser)
    _require_there(Staff.of(row) if row else None, slot, matter, policy)


def _require_there(adviser: Staff | None, slot: Slot, matter: MatterRule, policy: Policy) -> None:
    if adviser is None:
        raise Unknown(f"the staff directory has no {slot.adviser!r}", where="adviser", clause=matter.clause)
    roles, day = booking_rule(matter).advisers, slot.starts.date()
    if not set(adviser.roles) & set(roles):
        titles = ", ".join(policy.roles[role].title for role in roles)
        refusal = f"{adviser.id} sees nobody; appointments are with one of: {titles}"
    elif adviser.left(day):
        refusal = f"{adviser.id} leaves on {adviser.left_on:%-d %B %Y}"
    elif adviser.away(day):
        refusal = f"{adviser.id} is away from {adviser.away_from:%-d %B %Y} to {adviser.away_until:%-d %B %Y}"
    else:
        return
    raise Invalid(refusal, where="adviser", clause=matter.clause)


async def book(
    connection: Connection, ref: CaseRef, slot: Slot, policy: Policy, about: CaseRef | None
) -> None:
    """Book a slot for an appointment that is taken in.

    Raises:
        SlotTaken: its adviser is booked at that time.

    """
    numbers = await _locked(connection, policy, slot.adviser)
    try:
        await queries.add_booking(connection, ref=ref, about=about, **_row(slot, numbers))
    except asyncpg.ExclusionViolationError:
        raise _taken(slot) from None


async def write_booking(connection: Connection, ref: CaseRef, event: Event, policy: Policy) -> None:
    """Write what an event changes of a booking: its slot, or that it is free again.

    Raises:
        SlotTaken: the adviser of the new slot is booked at that time.

    """
    if event.frees:
        await queries.free_booking(connection, ref=ref)
    if slot := event.books:
        before = await queries.booked_with(connection, ref=ref)
        numbers = await _locked(connection, policy, slot.adviser, before)
        try:
            await queries.move_booking(connection, ref=ref, **_row(slot, numbers))
        except asyncpg.ExclusionViolationError:
            raise _taken(slot) from None


async def _locked(connection: Connection, policy: Policy, *staff: str) -> dict[str, int]:
    """Lock the diaries of some members of staff, and return their numbers.

    Without it two bookings that meet could each wait for the other, until the database ends one of them.
    """
    named = sorted(set(staff))
    await queries.number_diarists(connection, policy=policy.id, staff=named)
    rows = await every(queries.lock_diarists(connection, policy=policy.id, staff=named))
    return {row["staff"]: row["number"] for row in rows}


def _row(slot: Slot, numbers: Mapping[str, int]) -> dict[str, object]:
    return {
        "diarist": numbers[slot.adviser],
        "starts": slot.starts,
        "ends": slot.ends,
        "place": slot.place,
    }


def _taken(slot: Slot) -> SlotTaken:
    return SlotTaken(
        f"{slot.adviser} is booked already for all or part of {slot.span}; see the diary for another time, "
        "or name another adviser",
        where="starts",
    )

"""Changes of the calendar: which open cases a closure touches, looked at first, then confirmed as listed.

To confirm is one transaction, during which nobody reckons with the calendar: the closure, who confirmed it
and the cases that it moves stand there together, and no case is set a date by the old calendar afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, NamedTuple

from records.chain import digest
from records.database import Connection
from records.days import reckoned
from records.diary import Booked, booked_between
from records.sql import every, queries
from records.states import as_received, kept_with
from rules.bank_holidays import working_calendar
from rules.case import Case
from rules.events import Event
from rules.library import Library
from rules.lifecycles import lifecycle_of
from rules.model import CaseRef, Day, Line, LocalTime, Model, Slug, Strict
from rules.moment import Moment
from rules.moving import again, runs_over, times
from rules.policy import Policy
from rules.refusal import Changed, Invalid, KeyReused
from rules.working_time import WEEKEND, WorkingCalendar


class Closure(Strict):
    """A day that does not count, and why."""

    day: Day
    reason: Line


class MovedDate(Model):
    """A deadline that a change moves; the same day twice where only its reminder or its lapse moves.

    Attributes:
        was_until: The local time of that day, where it is due at one; `becomes_until` likewise.

    """

    deadline: Slug
    duty: str
    clause: str
    was: date
    becomes: date
    was_until: LocalTime | None = None
    becomes_until: LocalTime | None = None

    @property
    def moves(self) -> bool:
        """True where it is due on another day, or at another time of it."""
        return (self.was, self.was_until) != (self.becomes, self.becomes_until)


class Touched(Model):
    """An open case whose dates a change moves, and whether its person is told."""

    ref: CaseRef
    matter: Slug
    told: bool
    dates: tuple[MovedDate, ...]


class Look(Model):
    """What a closure would move, and the digest by which it is confirmed.

    Attributes:
        appointments: Those on the day; each was agreed, and stays until somebody moves or cancels it.

    """

    day: date
    cases: tuple[Touched, ...]
    appointments: tuple[Booked, ...] = ()
    digest: str


class Confirmation(NamedTuple):
    """Who confirms which list, under which key, and when (aware)."""

    digest: str
    by: str
    key: str
    at: datetime


async def look(connection: Connection, library: Library, policy: Policy, day: date, now: datetime) -> Look:
    """What a closure on a day would move, as things stand at a moment (aware); nothing is changed.

    Raises:
        Invalid: the day does not count anyway.

    """
    rows = await every(queries.closures(connection, policy=policy.id))
    closures = {row["day"]: row["reason"] for row in rows}
    weekend = working_calendar(policy, {}).why_off(day) == WEEKEND
    if weekend and not any(opening.on(day) for opening in policy.opening.values()):
        raise Invalid(f"{day:%A %-d %B %Y} is a weekend, and does not count anyway", where="day")
    calendars: dict[date, WorkingCalendar] = {}
    cases = []
    for case in await _running_past(connection, policy, day):
        paper = library.version(case.policy, case.version)
        if case.version not in calendars:
            calendars[case.version] = working_calendar(paper, {day: "closed"} | closures)
        if dates := tuple(_dates(case, day, calendars[case.version], Moment(policy=paper, now=now))):
            told = lifecycle_of(paper, case.matter).dates_told(case) and any(moved.moves for moved in dates)
            cases.append(Touched(ref=case.ref, matter=case.matter, told=told, dates=dates))
    appointments = await booked_between(connection, policy, day, day)
    listed = [one.model_dump(mode="json") for one in (*cases, *appointments)]
    found = digest([day.isoformat(), listed])
    return Look(day=day, cases=tuple(cases), appointments=appointments, digest=found)


def _dates(case: Case, day: date, calendar: WorkingCalendar, moment: Moment) -> Iterator[MovedDate]:
    for deadline in case.deadlines:
        ask = again(case, deadline, moment) if runs_over(deadline, day, moment) else None
        if ask is None:
            continue
        new, _ = reckoned(ask, moment.policy, calendar, moment.now)
        if times(new) != times(deadline):
            yield MovedDate(
                deadline=deadline.name,
                duty=deadline.duty,
                clause=deadline.clause,
                was=deadline.due_day,
                becomes=new.due_day,
                was_until=deadline.until,
                becomes_until=new.until,
            )


async def _running_past(connection: Connection, policy: Policy, day: date) -> list[Case]:
    """The open cases with a deadline that ends after a day has begun, as they stand."""
    begins = datetime.combine(day, time(), policy.zone)
    rows = await every(queries.cases_running_past(connection, policy=policy.id, moment=begins))
    kept = {row["ref"]: kept_with(row) for row in rows}
    cases = {row["ref"]: kept[row["ref"]] or as_received(row) for row in rows}
    others = [ref for ref, case in kept.items() if case is None]
    events = await every(queries.events_of(connection, refs=others))
    for ref, found in groupby(events, key=lambda row: str(row["ref"])):
        for row in found:
            cases[ref] = cases[ref].after(Event.model_validate(row["body"]))
    return list(cases.values())


async def confirm(
    connection: Connection, library: Library, policy: Policy, closure: Closure, confirmed: Confirmation
) -> bool:
    """Close a day, and have the cases that were listed moved; returns whether that was done before.

    Raises:
        Changed: the list is another by now.
        Invalid: the day is a weekend, or was closed by another change.
        KeyReused: the key stands for something else.

    """
    async with connection.transaction():
        await queries.lock_calendar(connection, policy=policy.id)
        if _is_known(await every(queries.changes(connection, policy=policy.id)), closure, confirmed):
            return True
        seen = await look(connection, library, policy, closure.day, confirmed.at)
        if seen.digest != confirmed.digest:
            on_the_day = f" and {len(seen.appointments)} appointments" if seen.appointments else ""
            raise Changed(
                f"{len(seen.cases)} cases{on_the_day} are touched by now; look at them again", where="digest"
            )
        await queries.add_closure(connection, policy=policy.id, **closure.model_dump())
        await queries.add_change(
            connection,
            policy=policy.id,
            day=closure.day,
            key=confirmed.key,
            digest=confirmed.digest,
            confirmed_by=confirmed.by,
            confirmed_at=confirmed.at,
        )
        await queries.add_moves(connection, [_row(case, policy, closure.day) for case in seen.cases])
    return False


def _is_known(changes: list[Any], closure: Closure, confirmed: Confirmation) -> bool:
    for row in changes:
        same = (row["day"], row["reason"], row["digest"]) == (
            *closure.model_dump().values(),
            confirmed.digest,
        )
        if row["key"] == confirmed.key and not same:
            raise KeyReused("the key was used before, for another change", where="header.Idempotency-Key")
        if row["key"] == confirmed.key:
            return True
        if row["day"] == closure.day:
            raise Invalid(f"{closure.day:%-d %B %Y} is closed already: {row['reason']}", where="day")
    return False


def _row(case: Touched, policy: Policy, day: date) -> dict[str, Any]:
    dates = [moved.model_dump(mode="json") for moved in case.dates]
    return {"policy": policy.id, "day": day, "ref": case.ref, "told": case.told, "dates": dates}

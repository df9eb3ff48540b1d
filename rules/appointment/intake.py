"""An appointment as it is booked: whose it is, with whom, when and where (WRC-7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Self

from pydantic import model_validator

from rules.appointment.booked import BOOKED_BY, CASE, SEQUENCE, terms_of
from rules.appointment.paper import BookingRule, booking_rule
from rules.bank_holidays import working_calendar
from rules.diary import Minutes, Slot
from rules.events import Terms
from rules.intake import Example, Intake
from rules.matters import MatterRule
from rules.model import CaseRef, Slug, StaffId, ZonedTime, day_of
from rules.policy import Policy
from rules.working_time import after


class AppointmentIntake(Intake):
    """An appointment of a person who walks in, or of whoever's a case is.

    Attributes:
        about: What it is for, for staff; calendars and subject lines do not say it.
        case: The case that it is about, whose person comes; else the person is given.
        adviser: The member of staff whom the person sees.
        starts: When it begins, with the offset from UTC that the clocks have there then:
            2026-12-03T10:00:00+00:00.
        minutes: How long it lasts.
        place: Where, by the name of the opening times there.

    """

    lifecycle: ClassVar[str] = "appointment"
    books: ClassVar[bool] = True

    matter: Slug = "appointment"
    case: CaseRef | None = None
    adviser: StaffId
    starts: ZonedTime
    minutes: Minutes
    place: Slug

    @model_validator(mode="after")
    def _somebody_comes(self) -> Self:
        if (self.person is None) == (self.case is None):
            raise ValueError("give either the person who comes, or the case that it is about")
        if self.case and self.needs:
            raise ValueError("needs: the case has the person's; leave them out")
        return self

    @classmethod
    def example(cls, policy: Policy, matter: MatterRule, now: datetime) -> Example:
        """Return the appointment of somebody who walks in, as a place opens on a day well ahead."""
        rule = booking_rule(matter)
        return {
            "adviser": "ana.duarte",
            "starts": _opens(rule, policy, now).isoformat(),
            "minutes": rule.shortest,
            "place": rule.places[0],
            "about": "Wants her contract read before she signs it.",
            "person": {"name": "Marisol Pinto", "email": "marisol.pinto@client.example"},
        }

    def slot(self) -> Slot:
        """Return the time that it takes in the diary."""
        return Slot(adviser=self.adviser, starts=self.starts, minutes=self.minutes, place=self.place)

    def person_of(self) -> CaseRef | None:
        """Return the case whose person comes."""
        return self.case

    def terms(self, opened_by: StaffId) -> Terms:
        """Return when and with whom it is, how it was asked for, and the case that it is about."""
        return terms_of(self.slot()) | {BOOKED_BY: self.made_by, CASE: self.case, SEQUENCE: 0}


def _opens(rule: BookingRule, policy: Policy, now: datetime) -> datetime:
    """Return when the first place opens on a day about half as far ahead as can be booked."""
    calendar, opening = working_calendar(policy, {}), policy.opening[rule.places[0]]
    today = day_of(now, policy.zone)
    day = today + (after(today, rule.ahead) - today) / 2
    while calendar.day_off(day) or not opening.on(day):
        day += timedelta(days=1)
    return next(opening.open_on(day, policy.zone)).begins.astimezone(policy.zone)

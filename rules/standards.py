"""Standards as they are published: the promises of an organisation, and nothing of how it is run.

A model of its own: mailboxes, roles and the account that is paid from are in a policy, and not for everybody.
"""

from __future__ import annotations

from datetime import date

from rules.model import Model, Slug
from rules.opening import Opening
from rules.organisation import Helper
from rules.policy import Policy
from rules.terms import WEEKDAYS, Weekday, Within


class Promise(Model):
    """One promise, and the clause that it stands under.

    Attributes:
        within: How long it may take; none where a day is agreed each time.
        when: The same in words.

    """

    about: str
    promise: str
    within: Within | None
    when: str
    clause: str


class Exclusion(Model):
    """A ground on which a matter is not considered; its wording continues "if ..."."""

    about: str
    wording: str
    clause: str


class Span(Model):
    """From when to when, in local time, as in 09:30."""

    opens: str
    closes: str


class OpenDay(Model):
    """A weekday, and when it is open on it; never, where there is no span."""

    day: Weekday
    spans: tuple[Span, ...]

    @property
    def hours(self) -> str:
        """Its spans, as they are written in any language: 10:00\u201313:00, 14:00\u201317:00."""
        return ", ".join(f"{span.opens}\u2013{span.closes}" for span in self.spans)


class OpeningTimes(Model):
    """The opening times of an office or a telephone, from Monday to Sunday."""

    title: str
    week: tuple[OpenDay, ...]

    @property
    def open_days(self) -> list[dict[str, str]]:
        """The weekdays on which it is open, each with its hours."""
        return [{"day": one.day, "hours": one.hours} for one in self.week if one.spans]


class Reach(Model):
    """The ways to reach the organisation."""

    phone: str
    email: str
    website: str
    address: tuple[str, ...]


class Duty(Model):
    """A clause of the policy, in plain words."""

    id: str
    section: str
    duty: str


class Standards(Model):
    """The standards of an organisation: its promises to the people it deals with."""

    policy: Slug
    organisation: str
    title: str
    version: date
    language: str
    time_zone: str
    promises: tuple[Promise, ...]
    exclusions: tuple[Exclusion, ...]
    opening: tuple[OpeningTimes, ...]
    complain: tuple[str, ...]
    reach: Reach
    helpers: tuple[Helper, ...]
    duties: tuple[Duty, ...]


def published(policy: Policy) -> Standards | None:
    """Return what a policy publishes; None where it publishes nothing."""
    if policy.standards is None:
        return None
    sender = policy.sender
    return Standards(
        policy=policy.id,
        organisation=policy.organisation,
        title=policy.title,
        version=policy.version,
        language=policy.language,
        time_zone=policy.time_zone,
        promises=_promises(policy),
        exclusions=_exclusions(policy),
        opening=opening_times(policy),
        complain=policy.standards.complain,
        reach=Reach(phone=sender.phone, email=sender.email, website=sender.website, address=sender.address),
        helpers=policy.standards.helpers,
        duties=tuple(Duty(id=one.id, section=one.section, duty=one.duty) for one in policy.clauses),
    )


def _promises(policy: Policy) -> tuple[Promise, ...]:
    return tuple(
        Promise(
            about=matter.title,
            promise=rule.promise,
            within=rule.within,
            when=_when(rule.within, policy),
            clause=rule.clause,
        )
        for matter in policy.matters.values()
        for rule in matter.deadlines.values()
        if rule.promise
    )


def _when(within: Within | None, policy: Policy) -> str:
    if within is None:
        return "by the day agreed with you"
    if within.opening_hours and within.of:
        hours = "opening hour" if within.opening_hours == 1 else "opening hours"
        return f"within {within.opening_hours} {hours} ({policy.opening[within.of].title})"
    if within.calendar_months and within.calendar_months % 12 == 0:
        years = within.calendar_months // 12
        return "within a year" if years == 1 else f"within {years} years"
    return f"within {str(within).replace('calendar ', '')}"


def _exclusions(policy: Policy) -> tuple[Exclusion, ...]:
    return tuple(
        Exclusion(about=matter.title, wording=ground.wording, clause=ground.clause)
        for matter in policy.matters.values()
        for ground in matter.grounds.values()
    )


def opening_times(policy: Policy) -> tuple[OpeningTimes, ...]:
    """Return when an organisation's doors are open, and its telephones answered."""
    return tuple(_times(opening) for opening in policy.opening.values())


def _times(opening: Opening) -> OpeningTimes:
    week = tuple(
        OpenDay(
            day=day,
            spans=tuple(
                Span(opens=f"{span.opens:%H:%M}", closes=f"{span.closes:%H:%M}")
                for span in opening.hours.get(day, ())
            ),
        )
        for day in WEEKDAYS
    )
    return OpeningTimes(title=opening.title, week=week)

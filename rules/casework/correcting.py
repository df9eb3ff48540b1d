"""A day that was recorded wrongly: the event stays, what is true stands beside it, and what follows moves.

Events are not in a case; so which day it was, whether the right one can be, and what follows from it is told
as the correction is recorded (`records/correcting.py`), by the rules that are here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal, get_args

from pydantic import Field

from rules.case import Case
from rules.casework.following import from_receipt, promised_for, set_by, terms_of
from rules.casework.mending import require_event
from rules.decision import Decision
from rules.events import PERSON, Event, Proposal, Tell
from rules.lifecycle import Lifecycle
from rules.model import Day, Words
from rules.moment import Moment
from rules.moving import again
from rules.refusal import Invalid

OPENED = "opened"
CORRECTED = "corrected"
KINDS = frozenset({CORRECTED})
"""The kinds of events that it makes."""
WrongDay = Literal[
    "accepted_on",
    "advise_by",
    "asked_on",
    "contacted_on",
    "due_by",
    "ended_on",
    "given_on",
    "happened_on",
    "kept_on",
    "paid_on",
    "received_on",
    "respond_by",
    "returned_on",
    "to",
    "withdrawn_on",
]
"""The days that staff record, by the names under which events have them."""
AGREED = frozenset({"advise_by", "due_by", "respond_by", "to"})
"""Those that were still to come; the others had passed."""
IN_TIME_OF = {"review-asked": "acceptance", "information-received": "information"}
"""The deadlines in whose time lies the day of an event of a kind."""


class Correct(Decision):
    """A day was recorded wrongly: the right one, which stands beside it from now on.

    Attributes:
        event: The number of the event that has the wrong day, as `redress show` lists it.
        field: The name of the day, where the event has several.
        day: The right day.
        reasons: The way in which the mistake was made; the person reads it.

    """

    name: ClassVar[str] = "correct"
    event: int = Field(ge=1)
    field: WrongDay | None = None
    day: Day
    reasons: Words


@dataclass(frozen=True)
class Mistaken:
    """An event that is corrected, as the records have it.

    Attributes:
        before: The case before the event.
        since: The corrections of it by now, in order.

    """

    event: Event
    before: Case
    since: tuple[Event, ...] = ()

    def days(self, case: Case, moment: Moment) -> dict[str, date]:
        """Return the days that it recorded, by their names, as they have been corrected by now."""
        days: dict[str, date] = {}
        if self.event.kind == OPENED:
            if case.happened_on:
                days["happened_on"] = case.happened_on
            return days | {"received_on": moment.day_received(case)}
        for name in get_args(WrongDay):
            if value := self.event.facts.get(name):
                days[name] = date.fromisoformat(str(value))
        return days | {
            str(later.facts["field"]): date.fromisoformat(str(later.facts["is"]))
            for later in self.since
            if later.kind == CORRECTED
        }


def add_correcting(lifecycle: Lifecycle, *, at: Iterable[str]) -> None:
    """Register the correction of days, at some stages, the end perhaps among them."""

    @lifecycle.decision(Correct, at=at)
    def correct(case: Case, decision: Correct, moment: Moment) -> Iterator[Proposal]:
        """Correct a day that was recorded wrongly; what follows from it is added as it is recorded."""
        paper = moment.matter(case).decisions[Correct.name]
        require_event(case, decision.event, paper.clause)
        yield Proposal(kind="corrected", clause=paper.clause, because=paper.because, corrects=decision.event)

    lifecycle.kinds |= KINDS


def set_right(
    proposal: Proposal, decision: Correct, mistaken: Mistaken, case: Case, moment: Moment, *, knows: bool
) -> Proposal:
    """Return the correction of a day, with all that follows from it.

    Args:
        proposal: The correction as it was decided.
        decision: The decision.
        mistaken: The event that is corrected.
        case: The case as it stands.
        moment: The moment at which it is corrected.
        knows: Whether the person is told of the dates of the case.

    Raises:
        Invalid: the event has no such day, or several; it is the right one already; or the day given cannot
            be, by what was so when the event was recorded.

    """
    clause, event = proposal.clause, mistaken.event
    name, was = _meant(decision, mistaken.days(case, moment), event, clause)
    if was == decision.day:
        raise Invalid(f"{was:%-d %B %Y} is what is recorded already", where="day", clause=clause)
    _require_possible(name, decision.day, mistaken, case, moment, clause)
    received = None
    if event.kind == OPENED and name == "received_on":
        clock = case.received.astimezone(moment.policy.zone).time()
        received = datetime.combine(decision.day, clock, moment.policy.zone)
        moved = from_receipt(case, received)
    else:
        moved = set_by(event, case, was, decision.day, moment)
    sets = tuple(ask for deadline in moved if (ask := again(case, deadline, moment)))
    told_before = any(tell.to == PERSON for tell in event.tells)
    return proposal.model_copy(
        update={
            "facts": {
                "event": event.seq,
                "recorded": event.kind,
                "field": name,
                "was": was.isoformat(),
                "is": decision.day.isoformat(),
            },
            "happened_on": decision.day if event.kind == OPENED and name == "happened_on" else None,
            "received": received,
            "sets": sets,
            "promises": tuple(promised_for(decision.day, case, was, {ask.name for ask in sets})),
            "terms": terms_of(event, case, was, decision.day),
            "tells": (Tell(notice="corrected"),) if told_before or (sets and knows) else (),
        }
    )


def _meant(decision: Correct, days: Mapping[str, date], event: Event, clause: str | None) -> tuple[str, date]:
    """Return the name of the day that is corrected, and the day that counts until now."""
    there = ", ".join(days)
    if not days:
        raise Invalid(
            f"event {event.seq}, {event.kind!r}, has no day that staff recorded",
            where="event",
            clause=clause,
        )
    if decision.field is None and len(days) > 1:
        raise Invalid(f"event {event.seq} has several days; name one: {there}", where="field", clause=clause)
    name: str = decision.field or next(iter(days.keys()))
    if name not in days:
        raise Invalid(f"event {event.seq} has no {name}; it has: {there}", where="field", clause=clause)
    return name, days[name]


def _require_possible(
    name: str, day: date, mistaken: Mistaken, case: Case, moment: Moment, clause: str | None
) -> None:
    """Refuse a day that could not have been recorded with the event, as the case was then."""
    event, before = mistaken.event, mistaken.before
    then = Moment(policy=moment.policy, now=event.at)
    if event.kind == OPENED:
        _require_before(name, day, case, moment, then, clause)
    elif name in AGREED:
        then.coming_day(day, "day", clause)
    else:
        then.past_day(
            before, day, "day", clause, since=_answers(event, before), within=IN_TIME_OF.get(event.kind)
        )


def _require_before(
    name: str, day: date, case: Case, moment: Moment, then: Moment, clause: str | None
) -> None:
    """Refuse a receipt after the case was taken in, or one before what it is about happened."""
    received, why = moment.day_received(case), None
    if name == "happened_on" and day > received:
        why = f"it came in on {received:%-d %B %Y}, before that day"
    elif name == "received_on" and day > then.today:
        why = f"it was taken in on {then.today:%-d %B %Y}, before that day"
    elif name == "received_on" and case.happened_on and day < case.happened_on:
        why = f"what it is about happened on {case.happened_on:%-d %B %Y}, after that day"
    if why:
        raise Invalid(why, where="day", clause=clause)


def _answers(event: Event, before: Case) -> datetime | None:
    """Return when that was given (UTC) which an event is about: a promise, or the answer to the person."""
    number = event.facts.get("number")
    promise = before.commitment(number) if isinstance(number, int) else None
    if promise:
        return promise.made_at
    return before.since if {"accepted_on", "asked_on"} & event.facts.keys() else None

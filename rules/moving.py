"""What happens in any lifecycle when its working calendar changes: the dates that a closure moves move.

Each is reckoned again from its own start. What was missed stays missed, what was agreed stays agreed; what
is counted in calendar days or months stays too, but for its reminder and the end of its recording.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from rules.case import Case
from rules.decision import Decision
from rules.events import Proposal, Tell
from rules.lifecycle import Lifecycle
from rules.model import Day, Slug, day_of
from rules.moment import Moment
from rules.promises import Commitment, Deadline, ToReckon, rule_name
from rules.refusal import OutOfStage

KIND = "dates-moved"


class MoveDates(Decision):
    """A day does not count any more: the deadlines of a case that run over it are set anew."""

    name: ClassVar[str] = "move-dates"
    day: Day
    deadlines: tuple[Slug, ...]


def add_moving(lifecycle: Lifecycle) -> None:
    """Register what a change of the calendar brings about, at every stage but the end."""

    @lifecycle.consequence(MoveDates, at=lifecycle.open_stages)
    def move_dates(case: Case, decision: MoveDates, moment: Moment) -> Iterable[Proposal]:
        tells = (Tell(notice="dates-moved"),) if lifecycle.dates_told(case) else ()
        return (moved_by(case, decision, moment).model_copy(update={"tells": tells}),)

    lifecycle.kinds |= {KIND}


def moved_by(case: Case, decision: MoveDates, moment: Moment) -> Proposal:
    """Whatever is still open of what a change is to move, set anew.

    Raises:
        OutOfStage: all of it was met, missed or dropped meanwhile.

    """
    named = [deadline for deadline in case.deadlines if deadline.name in decision.deadlines]
    sets = tuple(ask for deadline in named if (ask := again(case, deadline, moment)))
    if not sets:
        raise OutOfStage(f"no date of {case.ref} that it would move is open any more")
    return Proposal(
        kind="dates-moved",
        clause=sets[0].clause,
        facts={"day": decision.day.isoformat(), "deadlines": ", ".join(ask.name for ask in sets)},
        sets=sets,
        promises=tuple(_undated(case, {deadline.name for deadline in named if not deadline.agreed})),
    )


def again(case: Case, deadline: Deadline, moment: Moment) -> ToReckon | None:
    """A deadline as it would be set now, from its own start; None where it stays as it is.

    A reminder that was sent is not sent again.
    """
    if deadline.missed or deadline.start is None:
        return None
    agreed = deadline.due_day if deadline.agreed else None
    until = deadline.due_at if deadline.agreed and deadline.until else None
    ask = moment.deadline(case, rule_name(deadline.name), deadline.start, agreed=agreed, until=until)
    reminder = ask.remind_before if deadline.remind_at else None
    return ask.model_copy(
        update={"name": deadline.name, "clause": deadline.clause, "remind_before": reminder}
    )


def runs_over(deadline: Deadline, day: date, moment: Moment) -> bool:
    """Return whether a deadline is still open, and a day lies between its start and the last of its days.

    Days are counted from the one after the start; hours, from the start itself.
    """
    over = deadline.lapse_at or deadline.due_at
    if deadline.missed or deadline.start is None or over <= moment.now:
        return False
    zone = moment.policy.zone
    started, last = day_of(deadline.start, zone), day_of(over - timedelta(microseconds=1), zone)
    return (started <= day if deadline.until else started < day) and day <= last


def times(deadline: Deadline) -> tuple[datetime | None, ...]:
    """Everything about a deadline that the calendar decides."""
    return (deadline.due_at, deadline.remind_at, deadline.lapse_at)


def _due(deadline: Deadline) -> tuple[date, time | None]:
    """Return what the person was told of it: its day, and its time where it has one."""
    return (deadline.due_day, deadline.until)


def only_what_moves(case: Case, proposal: Proposal, reckoned: Mapping[str, Deadline]) -> Proposal:
    """A proposal to move dates without those that stay where they are, told where a day itself moves.

    Args:
        case: The case before.
        proposal: What `moved_by` proposes.
        reckoned: Its deadlines, by name, as the calendar now has them.

    Raises:
        OutOfStage: nothing moves, perhaps because it was moved by another change already.

    """
    before = {deadline.name: deadline for deadline in case.deadlines}
    sets = tuple(ask for ask in proposal.sets if times(before[ask.name]) != times(reckoned[ask.name]))
    if not sets:
        raise OutOfStage(f"the dates of {case.ref} are where the calendar has them")
    days = {ask.name for ask in sets if _due(before[ask.name]) != _due(reckoned[ask.name])}
    return proposal.model_copy(
        update={
            "clause": sets[0].clause,
            "facts": proposal.facts | {"deadlines": ", ".join(ask.name for ask in sets)},
            "sets": sets,
            "promises": tuple(promise for promise in proposal.promises if promise.deadline in days),
            "tells": proposal.tells if days else (),
        }
    )


def _undated(case: Case, names: set[str]) -> Iterable[Commitment]:
    """Payments whose day is that of a deadline which is reckoned again."""
    for promise in case.owed:
        if promise.is_payment and promise.deadline in names:
            yield promise.model_copy(update={"by": None})

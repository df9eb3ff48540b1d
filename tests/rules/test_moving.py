"""What a change of the calendar moves in a case: what is still open and was counted over the day, alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from records.days import reckoned
from rules.bank_holidays import working_calendar
from rules.events import PERSON, Event
from rules.lifecycle import BY_ITSELF, ENGINE
from rules.moving import MoveDates, again, only_what_moves, runs_over, times
from rules.refusal import NotAuthorised, OutOfStage
from tests.papers import read_changed
from tests.rules.people import RUTH
from tests.rules.play import POPLAR, Play, day, local, told
from tests.rules.saying import ACCEPT, ASK, CONTACT, agree, money, remedy, response
from tests.rules.situations import SITUATIONS

BY_THE_HOUR = (
    ("within = { working_days = 2 }", 'within = { opening_hours = 7, of = "phone" }'),
    (
        "[directorates]",
        """[opening.phone]
title = "Telephone"
hours.monday = [{ from = 10:00:00, to = 16:00:00 }]
hours.tuesday = [{ from = 10:00:00, to = 16:00:00 }]
hours.wednesday = [{ from = 10:00:00, to = 13:00:00 }]
hours.thursday = [{ from = 10:00:00, to = 13:00:00 }, { from = 14:00:00, to = 18:00:00 }]

[directorates]""",
    ),
)
"""The policy with seven hours to contact somebody in, in which its telephone is answered."""
FLOOD = day("2026-06-02")
"""The day after complaints come in here: it counts for contact and response."""


def closed(play: Play, on: date) -> list[str]:
    """A day does not count any more: the deadlines that it moves, which a change would list."""
    play.calendar = working_calendar(play.policy, {on: "Flood"})
    return listed(play, on)


def listed(play: Play, on: date) -> list[str]:
    """The deadlines that run over a day and would be elsewhere by the calendar as it is."""
    moment = play._moment()
    found = []
    for deadline in play.case.deadlines:
        ask = again(play.case, deadline, moment) if runs_over(deadline, on, moment) else None
        if ask and times(reckoned(ask, play.policy, play.calendar, play.now)[0]) != times(deadline):
            found.append(deadline.name)
    return found


def moved(play: Play, on: date, *names: str) -> Event:
    """The dates of a case moved, as the casebook records it."""
    decision = MoveDates(day=on, deadlines=names)
    [proposal] = play.lifecycle.decide(play.case, decision, play._moment(BY_ITSELF))
    found = {ask.name: reckoned(ask, play.policy, play.calendar, play.now)[0] for ask in proposal.sets}
    [event] = play._record([only_what_moves(play.case, proposal, found)], ENGINE)
    return event


@pytest.mark.clause("PH-4.1c", "PH-4.1d")
def test_what_was_counted_over_the_day_moves_and_is_told() -> None:
    """Contact and response were counted over it: each is one working day later, and the person is told."""
    play = Play.opened()
    names = closed(play, FLOOD)
    assert names == ["contact", "response"]
    event = moved(play, FLOOD, *names)
    assert (play.due("contact"), play.due("response")) == ("2026-06-04", "2026-06-16")
    assert (event.kind, event.clause, event.actor) == ("dates-moved", "PH-4.1c", ENGINE)
    assert event.facts == {"day": "2026-06-02", "deadlines": "contact, response"}
    assert told(event) == {("dates-moved", PERSON)}
    assert play.past("contact").clause == "PH-4.1c"


def test_no_date_moves_twice() -> None:
    """What is where the calendar has it is not moved again, nor told again."""
    play = Play.opened()
    moved(play, FLOOD, *closed(play, FLOOD))
    assert listed(play, FLOOD) == []
    with pytest.raises(OutOfStage, match="where the calendar has them"):
        moved(play, FLOOD, "contact", "response")


def test_two_changes_are_told_once_where_one_event_moves_both() -> None:
    """The first reckons with the calendar as it is by then; for the second nothing is left."""
    play = Play.opened()
    play.calendar = working_calendar(play.policy, {FLOOD: "Flood", day("2026-06-03"): "Flood"})
    moved(play, FLOOD, "contact", "response")
    assert (play.due("contact"), play.due("response")) == ("2026-06-05", "2026-06-17")
    with pytest.raises(OutOfStage):
        moved(play, day("2026-06-03"), "contact", "response")


@pytest.mark.clause("PH-4.1d")
def test_an_agreed_day_stays() -> None:
    """What was agreed with the person is theirs, whatever the calendar becomes."""
    play = Play.opened()
    play.decide(CONTACT, agree("2026-06-20"))
    assert closed(play, FLOOD) == []
    with pytest.raises(OutOfStage):
        moved(play, FLOOD, "response")


def test_what_was_agreed_after_it_was_listed_stays() -> None:
    """A day that was agreed between the list and the move is not taken back."""
    play = Play.opened()
    assert closed(play, FLOOD) == ["contact", "response"]
    play.decide(agree("2026-06-15"))
    event = moved(play, FLOOD, "contact", "response")
    assert event.facts["deadlines"] == "contact"
    assert play.due("response") == "2026-06-15"


def test_what_was_missed_stays_missed() -> None:
    """A breach is not undone; what else is open moves."""
    play = Play.opened()
    play.past("contact")
    assert closed(play, FLOOD) == ["response"]
    moved(play, FLOOD, "contact", "response")
    assert play.case.overdue == (play.deadline("contact"),)
    assert play.due("contact") == "2026-06-03"


def test_nothing_is_left_to_move_where_all_was_missed_or_met() -> None:
    """What fell due or was done between the list and the move has one outcome."""
    play = Play.opened()
    play.decide(CONTACT)
    play.past("response")
    with pytest.raises(OutOfStage, match="open any more"):
        moved(play, FLOOD, "contact", "response")


@pytest.mark.parametrize(
    ("on", "why"),
    [
        ("2026-06-01", "the day it came in, which is not counted"),
        ("2026-05-29", "a day before"),
        ("2026-06-06", "a Saturday"),
        ("2026-06-16", "a day after all of it is over"),
    ],
)
def test_a_day_that_was_not_counted_moves_nothing(on: str, why: str) -> None:
    """Neither the day of receipt, nor a weekend, nor a day before or after."""
    assert closed(Play.opened(), day(on)) == [], why


@pytest.mark.clause("PH-4.1e")
def test_a_calendar_month_stays_and_what_hangs_on_working_days_moves_untold() -> None:
    """The last day stays; the reminder comes earlier, or the end of its recording later."""
    play = Play.opened()
    play.decide(CONTACT, ASK)
    before = play.deadline("information")
    assert before.remind_at is not None
    reminder = before.remind_at.date()
    names = closed(play, reminder)
    assert "information" in names
    event = moved(play, reminder, "information")
    assert play.deadline("information") == before.model_copy(update={"remind_at": local("2026-06-23 09:00")})
    assert event.facts["deadlines"] == "information"
    assert told(event) == set()


def test_a_reminder_that_was_sent_is_not_sent_again() -> None:
    """Once reminded, the person is not reminded of the same date anew."""
    play = Play.opened()
    play.decide(CONTACT, ASK, agree("2026-12-01"))
    play.on("2026-06-24 10:00")
    assert play.last.kind == "information-reminded"
    last = play.deadline("information")
    assert last.lapse_at
    closing = day("2026-07-02")
    assert closed(play, closing) == ["information"]
    moved(play, closing, "information")
    assert play.deadline("information").remind_at is None
    assert play.deadline("information").lapse_at == local("2026-07-04 00:00")


def test_a_payments_own_day_follows_its_deadline() -> None:
    """Where a policy counts payments in working days, what is promised says the day that it is due."""
    rule = POPLAR.matters["complaint"]
    contact = rule.deadlines["contact"].within
    paying = rule.deadlines["payment"].model_copy(update={"within": contact})
    matter = rule.model_copy(update={"deadlines": {**rule.deadlines, "payment": paying}})
    play = Play.opened(policy=POPLAR.model_copy(update={"matters": {"complaint": matter}}))
    play.decide(CONTACT, response(money=money()), ACCEPT)
    assert play.case.owed[0].day == day("2026-06-03")
    moved(play, FLOOD, *closed(play, FLOOD))
    assert play.due("payment-1") == "2026-06-04"
    assert play.case.owed[0].day == day("2026-06-04")


def test_a_promise_with_its_own_day_stays() -> None:
    """A commitment's day was named, and not counted; the time to accept was counted, and moves."""
    play = Play.opened()
    play.decide(CONTACT, response(remedy("2026-06-20")))
    moved(play, FLOOD, *closed(play, FLOOD))
    assert (play.due("commitment-1"), play.due("acceptance")) == ("2026-06-20", "2026-06-30")


def test_nobody_moves_dates_by_hand() -> None:
    """It follows from the calendar; no member of staff decides it, nor is it listed for them."""
    play = Play.opened()
    with pytest.raises(NotAuthorised):
        play.lifecycle.decide(play.case, MoveDates(day=FLOOD, deadlines=("contact",)), play._moment(RUTH))
    assert "move-dates" not in play.allowed()


@pytest.mark.parametrize("name", SITUATIONS)
def test_wherever_a_case_stands_the_next_day_moves_what_it_says(name: str) -> None:
    """In every situation what is listed moves once, nothing earlier, and all else stays as it was."""
    play = SITUATIONS[name]()
    stood = play.case
    before = {deadline.name: deadline for deadline in stood.deadlines}
    on = day("2026-06-08")
    names = closed(play, on)
    if not names:
        return
    moved(play, on, *names)
    for deadline in play.case.deadlines:
        was = before[deadline.name]
        assert deadline.due_at >= was.due_at
        assert (times(deadline) != times(was)) == (deadline.name in names)
    rest = {"seq", "deadlines", "happened", "commitments"}
    assert play.case.model_dump(exclude=rest) == stood.model_dump(exclude=rest)


@pytest.mark.parametrize(
    ("closed_on", "becomes"),
    [
        pytest.param("2026-11-30", ("2026-12-02", "11:00"), id="the day of the start, half an hour of it"),
        pytest.param("2026-12-01", ("2026-12-03", "14:30"), id="a day between"),
        pytest.param("2026-12-02", ("2026-12-03", "10:30"), id="the day itself"),
        pytest.param("2026-12-03", None, id="a day after"),
        pytest.param("2026-11-29", None, id="a day before"),
    ],
)
def test_what_is_counted_in_hours_moves_with_the_hours(
    closed_on: str, becomes: tuple[str, str] | None, tmp_path: Path
) -> None:
    """It moves also within its day, and for a closure of the day on which it began; both are told."""
    play = Play.opened("2026-11-30 15:30", policy=read_changed(tmp_path, "poplar_harca", *BY_THE_HOUR))
    assert play.deadline("contact").when == "Wed 2 Dec 2026 10:30"
    if becomes is None:
        assert "contact" not in closed(play, day(closed_on))
        return
    names = closed(play, day(closed_on))
    event = moved(play, day(closed_on), *names)
    contact = play.deadline("contact")
    assert (str(contact.due_day), f"{contact.until:%H:%M}") == becomes
    assert told(event) == {("dates-moved", PERSON)}
    with pytest.raises(OutOfStage, match="are where the calendar has them"):
        moved(play, day(closed_on), *names)

"""Section 4.1: the matter is closed when information asked for has not come within one calendar month."""

from __future__ import annotations

from datetime import date

import pytest

from rules.clientwork.information import ReceiveInformation
from rules.events import PERSON
from rules.refusal import Invalid, OutOfStage
from tests.rules.play import Play, day, local, told
from tests.rules.saying import ARRIVED, ASK, CONTACT, agree, response


def asked(at: str) -> Play:
    """A complaint received that morning, on which information was asked for at noon."""
    play = Play.opened(f"{at} 09:00")
    play.decide(CONTACT)
    play.on(f"{at} 12:00")
    play.decide(ASK)
    return play


@pytest.mark.clause("PH-4.1e")
def test_asking_tells_the_person_and_waits_a_calendar_month() -> None:
    """The wait runs from the day of asking, under its clause."""
    play = asked("2026-06-01")
    assert (play.last.kind, play.last.clause) == ("information-asked", "PH-4.1e")
    assert told(play.last) == {("information-request", PERSON)}
    assert (play.due("information"), play.deadline("information").clause) == ("2026-07-01", "PH-4.1e")


@pytest.mark.clause("PH-4.1e")
@pytest.mark.parametrize(
    ("on", "due"),
    [
        ("2026-06-01", "2026-07-01"),
        ("2026-05-06", "2026-06-06"),
        ("2027-01-29", "2027-02-28"),
        ("2028-01-31", "2028-02-29"),
    ],
)
def test_closed_when_nothing_has_come_in_a_month(on: str, due: str) -> None:
    """At the midnight after the month's last day the case is closed, the person told, nothing left owed."""
    play = asked(on)
    play.decide(agree("2028-12-01"))
    assert play.due("information") == due
    event = play.past("information")
    assert (event.kind, event.clause, event.actor) == ("closed", "PH-4.1e", "redress")
    assert event.facts == {"outcome": "no-information", "how": "no-information"}
    assert told(event) == {("closure", PERSON)}
    assert (play.case.stage, play.case.outcome, play.case.deadlines) == ("closed", "no-information", ())


@pytest.mark.clause("PH-4.1e")
def test_reminded_once_a_week_before() -> None:
    """The person is reminded on a working day at nine, and the wait goes on unchanged."""
    play = asked("2026-06-01")
    before = play.deadline("information")
    play.decide(agree("2026-08-31"))
    play.until(local("2026-06-24 08:59"))
    assert play.last.kind == "timescale-agreed"
    play.on("2026-06-24 09:00")
    assert (play.last.kind, play.last.clause, play.last.at) == (
        "information-reminded",
        "PH-4.1e",
        local("2026-06-24 09:00"),
    )
    assert told(play.last) == {("information-reminder", PERSON)}
    assert play.deadline("information") == before.model_copy(update={"remind_at": None})
    play.on("2026-07-01 23:59")
    assert play.kinds.count("information-reminded") == 1


def test_no_reminder_where_it_would_have_been_before_asking() -> None:
    """Closed from the day of asking until a week before the end: the wait goes on without a reminder."""
    closures = {date(2026, 6, number): "Flood" for number in range(1, 25)}
    play = Play.opened("2026-06-01 09:00", closures=closures)
    play.decide(ASK)
    assert (play.due("information"), play.deadline("information").remind_at) == ("2026-07-01", None)
    del closures[date(2026, 6, 24)]
    reminded = Play.opened("2026-06-01 09:00", closures=closures)
    reminded.decide(ASK)
    assert reminded.deadline("information").remind_at == local("2026-06-24 09:00")


def test_the_person_is_reminded_of_the_wait_for_information_alone() -> None:
    """Nobody outside is reminded of what the organisation owes."""
    play = asked("2026-06-01")
    play.on("2026-12-01 12:00")
    reminded = [event for event in play.events if event.reminds]
    assert {event.reminds: told(event) for event in reminded} == {
        "response": set(),
        "information": {("information-reminder", PERSON)},
    }


@pytest.mark.clause("PH-4.1e")
def test_what_arrives_on_the_last_day_is_in_time() -> None:
    """At 23:59 on the due day it is in time, and nothing is closed at midnight."""
    play = asked("2026-06-01")
    play.decide(agree("2026-08-31"))
    play.on("2026-07-01 23:59")
    (event,) = play.decide(ARRIVED)
    assert (event.kind, event.clause) == ("information-received", "PH-4.1e")
    assert event.facts == {"received_on": "2026-07-01"}
    play.on("2026-08-31 12:00")
    assert play.case.stage == "resolve"
    assert play.due("information") is None


@pytest.mark.clause("PH-4.1e")
def test_what_arrived_on_the_last_day_can_be_recorded_on_the_next_working_day() -> None:
    """The last day is a Saturday; on Monday it is still open to record what came on it."""
    play = asked("2026-05-13")
    play.decide(agree("2026-08-31"))
    assert play.due("information") == "2026-06-13"
    play.on("2026-06-15 16:00")
    (event,) = play.decide(ReceiveInformation(received_on=date(2026, 6, 13)))
    assert event.facts == {"received_on": "2026-06-13"}
    assert play.case.stage == "resolve"


@pytest.mark.clause("PH-4.1e")
def test_what_arrives_the_day_after_is_too_late() -> None:
    """It is refused while the case is open still, and after the case has closed at the next midnight."""
    play = asked("2026-06-01")
    play.decide(agree("2026-08-31"))
    play.on("2026-07-02 00:00")
    refusal = play.refused(ARRIVED)
    assert (refusal.code, refusal.clause) == ("invalid", "PH-4.1e")
    assert "1 July 2026" in refusal.detail
    play.on("2026-07-03 00:00")
    assert play.case.outcome == "no-information"
    assert isinstance(play.refused(ARRIVED), OutOfStage)


@pytest.mark.clause("PH-4.1d", "PH-4.1e")
def test_waiting_for_information_does_not_stop_the_response_clock() -> None:
    """The response stays due when it was, and is breached while the information is awaited."""
    play = asked("2026-06-01")
    assert play.due("response") == "2026-06-15"
    assert play.past("response").kind == "breached"
    assert play.due("information") == "2026-07-01"


def test_information_is_not_asked_for_twice_at_once() -> None:
    """While it is awaited asking again is refused; once it has come it can be asked for again, anew."""
    play = asked("2026-06-01")
    refusal = play.refused(ASK)
    assert isinstance(refusal, OutOfStage)
    assert (refusal.clause, refusal.detail) == (
        "PH-4.1e",
        "information was asked for already and is awaited",
    )
    play.on("2026-06-05 12:00")
    play.decide(ARRIVED)
    play.decide(ASK)
    assert play.due("information") == "2026-07-05"


def test_nothing_arrives_that_was_not_asked_for() -> None:
    """Arrival without asking is refused, and so is a second arrival."""
    play = Play.opened()
    refusal = play.refused(ARRIVED)
    assert isinstance(refusal, OutOfStage)
    assert (refusal.clause, refusal.detail) == ("PH-4.1e", "no information is awaited")
    play.decide(ASK)
    play.decide(ARRIVED)
    assert isinstance(play.refused(ARRIVED), OutOfStage)


@pytest.mark.parametrize("on", ["2026-06-03", "2026-05-31"])
def test_the_day_of_arrival_is_one_that_has_been(on: str) -> None:
    """Not to come, and not before receipt: refused by field and clause."""
    play = asked("2026-06-01")
    play.on("2026-06-02 12:00")
    refusal = play.refused(ReceiveInformation(received_on=day(on)))
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("received_on", "PH-4.1e")


def test_a_response_ends_the_wait() -> None:
    """Who can answer without the information does; nothing is closed for want of it later."""
    play = asked("2026-06-01")
    play.decide(response())
    assert play.due("information") is None

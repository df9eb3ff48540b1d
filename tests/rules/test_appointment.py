"""Appointments by the rules: booked, reminded of, moved, cancelled, kept or missed (WRC-7)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from rules.appointment.booked import about, sequence_of, slot_of
from rules.appointment.changing import CancelAppointment, MoveAppointment
from rules.appointment.life import APPOINTMENT
from rules.case import Case
from rules.clientwork.told_by_phone import TellByPhone
from rules.events import Tell
from rules.moving import MoveDates
from rules.refusal import ConflictOfInterest, Invalid, OutOfStage
from tests.rules.advice import CHECKED, by_check
from tests.rules.appointments import (
    CAME,
    CANCEL,
    DID_NOT_COME,
    NEXT_TUESDAY,
    SITUATIONS,
    THURSDAY,
    WE_CANCEL,
    booked,
    intake,
    move,
    received,
    slot,
    we_move,
)
from tests.rules.people import ANA, CLARA, LENA, staff
from tests.rules.play import CHARTER, Play, day, local, told
from tests.rules.situations import valid as valid_of

pytestmark = pytest.mark.clause("WRC-7")

PAPER = CHARTER.matters["appointment"].decisions


def test_booked_it_is_confirmed_and_its_adviser_has_it() -> None:
    """Its end is a deadline with a time; reminded of on the working day before, at nine."""
    play = booked()
    [event] = play.events
    assert (event.kind, event.clause, event.owner, event.stage) == ("opened", "WRC-7", ANA.id, "booked")
    assert told(event) == {("appointment-confirmed", "person")}
    deadline = play.deadline("appointment")
    assert (deadline.when, deadline.due_at) == (
        "Thu 4 Jun 2026 10:45",
        datetime(2026, 6, 4, 9, 45, tzinfo=UTC),
    )
    assert (deadline.agreed, deadline.remind_at) == (True, local("2026-06-03 09:00"))
    play.on("2026-06-03 09:00")
    assert (play.last.kind, told(play.last)) == ("appointment-reminded", {("appointment-reminder", "person")})
    play.on("2026-06-04 10:44")
    assert len(play.events) == 2


@pytest.mark.parametrize(
    ("booked_at", "starts", "reminder"),
    [
        ("2026-06-01 10:00", "2026-06-09 10:00", "2026-06-08 09:00"),  # Tuesday: on Monday
        ("2026-08-24 10:00", "2026-09-01 10:00", "2026-08-28 09:00"),  # Monday is a bank holiday: on Friday
        ("2026-12-21 10:00", "2026-12-29 10:00", "2026-12-24 09:00"),  # three days off between
        ("2026-06-03 08:59", THURSDAY, "2026-06-03 09:00"),  # booked the minute before
        ("2026-06-03 09:00", THURSDAY, None),  # the time for it is there, or over
        ("2026-06-04 09:30", THURSDAY, None),  # for today
    ],
)
def test_when_it_is_reminded_of(booked_at: str, starts: str, reminder: str | None) -> None:
    """On the working day before; not where that is over as it is booked."""
    play = booked(booked_at, starts=starts)
    assert play.deadline("appointment").remind_at == (local(reminder) if reminder else None)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("2026-03-26 10:00", "2026-03-26 10:45+00:00"),  # the Thursday before the clocks go forward
        ("2026-03-31 10:00", "2026-03-31 10:45+01:00"),
        ("2026-10-22 10:00", "2026-10-22 10:45+01:00"),  # and before they go back
        ("2026-10-27 10:00", "2026-10-27 10:45+00:00"),
    ],
)
def test_the_clocks_say_when_it_is(starts: str, ends: str) -> None:
    """In the weeks in which summer time begins and ends, the time agreed is the one on the wall."""
    play = booked("2026-01-05 10:00", starts=starts) if starts < "2026-04" else booked(starts=starts)
    deadline = play.deadline("appointment")
    assert (deadline.due_at, f"{deadline.until:%H:%M}") == (datetime.fromisoformat(ends), "10:45")
    assert deadline.remind_at
    assert deadline.remind_at.astimezone(play.policy.zone).hour == 9


@pytest.mark.parametrize(
    ("made_by", "by_phone"), [("phone", "said"), ("in-person", "said"), ("web", "tell"), ("email", "tell")]
)
def test_whoever_books_it_in_person_was_told(made_by: str, by_phone: str) -> None:
    """Nobody is called with what they heard as it was booked."""
    [event] = booked(made_by=made_by).events
    assert event.tells == (Tell(notice="appointment-confirmed", by_phone=by_phone),)


def test_over_it_waits_for_the_record_and_a_missing_one_is_a_breach() -> None:
    """From its end; by the end of the working day after, which is escalated to the leads; still owed."""
    play = booked()
    play.on("2026-06-04 10:45")
    assert (play.last.kind, play.case.stage) == ("appointment-over", "over")
    assert (play.due("attendance"), play.due("appointment")) == ("2026-06-05", None)
    play.on("2026-06-05 23:59")
    assert play.last.kind == "appointment-over"
    play.on("2026-06-06 00:00")
    assert (play.last.kind, told(play.last)) == ("breached", {("breach", "casework-lead")})
    play.decide(CAME, by=ANA)
    assert (play.case.stage, play.case.outcome, play.case.deadlines) == ("closed", "attended", ())


def test_attendance_and_a_missed_appointment() -> None:
    """On record from its begin on; whoever did not come is written to."""
    play = booked()
    refusal = play.refused(CAME, by=ANA)
    assert isinstance(refusal, OutOfStage)
    assert (
        refusal.detail
        == "it begins on Thu 4 Jun 2026 10:00; whether the person came is recorded from then on"
    )
    play.on("2026-06-04 10:00")
    other = play.copy()
    [event] = play.decide(CAME, by=ANA)
    assert (event.facts, event.outcome, event.tells) == ({"came": True}, "attended", ())
    [event] = other.decide(DID_NOT_COME, by=ANA)
    assert (event.outcome, told(event)) == ("missed", {("appointment-missed", "person")})
    assert not event.frees


def test_moved_it_takes_another_time_and_another_adviser_has_it() -> None:
    """Its reminder goes with it; calendars get a higher number."""
    play = booked()
    [event] = play.decide(move(adviser=LENA.id, minutes=30), by=ANA)
    assert event.books == slot(NEXT_TUESDAY, adviser=LENA.id, minutes=30)
    assert (event.owner, event.clause, told(event)) == (LENA.id, "WRC-7", {("appointment-moved", "person")})
    assert event.facts == {"asked_by": "person", "told_on": "2026-06-01", "late": False}
    assert slot_of(play.case) == event.books
    assert play.deadline("appointment").when == "Tue 9 Jun 2026 15:00"
    assert play.deadline("appointment").remind_at == local("2026-06-08 09:00")
    play.on("2026-06-04 11:00")
    assert play.case.stage == "booked"
    play.decide(we_move("2026-06-11 14:30"), by=LENA)
    assert (sequence_of(play.case), slot_of(play.case).minutes, play.case.owner) == (2, 30, LENA.id)


@pytest.mark.parametrize(
    ("told_on", "late"), [("2026-06-02", False), ("2026-06-03", False), ("2026-06-04", True)]
)
@pytest.mark.parametrize("decision", [CANCEL, WE_CANCEL, move(), we_move()])
def test_notice_is_late_on_the_day_itself(
    decision: CancelAppointment | MoveAppointment, told_on: str, late: bool
) -> None:
    """Counted in local days from the day on which it was said, whichever side it was."""
    play = booked()
    play.on("2026-06-04 09:30")
    [event] = play.decide(decision.model_copy(update={"told_on": day(told_on)}), by=ANA)
    assert (event.facts["told_on"], event.facts["late"]) == (told_on, late)


def test_notice_of_one_that_was_moved_counts_for_its_new_day() -> None:
    """And of its last minute before midnight, local time."""
    play = booked()
    play.decide(move(), by=ANA)
    play.on("2026-06-08 23:59")
    [event] = play.decide(CANCEL, by=ANA)
    assert (event.facts["told_on"], event.facts["late"]) == ("2026-06-08", False)


@pytest.mark.parametrize(
    ("decision", "outcome", "by"),
    [(CANCEL, "cancelled-by-person", "person"), (WE_CANCEL, "cancelled-by-us", "us")],
)
def test_cancelled_its_time_is_free_and_nothing_is_due(
    decision: CancelAppointment, outcome: str, by: str
) -> None:
    """By either side."""
    play = booked()
    [event] = play.decide(decision, by=ANA)
    assert (event.outcome, event.facts["by"], event.frees) == (outcome, by, True)
    assert told(event) == {("appointment-cancelled", "person")}
    assert (play.case.stage, play.case.deadlines, sequence_of(play.case)) == ("closed", (), 1)


def test_what_was_cancelled_before_can_be_recorded_after_it() -> None:
    """Somebody who had called is no no-show; but we cannot cancel what has begun, nor be told after it."""
    play = booked()
    play.on("2026-06-05 10:00")
    assert isinstance(play.refused(WE_CANCEL, by=ANA), OutOfStage)
    refusal = play.refused(CANCEL, by=ANA)
    assert (refusal.where, type(refusal)) == ("told_on", Invalid)
    [event] = play.decide(CANCEL.model_copy(update={"told_on": day("2026-06-04")}), by=ANA)
    assert (event.outcome, event.facts["late"]) == ("cancelled-by-person", True)


def test_what_has_begun_is_not_moved() -> None:
    """Another is booked."""
    play = booked()
    play.on("2026-06-04 10:00")
    refusal = play.refused(move(), by=ANA)
    assert isinstance(refusal, OutOfStage)
    assert "it began on Thu 4 Jun 2026 10:00" in refusal.detail


@pytest.mark.parametrize(
    ("decision", "where"),
    [
        (move(THURSDAY), "starts"),
        (we_move(reasons=None), "reasons"),
        (CancelAppointment(by="us"), "reasons"),
        (move(told_on="2026-06-02"), "told_on"),
        (CANCEL.model_copy(update={"told_on": day("2026-05-31")}), "told_on"),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    decision: MoveAppointment | CancelAppointment, where: str
) -> None:
    """The time that it has; nothing that says why, where it is us; a day to come, or before it was booked."""
    refusal = booked().refused(decision, by=ANA)
    assert (type(refusal), refusal.where, refusal.clause) == (Invalid, where, "WRC-7")


def test_an_adviser_with_a_conflict_of_interest_is_not_booked() -> None:
    """Where a policy has conflicts declared about appointments."""
    play = booked()
    play.case = play.case.model_copy(update={"conflicted": (LENA.id,)})
    refusal = play.refused(move(adviser=LENA.id), by=ANA)
    assert (type(refusal), refusal.where) == (ConflictOfInterest, "adviser")


@pytest.mark.clause("WRC-10")
def test_a_closure_moves_its_reminder_and_not_the_appointment() -> None:
    """What was agreed stays agreed."""
    play = booked(starts="2026-06-09 10:00")
    before = play.deadline("appointment")
    other = booked(starts="2026-06-09 10:00", closures={day("2026-06-08"): "moving house"})
    other.case = play.case
    [event] = other.follows(MoveDates(day=day("2026-06-08"), deadlines=("appointment",)))
    assert event.tells == ()
    [deadline] = event.deadlines
    assert deadline == before.model_copy(update={"remind_at": local("2026-06-05 09:00")})


def test_it_can_be_about_a_case() -> None:
    """Of which its terms have the reference, and nothing more."""
    case = received(person=None, case="WRC-2026-000007")
    assert about(case) == "WRC-2026-000007"
    assert about(received()) is None
    assert about(Case.model_validate(case.model_dump() | {"terms": {"case": "WRC-2026-000007"}})) is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"person": None}, "give either the person who comes, or the case that it is about"),
        ({"case": "WRC-2026-000007"}, "give either the person who comes, or the case that it is about"),
        ({"person": None, "case": "WRC-2026-000007", "needs": ["interpreter"]}, "needs: the case has"),
        ({"starts": "2026-06-04T10:00:00"}, "say how far the clocks are from UTC"),
        ({"starts": "2026-06-04"}, "say how far the clocks are from UTC"),
        ({"starts": 1780563600}, "is not a moment; write it with its time and offset"),
        ({"starts": "9999-12-31T23:00:00+00:00"}, "there is no such time between 1900 and 9998"),
        ({"starts": "0001-01-01T00:00:00+00:00"}, "there is no such time between 1900 and 9998"),
        ({"minutes": 0}, "greater than or equal to 1"),
        ({"minutes": 1441}, "less than or equal to 1440"),
    ],
)
def test_an_intake_that_makes_no_sense(fields: dict[str, Any], said: str) -> None:
    """Refused before anything looks into the diary."""
    with pytest.raises(ValueError, match=said):
        intake(**fields)


def test_the_reminder_is_told_by_telephone_to_whoever_is_known() -> None:
    """Where nothing but the telephone reaches the person."""
    play = booked(starts="2026-06-09 10:00")
    play.on("2026-06-08 09:00")
    told_it = TellByPhone(event=play.last.seq)
    play.decide(CHECKED, by=ANA)
    [event] = play.decide(by_check(told_it)(play.case), by=ANA)
    assert (event.kind, event.reads_out) == ("told-by-phone", 2)


ACTORS = [
    ANA,
    LENA,
    CLARA,
    staff("no.body"),
    staff("lapsed", "casework-lead", trained_until=day("2020-01-01")),
]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_is_listed_as_allowed_is_what_is_allowed(situation: str) -> None:
    """In each situation, for each person: what is listed as open is taken, what as closed refused alike."""
    for actor in ACTORS:
        listed = SITUATIONS[situation]().allowed(actor)
        assert listed.keys() == PAPER.keys()
        for name in listed:
            play = SITUATIONS[situation]()
            refusal = play.attempt(_in_time(name, play), by=actor)
            assert (refusal.facts() if refusal else None) == listed[name].refusal, (name, actor.id)


def _in_time(name: str, play: Play) -> Any:
    decision: Any = valid_of(name, play.case)
    if isinstance(decision, CancelAppointment) and play.now > local(THURSDAY):
        decision = decision.model_copy(update={"told_on": day("2026-06-03")})
    return decision


def test_nobody_hands_one_over_but_by_moving_it() -> None:
    """Else somebody would have it who is not booked."""
    assert "reassign" not in APPOINTMENT.decisions

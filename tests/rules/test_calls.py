"""Calls on paper: missed, tried in vain, returned, resolved or with next steps, given up (WRC-11)."""

from __future__ import annotations

from typing import Any

import pytest

from rules.clientwork.missed_calls import LogMissedCall
from rules.clientwork.told_by_phone import TellByPhone
from rules.events import OWNER, PERSON, Tell
from rules.refusal import ConflictOfInterest, Invalid, OutOfStage
from tests.rules.advice import (
    ADVISE,
    CALLED,
    GIVEN,
    MISSED,
    STOP,
    TOLD,
    TRIED,
    advice,
    call_steps,
    intake,
    steps,
)
from tests.rules.people import ANA, LENA, MARTIN
from tests.rules.play import Play, local, told, work_of

MAUNDY_THURSDAY = "2027-03-25 17:30"
CALLING = [Tell(notice="call-missed", by_phone="skip"), Tell(notice="call-to-return", to=OWNER)]


def missed_call(at: str = MAUNDY_THURSDAY, **fields: Any) -> Play:
    """A call that nobody answered at a local time, and that came in as an enquiry."""
    return advice(at, consent=GIVEN, **MISSED | fields)


def callback(play: Play) -> str:
    """Return the local time at which the call is to be returned."""
    return play.deadline("callback").when


@pytest.mark.clause("WRC-11")
@pytest.mark.parametrize("call", ["answerphone", "missed"])
def test_a_missed_call_is_to_be_returned_and_nothing_else_is_due(call: str) -> None:
    """Seven hours in which the telephone is answered, over Easter; whoever has the case hears of it."""
    play = missed_call(call=call)
    event = next(event for event in play.events if event.kind == "call-missed")
    assert (event.clause, event.facts, list(event.tells)) == ("WRC-11", {"call": call}, CALLING)
    assert (callback(play), play.due("first-response")) == ("Wed 31 Mar 2027 10:30", None)
    assert told(play.events[0]) == set()


@pytest.mark.clause("WRC-11")
def test_it_is_missed_at_the_minute_escalated_and_still_owed() -> None:
    """The breach comes at the time of the day, and says it."""
    play = missed_call()
    event = play.past("callback")
    assert (event.kind, event.at) == ("breached", local("2027-03-31 10:30"))
    assert event.facts == {"deadline": "callback", "due_day": "2027-03-31", "until": "10:30"}
    assert told(event) == {("breach", "casework-lead")}
    assert play.deadline("callback").missed
    play.decide(TOLD, by=ANA)
    assert (play.case.stage, play.case.deadlines) == ("closed", ())


@pytest.mark.clause("WRC-2", "WRC-11")
def test_what_is_resolved_at_the_first_contact_is_closed() -> None:
    """The answer, the options and the reasons were said, and go to the person in writing where they can."""
    play = missed_call()
    [event] = play.decide(TOLD, by=ANA)
    assert (event.kind, event.clause, event.outcome) == ("call-resolved", "WRC-11", "resolved")
    assert list(event.tells) == [Tell(notice="call-answer", by_phone="said")]
    assert (play.case.stage, play.case.owner, play.case.deadlines) == ("closed", ANA.id, ())


@pytest.mark.clause("WRC-11")
def test_a_call_that_was_answered_is_resolved_or_answered_in_writing_in_time() -> None:
    """The caller is owed what others are owed who ask, until it is recorded what they were told."""
    play = advice(made_by="phone", call="answered", consent=GIVEN)
    assert (play.due("first-response"), play.due("callback")) == ("2026-06-04", None)
    assert list(play.events[0].tells) == [Tell(notice="advice-received", by_phone="said")]
    play.decide(TOLD, by=ANA)
    assert play.case.outcome == "resolved"


@pytest.mark.clause("WRC-11")
def test_next_steps_name_who_advises_and_by_when() -> None:
    """The day agreed is kept as one is that was agreed by letter; whoever is named has the case."""
    play = missed_call()
    [event] = play.decide(call_steps("2027-04-09", LENA.id), by=ANA)
    assert (event.kind, event.owner, event.facts) == ("call-steps-set", LENA.id, {"advise_by": "2027-04-09"})
    assert event.tells[0] == Tell(notice="call-next-steps", by_phone="said")
    assert work_of(event) == {"case-assigned": (LENA.id,)}
    assert (play.case.stage, play.due("callback"), play.due("advice")) == ("advising", None, "2027-04-09")
    breach = play.past("advice")
    assert (breach.kind, told(breach)) == ("breached", {("breach", "casework-lead")})


@pytest.mark.clause("WRC-11")
def test_a_try_in_vain_begins_the_time_anew_and_is_counted() -> None:
    """It is no breach: the call was returned. After three, staff may stop, and the case ends with it."""
    play = missed_call("2026-11-30 15:30")
    for at, due, number in (
        ("2026-12-01 11:00", "Wed 2 Dec 2026 12:00", 1),
        ("2026-12-02 11:30", "Thu 3 Dec 2026 16:30", 2),
    ):
        refusal = play.refused(STOP, by=ANA)
        assert (refusal.code, refusal.clause) == ("out-of-stage", "WRC-11")
        assert f"called back {number - 1} of 3 times; try again" in refusal.detail
        play.on(at)
        [event] = play.decide(TRIED, by=ANA)
        assert (event.kind, event.facts, event.tells) == ("call-tried", {"message": True}, ())
        assert (callback(play), play.case.terms["call_tries"]) == (due, number)
    play.on("2026-12-03 12:00")
    play.decide(TRIED.model_copy(update={"message": None}), by=ANA)
    assert play.last.facts == {"message": False}
    [event] = play.decide(STOP, by=LENA)
    assert (event.kind, event.outcome, event.facts) == (
        "calling-stopped",
        "not-reached",
        {"tries": 3, "outcome": "not-reached"},
    )
    assert list(event.tells) == [Tell(notice="call-not-reached", by_phone="skip")]
    assert (play.case.stage, play.case.deadlines) == ("closed", ())
    assert "breached" not in play.kinds


@pytest.mark.clause("WRC-11")
def test_a_try_after_the_time_was_missed_is_due_anew() -> None:
    """The breach stays; what is owed now has a time again."""
    play = missed_call("2026-11-30 15:30")
    play.past("callback")
    play.decide(TRIED, by=ANA)
    assert (callback(play), play.deadline("callback").missed) == ("Thu 3 Dec 2026 15:30", False)
    assert play.kinds.count("breached") == 1


@pytest.mark.clause("WRC-11")
def test_a_call_about_a_case_is_returned_and_the_case_goes_on() -> None:
    """Resolved, the day of its advice stays; with next steps, they are called again by the day agreed."""
    play = advice("2026-06-01 10:00", consent=GIVEN)
    play.decide(steps("2026-07-03"), by=ANA)
    play.on("2026-06-02 15:30")
    [event] = play.decide(CALLED, by=LENA)
    assert (event.kind, event.facts, list(event.tells)) == ("call-missed", {"call": "answerphone"}, CALLING)
    assert callback(play) == "Thu 4 Jun 2026 14:30"
    [event] = play.copy().decide(TOLD, by=ANA)
    assert (event.stage, event.outcome, event.ends) == (None, None, ("callback",))
    [event] = play.decide(call_steps("2026-06-10"), by=ANA)
    assert (event.stage, play.case.stage, play.due("advice")) == (None, "advising", "2026-07-03")
    assert (play.due("callback"), play.deadline("callback").agreed) == ("2026-06-10", True)
    play.decide(TOLD, by=ANA)
    assert (play.due("callback"), play.due("advice")) == (None, "2026-07-03")


@pytest.mark.clause("WRC-11")
def test_a_written_enquiry_is_not_closed_by_a_call_about_it() -> None:
    """The enquiry is still to be answered in time, whatever was resolved on the telephone."""
    play = advice(consent=GIVEN)
    play.decide(TOLD, by=ANA)
    assert (play.case.stage, play.due("first-response")) == ("enquiry", "2026-06-04")
    assert play.last.ends == ()


def test_a_second_call_leaves_the_time_of_the_first() -> None:
    """Both are on record, and whoever is to call back hears of both."""
    play = missed_call("2026-11-30 15:30")
    play.on("2026-12-01 09:00")
    [event] = play.decide(LogMissedCall(call="missed"), by=ANA)
    assert (event.deadlines, list(event.tells)) == ((), CALLING)
    assert callback(play) == "Wed 2 Dec 2026 10:30"


def test_the_time_begins_when_they_called() -> None:
    """Staff who listen to the answerphone later say when that was."""
    play = advice("2026-11-27 10:00", consent=GIVEN)
    play.on("2026-12-01 09:00")
    play.decide(CALLED.model_copy(update={"called_at": local("2026-11-30 15:30")}), by=ANA)
    assert callback(play) == "Wed 2 Dec 2026 10:30"
    for other, says in (("2026-12-01 09:01", "still to come"), ("2026-11-27 09:59", "before the case")):
        refusal = play.refused(CALLED.model_copy(update={"called_at": local(other)}), by=ANA)
        assert (refusal.where, says in refusal.detail) == ("called_at", True)


def test_what_cannot_be_is_refused_by_field() -> None:
    """A message that nobody noted, a day that has passed, somebody with a conflict, nothing to return."""
    play = missed_call("2026-11-30 15:30")
    refusal = play.refused(LogMissedCall(call="answerphone"), by=ANA)
    assert (type(refusal), refusal.where) == (Invalid, "message")
    refusal = play.refused(call_steps("2026-11-29"), by=ANA)
    assert (type(refusal), refusal.where) == (Invalid, "advise_by")
    play.case = play.case.model_copy(update={"conflicted": (LENA.id,)})
    refusal = play.refused(call_steps("2026-12-11", LENA.id), by=ANA)
    assert (type(refusal), refusal.where) == (ConflictOfInterest, "owner")
    written = advice(consent=GIVEN)
    for decision in (TRIED, STOP):
        assert type(written.refused(decision, by=ANA)) is OutOfStage
    assert play.refused(TRIED, by=MARTIN).code == "not-authorised"


@pytest.mark.parametrize("decision", [TOLD, call_steps("2026-12-11")])
def test_needs_are_considered_before_the_enquiry_is_answered(decision: Any) -> None:
    """On the telephone as in writing; a call about a case that goes on decides nothing of it."""
    play = missed_call("2026-11-30 15:30", needs=("interpreter",))
    refusal = play.refused(decision, by=ANA)
    assert (refusal.code, "interpreter" in refusal.detail) == ("out-of-stage", True)
    assert play.allowed(by=ANA)[decision.name].refusal is not None
    written = advice("2026-11-30 15:30", needs=("interpreter",), consent=GIVEN)
    written.decide(TOLD, by=ANA)


@pytest.mark.clause("WRC-13")
def test_a_written_answer_ends_what_is_to_be_called_back() -> None:
    """An answer in writing makes the call needless; next steps by letter leave it to be returned."""
    play = missed_call("2026-11-30 15:30")
    other = play.copy()
    play.decide(ADVISE, by=ANA)
    assert play.case.deadlines == ()
    other.decide(steps("2026-12-11"), by=ANA)
    assert {deadline.name for deadline in other.case.deadlines} == {"callback", "advice"}


@pytest.mark.clause("WRC-11", "WRC-13")
def test_advice_that_was_given_on_the_telephone_needs_no_telling() -> None:
    """It is on record that it was, and goes to whoever can be written to all the same."""
    play = missed_call("2026-11-30 15:30")
    play.decide(call_steps("2026-12-11"), by=ANA)
    written = play.copy()
    [event] = play.decide(ADVISE.model_copy(update={"by_phone": True}), by=ANA)
    assert (event.facts, event.outcome) == ({"outcome": "advised", "by_phone": True}, "advised")
    assert list(event.tells) == [Tell(notice="advice-answer", by_phone="said")]
    [event] = written.decide(ADVISE, by=ANA)
    assert (event.facts, list(event.tells)) == ({"outcome": "advised"}, [Tell(notice="advice-answer")])


def test_what_was_told_by_telephone_names_an_event_that_is_there() -> None:
    """The recording looks up whether its notice waits to be told; the rules do not."""
    play = missed_call()
    refusal = play.refused(TellByPhone(event=99), by=ANA)
    assert (type(refusal), refusal.where) == (Invalid, "event")
    [event] = play.decide(TellByPhone(event=1), by=ANA)
    assert (event.kind, event.clause, event.facts, event.reads_out) == (
        "told-by-phone",
        "WRC-11",
        {"event": 1},
        1,
    )
    play.decide(TOLD, by=ANA)
    play.decide(TellByPhone(event=1), by=ANA)  # also once it has ended


@pytest.mark.parametrize(
    ("fields", "where", "says"),
    [
        ({"call": "missed"}, "made_by", "goes with made_by 'phone'"),
        ({"made_by": "phone", "call": "answered", "service": None}, "service", "employment-rights, euss"),
        ({"service": None}, "service", "employment-rights"),
    ],
)
def test_intakes_that_cannot_be(fields: dict[str, Any], where: str, says: str) -> None:
    """A call was made by telephone; only a missed one can leave open what it is about."""
    play = advice()
    with pytest.raises(Invalid) as refused:
        intake(**fields).check(play._moment())
    assert (refused.value.where, says in refused.value.detail) == (where, True)


def test_a_missed_call_can_leave_open_what_it_is_about() -> None:
    """A telephone system knows the number, and nothing else."""
    taken = intake(**MISSED | {"service": None, "call": "missed"})
    taken.check(advice()._moment())
    assert taken.terms(ANA.id)["call"] == "missed"


def test_nothing_is_due_that_was_due_before() -> None:
    """Enquiries in writing are what they were: no term, no deadline, no notice more."""
    play = advice(consent=GIVEN)
    assert "call" not in play.case.terms
    assert [deadline.name for deadline in play.case.deadlines] == ["first-response"]
    assert told(play.events[0]) == {("advice-received", PERSON)}
    assert play.deadline("first-response").until is None

"""Behaviour towards staff: recorded, answered by ending the contact, or by closing the case (WRC-9)."""

from __future__ import annotations

import pytest

from rules.clientwork.behaviour import RecordBehaviour
from rules.events import Tell
from rules.refusal import ConflictOfInterest, Invalid, NotAuthorised, OutOfStage, Unknown
from tests.rules.advice import ADVISE, CLOSE, ENDED, GIVEN, RUDE, advice, steps
from tests.rules.people import ANA, LENA, MARTIN
from tests.rules.play import Play, day
from tests.rules.saying import considered

pytestmark = pytest.mark.clause("WRC-9")

THREAT = RecordBehaviour(behaviours=("threatening",), what="He said that he knows where she lives.")


def enquiry(*needs: str) -> Play:
    """A written enquiry of Monday 1 June 2026, of somebody with some needs."""
    return advice(consent=GIVEN, needs=needs)


def test_it_is_recorded_and_the_leads_hear_of_it() -> None:
    """By its kinds; what happened is kept out of the engine, and the person is told nothing yet."""
    play = enquiry()
    [event] = play.decide(RUDE, by=ANA)
    assert (event.kind, event.clause) == ("behaviour-recorded", "WRC-9")
    assert event.facts == {"behaviours": "rude, abusive", "happened_on": "2026-06-01"}
    assert event.tells == (Tell(notice="behaviour-recorded", to="casework-lead"),)
    assert (event.stage, event.ends, event.deadlines) == (None, (), ())
    assert RUDE.without_words().what != RUDE.what
    play.decide(THREAT, by=ANA)
    assert play.case.terms["behaviours"] == ("rude", "abusive", "threatening")


@pytest.mark.parametrize(
    ("decision", "where", "kind"),
    [
        (RUDE.model_copy(update={"behaviours": ("rude", "loud")}), "behaviours", Unknown),
        (RUDE.model_copy(update={"happened_on": day("2026-06-02")}), "happened_on", Invalid),
        (RUDE.model_copy(update={"happened_on": day("2026-05-31")}), "happened_on", Invalid),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    decision: RecordBehaviour, where: str, kind: type[Exception]
) -> None:
    """A kind that the policy does not have, with those it has; a day to come, or before receipt."""
    refusal = enquiry().refused(decision, by=ANA)
    assert (type(refusal), refusal.where, refusal.clause) == (kind, where, "WRC-9")


def test_a_contact_is_ended_for_what_was_recorded_and_the_case_goes_on() -> None:
    """Once for each; the person is written to, and every promise stays."""
    play = enquiry()
    assert isinstance(play.refused(ENDED, by=ANA), OutOfStage)
    play.decide(RUDE, by=ANA)
    before = play.case.deadlines
    [event] = play.decide(ENDED, by=ANA)
    assert (event.kind, event.facts) == ("contact-ended", {"contact": "call", "ended_on": "2026-06-01"})
    assert (event.tells, play.case.deadlines) == ((Tell(notice="contact-ended"),), before)
    refusal = play.refused(ENDED, by=LENA)
    assert (type(refusal), "'record-behaviour'" in refusal.detail) == (OutOfStage, True)
    play.decide(THREAT, ENDED, by=LENA)


def test_it_is_closed_by_another_of_rank() -> None:
    """Neither by whoever recorded it, nor by whoever ended a contact for it, nor by an adviser."""
    play = enquiry()
    assert isinstance(play.refused(CLOSE, by=LENA), OutOfStage), "nothing is on record"
    play.decide(RUDE, by=ANA)
    assert isinstance(play.refused(CLOSE, by=ANA), NotAuthorised)
    ended = play.copy()
    ended.decide(ENDED, by=LENA)
    refusal = ended.refused(CLOSE, by=LENA)
    assert (type(refusal), refusal.where, refusal.clause) == (ConflictOfInterest, "actor", "WRC-9")
    listed = ended.allowed(by=LENA)["close-for-behaviour"]
    assert listed.refusal is not None
    assert listed.refusal.code == "conflict-of-interest"
    ended.decide(CLOSE, by=MARTIN)
    recorded = enquiry()
    recorded.decide(RUDE, by=LENA)
    assert isinstance(recorded.refused(CLOSE, by=LENA), ConflictOfInterest)
    [event] = play.decide(CLOSE, by=LENA)
    assert (event.kind, event.clause) == ("closed-for-behaviour", "WRC-9")
    assert (event.stage, event.outcome) == ("closed", "closed-for-behaviour")
    assert event.tells == (Tell(notice="closed-for-behaviour"),)
    assert play.case.owner == LENA.id, "whom the letter names"
    assert (play.case.deadlines, play.case.finished) == ((), True)


def test_needs_are_considered_before_it_is_closed() -> None:
    """The behaviour may come of them; a contact can be ended all the same."""
    play = enquiry("interpreter")
    play.decide(RUDE, ENDED, by=ANA)
    refusal = play.refused(CLOSE, by=LENA)
    assert (type(refusal), "interpreter" in refusal.detail) == (OutOfStage, True)
    play.decide(considered("interpreter"), by=ANA)
    play.decide(CLOSE, by=LENA)


def test_the_person_is_told_what_was_considered_and_why() -> None:
    """Neither can be left out."""
    for field in ("considered", "reasons"):
        with pytest.raises(ValueError, match=field):
            type(CLOSE).model_validate(CLOSE.model_dump() | {field: ""})


def test_it_is_closed_while_advice_is_promised_too() -> None:
    """Nothing is owed any more then, and nothing falls due."""
    play = enquiry()
    play.decide(steps("2026-07-03"), RUDE, by=ANA)
    play.decide(CLOSE, by=MARTIN)
    play.on("2026-08-01 10:00")
    assert play.last.kind == "closed-for-behaviour"


def test_what_happens_after_the_end_is_recorded_and_closes_nothing() -> None:
    """Somebody can be abusive on the telephone about advice that they had."""
    play = enquiry()
    play.decide(ADVISE, RUDE, ENDED, by=ANA)
    refusal = play.refused(CLOSE, by=LENA)
    assert (type(refusal), play.case.outcome) == (OutOfStage, "advised")

"""Feedback under the charter: to senior management, investigated, and answered in full (WRC-19)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from rules.clientwork.grounds import Refuse
from rules.complaint.afterwards import RecordLearning
from rules.complaint.response import Respond
from rules.refusal import ConflictOfInterest, NotAuthorised, OutOfStage, TrainingLapsed, Unknown
from tests.rules.people import ANA, CLARA, LENA, MARTIN, staff
from tests.rules.play import CHARTER, Play, day, told
from tests.rules.saying import ACCEPT, ASK, CONTACT, WITHDRAW, conflict, considered, kept, remedy, response

pytestmark = pytest.mark.clause("WRC-19")
FEEDBACK = CHARTER.matters["feedback"]
EVERYBODY = staff("all.roles", *CHARTER.roles)
RUTA = staff("ruta.kalnina", "senior-manager", directorate="casework")


def opened(**facts: Any) -> Play:
    """Feedback that came in on Monday 1 June 2026."""
    play = Play.opened(policy=CHARTER, **facts)
    play.directory = {who.id: who for who in (ANA, LENA, MARTIN, RUTA, CLARA)}
    return play


def test_senior_management_hears_of_it_as_it_comes_in() -> None:
    """The person is told the dates, and the managers' mailbox that there is something to see to."""
    play = opened()
    assert told(play.last) == {("acknowledgement", "person"), ("received", "senior-manager")}
    assert CHARTER.roles["senior-manager"].mailbox
    assert (play.due("contact"), play.due("response")) == ("2026-06-04", "2026-06-29")
    assert (play.case.matter, play.case.ref[:4], play.last.clause) == ("feedback", "WRC-", "WRC-19")


def test_a_manager_answers_and_nobody_else() -> None:
    """Leads look into it; the response is senior management's. Advisers do neither."""
    play = opened()
    assert isinstance(play.refused(CONTACT, by=ANA), NotAuthorised)
    play.decide(CONTACT, by=LENA)
    for other in (ANA, LENA, CLARA):
        assert isinstance(play.refused(response(), by=other), NotAuthorised)
    (answered,) = play.decide(response(), by=MARTIN)
    assert (answered.kind, answered.clause) == ("responded", "WRC-19")


def test_nothing_ends_it_but_an_answer_or_the_person() -> None:
    """There is no ground to refuse it on, and nothing is asked for whose absence would close it."""
    play = opened()
    known = Refuse(ground="legal-proceedings", particulars="At the tribunal.")
    for never in (known, ASK):
        assert isinstance(play.refused(never, by=EVERYBODY), Unknown)
    assert FEEDBACK.grounds == {}
    assert not {"refuse", "ask-for-information", "decide-representations"} & FEEDBACK.decisions.keys()
    withdrawn = opened()
    withdrawn.decide(WITHDRAW, by=LENA)
    assert withdrawn.case.finished


@pytest.mark.parametrize("lacking", ["can_do", "cannot_do", "reasons"])
def test_a_response_is_full(lacking: str) -> None:
    """It says what can be done, what cannot, and why."""
    said = response().model_dump(mode="json")
    assert Respond.model_validate(said).outcome == said["outcome"]
    with pytest.raises(ValidationError, match=lacking):
        Respond.model_validate({name: text for name, text in said.items() if name != lacking})


@pytest.mark.clause("WRC-15")
def test_it_is_not_answered_before_the_person_was_heard() -> None:
    """Contact comes first: what happened, and what would put it right; and what they need is considered."""
    play = opened(needs=("interpreter",))
    assert isinstance(play.refused(response(), by=MARTIN), OutOfStage)
    play.decide(CONTACT, by=MARTIN)
    assert isinstance(play.refused(response(), by=MARTIN), OutOfStage)
    (adjusted,) = play.decide(considered("interpreter"), by=MARTIN)
    assert adjusted.clause == "WRC-15"
    play.decide(response(), by=MARTIN)


def test_what_is_missed_is_escalated_and_still_owed() -> None:
    """A missed contact to senior management, a missed response to the trustees; then it is answered."""
    play = opened()
    contact = play.past("contact")
    assert (contact.kind, told(contact)) == ("breached", {("breach", "senior-manager")})
    missed = play.past("response")
    assert (missed.kind, told(missed)) == ("breached", {("breach", "trustee")})
    assert {deadline.name for deadline in play.case.overdue} == {"contact", "response"}
    assert play.case.stage == "resolve"
    play.decide(CONTACT, response(), by=MARTIN)
    assert play.case.overdue == ()


def test_what_is_promised_is_kept_by_its_day() -> None:
    """A commitment has a date of its own; missed, it goes to senior management, and the case stays open."""
    play = opened()
    play.decide(CONTACT, by=MARTIN)
    promise = remedy("2026-06-19").model_copy(update={"owner": ANA.id})
    play.decide(response(promise), by=MARTIN)
    play.decide(ACCEPT, by=MARTIN)
    assert play.case.stage == "remedy"
    assert told(play.past("commitment-1")) == {("breach", "senior-manager")}
    play.decide(kept(1), by=LENA)
    assert play.case.finished


def test_silence_lets_the_answer_stand() -> None:
    """Ten working days, and one more in which what came on the last can be recorded."""
    play = opened()
    play.decide(CONTACT, response(), by=MARTIN)
    assert play.due("acceptance") == "2026-06-15"
    play.past("acceptance")
    assert play.kinds[-2:] == ["not-disputed", "closed"]
    assert play.now.astimezone(CHARTER.zone).date() == day("2026-06-17")


@pytest.mark.clause("WRC-21")
def test_whoever_declares_a_conflict_decides_no_more() -> None:
    """Another manager answers."""
    play = opened()
    play.decide(CONTACT, by=MARTIN)
    play.decide(conflict(), by=MARTIN)
    assert isinstance(play.refused(response(), by=MARTIN), ConflictOfInterest)
    play.decide(response(), by=RUTA)


@pytest.mark.clause("WRC-22")
def test_whoever_answers_is_trained() -> None:
    """The charter trains its team: whose training ran out decides nothing, by that clause."""
    lapsed = MARTIN.model_copy(update={"trained_until": day("2026-05-31")})
    refusal = opened().refused(CONTACT, by=lapsed)
    assert isinstance(refusal, TrainingLapsed)
    assert refusal.clause == "WRC-22"


@pytest.mark.clause("WRC-22")
def test_what_was_learnt_is_recorded_at_the_end() -> None:
    """Feedback shows where to improve."""
    play = opened()
    play.decide(CONTACT, response(), ACCEPT, by=MARTIN)
    (learnt,) = play.decide(RecordLearning(learning_point="Messages go into the case."), by=LENA)
    assert (learnt.kind, learnt.clause) == ("learning-recorded", "WRC-22")

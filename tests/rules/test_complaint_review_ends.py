"""Section 4.2: how a review ends, with a decision or without one, and that its decision is final."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rules.complaint.afterwards import LogRepresentation
from rules.events import PERSON
from rules.panel import PanelRule, Seat
from rules.refusal import Invalid, OutOfStage
from tests.rules.people import HELEN, LEILA, OMAR
from tests.rules.play import POPLAR, Play, told
from tests.rules.reviews import agreed, planned
from tests.rules.saying import (
    ACCEPT,
    ARRIVED,
    ASK,
    CONTACT,
    PLAN,
    WITHDRAW,
    agree,
    asked_for_review,
    declined,
    kept,
    panel,
    proposed,
    remedy,
    response,
    signed,
)


def test_a_day_that_passed_before_the_signature_is_not_promised() -> None:
    """On its last day it can be signed; the day after only declined, and proposed anew."""
    for at, in_time in (("2026-06-24 23:59", True), ("2026-06-25 00:00", False)):
        play = planned()
        play.decide(proposed(remedy("2026-07-24"), remedy("2026-06-24")), by=LEILA)
        proposal = play.case.seq
        play.on(at)
        if in_time:
            play.decide(signed(proposal), by=HELEN)
            assert (play.case.stage, play.due("commitment-2")) == ("remedy", "2026-06-24")
            continue
        refusal = play.refused(signed(proposal), by=HELEN)
        assert isinstance(refusal, Invalid)
        assert (refusal.where, refusal.clause) == ("proposal", "PH-4.2b")
        assert refusal.detail.startswith("24 June 2026")
        play.decide(declined(proposal), by=HELEN)
        agreed(play, proposed(remedy("2026-07-24")))


def test_a_panel_of_three_decides_when_all_have_signed() -> None:
    """Another policy has another number of seats: the second signature does not yet bring it into effect."""
    paper = POPLAR.matters["complaint"]
    three = paper.own(PanelRule)
    third = Seat.model_validate(
        {"title": "finance", "ways": [{"roles": ["head-of-service"], "directorate": "other"}]}
    )
    seats = {"seats": (*three.seats, third)}
    matter = paper.model_copy(update={"panel": three.model_copy(update=seats)})
    play = Play.opened(policy=POPLAR.model_copy(update={"matters": {"complaint": matter}}))
    play.decide(CONTACT, response(), asked_for_review(), panel(OMAR, LEILA, HELEN))
    play.decide(PLAN, by=LEILA)
    play.decide(proposed(remedy("2026-08-01")), by=LEILA)
    proposal = play.case.seq
    (event,) = play.decide(signed(proposal), by=OMAR)
    assert (event.kind, event.clause, event.facts) == ("decision-signed", "PH-4.2b", {"proposal": proposal})
    assert (play.case.stage, play.case.commitments) == ("review", ())
    for member in (OMAR, LEILA):
        assert isinstance(play.refused(signed(proposal), by=member), OutOfStage)
    (event,) = play.decide(signed(proposal), by=HELEN)
    assert (event.kind, event.words_of) == ("reviewed", proposal)
    assert [promise.made_in for promise in play.case.commitments] == [proposal]


@pytest.mark.clause("PH-4.2f")
def test_at_review_too_information_is_waited_for_a_calendar_month() -> None:
    """Asked for under its own clause, with a reminder a week before; what comes in time lets it go on."""
    play = planned()
    (event,) = play.decide(ASK)
    assert (event.kind, event.clause) == ("information-asked", "PH-4.2f")
    assert (play.due("information"), play.deadline("information").clause) == ("2026-07-17", "PH-4.2f")
    assert isinstance(play.refused(ASK), OutOfStage)
    play.on("2026-07-10 09:00")
    assert (play.last.kind, play.last.clause) == ("information-reminded", "PH-4.2f")
    play.on("2026-07-17 23:59")
    (event,) = play.decide(ARRIVED)
    assert (event.kind, event.clause) == ("information-received", "PH-4.2f")
    play.on("2026-07-20 10:00")
    assert play.case.stage == "review"


@pytest.mark.clause("PH-4.2f", "PH-1")
@pytest.mark.parametrize("proposal", [True, False])
def test_what_never_comes_closes_the_review_and_leaves_the_response(proposal: bool) -> None:
    """The response stands with what it promised; a proposal falls, and the person is told."""
    play = planned(remedy("2026-12-01"))
    play.decide(ASK, agree("2026-10-01"))
    if proposal:
        play.decide(proposed(), by=LEILA)
    event = play.past("information")
    assert (event.kind, event.clause, event.actor) == ("no-information", "PH-4.2f", "redress")
    assert event.at == play.now
    assert told(event) == {("review-ended", PERSON)}
    assert (play.case.stage, play.case.outcome, play.case.draft) == ("remedy", "upheld", None)
    assert [deadline.name for deadline in play.case.deadlines] == ["commitment-1"]
    play.decide(kept(1))
    assert (play.case.finished, play.case.outcome) == (True, "upheld")


@pytest.mark.clause("PH-4.2f")
def test_what_never_comes_closes_the_matter_where_nothing_is_owed() -> None:
    """It ends as it was answered, and the person is told once."""
    play = planned()
    play.decide(ASK, agree("2026-10-01"))
    play.past("information")
    ended, closed = play.events[-2:]
    assert (ended.kind, ended.clause, told(ended)) == ("no-information", "PH-4.2f", set())
    assert closed.facts == {"outcome": "not-upheld", "how": "no-information"}
    assert told(closed) == {("closure", PERSON)}
    assert (play.case.finished, play.case.deadlines) == (True, ())


@pytest.mark.parametrize("owes", [True, False])
def test_a_review_withdrawn_leaves_the_response(owes: bool) -> None:
    """As if it had not been asked for: what was promised is owed, and where nothing is, the case ends."""
    play = planned(*([remedy("2026-12-01")] if owes else []))
    play.decide(proposed(), by=LEILA)
    events = play.decide(WITHDRAW)
    assert events[0].kind == "review-withdrawn"
    assert events[0].because == POPLAR.matters["complaint"].decisions["withdraw"].because
    assert play.case.draft is None
    assert play.due("review") is None
    if owes:
        assert (play.case.stage, play.case.outcome) == ("remedy", "upheld")
        assert [promise.number for promise in play.case.owed] == [1]
    else:
        assert events[1].facts == {"outcome": "not-upheld", "how": "review-withdrawn"}
        assert play.case.finished


def _decided() -> Play:
    return agreed(planned(remedy("2026-12-01")), proposed())


def _decided_otherwise() -> Play:
    return agreed(planned(), proposed(remedy("2026-12-01")))


def _withdrawn() -> Play:
    play = planned(remedy("2026-12-01"))
    play.decide(WITHDRAW)
    return play


def _without_information() -> Play:
    play = planned(remedy("2026-12-01"))
    play.decide(ASK, agree("2026-10-01"))
    play.past("information")
    return play


@pytest.mark.clause("PH-4.2e")
@pytest.mark.parametrize("ended", [_decided, _decided_otherwise, _withdrawn, _without_information])
def test_there_is_no_second_review(ended: Callable[[], Play]) -> None:
    """Once it has ended, neither another review nor another word of its panel is open, nor acceptance."""
    play = ended()
    assert play.case.stage == "remedy"
    for decision, by in (
        *((asked_for_review(), HELEN), (panel(HELEN, LEILA), HELEN), (PLAN, LEILA), (proposed(), LEILA)),
        *((signed(7), HELEN), (declined(7), HELEN), (ACCEPT, HELEN), (ASK, HELEN), (WITHDRAW, HELEN)),
    ):
        assert isinstance(play.refused(decision, by=by), OutOfStage)


@pytest.mark.clause("PH-4.2e")
def test_what_comes_after_the_decision_is_logged_as_final() -> None:
    """Before the end and after it, under its clause, answered, and nothing else changes."""
    later = LogRepresentation(said="She asks once more.", reply="The panel has decided.")
    play = _decided()
    for _ in range(2):
        before = play.case
        (event,) = play.decide(later)
        assert (event.kind, event.clause, event.facts["final"]) == ("representation-logged", "PH-4.2e", True)
        assert told(event) == {("representation", PERSON)}
        happened = (*dict.fromkeys((*before.happened, "representation-logged")),)
        assert play.case == before.model_copy(update={"seq": before.seq + 1, "happened": happened})
        if not play.case.finished:
            play.decide(kept(1))
            assert play.case.finished


def test_a_review_that_was_not_decided_is_not_called_final() -> None:
    """A letter after a review that was withdrawn is logged, and no panel's decision stands behind it."""
    play = _withdrawn()
    (event,) = play.decide(LogRepresentation(said="She has thought again."))
    assert event.facts["final"] is False

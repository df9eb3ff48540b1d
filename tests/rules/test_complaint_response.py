"""Sections 1, 4.1 and 4.2: the response, what it must say, and whether the person lets it stand."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from rules.complaint.commitments import Remedy
from rules.complaint.resolve import Accept
from rules.complaint.response import Outcome, Respond
from rules.events import PERSON
from rules.refusal import Invalid, OutOfStage
from tests.rules.play import Play, day, told
from tests.rules.saying import ACCEPT, CONTACT, WITHDRAW, remedy, response


def contacted() -> Play:
    """A complaint whose person was contacted, a week later."""
    play = Play.opened()
    play.decide(CONTACT)
    play.on("2026-06-08 10:00")
    return play


def answered(*remedies: Remedy) -> Play:
    """A complaint answered on Monday 8 June."""
    play = contacted()
    play.decide(response(*remedies))
    return play


@pytest.mark.clause("PH-1")
@pytest.mark.parametrize("part", ["can_do", "cannot_do", "reasons"])
@pytest.mark.parametrize("said", [None, "", "  \n"])
def test_a_response_says_what_can_be_done_what_cannot_and_why(part: str, said: str | None) -> None:
    """Without any one of the three, or with nothing but blanks in it, it is no response."""
    fields: dict[str, Any] = response().model_dump()
    fields[part] = said
    if said is None:
        del fields[part]
    with pytest.raises(ValidationError, match=part):
        Respond.model_validate(fields)


@pytest.mark.clause("PH-4.1b")
@pytest.mark.parametrize("outcome", ["upheld", "partly-upheld"])
def test_an_upheld_complaint_has_a_remedy(outcome: Outcome) -> None:
    """A response that upholds, wholly or partly, is refused until it names its remedy."""
    play = contacted()
    refusal = play.refused(response(outcome=outcome))
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("remedies", "PH-4.1b")
    (event,) = play.decide(response(remedy("2026-06-12"), outcome=outcome))
    assert event.facts == {"outcome": outcome, "commitments": 1}
    assert play.case.outcome == outcome


@pytest.mark.parametrize("remedies", [(), (remedy("2026-06-12"),)])
def test_what_is_not_upheld_may_have_a_remedy_or_none(remedies: tuple[Remedy, ...]) -> None:
    """Goodwill is allowed; nothing is asked for."""
    play = contacted()
    (event,) = play.decide(response(*remedies, outcome="not-upheld"))
    assert event.facts == {"outcome": "not-upheld", "commitments": len(remedies)}


@pytest.mark.clause("PH-4.1d")
def test_a_response_ends_its_deadline_and_is_told() -> None:
    """Given in time it is no breach; what is due from then on is the person's word."""
    play = answered()
    assert (play.last.kind, play.last.clause) == ("responded", "PH-4.1d")
    assert told(play.last) == {("response", PERSON)}
    assert play.case.stage == "answered"
    assert [deadline.name for deadline in play.case.deadlines] == ["acceptance"]


@pytest.mark.clause("PH-1")
def test_each_promise_gets_a_number_a_day_an_owner_and_a_deadline() -> None:
    """What is promised by which day, by whom: each has a deadline of its own under section 1."""
    play = answered(remedy("2026-06-12"), remedy("2026-06-13", owner="ruth.lewin"))
    assert [(promise.number, promise.by, promise.owner) for promise in play.case.owed] == [
        (1, day("2026-06-12"), "tom.okafor"),
        (2, day("2026-06-13"), "ruth.lewin"),
    ]
    assert (play.due("commitment-1"), play.due("commitment-2")) == ("2026-06-12", "2026-06-13")
    assert play.deadline("commitment-1").clause == "PH-1"


@pytest.mark.clause("PH-1")
def test_nothing_is_promised_without_a_day_to_come() -> None:
    """A remedy has a day; one that has passed is refused by the place of the remedy in the response."""
    with pytest.raises(ValidationError, match="by"):
        Remedy.model_validate({"what": "The lift mended", "owner": "tom.okafor"})
    play = contacted()
    refusal = play.refused(response(remedy("2026-06-08"), remedy("2026-06-07")))
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("remedies.2.by", "PH-1")
    play.decide(response(remedy("2026-06-08"), remedy("2026-06-08")))


@pytest.mark.clause("PH-4.2a")
def test_the_person_has_the_window_of_the_policy_to_disagree() -> None:
    """20 working days from the response; a response of Monday 8 June can be disputed until 6 July."""
    play = answered()
    assert (play.due("acceptance"), play.deadline("acceptance").clause) == ("2026-07-06", "PH-4.2a")


def test_silence_lets_the_response_stand() -> None:
    """Once the window is over the case closes with the outcome of the response, and the person is told."""
    play = answered()
    event = play.past("acceptance")
    assert (event.kind, event.clause, event.actor) == ("not-disputed", "PH-4.2a", "redress")
    assert play.kinds == ["opened", "contacted", "responded", "not-disputed", "closed"]
    assert (play.last.clause, told(play.last)) == ("PH-1", {("closure", PERSON)})
    assert play.last.facts == {"outcome": "not-upheld", "how": "not-disputed"}
    assert (play.case.stage, play.case.outcome, play.case.deadlines) == ("closed", "not-upheld", ())


@pytest.mark.parametrize("on", [None, "2026-06-09"])
def test_acceptance_closes_what_owes_nothing(on: str | None) -> None:
    """The person's acceptance is recorded with its day, under 4.2, and the case ends."""
    play = answered()
    play.on("2026-06-10 10:00")
    events = play.decide(Accept(accepted_on=day(on) if on else None))
    assert [event.kind for event in events] == ["accepted", "closed"]
    assert (events[0].clause, events[0].facts) == ("PH-4.2a", {"accepted_on": on or "2026-06-10"})
    assert play.last.facts == {"outcome": "not-upheld", "how": "accepted"}
    assert play.case.finished


@pytest.mark.parametrize("on", ["2026-06-11", "2026-05-31"])
def test_the_day_of_acceptance_is_one_that_has_been(on: str) -> None:
    """Not to come, and not before receipt: refused by field and clause."""
    play = answered()
    play.on("2026-06-10 10:00")
    refusal = play.refused(Accept(accepted_on=day(on)))
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("accepted_on", "PH-4.2a")


def test_the_person_accepts_once() -> None:
    """With promises open the case waits for them; there is nothing left to accept."""
    play = answered(remedy("2026-06-12"))
    play.decide(ACCEPT)
    assert isinstance(play.refused(ACCEPT), OutOfStage)


def test_a_complaint_is_answered_once_and_not_withdrawn_after() -> None:
    """The response is on record: another, or a withdrawal, is out of stage."""
    play = answered()
    assert isinstance(play.refused(response()), OutOfStage)
    assert isinstance(play.refused(WITHDRAW), OutOfStage)

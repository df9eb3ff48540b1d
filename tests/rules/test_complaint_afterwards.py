"""What comes when a complaint has been decided: later letters, what is learnt, and complaints made twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rules.complaint.afterwards import LogRepresentation, RecordLearning
from rules.complaint.refusing import LinkDuplicate
from rules.events import PERSON
from rules.refusal import ConflictOfInterest, Invalid, OutOfStage
from tests.rules.people import RUTH
from tests.rules.play import Play, day, told
from tests.rules.reviews import agreed, planned
from tests.rules.saying import (
    ACCEPT,
    ASK,
    CONTACT,
    WITHDRAW,
    asked_for_review,
    conflict,
    kept,
    proposed,
    remedy,
    response,
)
from tests.rules.situations import EARLIER

LATER = LogRepresentation(said="She writes again.", reply="It has been decided.")
LEARNT = RecordLearning(learning_point="Order parts at once.", satisfaction="satisfied")


def owing() -> Play:
    """Answered and accepted, with a promise open."""
    play = Play.opened()
    play.decide(CONTACT, response(remedy("2026-07-01")), ACCEPT)
    return play


def closed() -> Play:
    """Answered, accepted and closed."""
    play = owing()
    play.decide(kept(1))
    return play


def withdrawn() -> Play:
    """Withdrawn before it was answered."""
    play = Play.opened()
    play.decide(WITHDRAW)
    return play


def reviewed() -> Play:
    """Decided by a panel, and closed."""
    return agreed(planned(), proposed())


@pytest.mark.clause("PH-4.2e")
@pytest.mark.parametrize(
    ("played", "final"), [(owing, False), (closed, False), (withdrawn, False), (reviewed, True)]
)
def test_a_later_letter_is_logged_answered_and_not_considered(
    played: Callable[[], Play], final: bool
) -> None:
    """Whatever it says, stage, outcome, promises and dates stay; after a panel's decision it is final."""
    play = played()
    before, today = play.case, f"{play.now.astimezone(play.policy.zone):%Y-%m-%d}"
    for _ in range(2):
        (event,) = play.decide(LATER)
        assert (event.kind, event.clause) == ("representation-logged", "PH-4.2e")
        assert event.facts == {"received_on": today, "final": final}
        assert told(event) == {("representation", PERSON)}
    happened = (*before.happened, "representation-logged")
    assert play.case == before.model_copy(update={"seq": before.seq + 2, "happened": happened})


def test_before_the_answer_stands_there_is_nothing_later() -> None:
    """At Resolve it is a note, when answered a request for review, at review for the panel to read."""
    play = Play.opened()
    assert isinstance(play.refused(LATER), OutOfStage)
    play.decide(CONTACT, response())
    assert isinstance(play.refused(LATER), OutOfStage)
    play.decide(asked_for_review())
    refusal = play.refused(LATER)
    assert isinstance(refusal, OutOfStage)
    assert refusal.clause == "PH-4.2e"


@pytest.mark.parametrize("on", ["2026-06-03", "2026-05-31"])
def test_the_day_of_a_letter_is_one_that_has_been(on: str) -> None:
    """Not to come, and not before receipt; another day than today is on record."""
    play = closed()
    play.on("2026-06-02 10:00")
    refusal = play.refused(LATER.model_copy(update={"received_on": day(on)}))
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("received_on", "PH-4.2e")
    (event,) = play.decide(LATER.model_copy(update={"received_on": day("2026-06-01")}))
    assert event.facts["received_on"] == "2026-06-01"


def test_years_later_a_letter_can_still_be_logged() -> None:
    """A finished case stays open to it."""
    play = closed()
    play.on("2031-03-03 10:00")
    (event,) = play.decide(LATER)
    assert event.facts["received_on"] == "2031-03-03"


@pytest.mark.clause("PH-4.1b")
@pytest.mark.parametrize("played", [owing, closed, withdrawn, reviewed])
def test_what_is_learnt_is_noted(played: Callable[[], Play]) -> None:
    """How satisfied the person is, and that there is a learning point, whose words are kept elsewhere."""
    play = played()
    stage = play.case.stage
    (event,) = play.decide(LEARNT)
    assert (event.kind, event.clause, event.tells) == ("learning-recorded", "PH-4.1b", ())
    assert event.facts == {"satisfaction": "satisfied", "learning_point": True}
    (event,) = play.decide(RecordLearning(satisfaction="very-dissatisfied"))
    assert event.facts == {"satisfaction": "very-dissatisfied", "learning_point": False}
    (event,) = play.decide(RecordLearning(learning_point="Ring first."))
    assert event.facts == {"satisfaction": None, "learning_point": True}
    assert play.case.stage == stage


def test_nothing_learnt_is_not_noted() -> None:
    """One of the two at least; and nothing before the case was answered."""
    refusal = closed().refused(RecordLearning())
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("learning_point", "PH-4.1b")
    assert isinstance(Play.opened().refused(LEARNT), OutOfStage)


def test_who_has_a_conflict_of_interest_does_not_answer_later_letters() -> None:
    """What was declared while the case was open holds after its end."""
    play = owing()
    play.decide(conflict(), by=RUTH)
    assert isinstance(play.refused(LATER, by=RUTH), ConflictOfInterest)


@pytest.mark.clause("PH-4.3c")
def test_a_complaint_made_twice_goes_on_under_its_first_reference() -> None:
    """It closes with everything due, cites the original, which the recording looks for, and says so."""
    play = Play.opened()
    play.decide(CONTACT, ASK)
    (event,) = play.decide(LinkDuplicate(original=EARLIER))
    assert (event.kind, event.clause, event.cites) == ("duplicate-linked", "PH-4.3c", (EARLIER,))
    assert event.facts == {"original": EARLIER, "outcome": "duplicate"}
    assert told(event) == {("duplicate", PERSON)}
    assert (play.case.finished, play.case.outcome, play.case.deadlines) == (True, "duplicate", ())


@pytest.mark.clause("PH-4.3c")
def test_a_complaint_is_no_duplicate_of_itself() -> None:
    """By field; and once it was answered it is none of another either."""
    play = Play.opened()
    refusal = play.refused(LinkDuplicate(original=play.case.ref))
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("original", "PH-4.3c")
    play.decide(CONTACT, response())
    assert isinstance(play.refused(LinkDuplicate(original=EARLIER)), OutOfStage)

"""Section 4.2: who does not agree with the remedy asks for a review, and its panel goes about it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rules.complaint.review import AskForReview, PlanReview
from rules.events import PERSON
from rules.refusal import Invalid, NotAuthorised, OutOfStage
from tests.rules.people import HELEN, LEILA, RUTH
from tests.rules.play import Play, told
from tests.rules.reviews import asked
from tests.rules.saying import (
    CONTACT,
    PLAN,
    agree,
    asked_for_review,
    panel,
    proposed,
    remedy,
    response,
)


@pytest.mark.clause("PH-4.2a")
def test_who_does_not_agree_is_asked_why_and_what_remedy_they_want() -> None:
    """Both are said; the case goes to review, is acknowledged, and waits no more to hear from the person."""
    for part in ("why", "remedy_wanted"):
        with pytest.raises(ValueError, match=part):
            AskForReview.model_validate(asked_for_review().model_dump() | {part: " "})
    play = asked(remedy("2026-07-01"))
    assert (play.last.kind, play.last.clause, play.case.stage) == ("review-asked", "PH-4.2a", "review")
    assert play.last.facts == {"asked_on": "2026-06-15", "respond_by": None}
    assert told(play.last) == {("review-acknowledgement", PERSON)}
    assert [deadline.name for deadline in play.case.deadlines] == ["commitment-1", "review"]


@pytest.mark.clause("PH-4.2a")
def test_the_target_is_20_working_days_from_the_request() -> None:
    """Counted from the day on which it was asked for, also where that is recorded days later."""
    play = asked()
    assert (play.due("review"), play.deadline("review").clause) == ("2026-07-13", "PH-4.2a")
    late = Play.opened()
    late.decide(CONTACT, response())
    late.on("2026-06-18 10:00")
    late.decide(asked_for_review("2026-06-15"))
    assert late.due("review") == "2026-07-13"


@pytest.mark.clause("PH-4.2a")
def test_an_agreed_timescale_takes_the_place_of_the_target() -> None:
    """Agreed as it is asked for, or later on; the response's own target plays no part any more."""
    play = asked(by="2026-08-03")
    assert (play.due("review"), play.last.facts["respond_by"]) == ("2026-08-03", "2026-08-03")
    (event,) = play.decide(agree("2026-08-10"))
    assert (event.kind, event.clause, told(event)) == ("timescale-agreed", "PH-4.2a", {("timescale", PERSON)})
    assert (play.due("review"), play.due("response")) == ("2026-08-10", None)


@pytest.mark.parametrize(
    ("decision", "where"),
    [
        (asked_for_review("2026-06-09"), "asked_on"),
        (asked_for_review("2026-05-31"), "asked_on"),
        (asked_for_review(by="2026-06-07"), "respond_by"),
    ],
)
def test_the_days_of_a_request_are_possible(decision: AskForReview, where: str) -> None:
    """Not asked for in days to come or before receipt; not answered in days gone by."""
    play = Play.opened()
    play.decide(CONTACT)
    play.on("2026-06-08 10:00")
    play.decide(response())
    refusal = play.refused(decision)
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == (where, "PH-4.2a")


def test_a_missed_review_is_escalated_and_goes_on() -> None:
    """The directors hear of it at the midnight after; the panel can still be appointed."""
    play = asked()
    event = play.past("review")
    assert (event.kind, event.clause, told(event)) == ("breached", "PH-4.2a", {("breach", "director")})
    assert (play.case.stage, [late.name for late in play.case.overdue]) == ("review", ["review"])
    play.decide(panel(HELEN, LEILA))


@pytest.mark.clause("PH-4.2c")
@pytest.mark.parametrize("part", ["how", "information"])
def test_the_panel_says_what_it_needs_and_how_it_goes_about_it(part: str) -> None:
    """Nothing is proposed before; a member says both, and the person is told."""
    with pytest.raises(ValueError, match=part):
        PlanReview.model_validate(PLAN.model_dump() | {part: " "})
    play = asked()
    play.decide(panel(HELEN, LEILA))
    refusal = play.refused(proposed(), by=LEILA)
    assert isinstance(refusal, OutOfStage)
    assert refusal.clause == "PH-4.2c"
    assert isinstance(play.refused(PLAN, by=RUTH), NotAuthorised)
    (event,) = play.decide(PLAN, by=LEILA)
    assert (event.kind, event.clause, event.facts) == ("review-planned", "PH-4.2c", {"conduct": "call"})
    assert told(event) == {("review-plan", PERSON)}
    play.decide(proposed(), by=HELEN)


@pytest.mark.clause("PH-4.2a")
def test_who_asked_on_the_last_day_is_heard_on_the_next_working_day() -> None:
    """What came on the last day is recorded the working day after; what came later is refused."""
    play = Play.opened()
    play.decide(CONTACT, response())
    last = play.deadline("acceptance").due_day
    play.until(play.deadline("acceptance").due_at)
    assert play.case.stage == "answered"
    for day in (None, (last + timedelta(days=1)).isoformat()):
        refusal = play.refused(asked_for_review(day))
        assert (refusal.code, refusal.clause) == ("invalid", "PH-4.2a")
    (event,) = play.decide(asked_for_review(last.isoformat()))
    assert event.facts["asked_on"] == last.isoformat()
    assert play.case.stage == "review"

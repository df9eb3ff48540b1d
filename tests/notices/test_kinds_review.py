"""Notices of the review and of petitions: what each of them says."""

from __future__ import annotations

import pytest

from tests.notices.told import Told


@pytest.mark.clause("PH-4.2a")
def test_review_acknowledgement_repeats_what_was_said_and_by_when(told: Told) -> None:
    """Why the person disagrees and what they want instead, by when, and that others will look at it."""
    said = told.text("review-acknowledgement")
    assert "The cupboard door was fine before the leak. My neighbour can tell you so." in said
    assert "A new cupboard door, and an apology." in said
    assert "The decision is due by: Wednesday 10 February 2027" in said
    assert "The people on it did not take the first decision." in said
    assert "unless the panel decides on something else in its place: - Replace the pipe" in said
    assert "promised you already" not in told.text("review-acknowledgement: nothing promised")


@pytest.mark.clause("PH-4.2a")
def test_review_acknowledgement_says_how_its_date_was_set(told: Told) -> None:
    """From the day on which the review was asked for, or that it was agreed."""
    said = told.text("review-acknowledgement")
    assert (
        "How we set this date: 20 working days after Wednesday 13 January 2027, when you asked for the "
        "review Not counted: Weekends If we find"
    ) in said
    agreed = told.text("review-acknowledgement: agreed")
    assert "The decision is due by: Monday 1 March 2027 How we set this date: We agreed it with you" in agreed


@pytest.mark.clause("PH-4.2b", "PH-4.2c")
@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("review-plan: on paper", "There is nothing that you have to come to."),
        ("review-plan: meeting", "The panel will hold a meeting."),
        ("review-plan: call", "The panel will do this by phone."),
        ("review-plan", "The panel will make a visit."),
    ],
)
def test_review_plan_says_who_how_and_what(told: Told, way: str, words: str) -> None:
    """Who sits on the panel, how it goes about it, and what it looks at."""
    said = told.text(way)
    assert "- Helen Ashe, Director - Leila Brandt, Resident member" in said
    assert f"{words} We come to see the kitchen with you" in said
    assert "The repair log, your photographs" in said
    assert "You will get the decision of your review by Wednesday 10 February 2027" in said


def test_review_plan_owns_up_to_a_late_decision(told: Told) -> None:
    """A decision that is late already is not promised for a day that has passed."""
    said = told.text("review-plan: late")
    assert "You should have had the decision of your review by Wednesday 10 February 2027. It is late" in said


@pytest.mark.clause("PH-4.2d", "PH-4.2e")
def test_review_decision_with_a_remedy_of_its_own(told: Told) -> None:
    """Reasons, what is promised anew and what still stands, who decided, and that it is final."""
    said = told.text("review-decision")
    assert "our first answer did not put things right. We are sorry." in said
    assert "The contractor's own photograph" in said
    assert (
        "This is what we promise you now, and by when: - Hang a new cupboard door: by Tuesday 9 February "
        "2027 - A payment of £199.98: by Monday 15 February 2027 "
        "What we promise you now takes the place of this: - Check the kitchen floor for damp "
        "What we promised you before still stands: - Replace the pipe behind the kitchen wall: by Tuesday"
    ) in said
    assert "We cannot give you a new kitchen" in said
    assert "They have all signed this decision: - Helen Ashe, Director" in said
    assert "This is our final decision." in said
    assert "you can take your complaint to the Housing Ombudsman Service" in said


@pytest.mark.clause("PH-4.2d")
def test_review_decision_that_the_answer_was_appropriate(told: Told) -> None:
    """The first answer stands, nothing new is promised, and no reckoning is shown."""
    said = told.text("review-decision: the answer stands")
    assert "our first answer was appropriate. It stands." in said
    assert "promise you now" not in said
    assert "What we promised you before still stands: - Replace the pipe behind the kitchen wall" in said
    assert "How we worked out the money" not in said


@pytest.mark.clause("PH-4.2f")
@pytest.mark.parametrize(
    ("way", "why"),
    [
        ("review-ended", "It did not reach us by that day."),
        ("review-ended: withdrawn", "You told us that you do not want to go on with it."),
    ],
)
def test_review_ended_says_what_still_stands(told: Told, way: str, why: str) -> None:
    """A review without a decision leaves the first answer and its promises as they were."""
    said = told.text(way)
    assert why in said
    assert "Our first answer stands. What we promised you in it is still owed to you: - " in said


def test_a_late_promise_is_not_glossed_over(told: Told) -> None:
    """A promise whose day has passed says that it is late."""
    assert (
        "- Replace the pipe behind the kitchen wall: by Tuesday 26 January 2027 (we are late with this, "
        "and we are sorry)"
    ) in told.text("review-ended")
    assert "we are late" not in told.text("review-ended: withdrawn")


@pytest.mark.clause("PH-4.2a")
def test_timescale_of_a_review_speaks_of_its_decision(told: Told) -> None:
    """At review the day agreed again is that of the panel's decision."""
    said = told.text("timescale: review")
    assert "The decision is now due by: Monday 31 May 2027" in said
    assert "our answer" not in said


@pytest.mark.clause("PH-4.2f")
@pytest.mark.parametrize("way", ["information-request: review", "information-reminder: review"])
def test_information_for_a_review_says_what_closes(told: Told, way: str) -> None:
    """Without it the review is closed, and the first answer stands."""
    said = told.text(way)
    assert "We have to close your review if we have not received this information" in said
    assert "Our first answer then stands, with everything that it promised you." in said
    if way == "information-request: review":
        assert "We go on with your review meanwhile. You will get the decision of your review by" in said


@pytest.mark.clause("PH-4.1c")
def test_new_lead_learns_how_the_petition_stands(told: Told) -> None:
    """Whoever leads now sees what was asked for, who signed, and every day that counts."""
    said = told.text("lead-changed")
    assert "Mend the leak under the sink for good." in told.text("lead-changed: contacted")
    assert "You now lead a petition to Poplar HARCA." in said
    assert "Signatures so far: 61" in said
    assert "We will contact you by Tuesday 22 December 2026." in said
    assert "You will get our answer by Wednesday 6 January 2027" in said


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("lead-changed: late", "We should have talked to whoever leads the petition by Tuesday 22"),
        ("lead-changed: late", "You should have had our answer by Wednesday 6 January 2027."),
        ("lead-changed: answered", "We have given our answer to the petition."),
        ("lead-changed: answered", "Ask for a review by: Thursday 28 January 2027"),
        ("lead-changed: answered", "- Replace the pipe behind the kitchen wall: by Tuesday 19"),
        ("lead-changed: review", "a panel is reviewing it now. You will get the decision of your review"),
        ("lead-changed: review", "when you first saw the leak. Please send it by: Thursday 18 February"),
    ],
)
def test_new_lead_at_any_stage(told: Told, way: str, words: str) -> None:
    """Late, answered or at review: the new lead can take it from here."""
    assert words in told.text(way)


@pytest.mark.clause("PH-4.3h")
def test_representations_are_told_with_reasons(told: Told) -> None:
    """Whether residents are spoken up for, why, and what is done by when; or that it is closed."""
    said = told.text("representations")
    assert "We will speak up for residents about this." in said
    assert "Many of our older residents depend on the bus." in said
    assert "by when: - Replace the pipe behind the kitchen wall: by Tuesday 19 January 2027" in said
    assert "closed" not in said
    declined = told.text("representations: none")
    assert "We will not speak up for residents about this." in declined
    assert "What we will do" not in declined
    assert "We have now closed your petition." in declined

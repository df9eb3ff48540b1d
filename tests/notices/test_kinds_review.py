"""Notices of the review and of petitions: what each of them says."""

from __future__ import annotations

import pytest

from tests.notices.variants import VARIANTS, facts, text


@pytest.mark.clause("PH-4.2a")
def test_review_acknowledgement_repeats_what_was_said_and_by_when() -> None:
    """Why the person disagrees and what they want instead, by when, and that others will look at it."""
    said = text("review-acknowledgement")
    assert "The cupboard door was fine before the leak. My neighbour can tell you so." in said
    assert "A new cupboard door, and an apology." in said
    assert "The decision is due by: Wednesday 10 February 2027" in said
    assert "The people on it did not take the first decision." in said
    assert "unless the panel decides on something else in its place: - Replace the pipe" in said
    assert "promised you already" not in text("review-acknowledgement", commitments=[])


@pytest.mark.clause("PH-4.2b", "PH-4.2c")
@pytest.mark.parametrize(
    ("conduct", "words"),
    [
        ("on-paper", "There is nothing that you have to come to."),
        ("meeting", "The panel will hold a meeting."),
        ("call", "The panel will do this by phone."),
        ("visit", "The panel will make a visit."),
    ],
)
def test_review_plan_says_who_how_and_what(conduct: str, words: str) -> None:
    """Who sits on the panel, how it goes about it, and what it looks at."""
    said = text("review-plan", event=facts("review-plan", conduct=conduct))
    assert "- Maren Oyelaran, Assistant Director - Tadeusz Finch, Resident member" in said
    assert f"{words} We come to see the kitchen with you" in said
    assert "The repair log, your photographs" in said
    assert "You will get the decision of your review by Wednesday 10 February 2027" in said


def test_review_plan_owns_up_to_a_late_decision() -> None:
    """A decision that is late already is not promised for a day that has passed."""
    said = text("review-plan", **VARIANTS["review already late"][1])
    assert "You should have had the decision of your review by Wednesday 10 February 2027. It is late" in said


@pytest.mark.clause("PH-4.2d", "PH-4.2e")
def test_review_decision_with_a_remedy_of_its_own() -> None:
    """Reasons, what is promised anew and what still stands, who decided, and that it is final."""
    said = text("review-decision")
    assert "our first answer did not put things right. We are sorry." in said
    assert "The contractor's own photograph" in said
    assert (
        "This is what we promise you now, and by when: - A payment of £199.98: by Monday 15 February 2027 "
        "- Hang a new cupboard door: by Tuesday 9 February 2027 "
        "What we promise you now takes the place of this: - Check the kitchen floor for damp "
        "What we promised you before still stands: - Replace the pipe behind the kitchen wall: by Tuesday"
    ) in said
    assert "We cannot give you a new kitchen" in said
    assert "They have all signed this decision: - Maren Oyelaran, Assistant Director" in said
    assert "This is our final decision." in said
    assert "you can take your complaint to the Housing Ombudsman Service" in said


@pytest.mark.clause("PH-4.2d")
def test_review_decision_that_the_answer_was_appropriate() -> None:
    """The first answer stands, nothing new is promised, and no reckoning is shown."""
    said = text("review-decision", **VARIANTS["answer appropriate"][1])
    assert "our first answer was appropriate. It stands." in said
    assert "promise" not in said
    assert "How we worked out the money" not in said


@pytest.mark.clause("PH-4.2f")
@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("no-information", "It did not reach us by that day."),
        ("review-withdrawn", "You told us that you do not want to go on with it."),
    ],
)
def test_review_ended_says_what_still_stands(kind: str, why: str) -> None:
    """A review without a decision leaves the first answer and its promises as they were."""
    said = text("review-ended", event=facts("review-ended") | {"kind": kind})
    assert why in said
    assert "Our first answer stands. What we promised you in it is still owed to you: - Replace" in said


def test_a_late_promise_is_not_glossed_over() -> None:
    """A promise whose day has passed says that it is late."""
    said = text("review-ended", **VARIANTS["promise late"][1])
    assert (
        "by Tuesday 12 January 2027 (we are late with this, and we are sorry) - A payment of £199.98" in said
    )


@pytest.mark.clause("PH-4.2a")
def test_timescale_of_a_review_speaks_of_its_decision() -> None:
    """At review the day agreed again is that of the panel's decision."""
    said = text("timescale", **VARIANTS["timescale of a review"][1])
    assert "The decision is now due by: Wednesday 10 February 2027" in said
    assert "our answer" not in said


@pytest.mark.clause("PH-4.2f")
@pytest.mark.parametrize("way", ["information for a review", "reminder at review"])
def test_information_for_a_review_says_what_closes(way: str) -> None:
    """Without it the review is closed, and the first answer stands."""
    kind, full = VARIANTS[way]
    said = text(kind, **full)
    assert "We have to close your review if we have not received this information" in said
    assert "Our first answer then stands, with everything that it promised you." in said
    if kind == "information-request":
        assert "We go on with your review meanwhile. You will get the decision of your review by" in said


@pytest.mark.clause("PH-4.1c")
def test_new_lead_learns_how_the_petition_stands() -> None:
    """Whoever leads now sees what was asked for, who signed, and every day that counts."""
    said = text("lead-changed")
    assert "You now lead a petition to Poplar HARCA." in said
    assert "Signatures so far: 61" in said
    assert "The bins emptied on the day they should be." in said
    assert "We will contact you by Tuesday 22 December 2026." in said
    assert "You will get our answer by Wednesday 6 January 2027" in said


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("lead of a late petition", "We should have talked to whoever leads the petition by Tuesday 22"),
        ("lead of a late petition", "You should have had our answer by Wednesday 6 January 2027."),
        ("lead of an answered petition", "We have given our answer to the petition."),
        ("lead of an answered petition", "Ask for a review by: Friday 5 February 2027"),
        ("lead of an answered petition", "- Replace the pipe behind the kitchen wall: by Tuesday 12"),
        (
            "lead of a petition at review",
            "a panel is reviewing it now. You will get the decision of your review",
        ),
        ("lead of a petition at review", "The rota, and photographs. Please send it by: Saturday 30 January"),
    ],
)
def test_new_lead_at_any_stage(way: str, words: str) -> None:
    """Late, answered or at review: the new lead can take it from here."""
    assert words in text("lead-changed", **VARIANTS[way][1])


@pytest.mark.clause("PH-4.3h")
def test_representations_are_told_with_reasons() -> None:
    """Whether residents are spoken up for, why, and what is done by when; or that it is closed."""
    said = text("representations")
    assert "We will speak up for residents about this." in said
    assert "Many of our older residents depend on the bus." in said
    assert "by when: - Replace the pipe behind the kitchen wall: by Tuesday 12 January 2027" in said
    assert "closed" not in said
    declined = text("representations", **VARIANTS["no representations"][1])
    assert "We will not speak up for residents about this." in declined
    assert "What we will do" not in declined
    assert "We have now closed your petition." in declined

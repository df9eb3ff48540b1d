"""Notices of the Resolve stage: what each of them says."""

from __future__ import annotations

import pytest

from tests.notices.told import REFERENCE, Told


@pytest.mark.clause("PH-3a")
def test_acknowledgement_names_the_needs_it_noted(told: Told) -> None:
    """The person sees which needs were noted, and can put them right."""
    said = told.text("acknowledgement")
    assert "We have noted: - Large print Please tell us if this is not right." in said


@pytest.mark.clause("PH-4.1c")
def test_acknowledgement_says_by_when_staff_will_call(told: Told) -> None:
    """The acknowledgement gives the day of first contact and what it will be about."""
    said = told.text("acknowledgement")
    assert "We will contact you by Tuesday 22 December 2026." in said
    assert "what you would like us to do to put things right" in said
    assert "you will get our answer by Wednesday 6 January 2027" in said


@pytest.mark.clause("PH-4.1c")
@pytest.mark.clause("PH-4.1d")
def test_contact_record_gives_remedy_date_and_why(told: Told) -> None:
    """The record of contact holds the remedy wanted, the agreed day, and how that day was reckoned."""
    said = told.text("contact-record")
    assert "Mend the leak under the sink for good." in said
    assert "Our answer is due by: Wednesday 6 January 2027" in said
    assert "agreed" not in said.partition("When you will get our answer")[2]
    assert (
        "How we set this date: 10 working days after Friday 18 December 2026, when we received your "
        "complaint Not counted: Weekends Not counted: Friday 25 December 2026 (Christmas Day) "
        "Not counted: Saturday 26 December 2026 (Boxing Day) "
        "Not counted: Monday 28 December 2026 (Boxing Day (observed)) "
        "Not counted: Friday 1 January 2027 (New Year's Day)"
    ) in said
    agreed = told.text("contact-record: agreed")
    assert (
        "Our answer is due by: Friday 29 January 2027 How we set this date: We agreed it with you, and "
        in agreed
    )
    assert "noted that on Tuesday 22 December 2026" in agreed


@pytest.mark.clause("PH-4.1d")
def test_timescale_gives_the_new_day(told: Told) -> None:
    """A date agreed again takes the place of the one before."""
    said = told.text("timescale")
    assert "Our answer is now due by: Friday 26 February 2027" in said
    assert "The surveyor can only come after the holidays." in said


@pytest.mark.clause("PH-4.1e")
@pytest.mark.parametrize("kind", ["information-request", "information-reminder"])
def test_request_for_information_says_what_when_and_what_else(told: Told, kind: str) -> None:
    """The person learns what is asked, by which day, and that the matter is closed without it."""
    said = told.text(kind)
    assert "a photograph of the water meter" in said
    assert "Please send it by: Saturday 30 January 2027" in said
    assert "We have to close your complaint if we have not received this information" in said


@pytest.mark.clause("PH-4.3a")
def test_refusal_gives_ground_particulars_and_challenge(told: Told) -> None:
    """A refusal names the ground, the alternative and the clause, and how to challenge it."""
    said = told.text("refusal")
    assert "because it can be decided by an alternative process." in said
    assert "An independent tribunal decides what charge is fair." in said
    assert "Customer Care Policy (clause PH-4.3a)" in said
    assert "You can challenge this decision." in said
    assert "Housing Ombudsman Service" in said
    assert "Your earlier complaint" not in said


@pytest.mark.clause("PH-4.3c")
def test_refusal_names_the_earlier_case(told: Told) -> None:
    """A complaint raised before is refused with the reference of the first one."""
    said = told.text("refusal: raised before")
    assert "because it has already been raised as a complaint." in said
    assert f"Your earlier complaint: {REFERENCE}" in said


@pytest.mark.clause("PH-1")
@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("response: upheld", "We agree with your complaint."),
        ("response", "We agree with part of your complaint."),
        ("response: not upheld", "We have not found that we did something wrong."),
    ],
)
def test_response_says_what_can_and_cannot_be_done_and_why(told: Told, way: str, words: str) -> None:
    """Whatever the outcome, the answer has its reasons, what can be done and what cannot."""
    said = told.text(way)
    assert words in said
    order = [
        "Our decision",
        "Why we decided this",
        "What we can do",
        "What we cannot do",
        "What you can do now",
    ]
    places = [said.index(heading) for heading in order]
    assert places == sorted(places)
    assert "We cannot pay for the cupboard door, because the leak did not damage it." in said


@pytest.mark.clause("PH-1")
def test_response_gives_each_commitment_its_day(told: Told) -> None:
    """Everything promised stands in the answer with the day by which it will be done."""
    said = told.text("response")
    assert "- Replace the pipe behind the kitchen wall: by Tuesday 19 January 2027" in said
    assert "- Check the kitchen floor for damp: by Tuesday 9 February 2027" in said


@pytest.mark.clause("PH-4.2a")
def test_response_says_until_when_to_ask_for_review(told: Told) -> None:
    """Who does not agree learns until when to ask, and that reasons and a remedy will be asked for."""
    said = told.text("response")
    assert "Ask for a review by: Thursday 28 January 2027" in said
    assert "Please tell us why, and what you would like us to do instead." in said


@pytest.mark.clause("PH-4.1a")
def test_acknowledgement_of_a_petition_thanks_its_lead(told: Told) -> None:
    """The lead petitioner is thanked, and sees how many have signed."""
    said = told.text("acknowledgement: petition")
    assert "Thank you for your petition, and for leading it." in said
    assert "Signatures so far: 61" in said
    assert "Signatures" not in told.text("acknowledgement")


@pytest.mark.clause("PH-4.1e")
def test_request_for_information_owns_up_to_a_late_answer(told: Told) -> None:
    """An answer that is late already is not promised for a day that has passed."""
    said = told.text("information-request: late")
    assert "You should have had our answer by Wednesday 6 January 2027. It is late, and we are sorry." in said
    assert "You will get our answer by Wednesday 6 January 2027" in told.text("information-request")


@pytest.mark.clause("PH-4.3c")
def test_duplicate_names_the_reference_to_use(told: Told) -> None:
    """The person learns which reference goes on, that this one is closed, and that nothing is lost."""
    said = told.text("duplicate")
    assert f"The reference to use: {REFERENCE}" in said
    assert "The reference that we have closed: PH-2026-000002" in said
    assert "Nothing is lost." in said
    assert "If you told us about something else this time" in said

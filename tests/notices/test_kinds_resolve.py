"""Notices of the Resolve stage: what each of them says."""

from __future__ import annotations

import pytest

from notices.plain import plain_text
from tests.notices.samples import REFERENCE, sample
from tests.notices.variants import VARIANTS, facts, text


@pytest.mark.clause("PH-3a")
def test_acknowledgement_names_the_needs_it_noted() -> None:
    """The person sees which needs were noted, and can put them right."""
    said = text("acknowledgement")
    assert "We have noted: - Large print - Calls in the afternoon" in said
    assert "Please tell us if this is not right." in said


@pytest.mark.clause("PH-4.1c")
def test_acknowledgement_says_by_when_staff_will_call() -> None:
    """The acknowledgement gives the day of first contact and what it will be about."""
    said = text("acknowledgement")
    assert "We will contact you by Tuesday 22 December 2026." in said
    assert "what you would like us to do to put things right" in said
    assert "you will get our answer by Wednesday 6 January 2027" in said


@pytest.mark.clause("PH-4.1c")
@pytest.mark.clause("PH-4.1d")
def test_contact_record_gives_remedy_date_and_why() -> None:
    """The record of contact holds the remedy wanted, the agreed day, and how that day was reckoned."""
    said = text("contact-record")
    assert "Mend the leak under the sink for good." in said
    assert "Our answer is due by: Wednesday 6 January 2027" in said
    assert (
        "How we set this date: 10 working days after Friday 18 December 2026, when we received your "
        "complaint Not counted: Weekends Not counted: Friday 25 December 2026 (Christmas Day)"
    ) in said


@pytest.mark.clause("PH-4.1d")
def test_timescale_gives_the_new_day() -> None:
    """A date agreed again takes the place of the one before."""
    said = text("timescale")
    assert "Our answer is now due by: Wednesday 6 January 2027" in said
    assert "The surveyor can only come after the holidays." in said
    assert "Why the date has changed" not in text("timescale", words={})


@pytest.mark.clause("PH-4.1e")
@pytest.mark.parametrize("kind", ["information-request", "information-reminder"])
def test_request_for_information_says_what_when_and_what_else(kind: str) -> None:
    """The person learns what is asked, by which day, and that the matter is closed without it."""
    said = text(kind)
    assert "a photograph of the water meter" in said
    assert "Please send it by: Saturday 30 January 2027" in said
    assert "We have to close your complaint if we have not received this information" in said


@pytest.mark.clause("PH-4.3a")
def test_refusal_gives_ground_particulars_and_challenge() -> None:
    """A refusal names the ground, the alternative and the clause, and how to challenge it."""
    said = text("refusal")
    assert "because it can be decided by an alternative process." in said
    assert "An independent tribunal decides what charge is fair." in said
    assert "Customer Care Policy (clause PH-4.3a)" in said
    assert "You can challenge this decision." in said
    assert "Housing Ombudsman Service" in said
    assert "Your earlier complaint" not in said


@pytest.mark.clause("PH-4.3c")
def test_refusal_names_the_earlier_case() -> None:
    """A complaint raised before is refused with the reference of the first one."""
    event = facts("refusal", ground="c", earlier_case="PH-2026-000007")
    ground = {"wording": "it has already been raised as a complaint"}
    said = text("refusal", event=event, ground=ground)
    assert "because it has already been raised as a complaint." in said
    assert "Your earlier complaint: PH-2026-000007" in said


@pytest.mark.clause("PH-1")
@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("upheld", "We agree with your complaint."),
        ("partly-upheld", "We agree with part of your complaint."),
        ("not-upheld", "We have not found that we did something wrong."),
    ],
)
def test_response_says_what_can_and_cannot_be_done_and_why(outcome: str, words: str) -> None:
    """Whatever the outcome, the answer has its reasons, what can be done and what cannot."""
    said = text("response", event=facts("response", outcome=outcome))
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
def test_response_gives_each_commitment_its_day() -> None:
    """Everything promised stands in the answer with the day by which it will be done."""
    said = text("response")
    assert "- Replace the pipe behind the kitchen wall: by Tuesday 12 January 2027" in said
    assert "- Check the kitchen floor for damp: by Tuesday 9 February 2027" in said


@pytest.mark.clause("PH-1")
def test_response_with_nothing_to_do_says_so() -> None:
    """Where nothing can be done, or nothing was turned down, the answer says that too."""
    words = {"reasons": "We checked.", "can_do": "", "cannot_do": ""}
    said = text("response", words=words, commitments=[])
    assert "There is nothing more that we can do about this complaint." in said
    assert "There is nothing you asked for that we have had to turn down." in said


@pytest.mark.clause("PH-4.2a")
def test_response_says_until_when_to_ask_for_review() -> None:
    """Who does not agree learns until when to ask, and that reasons and a remedy will be asked for."""
    said = text("response")
    assert "Ask for a review by: Friday 5 February 2027" in said
    assert "Please tell us why, and what you would like us to do instead." in said
    assert "Ask for a review by" not in text("response", deadlines={})


@pytest.mark.clause("PH-4.1a")
def test_acknowledgement_of_a_petition_thanks_its_lead() -> None:
    """The lead petitioner is thanked, and sees how many have signed."""
    said = text("acknowledgement", **VARIANTS["petition acknowledged"][1])
    assert "Thank you for your petition, and for leading it." in said
    assert "Signatures so far: 61" in said
    assert "Signatures" not in text("acknowledgement")


@pytest.mark.clause("PH-4.1e")
def test_request_for_information_owns_up_to_a_late_answer() -> None:
    """An answer that is late already is not promised for a day that has passed."""
    said = text("information-request", **VARIANTS["information for a late answer"][1])
    assert "You should have had our answer by Wednesday 6 January 2027. It is late, and we are sorry." in said
    assert "You will get our answer by Wednesday 6 January 2027" in text("information-request")


def test_response_keeps_the_paragraphs_of_what_can_be_done() -> None:
    """Free text keeps its own paragraphs there too."""
    words = {"reasons": "We checked.", "can_do": "First this.\n\nThen that.", "cannot_do": "More."}
    assert "First this.\n\nThen that." in plain_text(sample("response", words=words))


@pytest.mark.clause("PH-4.3c")
def test_duplicate_names_the_reference_to_use() -> None:
    """The person learns which reference goes on, that this one is closed, and that nothing is lost."""
    said = text("duplicate")
    assert "The reference to use: PH-2026-000007" in said
    assert f"The reference that we have closed: {REFERENCE}" in said
    assert "Nothing is lost." in said
    assert "If you told us about something else this time" in said

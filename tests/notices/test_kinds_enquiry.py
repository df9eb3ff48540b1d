"""Notices to councillors and members of parliament: what each of them says."""

from __future__ import annotations

import pytest

from tests.notices.told import REFERENCE, Told


@pytest.mark.clause("PH-6a")
def test_acknowledgement_says_by_when_the_answer_comes(told: Told) -> None:
    """The member gets the reference and the day; where no authority was noted, they are asked for it."""
    said = told.text("enquiry-acknowledgement")
    assert f"Your reference: {REFERENCE}" in said
    assert "You will get our answer by Wednesday 6 January 2027." in said
    assert "We can tell you about somebody only once we know that you may hear it." in said
    known = told.text("enquiry-acknowledgement: authority")
    assert "only once we know" not in known
    assert "It is about:" not in known


@pytest.mark.clause("PH-6b")
def test_acknowledgement_says_what_gets_no_response(told: Told) -> None:
    """Should it turn out to be about no tenant or leaseholder, the member knows why nothing more comes."""
    said = told.text("enquiry-acknowledgement")
    assert "directly about one of our tenants or leaseholders" in said
    assert "do not write to you about it again" in said


@pytest.mark.clause("PH-6a")
def test_late_acknowledgement_promises_no_day_that_has_passed(told: Told) -> None:
    """What is late already is owned up to."""
    said = told.text("enquiry-acknowledgement: late")
    assert "You should have had our answer by Wednesday 6 January 2027. It is late, and we are sorry." in said


@pytest.mark.clause("PH-1")
def test_answer_says_what_can_and_cannot_be_done_and_why(told: Told) -> None:
    """The answer has its reasons, what can be done and what cannot, in the words of whoever answers."""
    said = told.text("enquiry-answer")
    places = [said.index(part) for part in ("Why we say", "What we can do", "What we cannot do")]
    assert places == sorted(places)
    assert "We cannot pay for the cupboard door, because the leak did not damage it." in said
    assert "Please share it with nobody else." in said


@pytest.mark.clause("PH-6a")
def test_member_learns_under_which_reference_it_goes_on(told: Told) -> None:
    """An enquiry that a complaint takes on: both references, and who hears from now on."""
    said = told.text("enquiry-complaint")
    assert "The reference to use: PH-2026-000002" in said
    assert f"The reference that we have closed: {REFERENCE}" in said
    assert "We talk and write to the person who complains" in said


def test_withdrawal_is_confirmed_with_its_day(told: Told) -> None:
    """The member sees when it was closed, and that they can come back."""
    said = told.text("enquiry-withdrawn")
    assert "We closed it on Wednesday 30 December 2026" in said
    assert "please contact us" in said

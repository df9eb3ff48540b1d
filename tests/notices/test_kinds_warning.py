"""Notices about a warning, and about an appeal against it: what each of them says (section 7)."""

from __future__ import annotations

import pytest

from tests.notices.plays import LUCJA
from tests.notices.told import REFERENCE, Told

INTERNAL = ("warning-proposed", "warning-review-reminder")


@pytest.mark.clause("PH-7d")
def test_the_person_learns_why_what_it_means_and_how_to_appeal(told: Told) -> None:
    """In their own words to them; the day of the review; and what they can do."""
    said = told.text("warning")
    assert "You shouted at two of our caretakers. You did not let them leave." in said
    assert "From Wednesday 30 December 2026: - One member of staff to speak to, and nobody else" in said
    assert "The member of staff for you to speak to is Tom Okafor." in said
    assert "We will look at it again by: Wednesday 30 June 2027" in said
    assert "You can appeal." in said
    assert "There are no restrictions" in told.text("warning: no restrictions")


@pytest.mark.clause("PH-7c")
def test_kept_it_says_until_when(told: Told) -> None:
    """And why, where there is something to tell."""
    said = told.text("warning-kept")
    assert "You shouted at two" in said
    assert "We will look at it again by: Monday 20 December 2027" in said


@pytest.mark.clause("PH-7c", "PH-7e")
def test_removed_it_says_since_when_and_by_what(told: Told) -> None:
    """After a review, or by an appeal."""
    assert "We have looked again at the warning" in told.text("warning-lifted")
    assert "have ended, from Sunday 20 June 2027." in told.text("warning-lifted")
    assert "Your appeal is upheld. We have removed it." in told.text("warning-lifted: appeal")
    assert "Why" not in told.text("warning-lifted: appeal")


@pytest.mark.clause("PH-7b")
def test_other_restrictions_take_the_place_of_the_first(told: Told) -> None:
    """From which day, and why."""
    said = told.text("restrictions")
    assert "What it means from Monday 4 January 2027" in said
    assert "- No visits to our offices without an appointment" in said
    assert "This takes the place of what we told you before." in said


@pytest.mark.clause("PH-7e")
def test_an_appeal_is_a_complaint_that_names_the_warning(told: Told) -> None:
    """When it is acknowledged, and when it is upheld by the response or by a panel."""
    assert "This is your appeal against the warning PH-2026-000001." in told.text("acknowledgement: appeal")
    upheld = told.text("response: appeal")
    assert "You appealed against the warning PH-2026-000001. We remove it" in upheld
    assert "nothing more that we can do" not in upheld
    assert "You appealed against the warning PH-2026-000001. It is removed" in told.text(
        "review-decision: appeal"
    )


@pytest.mark.parametrize("kind", INTERNAL)
def test_mailboxes_read_nothing_about_the_person(told: Told, kind: str) -> None:
    """Neither who it is nor what they did."""
    said = told.text(kind)
    assert LUCJA["name"] not in said
    assert "shouted" not in said
    assert REFERENCE in said


def test_those_who_decide_learn_what_waits_and_by_when(told: Told) -> None:
    """Who proposed it, and by when it is decided; or since when it is in force."""
    assert "has proposed a person warning." in told.text("warning-proposed")
    assert "Proposed by: amira.khan" in told.text("warning-proposed")
    assert "Decide by: Thursday 7 January 2027" in told.text("warning-proposed")
    assert "has proposed other restrictions under a person warning" in told.text(
        "warning-proposed: restrictions"
    )
    assert "In force since: Wednesday 30 December 2026" in told.text("warning-review-reminder")


@pytest.mark.clause("PH-7a")
@pytest.mark.parametrize("kind", ["acknowledgement", "response", "warning"])
def test_a_single_point_of_contact_is_the_only_way(told: Told, kind: str) -> None:
    """They are named, and nobody else; without a telephone of their own, none is given."""
    assert "Please speak to Tom Okafor, Caseworker, and to nobody else" in told.text("warning")
    only = {"name": "Una Point", "role": "Adviser", "email": "una@poplar.example", "phone": "", "only": True}
    said = told.text(kind, staff=only)
    assert "Please speak to Una Point, Adviser, and to nobody else" in said
    assert "is dealing with this" not in said
    assert "Phone" not in said

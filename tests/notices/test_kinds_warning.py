"""Notices about a warning, and about an appeal against it: what each of them says (section 7)."""

from __future__ import annotations

import pytest

from tests.notices.samples import PERSON
from tests.notices.variants import VARIANTS, text

INTERNAL = ("warning-proposed", "warning-review-reminder")


def said_in(way: str) -> str:
    """The words of one of the ways."""
    kind, full = VARIANTS[way]
    return text(kind, **full)


@pytest.mark.clause("PH-7d")
def test_the_person_learns_why_what_it_means_and_how_to_appeal() -> None:
    """In their own words to them; the day of the review; and what they can do."""
    said = text("warning")
    assert "You shouted at two of our caretakers. You did not let them leave." in said
    assert "From Wednesday 30 December 2026: - One member of staff to speak to, and nobody else" in said
    assert "The member of staff for you to speak to is Idris Calloway." in said
    assert "We will look at it again by: Wednesday 30 June 2027" in said
    assert "You can appeal." in said
    assert "There are no restrictions" in said_in("warning without restrictions")


@pytest.mark.clause("PH-7c")
def test_kept_it_says_until_when() -> None:
    """And why, where there is something to tell."""
    said = text("warning-kept")
    assert "You shouted at two" in said
    assert "We will look at it again by: Wednesday 30 June 2027" in said
    assert "Why" not in said_in("warning kept without a word")


@pytest.mark.clause("PH-7c", "PH-7e")
def test_removed_it_says_since_when_and_by_what() -> None:
    """After a review, or by an appeal."""
    assert "We have looked again at the warning" in text("warning-lifted")
    assert "have ended, from Wednesday 30 December 2026." in text("warning-lifted")
    assert "Your appeal is upheld. We have removed it." in said_in("warning lifted by appeal")
    assert "Why" not in said_in("warning lifted without a word")


@pytest.mark.clause("PH-7b")
def test_other_restrictions_take_the_place_of_the_first() -> None:
    """From which day, and why."""
    said = text("restrictions")
    assert "What it means from Wednesday 30 December 2026" in said
    assert "- One member of staff to speak to, and nobody else" in said
    assert "This takes the place of what we told you before." in said


@pytest.mark.clause("PH-7e")
def test_an_appeal_is_a_complaint_that_names_the_warning() -> None:
    """When it is acknowledged, and when it is upheld by the response or by a panel."""
    assert "This is your appeal against the warning PH-2026-000007." in said_in("appeal acknowledged")
    upheld = said_in("appeal upheld")
    assert "You appealed against the warning PH-2026-000007. We remove it" in upheld
    assert "nothing more that we can do" not in upheld
    assert "You appealed against the warning PH-2026-000007. It is removed" in said_in(
        "appeal upheld by the panel"
    )


@pytest.mark.parametrize("kind", INTERNAL)
def test_mailboxes_read_nothing_about_the_person(kind: str) -> None:
    """Neither who it is nor what they did."""
    said = text(kind)
    assert str(PERSON["name"]) not in said
    assert "shouted" not in said
    assert "PH-2026-000123" in said


def test_those_who_decide_learn_what_waits_and_by_when() -> None:
    """Who proposed it, and by when it is decided; or since when it is in force."""
    assert "has proposed a person warning." in text("warning-proposed")
    assert "Proposed by: tadeusz.finch" in text("warning-proposed")
    assert "Decide by: Wednesday 6 January 2027" in text("warning-proposed")
    assert "has proposed other restrictions under a person warning" in said_in("other restrictions proposed")
    assert "In force since: Wednesday 30 December 2026" in text("warning-review-reminder")


@pytest.mark.clause("PH-7a")
@pytest.mark.parametrize("kind", ["acknowledgement", "response", "warning"])
def test_a_single_point_of_contact_is_the_only_way(kind: str) -> None:
    """They are named, and nobody else; without a telephone of their own, none is given."""
    only = {"name": "Una Point", "role": "Adviser", "email": "una@harca.example", "phone": "", "only": True}
    said = text(kind, staff=only)
    assert "Please speak to Una Point, Adviser, and to nobody else" in said
    assert "is dealing with this" not in said
    assert "Phone" not in said

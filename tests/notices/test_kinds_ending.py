"""Notices of what becomes of a promise, and of the end: what each of them says."""

from __future__ import annotations

from datetime import date

import pytest

from notices.plain import plain_text
from tests.notices.told import REFERENCE, Told


@pytest.mark.parametrize(
    ("way", "why", "open_still"),
    [
        ("closure: accepted", "You told us that you accept our answer.", "If something new goes wrong"),
        ("closure", "We did not hear from you", "If something kept you from answering us"),
        ("closure: promises settled", "what it promised you is settled.", "If something new goes wrong"),
        ("closure: no information", "It did not reach us by that day.", "If you have the information now"),
        ("closure: withdrawn", "you do not want to go on", "or you change your mind"),
    ],
)
def test_closure_says_why_and_what_stays_open(told: Told, way: str, why: str, open_still: str) -> None:
    """Each way to close a case has its reason, and what the person can still do."""
    said = told.text(way)
    assert why in said
    assert open_still in said


@pytest.mark.clause("PH-1")
def test_what_is_kept_is_not_told_as_owed(told: Told) -> None:
    """A case that closes owes nothing any more; what was kept is not listed, and what is open is."""
    assert "What we still owe you" not in told.text("closure: promises settled")
    said = told.text("representation: without a panel")
    assert "This does not change what we have promised you: - Replace the pipe" in said


@pytest.mark.clause("PH-1")
def test_broken_commitment_is_owned_up_to(told: Told) -> None:
    """The person learns which promise was broken, the day it was for, and why."""
    said = told.text("commitment-broken")
    assert "- Replace the pipe behind the kitchen wall: by Tuesday 19 January 2027" in said
    assert "Check the kitchen floor" not in said
    assert "The plumber fell ill" in said
    assert "We are sorry." in said


def test_breach_tells_staff_and_says_nothing_of_the_person(told: Told) -> None:
    """A missed deadline goes to a mailbox with duty, clause, day, case and owner, and nothing personal."""
    full = told.context("breach")
    secrets = {
        "person": {"name": "SECRET-NAME", "language": "en", "needs": ["SECRET-NEED"]},
        "words": dict.fromkeys(["reasons", "asked", "remedy_wanted", "particulars"], "SECRET-WORDS"),
        "commitments": [{"number": 1, "what": "SECRET-PROMISE", "by": date(2027, 1, 1), "status": "open"}],
        "staff": {"name": "Tom Okafor", "role": "Adviser", "email": "secret@x.example", "phone": "1"},
        "case": full["case"] | {"service": "SECRET-SERVICE"},
        "event": full["event"] | {"facts": {"note": "SECRET-FACT"}},
    }
    composed = told.notice("breach", **secrets)
    said = " ".join(plain_text(composed).split())
    assert composed.subject == f"Promise not kept on {REFERENCE}: {full['breach']['duty']}"
    assert "Clause: PH-4.1c Who has the case: Tom Okafor" in said
    assert "It was due on: Tuesday 22 December 2026" in said
    assert "Respond (PH-4.1d): Wednesday 6 January 2027" in said
    assert "secret" not in (composed.subject + said).lower()


@pytest.mark.clause("PH-1")
@pytest.mark.parametrize(
    ("way", "why", "decided", "open_still"),
    [
        (
            "closure: the answer stands",
            "You have the decision of the review panel, and nothing is left for us to do.",
            "The review panel decided that our first answer was appropriate.",
            "We cannot look again at what the panel decided.",
        ),
        (
            "closure: another remedy",
            "You have the decision of the review panel. What it promised you is settled.",
            "The review panel decided that our first answer did not put things right",
            "you can take your complaint to the Housing Ombudsman Service",
        ),
        (
            "closure: review without information",
            "It did not reach us by that day.",
            "Your review ended without a decision of the panel, so our first answer stands.",
            "If you have the information now",
        ),
        (
            "closure: review withdrawn",
            "You told us that you do not want to go on with your review.",
            "We did not find that we had done something wrong. Your review ended without a decision",
            "or you change your mind",
        ),
        (
            "closure: representations",
            "We told you what we would do to speak up for residents. That is settled.",
            "We decided to speak up for residents.",
            "If you hear something new",
        ),
    ],
)
def test_closure_says_what_was_decided(told: Told, way: str, why: str, decided: str, open_still: str) -> None:
    """The end after a review or representations has its outcome, and what remains open to the person."""
    said = told.text(way)
    assert why in said
    assert decided in said
    assert open_still in said


@pytest.mark.parametrize("way", ["closure: no information", "closure: withdrawn"])
def test_closure_without_an_answer_claims_none(told: Told, way: str) -> None:
    """Where nothing was decided, nothing is said of a decision, nor of a first answer."""
    said = told.text(way)
    assert "What was decided" not in said
    assert "first answer" not in said


@pytest.mark.clause("PH-1")
def test_closure_owns_up_to_a_broken_promise(told: Told) -> None:
    """A case that ends with a promise broken does not sound as if all had been kept."""
    assert "Not everything went as we promised." in told.text("closure: a promise broken")
    assert "Not everything went as we promised." not in told.text("closure: promises settled")


@pytest.mark.clause("PH-1")
def test_moved_commitment_gives_both_days_and_why(told: Told) -> None:
    """What was promised, for when before and for when now, and why it was moved."""
    said = told.text("commitment-moved")
    assert "- Replace the pipe behind the kitchen wall" in said
    assert "We had promised it by: Tuesday 19 January 2027" in said
    assert "We now promise it by: Tuesday 26 January 2027" in said
    assert "when your daughter is at home" in said


@pytest.mark.clause("PH-4.2e")
def test_representation_is_answered_and_not_considered(told: Told) -> None:
    """After a panel's decision a letter is kept and answered; it changes nothing, which is said."""
    said = told.text("representation")
    assert "On Monday 1 March 2027 we received what you sent us" in said
    assert (
        "its decision is our final decision. This means that we cannot consider the complaint again." in said
    )
    assert "The new door is on its way." in said
    assert "Housing Ombudsman Service" in said
    assert "I still want a new kitchen." not in said


def test_representation_before_any_panel_is_not_called_final(told: Told) -> None:
    """Without a panel nothing is final; a letter without a reply, with promises open, reads as a whole."""
    said = told.text("representation: without a panel")
    assert "final" not in said
    assert "Our reply to you" not in said
    assert "This does not change what we have promised you: - Replace the pipe" in said


@pytest.mark.clause("PH-4.2a", "PH-5c")
@pytest.mark.parametrize(
    ("way", "name", "advice"),
    [
        ("breach: payment", "payment-1", "Ask finance whether it has been paid."),
        ("breach: review", "review", "Talk to the panel."),
    ],
)
def test_breach_of_a_review_or_payment_says_what_to_do(told: Told, way: str, name: str, advice: str) -> None:
    """Whoever it is escalated to sees which deadline it is by its own name, and what can be done."""
    said = told.text(way)
    assert f"In the case it is called: {name}" in said
    assert advice in said

"""Notices of what becomes of a promise, and of the end: what each of them says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from notices.plain import plain_text
from tests.notices.sample_facts import COMMITMENTS, RESPONSE
from tests.notices.samples import REFERENCE, context, sample
from tests.notices.variants import VARIANTS, closed, facts, text


@pytest.mark.parametrize(
    ("how", "why", "open_still"),
    [
        ("accepted", "You told us that you accept our answer.", "If something new goes wrong"),
        ("not-disputed", "We did not hear from you", "If something kept you from answering us"),
        ("commitments-settled", "what it promised you is settled.", "If something new goes wrong"),
        ("no-information", "It did not reach us by that day.", "If you have the information now"),
        ("withdrawn", "you do not want to go on", "or you change your mind"),
    ],
)
def test_closure_says_why_and_what_stays_open(how: str, why: str, open_still: str) -> None:
    """Each way to close a case has its reason, and what the person can still do."""
    said = text("closure", event=facts("closure", how=how))
    assert why in said
    assert open_still in said


@pytest.mark.clause("PH-1")
def test_closure_repeats_only_what_is_still_owed() -> None:
    """A kept promise is not listed as owed, and nothing is when all are kept."""
    kept = [COMMITMENTS[0] | {"status": "kept"}, COMMITMENTS[1]]
    said = text("closure", commitments=kept)
    assert "Check the kitchen floor" in said
    assert "Replace the pipe" not in said
    all_kept = [commitment | {"status": "kept"} for commitment in COMMITMENTS]
    assert "What we still owe you" not in text("closure", commitments=all_kept)


@pytest.mark.clause("PH-1")
def test_broken_commitment_is_owned_up_to() -> None:
    """The person learns which promise was broken, the day it was for, and why."""
    said = text("commitment-broken")
    assert "- Replace the pipe behind the kitchen wall: by Tuesday 12 January 2027" in said
    assert "Check the kitchen floor" not in said
    assert "The plumber fell ill" in said
    assert "We are sorry." in said


def test_breach_tells_staff_and_names_nobody() -> None:
    """A missed deadline goes to a mailbox with duty, clause, day and case, and nothing personal."""
    full = context("breach")
    secrets = {
        "person": {"name": "SECRET-NAME", "language": "en", "needs": ["SECRET-NEED"]},
        "words": dict.fromkeys(["reasons", "asked", "remedy_wanted", "particulars"], "SECRET-WORDS"),
        "commitments": [{"number": 1, "what": "SECRET-PROMISE", "by": date(2027, 1, 1), "status": "open"}],
        "staff": {"name": "SECRET-STAFF", "role": "Adviser", "email": "secret@x.example", "phone": "1"},
        "case": full["case"] | {"service": "SECRET-SERVICE"},
        "event": full["event"] | {"facts": {"note": "SECRET-FACT"}},
    }
    composed = sample("breach", **secrets)
    said = " ".join(plain_text(composed).split())
    assert composed.subject == f"Promise not kept on {REFERENCE}: first contact"
    assert "Clause: PH-4.1c" in said
    assert "It was due on: Tuesday 22 December 2026" in said
    assert f"{RESPONSE['duty']} (PH-4.1d): Wednesday 6 January 2027" in said
    assert "secret" not in (composed.subject + said).lower()


@pytest.mark.clause("PH-1")
@pytest.mark.parametrize(
    ("ended", "why", "decided", "open_still"),
    [
        (
            closed("reviewed", "upheld", reviewed=True),
            "You have the decision of the review panel, and nothing is left for us to do.",
            "The review panel decided that our first answer was appropriate.",
            "We cannot look again at what the panel decided.",
        ),
        (
            closed("commitments-settled", "remedy-changed", reviewed=True),
            "You have the decision of the review panel. What it promised you is settled.",
            "The review panel decided that our first answer did not put things right",
            "you can take your complaint to the Housing Ombudsman Service",
        ),
        (
            closed("no-information", "partly-upheld"),
            "It did not reach us by that day.",
            "Your review ended without a decision of the panel, so our first answer stands.",
            "If you have the information now",
        ),
        (
            closed("review-withdrawn", "not-upheld"),
            "You told us that you do not want to go on with your review.",
            "We did not find that we had done something wrong. Your review ended without a decision",
            "or you change your mind",
        ),
        (
            closed("commitments-settled", "representations"),
            "We told you what we would do to speak up for residents. That is settled.",
            "We decided to speak up for residents.",
            "If you hear something new",
        ),
    ],
)
def test_closure_says_what_was_decided(
    ended: dict[str, Any], why: str, decided: str, open_still: str
) -> None:
    """The end after a review or representations has its outcome, and what remains open to the person."""
    said = text("closure", **ended)
    assert why in said
    assert decided in said
    assert open_still in said


@pytest.mark.parametrize("how", ["no-information", "withdrawn"])
def test_closure_without_an_answer_claims_none(how: str) -> None:
    """Where nothing was decided, nothing is said of a decision, nor of a first answer."""
    said = text("closure", **closed(how, how))
    assert "What was decided" not in said
    assert "first answer" not in said


@pytest.mark.clause("PH-1")
def test_closure_owns_up_to_a_broken_promise() -> None:
    """A case that ends with a promise broken does not sound as if all had been kept."""
    broken = [COMMITMENTS[0] | {"status": "broken"}]
    said = text("closure", **closed("commitments-settled", "upheld") | {"commitments": broken})
    assert "Not everything went as we promised." in said
    assert "Not everything went as we promised." not in text("closure")


@pytest.mark.clause("PH-1")
def test_moved_commitment_gives_both_days_and_why() -> None:
    """What was promised, for when before and for when now, and why it was moved."""
    said = text("commitment-moved")
    assert "- Replace the pipe behind the kitchen wall" in said
    assert "We had promised it by: Tuesday 5 January 2027" in said
    assert "We now promise it by: Tuesday 12 January 2027" in said
    assert "when your daughter is at home" in said


@pytest.mark.clause("PH-4.2e")
def test_representation_is_answered_and_not_considered() -> None:
    """After a panel's decision a letter is kept and answered; it changes nothing, which is said."""
    said = text("representation")
    assert "On Monday 1 March 2027 we received what you sent us" in said
    assert (
        "its decision is our final decision. This means that we cannot consider the complaint again." in said
    )
    assert "The new door is on its way." in said
    assert "Housing Ombudsman Service" in said
    assert "I still want a new kitchen." not in said


def test_representation_before_any_panel_is_not_called_final() -> None:
    """Without a panel nothing is final; a letter without a reply, with promises open, reads as a whole."""
    said = text("representation", **VARIANTS["letter on a case not reviewed"][1])
    assert "final" not in said
    assert "Our reply to you" not in said
    assert "This does not change what we have promised you: - Replace the pipe" in said


@pytest.mark.clause("PH-4.2a", "PH-5c")
@pytest.mark.parametrize(
    ("way", "name", "advice"),
    [
        ("payment missed", "payment-3", "Ask finance whether it has been paid."),
        ("review missed", "review", "Talk to the panel."),
    ],
)
def test_breach_of_a_review_or_payment_says_what_to_do(way: str, name: str, advice: str) -> None:
    """Whoever it is escalated to sees which deadline it is by its own name, and what can be done."""
    said = text("breach", **VARIANTS[way][1])
    assert f"In the case it is called: {name}" in said
    assert advice in said

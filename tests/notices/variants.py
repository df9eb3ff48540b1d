"""The ways in which notices of one kind differ: a petition, at review, late, with money, without."""

from __future__ import annotations

from datetime import date
from typing import Any

from notices.plain import plain_text
from tests.notices.sample_facts import (
    ACCEPTANCE,
    ANSWER,
    BY_CHEQUE,
    BY_TRANSFER,
    COMMITMENTS,
    CONTACT,
    INFORMATION,
    MONEY,
    MOVED,
    PAYMENT,
    RESPONSE,
    REVIEW,
    WARNING,
    WORDS,
)
from tests.notices.samples import context, for_petition, sample

LATE = {"missed": True}
NOTHING = MONEY | {
    "impact": "No demonstrable impact",
    "table": "£0.00",
    "losses": [],
    "owed": [],
    "decided_before": None,
    "total": "£0.00",
    "pays": False,
}
AT_REVIEW = {"information": INFORMATION | {"clause": "PH-4.2f"}, "review": REVIEW}


def text(kind: str, **changed: Any) -> str:
    """The notice's words as one line of text."""
    return " ".join(plain_text(sample(kind, **changed)).split())


def facts(kind: str, **given: object) -> dict[str, Any]:
    """The sample's event with these facts in place of its own."""
    return {**context(kind)["event"], "facts": given}


def case(kind: str, **given: object) -> dict[str, Any]:
    """The sample's case with these in place of its own."""
    return {**context(kind)["case"], **given}


def closed(how: str, outcome: str, *, reviewed: bool = False, raised_by: str = "resident") -> dict[str, Any]:
    """What differs in the closure of a case that ended so."""
    return {
        "event": facts("closure", how=how, outcome=outcome),
        "case": case("closure", outcome=outcome, reviewed=reviewed, raised_by=raised_by),
        "commitments": [promise | {"status": "kept"} for promise in COMMITMENTS],
    }


def missed(name: str, duty: str) -> dict[str, Any]:
    """What differs in the breach of a deadline."""
    return {"duty": duty, "day": date(2027, 2, 15), "clause": "PH-5c", "deadline": name}


def varied(kind: str, **changed: Any) -> tuple[str, dict[str, Any]]:
    """A kind, and its sample context with parts of it changed."""
    return kind, context(kind, **changed)


WARNED = "PH-2026-000007"
APPEAL = {"appeals": WARNED}
UNRESTRICTED = WARNING | {"restrictions": [], "contact": None}
VARIANTS: dict[str, tuple[str, dict[str, Any]]] = {
    "appeal acknowledged": varied("acknowledgement", case=case("acknowledgement", **APPEAL)),
    "appeal upheld": varied(
        "response",
        case=case("response", **APPEAL),
        event=facts("response", outcome="upheld"),
        commitments=[],
        words=WORDS["response"] | {"can_do": None},
    ),
    "appeal upheld by the panel": varied("review-decision", case=case("review-decision", **APPEAL)),
    "warning without restrictions": varied("warning", warning=UNRESTRICTED),
    "warning kept without a word": varied("warning-kept", words={}),
    "warning lifted without a word": varied("warning-lifted", words={}),
    "warning lifted by appeal": varied("warning-lifted", event=facts("warning-lifted", appeal=WARNED)),
    "other restrictions proposed": varied(
        "warning-proposed", event=facts("warning-proposed") | {"kind": "restrictions-proposed"}
    ),
    "petition acknowledged": ("acknowledgement", for_petition("acknowledgement")),
    "petition contacted": ("contact-record", for_petition("contact-record")),
    "petition refused": ("refusal", for_petition("refusal")),
    "petition answered": ("response", for_petition("response")),
    "petition closed": ("closure", for_petition("closure")),
    "petition reviewed": ("review-decision", for_petition("review-decision")),
    "response with a payment": varied(
        "response", commitments=[*COMMITMENTS, PAYMENT], money=MONEY, payment=BY_CHEQUE
    ),
    "response with a transfer": varied(
        "response", commitments=[*COMMITMENTS, PAYMENT], money=MONEY, payment=BY_TRANSFER
    ),
    "response with nothing to pay": varied("response", commitments=[], money=NOTHING),
    "timescale of a review": varied("timescale", deadlines={"review": REVIEW}),
    "information for a review": varied("information-request", deadlines=AT_REVIEW),
    "information for a late answer": varied(
        "information-request", deadlines={"information": INFORMATION, "response": RESPONSE | LATE}
    ),
    "reminder at review": varied("information-reminder", deadlines=AT_REVIEW),
    "review with nothing promised": varied("review-acknowledgement", commitments=[]),
    "review already late": varied("review-plan", deadlines={"review": REVIEW | LATE}),
    "answer appropriate": varied(
        "review-decision",
        event=facts("review-decision", appropriate=True, commitments=0),
        commitments=[],
        money=None,
    ),
    "review withdrawn": varied("review-ended", event=facts("review-ended") | {"kind": "review-withdrawn"}),
    "promise late": varied("review-ended", commitments=[COMMITMENTS[0] | LATE, PAYMENT]),
    "closed by the panel": varied("closure", **closed("reviewed", "upheld", reviewed=True)),
    "closed after a new remedy": varied(
        "closure", **closed("commitments-settled", "remedy-changed", reviewed=True)
    ),
    "review closed for want of information": varied("closure", **closed("no-information", "upheld")),
    "closed for want of information": varied("closure", **closed("no-information", "no-information")),
    "closed after representations": (
        "closure",
        for_petition("closure", **closed("commitments-settled", "representations", raised_by="petition")),
    ),
    "no representations": (
        "representations",
        for_petition("representations", event=facts("representations", make=False), commitments=[]),
    ),
    "letter on a case not reviewed": varied(
        "representation",
        event=facts("representation", received_on=date(2027, 3, 1), final=False),
        words={"said": "Thank you."},
        commitments=COMMITMENTS,
    ),
    "lead of a late petition": (
        "lead-changed",
        for_petition("lead-changed", deadlines={"contact": CONTACT | LATE, "response": RESPONSE | LATE}),
    ),
    "lead of an answered petition": (
        "lead-changed",
        for_petition(
            "lead-changed",
            case=case("lead-changed", outcome="upheld"),
            deadlines={"acceptance": ACCEPTANCE},
            commitments=COMMITMENTS,
        ),
    ),
    "lead of a petition at review": (
        "lead-changed",
        for_petition(
            "lead-changed",
            case=case("lead-changed", outcome="upheld"),
            words={"asked": "The rota,\nand photographs.", "remedy_wanted": "New bins."},
            deadlines=AT_REVIEW,
        ),
    ),
    "enquiry with authority": varied(
        "enquiry-acknowledgement",
        event=facts("enquiry-acknowledgement", subject="tenant", authority="consent"),
    ),
    "late enquiry, about no one service": varied(
        "enquiry-acknowledgement",
        deadlines={"answer": ANSWER | LATE},
        case=case("enquiry-acknowledgement", service=None),
    ),
    "enquiry missed": varied("breach", breach=missed("answer", "Answer the enquiry")),
    "payment missed": varied("breach", breach=missed("payment-3", "Pay")),
    "policy review called": varied("policy-review", event=facts("policy-review") | {"kind": "review-called"}),
    "policy review missed": varied("breach", breach=missed("policy-review", "Review the policy")),
    "review missed": varied("breach", breach=missed("review", "Decide the review")),
    "dates of two duties moved": varied("dates-moved", moved=[*MOVED, MOVED[0] | {"rule": "surprise"}]),
}

"""Sample contexts, one per kind of notice; every person, place and number is made up."""

from __future__ import annotations

from datetime import date
from typing import Any

from notices.blocks import Composed
from notices.composing import compose
from notices.letter import Letterhead, letter_pdf

POLICY = "poplar-harca"
REFERENCE = "PH-2026-000123"
LETTERHEAD = Letterhead(
    organisation="Poplar HARCA",
    address=("Customer Care", "12 Sample Street", "London", "E14 0ZZ"),
    phone="020 7946 0123",
    email="care@harca.example",
)
RECIPIENT = ("Łucja O'Brien-Nguyễn", "Flat 7, Heron House", "3 Example Walk", "London", "E14 9ZZ")

PERSON: dict[str, Any] = {
    "name": "Łucja O'Brien-Nguyễn",
    "language": "en-GB",
    "needs": ["Large print", "Calls in the afternoon"],
}
WORDS: dict[str, dict[str, str]] = {
    "contact-record": {
        "remedy_wanted": "Mend the leak under the sink for good.\n\nPay for the cupboard door that it ruined."
    },
    "information-request": {
        "asked": "Please send us a photograph of the water meter,\nand the date when you first saw the leak."
    },
    "timescale": {"reasons": "The surveyor can only come after the holidays."},
    "refusal": {
        "particulars": "Your letter is about the service charge for the lift. An independent tribunal "
        "decides what charge is fair.\n\nYou can apply to the tribunal yourself.",
        "can_do": "We will send you the tribunal's form, and help you to fill it in.",
    },
    "response": {
        "reasons": "Our contractor came three times and sealed the joint each time. Nobody looked at the "
        "pipe behind the wall, which was the cause. You told us about it on the first visit.\n\n"
        "The cupboard door was already loose when you moved in. Your own photographs show it.",
        "can_do": "We will replace the pipe, and check the floor for damp once it has dried.",
        "cannot_do": "We cannot pay for the cupboard door, because the leak did not damage it.",
    },
    "commitment-broken": {"reasons": "The plumber fell ill, and nobody else can do this work now."},
}
WORDS["information-reminder"] = WORDS["information-request"]
COMMITMENTS = [
    {
        "number": 1,
        "what": "Replace the pipe behind the kitchen wall",
        "by": date(2027, 1, 12),
        "status": "open",
    },
    {"number": 2, "what": "Check the kitchen floor for damp", "by": date(2027, 2, 9), "status": "open"},
]


def _deadline(on: date, duty: str, clause: str, why: str) -> dict[str, Any]:
    return {"day": on, "duty": duty, "clause": clause, "why": why}


CONTACT = _deadline(
    date(2026, 12, 22), "first contact", "PH-4.1c", "the second working day after Friday 18 December 2026"
)
RESPONSE = _deadline(
    date(2027, 1, 6),
    "answer the complaint",
    "PH-4.1d",
    "the tenth working day after Friday 18 December 2026; Christmas Day, Boxing Day (substitute day), "
    "New Year's Day and weekends are not counted",
)
INFORMATION = _deadline(
    date(2027, 1, 30), "receive information", "PH-4.1e", "one calendar month from 30 December"
)
ACCEPTANCE = _deadline(
    date(2027, 2, 5), "accept or ask for review", "PH-4.2a", "the window of the policy file"
)

FACTS: dict[str, dict[str, Any]] = {
    "response": {"outcome": "partly-upheld"},
    "closure": {"outcome": "partly-upheld", "how": "not-disputed"},
    "commitment-broken": {"number": 1},
    "refusal": {"ground": "a", "earlier_case": None},
}
DEADLINES: dict[str, dict[str, Any]] = {
    "acknowledgement": {"contact": CONTACT, "response": RESPONSE},
    "contact-record": {"response": RESPONSE},
    "information-request": {"information": INFORMATION, "response": RESPONSE},
    "information-reminder": {"information": INFORMATION, "response": RESPONSE},
    "timescale": {"response": RESPONSE},
    "response": {"acceptance": ACCEPTANCE},
    "breach": {"response": RESPONSE},
}


def context(kind: str, **changed: Any) -> dict[str, Any]:
    """Everything that a notice of this kind can name; `changed` replaces whole parts of it."""
    return {
        "policy": {
            "organisation": "Poplar HARCA",
            "title": "Customer Care Policy",
            "phone": "020 7946 0123",
            "email": "care@harca.example",
            "website": "www.harca.example",
            "address": ["12 Sample Street", "London", "E14 0ZZ"],
        },
        "case": {
            "reference": REFERENCE,
            "received": date(2026, 12, 18),
            "service": "Repairs",
            "stage": "Resolve",
            "happened_on": date(2026, 11, 30),
        },
        "person": PERSON,
        "event": {
            "kind": kind,
            "clause": "PH-4.3a" if kind == "refusal" else "PH-4.1d",
            "on": date(2026, 12, 30),
            "facts": FACTS.get(kind, {}),
        },
        "words": WORDS.get(kind, {}),
        "deadlines": DEADLINES.get(kind, {}),
        "commitments": [
            commitment
            | ({"status": "broken"} if kind == "commitment-broken" and commitment["number"] == 1 else {})
            for commitment in COMMITMENTS
        ]
        if kind in ("response", "closure", "commitment-broken")
        else [],
        "staff": {
            "name": "Idris Calloway",
            "role": "Customer Care Adviser",
            "email": "care@harca.example",
            "phone": "020 7946 0145",
        },
        "ground": {"wording": "it can be decided by an alternative process"} if kind == "refusal" else None,
        "breach": {
            "duty": "first contact",
            "day": date(2026, 12, 22),
            "clause": "PH-4.1c",
            "deadline": "contact",
        }
        if kind == "breach"
        else None,
        **changed,
    }


def sample(kind: str, **changed: Any) -> Composed:
    """A notice of this kind, composed from its sample context."""
    return compose(POLICY, kind, context(kind, **changed))


def sample_letter(composed: Composed, *, large_print: bool = False, language: str = "en-GB") -> bytes:
    """The notice as a letter to the made-up person, on a fixed day."""
    return letter_pdf(
        composed,
        LETTERHEAD,
        RECIPIENT,
        date(2026, 12, 30),
        REFERENCE,
        large_print=large_print,
        language=language,
    )

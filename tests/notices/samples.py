"""Sample contexts, one per kind of notice; every person, place and number is made up."""

from __future__ import annotations

from datetime import date
from typing import Any

from notices.blocks import Composed
from notices.composing import compose
from notices.letter import Letterhead, letter_pdf
from tests.notices.sample_facts import (
    BY_TRANSFER,
    DEADLINES,
    EVENTS,
    FACTS,
    MONEY,
    MOVED,
    PANEL,
    WARNING,
    WORDS,
    commitments_of,
)

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
OF_PETITIONS = ("lead-changed", "representations")
OF_WARNINGS = (
    *("warning", "warning-kept", "warning-lifted", "restrictions"),
    *("warning-proposed", "warning-review-reminder"),
)


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
            "raised_by": "petition" if kind in OF_PETITIONS else "resident",
            "outcome": FACTS.get(kind, {}).get("outcome"),
            "reviewed": kind == "review-decision",
            "appeals": None,
        },
        "person": PERSON,
        "petition": {"signatures": 61} if kind in OF_PETITIONS else None,
        "event": {
            "kind": EVENTS.get(kind, kind),
            "clause": "PH-4.3a" if kind == "refusal" else "PH-4.1d",
            "on": date(2026, 12, 30),
            "facts": FACTS.get(kind, {}),
        },
        "words": WORDS.get(kind, {}),
        "deadlines": DEADLINES.get(kind, {}),
        "moved": MOVED if kind == "dates-moved" else [],
        "commitments": commitments_of(kind),
        "money": MONEY if kind == "review-decision" else None,
        "payment": BY_TRANSFER if kind == "review-decision" else None,
        "warning": WARNING if kind in OF_WARNINGS else None,
        "panel": PANEL if kind in ("review-plan", "review-decision") else [],
        "staff": {
            "name": "Idris Calloway",
            "role": "Customer Care Adviser",
            "email": "care@harca.example",
            "phone": "020 7946 0145",
            "only": False,
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


def for_petition(kind: str, **changed: Any) -> dict[str, Any]:
    """The same, of a petition that many people have signed."""
    case = context(kind)["case"] | {"raised_by": "petition"}
    return context(kind, **{"case": case, "petition": {"signatures": 61}} | changed)


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

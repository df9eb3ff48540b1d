"""Enquiries in each situation they can get into, and valid content for every decision about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rules.case import Case
from rules.decision import Decision
from rules.enquiry.answering import AnswerEnquiry, RecordNoResponse, WithdrawEnquiry
from rules.enquiry.authority import RecordAuthority
from rules.enquiry.intake import Concerned, EnquiryIntake
from rules.enquiry.onward import BecameComplaint
from rules.policy import Policy
from tests.rules.people import AMIRA, OMAR, TOM
from tests.rules.play import MONDAY, POPLAR, Play, local
from tests.rules.saying import NOTE, conflict, considered

COMPLAINT = "PH-2026-000009"
ANSWER = AnswerEnquiry(
    can_do="We mend the lift.", cannot_do="We cannot build a second one.", reasons="The part was not ordered."
)
NO_RESPONSE = RecordNoResponse(reasons="It asks how we plan our budgets.")
CONSENT = RecordAuthority(authority="consent", how="A signed form, on file.")
WITHDRAW = WithdrawEnquiry(said="It has been sorted out.")
BECAME = BecameComplaint(complaint=COMPLAINT)
NADIA = Concerned(name="Nadia Farrow", address="3 Mast House\nLondon")


def about(subject: str, *, concerns: Concerned | None = None) -> RecordAuthority:
    """Whom it is about indeed."""
    return RecordAuthority(subject=subject, concerns=concerns, how="Looked up the tenancy.")


def intake(**fields: Any) -> EnquiryIntake:
    """An enquiry from a councillor about a tenant, for whom nothing yet shows that she acts."""
    return EnquiryIntake.model_validate(
        {
            "policy": POPLAR.id,
            "member": "councillor",
            "subject": "tenant",
            "concerns": NADIA.model_dump(),
            "about": "The lift has stood still for a week.",
            "person": {"name": "Jo Marlow", "email": "jo.marlow@council.example"},
            "source_id": "1",
        }
        | fields
    )


def received(at: str = MONDAY, **fields: Any) -> Case:
    """The case of an enquiry that came in at a local time."""
    taken = intake(**fields)
    return Case(
        ref="PH-2026-000001",
        policy=POPLAR.id,
        version=POPLAR.version,
        matter=taken.matter,
        service=taken.service,
        received=local(at),
        raised_by=taken.columns()["raised_by"],
        opened_by="amira.khan",
        needs=taken.needs,
        terms=taken.terms("amira.khan"),
    )


def enquiry(at: str = MONDAY, *, policy: Policy = POPLAR, **fields: Any) -> Play:
    """An enquiry that came in at a local time, and was opened."""
    play = Play(received(at, **fields), policy)
    play.open()
    return play


def _after(*decisions: Decision, **fields: Any) -> Callable[[], Play]:
    def play() -> Play:
        played = enquiry(**fields)
        played.decide(*decisions)
        return played

    return play


def _missed() -> Play:
    play = enquiry(authority="consent")
    play.past("answer")
    return play


def _conflicts() -> Play:
    play = enquiry(authority="consent")
    play.decide(conflict(), by=TOM)
    play.decide(conflict(OMAR), by=AMIRA)
    return play


def _gone_on() -> Play:
    play = enquiry()
    play.follows(BECAME)
    return play


OF_NOBODY: dict[str, Any] = {"subject": "no-individual", "concerns": None}
SITUATIONS: dict[str, Callable[[], Play]] = {
    "not yet opened": lambda: Play(received(), POPLAR),
    "opened, authority not known": enquiry,
    "opened, authority known": _after(authority="consent"),
    "opened, a need unconsidered": _after(authority="consent", needs=("audio",)),
    "opened, about no individual": _after(**OF_NOBODY),
    "authority noted": _after(CONSENT),
    "about no individual after all": _after(CONSENT, about("somebody-else")),
    "about an individual after all": _after(about("tenant", concerns=NADIA), **OF_NOBODY),
    "conflicts": _conflicts,
    "answer missed": _missed,
    "closed: answered": _after(CONSENT, ANSWER),
    "closed: no response": _after(NO_RESPONSE, **OF_NOBODY),
    "closed: withdrawn": _after(WITHDRAW),
    "closed: complaint": _gone_on,
}


def valid(case: Case) -> dict[str, Decision]:
    """Decisions with content that nothing is wrong with, by name, for a case as it stands."""
    return {
        "record-authority": CONSENT,
        "answer-enquiry": ANSWER,
        "record-no-response": NO_RESPONSE,
        "withdraw-enquiry": WITHDRAW,
        "adjust": considered(next(iter(case.unconsidered), "audio")),
        "declare-conflict": conflict(),
        "note": NOTE,
    }

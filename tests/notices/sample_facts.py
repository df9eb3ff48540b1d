"""What the sample notices speak of, by kind; every person, place and number is made up."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from activities.promises import reckoning_of
from policies.days import working_calendar
from rules.terms import Within
from tests.rules.play import POPLAR

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
    "commitment-moved": {"reasons": "You asked us to come when your daughter is at home."},
    "review-acknowledgement": {
        "why": "The cupboard door was fine before the leak.\n\nMy neighbour can tell you so.",
        "remedy_wanted": "A new cupboard door, and an apology.",
    },
    "review-plan": {
        "how": "We come to see the kitchen with you on a morning that suits you.\nIt takes half an hour.",
        "information": "The repair log, your photographs, and what the contractor wrote down.",
    },
    "review-decision": {
        "reasons": "The contractor's own photograph shows the door whole after the first visit.",
        "can_do": "We will hang a new door, and pay for what you had to go through.",
        "cannot_do": "We cannot give you a new kitchen, because the rest of it is sound.",
    },
    "lead-changed": {"remedy_wanted": "The bins emptied on the day they should be."},
    "representations": {"reasons": "Many of our older residents depend on the bus."},
    "representation": {
        "said": "I still want a new kitchen.",
        "reply": "The panel has decided about the kitchen.\n\nThe new door is on its way.",
    },
}
WORDS |= {
    kind: {"explanation": "You shouted at two of our caretakers.\n\nYou did not let them leave."}
    for kind in ("warning", "restrictions", "warning-kept", "warning-lifted")
}
WORDS["enquiry-answer"] = WORDS["response"]
WORDS["information-reminder"] = WORDS["information-request"]
FACTS: dict[str, dict[str, Any]] = {
    "response": {"outcome": "partly-upheld"},
    "closure": {"outcome": "partly-upheld", "how": "not-disputed"},
    "commitment-broken": {"number": 1},
    "commitment-moved": {"number": 1, "from": date(2027, 1, 5), "to": date(2027, 1, 12)},
    "refusal": {"ground": "a", "earlier_case": None},
    "review-plan": {"conduct": "visit"},
    "review-decision": {"appropriate": False, "commitments": 2},
    "representations": {"make": True},
    "representation": {"received_on": date(2027, 3, 1), "final": True},
    "duplicate": {"original": "PH-2026-000007", "outcome": "duplicate"},
    "warning-lifted": {"appeal": None},
    "enquiry-acknowledgement": {"subject": "tenant", "authority": None},
    "enquiry-answer": {"outcome": "answered"},
    "enquiry-complaint": {"complaint": "PH-2026-000007"},
}
EVENTS = {"review-ended": "no-information", "warning-proposed": "opened"}
"""The event of a kind, where its templates look at it."""
COMMITMENTS: list[dict[str, Any]] = [
    {"number": 1, "what": "Replace the pipe behind the kitchen wall", "by": date(2027, 1, 12)},
    {"number": 2, "what": "Check the kitchen floor for damp", "by": date(2027, 2, 9)},
]
COMMITMENTS = [
    promise | {"status": "open", "kind": "repair", "payment": None, "new": True, "missed": False}
    for promise in COMMITMENTS
]
PAYMENT: dict[str, Any] = {
    "number": 3,
    "what": None,
    "by": date(2027, 2, 15),
    "status": "open",
    "kind": "payment",
    "payment": "£199.98",
    "new": True,
    "missed": False,
}
MONEY: dict[str, Any] = {
    "impact": "High impact",
    "responsibility": "Full",
    "table": "£250.00",
    "losses": [
        {"what": "Two electric heaters", "amount": "£89.98"},
        {"what": "A rug: the blue one", "amount": "£25.00"},
    ],
    "owed": [{"what": "Arrears of rent", "amount": "£65.00"}],
    "decided_before": "£100.00",
    "total": "£199.98",
    "pays": True,
}
BY_TRANSFER: dict[str, Any] = {"account_ends": "78", "address": []}
BY_CHEQUE: dict[str, Any] = {"account_ends": None, "address": ["Flat 7, Heron House", "London", "E14 9ZZ"]}
MOVED: list[dict[str, Any]] = [
    {
        "rule": "response",
        "duty": "answer the complaint",
        "was": date(2027, 1, 5),
        "becomes": date(2027, 1, 6),
        "off": [{"day": date(2026, 12, 29), "why": "The heating of our offices is out of order"}],
    }
]
PANEL = [
    {"name": "Maren Oyelaran", "role": "Assistant Director"},
    {"name": "Tadeusz Finch", "role": "Resident member of review panels"},
]
WARNING: dict[str, Any] = {
    "behaviours": ["Aggression or abuse"],
    "restrictions": ["One member of staff to speak to, and nobody else", "Staff do not visit alone"],
    "contact": {"name": "Idris Calloway", "phone": "020 7946 0145", "email": "care@harca.example"},
    "since": date(2026, 12, 30),
    "proposer": "tadeusz.finch",
}


def _deadline(on: date, duty: str, clause: str, within: str) -> dict[str, Any]:
    """A deadline that was reckoned from noon of a day before: `10 working days from 2026-12-18`."""
    length, _, start = within.partition(" from ")
    noon = datetime.combine(date.fromisoformat(start), time(12), POPLAR.zone)
    reckoning = working_calendar(POPLAR, {}).reckon(Within.parse(length), noon)
    assert reckoning.due_day == on
    told = reckoning_of(reckoning)
    return {"day": on, "duty": duty, "clause": clause, "reckoning": told, "missed": False}


CONTACT = _deadline(date(2026, 12, 22), "first contact", "PH-4.1c", "2 working days from 2026-12-18")
RESPONSE = _deadline(date(2027, 1, 6), "answer the complaint", "PH-4.1d", "10 working days from 2026-12-18")
INFORMATION = _deadline(
    date(2027, 1, 30), "receive information", "PH-4.1e", "1 calendar month from 2026-12-30"
)
ACCEPTANCE = _deadline(
    date(2027, 2, 5), "accept or ask for review", "PH-4.2a", "20 working days from 2027-01-08"
)
REVIEW = _deadline(date(2027, 2, 10), "decide the review", "PH-4.2a", "20 working days from 2027-01-13")
APPROVAL = _deadline(date(2027, 1, 6), "approve or decline", "PH-7b", "5 working days from 2026-12-29")
WARNING_REVIEW = _deadline(
    date(2027, 6, 30), "review the warning", "PH-7c", "6 calendar months from 2026-12-30"
)
ANSWER = _deadline(date(2027, 1, 6), "answer the enquiry", "PH-6a", "10 working days from 2026-12-18")
POLICY_REVIEW = _deadline(
    date(2027, 1, 18), "review the policy", "PH-8", "60 calendar months from 2022-01-18"
)
DEADLINES: dict[str, dict[str, Any]] = {
    "acknowledgement": {"contact": CONTACT, "response": RESPONSE},
    "contact-record": {"response": RESPONSE},
    "information-request": {"information": INFORMATION, "response": RESPONSE},
    "information-reminder": {"information": INFORMATION, "response": RESPONSE},
    "timescale": {"response": RESPONSE},
    "response": {"acceptance": ACCEPTANCE},
    "breach": {"response": RESPONSE},
    "enquiry-acknowledgement": {"answer": ANSWER},
    "review-acknowledgement": {"review": REVIEW},
    "review-plan": {"review": REVIEW},
    "lead-changed": {"contact": CONTACT, "response": RESPONSE},
    "warning-proposed": {"approval": APPROVAL},
    "warning": {"warning-review": WARNING_REVIEW},
    "restrictions": {"warning-review": WARNING_REVIEW},
    "warning-kept": {"warning-review": WARNING_REVIEW},
    "warning-review-reminder": {"warning-review": WARNING_REVIEW},
    "policy-review": {"policy-review": POLICY_REVIEW},
    "policy-review-reminder": {"policy-review": POLICY_REVIEW},
}


def commitments_of(kind: str) -> list[dict[str, Any]]:
    """What is promised in the sample of a kind."""
    pipe, floor = COMMITMENTS
    earlier = [promise | {"new": False} for promise in COMMITMENTS]
    match kind:
        case "response" | "representations":
            return COMMITMENTS
        case "closure" | "commitment-moved" | "review-acknowledgement" | "review-ended":
            return earlier
        case "commitment-broken":
            return [earlier[0] | {"status": "broken"}, earlier[1]]
        case "review-decision":
            door = {"number": 4, "what": "Hang a new cupboard door"}
            return [pipe | {"new": False}, earlier[1] | {"status": "replaced"}, PAYMENT, floor | door]
    return []

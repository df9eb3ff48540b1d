"""Enquiries for advice in each situation they can get into, and valid content for their decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rules.advice.advising import Advise, SetNextSteps
from rules.advice.intake import AdviceIntake
from rules.case import Case
from rules.clientwork.grounds import Refuse
from rules.clientwork.signposting import SignpostElsewhere
from rules.decision import Decision
from rules.policy import Policy
from tests.rules.people import ANA, CLARA, LENA, MARTIN
from tests.rules.play import CHARTER, MONDAY, Play, day, local
from tests.rules.saying import ARRIVED, ASK, WITHDRAW
from tests.signposts import ACAS, SETTLED

ADVISE = Advise(
    answer="Your last shifts were not paid.",
    options="You can ask your employer for it in writing. You can ask Acas for early conciliation.",
    reasons="The payslips end before the last shift.",
)
DECLINE = Refuse(
    ground="court-representation", particulars="She asks us to speak for her.", signposts=(ACAS,)
)
ELSEWHERE = SignpostElsewhere(signposts=(SETTLED,), reasons="They have an adviser who speaks Bulgarian.")
STAFF = {who.id: who for who in (ANA, LENA, MARTIN, CLARA)}


def steps(by: str = "2026-06-12") -> SetNextSteps:
    """Next steps, with a day for the advice."""
    return SetNextSteps(
        steps="We read your contract.",
        needed="Your contract and payslips.",
        advise_by=day(by),
        reasons="What is owed depends on your contract.",
    )


def intake(**fields: Any) -> AdviceIntake:
    """An enquiry about wages that were not paid."""
    return AdviceIntake.model_validate(
        {
            "policy": CHARTER.id,
            "service": "employment-rights",
            "about": "They did not pay my last shifts.",
            "person": {"name": "Marisol Pinto", "email": "marisol.pinto@client.example"},
            "source_id": "1",
        }
        | fields
    )


def received(at: str = MONDAY, **fields: Any) -> Case:
    """The case of an enquiry that came in at a local time."""
    taken = intake(**fields)
    return Case(
        ref="WRC-2026-000001",
        policy=CHARTER.id,
        version=CHARTER.version,
        matter=taken.matter,
        service=taken.service,
        received=local(at),
        raised_by=taken.columns()["raised_by"],
        opened_by=ANA.id,
        needs=taken.needs,
        happened_on=taken.happened_on,
    )


def advice(at: str = MONDAY, *, policy: Policy = CHARTER, **fields: Any) -> Play:
    """An enquiry that came in at a local time, and was opened."""
    play = Play(received(at, **fields), policy)
    play.directory = STAFF
    play.open()
    return play


def _after(*decisions: Decision, missed: str = "", **fields: Any) -> Callable[[], Play]:
    def play() -> Play:
        played = advice(**fields)
        for decision in decisions:
            played.decide(decision, by=ANA)
        if missed:
            played.past(missed)
        return played

    return play


SITUATIONS: dict[str, Callable[[], Play]] = {
    "not yet opened": lambda: Play(received(), CHARTER),
    "opened": advice,
    "opened, a need unconsidered": _after(needs=("interpreter",)),
    "first response missed": _after(missed="first-response"),
    "pointed elsewhere": _after(ELSEWHERE),
    "next steps set": _after(steps()),
    "advice missed": _after(steps(), missed="advice"),
    "information asked": _after(ASK),
    "information come": _after(ASK, ARRIVED),
    "information late": _after(steps("2026-08-03"), ASK, missed="information"),
    "closed: advised": _after(ADVISE),
    "closed: advised after next steps": _after(steps(), ADVISE),
    "closed: declined": _after(DECLINE),
    "closed: withdrawn": _after(WITHDRAW),
}


def valid(case: Case) -> dict[str, Decision]:
    """Decisions with content that nothing is wrong with, by name, for a case as it stands."""
    own: dict[str, Decision] = {"refuse": DECLINE} if case.matter == "advice" else {}
    return own | {"advise": ADVISE, "set-next-steps": steps("2030-01-01"), "signpost": ELSEWHERE}

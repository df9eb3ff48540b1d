"""Enquiries for advice in each situation they can get into, and valid content for their decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rules.advice.advising import Advise, SetNextSteps
from rules.advice.intake import AdviceIntake
from rules.case import Case
from rules.clientwork.behaviour import CloseForBehaviour, EndContact, RecordBehaviour
from rules.clientwork.callers import CheckCaller, DiscloseByPhone, UnlockPhone
from rules.clientwork.calls import ResolveCall, SetCallSteps, StopCalling
from rules.clientwork.consent import AskForConsent, RecordConsent, WithdrawConsent
from rules.clientwork.grounds import Refuse
from rules.clientwork.missed_calls import LogMissedCall, TryCall
from rules.clientwork.safeguarding import ShareToSafeguard
from rules.clientwork.security import checks_of
from rules.clientwork.sharing import Share
from rules.clientwork.signposting import SignpostElsewhere
from rules.clientwork.told_by_phone import TellByPhone
from rules.decision import Decision
from rules.policy import Policy
from tests.rules.people import ANA, CLARA, LENA, MARTIN, NOOR
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
GIVEN: dict[str, Any] = {  # as it comes with an enquiry
    "form": "consent-form",
    "version": str(CHARTER.documents["consent-form"].version),
    "scopes": ["hold", "refer"],
    "how": "signed",
}
CONSENT = RecordConsent.model_validate(GIVEN)
REFER = Share(
    recipient="advice-agency",
    to="Quayside Law Centre",
    email="duty@quayside.example",
    what="Her last shifts were not paid. She speaks Portuguese.",
    purpose="They can speak for her at the tribunal.",
)
PROTECT = ShareToSafeguard(
    recipient="social-care",
    to="Northgate social care",
    email="duty@northgate.example",
    concern="child",
    what="Her son of nine is alone at night while she works.",
    reasons="He told our volunteer that he is afraid.",
    tell_person=True,
)
PROTECT_UNTOLD = PROTECT.model_copy(
    update={"email": None, "tell_person": False, "why_not_told": "She may take him away before they come."}
)
NO_REFERRAL = WithdrawConsent(scopes=("refer",), said="She would rather go there herself.")
NO_CONSENT = WithdrawConsent()
MISSED: dict[str, Any] = {"made_by": "phone", "call": "answerphone"}
"""The fields of an enquiry that came in by a call which nobody answered."""
CALLED = LogMissedCall(call="answerphone", message="Have you read my contract?")
TRIED = TryCall(message="This is Ana. Please call us on the number that you have.")
TOLD = ResolveCall(
    answer="They have to pay you for the shifts.",
    options="You can ask them in writing, or ask Acas for early conciliation.",
    reasons="Your contract says so.",
)
STOP = StopCalling(reasons="We called three times, on three days, and nobody answered.")
CHECKED = CheckCaller(asked=("reference", "telephone"), right=("telephone", "reference"))
FAILED = CheckCaller(asked=("reference", "telephone"), right=("telephone",), note="He was in a hurry.")
UNLOCK = UnlockPhone(reasons="She came to the clinic, with her passport.")
RUDE = RecordBehaviour(behaviours=("rude", "abusive"), what="He shouted at Ana and called her names.")
ENDED = EndContact(
    contact="call",
    explanation="You shouted at our adviser and insulted her. She said twice that she would end the call.",
)
CLOSE = CloseForBehaviour(
    considered="You told us of no illness. We offered you letters instead of calls, and another adviser.",
    reasons="You threatened our adviser after we had written to you about the call.",
)
STAFF = {who.id: who for who in (ANA, LENA, MARTIN, CLARA, NOOR)}


def steps(by: str = "2026-06-12") -> SetNextSteps:
    """Next steps, with a day for the advice."""
    return SetNextSteps(
        steps="We read your contract.",
        needed="Your contract and payslips.",
        advise_by=day(by),
        reasons="What is owed depends on your contract.",
    )


def call_steps(by: str = "2026-06-12", owner: str | None = None) -> SetCallSteps:
    """Next steps that were said on the telephone, with a day for the advice, and who gives it."""
    return SetCallSteps(
        steps="We read your contract.",
        needed="Your contract and payslips.",
        advise_by=day(by),
        reasons="What is owed depends on your contract.",
        owner=owner,
    )


def disclosed(check: int) -> DiscloseByPhone:
    """Something about the case that a caller was told, who had passed a check."""
    return DiscloseByPhone(check=check, told="Her advice is due on Friday.")


def by_check(decision: Decision) -> Callable[[Case], Decision]:
    """The same decision on a case as it stands, resting on the check that was passed last."""
    return lambda case: decision.model_copy(update={"check": checks_of(case)[-1].event})


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
        terms=taken.terms(ANA.id),
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
    "consent given": _after(CONSENT),
    "shared": _after(CONSENT, REFER),
    "consent withdrawn": _after(CONSENT, NO_CONSENT),
    "consent not given": _after(NO_CONSENT),
    "consent missed": _after(missed="consent"),
    "closed: advised, consent given": _after(CONSENT, ADVISE),
    "information asked": _after(ASK),
    "information come": _after(ASK, ARRIVED),
    "information late": _after(steps("2026-08-03"), ASK, missed="information"),
    "call missed": _after(**MISSED),
    "call answered": _after(made_by="phone", call="answered"),
    "call tried": _after(TRIED, **MISSED),
    "call tried as often as may be": _after(TRIED, TRIED, TRIED, **MISSED),
    "call not returned": _after(missed="callback", **MISSED),
    "next steps set by telephone": _after(call_steps(), **MISSED),
    "called about the case": _after(steps(), CALLED),
    "caller checked": _after(steps(), CHECKED),
    "caller not known": _after(FAILED),
    "locked": _after(CALLED, FAILED, FAILED, FAILED),
    "closed: locked": _after(FAILED, FAILED, ADVISE, FAILED),
    "behaviour recorded": _after(RUDE),
    "contact ended": _after(RUDE, ENDED),
    "behaviour recorded, a need unconsidered": _after(RUDE, needs=("interpreter",)),
    "closed: behaviour recorded": _after(ADVISE, RUDE),
    "closed: resolved by telephone": _after(TOLD, **MISSED),
    "closed: not reached": _after(TRIED, TRIED, TRIED, STOP, **MISSED),
    "closed: advised": _after(ADVISE),
    "closed: advised after next steps": _after(steps(), ADVISE),
    "closed: declined": _after(DECLINE),
    "closed: withdrawn": _after(WITHDRAW),
}


def valid(case: Case) -> dict[str, Decision]:
    """Decisions with content that nothing is wrong with, by name, for a case as it stands."""
    own: dict[str, Decision] = {"refuse": DECLINE} if case.matter == "advice" else {}
    consent: dict[str, Decision] = {
        "ask-for-consent": AskForConsent(scopes=("research",)),
        "record-consent": CONSENT,
        "withdraw-consent": NO_CONSENT,
        "share": REFER,
        "share-to-safeguard": PROTECT,
    }
    calls: dict[str, Decision] = {
        "log-missed-call": CALLED,
        "try-call": TRIED,
        "resolve-call": TOLD,
        "set-call-steps": call_steps("2030-01-01"),
        "stop-calling": STOP,
        "tell-by-phone": TellByPhone(event=1),
        "check-caller": CHECKED,
        "disclose-by-phone": disclosed(max((check.event for check in checks_of(case)), default=1)),
        "unlock-phone": UNLOCK,
    }
    behaviour: dict[str, Decision] = {
        "record-behaviour": RUDE,
        "end-contact": ENDED,
        "close-for-behaviour": CLOSE,
    }
    return (
        own
        | consent
        | calls
        | behaviour
        | {"advise": ADVISE, "set-next-steps": steps("2030-01-01"), "signpost": ELSEWHERE}
    )

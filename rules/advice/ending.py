"""Enquiries for advice that end without it: declined as out of remit, or withdrawn (WRC-5)."""

from __future__ import annotations

from collections.abc import Iterator

from rules.advice.life import ADVICE, ADVISING, ENQUIRY
from rules.case import Case
from rules.casework import needs_unconsidered
from rules.clientwork.grounds import Refuse, refusal
from rules.clientwork.withdrawing import Withdraw
from rules.events import Proposal, Tell
from rules.lifecycle import CLOSED
from rules.moment import Moment


@ADVICE.decision(Refuse, at=[ENQUIRY, ADVISING], unless=needs_unconsidered)
def decline(case: Case, decision: Refuse, moment: Moment) -> Iterator[Proposal]:
    """Decline what is out of remit, on its ground, and say who can help (WRC-4, WRC-5)."""
    declined = refusal(case, decision, moment, outcome="declined", told=Tell(notice="advice-declined"))
    yield declined.model_copy(update={"owner": moment.takes_on(case)})


@ADVICE.decision(Withdraw, at=[ENQUIRY, ADVISING])
def withdraw(case: Case, decision: Withdraw, moment: Moment) -> Iterator[Proposal]:
    """The person withdraws; nothing more is owed, and they are told so."""
    paper = moment.matter(case).decisions["withdraw"]
    on = moment.past_day(case, decision.withdrawn_on, "withdrawn_on", paper.clause)
    yield Proposal(
        kind="withdrawn",
        clause=paper.clause,
        because=paper.because,
        facts={"withdrawn_on": on.isoformat()},
        stage=CLOSED,
        outcome="withdrawn",
        ends=tuple(deadline.name for deadline in case.deadlines),
        tells=(Tell(notice="advice-withdrawn"),),
    )

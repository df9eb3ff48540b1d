"""The response: what it decides and promises, and when its award takes two people (sections 1, 4.1, 5).

Where the policy separates duties over money, an award above what one person may give waits whole: there is no
letter, no promise and no payment of it until somebody else of rank has approved it, and its deadline runs on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from rules.authority import require_another
from rules.case import Case
from rules.casework import needs_unconsidered
from rules.complaint.answers import given, in_effect, lifts, require_correctable, separation
from rules.complaint.commitments import Remedy, promised
from rules.complaint.drafts import draft_read, require_days_to_come
from rules.complaint.life import ANSWERED, AWARD_PART, COMPLAINT, REMEDY, RESOLVE
from rules.complaint.payment import payment, sum_of
from rules.decision import Choices, Decision
from rules.events import Proposal
from rules.matters import MatterRule
from rules.model import Words
from rules.moment import Moment
from rules.money import FinancialRemedy, money_choices
from rules.policy import Policy
from rules.promises import Draft
from rules.refusal import Invalid, OutOfStage

ANSWERABLE = (RESOLVE, ANSWERED, REMEDY)
"""The stages at which an answer can wait to be approved: the response, or one that corrects it."""
Outcome = Literal["upheld", "partly-upheld", "not-upheld"]


def _not_ready(case: Case, moment: Moment) -> None:
    matter = moment.matter(case)
    if not case.has("contacted"):
        raise OutOfStage(
            "contact the person first: what remedy do they want?", clause=matter.decisions["contact"].clause
        )
    needs_unconsidered(case, moment)
    if case.draft and separation(case, moment):
        clause = matter.decisions["respond"].clause
        raise OutOfStage(f"what {case.draft.by} proposed waits to be approved", clause=clause)


def _nothing_waits(case: Case, moment: Moment) -> None:
    if case.draft is None:
        clause = moment.matter(case).decisions["approve-award"].clause
        raise OutOfStage("no award waits to be approved", clause=clause)


def _cannot_approve(case: Case, moment: Moment) -> None:
    _nothing_waits(case, moment)
    if case.draft and case.draft.corrects:
        require_correctable(case, moment)
    needs_unconsidered(case, moment)
    clause = moment.matter(case).decisions["approve-award"].clause
    require_another(moment.actor, case.draft.by if case.draft else None, clause)


class Respond(Decision):
    """The response: its outcome, what can be done, what cannot, why, and what is promised, money included."""

    name: ClassVar[str] = "respond"
    outcome: Outcome
    can_do: Words
    cannot_do: Words
    reasons: Words
    remedies: tuple[Remedy, ...] = Field((), max_length=50)
    financial: FinancialRemedy | None = None

    @classmethod
    def choices(cls, policy: Policy, matter: MatterRule) -> Choices:
        """Return the policy's table of money."""
        return money_choices(matter)


@COMPLAINT.decision(Respond, at=[RESOLVE], unless=_not_ready)
def respond(case: Case, decision: Respond, moment: Moment) -> Iterator[Proposal]:
    """Respond: what can be done, what cannot, and why; every promise gets its own date (1, 4.1, 5)."""
    yield given(case, answer_of(case, decision, moment, before=case.given), moment)


def answer_of(case: Case, decision: Respond, moment: Moment, *, before: int) -> Draft:
    """Return the answer that a decision gives, less the money that was given before, in pence.

    Raises:
        Refusal: it upholds without a remedy, or pays for what is not upheld; its money or its days cannot be.

    """
    aim = moment.matter(case).decisions[decision.name].clause
    money = sum_of(case, decision.financial, moment, before=before)
    if decision.outcome == "not-upheld" and money:
        raise Invalid("a complaint that is not upheld is not paid for", where="financial", clause=aim)
    remedied = decision.remedies or (money and money.gross) or lifts(case, decision.outcome)
    if decision.outcome != "not-upheld" and not remedied:
        raise Invalid("a response that upholds a complaint names its remedy", where="remedies", clause=aim)
    tasks = tuple(promised(case, decision.remedies, moment))
    return Draft(
        by=moment.actor.id if moment.actor else "",
        outcome=decision.outcome,
        promises=tasks + payment(case, money, len(tasks), moment),
        sum=money,
    )


class ApproveAward(Decision):
    """Somebody else approves an award: `proposal` is the number of the event that they have read."""

    name: ClassVar[str] = "approve-award"
    proposal: int = Field(ge=1)


@AWARD_PART.decision(ApproveAward, at=ANSWERABLE, unless=_cannot_approve)
def approve_award(case: Case, decision: ApproveAward, moment: Moment) -> Iterator[Proposal]:
    """Somebody else of rank approves the award: the response takes effect as it was proposed (5)."""
    clause = moment.matter(case).decisions["approve-award"].clause
    draft = draft_read(case, decision.proposal, clause)
    require_days_to_come(draft, moment, clause)
    yield in_effect(case, draft, moment)


class DeclineAward(Decision):
    """An award that waits for approval is declined, and why: the complaint is still to be answered."""

    name: ClassVar[str] = "decline-award"
    proposal: int = Field(ge=1)
    reasons: Words


@AWARD_PART.decision(DeclineAward, at=ANSWERABLE, unless=_nothing_waits)
def decline_award(case: Case, decision: DeclineAward, moment: Moment) -> Iterator[Proposal]:
    """The award is declined, with reasons: the complaint is still to be answered (5)."""
    paper = moment.matter(case).decisions["decline-award"]
    draft = draft_read(case, decision.proposal, paper.clause)
    yield Proposal(
        kind="award-declined",
        clause=paper.clause,
        because=paper.because,
        facts={"proposal": draft.seq, "proposed_by": draft.by},
        drops=True,
    )

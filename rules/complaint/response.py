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
from rules.complaint.appealing import appeal_upheld
from rules.complaint.commitments import Remedy, promised
from rules.complaint.drafts import draft_read, require_days_to_come
from rules.complaint.ending import UNTIL_ANSWERED, still_open
from rules.complaint.life import ANSWERED, AWARD_PART, COMPLAINT, RESOLVE
from rules.complaint.payment import payment, payment_due, sum_of
from rules.decision import Choices, Decision
from rules.events import Errand, Fact, Proposal, Tell
from rules.matters import MatterRule
from rules.model import Words
from rules.moment import Moment
from rules.money import FinancialRemedy, MoneyRule, Separation, money_choices
from rules.policy import Policy
from rules.promises import Draft
from rules.refusal import Invalid, OutOfStage

Outcome = Literal["upheld", "partly-upheld", "not-upheld"]


def _not_ready(case: Case, moment: Moment) -> None:
    matter = moment.matter(case)
    if not case.has("contacted"):
        raise OutOfStage(
            "contact the person first: what remedy do they want?", clause=matter.decisions["contact"].clause
        )
    needs_unconsidered(case, moment)
    if case.draft and _separation(case, moment):
        clause = matter.decisions["respond"].clause
        raise OutOfStage(f"what {case.draft.by} proposed waits to be approved", clause=clause)


def _nothing_waits(case: Case, moment: Moment) -> None:
    if case.draft is None:
        clause = moment.matter(case).decisions["approve-award"].clause
        raise OutOfStage("no award waits to be approved", clause=clause)


def _cannot_approve(case: Case, moment: Moment) -> None:
    _nothing_waits(case, moment)
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
    aim = moment.matter(case).decisions["respond"].clause
    money = sum_of(case, decision.financial, moment)
    if decision.outcome == "not-upheld" and money:
        raise Invalid("a complaint that is not upheld is not paid for", where="financial", clause=aim)
    remedied = decision.remedies or (money and money.gross) or _lifts(case, decision.outcome)
    if decision.outcome != "not-upheld" and not remedied:
        raise Invalid("a response that upholds a complaint names its remedy", where="remedies", clause=aim)
    tasks = tuple(promised(case, decision.remedies, moment))
    answer = Draft(
        by=moment.actor.id if moment.actor else "",
        outcome=decision.outcome,
        promises=tasks + payment(case, money, len(tasks), moment),
        sum=money,
    )
    apart = _separation(case, moment)
    if apart and money and money.gross > apart.alone:
        yield _waits(case, answer, apart, moment)
    else:
        yield _responded(case, answer, moment)


class ApproveAward(Decision):
    """Somebody else approves an award: `proposal` is the number of the event that they have read."""

    name: ClassVar[str] = "approve-award"
    proposal: int = Field(ge=1)


@AWARD_PART.decision(ApproveAward, at=[RESOLVE], unless=_cannot_approve)
def approve_award(case: Case, decision: ApproveAward, moment: Moment) -> Iterator[Proposal]:
    """Somebody else of rank approves the award: the response takes effect as it was proposed (5)."""
    clause = moment.matter(case).decisions["approve-award"].clause
    draft = draft_read(case, decision.proposal, clause)
    require_days_to_come(draft, moment, clause)
    yield _responded(case, draft, moment)


class DeclineAward(Decision):
    """An award that waits for approval is declined, and why: the complaint is still to be answered."""

    name: ClassVar[str] = "decline-award"
    proposal: int = Field(ge=1)
    reasons: Words


@AWARD_PART.decision(DeclineAward, at=[RESOLVE], unless=_nothing_waits)
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


def _separation(case: Case, moment: Moment) -> Separation | None:
    money = moment.matter(case).table(MoneyRule)
    return money.separation if money else None


def _lifts(case: Case, outcome: str | None) -> tuple[Errand, ...]:
    """Return what an appeal that is upheld in full sets going: its warning is lifted."""
    return appeal_upheld(case) if outcome == "upheld" else ()


def _waits(case: Case, answer: Draft, apart: Separation, moment: Moment) -> Proposal:
    paper = moment.matter(case).decisions["approve-award"]
    return Proposal(
        kind="award-proposed",
        clause=paper.clause,
        because=paper.because,
        facts={
            "outcome": answer.outcome,
            "pence": answer.sum.gross if answer.sum else 0,
            "proposed_by": answer.by,
        },
        proposes=answer,
        tells=(Tell(notice="award-proposed", to=apart.tell),),
    )


def _responded(case: Case, answer: Draft, moment: Moment) -> Proposal:
    """Return the response, which has a number where it was proposed before and waited."""
    facts: dict[str, Fact] = {"outcome": answer.outcome, "commitments": len(answer.promises)}
    return Proposal(
        kind="responded",
        clause=moment.matter(case).deadlines["response"].clause,
        facts=facts | ({"proposed_by": answer.by} if answer.seq else {}),
        stage=ANSWERED,
        outcome=answer.outcome,
        decides=True,
        words_of=answer.seq or None,
        drops=case.draft is not None,
        ends=still_open(case, UNTIL_ANSWERED),
        promises=answer.promises,
        sum=answer.sum,
        sets=(
            moment.deadline(case, "acceptance", moment.now),
            *payment_due(case, answer.promises, moment),
        ),
        tells=(Tell(notice="response"),),
        errands=_lifts(case, answer.outcome),
    )

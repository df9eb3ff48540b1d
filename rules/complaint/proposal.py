"""The panel's decision: proposed by one member, in effect once the others have signed it, and final (4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from rules.case import Case
from rules.casework import needs_unconsidered
from rules.complaint.appealing import UPHELD, appeal_upheld, appealed_against
from rules.complaint.commitments import Remedy, owed_task, promised
from rules.complaint.drafts import draft_read, require_days_to_come
from rules.complaint.ending import WAITING, close_answered, still_open
from rules.complaint.life import REMEDY, REVIEW, REVIEW_PART
from rules.complaint.payment import payment, payment_due, sum_of
from rules.complaint.review import not_a_member, panel_rule, seated
from rules.decision import Choices, Decision
from rules.events import Proposal, Tell
from rules.matters import MatterRule
from rules.model import StaffId, Words
from rules.moment import Moment
from rules.money import FinancialRemedy, money_choices
from rules.policy import Policy
from rules.promises import Commitment, Draft
from rules.refusal import Invalid, OutOfStage


def _not_ready(case: Case, moment: Moment) -> None:
    not_a_member(case, moment)
    clause = moment.matter(case).decisions["plan-review"].clause
    if not case.planned:
        raise OutOfStage("decide first what information is needed, and how the review goes", clause=clause)
    needs_unconsidered(case, moment)
    if case.draft:
        raise OutOfStage(f"what {case.draft.by} proposed waits to be signed", clause=clause)


def _nothing_to_decide(case: Case, moment: Moment) -> None:
    not_a_member(case, moment)
    clause = panel_rule(case, moment).clause
    if case.draft is None:
        raise OutOfStage("no decision is proposed", clause=clause)
    if moment.actor and moment.actor.id in (case.draft.by, *case.draft.signed):
        raise OutOfStage(f"{moment.actor.id} has signed it; another member must", clause=clause)


def _nothing_to_sign(case: Case, moment: Moment) -> None:
    _nothing_to_decide(case, moment)
    needs_unconsidered(case, moment)


class ProposeDecision(Decision):
    """A member proposes the panel's decision: the remedy was appropriate, or another takes its place.

    Attributes:
        replaces: The numbers of open commitments of the response that the panel's own take the place of.
        appropriate: Whether the remedy that was given is found appropriate.

    """

    name: ClassVar[str] = "propose-decision"
    appropriate: bool
    can_do: Words
    cannot_do: Words
    reasons: Words
    remedies: tuple[Remedy, ...] = Field((), max_length=50)
    replaces: tuple[int, ...] = ()
    financial: FinancialRemedy | None = None

    @classmethod
    def choices(cls, policy: Policy, matter: MatterRule) -> Choices:
        """Return the policy's table of money."""
        return money_choices(matter)


@REVIEW_PART.decision(ProposeDecision, at=[REVIEW], unless=_not_ready)
def propose_decision(case: Case, decision: ProposeDecision, moment: Moment) -> Iterator[Proposal]:
    """One member proposes whether the remedy was appropriate and, if not, names another (4.2)."""
    paper = moment.matter(case).decisions["propose-decision"]
    money = sum_of(case, decision.financial, moment, before=case.given)
    own = bool(decision.remedies or (money and money.gross))
    if decision.appropriate and (own or decision.replaces):
        raise Invalid("a remedy that was appropriate stands as it is", where="remedies", clause=paper.clause)
    if not (decision.appropriate or own or appealed_against(case)):
        raise Invalid(
            "a panel that finds the remedy not appropriate names another",
            where="remedies",
            clause=paper.clause,
        )
    for number in decision.replaces:
        owed_task(case, number, paper.clause)
    tasks = tuple(promised(case, decision.remedies, moment))
    by = moment.actor.id if moment.actor else ""
    draft = Draft(
        by=by,
        appropriate=decision.appropriate,
        promises=tasks + payment(case, money, len(tasks), moment),
        replaces=decision.replaces,
        sum=money,
    )
    yield Proposal(
        kind="decision-proposed",
        clause=paper.clause,
        because=paper.because,
        facts={"appropriate": decision.appropriate},
        proposes=draft,
    )


class SignDecision(Decision):
    """Another member signs what was proposed: `proposal` is the number of the event they have read."""

    name: ClassVar[str] = "sign-decision"
    proposal: int = Field(ge=1)

    def names(self, case: Case) -> tuple[StaffId, ...]:
        """The members, who must still be people whom the policy accepts."""
        return case.panel


@REVIEW_PART.decision(SignDecision, at=[REVIEW], unless=_nothing_to_sign)
def sign_decision(case: Case, decision: SignDecision, moment: Moment) -> Iterator[Proposal]:
    """Signed by every member, the decision takes effect, and is final (4.2)."""
    draft = draft_read(case, decision.proposal, panel_rule(case, moment).clause)
    seated(case, moment)
    signed = (*draft.signed, moment.actor.id if moment.actor else "")
    if {draft.by, *signed} != set(case.panel):
        yield Proposal(
            kind="decision-signed",
            clause=panel_rule(case, moment).clause,
            facts={"proposal": draft.seq},
            proposes=draft.model_copy(update={"signed": signed}),
        )
        return
    decided = _decided(case, draft, moment)
    yield decided
    if not [promise for promise in _open_after(case, decided) if promise.status == "open"]:
        yield close_answered(case.model_copy(update={"outcome": decided.outcome}), "reviewed", moment)


class DeclineDecision(Decision):
    """A member does not agree with what was proposed, and says why: the proposal falls."""

    name: ClassVar[str] = "decline-decision"
    proposal: int = Field(ge=1)
    reasons: Words


@REVIEW_PART.decision(DeclineDecision, at=[REVIEW], unless=_nothing_to_decide)
def decline_decision(case: Case, decision: DeclineDecision, moment: Moment) -> Iterator[Proposal]:
    """A member does not agree and says why: the proposal falls, and another can be made (4.2)."""
    paper = moment.matter(case).decisions["decline-decision"]
    draft = draft_read(case, decision.proposal, panel_rule(case, moment).clause)
    yield Proposal(
        kind="decision-declined",
        clause=paper.clause,
        because=paper.because,
        facts={"proposal": draft.seq},
        drops=True,
    )


def _decided(case: Case, draft: Draft, moment: Moment) -> Proposal:
    rule = panel_rule(case, moment)
    require_days_to_come(draft, moment, rule.clause)
    gone = tuple(
        promise.model_copy(update={"status": "replaced"})
        for promise in case.owed
        if promise.number in draft.replaces
    )
    ends = (*still_open(case, WAITING), *(promise.deadline for promise in gone))
    return Proposal(
        kind="reviewed",
        clause=rule.final_clause,
        facts={"appropriate": draft.appropriate, "commitments": len(draft.promises)},
        stage=REMEDY,
        outcome=case.outcome if draft.appropriate else "remedy-changed",
        words_of=draft.seq,
        promises=(*gone, *draft.promises),
        sum=draft.sum,
        ends=ends,
        sets=tuple(payment_due(case, draft.promises, moment)),
        drops=True,
        tells=(Tell(notice="review-decision"),),
        errands=() if draft.appropriate or case.outcome in UPHELD else appeal_upheld(case),
    )


def _open_after(case: Case, decided: Proposal) -> tuple[Commitment, ...]:
    changed = {promise.number for promise in decided.promises}
    return (*(promise for promise in case.owed if promise.number not in changed), *decided.promises)

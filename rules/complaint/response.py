"""The response: what it decides and promises, and when its award takes two people (sections 1, 4.1, 5).

Where the policy separates duties over money, an award above what one person may give waits whole: there is no
letter, no promise and no payment of it until somebody else of rank has approved it, and its deadline runs on.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.authority import require_another
from rules.case import Case
from rules.casework import needs_unconsidered
from rules.complaint import decisions as d
from rules.complaint.appealing import appeal_upheld
from rules.complaint.commitments import promised
from rules.complaint.drafts import draft_read, require_days_to_come
from rules.complaint.life import ANSWERED, COMPLAINT, RESOLVE
from rules.complaint.payment import payment, payment_due, sum_of
from rules.events import Fact, Proposal, Tell
from rules.matters import Separation
from rules.moment import Moment
from rules.money import Sum
from rules.promises import Commitment, Draft
from rules.refusal import Invalid, OutOfStage


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


@COMPLAINT.decision(d.Respond, at=[RESOLVE], unless=_not_ready)
def respond(case: Case, decision: d.Respond, moment: Moment) -> Iterator[Proposal]:
    """Respond: what can be done, what cannot, and why; every promise gets its own date (1, 4.1, 5)."""
    aim = moment.matter(case).decisions["respond"].clause
    money = sum_of(case, decision.financial, moment)
    if decision.outcome == "not-upheld" and money:
        raise Invalid("a complaint that is not upheld is not paid for", where="financial", clause=aim)
    lifts = decision.outcome == "upheld" and appeal_upheld(case)
    if decision.outcome != "not-upheld" and not (decision.remedies or (money and money.gross) or lifts):
        raise Invalid("a response that upholds a complaint names its remedy", where="remedies", clause=aim)
    tasks = tuple(promised(case, decision.remedies, moment))
    promises = tasks + payment(case, money, len(tasks), moment)
    apart = _separation(case, moment)
    if apart and money and money.gross > apart.alone:
        yield _waits(case, decision.outcome, promises, money, moment)
    else:
        yield _responded(case, decision.outcome, promises, money, moment)


@COMPLAINT.decision(d.ApproveAward, at=[RESOLVE], unless=_cannot_approve)
def approve_award(case: Case, decision: d.ApproveAward, moment: Moment) -> Iterator[Proposal]:
    """Somebody else of rank approves the award: the response takes effect as it was proposed (5)."""
    clause = moment.matter(case).decisions["approve-award"].clause
    draft = draft_read(case, decision.proposal, clause)
    require_days_to_come(draft, moment, clause)
    yield _responded(case, draft.outcome or "upheld", draft.promises, draft.sum, moment, draft)


@COMPLAINT.decision(d.DeclineAward, at=[RESOLVE], unless=_nothing_waits)
def decline_award(case: Case, decision: d.DeclineAward, moment: Moment) -> Iterator[Proposal]:
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
    money = moment.matter(case).money
    return money.separation if money else None


def _waits(
    case: Case, outcome: str, promises: tuple[Commitment, ...], money: Sum, moment: Moment
) -> Proposal:
    paper = moment.matter(case).decisions["approve-award"]
    apart, by = _separation(case, moment), moment.actor.id if moment.actor else ""
    return Proposal(
        kind="award-proposed",
        clause=paper.clause,
        because=paper.because,
        facts={"outcome": outcome, "pence": money.gross, "proposed_by": by},
        proposes=Draft(by=by, outcome=outcome, promises=promises, sum=money),
        tells=(Tell(notice="award-proposed", to=apart.tell),) if apart else (),
    )


def _responded(
    case: Case,
    outcome: str,
    promises: tuple[Commitment, ...],
    money: Sum | None,
    moment: Moment,
    draft: Draft | None = None,
) -> Proposal:
    facts: dict[str, Fact] = {"outcome": outcome, "commitments": len(promises)}
    return Proposal(
        kind="responded",
        clause=moment.matter(case).deadlines["response"].clause,
        facts=facts | ({"proposed_by": draft.by} if draft else {}),
        stage=ANSWERED,
        outcome=outcome,
        decides=True,
        words_of=draft.seq if draft else None,
        drops=case.draft is not None,
        ends=tuple(deadline.name for deadline in case.deadlines),
        promises=promises,
        sum=money,
        sets=(moment.deadline(case, "acceptance", moment.now), *payment_due(case, promises, moment)),
        tells=(Tell(notice="response"),),
        errands=appeal_upheld(case) if outcome == "upheld" else (),
    )

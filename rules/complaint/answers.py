"""An answer to a complaint, and what follows once it is in effect: the response, or one that corrects it."""

from __future__ import annotations

from collections.abc import Iterator

from rules.case import Case
from rules.complaint.appealing import appeal_upheld, appealed_against
from rules.complaint.ending import UNTIL_ANSWERED, WAITING, still_open
from rules.complaint.life import ANSWERED
from rules.complaint.payment import payment_due
from rules.events import Errand, Fact, Proposal, Tell
from rules.moment import Moment
from rules.money import MoneyRule, Separation
from rules.promises import Commitment, Draft
from rules.refusal import OutOfStage

RESPONSE_CORRECTED = "response-corrected"
RESPONSES = ("responded", RESPONSE_CORRECTED)
"""The events that give a response, and `NOTICES`, the notices by which the person has it."""
NOTICES = ("response", RESPONSE_CORRECTED)
CORRECT = "correct-response"
"""The decision by which a response is corrected."""


def separation(case: Case, moment: Moment) -> Separation | None:
    """Return what the policy says of who awards how much; None where one person awards all of it."""
    money = moment.matter(case).table(MoneyRule)
    return money.separation if money else None


def lifts(case: Case, outcome: str | None) -> tuple[Errand, ...]:
    """Return what an appeal that is upheld in full sets going: its warning is lifted."""
    return appeal_upheld(case) if outcome == "upheld" else ()


def require_correctable(case: Case, moment: Moment) -> None:
    """Refuse to correct a response on which somebody has relied already.

    Raises:
        OutOfStage: it was accepted, a review of it was asked for, something of it was paid, it has lifted a
            warning; or there was none.

    """
    clause = moment.matter(case).decisions[CORRECT].clause
    paid = [promise.number for promise in case.commitments if promise.is_payment and promise.status == "kept"]
    if not case.has("responded"):
        raise OutOfStage("there was no response to correct", clause=clause)
    if case.has("accepted"):
        raise OutOfStage("the person has accepted the response; it stands", clause=clause)
    if case.has("review-asked"):
        raise OutOfStage("the person has asked for a review of the response; it stands", clause=clause)
    if paid:
        raise OutOfStage(f"payment {paid[0]} of the response was made; it stands", clause=clause)
    if lifts(case, case.outcome):
        raise OutOfStage(
            f"the response has lifted {appealed_against(case)}; a warning is proposed anew", clause=clause
        )


def given(case: Case, answer: Draft, moment: Moment) -> Proposal:
    """Return what giving an answer comes to: it is in effect, or waits where its award takes two people."""
    apart = separation(case, moment)
    if apart and answer.sum and answer.sum.gross > apart.alone:
        return _waits(case, answer, apart, moment)
    return in_effect(case, answer, moment)


def in_effect(case: Case, answer: Draft, moment: Moment) -> Proposal:
    """Return the answer as it takes effect, which has a number where it was proposed before and waited.

    One that corrects another takes the place of all that the other promised and was not done yet.
    """
    facts: dict[str, Fact] = {"outcome": answer.outcome, "commitments": len(answer.promises)}
    gone = tuple(_gone(case)) if answer.corrects else ()
    if answer.corrects:
        facts |= {"event": answer.corrects, "field": "outcome", "was": case.outcome, "is": answer.outcome}
    return Proposal(
        kind="response-corrected" if answer.corrects else "responded",
        clause=moment.matter(case).deadlines["response"].clause,
        facts=facts | ({"proposed_by": answer.by} if answer.seq else {}),
        stage=ANSWERED,
        outcome=answer.outcome,
        decides=True,
        words_of=answer.seq or None,
        drops=case.draft is not None,
        ends=(
            *still_open(case, WAITING if answer.corrects else UNTIL_ANSWERED),
            *(promise.deadline for promise in gone),
        ),
        promises=(*gone, *answer.promises),
        sum=answer.sum,
        sets=(
            moment.deadline(case, "acceptance", moment.now),
            *payment_due(case, answer.promises, moment),
        ),
        corrects=answer.corrects,
        stops=answer.stops,
        tells=(Tell(notice="response-corrected" if answer.corrects else "response"),),
        errands=lifts(case, answer.outcome),
    )


def _gone(case: Case) -> Iterator[Commitment]:
    """Return what was promised and not done yet, as something else takes its place."""
    return (promise.model_copy(update={"status": "replaced"}) for promise in case.owed)


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

"""When a complaint ends: answered and accepted, with nothing promised still owed (PH-1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rules.case import Case
from rules.complaint.appealing import appeal_ended
from rules.events import Fact, Proposal, Tell
from rules.moment import Moment

WAITING = ("acceptance", "review", "information")
"""The deadlines that end when a response stands; those of what it promised go on."""

UNTIL_ANSWERED = ("contact", "response", "information")
"""The deadlines that end when the complaint is answered; those of another part go on."""


def still_open(case: Case, names: Collection[str]) -> tuple[str, ...]:
    """Return those of some deadlines that are open, missed or not."""
    return tuple(deadline.name for deadline in case.deadlines if deadline.name in names)


def close(case: Case, outcome: str, *, how: str, clause: str | None, told: bool = False) -> Proposal:
    """The case ends here, whatever deadlines were open; the person is told, unless they were just now."""
    return Proposal(
        kind="closed",
        clause=clause,
        because=None if clause else "It says only that what the policy asks for has been done.",
        facts={"outcome": outcome, "how": how},
        stage="closed",
        outcome=outcome,
        ends=tuple(deadline.name for deadline in case.deadlines),
        drops=case.draft is not None,
        tells=() if told else (Tell(notice="closure"),),
        errands=appeal_ended(case, outcome),
    )


def settle(
    case: Case,
    kind: str,
    facts: dict[str, Fact],
    moment: Moment,
    *,
    clause: str | None,
    because: str | None = None,
) -> Iterator[Proposal]:
    """The response stands: the case ends, or waits until what it promised is kept.

    A review that ended without a decision leaves the response as it was, and the person is told so.
    """
    ended_review = case.stage == "review"
    yield Proposal(
        kind=kind,
        clause=clause,
        because=because,
        facts=facts,
        stage="remedy",
        ends=still_open(case, WAITING),
        drops=ended_review or case.draft is not None,
        tells=(Tell(notice="review-ended"),) if ended_review and case.owed else (),
    )
    if not case.owed:
        yield close_answered(case, kind, moment)


def close_if_settled(case: Case, settled: int, moment: Moment) -> Iterator[Proposal]:
    """The end, where the commitment now settled was the last thing owed and the response stands."""
    others = [promise for promise in case.owed if promise.number != settled]
    if case.stage == "remedy" and not others:
        yield close_answered(case, "commitments-settled", moment)


def close_answered(case: Case, how: str, moment: Moment) -> Proposal:
    """The end of a case that was answered, with nothing owed any more."""
    if case.outcome is None:
        raise ValueError(f"{case.ref} has had no response")
    return close(case, case.outcome, how=how, clause=moment.matter(case).deadlines["commitment"].clause)

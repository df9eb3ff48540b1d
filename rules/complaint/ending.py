"""When a complaint ends: answered and accepted, with nothing promised still owed (PH-1)."""

from __future__ import annotations

from collections.abc import Iterator

from rules.case import Case, Fact, Proposal, Tell
from rules.lifecycle import Moment


def close(case: Case, outcome: str, *, how: str, clause: str | None) -> Proposal:
    """The case ends here, whatever deadlines were open, and the person is told."""
    return Proposal(
        kind="closed",
        clause=clause,
        because=None if clause else "It says only that what the policy asks for has been done.",
        facts={"outcome": outcome, "how": how},
        stage="closed",
        outcome=outcome,
        ends=tuple(deadline.name for deadline in case.deadlines),
        tells=(Tell(notice="closure"),),
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
    """The response stands: the case ends, or waits until what it promised is kept."""
    yield Proposal(
        kind=kind,
        clause=clause,
        because=because,
        facts=facts,
        stage="remedy",
        ends=("acceptance",),
    )
    if not case.owed:
        yield _close_answered(case, kind, moment)


def close_if_settled(case: Case, settled: int, moment: Moment) -> Iterator[Proposal]:
    """The end, where the commitment now settled was the last thing owed and the response stands."""
    others = [promise for promise in case.owed if promise.number != settled]
    if case.stage == "remedy" and not others:
        yield _close_answered(case, "commitments-settled", moment)


def _close_answered(case: Case, how: str, moment: Moment) -> Proposal:
    if case.outcome is None:
        raise ValueError(f"{case.ref} has had no response")
    return close(case, case.outcome, how=how, clause=moment.matter(case).deadlines["commitment"].clause)

"""Conflicts of interest: declared for oneself at once, for somebody else only once a manager confirms it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rules.authority import require_another
from rules.case import Case
from rules.decision import Decision
from rules.events import Proposal, Tell
from rules.model import StaffId, Words
from rules.moment import Moment
from rules.parts import Part
from rules.promises import ProposedConflict
from rules.ranks import hears_of
from rules.refusal import ConflictOfInterest, Invalid, OutOfStage, Unknown

NOTICE = "conflict"
CONFLICTS = Part(
    # the last two are added while recording (`records/vacancies.py`)
    kinds=frozenset(
        {
            *("conflict-declared", "conflict-proposed", "conflict-confirmed", "conflict-declined"),
            *("conflict-withdrawn", "passed-to-next-rank", "nobody-may-decide"),
        }
    )
)


def _none_proposed(case: Case, moment: Moment) -> None:
    """Refuse to decide on a conflict where none waits.

    Raises:
        OutOfStage: none does.

    """
    if not case.proposed_conflicts:
        clause = moment.matter(case).decisions["confirm-conflict"].clause
        raise OutOfStage("nobody's conflict of interest waits to be confirmed", clause=clause)


def _none_declared(case: Case, moment: Moment) -> None:
    """Refuse to take back a conflict where there is none.

    Raises:
        OutOfStage: there is none.

    """
    if not case.conflicted:
        clause = moment.matter(case).decisions["withdraw-conflict"].clause
        raise OutOfStage("nobody has a conflict of interest in it", clause=clause)


class DeclareConflict(Decision):
    """A conflict of interest: whoever has it decides nothing more about the case.

    Attributes:
        staff: Somebody else who has one: it is proposed, and holds once a manager confirms it.

    """

    name: ClassVar[str] = "declare-conflict"
    staff: StaffId | None = None
    reasons: Words


@CONFLICTS.decision(DeclareConflict)
def declare_conflict(case: Case, decision: DeclareConflict, moment: Moment) -> Iterator[Proposal]:
    """A conflict of one's own holds at once; that of somebody else is proposed."""
    paper = moment.matter(case).decisions["declare-conflict"]
    declaring = moment.actor.id if moment.actor else ""
    who = decision.staff or declaring
    if who in case.conflicted:
        raise Invalid(f"{who} has one already", where="staff", clause=paper.clause)
    if who == declaring:
        yield _takes_effect(
            "conflict-declared", case, who, moment, clause=paper.clause, because=paper.because
        )
        return
    if who in {one.staff for one in case.proposed_conflicts}:
        raise Invalid(f"that of {who} waits to be confirmed already", where="staff", clause=paper.clause)
    to = hears_of("confirm-conflict", case.matter, moment.policy)
    yield Proposal(
        kind="conflict-proposed",
        clause=paper.clause,
        because=paper.because,
        facts={"staff": who},
        proposed_conflicts=(*case.proposed_conflicts, ProposedConflict(staff=who, by=declaring)),
        tells=(Tell(notice=NOTICE, to=to),) if to else (),
    )


class ConfirmConflict(Decision):
    """Somebody has the conflict of interest that another says they have: they decide nothing more."""

    name: ClassVar[str] = "confirm-conflict"
    staff: StaffId
    reasons: Words | None = None


@CONFLICTS.decision(ConfirmConflict, unless=_none_proposed)
def confirm_conflict(case: Case, decision: ConfirmConflict, moment: Moment) -> Iterator[Proposal]:
    """Somebody else of rank agrees that a member of staff has one."""
    paper = moment.matter(case).decisions["confirm-conflict"]
    _require_waiting(case, decision.staff, moment, paper.clause)
    yield _takes_effect(
        "conflict-confirmed", case, decision.staff, moment, clause=paper.clause, because=paper.because
    )


class DeclineConflict(Decision):
    """Somebody has no such conflict of interest, and why."""

    name: ClassVar[str] = "decline-conflict"
    staff: StaffId
    reasons: Words


@CONFLICTS.decision(DeclineConflict, unless=_none_proposed)
def decline_conflict(case: Case, decision: DeclineConflict, moment: Moment) -> Iterator[Proposal]:
    """Somebody else of rank finds that a member of staff has none: they decide as before."""
    paper = moment.matter(case).decisions["decline-conflict"]
    proposed = _require_waiting(case, decision.staff, moment, paper.clause)
    yield Proposal(
        kind="conflict-declined",
        clause=paper.clause,
        because=paper.because,
        facts={"staff": decision.staff, "proposed_by": proposed.by},
        proposed_conflicts=_others(case, decision.staff),
    )


class WithdrawConflict(Decision):
    """A conflict of interest is taken back, and why: whoever had it may decide again."""

    name: ClassVar[str] = "withdraw-conflict"
    staff: StaffId
    reasons: Words


@CONFLICTS.decision(WithdrawConflict, unless=_none_declared)
def withdraw_conflict(case: Case, decision: WithdrawConflict, moment: Moment) -> Iterator[Proposal]:
    """A conflict is taken back, by somebody else: whoever had it may decide again."""
    paper = moment.matter(case).decisions["withdraw-conflict"]
    if decision.staff not in case.conflicted:
        having = ", ".join(case.conflicted)
        raise Unknown(
            f"{decision.staff} has no conflict of interest here; these have: {having}",
            where="staff",
            clause=paper.clause,
        )
    yield Proposal(
        kind="conflict-withdrawn",
        clause=paper.clause,
        because=paper.because,
        facts={"staff": decision.staff},
        conflicts_end=(decision.staff,),
    )


def owner_conflicted(case: Case, staff: tuple[StaffId, ...], moment: Moment) -> tuple[Tell, ...]:
    """Tell whoever hands cases over that the owner of one may not decide on it any more."""
    to = hears_of("reassign", case.matter, moment.policy)
    return (Tell(notice=NOTICE, to=to),) if to and case.owner in staff else ()


def proposal_falls(case: Case, staff: tuple[StaffId, ...]) -> bool:
    """Return whether what waits falls with a conflict of some staff: panel members, or who proposed it."""
    return not {*staff}.isdisjoint(case.panel) or (case.draft is not None and case.draft.by in staff)


def _takes_effect(
    kind: str, case: Case, who: StaffId, moment: Moment, *, clause: str | None, because: str | None
) -> Proposal:
    """A conflict, from which on they decide nothing; what they had proposed falls."""
    return Proposal(
        kind=kind,
        clause=clause,
        because=because,
        facts={"staff": who},
        conflicts=(who,),
        proposed_conflicts=_others(case, who) if case.proposed_conflicts else None,
        drops=proposal_falls(case, (who,)),
        tells=owner_conflicted(case, (who,), moment),
    )


def _require_waiting(case: Case, staff: StaffId, moment: Moment, clause: str | None) -> ProposedConflict:
    """A conflict that waits, and that somebody else than the two whom it concerns decides on."""
    found = next((one for one in case.proposed_conflicts if one.staff == staff), None)
    if found is None:
        waiting = ", ".join(one.staff for one in case.proposed_conflicts)
        raise Unknown(
            f"no conflict of interest of {staff} waits; these do: {waiting}", where="staff", clause=clause
        )
    require_another(moment.actor, found.by, clause)
    if moment.actor is not None and moment.actor.id == staff:
        raise ConflictOfInterest(
            "it is about you: declare it yourself, or leave it to somebody else", where="actor", clause=clause
        )
    return found


def _others(case: Case, staff: StaffId) -> tuple[ProposedConflict, ...]:
    return tuple(one for one in case.proposed_conflicts if one.staff != staff)

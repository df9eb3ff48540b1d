"""Work that comes to staff: who keeps a deadline, and which notices tell somebody of what is theirs to do.

A notice of work goes to members of staff by their ids, or to the mailbox of a role where nobody has the
case. It tells nobody of what they did themselves. It is sent only while the work is still theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from rules.case import Case
from rules.events import STAFF, Event, Proposal, Tell
from rules.matters import MatterRule
from rules.model import Slug, StaffId
from rules.money import MoneyRule
from rules.promises import Commitment, Deadline

ASSIGNED, SEATED, TO_SIGN = "case-assigned", "panel-seat", "decision-to-sign"
PROMISED, TO_PAY = "commitment-assigned", "payment-to-make"
DUE_SOON, MISSED = "due-soon", "deadline-missed"
TIMED = frozenset({DUE_SOON, MISSED})
"""The notices about a deadline."""
KINDS = frozenset({ASSIGNED, SEATED, TO_SIGN, PROMISED, TO_PAY, *TIMED})
"""The notices that tell staff of their own work."""
BROUGHT = frozenset({ASSIGNED, SEATED, PROMISED})
"""Those of work that may be due long after it came."""
REMINDED = "staff-reminded"
"""The kind of event by which staff are reminded of what they are to do."""


class Keeper(NamedTuple):
    """Whoever keeps a deadline: members of staff by their ids, or a role where none of them does."""

    staff: tuple[StaffId, ...] = ()
    role: Slug | None = None

    def told(self, notice: Slug) -> tuple[Tell, ...]:
        """Return the notice to them; none where they are nobody."""
        if self.staff:
            return (Tell(notice=notice, to=STAFF, staff=self.staff),)
        return (Tell(notice=notice, to=self.role),) if self.role else ()


KeptBy = Callable[[Case, str], tuple[StaffId, ...]]
"""A function of the members of staff, if any, who keep a deadline of a name and do not have the case."""


def keeper_of(case: Case, name: str, matter: MatterRule, kept_by: KeptBy) -> Keeper:
    """Return whoever keeps a deadline: finance for a payment, the owner of a task, or whoever has the case.

    Nobody does who has a conflict of interest in the case; the role that hears of new cases then does.
    """
    money = matter.table(MoneyRule)
    promise = next((each for each in case.commitments if each.deadline == name), None)
    if promise and promise.is_payment:
        return Keeper(role=money.tell if money else None)
    owner = (case.owner,) if case.owner else ()
    staff = (promise.owner,) if promise else kept_by(case, name) or owner
    return Keeper(tuple(who for who in staff if who not in case.conflicted), matter.tell)


def with_work(
    case: Case, proposals: Iterable[Proposal], actor: StaffId | None, matter: MatterRule, kept_by: KeptBy
) -> tuple[Proposal, ...]:
    """Return proposals with the notices that tell others than whoever decides of work that comes to them.

    Args:
        case: The case before them.
        proposals: What happens.
        actor: Whoever decides, or took the case in; none where it happens by itself.
        matter: The policy's rules for it.
        kept_by: As its lifecycle has it.

    """
    return tuple(
        proposal.model_copy(update={"tells": (*proposal.tells, *more)})
        if (more := tuple(_news(case, proposal, actor, matter, kept_by)))
        else proposal
        for proposal in proposals
    )


def _news(
    case: Case, proposal: Proposal, actor: StaffId | None, matter: MatterRule, kept_by: KeptBy
) -> Iterator[Tell]:
    def told(notice: Slug, staff: Iterable[StaffId]) -> Iterator[Tell]:
        others = tuple(dict.fromkeys(who for who in staff if who != actor))
        yield from Keeper(others).told(notice)

    if proposal.owner and proposal.owner != case.owner:
        yield from told(ASSIGNED, [proposal.owner])
    if proposal.panel is not None:
        yield from told(SEATED, [who for who in proposal.panel if who not in case.panel])
    if proposal.proposes and proposal.proposes.seq == 0:  # proposed now, and not signed by one of several
        yield from told(TO_SIGN, case.sitting)
    made = [promise for promise in proposal.promises if _is_new(promise, case)]
    yield from told(PROMISED, [promise.owner for promise in made if not promise.is_payment])
    money = matter.table(MoneyRule)
    if money and money.tell and any(promise.is_payment for promise in made):
        yield Tell(notice=TO_PAY, to=money.tell)
    if proposal.misses:
        escalated = {tell.to for tell in proposal.tells}
        keeper = keeper_of(case, proposal.misses, matter, kept_by)
        yield from () if not keeper.staff and keeper.role in escalated else keeper.told(MISSED)


def _is_new(promise: Commitment, case: Case) -> bool:
    return promise.status == "open" and case.commitment(promise.number) is None


def reminder(case: Case, deadline: Deadline, matter: MatterRule, kept_by: KeptBy) -> Proposal:
    """Return the event by which whoever keeps a deadline is reminded of it."""
    return Proposal(
        kind=REMINDED,
        clause=deadline.clause,
        facts=deadline.facts,
        reminds=deadline.name,
        tells=keeper_of(case, deadline.name, matter, kept_by).told(DUE_SOON),
    )


def still_theirs(
    kind: Slug, event: Event, staff: tuple[StaffId, ...], case: Case, matter: MatterRule, kept_by: KeptBy
) -> tuple[StaffId, ...] | None:
    """Return those of the staff told of work whose work it still is as the case stands; None for nobody.

    An empty tuple is returned where it goes to a role, and is still to be done.
    """
    if kind in TIMED:
        name = str(event.facts["deadline"])
        now = case.deadline(name)
        if now is None or now.due_day.isoformat() != event.facts["due_day"]:
            return None
        theirs = keeper_of(case, name, matter, kept_by).staff
    elif kind == ASSIGNED:
        theirs = (case.owner,) if case.owner and not case.finished else ()
    elif kind == SEATED:
        theirs = case.sitting
    elif kind == TO_SIGN:
        draft = case.draft if case.draft and case.draft.seq == event.seq else None
        theirs = tuple(who for who in case.sitting if draft and who not in draft.signed)
    else:
        made = {promise.number for promise in event.promises}
        open_now = [
            promise
            for promise in case.owed
            if promise.number in made and promise.is_payment == (kind == TO_PAY)
        ]
        if not open_now:
            return None
        theirs = tuple(promise.owner for promise in open_now)
    return tuple(who for who in staff if who in theirs) or (None if staff else ())

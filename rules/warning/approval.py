"""What takes effect: approved by somebody who may, and never by whoever proposed it (PH-7b)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rules.authority import require_another, require_here
from rules.case import Case
from rules.decision import Choices, Decision
from rules.events import Proposal, Tell, Terms
from rules.matters import MatterRule
from rules.model import Slug, StaffId, Words
from rules.moment import Moment
from rules.policy import Policy
from rules.refusal import OutOfStage
from rules.warning.life import APPROVAL, CLOSED, IN_FORCE, OPEN, PROPOSED, REVIEW, WARNING
from rules.warning.terms import (
    NOTHING_PROPOSED,
    Proposed,
    Standing,
    paper_of,
    require_explained,
    require_restrictions,
)


def _nothing_proposed(case: Case, moment: Moment) -> None:
    if Standing.of(case).proposed is None:
        clause = moment.matter(case).decisions["approve-warning"].clause
        raise OutOfStage("nothing waits for approval", clause=clause)


def _cannot_approve(case: Case, moment: Moment) -> None:
    _nothing_proposed(case, moment)
    clause = moment.matter(case).decisions["approve-warning"].clause
    require_another(moment.actor, Standing.of(case).proposer, clause)


def _waits_already(case: Case, moment: Moment) -> None:
    if proposed := Standing.of(case).proposed:
        clause = moment.matter(case).decisions["propose-restrictions"].clause
        raise OutOfStage(f"what {proposed.by} proposed waits for approval first", clause=clause)


class ApproveWarning(Decision):
    """Somebody else approves what is proposed, and it takes effect."""

    name: ClassVar[str] = "approve-warning"
    reasons: Words | None = None

    def names(self, case: Case) -> tuple[StaffId, ...]:
        """The one member of staff whom the person is to speak to, where there is one."""
        contact = case.terms.get("proposed_contact")
        return (str(contact),) if contact else ()


@WARNING.decision(ApproveWarning, at=OPEN, unless=_cannot_approve)
def approve_warning(case: Case, decision: ApproveWarning, moment: Moment) -> Iterator[Proposal]:
    """The restrictions take effect, the person is told unless that is the greater risk, the review is set."""
    paper = moment.matter(case).decisions["approve-warning"]
    standing = Standing.of(case)
    proposed = standing.proposed
    if proposed is None:
        raise OutOfStage("nothing waits for approval", clause=paper.clause)
    for contact in moment.named:
        require_here(contact, moment.today)
    first = case.stage == PROPOSED
    approver = moment.actor.id if moment.actor else None
    holds: Terms = {
        **NOTHING_PROPOSED,
        "restrictions": proposed.restrictions,
        "contact": proposed.contact,
        "told": proposed.tell or standing.told,
        "proposed_by": proposed.by,
        "approved_by": approver,
        "since": moment.today.isoformat() if first else case.terms.get("since"),
    }
    yield Proposal(
        kind="warning-approved" if first else "restrictions-approved",
        clause=paper.clause,
        because=paper.because,
        facts={"proposed_by": proposed.by, "told": proposed.tell},
        terms=holds,
        stage=IN_FORCE if first else None,
        decides=True,
        words_of=standing.proposed_in or 0,
        ends=(APPROVAL,),
        sets=(moment.deadline(case, REVIEW, moment.now),) if first else (),
        tells=_told(standing, first=first) if proposed.tell else (),
    )


def _told(standing: Standing, *, first: bool) -> tuple[Tell, ...]:
    """Return the notice to the person: of the warning, or, where they were told of that, of what changes."""
    return (Tell(notice="warning" if first or not standing.told else "restrictions"),)


class DeclineWarning(Decision):
    """The proposal is declined, with the reasons, and takes no effect."""

    name: ClassVar[str] = "decline-warning"
    reasons: Words


@WARNING.decision(DeclineWarning, at=OPEN, unless=_nothing_proposed)
def decline_warning(case: Case, decision: DeclineWarning, moment: Moment) -> Iterator[Proposal]:
    """What was proposed does not take effect; what is in force already stays."""
    paper = moment.matter(case).decisions["decline-warning"]
    first = case.stage == PROPOSED
    yield Proposal(
        kind="warning-declined" if first else "restrictions-declined",
        clause=paper.clause,
        because=paper.because,
        facts={"proposed_by": Standing.of(case).proposer},
        terms=NOTHING_PROPOSED,
        stage=CLOSED if first else None,
        outcome="not-approved" if first else None,
        ends=tuple(deadline.name for deadline in case.deadlines) if first else (APPROVAL,),
    )


class ProposeRestrictions(Decision):
    """Other restrictions are proposed in the place of those in force, and wait for approval as the first did.

    Attributes:
        tell: Whether the person is told; where not, `not_told_because` says what greater risk it would pose.
        explanation: What the person is told of why.
        contact: The one member of staff whom the person is to speak to.

    """

    name: ClassVar[str] = "propose-restrictions"
    restrictions: tuple[Slug, ...]
    contact: StaffId | None = None
    reasons: Words
    tell: bool = True
    explanation: Words | None = None
    not_told_because: Words | None = None

    @classmethod
    def choices(cls, policy: Policy, matter: MatterRule) -> Choices:
        """Return the policy's restrictions."""
        return {"restrictions": paper_of(matter).restrictions}

    def names(self, case: Case) -> tuple[StaffId, ...]:
        """The one member of staff whom the person is to speak to, where there is one."""
        return (self.contact,) if self.contact else ()


@WARNING.decision(ProposeRestrictions, at=[IN_FORCE], unless=_waits_already)
def propose_restrictions(case: Case, decision: ProposeRestrictions, moment: Moment) -> Iterator[Proposal]:
    """Other restrictions are proposed; those in force stay until somebody else approves the new ones."""
    paper = moment.matter(case).decisions["propose-restrictions"]
    proposed = Proposed(
        restrictions=decision.restrictions,
        contact=decision.contact,
        tell=decision.tell,
        by=moment.actor.id if moment.actor else None,
    )
    require_restrictions(proposed, paper_of(moment.matter(case)), paper.clause)
    require_explained(
        tell=decision.tell,
        explanation=decision.explanation,
        because=decision.not_told_because,
        clause=paper_of(moment.matter(case)).told_clause,
    )
    for contact in moment.named:
        require_here(contact, moment.today)
    yield Proposal(
        kind="restrictions-proposed",
        clause=paper.clause,
        because=paper.because,
        facts={"told": decision.tell},
        terms=proposed.terms() | {"proposed_in": case.seq + 1},
        sets=(moment.deadline(case, APPROVAL, moment.now),),
        tells=(Tell(notice="warning-proposed", to=paper_of(moment.matter(case)).propose_to),),
    )

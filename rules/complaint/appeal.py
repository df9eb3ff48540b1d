"""A complaint that is an appeal against a warning: what follows for the warning, and for the complaint (7).

It goes by the ordinary road; only the grounds of refusal do not close it, since the paper has it logged.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rules.case import Case
from rules.casework.conflicts import owner_conflicted, proposal_falls
from rules.complaint.appealing import APPEALS, UNLINKED, UPHELD, appealed_against, said_to_appeal
from rules.complaint.life import ANSWERED, COMPLAINT, OPEN, RESOLVE, REVIEW
from rules.decision import Decision
from rules.events import Errand, Proposal
from rules.model import CaseRef, StaffId, Words
from rules.moment import Moment
from rules.refusal import Invalid, OutOfStage


def _linked_or_decided(case: Case, moment: Moment) -> None:
    clause = moment.matter(case).decisions["link-appeal"].clause
    if warning := appealed_against(case):
        raise OutOfStage(f"it is linked to {warning} already", clause=clause)
    if case.outcome in UPHELD:
        raise OutOfStage("it is upheld already: lift the warning itself", clause=clause)


class LinkAppeal(Decision):
    """The complaint is an appeal against a warning; or, without one named, against none, whatever it says.

    Attributes:
        warning: The warning, which is in force.

    """

    name: ClassVar[str] = "link-appeal"
    warning: CaseRef | None = None
    reasons: Words


@COMPLAINT.decision(LinkAppeal, at=[RESOLVE, ANSWERED, REVIEW], unless=_linked_or_decided)
def link_appeal(case: Case, decision: LinkAppeal, moment: Moment) -> Iterator[Proposal]:
    """The warning hears of the appeal from now on; or the complaint is about no warning (7)."""
    paper = moment.matter(case).decisions["link-appeal"]
    warning = decision.warning
    if warning is None and said_to_appeal(case) is None:
        raise Invalid("name the warning that it is about", where="warning", clause=paper.clause)
    yield Proposal(
        kind="appeal-linked" if warning else "appeal-not-linked",
        clause=paper.clause,
        because=paper.because,
        facts={"warning": warning},
        terms={UNLINKED: None} | ({APPEALS: warning} if warning else {}),
        errands=(Errand(to=warning, decision="log-appeal", fields={"appeal": case.ref}),) if warning else (),
    )


class StandAside(Decision):
    """Whoever had a part in what the complaint is about takes none in deciding it."""

    name: ClassVar[str] = "stand-aside"
    staff: tuple[StaffId, ...]


@COMPLAINT.consequence(StandAside, at=OPEN)
def stand_aside(case: Case, decision: StandAside, moment: Moment) -> Iterator[Proposal]:
    """Whoever proposed or approved the warning takes no part in deciding the appeal."""
    yield Proposal(
        kind="stood-aside",
        clause=moment.matter(case).clause,
        facts={"staff": " ".join(decision.staff)},
        conflicts=decision.staff,
        drops=proposal_falls(case, decision.staff),
        tells=owner_conflicted(case, decision.staff, moment),
    )

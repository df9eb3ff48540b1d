"""A complaint that is not considered: refused on a ground of section 4.3 that is made out, or a duplicate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rules.case import Case
from rules.clientwork.grounds import Refuse, refusal
from rules.complaint.appealing import not_an_appeal
from rules.complaint.life import CLOSED, COMPLAINT, RESOLVE
from rules.decision import Decision
from rules.events import Proposal, Tell
from rules.model import CaseRef
from rules.moment import Moment
from rules.refusal import Invalid


@COMPLAINT.decision(Refuse, at=[RESOLVE], unless=not_an_appeal)
def refuse(case: Case, decision: Refuse, moment: Moment) -> Iterator[Proposal]:
    """Refuse to consider it as a complaint, on a ground that is made out, with the reason (4.3)."""
    yield refusal(case, decision, moment, outcome="not-a-complaint", told=Tell(notice="refusal"))


class LinkDuplicate(Decision):
    """The same complaint came in before: it goes on under that reference alone.

    Attributes:
        original: The reference of the case under which it goes on.

    """

    name: ClassVar[str] = "link-duplicate"
    original: CaseRef


@COMPLAINT.decision(LinkDuplicate, at=[RESOLVE], unless=not_an_appeal)
def link_duplicate(case: Case, decision: LinkDuplicate, moment: Moment) -> Iterator[Proposal]:
    """It came in twice: it goes on under the first reference, and the person is told which."""
    paper = moment.matter(case).decisions["link-duplicate"]
    if decision.original == case.ref:
        raise Invalid(f"{case.ref} is this case itself", where="original", clause=paper.clause)
    yield Proposal(
        kind="duplicate-linked",
        clause=paper.clause,
        because=paper.because,
        facts={"original": decision.original, "outcome": "duplicate"},
        cites=(decision.original,),
        stage=CLOSED,
        outcome="duplicate",
        ends=tuple(deadline.name for deadline in case.deadlines),
        drops=case.draft is not None,
        tells=(Tell(notice="duplicate"),),
    )

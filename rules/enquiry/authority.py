"""By what authority a member hears about a person, and whom an enquiry is about indeed (6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rules.case import Case
from rules.decision import Choices, Decision
from rules.enquiry.intake import Concerned
from rules.enquiry.life import ACKNOWLEDGED, ENQUIRY, OPEN
from rules.enquiry.terms import paper_of
from rules.events import Proposal
from rules.matters import MatterRule
from rules.model import Slug, Words
from rules.moment import Moment
from rules.policy import Policy
from rules.refusal import Invalid, require_known


class RecordAuthority(Decision):
    """The authority by which the member hears about the person, or the person whom it is about indeed.

    `concerns` names the person anew, whose authority is then asked for anew.

    Attributes:
        authority: What allows us to tell the member about the person, by the policy's name.
        subject: Whom it is about indeed, by the policy's kinds.
        concerns: The person whom it is about, by name.

    """

    name: ClassVar[str] = "record-authority"
    authority: Slug | None = None
    subject: Slug | None = None
    concerns: Concerned | None = None
    how: Words

    @classmethod
    def choices(cls, policy: Policy, matter: MatterRule) -> Choices:
        """Return what the policy has of authorities, and of those whom enquiries are about."""
        rule = paper_of(matter)
        return {"authority": rule.authorities, "subject": rule.subjects}


@ENQUIRY.decision(RecordAuthority, at=[OPEN])
def record_authority(case: Case, decision: RecordAuthority, moment: Moment) -> Iterator[Proposal]:
    """The authority is noted, or whom it is about put right; what is to be answered now is acknowledged."""
    paper, rule = moment.matter(case).decisions["record-authority"], paper_of(moment.matter(case))
    if decision.authority is None and decision.subject is None:
        raise Invalid("give the authority, or whom it is about", where="authority", clause=paper.clause)
    require_known(decision.authority, rule.authorities, where="authority", clause=paper.clause)
    require_known(decision.subject, rule.subjects, where="subject", clause=paper.clause)
    authority, name = _authority(case, decision), decision.subject or str(case.terms["subject"])
    named = bool(case.terms["concerns"] or decision.concerns)
    answered = rule.subjects[name].individual
    if answered and not named:
        raise Invalid("say whom it is about, by name", where="concerns", clause=paper.clause)
    owed = answered and not case.terms["acknowledged"]
    yield Proposal(
        kind="authority-recorded",
        clause=paper.clause,
        because=paper.because,
        facts={"subject": name, "authority": authority},
        terms={
            "subject": name,
            "authority": authority,
            "concerns": named,
            "acknowledged": owed or case.terms["acknowledged"],
        },
        owner=moment.takes_on(case),
        tells=(ACKNOWLEDGED,) if owed else (),
    )


def _authority(case: Case, decision: RecordAuthority) -> str | None:
    """Return the authority: what was noted before holds no more once somebody else is named."""
    before = case.terms["authority"]
    if decision.authority is None and decision.concerns is None and isinstance(before, str):
        return before
    return decision.authority

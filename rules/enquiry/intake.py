"""An enquiry as it comes in: who writes, about whom, by what authority (PH-6a, PH-6b)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar

from rules.clientwork.client_intake import ClientIntake
from rules.enquiry.terms import paper_of
from rules.events import Terms
from rules.intake import Example
from rules.matters import MatterRule
from rules.model import SaidLine, SaidName, Slug, Spoken, StaffId, Words
from rules.moment import Moment
from rules.person import Person
from rules.policy import Policy
from rules.refusal import Invalid


class Concerned(Spoken):
    """The person whom an enquiry is about. The lines of an address are separated by line breaks."""

    name: SaidName
    address: Words | None = None


class EnquiryIntake(ClientIntake):
    """An enquiry from a councillor or a member of parliament, who is its person.

    Attributes:
        member: Who writes, as the policy names them.
        constituency: The constituency or ward that they are elected in.
        subject: Whom it is about, as the policy names them, and `concerns` the person, where it is one.
        authority: What lets the member hear about that person, where it is known already.
        concerns: The person whom it is about.

    """

    lifecycle: ClassVar[str] = "enquiry"

    matter: Slug = "enquiry"
    person: Person
    member: Slug
    constituency: SaidLine | None = None
    subject: Slug
    concerns: Concerned | None = None
    authority: Slug | None = None

    @classmethod
    def example(cls, policy: Policy, matter: MatterRule, now: datetime) -> Example:
        """Return an enquiry about an individual, with authority."""
        paper = paper_of(matter)
        return {
            "service": next(iter(policy.services)),
            "member": next(iter(paper.kinds)),
            "constituency": "Northgate",
            "subject": next(name for name, subject in paper.subjects.items() if subject.individual),
            "concerns": {"name": "Nadia Farrow", "address": "3 Example Street\nLondon"},
            "authority": next(iter(paper.authorities)),
            "about": "Nobody has called her back.",
            "person": {"name": "Jo Marlow", "email": "jo.marlow@council.example"},
        }

    def check(self, moment: Moment) -> None:
        """Refuse whom the policy does not speak of, and what is about an individual and does not say whom."""
        super().check(moment)
        matter = moment.policy.matters[self.matter]
        paper = paper_of(matter)
        _require_known("member", self.member, paper.kinds, matter.clause)
        _require_known("subject", self.subject, paper.subjects, matter.clause)
        if self.authority is not None:
            _require_known("authority", self.authority, paper.authorities, matter.clause)
        if paper.subjects[self.subject].individual and self.concerns is None:
            raise Invalid("say whom it is about, by name", where="concerns", clause=matter.clause)

    def terms(self, opened_by: StaffId) -> Terms:
        """Whom it is about, by what authority, and whether they are named."""
        return super().terms(opened_by) | {
            "subject": self.subject,
            "authority": self.authority,
            "concerns": self.concerns is not None,
        }

    def columns(self) -> dict[str, Any]:
        """Who raises it."""
        return super().columns() | {"raised_by": self.member}


def _require_known(where: str, name: str, known: Collection[str], clause: str) -> None:
    if name not in known:
        raise Invalid(f"there is no {name!r}; there are: {', '.join(known)}", where=where, clause=clause)

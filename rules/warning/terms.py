"""What holds of a warning, and what is proposed to hold: a typed view of its case's terms."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from rules.case import Case
from rules.events import Terms
from rules.matters import MatterRule
from rules.model import CaseRef, Model, Slug, StaffId
from rules.refusal import Invalid, require_known
from rules.warning.paper import WarningRule


class Proposed(Model):
    """Restrictions that wait for approval, and whether the person is to be told."""

    restrictions: tuple[Slug, ...]
    contact: StaffId | None = None
    tell: bool = True
    by: StaffId | None = None

    def terms(self) -> Terms:
        """Them, as what holds of the case meanwhile."""
        return {
            "proposed_restrictions": self.restrictions,
            "proposed_contact": self.contact,
            "proposed_tell": self.tell,
            "proposer": self.by,
        }


NOTHING_PROPOSED: Terms = dict.fromkeys(
    ("proposed_restrictions", "proposed_contact", "proposed_tell", "proposer", "proposed_in")
)


class Standing(Model):
    """A warning as it stands.

    Attributes:
        contact: The one member of staff whom the person speaks to.
        told: Whether the person knows of it.
        since: The local day from which it has been in force.
        proposed_by: Whoever proposed what is in force.
        proposer: Whoever proposed what waits for approval.
        proposed_in: The event that did, where it was not the first.
        appeals: The complaints about it that are open.
        cases: Cases that are known to be the same person's.

    """

    behaviours: tuple[Slug, ...] = ()
    restrictions: tuple[Slug, ...] = ()
    contact: StaffId | None = None
    told: bool = False
    since: date | None = None
    approved_by: StaffId | None = None
    proposed_by: StaffId | None = None
    proposed_restrictions: tuple[Slug, ...] | None = None
    proposed_contact: StaffId | None = None
    proposed_tell: bool | None = None
    proposer: StaffId | None = None
    proposed_in: int | None = None
    appeals: tuple[CaseRef, ...] = ()
    cases: tuple[CaseRef, ...] = ()

    @classmethod
    def of(cls, case: Case) -> Self:
        """That of a case."""
        terms: Any = case.terms
        return cls.model_validate(terms)

    @property
    def proposed(self) -> Proposed | None:
        """What waits for approval; None where nothing does."""
        if self.proposed_restrictions is None:
            return None
        return Proposed(
            restrictions=self.proposed_restrictions,
            contact=self.proposed_contact,
            tell=bool(self.proposed_tell),
            by=self.proposer,
        )


def paper_of(matter: MatterRule) -> WarningRule:
    """Return what the policy says of warnings."""
    return matter.own(WarningRule)


def require_restrictions(proposed: Proposed, paper: WarningRule, clause: str | None) -> None:
    """Refuse restrictions that the policy does not have, or that cannot hold together.

    Raises:
        Unknown, Invalid: naming the field.

    """
    for name in proposed.restrictions:
        require_known(name, paper.restrictions, where="restrictions", clause=clause)
    if len(paper.channels(proposed.restrictions)) > 1:
        raise Invalid("these leave no channel to write by", where="restrictions", clause=clause)
    if paper.needs_contact(proposed.restrictions) != (proposed.contact is not None):
        raise Invalid(
            "name whom to speak to where there is a single point of contact, and only there",
            where="contact",
            clause=clause,
        )


def require_explained(*, tell: bool, explanation: str | None, because: str | None, clause: str) -> None:
    """Refuse what does not say why to the person, or why they are not told (PH-7d).

    Raises:
        Invalid: naming the field.

    """
    if tell and explanation is None:
        raise Invalid(
            "say what the person is told of why, where they are", where="explanation", clause=clause
        )
    if not tell and because is None:
        raise Invalid(
            "say what greater risk telling them would pose, where they are not told",
            where="not_told_because",
            clause=clause,
        )

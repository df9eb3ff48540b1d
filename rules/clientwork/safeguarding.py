"""Safeguarding: sharing outside without consent, to protect a child or an adult at risk (WRC-3).

It is a decision of its own, with a role of its own and a reason, so that it never becomes the usual way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from pydantic import Field

from rules.case import Case
from rules.clientwork.sharing import Share, reported
from rules.decision import Choices, Decision
from rules.events import RECIPIENT, Disclosure, Proposal, Tell
from rules.marks import Mailbox
from rules.matters import Listing, MatterRule, Table, Text
from rules.model import SaidLine, Slug, Words
from rules.moment import Moment
from rules.parts import Part
from rules.person import SaidEmail
from rules.policy import Policy
from rules.refusal import Invalid, require_known


class SafeguardingRule(Table):
    """The recipients of safeguarding concerns, and the people whom one can be about.

    Attributes:
        recipients: The kinds of recipients.
        concerns: Whom a concern is about, in words that follow "to protect".
        tell: The role whose mailbox hears of each disclosure.

    """

    recipients: dict[Slug, Text] = Field(min_length=1)
    concerns: dict[Slug, Text] = Field(min_length=1)
    tell: Mailbox | None = None

    def listings(self, title_of: Callable[[str], str]) -> Iterator[Listing]:
        """Return the kinds of recipients."""
        rows = ((title, name) for name, title in self.recipients.items())
        yield Listing(("Safeguarding: shared without consent with", "Recipient"), tuple(rows))


class ShareToSafeguard(Decision):
    """Personal data is shared without consent, to protect somebody: with whom, why, whether they are told.

    Attributes:
        recipient: The kind of recipient, as the policy names it.
        to: The recipient's name.
        email: Where a notice with it is sent; where none is given, staff share it themselves.
        concern: Whom it protects, as the policy names them.
        what: What is shared.
        reasons: Why that is necessary.
        tell_person: Whether the person hears of it by a notice.
        why_not_told: Why the person does not hear of it, where they do not.

    """

    name: ClassVar[str] = "share-to-safeguard"
    recipient: Slug
    to: SaidLine
    email: SaidEmail | None = None
    concern: Slug
    what: Words
    reasons: Words
    tell_person: bool
    why_not_told: Words | None = None

    @classmethod
    def choices(cls, policy: Policy, matter: MatterRule) -> Choices:
        """Return the kinds of recipient, and whom it protects, as the policy has them."""
        rule = matter.table(SafeguardingRule)
        return {"recipient": rule.recipients, "concern": rule.concerns} if rule else {}


def _faults(policy: Policy, matter: MatterRule) -> Iterator[str]:
    """Return the roles that share every day and would safeguard as well."""
    usual, own = (
        {*rule.roles} if (rule := matter.decisions.get(kind.name)) else set()
        for kind in (Share, ShareToSafeguard)
    )
    for role in sorted(usual & own):
        yield (
            f"decisions.{ShareToSafeguard.name}.roles: {role!r} shares by consent already; safeguarding is "
            "for a role of its own"
        )


SAFEGUARDING = Part(
    table="safeguarding",
    table_type=SafeguardingRule,
    kinds=frozenset({"shared-to-safeguard"}),
    faults=_faults,
)


@SAFEGUARDING.decision(ShareToSafeguard, afterwards=True)
def share_to_safeguard(case: Case, decision: ShareToSafeguard, moment: Moment) -> Iterator[Proposal]:
    """Share what protects somebody, also after the end; the person is told, or it is said why not."""
    matter = moment.matter(case)
    rule, paper = matter.own(SafeguardingRule), matter.decisions[decision.name]
    require_known(
        decision.recipient, rule.recipients, where="recipient", clause=paper.clause, kind="recipient"
    )
    require_known(decision.concern, rule.concerns, where="concern", clause=paper.clause, kind="concern")
    if decision.tell_person == (decision.why_not_told is not None):
        raise Invalid(
            "say why the person is not told, if they are not, and only then",
            where="why_not_told",
            clause=paper.clause,
        )
    yield Proposal(
        kind="shared-to-safeguard",
        clause=paper.clause,
        because=paper.because,
        facts={"concern": decision.concern, "told": decision.tell_person},
        discloses=Disclosure(recipient=decision.recipient, by_notice=bool(decision.email)),
        tells=(
            *((Tell(notice="shared-to-safeguard"),) if decision.tell_person else ()),
            *((Tell(notice="safeguarding-referral", to=RECIPIENT),) if decision.email else ()),
            *reported(rule.tell),
        ),
    )

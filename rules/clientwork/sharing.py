"""Sharing outside the organisation: with the person's consent to it, and not otherwise (WRC-3).

Whom it goes to by name, what is shared and why are words, which the engine never sees; the policy's kinds of
recipients and scopes of consent are what it goes by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from pydantic import Field

from rules.case import Case
from rules.clientwork.consent_forms import ConsentRule, in_force
from rules.decision import Choices, Decision
from rules.events import RECIPIENT, Disclosure, Proposal, Tell
from rules.marks import Mailbox
from rules.matters import Listing, MatterRule, Table, Text
from rules.model import SaidLine, Slug, Strict, Words
from rules.moment import Moment
from rules.parts import Part
from rules.person import SaidEmail
from rules.policy import Policy
from rules.refusal import NoConsent, require_known


class Recipient(Strict):
    """A kind of recipient outside the organisation, and the scope of consent that sharing with one takes."""

    title: Text
    scope: Slug


class SharingRule(Table):
    """The kinds of recipients that personal data can be shared with, by consent.

    Attributes:
        tell: The role whose mailbox hears of each disclosure.

    """

    recipients: dict[Slug, Recipient] = Field(min_length=1)
    tell: Mailbox | None = None

    def listings(self, title_of: Callable[[str], str]) -> Iterator[Listing]:
        """Return the kinds of recipients."""
        rows = ((each.title, name, each.scope) for name, each in self.recipients.items())
        yield Listing(("Shared with", "Recipient", "By consent to"), tuple(rows))


class Share(Decision):
    """Personal data is shared with somebody outside, to which the person has consented.

    Attributes:
        recipient: The kind of recipient, as the policy names it.
        to: The recipient's name.
        email: Where a notice with it is sent; where none is given, staff share it themselves.
        what: What is shared.
        purpose: What it is shared for.

    """

    name: ClassVar[str] = "share"
    recipient: Slug
    to: SaidLine
    email: SaidEmail | None = None
    what: Words
    purpose: Words

    @classmethod
    def choices(cls, policy: Policy, matter: MatterRule) -> Choices:
        """Return the kinds of recipient that the policy has."""
        rule = matter.table(SharingRule)
        return {"recipient": rule.recipients} if rule else {}


def _faults(policy: Policy, matter: MatterRule) -> Iterator[str]:
    """Return what nobody could consent to: sharing without a table of consent, or by an unknown scope."""
    consent = matter.table(ConsentRule)
    if consent is None:
        yield "sharing: is missing a table 'consent' beside it; nobody could consent to any of it"
        return
    for name, recipient in matter.own(SharingRule).recipients.items():
        if recipient.scope not in consent.scopes:
            known = ", ".join(consent.scopes)
            lacks = f"there is no scope {recipient.scope!r}; there are: {known}"
            yield f"sharing.recipients.{name}.scope: {lacks}"


SHARING = Part(
    table="sharing",
    table_type=SharingRule,
    kinds=frozenset({"shared"}),
    faults=_faults,
)


def _nothing_consented(case: Case, moment: Moment) -> None:
    """Close sharing to everybody where nothing of it is consented to."""
    scopes = {recipient.scope for recipient in moment.matter(case).own(SharingRule).recipients.values()}
    if scopes.isdisjoint(in_force(case)):
        clause = moment.matter(case).decisions[Share.name].clause
        raise NoConsent("no consent to share anything outside is in force; record it first", clause=clause)


@SHARING.decision(Share, unless=_nothing_consented)
def share(case: Case, decision: Share, moment: Moment) -> Iterator[Proposal]:
    """Share with a recipient of a kind to whose scope the person's consent is in force (WRC-3)."""
    matter = moment.matter(case)
    rule, paper = matter.own(SharingRule), matter.decisions[decision.name]
    require_known(
        decision.recipient, rule.recipients, where="recipient", clause=paper.clause, kind="recipient"
    )
    scope = rule.recipients[decision.recipient].scope
    if scope not in in_force(case):
        raise NoConsent(
            f"consent to {scope!r} is not in force; ask for it, and record it first",
            where="recipient",
            clause=paper.clause,
        )
    yield Proposal(
        kind="shared",
        clause=paper.clause,
        because=paper.because,
        discloses=Disclosure(recipient=decision.recipient, scope=scope, by_notice=bool(decision.email)),
        tells=(
            Tell(notice="shared"),
            *((Tell(notice="referral", to=RECIPIENT),) if decision.email else ()),
            *reported(rule.tell),
        ),
    )


def reported(to: Slug | None) -> tuple[Tell, ...]:
    """Return the report of a disclosure to the role that hears of it."""
    return (Tell(notice="disclosure", to=to),) if to else ()

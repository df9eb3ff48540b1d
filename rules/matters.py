"""What a policy says of one kind of matter: promises, who decides what, grounds, the panel, the money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rules.enquiry.paper import MembersRule
from rules.model import Slug, Strict
from rules.terms import Before, Within
from rules.warning.paper import WarningRule

Text = Annotated[str, Field(min_length=1)]
Prefix = Annotated[str, Field(pattern=r"^[A-Z]{2,6}$")]
"""How references begin."""
Pence = Annotated[int, Field(ge=0, le=1_000_000_000)]
"""Money in pence, or whatever the hundredth of the currency is: up to ten million pounds."""


class DeadlineRule(Strict):
    """One promise: within how long (or as agreed each time), and whom a breach is escalated to.

    Attributes:
        clause_at: The clause at stages where it is another one.
        promise: What is published of it, to whom it is promised; `within` stands beside it.
        record_within: How long staff have, after its day, to record what came on the last of its days;
            only then does it lapse.
        remind: The role whose mailbox is reminded, where it falls to staff; else the person is.

    """

    clause: str
    clause_at: dict[Slug, str] = {}
    duty: Text
    promise: Text | None = None
    within: Within | None = None
    remind_before: Before | None = None
    remind: str | None = None
    record_within: Within | None = None
    escalate_to: str | None = None


class UnderClause(Strict):
    """A rule that serves a clause, or says why it needs none."""

    clause: str | None = None
    because: Text | None = None

    @model_validator(mode="after")
    def _clause_or_reason(self) -> Self:
        if (self.clause is None) == (self.because is None):
            raise ValueError("give either the clause it serves, or because: why it needs none")
        return self


class DecisionRule(UnderClause):
    """The roles that may take a decision."""

    roles: tuple[str, ...] = Field(min_length=1)


class Ground(Strict):
    """A ground on which a matter is not considered, and what it must be checked for."""

    clause: str
    wording: Text
    check: Literal["particulars", "older-than", "earlier-case"]
    older_than: Before | None = None

    @model_validator(mode="after")
    def _age_where_checked(self) -> Self:
        if (self.check == "older-than") != (self.older_than is not None):
            raise ValueError("older_than goes with check = 'older-than', and with it alone")
        return self


class SeatRule(Strict):
    """One way to fill a seat: a role, from the directorate complained about, from another, or from any."""

    roles: tuple[str, ...] = Field(min_length=1)
    directorate: Literal["own", "other", "any"]


class Seat(Strict):
    """A seat of a panel, and the ways to fill it."""

    title: Text
    ways: tuple[SeatRule, ...] = Field(min_length=1)


class PanelRule(Strict):
    """Who sits on a panel of review, under which clause; and the clause by which its decision is final."""

    clause: str
    final_clause: str
    seats: tuple[Seat, ...] = Field(min_length=2, max_length=5)


class Impact(Strict):
    """How much somebody was affected, and what is paid for it at each level of responsibility, in pence."""

    title: Text
    pence: dict[Slug, Pence]


class Payer(Strict):
    """The account that is paid from: its name, and its sort code and number in digits."""

    name: Text
    sort_code: str = Field(pattern=r"^\d{6}$")
    account_number: str = Field(pattern=r"^\d{8}$")


class Separation(UnderClause):
    """Separation of duties over money: what takes two people.

    Whoever set where a payment goes, an account or the address of a cheque, does not award, return or
    confirm it.

    Attributes:
        alone: The most that one person awards on a case, in pence, losses included; more waits for another.
        most_for_a_loss: The most that is paid for any one loss, in pence.
        tell: The role whose mailbox hears of an award that waits.

    """

    alone: Pence
    most_for_a_loss: Pence
    tell: str


class MoneyRule(Strict):
    """Payments: by impact and responsibility, with evidenced losses, less what is owed (section 5).

    Attributes:
        separation: Present where awards take two people; the decisions about them then have to be there too.

    """

    clause: str
    losses_clause: str
    offset_clause: str
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    payer: Payer
    responsibilities: dict[Slug, Text] = Field(min_length=1)
    impacts: dict[Slug, Impact] = Field(min_length=1)
    separation: Separation | None = None

    @model_validator(mode="after")
    def _whole_table(self) -> Self:
        for name, impact in self.impacts.items():
            if impact.pence.keys() != self.responsibilities.keys():
                wanted = ", ".join(self.responsibilities)
                raise ValueError(f"impacts.{name}.pence: give a sum for each of {wanted}, and no other")
        return self


class MatterRule(Strict):
    """A kind of matter: the lifecycle that drives it, and every figure and role of its own.

    Attributes:
        reference_prefix: How its references begin, counted apart, where not as the others' do.
        open: The roles that may take one in, where they are not those of `access.open`.
        read: The roles that may see one, where not all of those of `access.read` may.
        tell: The role whose mailbox hears of each that comes in.
        panel: Present where a panel reviews; its decisions and its deadline then have to be there too.
        money: Present where remedies in money are given, likewise.
        warnings: What warnings are about, where the matter is one.
        members: Who makes enquiries and about whom, where the matter is one.

    """

    lifecycle: Slug
    title: Text
    clause: str
    reference_prefix: Prefix | None = None
    stages: dict[Slug, Text]
    open: tuple[str, ...] | None = None
    read: tuple[str, ...] | None = None
    tell: str | None = None
    deadlines: dict[Slug, DeadlineRule]
    decisions: dict[Slug, DecisionRule]
    grounds: dict[Slug, Ground] = {}
    panel: PanelRule | None = None
    money: MoneyRule | None = None
    warnings: WarningRule | None = None
    members: MembersRule | None = None

    def clauses_used(self) -> Iterator[tuple[str, str]]:
        """Every clause that is named, and where."""
        yield "clause", self.clause
        for part in ("deadlines", "decisions", "grounds"):
            for name, rule in getattr(self, part).items():
                if rule.clause is not None:
                    yield f"{part}.{name}", rule.clause
        for name, deadline in self.deadlines.items():
            for stage, clause in deadline.clause_at.items():
                yield f"deadlines.{name}.clause_at.{stage}", clause
        for part in ("panel", "money", "members", "warnings"):
            for name, value in getattr(self, part) or ():
                if name.endswith("clause"):
                    yield f"{part}.{name}", value
        if (apart := self.money and self.money.separation) and apart.clause:
            yield "money.separation", apart.clause

    def roles_used(self) -> Iterator[tuple[str, str]]:
        """Every role that opens, sees, decides or sits on a panel, and where."""
        for right in ("open", "read"):
            for role in getattr(self, right) or ():
                yield right, role
        for name, decision in self.decisions.items():
            for role in decision.roles:
                yield f"decisions.{name}.roles", role
        for seat in self.panel.seats if self.panel else ():
            for way in seat.ways:
                for role in way.roles:
                    yield f"panel.seats {seat.title!r}", role

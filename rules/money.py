"""Remedies in money: a policy's table of them, what is recorded of one, and the sum that follows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from rules.amounts import Amount
from rules.marks import ClauseId, Mailbox
from rules.matters import Listing, MatterRule, Table, Text, UnderClause
from rules.model import Model, Slug, Spoken, Strict, Words
from rules.reasons import form
from rules.refusal import Invalid, require_known

Count = Annotated[int, Field(ge=1, le=1_000_000_000)]

Pence = Annotated[int, Field(ge=0, le=1_000_000_000)]
"""Money in pence, or whatever the hundredth of the currency is: up to ten million pounds."""


class Impact(Strict):
    """How much somebody was affected, and what is paid for it at each level of responsibility, in pence."""

    title: Text
    pence: dict[Slug, Pence]


class Payer(Strict):
    """The account that is paid from: its name, and its sort code and number in digits."""

    name: Text
    sort_code: str = Field(pattern=form(r"^\d{6}$", "six digits"))
    account_number: str = Field(pattern=form(r"^\d{8}$", "eight digits"))


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
    tell: Mailbox


class MoneyRule(Table):
    """Payments: by impact and responsibility, with evidenced losses, less what is owed (section 5).

    Attributes:
        tell: The role whose mailbox hears of each payment to make, of one that is due soon or was missed.
        separation: Present where awards take two people; the decisions about them then have to be there too.

    """

    clause: ClauseId
    losses_clause: ClauseId
    offset_clause: ClauseId
    currency: str = Field(pattern=form(r"^[A-Z]{3}$", "a currency by its three letters: GBP"))
    payer: Payer
    responsibilities: dict[Slug, Text] = Field(min_length=1)
    impacts: dict[Slug, Impact] = Field(min_length=1)
    tell: Mailbox | None = None
    separation: Separation | None = None

    @model_validator(mode="after")
    def _whole_table(self) -> Self:
        for name, impact in self.impacts.items():
            if impact.pence.keys() != self.responsibilities.keys():
                wanted = ", ".join(self.responsibilities)
                raise ValueError(f"impacts.{name}.pence: give a sum for each of {wanted}, and no other")
        return self

    def listings(self, title_of: Callable[[str], str]) -> Iterator[Listing]:
        """Return the sums, by impact and responsibility."""
        titles = (f"{title} responsibility" for title in self.responsibilities.values())
        yield Listing(
            (f"Paid ({self.clause})", *titles),
            tuple(
                (
                    impact.title,
                    *(Amount(impact.pence[name], self.currency) for name in self.responsibilities),
                )
                for impact in self.impacts.values()
            ),
        )


class Loss(Spoken):
    """A loss or damage, in pence, and the evidence that shows it."""

    what: Words
    pence: Count
    evidence: Words | None = None


class Debt(Spoken):
    """Money that the person still owes the organisation, in pence: not what was set off before."""

    what: Words
    pence: Count


class FinancialRemedy(Spoken):
    """The facts that a remedy in money follows from: impact, responsibility, losses, debts."""

    impact: Slug
    responsibility: Slug
    losses: tuple[Loss, ...] = Field((), max_length=50)
    owed: tuple[Debt, ...] = Field((), max_length=50)


def money_choices(matter: MatterRule) -> dict[str, Collection[str]]:
    """Return all that the fields of a remedy in money can be, by the table of a kind of matter."""
    rule = matter.table(MoneyRule)
    if rule is None:
        return {}
    return {"financial.impact": rule.impacts, "financial.responsibility": rule.responsibilities}


class Sum(Model):
    """A reckoning in pence: by the table, plus losses, less what is owed and what was given before."""

    impact: Slug
    responsibility: Slug
    table: int
    losses: tuple[int, ...] = ()
    owed: tuple[int, ...] = ()
    decided_before: int = 0

    @property
    def gross(self) -> int:
        """What is given, before anything is taken off."""
        return self.table + sum(self.losses)

    @property
    def total(self) -> int:
        """What is paid: never below zero."""
        return max(0, self.gross - sum(self.owed) - self.decided_before)


def reckon(remedy: FinancialRemedy, rule: MoneyRule, *, decided_before: int = 0) -> Sum:
    """The sum that follows from what was recorded, by the policy's table.

    Args:
        remedy: What was recorded.
        rule: The policy's table.
        decided_before: What earlier decisions on the case have given, paid or set off, in pence.

    Raises:
        Unknown: the table has no such impact or responsibility.
        Invalid: a loss has no evidence.

    """
    for kind, name, known in (
        ("impact", remedy.impact, rule.impacts),
        ("responsibility", remedy.responsibility, rule.responsibilities),
    ):
        require_known(name, known, where=f"financial.{kind}", clause=rule.clause, kind=kind)
    for place, loss in enumerate(remedy.losses, start=1):
        if loss.evidence is None:
            raise Invalid(
                "only an evidenced loss is paid; say what shows it",
                where=f"financial.losses.{place}.evidence",
                clause=rule.losses_clause,
            )
    return Sum(
        impact=remedy.impact,
        responsibility=remedy.responsibility,
        table=rule.impacts[remedy.impact].pence[remedy.responsibility],
        losses=tuple(loss.pence for loss in remedy.losses),
        owed=tuple(debt.pence for debt in remedy.owed),
        decided_before=decided_before,
    )

"""A remedy in money: what is recorded about it, and the sum that follows; nobody can type a sum in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from rules.matters import MoneyRule
from rules.model import Model, Slug, Spoken, Words
from rules.refusal import Invalid, Unknown

Count = Annotated[int, Field(ge=1, le=1_000_000_000)]


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
    """What a remedy in money follows from: impact, responsibility, losses, and what the person owes."""

    impact: Slug
    responsibility: Slug
    losses: tuple[Loss, ...] = Field((), max_length=50)
    owed: tuple[Debt, ...] = Field((), max_length=50)


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
    _require_known("impact", remedy.impact, rule.impacts, rule)
    _require_known("responsibility", remedy.responsibility, rule.responsibilities, rule)
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


def _require_known(field: str, name: str, known: Iterable[str], rule: MoneyRule) -> None:
    names = list(known)
    if name not in names:
        raise Unknown(
            f"there is no {field} {name!r}; there are: {', '.join(names)}",
            where=f"financial.{field}",
            clause=rule.clause,
        )

"""Sums of money as they are printed, with how they came about."""

from __future__ import annotations

from rules.money import Sum


def reckoning(reckoned: Sum) -> str:
    """Return how a sum came about, on one line."""
    level = f"{reckoned.impact} impact, {reckoned.responsibility} responsibility"
    parts = [f"{level}: {pounds(reckoned.table)}"]
    parts += [f"+ a loss of {pounds(pence)}" for pence in reckoned.losses]
    parts += [f"- a debt of {pounds(pence)}" for pence in reckoned.owed]
    if reckoned.decided_before:
        parts.append(f"- decided before: {pounds(reckoned.decided_before)}")
    return f"{' '.join(parts)} = {pounds(reckoned.total)}"


def pounds(pence: int) -> str:
    """Return a sum as it is written."""
    return f"{pence / 100:,.2f}"

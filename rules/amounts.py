"""Sums of money that are yet to be written in a language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Amount:
    """A sum of money that is not yet written in a language: hundredths of a currency (ISO 4217)."""

    hundredths: int
    currency: str

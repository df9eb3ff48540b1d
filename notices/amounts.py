"""Money as people write it: £1,250.00."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_currency


def amount(pence: int, currency: str, language: str) -> str:
    """A sum in hundredths of a currency (ISO 4217), as it is written in a language (BCP 47)."""
    written: str = format_currency(Decimal(pence) / 100, currency, locale=language.replace("-", "_"))
    return written

"""Dates, sums and the direction of writing in a language, as Unicode's CLDR has them, through Babel."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_day_names
from babel.numbers import format_currency

from rules.amounts import Amount
from rules.terms import WEEKDAYS, Weekday

_ENGLISH_DAY = "EEEE d MMMM y"
"""Without the comma of CLDR, in any English."""


ENGLISH = "en-GB"
"""The language of what is written in no other, by its BCP 47 tag."""


class LanguageUnknown(ValueError):
    """Nothing is known of a language that something would be written in."""

    code = "notice-language-unknown"

    def __init__(self, language: str) -> None:
        super().__init__(f"no dates and sums are known in the language {language!r}; use one that CLDR has")


def locale_of(language: str) -> Locale:
    """Return what CLDR knows of a language, by its BCP 47 tag.

    Raises:
        LanguageUnknown: CLDR does not have it, or the tag is none.

    """
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        raise LanguageUnknown(language) from None


def day_in(language: str, day: date) -> str:
    """Return a date as it is written in a language: Wednesday 30 December 2026, środa, 30 grudnia 2026."""
    locale = locale_of(language)
    return format_date(day, _ENGLISH_DAY if locale.language == "en" else "full", locale=locale)


def at_time_in(language: str, day: str, at: time) -> str:
    """Return a written date with a local time: Wednesday 2 December 2026, 10:30."""
    return f"{day}, {format_time(at, 'short', locale=locale_of(language))}"


def weekday_in(language: str, weekday: Weekday) -> str:
    """Return the name of a weekday in a language: Monday, poniedziałek."""
    names = get_day_names("wide", context="stand-alone", locale=locale_of(language))
    return str(names[WEEKDAYS.index(weekday)])


def language_in(language: str, named: str) -> str:
    """Return the name of a language, by its BCP 47 tag, in another: Polish, polski."""
    return locale_of(named).get_display_name(locale_of(language)) or named


def sum_in(language: str, amount: Amount) -> str:
    """Return a sum as it is written in a language: £1,250.00, 1250,00 GBP."""
    written: str = format_currency(
        Decimal(amount.hundredths) / 100, amount.currency, locale=locale_of(language)
    )
    return written


def is_right_to_left(language: str) -> bool:
    """Tell whether a language is written from right to left."""
    return bool(locale_of(language).text_direction == "rtl")

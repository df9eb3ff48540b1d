"""The working calendar of a policy: weekends, bank holidays by name, and closures that it is given.

Bank holidays come from the `holidays` library, which keeps up with each country's law. A day that it
does not know yet (a royal event, say) is added as a closure, in PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import holidays

from rules.organisation import Calendar
from rules.policy import Policy
from rules.working_time import WorkingCalendar


def working_calendar(policy: Policy, closures: Mapping[date, str]) -> WorkingCalendar:
    """Return the working calendar of a policy with an organisation's closures.

    Raises:
        ValueError: the library knows no such country or part of one.

    """
    named = bank_holidays(policy.calendar)
    return WorkingCalendar(
        zone=policy.zone,
        weekend=policy.calendar.weekend,
        day_off=lambda day: closures.get(day) or named.get(day),
        opening=policy.opening,
    )


def bank_holidays(calendar: Calendar) -> holidays.HolidayBase:
    """Return the bank holidays of a calendar's country, by day, with their English names where there are any.

    Raises:
        ValueError: the `holidays` library knows no such country, or no such part of it.

    """
    try:
        known = holidays.country_holidays(calendar.country, subdiv=calendar.subdivision)
    except NotImplementedError as error:
        raise ValueError(f"calendar: {error}") from None
    # a language it does not have would be chosen by the machine's own settings
    english = [name for name in known.supported_languages if name.startswith("en")]
    language = min(english, default=known.default_language)
    return holidays.country_holidays(calendar.country, subdiv=calendar.subdivision, language=language)

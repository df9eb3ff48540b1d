"""The working calendar of a policy: weekends, bank holidays by name, and its own closures.

Bank holidays come from the `holidays` library, which keeps up with each country's law. A day that it
does not know yet (a royal event, say) is added as a closure, in PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from policies import bank_holidays
from records.database import Connection, every, queries
from rules.policy import Policy
from rules.working_time import WorkingCalendar


def working_calendar(policy: Policy, closures: Mapping[date, str]) -> WorkingCalendar:
    """The calendar of a policy with an organisation's closures.

    Raises:
        ValueError: the library knows no such country or part of one.

    """
    named = bank_holidays(policy.calendar)
    return WorkingCalendar(
        zone=policy.zone,
        weekend=policy.calendar.weekend,
        day_off=lambda day: closures.get(day) or named.get(day),
    )


async def calendar_now(connection: Connection, policy: Policy) -> WorkingCalendar:
    """The calendar of a policy with the closures that are announced by now."""
    rows = await every(queries.closures(connection, policy=policy.id))
    return working_calendar(policy, {row["day"]: row["reason"] for row in rows})

"""Services that the tests' organisations point people to."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from records.database import Connection
from records.signpost_directory import put_signposts
from records.signposts import Signpost
from rules.model import day_of
from rules.policy import Policy

ACAS, SETTLED = "acas", "settled"


def signpost(checked_on: date, **fields: Any) -> Signpost:
    """An entry of the directory, checked on a day; any of its other fields can be replaced."""
    return Signpost.model_validate(
        {
            "id": ACAS,
            "name": "Acas",
            "helps_with": "Talks between you and your employer before a tribunal",
            "website": "https://www.acas.org.uk",
            "checked_on": checked_on,
        }
        | fields
    )


def settled(checked_on: date, **fields: Any) -> Signpost:
    """Another entry, with every way to be reached, in several languages."""
    ways: dict[str, Any] = {
        "id": SETTLED,
        "name": "Settled",
        "helps_with": "The EU Settlement Scheme",
        "phone": "020 7946 0333",
        "email": "help@settled.example",
        "website": "https://settled.example/help",
        "languages": ("bg", "pt-BR"),
    }
    return signpost(checked_on, **ways | fields)


async def keep_signposts(connection: Connection, policy: Policy, now: datetime) -> None:
    """Put both into the directory of a policy that has one, checked a month before a moment (aware)."""
    if policy.signposts is not None:
        checked_on = day_of(now, policy.zone) - timedelta(days=30)
        await put_signposts(connection, policy, [signpost(checked_on), settled(checked_on)], now)

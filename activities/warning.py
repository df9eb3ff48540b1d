"""What a notice can say of a warning: its restrictions by their titles, since when, whom to speak to."""

from __future__ import annotations

from datetime import date

from records.database import Connection
from records.people import whoever_stands_in
from rules.case import Case
from rules.policy import Policy
from rules.warning.terms import Standing


async def warning_of(
    connection: Connection, case: Case, policy: Policy, today: date
) -> dict[str, object] | None:
    """A warning as its notices speak of it on a local day; None for a case that is none."""
    paper = policy.matters[case.matter].warnings
    if paper is None:
        return None
    standing = Standing.of(case)
    who = standing.contact
    contact = await whoever_stands_in(connection, policy, who, today) if who else None
    return {
        "behaviours": [paper.behaviours[name] for name in standing.behaviours],
        "restrictions": [paper.restrictions[name].title for name in standing.restrictions],
        "contact": {"name": contact.name, "phone": contact.phone, "email": contact.email}
        if contact
        else None,
        "since": standing.since,
        "proposer": standing.proposer,
    }

"""What a notice can say of a warning: its restrictions by their titles, since when, whom to speak to."""

from __future__ import annotations

from records.database import Connection, queries
from records.people import Staff
from rules.case import Case
from rules.policy import Policy
from rules.warning.terms import Standing


async def warning_of(connection: Connection, case: Case, policy: Policy) -> dict[str, object] | None:
    """A warning as its notices speak of it; None for a case that is none."""
    paper = policy.matters[case.matter].warnings
    if paper is None:
        return None
    standing = Standing.of(case)
    row = standing.contact and await queries.get_staff(connection, policy=policy.id, id=standing.contact)
    contact = Staff.of(row) if row else None
    return {
        "behaviours": [paper.behaviours[name] for name in standing.behaviours],
        "restrictions": [paper.restrictions[name].title for name in standing.restrictions],
        "contact": {"name": contact.name, "phone": contact.phone, "email": contact.email}
        if contact
        else None,
        "since": standing.since,
        "proposer": standing.proposer,
    }

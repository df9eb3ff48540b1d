"""Reviews of policies: the version in force has one, taken in once, which ends those of earlier versions."""

from __future__ import annotations

from datetime import date, datetime

from records.database import Connection
from records.intake import take_in
from records.sql import every, queries
from rules.case import Case
from rules.intake import POLICIES
from rules.lifecycle import BY_ITSELF
from rules.model import CaseRef
from rules.policy import Policy
from rules.policy_review.intake import PolicyReviewIntake
from rules.policy_review.paper import review_matter
from rules.policy_review.stages import DUE


async def review_due(connection: Connection, policy: Policy) -> tuple[CaseRef, date] | None:
    """The open review of a version of a policy, and by which local day it is due; None where it has none."""
    row = await queries.open_deadline(
        connection, policy=policy.id, version=policy.version, matter=review_matter(policy), name=DUE
    )
    return (row["ref"], row["due_day"]) if row else None


async def ensure_review(connection: Connection, policy: Policy, now: datetime) -> Case | None:
    """Take in the review of a version in force; None where it was taken in before, or its paper has none.

    Args:
        connection: The database.
        policy: The version in force.
        now: The moment, aware.

    """
    matter = review_matter(policy)
    if matter is None:
        return None
    async with connection.transaction():
        await queries.lock_source(connection, source_key=f"{policy.id}/{POLICIES}")
        source_id = await _free_id(connection, policy)
        if source_id is None:
            return None
        earlier = await every(
            queries.open_of_source(connection, policy=policy.id, source=POLICIES, before=policy.version)
        )
        intake = PolicyReviewIntake(
            policy=policy.id,
            matter=matter,
            approved=policy.last_approved,
            replaces=tuple(row["ref"] for row in earlier),
            source=POLICIES,
            source_id=source_id,
        )
        return (await take_in(connection, intake, policy, BY_ITSELF, now)).case


async def _free_id(connection: Connection, policy: Policy) -> str | None:
    """Return the id of the review to come, the day of its version; None where it was taken in.

    Before the source was reserved, a caller's matter could take the first.
    """
    version = policy.version.isoformat()
    for source_id in (version, f"review of {version}"):
        known = await queries.find_intake(connection, policy=policy.id, source=POLICIES, source_id=source_id)
        if known is None:
            return source_id
        if known["received_by"] == BY_ITSELF.id:
            return None
    return None

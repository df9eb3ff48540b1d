"""The paper over HTTP: the policies, and by when something is due under them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query

from records.days import calendar_now
from rules.model import Instant, Model, Slug
from rules.policy import Policy
from rules.refusal import Invalid, Unknown
from rules.working_time import Reckoning
from starter.api.callers import Asking
from starter.api.problems import responses

router = APIRouter(prefix="/policies", tags=["Policies"])
PolicyId = Annotated[Slug, Path(description="The policy's id: poplar-harca.")]


class ListedPolicy(Model):
    """A policy in the list."""

    id: Slug
    version: date
    organisation: str
    title: str


class Due(Model):
    """By when something is due, and its reckoning."""

    deadline: Slug
    clause: str
    duty: str
    due_day: date
    due_at: datetime
    why: str
    reckoning: Reckoning


@router.get("", responses=responses(401, 403, 429))
async def list_policies(asking: Asking) -> list[ListedPolicy]:
    """The policies there are, in their current versions."""
    return [
        ListedPolicy(
            id=policy.id, version=policy.version, organisation=policy.organisation, title=policy.title
        )
        for policy in asking.doors.library
    ]


@router.get("/{policy_id}", responses=responses(401, 403, 404, 422, 429))
async def show_policy(policy_id: PolicyId, asking: Asking) -> Policy:
    """A policy: its figures, clauses, roles and grounds, and how it is read."""
    return _policy(policy_id, asking)


@router.get("/{policy_id}/due", responses=responses(401, 403, 404, 422, 429))
async def due(
    policy_id: PolicyId,
    asking: Asking,
    deadline: Annotated[Slug, Query(description="contact, response, review ...")],
    start: Annotated[Instant, Query(alias="from", description="When it starts, with its zone.")],
    matter: Annotated[Slug, Query(description="The kind of matter.")] = "complaint",
) -> Due:
    """By when something is due that starts at a moment, and why on that day."""
    policy = _policy(policy_id, asking)
    if matter not in policy.matters:
        raise Invalid(f"there are: {', '.join(policy.matters)}", where="query.matter")
    deadlines = policy.matters[matter].deadlines
    if deadline not in deadlines:
        raise Invalid(f"there are: {', '.join(deadlines)}", where="query.deadline")
    rule = deadlines[deadline]
    if rule.within is None:
        raise Invalid("its day is agreed each time", where="query.deadline", clause=rule.clause)
    async with asking.doors.pool.acquire() as connection:
        calendar = await calendar_now(connection, policy)
    try:
        reckoning = calendar.reckon(rule.within, start)
    except (OverflowError, ValueError):
        raise Invalid("the calendar does not reach so far", where="query.from") from None
    return Due(
        deadline=deadline,
        clause=rule.clause,
        duty=rule.duty,
        due_day=reckoning.due_day,
        due_at=reckoning.due_at,
        why=reckoning.why(),
        reckoning=reckoning,
    )


def _policy(policy_id: str, asking: Asking) -> Policy:
    try:
        return asking.doors.library.current(policy_id)
    except Unknown as unknown:
        raise Unknown(unknown.detail, where="ref") from None

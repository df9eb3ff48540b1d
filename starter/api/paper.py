"""The paper over HTTP: the policies, and by when something is due under them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from records.days import calendar_now
from rules.library import Standing
from rules.model import Day, Instant, LocalTime, Model, Slug
from rules.money import MoneyRule
from rules.policy import Policy
from rules.refusal import Invalid, Unknown
from rules.working_time import Reckoning
from starter.api.callers import Asking
from starter.api.problems import responses
from starter.service.shown_policy import policy_as_json, shown_policy

PolicyId = Annotated[Slug, Path(description="The policy's id.")]
Version = Annotated[Day | None, Query(description="The version of this day; else that in force.")]
On = Annotated[Day | None, Query(description="The version in force on this local day; else today.")]


class ListedPolicy(Model):
    """A version of a policy in the list: in force today, earlier, or still to come."""

    id: Slug
    version: date
    standing: Standing
    organisation: str
    title: str


class Due(Model):
    """By when something is due, and its reckoning.

    Attributes:
        until: The local time of the day at which it is due, where that is not the end of the day.

    """

    deadline: Slug
    clause: str
    duty: str
    due_day: date
    until: LocalTime | None
    due_at: datetime
    why: str
    reckoning: Reckoning


async def list_policies(asking: Asking) -> list[ListedPolicy]:
    """Your organisation's policy, in every version."""
    library, now = asking.doors.library, asking.doors.now()
    return [
        ListedPolicy(
            id=policy.id,
            version=policy.version,
            standing=library.standing(policy, now),
            organisation=policy.organisation,
            title=policy.title,
        )
        for policy in library
        if policy.id == asking.policy.id
    ]


async def show_policy(
    policy_id: PolicyId, asking: Asking, version: Version = None, on: On = None
) -> JSONResponse:
    """A policy: its figures, clauses, roles and grounds, and how it is read.

    The account that is paid from is shown to whoever pays; mailboxes, to whoever reads cases or administers.
    """
    policy = _policy(policy_id, asking, version, on)
    roles, access = set(asking.staff.roles), asking.policy.access
    hidden: dict[str, Any] = {}
    if not roles & {*access.roles_with("read"), *access.administer}:
        hidden["roles"] = {name: {"mailbox"} for name in policy.roles}
    if not roles & {*access.bank_details}:
        paying = [name for name, matter in policy.matters.items() if matter.table(MoneyRule)]
        hidden["matters"] = {name: {"money": {"payer"}} for name in paying}
    return JSONResponse(policy_as_json(policy, hidden))


async def due(
    policy_id: PolicyId,
    asking: Asking,
    deadline: Annotated[Slug, Query(description="contact, response, review ...")],
    start: Annotated[Instant, Query(alias="from", description="When it starts, with its zone.")],
    matter: Annotated[
        Slug | None, Query(description="The kind of matter, where several differ in such a deadline.")
    ] = None,
    version: Version = None,
    on: On = None,
) -> Due:
    """By when something is due that starts at a moment, and why on that day."""
    policy = _policy(policy_id, asking, version, on)
    try:
        rule = policy.deadline(deadline, matter)
    except Invalid as invalid:
        raise Invalid(invalid.detail, where=f"query.{invalid.where}") from None
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
        until=reckoning.until,
        due_at=reckoning.due_at,
        why=reckoning.why(),
        reckoning=reckoning,
    )


def _policy(policy_id: str, asking: Asking, version: date | None, on: date | None) -> Policy:
    doors = asking.doors
    if policy_id != asking.policy.id:  # others' are not theirs to see: a policy names mailboxes and accounts
        raise Unknown("there is no such policy here", where="ref")
    try:
        return doors.library.named(policy_id, version, on, doors.now())
    except Invalid as invalid:
        raise Invalid(invalid.detail, where=f"query.{invalid.where}") from None


def router() -> APIRouter:
    """Return the routes about policies; a policy is described with the tables of every lifecycle."""
    made = APIRouter(prefix="/policies", tags=["Policies"])
    read = responses(401, 403, 404, 422, 429)
    made.get("", responses=responses(401, 403, 429))(list_policies)
    made.get("/{policy_id}", response_model=shown_policy(), responses=read)(show_policy)
    made.get("/{policy_id}/due", responses=read)(due)
    return made

"""Webhooks over HTTP: have another system told of events, and see what became of each on its way there."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import AfterValidator, Field, HttpUrl

from records.webhooks import (
    Message,
    State,
    deliveries_of,
    end,
    is_loopback,
    redeliver,
    subscribe,
    webhook_of,
    webhooks_of,
)
from rules.lifecycles import kinds_of
from rules.model import CaseRef, Model, Slug, Strict
from rules.refusal import Invalid
from starter.api.bodies import Route
from starter.api.callers import Administering
from starter.api.cases import IdempotencyKey
from starter.api.problems import responses

router = APIRouter(prefix="/webhooks", tags=["Webhooks"], route_class=Route)
sent = APIRouter(tags=["Webhooks"])
"""What receivers are sent, for the description of the API."""
WebhookId = Annotated[uuid.UUID, Path(alias="id", description="The webhook's id.")]


def _reachable(url: HttpUrl) -> HttpUrl:
    if url.username or url.password or url.fragment:
        raise ValueError("a name, a password or a fragment has no place in it")
    if url.scheme != "https" and not is_loopback(str(url)):
        raise ValueError("it must begin with https")
    return url


class WebhookIn(Strict):
    """Where to send events, and of which kinds: of all, where none is named."""

    url: Annotated[HttpUrl, AfterValidator(_reachable)] = Field(
        description="https alone; this machine itself only where the installation allows it.",
        examples=["https://crm.example/redress"],
    )
    kinds: tuple[Slug, ...] = Field((), max_length=100, examples=[["opened", "breached", "closed"]])


class Webhook(Model):
    """A webhook; `ended_because` is `gone` where its receiver answered 410."""

    id: uuid.UUID
    url: str
    kinds: tuple[Slug, ...]
    created_by: str
    created_at: datetime
    ended_at: datetime | None
    ended_because: Literal["deleted", "gone"] | None


class NewWebhook(Webhook):
    """A webhook, with the secret that its messages are signed with; it is shown here alone."""

    secret: str


class Delivery(Model):
    """An event on its way to a webhook; `answer` is the last status, `not-reached` where there was none."""

    number: int
    ref: CaseRef
    seq: int
    kind: Slug
    state: State
    attempts: int
    answer: str | None
    queued_at: datetime
    delivered_at: datetime | None


class Deliveries(Model):
    """Some deliveries, the newest first; `next` is the `before` of the page that follows."""

    deliveries: tuple[Delivery, ...]
    next: int | None = None


class Filters(Strict):
    """What to list; all that is given must hold."""

    state: State | None = None
    ref: CaseRef | None = None
    before: int | None = Field(None, ge=1, lt=2**63, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=200)


class Redeliver(Strict):
    """Whose dead events to send once more."""

    ref: CaseRef


class Redelivered(Model):
    """How many events are sent once more."""

    events: int


@router.post(
    "",
    status_code=201,
    responses={
        200: {"model": NewWebhook, "description": "It was there before."},
        **responses(401, 403, 413, 422, 429),
    },
)
async def add_webhook(
    wanted: WebhookIn, asking: Administering, response: Response, key: IdempotencyKey = None
) -> NewWebhook:
    """Have events sent to a URL from now on, signed as Standard Webhooks has it.

    The secret is in this answer alone, and in the answer to the same request under the same key.
    """
    if is_loopback(str(wanted.url)) and not asking.doors.webhooks_to_loopback:
        raise Invalid(
            "it is on this very machine; where that is meant, set REDRESS_WEBHOOKS_TO_LOOPBACK",
            where="body.url",
        )
    known = kinds_of(asking.policy)
    if unknown := sorted(set(wanted.kinds) - known):
        raise Invalid(f"there is no {unknown[0]!r}; there are: {', '.join(sorted(known))}", where="kinds")
    async with asking.doors.pool.acquire() as connection:
        row, repeated = await subscribe(
            connection,
            asking.policy,
            str(wanted.url),
            tuple(sorted(set(wanted.kinds))),
            by=asking.staff.id,
            key=f"{asking.staff.id}/{key or uuid.uuid4()}",
        )
    response.status_code = 200 if repeated else 201
    return NewWebhook.model_validate(dict(row))


@router.get("", responses=responses(401, 403, 429))
async def list_webhooks(asking: Administering) -> list[Webhook]:
    """The organisation's webhooks, with those that have ended."""
    async with asking.doors.pool.acquire() as connection:
        rows = await webhooks_of(connection, asking.policy)
    return [Webhook.model_validate(dict(row)) for row in rows]


@router.delete("/{id}", status_code=204, responses=responses(401, 403, 404, 422, 429))
async def delete_webhook(webhook: WebhookId, asking: Administering) -> None:
    """Send nothing there any more, what waits included; it stays on the list, as ended."""
    async with asking.doors.pool.acquire() as connection:
        await webhook_of(connection, asking.policy, webhook)
        await end(connection, webhook, "deleted")


@router.get("/{id}/deliveries", responses=responses(401, 403, 404, 422, 429))
async def list_deliveries(
    webhook: WebhookId, asking: Administering, filters: Annotated[Filters, Query()]
) -> Deliveries:
    """What was sent there, waits to be, or is dead: refused for days, or the webhook has ended."""
    wanted = filters.model_dump(exclude={"limit"})
    async with asking.doors.pool.acquire() as connection:
        await webhook_of(connection, asking.policy, webhook)
        rows = await deliveries_of(connection, webhook, **wanted, most=filters.limit + 1)
    found = tuple(Delivery.model_validate(dict(row)) for row in rows[: filters.limit])
    return Deliveries(deliveries=found, next=found[-1].number if len(rows) > filters.limit else None)


@router.post("/{id}/redeliver", responses=responses(401, 403, 404, 409, 413, 422, 429))
async def redeliver_events(webhook: WebhookId, again: Redeliver, asking: Administering) -> Redelivered:
    """Send a case's dead events once more, under the ids that they had."""
    async with asking.doors.pool.acquire() as connection:
        events = await redeliver(connection, asking.policy, webhook, again.ref)
    await asking.doors.desk.announce(again.ref)
    return Redelivered(events=events)


@sent.post(
    "event",
    operation_id="event",
    status_code=204,
    responses={
        410: {"description": "Send nothing more."},
        "default": {"description": "Send it again later."},
    },
)
def event(message: Message) -> None:
    """An event, sent until its receiver answers with 200 to 299; the case's later ones wait for it."""

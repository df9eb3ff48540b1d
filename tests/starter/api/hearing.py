"""What the tests of webhooks share: to subscribe, to decide, and to see what became of the events."""

from __future__ import annotations

import json
from typing import Any

import httpx

from engine.waiting import until
from tests.receiver import SOON, Receiver


async def subscribed(admin: httpx.AsyncClient, receiver: Receiver, *kinds: str) -> dict[str, Any]:
    """A webhook of the receiver, with its secret."""
    answer = await admin.post("/webhooks", json={"url": receiver.url, "kinds": kinds})
    assert answer.status_code == 201, answer.text
    webhook: dict[str, Any] = answer.json()
    return webhook


async def decided(caller: httpx.AsyncClient, ref: str, name: str, **fields: Any) -> None:
    """A decision was taken."""
    answer = await caller.post(f"/cases/{ref}/decisions/{name}", json=fields)
    assert answer.status_code == 200, answer.text


async def deliveries(admin: httpx.AsyncClient, webhook: dict[str, Any], **asked: Any) -> list[dict[str, Any]]:
    """What became of the webhook's events, the oldest first."""
    answer = await admin.get(f"/webhooks/{webhook['id']}/deliveries", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["deliveries"]
    return found[::-1]


async def settled(admin: httpx.AsyncClient, webhook: dict[str, Any], *states: str) -> list[dict[str, Any]]:
    """What became of the webhook's events, once they are in these states."""

    async def so() -> bool:
        return [event["state"] for event in await deliveries(admin, webhook)] == list(states)

    await until(so, within=SOON)
    return await deliveries(admin, webhook)


def kinds(receiver: Receiver) -> list[str]:
    """The kinds of events that came in, in order."""
    return [json.loads(message.body)["type"] for message in receiver.received]

"""Webhooks as an administrator keeps them: who may, which there can be, what is listed, how one ends."""

from __future__ import annotations

import dataclasses
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from temporalio.exceptions import ApplicationError

from activities.call_webhook import WebhookCaller
from contracts.messages import EventForWebhook
from starter.api.app import create_app
from tests.receiver import Receiver
from tests.rules.play import CHARTER, POPLAR
from tests.starter.api.conftest import Served, serving_alone
from tests.starter.api.hearing import decided, deliveries, settled, subscribed
from tests.starter.api.staffing import hire
from tests.starter.api.test_cases import Somebody, opened, problem
from tests.starter.api.test_matrix import opened_under


@pytest.fixture(scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """The API on servers of its own: a webhook hears of every case there is, those of other tests too."""
    async with serving_alone(tmp_path_factory.mktemp("issuer")) as served:
        yield served


async def test_only_administrators(amira: httpx.AsyncClient, somebody: Somebody) -> None:
    """Everybody else is refused, the head of service included."""
    for caller in (amira, somebody("ruth.lewin")):
        assert problem(await caller.get("/webhooks")) == (403, "not-authorised")
        answer = await caller.post("/webhooks", json={"url": "https://crm.example/"})
        assert problem(answer) == (403, "not-authorised")


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"url": "http://crm.example/hook"}, "body.url"),
        ({"url": "http://127.0.0.1.crm.example/hook"}, "body.url"),
        ({"url": "http://10.0.0.7/hook"}, "body.url"),
        ({"url": "https://user:word@crm.example/hook"}, "body.url"),
        ({"url": "https://crm.example/#part"}, "body.url"),
        ({"url": "ftp://crm.example/hook"}, "body.url"),
        ({"url": "crm.example"}, "body.url"),
        ({}, "body.url"),
        ({"url": "https://crm.example/", "secret": "mine"}, "body.secret"),
        ({"url": "https://crm.example/", "kinds": ["opened", "exploded"]}, "kinds"),
    ],
)
async def test_what_no_webhook_can_be(admin: httpx.AsyncClient, fields: dict[str, Any], where: str) -> None:
    """An address that is not safe to send to, or a kind of event that there is not."""
    answer = await admin.post("/webhooks", json=fields)
    assert problem(answer) == (422, "invalid")
    [error] = answer.json()["errors"]
    assert error["where"] == where
    if where == "kinds":
        assert "'exploded'" in error["detail"]
        assert "breached, call-missed, " in error["detail"]


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:7233/", "https://127.0.0.1/", "http://localhost/", "https://localhost.:8/"),
        *("https://redress.localhost/", "http://127.9.9.9/", "http://[::1]/", "https://[::ffff:127.0.0.1]/"),
        *("https://0.0.0.0/", "https://[::]/", "http://2130706433/", "http://0x7f.1/"),
    ],
)
async def test_this_very_machine_is_no_receiver(served: Served, url: str) -> None:
    """Unless the installation allows it, by whatever name it goes: its ports are nobody's to try."""
    await hire(served.house, {"ada.min": "administrator"})
    app = create_app(dataclasses.replace(served.doors, webhooks_to_loopback=False))
    token = {"Authorization": f"Bearer {served.token('ada.min')}"}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=token) as ada:
        answer = await ada.post("/webhooks", json={"url": url})
    assert problem(answer) == (422, "invalid")
    [error] = answer.json()["errors"]
    assert (error["where"], "REDRESS_WEBHOOKS_TO_LOOPBACK" in error["detail"]) == ("body.url", True)


async def test_a_receiver_on_this_machine_from_before_is_not_called(
    served: Served, admin: httpx.AsyncClient, amira: httpx.AsyncClient, receiver: Receiver
) -> None:
    """It is as though nobody answered, whoever listens there, once it is not allowed any more."""
    receiver.taking.clear()
    webhook = await subscribed(admin, receiver, "opened")
    ref = await opened(amira)
    [waiting] = await settled(admin, webhook, "waiting")
    event = EventForWebhook(webhook=webhook["id"], ref=ref, seq=waiting["seq"])
    with pytest.raises(ApplicationError, match="was not taken: not-reached"):
        await WebhookCaller(served.house.pool).call(event)
    receiver.taking.set()
    await settled(admin, webhook, "delivered")


async def test_the_same_again_is_the_same_webhook(admin: httpx.AsyncClient, receiver: Receiver) -> None:
    """The same key and body give the same answer, secret and all; another body is refused."""
    ask: dict[str, Any] = {"headers": {"Idempotency-Key": str(uuid.uuid4())}}
    first = await admin.post("/webhooks", json={"url": receiver.url, "kinds": ["closed", "opened"]}, **ask)
    again = await admin.post("/webhooks", json={"url": receiver.url, "kinds": ["opened", "closed"]}, **ask)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = await admin.post("/webhooks", json={"url": receiver.url, "kinds": ["opened"]}, **ask)
    assert problem(other) == (422, "key-reused")
    listed = (await admin.get("/webhooks")).json()
    assert [entry for entry in listed if entry["id"] == first.json()["id"]]
    assert first.json()["secret"] not in json.dumps(listed)


async def test_another_organisations_webhook_is_not_there(
    served: Served, admin: httpx.AsyncClient, receiver: Receiver
) -> None:
    """Nor is one that never was; an id that is none is refused."""
    async with served.house.pool.acquire() as connection:
        theirs = await connection.fetchval(
            "INSERT INTO casebook.webhook (policy, key, url, secret, created_by)"
            " VALUES ('harbour-advice', $1, 'https://crm.example/', 'whsec_AAAA', 'mina.zahra') RETURNING id",
            str(uuid.uuid4()),
        )
    for unknown in (theirs, uuid.uuid4()):
        for answer in (
            await admin.delete(f"/webhooks/{unknown}"),
            await admin.get(f"/webhooks/{unknown}/deliveries"),
            await admin.post(f"/webhooks/{unknown}/redeliver", json={"ref": "PH-2026-000001"}),
        ):
            assert problem(answer) == (404, "unknown")
    assert str(theirs) not in (await admin.get("/webhooks")).text
    assert problem(await admin.delete("/webhooks/seven")) == (422, "invalid")


async def test_no_webhook_hears_of_the_others_events(served: Served, receiver: Receiver) -> None:
    """A subscriber hears of their own organisation's cases alone."""
    administrators = ((POPLAR, "sara.quill"), (CHARTER, "sam.oyelaran"))
    hooks: dict[str, dict[str, Any]] = {}
    for policy, who in administrators:
        async with served.caller(who, policy.id) as caller:
            hooks[policy.id] = await subscribed(caller, receiver)
    refs = {policy.id: await opened_under(served, policy) for policy, _ in administrators}
    for policy, who in administrators:
        async with served.caller(who, policy.id) as caller:
            hook, ref = hooks[policy.id], refs[policy.id]
            [event] = await settled(caller, hook, "delivered")
            assert event["ref"] == ref
            assert (await caller.delete(f"/webhooks/{hook['id']}")).status_code == 204


async def test_pages_of_deliveries(
    admin: httpx.AsyncClient, amira: httpx.AsyncClient, receiver: Receiver
) -> None:
    """The newest first, page after page, none twice."""
    webhook = await subscribed(admin, receiver)
    ref = await opened(amira)
    for number in range(4):
        await decided(amira, ref, "note", text=f"Rang {number}.")
    await settled(admin, webhook, *["delivered"] * 5)
    seen: list[int] = []
    params: dict[str, Any] = {"limit": 2}
    while True:
        page = (await admin.get(f"/webhooks/{webhook['id']}/deliveries", params=params)).json()
        seen += [event["seq"] for event in page["deliveries"]]
        if page["next"] is None:
            break
        params["before"] = page["next"]
    assert seen == [5, 4, 3, 2, 1]


async def test_gone_ends_a_webhook(
    admin: httpx.AsyncClient, amira: httpx.AsyncClient, receiver: Receiver
) -> None:
    """410 is the last that is heard from it; what waited is dead, and cannot be sent again."""
    receiver.taking.clear()
    receiver.usually = 410
    webhook = await subscribed(admin, receiver)
    ref = await opened(amira)
    await decided(amira, ref, "note", text="Rang.")
    receiver.taking.set()
    found = await settled(admin, webhook, "dead", "dead")
    assert [(event["attempts"], event["answer"]) for event in found] == [(1, "410"), (0, None)]
    [listed] = [entry for entry in (await admin.get("/webhooks")).json() if entry["id"] == webhook["id"]]
    assert listed["ended_because"] == "gone"
    await decided(amira, ref, "note", text="Rang again.")
    assert len(await deliveries(admin, webhook)) == 2
    answer = await admin.post(f"/webhooks/{webhook['id']}/redeliver", json={"ref": ref})
    assert problem(answer) == (409, "ended")
    await receiver.has(1)


async def test_a_deleted_webhook_gets_nothing_more(
    admin: httpx.AsyncClient, amira: httpx.AsyncClient, receiver: Receiver, soon: None
) -> None:
    """Not what was waiting, and not what comes; deleting it twice is the same."""
    receiver.taking.clear()
    receiver.usually = 500
    webhook = await subscribed(admin, receiver)
    ref = await opened(amira)
    await decided(amira, ref, "note", text="Rang.")
    await receiver.has(1)
    for _ in range(2):
        assert (await admin.delete(f"/webhooks/{webhook['id']}")).status_code == 204
    receiver.taking.set()
    await decided(amira, ref, "note", text="Rang again.")
    await settled(admin, webhook, "dead", "dead")
    await receiver.has(1)

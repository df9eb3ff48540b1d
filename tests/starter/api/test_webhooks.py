"""Webhooks, as other systems meet them: a receiver of theirs, and an administrator who asks the API."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import RetryPolicy

from activities.announce import announce
from engine.waiting import until
from tests.receiver import SOON, Receiver, a_receiver
from tests.starter.api.conftest import Served
from tests.starter.api.staffing import hire
from tests.starter.api.test_cases import Somebody, complaint, opened, problem
from workflows.upkeep import Reconcile

PERSON = {"name": "Zacharina Quillfeather", "email": "zacharina@quillfeather.example"}
WORDS = "The wallpaper sings at night."


@pytest.fixture
async def admin(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    """An administrator who asks the API; afterwards no webhook is left that hears of other tests' cases."""
    await hire(served.house, {"ada.min": "administrator"})
    async with served.caller("ada.min") as caller:
        yield caller
        for webhook in (await caller.get("/webhooks")).json():
            await caller.delete(f"/webhooks/{webhook['id']}")


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Another system."""
    async with a_receiver() as receiver:
        yield receiver


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries come soon one after the other, and are three."""
    few = RetryPolicy(initial_interval=timedelta(milliseconds=50), backoff_coefficient=1, maximum_attempts=3)
    monkeypatch.setattr("workflows.webhook.RETRIES", few)


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


async def test_an_event_is_sent_signed(
    admin: httpx.AsyncClient, amira: httpx.AsyncClient, receiver: Receiver
) -> None:
    """Facts alone, with a signature that the reference library and the manual's own lines both find good."""
    webhook = await subscribed(admin, receiver)
    ref = await opened(amira, person=PERSON, about=WORDS)
    [message] = await receiver.has(1)
    shown = (await amira.get(f"/cases/{ref}")).json()
    contact = next(deadline for deadline in shown["deadlines"] if deadline["name"] == "contact")
    assert message.verified(webhook["secret"]) == {
        "type": "opened",
        "timestamp": shown["history"][0]["event"]["at"],
        "data": {
            "ref": ref,
            "seq": 1,
            "policy": "poplar-harca",
            "matter": "complaint",
            "service": "repairs",
            "clause": "PH-4.1a",
            "actor": "redress",
            "stage": "resolve",
            "outcome": None,
            "due": {"name": "contact", "day": contact["due_day"], "overdue": False},
        },
    }
    assert is_ours(message.headers, message.body, webhook["secret"])
    assert not is_ours(message.headers, message.body + b" ", webhook["secret"])
    assert message.headers["content-type"] == "application/json"
    [event] = await settled(admin, webhook, "delivered")
    assert (event["ref"], event["seq"], event["kind"]) == (ref, 1, "opened")
    assert (event["attempts"], event["answer"]) == (1, "200")


def is_ours(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """The lines of docs/api.md."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    right = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    recent = abs(time.time() - int(headers["webhook-timestamp"])) < 300
    return recent and hmac.compare_digest(right, headers["webhook-signature"])


@pytest.mark.usefixtures("soon")
async def test_order_is_kept_while_the_receiver_fails(
    admin: httpx.AsyncClient, amira: httpx.AsyncClient, receiver: Receiver
) -> None:
    """500 twice: what comes later waits; each attempt has the same id, and each event comes in its turn."""
    receiver.taking.clear()
    receiver.answers.extend([500, 500])
    webhook = await subscribed(admin, receiver)
    ref = await opened(amira)
    await decided(amira, ref, "note", text="Rang.")
    await decided(amira, ref, "contact", remedy_wanted="A lift.")
    receiver.taking.set()
    messages = await receiver.has(5)
    assert [message.id for message in messages] == [*[f"{ref}-1"] * 3, f"{ref}-2", f"{ref}-3"]
    assert kinds(receiver) == ["opened"] * 3 + ["noted", "contacted"]
    assert len({message.body for message in messages[:3]}) == 1
    found = await settled(admin, webhook, *["delivered"] * 3)
    assert [event["attempts"] for event in found] == [3, 1, 1]


@pytest.mark.usefixtures("soon")
async def test_what_stays_refused_is_dead_and_can_be_sent_again(
    admin: httpx.AsyncClient, amira: httpx.AsyncClient, receiver: Receiver
) -> None:
    """Three tries, then the next event; the dead one is listed with the last status, and goes when asked."""
    receiver.answers.extend([503, 302, 400])
    webhook = await subscribed(admin, receiver)
    ref = await opened(amira)
    await decided(amira, ref, "note", text="Rang.")
    found = await settled(admin, webhook, "dead", "delivered")
    assert [event["answer"] for event in found] == ["400", "200"]
    assert found[0]["attempts"] == 3
    assert [message.id for message in receiver.received] == [*[f"{ref}-1"] * 3, f"{ref}-2"]
    assert await deliveries(admin, webhook, state="dead", ref=ref) == found[:1]
    assert "said by the receiver" not in json.dumps(found)
    answer = await admin.post(f"/webhooks/{webhook['id']}/redeliver", json={"ref": ref})
    assert answer.json() == {"events": 1}
    await settled(admin, webhook, "delivered", "delivered")
    assert receiver.received[-1].id == f"{ref}-1"


@pytest.mark.usefixtures("soon")
async def test_a_receiver_that_is_not_there(
    admin: httpx.AsyncClient, amira: httpx.AsyncClient, served: Served
) -> None:
    """Nobody listens, or what listens speaks no TLS: the error's name is kept, and nothing of the address."""
    async with a_receiver() as receiver:
        deaf = await subscribed(admin, receiver)
        port = httpx.URL(receiver.url).port
    answer = await admin.post("/webhooks", json={"url": f"https://127.0.0.1:{httpx.URL(served.url).port}/"})
    plain = answer.json()
    await opened(amira)
    for webhook in (deaf, plain):
        [event] = await settled(admin, webhook, "dead")
        assert event["answer"] == "ConnectError"
        held = await histories(served, webhook)
        assert "ConnectError" in held
        assert str(port) not in held


async def test_only_the_kinds_asked_for(
    admin: httpx.AsyncClient, amira: httpx.AsyncClient, receiver: Receiver
) -> None:
    """What a webhook did not ask for is not queued for it."""
    webhook = await subscribed(admin, receiver, "withdrawn", "noted")
    ref = await opened(amira)
    await decided(amira, ref, "contact", remedy_wanted="A lift.")
    await decided(amira, ref, "note", text="Rang.")
    await decided(amira, ref, "withdraw")
    await settled(admin, webhook, "delivered", "delivered")
    assert kinds(receiver) == ["noted", "withdrawn"]


async def test_what_comes_after_the_end_is_sent_too(
    admin: httpx.AsyncClient, amira: httpx.AsyncClient, receiver: Receiver
) -> None:
    """A letter that is logged on a closed case, which no workflow records."""
    webhook = await subscribed(admin, receiver, "closed", "representation-logged")
    ref = await opened(amira)
    await decided(amira, ref, "withdraw")
    await settled(admin, webhook, "delivered")
    await decided(amira, ref, "log-representation", said=WORDS)
    await settled(admin, webhook, "delivered", "delivered")
    assert kinds(receiver) == ["closed", "representation-logged"]


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


async def test_the_reconciler_finds_what_was_forgotten(
    served: Served,
    admin: httpx.AsyncClient,
    amira: httpx.AsyncClient,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Recorded, and the engine was never asked to send it: the reconciler asks, once in a while."""

    async def lost(client: Any, listeners: Any, task_queue: str) -> None:
        return

    webhook = await subscribed(admin, receiver)
    with monkeypatch.context() as patched:
        patched.setattr("activities.record.announce", lost)
        ref = await opened(amira)
    reconcile = served.house.client.execute_workflow
    queue = served.house.task_queue
    early = await reconcile(Reconcile.run, id=f"reconcile-1-{ref}", task_queue=queue)
    assert f"webhook/{webhook['id']}/{ref}" not in early.announced
    assert not receiver.received
    monkeypatch.setattr("activities.reconcile.POST_ON_ITS_WAY", timedelta())
    late = await reconcile(Reconcile.run, id=f"reconcile-2-{ref}", task_queue=queue)
    assert f"webhook/{webhook['id']}/{ref}" in late.announced
    await settled(admin, webhook, "delivered")
    done = await reconcile(Reconcile.run, id=f"reconcile-3-{ref}", task_queue=queue)
    assert f"webhook/{webhook['id']}/{ref}" not in done.announced


async def test_a_webhook_fails_no_recording(
    admin: httpx.AsyncClient, amira: httpx.AsyncClient, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the engine does not take what is to be sent, the case goes on, and the event waits."""

    async def misdirected(client: Client, listeners: Any, task_queue: str) -> None:
        config = client.config()
        config["namespace"] = "nowhere"
        await announce(Client(**config), listeners, task_queue)

    monkeypatch.setattr("activities.record.announce", misdirected)
    webhook = await subscribed(admin, receiver)
    ref = await opened(amira)
    await decided(amira, ref, "note", text="Rang.")
    assert [event["state"] for event in await deliveries(admin, webhook)] == ["waiting"] * 2
    monkeypatch.undo()
    await decided(amira, ref, "note", text="Rang again.")
    await settled(admin, webhook, *["delivered"] * 3)
    assert [message.id for message in receiver.received] == [f"{ref}-{seq}" for seq in (1, 2, 3)]


async def histories(served: Served, webhook: dict[str, Any]) -> str:
    """All that the engine holds of a webhook, once nothing of it runs: decoded, and raw bytes besides."""
    client = served.house.client
    query = f'WorkflowId STARTS_WITH "webhook/{webhook["id"]}/"'

    async def ended() -> bool:
        runs = [run async for run in client.list_workflows(query)]
        return bool(runs) and all(run.status == WorkflowExecutionStatus.COMPLETED for run in runs)

    await until(ended, within=SOON)
    held = ""
    async for run in client.list_workflows(query):
        history = await client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history()
        raw = "".join(event.SerializeToString().decode("latin-1") for event in history.events)
        held += history.to_json() + raw + run.raw_info.SerializeToString().decode("latin-1")
    return held


async def test_nothing_personal_is_sent_or_left_in_the_engine(
    served: Served, admin: httpx.AsyncClient, amira: httpx.AsyncClient, receiver: Receiver
) -> None:
    """No name, no word, in what is sent; no address and no secret either in what the engine holds."""
    webhook = await subscribed(admin, receiver)
    ref = await opened(amira, person=PERSON, about=WORDS)
    await decided(amira, ref, "contact", remedy_wanted=WORDS)
    await decided(amira, ref, "withdraw", said=WORDS)
    await settled(admin, webhook, *["delivered"] * 4)
    sent = b"".join(message.body for message in receiver.received).decode()
    held = await histories(served, webhook)
    assert ref in held
    for words in ("Quillfeather", "quillfeather", "wallpaper"):
        assert words not in sent
        assert words not in held
    for private in (webhook["secret"], webhook["secret"].removeprefix("whsec_"), "who=redress", receiver.url):
        assert private not in held


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
        assert "breached, closed, " in error["detail"]


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


async def test_without_webhooks_the_engine_hears_nothing(
    served: Served, amira: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody has subscribed, recording asks the engine for nothing more than before."""
    asked: list[Any] = []

    async def noticed(client: Any, listeners: Any, task_queue: str) -> None:
        asked.extend(listeners)

    monkeypatch.setattr("activities.record.announce", noticed)
    answer = await amira.post("/complaints", json=complaint())
    ref = answer.json()["ref"]
    assert answer.status_code == 201

    async def is_open() -> bool:
        return bool((await amira.get(f"/cases/{ref}")).json()["case"]["seq"])

    await until(is_open, within=SOON)
    assert asked == []

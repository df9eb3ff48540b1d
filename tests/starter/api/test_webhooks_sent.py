"""Events as another system meets them: signed, in order, at least once, and nothing personal in them."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from contracts.announcing import announce
from engine.waiting import until
from tests.receiver import SOON, Receiver, a_receiver
from tests.starter.api.conftest import Served, serving_alone
from tests.starter.api.hearing import decided, deliveries, kinds, settled, subscribed
from tests.starter.api.test_cases import complaint, opened
from workflows.upkeep import Reconcile

PERSON = {"name": "Zacharina Quillfeather", "email": "zacharina@quillfeather.example"}
WORDS = "The wallpaper sings at night."


@pytest.fixture(scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """The API on servers of its own: a webhook hears of every case there is, those of other tests too."""
    async with serving_alone(tmp_path_factory.mktemp("issuer")) as served:
        yield served


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
            "due": {"name": "contact", "day": contact["due_day"], "until": None, "overdue": False},
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
    """Nobody listens, or what listens speaks no TLS: nothing tells the two apart, nor tells the address."""
    async with a_receiver() as receiver:
        deaf = await subscribed(admin, receiver)
        port = httpx.URL(receiver.url).port
    answer = await admin.post("/webhooks", json={"url": f"https://127.0.0.1:{httpx.URL(served.url).port}/"})
    plain = answer.json()
    await opened(amira)
    for webhook in (deaf, plain):
        [event] = await settled(admin, webhook, "dead")
        assert event["answer"] == "not-reached"
        held = await histories(served, webhook)
        assert "not-reached" in held
        assert "ConnectError" not in held
        assert f"127.0.0.1:{port}" not in held


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


async def test_the_reconciler_finds_what_was_forgotten(
    served: Served,
    admin: httpx.AsyncClient,
    amira: httpx.AsyncClient,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Recorded, and the engine was never asked to send it: the reconciler asks, once in a while."""

    async def lost(client: Any, ref: str, webhooks: Any, task_queue: str) -> None:
        return

    webhook = await subscribed(admin, receiver, "noted")
    ref = await opened(amira)
    with monkeypatch.context() as patched:
        patched.setattr("activities.record.announce", lost)
        await decided(amira, ref, "note", text="Rang.")
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

    async def misdirected(client: Client, ref: str, webhooks: Any, task_queue: str) -> None:
        config = client.config()
        config["namespace"] = "nowhere"
        await announce(Client(**config), ref, webhooks, task_queue)

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


async def test_without_webhooks_the_engine_hears_nothing(
    served: Served, amira: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody has subscribed, recording asks the engine for nothing more than before."""
    asked: list[Any] = []

    async def noticed(client: Any, ref: str, webhooks: Any, task_queue: str) -> None:
        asked.extend(webhooks)

    monkeypatch.setattr("activities.record.announce", noticed)
    answer = await amira.post("/complaints", json=complaint())
    ref = answer.json()["ref"]
    assert answer.status_code == 201

    async def is_open() -> bool:
        return bool((await amira.get(f"/cases/{ref}")).json()["case"]["seq"])

    await until(is_open, within=SOON)
    assert asked == []


async def test_nothing_is_overlooked_when_much_happens(
    admin: httpx.AsyncClient, amira: httpx.AsyncClient, receiver: Receiver
) -> None:
    """Decisions come while their senders are about to end: every event is sent, in its case's order."""
    webhook = await subscribed(admin, receiver, "noted")
    refs = [await opened(amira) for _ in range(3)]

    async def busy(ref: str) -> None:
        for number in range(12):
            await decided(amira, ref, "note", text=f"Rang {number}.")

    await asyncio.gather(*(busy(ref) for ref in refs))
    await settled(admin, webhook, *["delivered"] * 36)
    for ref in refs:
        ids = [message.id for message in receiver.received if message.id.startswith(ref)]
        assert ids == [f"{ref}-{seq}" for seq in range(2, 14)]

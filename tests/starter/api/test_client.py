"""The client of the API: what it asks, what it raises, when it asks again; and the import of a file."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from engine.waiting import until
from rules.refusal import EngineAway, Invalid, NotAuthorised, OutOfStage, Pending, Unknown
from starter.api.client import ApiClient
from starter.api.problems import problem
from starter.cli.importing import Row, import_complaints
from starter.errors import ApiProblem
from tests.starter.api.conftest import Served
from tests.starter.api.test_cases import complaint


@pytest.fixture
async def client(served: Served) -> AsyncIterator[ApiClient]:
    """A caseworker's client."""
    async with ApiClient(served.url, served.token("amira.khan")) as client:
        yield client


async def opened(client: ApiClient) -> str:
    """A complaint that was taken in and opened."""
    taken = await client.open(complaint())

    async def is_open() -> bool:
        return (await client.show(taken.ref)).case.seq > 0

    await until(is_open, within=30)
    return taken.ref


@pytest.mark.whole
async def test_from_intake_to_decision(client: ApiClient) -> None:
    """Opened once for its key, shown, decided once for its key, listed."""
    key = str(uuid.uuid4())
    first, again = [await client.open(complaint(), key=key) for _ in range(2)]
    assert (first.ref, first.repeated, again.ref, again.repeated) == (first.ref, False, first.ref, True)
    ref = await opened(client)
    answer = await client.decide(ref, "note", {"text": "Rang back."}, key=key)
    assert answer == await client.decide(ref, "note", {"text": "Rang back."}, key=key)
    assert answer.events == ("noted",)
    assert ref in {case.ref async for case in client.cases(q=ref)}
    assert len([case async for case in client.cases(stage="resolve", limit=1)]) >= 2
    due = await client.due("poplar-harca", "contact", "2026-12-24T16:00:00+00:00")
    assert due.due_day.isoformat() == "2026-12-30"


async def test_a_refusal_is_raised_as_it_was_met(client: ApiClient) -> None:
    """By its class, with its clause and every field at fault."""
    ref = await opened(client)
    with pytest.raises(OutOfStage):
        await client.decide(ref, "accept", {})
    with pytest.raises(NotAuthorised) as refused:
        await client.decide(ref, "refuse", {"ground": "too-old"})
    assert refused.value.clause == "PH-4.3a"
    with pytest.raises(Invalid, match=r"^service: .*; happened_on: "):
        await client.open(complaint(service=7, happened_on="yesterday"))
    with pytest.raises(Invalid, match=r"^happened_on: this is not a date; write one as 2026-12-24") as one:
        await client.open(complaint(happened_on="yesterday"))
    assert one.value.where == "happened_on"


async def test_a_decision_right_after_intake(client: ApiClient) -> None:
    """Waits until the workflow has opened the case, and is taken."""
    for _ in range(5):
        taken = await client.open(complaint())
        answer = await client.decide(taken.ref, "contact", {"remedy_wanted": "A working lift."})
        assert answer.events == ("contacted",)


async def test_a_decision_that_is_none(client: ApiClient) -> None:
    """Is answered with those that there are for such a case."""
    ref = await opened(client)
    for name in ("contct", "approve-warning"):
        with pytest.raises(Unknown, match=r"there are: accept, .*contact, ") as refused:
            await client.decide(ref, name, {})
        assert refused.value.where == "decision"
    with pytest.raises(Unknown, match="there is no"):
        await client.decide("PH-2026-999999", "contct", {})


async def test_a_token_that_is_not_believed(served: Served) -> None:
    """Is no refusal of a decision: the problem says what the API answered."""
    async with ApiClient(served.url, "nonsense") as client:
        with pytest.raises(ApiProblem) as failed:
            await client.show("PH-2026-000001")
    assert failed.value.status == 401


class Flapping(httpx.AsyncBaseTransport):
    """An API that is away twice, then there."""

    def __init__(self) -> None:
        self.keys: list[str | None] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Fail twice, each time otherwise; then answer."""
        self.keys.append(request.headers.get("Idempotency-Key"))
        if len(self.keys) == 1:
            raise httpx.ConnectError("nobody listens")
        if len(self.keys) == 2:
            return httpx.Response(503, headers={"Retry-After": "0"}, json={})
        return httpx.Response(201, json={"ref": "PH-2026-000001", "repeated": False})


async def test_it_asks_again_under_the_same_key() -> None:
    """While nobody answers, and while what the API needs is away; until its patience is over."""
    flapping = Flapping()
    async with ApiClient("http://api", "token", transport=flapping) as client:
        assert (await client.open(complaint())).ref == "PH-2026-000001"
    assert len(flapping.keys) == 3
    assert len(set(flapping.keys)) == 1
    at_once = timedelta(seconds=-1)
    async with ApiClient("http://api", "token", patience=at_once, transport=Flapping()) as impatient:
        with pytest.raises(ApiProblem, match="cannot be reached"):
            await impatient.open(complaint())


class InHand(httpx.AsyncBaseTransport):
    """An API that has a decision in hand, so many times, and then says what came of it."""

    def __init__(self, times: int) -> None:
        self.times, self.keys = times, list[str]()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer what is so."""
        self.keys.append(request.headers["Idempotency-Key"])
        if len(self.keys) <= self.times:
            return httpx.Response(202, headers={"Retry-After": "0"}, json={"look": "/somewhere"})
        answer = {
            "ref": "PH-2026-000001",
            "key": self.keys[0],
            "events": ["noted"],
            "seq": 2,
            "stage": "resolve",
        }
        return httpx.Response(200, json=answer)


async def test_a_decision_that_is_in_hand_is_asked_for_again() -> None:
    """Under its key, until it is taken or refused; when patience is over the caller is told the key."""
    async with ApiClient("http://api", "token", transport=(in_hand := InHand(2))) as client:
        assert (await client.decide("PH-2026-000001", "note", {"text": "-"})).events == ("noted",)
    assert len(in_hand.keys) == 3
    assert len(set(in_hand.keys)) == 1
    at_once = timedelta(seconds=-1)
    async with ApiClient("http://api", "token", patience=at_once, transport=InHand(9)) as impatient:
        with pytest.raises(Pending, match="not decided yet; its key is 'mine'"):
            await impatient.decide("PH-2026-000001", "note", {"text": "-"}, key="mine")


async def test_a_file_is_imported_row_by_row(client: ApiClient) -> None:
    """Each row is reported; what is wrong keeps no other out; the same file again takes nothing in."""
    mark = uuid.uuid4().hex
    person = "Nadia Farrow,n@resident.example,large-print,1 A St;London"
    good = f'poplar-harca,repairs,2026-11-01,"The lift, {mark}",{person}'
    rows = [
        "policy,service,happened_on,about,person.name,person.email,needs,person.address\n",
        good + "\n",
        good.replace("repairs", "dancing") + "\n",
        good.replace("n@resident.example", "") + "\n",
        good + ",too much\n",
        good.replace("The lift", "The door") + "\n",
    ]
    file = "".join(rows).encode()
    first = [row async for row in import_complaints(client, file)]
    assert [(row.line, row.outcome) for row in first] == [
        *((2, "taken-in"), (3, "refused"), (4, "refused"), (5, "refused"), (6, "taken-in")),
    ]
    assert "service" in str(first[1].problem)
    assert first[3].problem == "more cells than columns"
    again = [row async for row in import_complaints(client, file)]
    assert [row.outcome for row in again] == ["was-there", "refused", "refused", "refused", "was-there"]
    assert [row.ref for row in again] == [row.ref for row in first]
    shown = await client.show(str(first[0].ref))
    assert shown.case.needs == ("large-print",)
    assert shown.person["address"] == ["1 A St", "London"]


class Away(httpx.AsyncBaseTransport):
    """An API whose engine is away."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Say so."""
        said = problem(503, EngineAway.code, "the engine is away")
        return httpx.Response(503, headers={"Retry-After": "0"}, content=bytes(said.body))


async def test_it_says_what_it_waits_for(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, with the API's own reason, or that it cannot be reached; commands print it."""
    monkeypatch.setattr("starter.api.client.SAY_AFTER", 0)
    monkeypatch.setattr("starter.api.client.PAUSE", 0.01)
    soon = timedelta(seconds=0.1)
    async with ApiClient("http://api", "token", patience=soon, transport=Away()) as client:
        with pytest.raises(EngineAway):
            await client.show("PH-2026-000001")
    async with ApiClient("http://127.0.0.1:1", "token", patience=soon) as client:
        with pytest.raises(ApiProblem, match="cannot be reached"):
            await client.show("PH-2026-000001")
    assert caplog.messages == [
        "waiting for the API at http://api: the engine is away",
        "waiting for the API at http://127.0.0.1:1: it cannot be reached (ConnectError)",
    ]


async def test_a_row_of_which_nothing_is_known_is_not_refused() -> None:
    """It failed, which its report says with the key: the same file again finds out."""
    at_once = timedelta(seconds=-1)
    async with ApiClient("http://api", "token", patience=at_once, transport=Away()) as client:
        [row] = [row async for row in import_complaints(client, b"service,about\nrepairs,The lift\n")]
    assert (row.outcome, row.ref) == ("failed", None)
    assert "the engine is away; its key is 'row-" in str(row.problem)


async def test_a_file_that_cannot_be_read_to_its_end() -> None:
    """It is refused as a whole, with the place: none of its rows is sent."""
    file = b"service,about\nrepairs,The lift\nrepairs,Caf\xe9\n"
    async with ApiClient("http://api", "token", transport=Away()) as client:
        with pytest.raises(Invalid) as refused:
            [row async for row in import_complaints(client, file)]
    assert refused.value.where == "line 3, about"


def test_a_row_says_what_became_of_it() -> None:
    """As a line of JSON, with no more than there is to say."""
    row = Row(line=2, outcome="refused", problem="no")
    assert row.model_dump_json(exclude_none=True) == '{"line":2,"outcome":"refused","problem":"no"}'

"""The calendar as an administrator changes it over HTTP: who may, what is listed, refused and repeated."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import httpx
import pytest

from contracts.messages import ChangeKey
from tests.house import PlayedCase
from tests.starter.api.conftest import Served
from tests.starter.api.test_cases import Somebody, problem

NOTHING_OPEN = date(datetime.now(UTC).year + 1, 2, 1)
"""From then on, for four weeks, no other test of this server has a case open."""
CLOSED = "/calendar/changes"


@pytest.fixture
async def case(served: Served) -> AsyncIterator[PlayedCase]:
    """A case that came in on a Monday in February; closed afterwards, so that no other change touches it."""
    day = NOTHING_OPEN + timedelta(days=-NOTHING_OPEN.weekday() % 7)
    case = await served.house.open(begins=datetime.combine(day, time(9, 30), served.house.policy.zone))
    yield case
    await case.decide("withdraw")


async def looked_at(admin: httpx.AsyncClient, day: date) -> dict[str, Any]:
    """What a closure would move."""
    answer = await admin.get("/calendar/preview", params={"day": day.isoformat()})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def closed_days(admin: httpx.AsyncClient) -> list[str]:
    """The days that are closed, and those of the changes: how far a sweep has come changes by itself."""
    listed = (await admin.get("/calendar")).json()
    return [entry["day"] for entry in (*listed["closures"], *listed["changes"])]


def closing(seen: dict[str, Any], reason: str = "The roof is mended") -> dict[str, Any]:
    """The body that confirms what was looked at."""
    return {"day": seen["day"], "reason": reason, "digest": seen["digest"]}


async def test_only_administrators(amira: httpx.AsyncClient, somebody: Somebody) -> None:
    """Everybody else is refused, the head of service included; nothing is listed for them."""
    for caller in (amira, somebody("ruth.lewin")):
        for path in ("/calendar", "/calendar/preview?day=2027-02-02", f"{CLOSED}/2027-02-02"):
            assert problem(await caller.get(path)) == (403, "not-authorised")
        body = {"day": "2027-02-02", "reason": "Flood", "digest": "0" * 64}
        assert problem(await caller.post(CLOSED, json=body)) == (403, "not-authorised")


@pytest.mark.clause("PH-4.1c", "PH-4.1d")
async def test_a_closure_is_looked_at_then_confirmed_and_moves_what_was_listed(
    served: Served, admin: httpx.AsyncClient, case: PlayedCase
) -> None:
    """Old and new dates first, nothing changed by looking; then one change, whose progress is shown."""
    seen = await looked_at(admin, case.day(1))
    [touched] = seen["cases"]
    assert (touched["ref"], touched["told"]) == (case.ref, True)
    assert [(moved["was"], moved["becomes"]) for moved in touched["dates"]] == [
        (case.day(2).isoformat(), case.day(3).isoformat()),
        (case.day(14).isoformat(), case.day(15).isoformat()),
    ]
    assert await looked_at(admin, case.day(1)) == seen
    assert await case.kinds() == ["opened"]

    key = {"Idempotency-Key": str(uuid.uuid4())}
    answer = await admin.post(CLOSED, json=closing(seen), headers=key)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"{CLOSED}/{case.day(1)}"
    sweep = ChangeKey(policy="poplar-harca", day=case.day(1)).id
    await served.house.client.get_workflow_handle(sweep).result()

    shown = (await admin.get(answer.headers["Location"])).json()
    assert (shown["cases"], shown["moved"], shown["waiting"]) == (1, 1, 0)
    assert shown["confirmed_by"] == "ada.min"
    assert [(move["ref"], move["came_to"]) for move in shown["moves"]] == [(case.ref, "done")]
    assert shown["moves"][0]["dates"] == touched["dates"]
    assert await case.kinds() == ["opened", "dates-moved"]

    again = await admin.post(CLOSED, json=closing(seen), headers=key)
    assert (again.status_code, again.json()["moved"]) == (200, 1)
    listed = (await admin.get("/calendar")).json()
    assert {"day": seen["day"], "reason": "The roof is mended"} in listed["closures"]
    assert seen["day"] in [change["day"] for change in listed["changes"]]
    assert (await looked_at(admin, case.day(1)))["cases"] == []


async def test_another_list_than_was_seen_is_refused(admin: httpx.AsyncClient, case: PlayedCase) -> None:
    """What changed since it was looked at must be looked at again; the key is free for that."""
    seen = await looked_at(admin, case.day(2))
    await case.contacted()
    key = {"Idempotency-Key": str(uuid.uuid4())}
    answer = await admin.post(CLOSED, json=closing(seen), headers=key)
    assert problem(answer) == (412, "changed")
    assert seen["day"] not in [closed["day"] for closed in (await admin.get("/calendar")).json()["closures"]]
    now = await looked_at(admin, case.day(2))
    assert now["digest"] != seen["digest"]
    assert (await admin.post(CLOSED, json=closing(now), headers=key)).status_code == 201


async def test_a_day_is_closed_once(admin: httpx.AsyncClient) -> None:
    """Under another key it is refused with the reason that is known; under the same, another reason is."""
    seen = await looked_at(admin, date(2040, 3, 6))
    key = {"Idempotency-Key": str(uuid.uuid4())}
    assert (await admin.post(CLOSED, json=closing(seen), headers=key)).status_code == 201
    other = await admin.post(CLOSED, json=closing(seen))
    assert problem(other) == (422, "invalid")
    assert "The roof is mended" in other.json()["detail"]
    assert problem(await admin.post(CLOSED, json=closing(seen, "Why not"), headers=key)) == (
        422,
        "key-reused",
    )


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"day": "2040-03-10"}, "day"),
        ({"day": "tomorrow"}, "body.day"),
        ({"day": 1}, "body.day"),
        ({"reason": " "}, "body.reason"),
        ({"reason": "Flood\nand fire"}, "body.reason"),
        ({"digest": "what I saw"}, "body.digest"),
        ({"approved": True}, "body.approved"),
    ],
)
async def test_what_no_closure_can_be(admin: httpx.AsyncClient, change: dict[str, Any], where: str) -> None:
    """A weekend, no day, no reason, no list: each is named, and nothing is closed."""
    before = await closed_days(admin)
    body = {"day": "2040-03-07", "reason": "Flood", "digest": "0" * 64} | change
    answer = await admin.post(CLOSED, json=body)
    assert problem(answer) == (422, "invalid")
    assert [error["where"] for error in answer.json()["errors"]] == [where]
    assert await closed_days(admin) == before


async def test_a_change_that_was_not_made_is_not_there(admin: httpx.AsyncClient) -> None:
    """A day that no change closed is unknown; what is no day is refused."""
    assert problem(await admin.get(f"{CLOSED}/2040-03-08")) == (404, "unknown")
    assert problem(await admin.get(f"{CLOSED}/soon")) == (422, "invalid")

"""Appointments over HTTP: booked, refused with their reasons, moved, and read in the diary."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.house import free_time
from tests.starter.api.conftest import Served
from tests.starter.api.staffing import hire
from tests.starter.api.test_cases import SENT, problem, sent

pytestmark = pytest.mark.clause("WRC-7")

CHARITY = "work-rights-centre"
ANA, LENA = "ana.duarte", "lena.wolska"
Somebody = Callable[[str, str], httpx.AsyncClient]


@pytest.fixture
def ana(somebody: Somebody) -> httpx.AsyncClient:
    """An adviser of the charity's."""
    return somebody(ANA, CHARITY)


def body(**fields: Any) -> dict[str, Any]:
    """An appointment at a time of its own."""
    return SENT["appointments"](**fields)


def day_of(appointment: dict[str, Any]) -> str:
    """Return the local day of an appointment."""
    return str(appointment["starts"])[:10]


async def in_the_diary(who: httpx.AsyncClient, appointment: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the diary has of its adviser when an appointment begins."""
    day = day_of(appointment)
    answer = await who.get("/diary", params={"adviser": LENA, "from": day, "to": day})
    assert answer.status_code == 200, answer.text
    assert "Marisol" not in answer.text
    begins = datetime.fromisoformat(appointment["starts"])
    return [one for one in answer.json()["booked"] if datetime.fromisoformat(one["starts"]) == begins]


async def test_of_twenty_at_once_one_is_booked(ana: httpx.AsyncClient) -> None:
    """One 201, nineteen 409 `slot-taken`, which name the adviser and the time, and nobody who comes."""
    wanted = body()
    answers = await asyncio.gather(
        *(ana.post("/appointments", json=wanted | {"source_id": str(uuid.uuid4())}) for _ in range(20))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    for refused in (answer for answer in answers if answer.status_code == 409):
        assert problem(refused) == (409, "slot-taken")
        [error] = refused.json()["errors"]
        assert error["where"] == "starts"
        assert LENA in error["detail"]
        assert "Marisol" not in refused.text
    assert len(await in_the_diary(ana, wanted)) == 1


async def test_the_same_again_is_the_same(ana: httpx.AsyncClient) -> None:
    """Under its own id, or an `Idempotency-Key`: 200 and the same reference, and no second time is taken."""
    wanted = body()
    first = await ana.post("/appointments", json=wanted)
    again = await ana.post("/appointments", json=wanted)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["ref"] == again.json()["ref"]


@pytest.mark.parametrize(
    ("change", "where", "said"),
    [
        ({"starts": "2026-06-04T10:00:00"}, "starts", "say how far the clocks are from UTC"),
        ({"starts": "2020-06-04T10:00:00+01:00"}, "starts", "4 June 2020 10:00 has passed already"),
        ({"starts": "2098-06-05T10:00:00+01:00"}, "starts", "booked up to 6 calendar months ahead"),
        ({"starts": "2026-13-04T10:00:00+01:00"}, "starts", "is not a moment"),
        ({"minutes": 121}, "minutes", "lasts 15 to 120 minutes, and not 121"),
        ({"minutes": 10**30}, "minutes", "write 1,440 or less"),
        ({"minutes": True}, "minutes", ""),
        ({"place": "phone"}, "place", "there is no place 'phone'; there are: clinic"),
        ({"adviser": "no.body"}, "adviser", "the staff directory has no 'no.body'"),
        ({"adviser": "martin.achebe"}, "adviser", "martin.achebe sees nobody"),
        ({"person": None}, "", "give either the person who comes"),
        ({"case": "WRC-2019-000001"}, "", "give either the person who comes"),
        ({"case": "WRC-2019-000001", "person": None}, "case", "there is no case WRC-2019-000001"),
        ({"person": {"name": "Vesna", "channel": "phone", "phone": "12"}}, "phone", "no telephone number"),
    ],
)
async def test_bad_input_is_refused_by_field(
    ana: httpx.AsyncClient, change: dict[str, Any], where: str, said: str
) -> None:
    """With the field and the reason; the time stays free."""
    wanted = body()
    refused = await ana.post("/appointments", json=wanted | change)
    assert refused.status_code in (404, 422), refused.text
    [error] = refused.json()["errors"] or [{"where": "", "detail": refused.json()["detail"]}]
    assert where in error["where"]
    assert said in error["detail"]
    assert (await ana.post("/appointments", json=wanted)).status_code == 201


async def test_an_offset_that_is_not_there_is_refused(ana: httpx.AsyncClient) -> None:
    """In its own zone the clinic has one offset at each moment; what it would be is said."""
    wanted = body()
    starts = datetime.fromisoformat(wanted["starts"])
    other = starts.replace(tzinfo=None).isoformat() + "+05:00"
    refused = await ana.post("/appointments", json=wanted | {"starts": other})
    assert problem(refused) == (422, "invalid")
    [error] = refused.json()["errors"]
    assert f"write {starts.isoformat()} for that time there" in error["detail"]


async def test_moved_into_a_time_that_is_taken(ana: httpx.AsyncClient) -> None:
    """409 `slot-taken`; it stays where it was, and the key is free for another time."""
    one, two, other = body(), body(), free_time()
    ref = await sent(ana, "appointments", one)
    await sent(ana, "appointments", two)
    path = f"/cases/{ref}/decisions/move-appointment"
    key = {"Idempotency-Key": str(uuid.uuid4())}
    wanted = {"starts": two["starts"], "asked_by": "person"}
    assert problem(await ana.post(path, json=wanted, headers=key)) == (409, "slot-taken")
    shown = (await ana.get(f"/cases/{ref}")).json()["case"]
    assert shown["terms"]["starts"] == one["starts"]
    moved = await ana.post(path, json=wanted | {"starts": other["starts"]}, headers=key)
    assert moved.status_code == 200, moved.text


async def test_the_diary_shows_who_is_booked_and_nobody_who_comes(ana: httpx.AsyncClient) -> None:
    """With the reference for those who may read it; without a name; a cancelled one is gone."""
    wanted = body()
    ref = await sent(ana, "appointments", wanted)
    [seen] = await in_the_diary(ana, wanted)
    assert (seen["ref"], seen["adviser"], seen["place"], seen["day_off"]) == (ref, LENA, "clinic", None)
    ends = datetime.fromisoformat(seen["ends"]) - datetime.fromisoformat(seen["starts"])
    assert ends == timedelta(minutes=wanted["minutes"])
    cancelled = await ana.post(f"/cases/{ref}/decisions/cancel-appointment", json={"by": "person"})
    assert cancelled.status_code == 200, cancelled.text
    assert await in_the_diary(ana, wanted) == []


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"from": "2026-06-01", "to": "2026-05-31"}, 422),
        ({"from": "2026-06-01", "to": "2026-09-02"}, 422),
        ({"from": "2026-06-01", "to": "2026-09-01"}, 200),
        ({"from": "9999-12-31"}, 422),
        ({"from": "0001-01-01"}, 422),
        ({"from": "soon"}, 422),
        ({"adviser": "Nobody At All"}, 422),
        ({"adviser": "no.body"}, 200),
        ({"whose": "mine"}, 422),
        ({}, 200),
    ],
)
async def test_the_part_of_the_diary_that_is_asked_for(
    ana: httpx.AsyncClient, params: dict[str, str], status: int
) -> None:
    """At most a quarter of a year; what makes no sense is refused."""
    answer = await ana.get("/diary", params=params)
    assert answer.status_code == status, answer.text


async def test_the_diary_is_for_those_who_read_cases(
    served: Served, amira: httpx.AsyncClient, somebody: Somebody
) -> None:
    """Others get 403; an organisation without appointments has no diary."""
    policy = served.house.library.current(CHARITY)
    await hire(served.house, {"matrix.other-system": "system"}, policy=policy)
    assert problem(await somebody("matrix.other-system", CHARITY).get("/diary")) == (403, "not-authorised")
    assert problem(await amira.get("/diary")) == (404, "unknown")


@pytest.mark.clause("WRC-10")
async def test_a_closure_lists_the_appointments_of_its_day(
    ana: httpx.AsyncClient, somebody: Somebody
) -> None:
    """As it is looked at, by their references."""
    wanted = body()
    ref = await sent(ana, "appointments", wanted)
    day = day_of(wanted)
    sam = somebody("sam.oyelaran", CHARITY)
    seen = (await sam.get("/calendar/preview", params={"day": day})).json()
    assert ref in {one["ref"] for one in seen["appointments"]}

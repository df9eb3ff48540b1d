"""The directory of services to point to, over HTTP: kept by its keepers in versions, by form or by file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from records.signpost_directory import MOST_ROWS
from tests.starter.api.conftest import Served
from tests.starter.api.test_cases import NOT_FOR_THEM, opened, problem

pytestmark = pytest.mark.clause("WRC-4")
CSV = {"Content-Type": "text/csv"}
TODAY = datetime.now(UTC).date()
COLUMNS = "id,name,helps_with,checked_on,phone,email,website,languages,ended_on"


def service(id: str, **fields: Any) -> dict[str, Any]:  # noqa: A002 - as the directory calls it
    """A service as its keepers send it."""
    return {
        "id": id,
        "name": "Citizens Advice",
        "helps_with": "Debts, benefits and housing",
        "website": "https://www.citizensadvice.org.uk",
        "checked_on": day(-3),
    } | fields


def day(away: int) -> str:
    """A day so many days from now."""
    return (TODAY + timedelta(days=away)).isoformat()


@pytest.fixture
async def lena(somebody: Callable[..., httpx.AsyncClient]) -> httpx.AsyncClient:
    """A casework lead of the charity, who keeps its directory."""
    return somebody("lena.wolska", "work-rights-centre")


@pytest.fixture
async def ana(somebody: Callable[..., httpx.AsyncClient]) -> httpx.AsyncClient:
    """An adviser of the charity, who points people to services."""
    return somebody("ana.duarte", "work-rights-centre")


async def listed(who: httpx.AsyncClient, id: str) -> dict[str, Any]:  # noqa: A002 - as it is called
    """A service as it is listed."""
    found = (await who.get("/signposts")).json()["signposts"]
    one: dict[str, Any] = next(one for one in found if one["signpost"]["id"] == id)
    return one


async def test_keepers_keep_it_in_versions(lena: httpx.AsyncClient, ana: httpx.AsyncClient) -> None:
    """Put there, changed, put again as it is; whoever advises sees until when it is used, and who put it."""
    entry = service("kept-in-versions", languages=["pl", "pt-BR"], phone="020 7946 0444")
    first = await lena.put("/signposts/kept-in-versions", json=entry)
    assert (first.status_code, first.json()["version"]) == (201, 1)
    assert first.json()["signpost"] == entry | {"email": None, "ended_on": None}
    again = await lena.put("/signposts/kept-in-versions", json=entry)
    assert (again.status_code, again.json()["version"]) == (200, 1)
    moved = await lena.put("/signposts/kept-in-versions", json=entry | {"phone": "020 7946 0555"})
    assert (moved.status_code, moved.json()["version"]) == (200, 2)
    shown = await listed(ana, "kept-in-versions")
    assert (shown["version"], shown["put_by"], shown["why_not"]) == (2, "lena.wolska", None)
    assert shown["use_until"] > day(300)
    versions = (await ana.get("/signposts/kept-in-versions")).json()["versions"]
    assert [one["signpost"]["phone"] for one in versions] == ["020 7946 0555", "020 7946 0444"]


async def test_others_only_look(ana: httpx.AsyncClient, amira: httpx.AsyncClient) -> None:
    """Nobody else changes anything; another organisation's is not there."""
    assert problem(await ana.put("/signposts/not-mine", json=service("not-mine"))) == NOT_FOR_THEM
    assert problem(await ana.put("/signposts", content=COLUMNS, headers=CSV)) == NOT_FOR_THEM
    assert problem(await ana.get("/signposts/not-mine")) == (404, "unknown")
    assert problem(await amira.get("/signposts/kept-in-versions")) == (404, "unknown")


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"website": "www.acas.org.uk"}, "body.website"),
        ({"website": "javascript:alert(1)"}, "body.website"),
        ({"website": "ftp://acas.org.uk"}, "body.website"),
        ({"website": "https://acas.org.uk@evil.example"}, "body.website"),
        ({"website": "https://"}, "body.website"),
        ({"website": "https://[::1"}, "body.website"),
        ({"website": "https://a.example/\r\nBcc: x"}, "body.website"),
        ({"website": "https://pomoc\u0142.example"}, "body.website"),
        ({"website": None}, "body"),
        ({"website": None, "phone": "  "}, "body.phone"),
        ({"email": "help"}, "body.email"),
        ({"languages": ["zz-nowhere"]}, "body.languages.1"),
        ({"languages": "pl"}, "body.languages"),
        ({"checked_on": day(2)}, "checked_on"),
        ({"checked_on": "11/12/2026"}, "body.checked_on"),
        ({"name": "\u3164"}, "body.name"),
        ({"helps_with": ""}, "body.helps_with"),
        ({"id": "another"}, "body.id"),
        ({"rating": 5}, "body.rating"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    lena: httpx.AsyncClient, fields: dict[str, Any], where: str
) -> None:
    """Naming the field; nothing is put into the directory."""
    answer = await lena.put("/signposts/wrong-one", json=service("wrong-one") | fields)
    assert answer.status_code == 422, answer.text
    assert [error["where"] for error in answer.json()["errors"]] == [where]
    assert problem(await lena.get("/signposts/wrong-one")) == (404, "unknown")


async def test_a_file_is_taken_as_a_whole(lena: httpx.AsyncClient) -> None:
    """All of its services, or none, with the line and the column at fault; the others stay."""
    good = [
        COLUMNS,
        f'from-file,Law Centre,"Free legal advice, in person",{day(-1)},,,https://law.example,pl ro,',
        f"ended-one,Old Centre,Nothing any more,{day(-9)},020 7946 0666,,,,{day(-1)}",
    ]
    answer = await lena.put("/signposts", content="\n".join(good), headers=CSV)
    assert (answer.status_code, answer.json()) == (200, {"imported": 2})
    entry = (await listed(lena, "from-file"))["signpost"]
    assert (entry["helps_with"], entry["languages"]) == ("Free legal advice, in person", ["pl", "ro"])
    assert "it ended on" in (await listed(lena, "ended-one"))["why_not"]
    fine = f"new-one,New,Help,{day(-1)},020 7946 0666"
    for wrong, where in (
        (f"bad-one,Bad,Help,{day(-1)},,,www.bad.example", "line 3, website"),
        (f"bad-one,Bad,Help,{day(5)},020 7946 0666", "line 3, checked_on"),
        (f"bad-one,Bad,,{day(-1)},020 7946 0666", "line 3, helps_with"),
        (f"bad-one,Bad,Help,{day(-1)}", "line 3"),
        (fine, "line 3, id"),
        (f"bad-one,Bad,Help,{day(-1)},020 7946 0666,,,,,more", "line 3"),
    ):
        content = "\n".join([COLUMNS, fine, wrong])
        refused = await lena.put("/signposts", content=content, headers=CSV)
        assert problem(refused) == (422, "invalid")
        assert [error["where"] for error in refused.json()["errors"]] == [where], wrong
        assert problem(await lena.get("/signposts/new-one")) == (404, "unknown")
    missing = await lena.put("/signposts", content="id,name", headers=CSV)
    assert "checked_on, helps_with" in missing.json()["detail"]
    rows = "\n".join(f"s-{number},S,Help,{day(-1)},020 7946 0666" for number in range(MOST_ROWS + 1))
    many = await lena.put("/signposts", content=f"{COLUMNS}\n{rows}", headers=CSV)
    assert many.json()["errors"][0]["where"] == f"line {MOST_ROWS + 2}"


async def test_many_changes_at_once_are_as_many_versions(lena: httpx.AsyncClient) -> None:
    """None is lost, none refused."""
    names = [f"Name {chr(65 + number)}" for number in range(8)]
    answers = await asyncio.gather(
        *(lena.put("/signposts/at-once", json=service("at-once", name=name)) for name in names)
    )
    assert {answer.status_code for answer in answers} <= {200, 201}
    versions = (await lena.get("/signposts/at-once")).json()["versions"]
    assert [one["version"] for one in versions] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert {one["signpost"]["name"] for one in versions} == set(names)


async def test_no_version_is_changed_or_taken_away(served: Served, lena: httpx.AsyncClient) -> None:
    """Not by hand either."""
    await lena.put("/signposts/for-good", json=service("for-good"))
    async with served.house.pool.acquire() as connection:
        for statement in (
            "DELETE FROM casebook.signpost",
            "UPDATE casebook.signpost SET name = 'x'",
            "TRUNCATE casebook.signpost",
        ):
            with pytest.raises(asyncpg.RaiseError, match="append-only"):
                await connection.execute(statement)


async def test_a_decision_says_which_service_is_at_fault(
    lena: httpx.AsyncClient, ana: httpx.AsyncClient
) -> None:
    """In the problem document, with the clause; put right, it is taken under the same key."""
    ref = await opened(ana, "advice")
    path, key = f"/cases/{ref}/decisions/signpost", {"Idempotency-Key": "point-elsewhere"}
    body = {"signposts": ["put-there-later"], "reasons": "They help with debts."}
    refused = await ana.post(path, json=body, headers=key)
    assert problem(refused) == (422, "unknown")
    assert refused.json()["errors"][0]["where"] == "signposts"
    assert (refused.json()["clause"], "put-there-later" in refused.json()["detail"]) == ("WRC-4", True)
    await lena.put("/signposts/put-there-later", json=service("put-there-later"))
    taken = await ana.post(path, json=body, headers=key)
    assert (taken.status_code, taken.json()["events"]) == (200, ["signposted"])
    history = (await ana.get(f"/cases/{ref}")).json()["history"]
    assert history[-1]["event"]["signposts"] == [{"id": "put-there-later", "version": 1}]

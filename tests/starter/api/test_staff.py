"""The staff directory over HTTP: read by staff, kept by administrators; who is away, and who has left."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from engine.waiting import until
from tests.starter.api.conftest import Served
from tests.starter.api.staffing import hire
from tests.starter.api.test_cases import opened, problem

Somebody = Callable[[str], httpx.AsyncClient]
TODAY = datetime.now(UTC).date()


@pytest.fixture
async def sara(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    """An administrator who asks the API."""
    async with served.caller("sara.quill") as caller:
        yield caller


def day(away: int) -> str:
    """A day so many days from now."""
    return (TODAY + timedelta(days=away)).isoformat()


def member(id: str, **fields: Any) -> dict[str, Any]:  # noqa: A002 - as the directory calls it
    """Somebody as the directory takes them."""
    return {
        "id": id,
        "name": "Ines Calder",
        "email": f"{id}@poplar.example",
        "roles": ["caseworker"],
        "trained_until": "2099-12-31",
    } | fields


async def test_an_administrator_keeps_it(
    served: Served, sara: httpx.AsyncClient, amira: httpx.AsyncClient
) -> None:
    """Put there, changed as a whole, and read by who may read cases, which is logged."""
    entry = member("ines.calder", languages=["pt-BR"], service="repairs", phone="020 7946 0199")
    first = await sara.put("/staff/ines.calder", json=entry)
    assert (first.status_code, first.json()["open_cases"]) == (201, 0)
    assert (await amira.get("/staff/ines.calder")).json() == first.json()["staff"]
    assert first.json()["staff"]["languages"] == ["pt-BR"]
    again = await sara.put("/staff/ines.calder", json=member("ines.calder", roles=["head-of-service"]))
    assert (again.status_code, again.json()["staff"]["roles"]) == (200, ["head-of-service"])
    assert again.json()["staff"]["languages"] == []
    listed = (await amira.get("/staff")).json()["staff"]
    assert "ines.calder" in {person["id"] for person in listed}
    async with served.house.pool.acquire() as connection:
        read = "SELECT count(*) FROM casebook.access WHERE actor = 'amira.khan' AND action = 'staff'"
        assert await connection.fetchval(read) >= 2


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"roles": ["wizard"]}, "roles"),
        ({"roles": []}, "body.roles"),
        ({"directorate": "magic"}, "directorate"),
        ({"service": "magic"}, "service"),
        ({"deputy": "no.body"}, "deputy"),
        ({"deputy": "wrong.one"}, "body"),
        ({"away_from": "2026-12-01"}, "body"),
        ({"away_from": "2026-12-02", "away_until": "2026-12-01"}, "body"),
        ({"email": "ines"}, "body.email"),
        ({"name": "Ines\r\nBcc: x@y.example"}, "body.name"),
        ({"id": "another.one"}, "body.id"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    sara: httpx.AsyncClient, fields: dict[str, Any], where: str
) -> None:
    """Naming the field; nothing is put into the directory."""
    answer = await sara.put("/staff/wrong.one", json=member("wrong.one") | fields)
    assert answer.status_code == 422
    assert [error["where"] for error in answer.json()["errors"]] == [where]
    assert problem(await sara.get("/staff/wrong.one")) == (404, "unknown")


async def test_a_file_is_taken_as_a_whole(sara: httpx.AsyncClient, amira: httpx.AsyncClient) -> None:
    """All of its people, deputies among them; or none, with the line at fault."""
    heading = "id,name,email,roles,trained_until,deputy,languages"
    good = [
        heading,
        "una.first,Una First,una@poplar.example,caseworker head-of-service,2099-12-31,duo.second,bn so",
        "duo.second,Duo Second,duo@poplar.example,caseworker,2099-12-31,,",
    ]
    csv = {"Content-Type": "text/csv"}
    answer = await sara.put("/staff", content="\n".join(good), headers=csv)
    assert (answer.status_code, answer.json()) == (200, {"imported": 2})
    una = (await amira.get("/staff/una.first")).json()
    assert (una["deputy"], una["languages"]) == ("duo.second", ["bn", "so"])
    bad = [heading, good[2].replace("Duo", "Changed"), good[1].replace("caseworker", "wizard")]
    refused = await sara.put("/staff", content="\n".join(bad), headers=csv)
    assert refused.json()["errors"] == [{"where": "line 3, roles", "detail": "there is no role wizard"}]
    assert (await amira.get("/staff/duo.second")).json()["name"] == "Duo Second"
    none = await sara.put("/staff", content="name\n", headers=csv)
    assert [error["where"] for error in none.json()["errors"]] == ["line 1"]


async def test_others_read_it_or_nothing(amira: httpx.AsyncClient, somebody: Somebody) -> None:
    """A caseworker changes nothing; an administrator reads no cases."""
    assert problem(await amira.put("/staff/x.y", json=member("x.y"))) == (403, "not-authorised")
    assert problem(await amira.get("/staff/no.body")) == (404, "unknown")
    assert problem(await somebody("sara.quill").get("/cases")) == (403, "not-authorised")


async def test_who_has_left_decides_nothing_and_is_given_nothing(
    served: Served, sara: httpx.AsyncClient, amira: httpx.AsyncClient, somebody: Somebody
) -> None:
    """From the day after their last: what they had is counted, for others to take over."""
    await hire(served.house, {"leaver.one": "caseworker"})
    ref = await opened(amira)
    async with served.caller("leaver.one") as leaver:
        taken = await leaver.post(f"/cases/{ref}/decisions/contact", json={"remedy_wanted": "A lift."})
        assert taken.status_code == 200, taken.text
        gone = await sara.put("/staff/leaver.one", json=member("leaver.one", left_on=day(-1)))
        assert gone.json()["open_cases"] == 1
        for asked in (leaver.get("/cases"), leaver.post(f"/cases/{ref}/decisions/note", json={"text": "."})):
            answer = await asked
            assert problem(answer) == (403, "not-authorised")
            assert "left on" in answer.json()["detail"]
    decision, ruth = f"/cases/{ref}/decisions/reassign", somebody("ruth.lewin")
    assert (await ruth.post(decision, json={"owner": "amira.khan"})).status_code == 200
    refused = await ruth.post(decision, json={"owner": "leaver.one"})
    assert problem(refused) == (422, "invalid")
    assert "left on" in refused.json()["detail"]


async def test_a_deputy_stands_in(
    served: Served, sara: httpx.AsyncClient, amira: httpx.AsyncClient, somebody: Somebody
) -> None:
    """While somebody is away nothing new is given to them, and letters name their deputy."""
    away = {"away_from": day(-2), "away_until": day(2), "deputy": "tom.okafor"}
    await hire(served.house, {"away.one": "caseworker"})
    ref = await opened(amira)
    async with served.caller("away.one") as owner:
        await owner.post(f"/cases/{ref}/decisions/contact", json={"remedy_wanted": "A lift."})
    await sara.put("/staff/away.one", json=member("away.one", name="Ada Waite", **away))
    asked = {"asked": "Photographs of the lift."}
    await amira.post(f"/cases/{ref}/decisions/ask-for-information", json=asked)

    async def told() -> bool:
        return any("Photographs" in str(mail.get_body(("plain",))) for mail in served.house.mail(ref))

    await until(told, within=30)
    letter = str(served.house.mail(ref)[-1].get_body(("plain",)))
    assert "Tom Okafor" in letter
    assert "Ada Waite" not in letter
    other = await opened(amira)
    reassign = f"/cases/{other}/decisions/reassign"
    refused = await somebody("ruth.lewin").post(reassign, json={"owner": "away.one"})
    assert problem(refused) == (422, "invalid")
    assert "tom.okafor stands in" in refused.json()["detail"]
    assert date.fromisoformat(day(2)).strftime("%B %Y") in refused.json()["detail"]


async def changes_of(sara: httpx.AsyncClient, staff: str) -> list[dict[str, Any]]:
    """The changes of somebody's entry, the newest first."""
    changes: list[dict[str, Any]] = (await sara.get("/staff-changes", params={"staff": staff})).json()[
        "changes"
    ]
    return changes


async def test_nobody_makes_themselves_a_director(served: Served, sara: httpx.AsyncClient) -> None:
    """Nor trains themselves, nor comes back after they have left: refused by either door, with the field."""
    mine = (await sara.get("/staff/sara.quill")).json()
    csv = {"Content-Type": "text/csv"}
    for name, value in {
        "roles": ["administrator", "director"],
        "trained_until": "2099-12-31",
        "directorate": "property",
        "left_on": "2099-12-31",
    }.items():
        answer = await sara.put("/staff/sara.quill", json=mine | {name: value})
        assert problem(answer) == (403, "not-authorised")
        assert answer.json()["errors"][0]["where"] == name
    others = "una.first,Una First,una@poplar.example,caseworker,2099-12-31"
    own = "sara.quill,Sara Quill,sara.quill@poplar.example,administrator director,2035-12-31"
    file = "\n".join(["id,name,email,roles,trained_until", others.replace("Una First", "Una Second"), own])
    assert problem(await sara.put("/staff", content=file, headers=csv)) == (403, "not-authorised")
    assert (await sara.get("/staff/sara.quill")).json() == mine
    assert "Una Second" not in (await sara.get("/staff")).text, "all of a file is taken, or none"
    away = await sara.put("/staff/sara.quill", json=mine | {"away_from": day(1), "away_until": day(2)})
    assert away.status_code == 200, "what gives her no power is hers to say"
    assert (await sara.put("/staff/sara.quill", json=mine)).status_code == 200


async def test_every_change_leaves_a_trace(served: Served, sara: httpx.AsyncClient) -> None:
    """When, by whom, and what was there before and after; nothing of it can be changed or taken away."""
    await sara.put("/staff/mal.low", json=member("mal.low"))
    await sara.put("/staff/mal.low", json=member("mal.low", roles=["director"]))
    await sara.put("/staff/mal.low", json=member("mal.low", roles=["director"]))
    await sara.put("/staff/mal.low", json=member("mal.low"))
    back, up, put_in = await changes_of(sara, "mal.low")
    assert {change["changed_by"] for change in (back, up, put_in)} == {"sara.quill"}
    assert (put_in["before"], put_in["after"]["roles"]) == (None, ["caseworker"])
    assert (up["before"]["roles"], up["after"]["roles"]) == (["caseworker"], ["director"])
    assert (back["before"]["roles"], back["after"]["roles"]) == (["director"], ["caseworker"])
    await hire(served.house, {"mal.low": "director"})
    by_hand, *_ = await changes_of(sara, "mal.low")
    assert (by_hand["changed_by"], by_hand["after"]["roles"]) == (None, ["director"])
    async with served.house.pool.acquire() as connection:
        await connection.execute("UPDATE casebook.staff SET roles = '{caseworker}' WHERE id = 'mal.low'")
        for statement in (
            "DELETE FROM casebook.staff_change",
            "UPDATE casebook.staff_change SET staff = 'x'",
            "TRUNCATE casebook.staff_change",
        ):
            with pytest.raises(asyncpg.RaiseError, match="append-only"):
                await connection.execute(statement)
    assert len(await changes_of(sara, "mal.low")) == 5


async def test_its_history_comes_in_pages(sara: httpx.AsyncClient, amira: httpx.AsyncClient) -> None:
    """Of everybody's entries, to administrators; the newest first."""
    numbers, before = list[int](), None
    while True:
        asked: dict[str, Any] = {"limit": 5} | ({"before": before} if before else {})
        page = (await sara.get("/staff-changes", params=asked)).json()
        numbers += [change["number"] for change in page["changes"]]
        before = page["next"]
        if before is None or len(numbers) > 20:
            break
    assert numbers == sorted(numbers, reverse=True)
    assert problem(await amira.get("/staff-changes")) == (403, "not-authorised")
    assert problem(await sara.get("/staff-changes", params={"staff": "No Such"})) == (422, "invalid")


async def test_everybody_chooses_their_own_digest(
    served: Served, sara: httpx.AsyncClient, amira: httpx.AsyncClient
) -> None:
    """Administrators choose for others too; it is logged, and nobody else chooses for anybody."""
    await sara.put("/staff/dora.gray", json=member("dora.gray"))
    async with served.caller("dora.gray") as dora:
        chosen = await dora.put("/staff/dora.gray/digest", json={"digest": True})
        assert (chosen.status_code, chosen.json()) == (200, {"digest": True})
    assert (await amira.get("/staff/dora.gray")).json()["digest"] is True
    kept = await sara.put("/staff/dora.gray", json=member("dora.gray", phone="020 7946 0123"))
    assert kept.json()["staff"]["digest"] is True  # an entry or a file that does not say leaves it as it is
    file = "id,name,email,phone,roles,directorate,trained_until\n"
    row = "dora.gray,Dora Gray,dora.gray@poplar.example,,caseworker,,2099-12-31\n"
    imported = await sara.put("/staff", content=file + row, headers={"Content-Type": "text/csv"})
    assert imported.json() == {"imported": 1}
    assert (await amira.get("/staff/dora.gray")).json()["digest"] is True
    refused = await amira.put("/staff/dora.gray/digest", json={"digest": False})
    assert problem(refused) == (403, "not-authorised")
    assert (await sara.put("/staff/dora.gray/digest", json={"digest": False})).json() == {"digest": False}
    assert problem(await sara.put("/staff/no.body/digest", json={"digest": True})) == (404, "unknown")
    assert problem(await sara.put("/staff/dora.gray/digest", json={"digest": "often"})) == (422, "invalid")
    changes = (await sara.get("/staff-changes", params={"staff": "dora.gray"})).json()["changes"]
    assert [(change["changed_by"], change["after"]["digest"]) for change in changes] == [
        *(("sara.quill", False), ("sara.quill", True), ("sara.quill", True)),
        *(("dora.gray", True), ("sara.quill", False)),
    ]

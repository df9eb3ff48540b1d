"""The register of warnings over HTTP and at a terminal: who sees it, and what others see of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from engine.waiting import until
from starter.api.client import ApiClient
from tests.receiver import SOON
from tests.starter.api.conftest import Served
from tests.starter.api.staffing import hire
from tests.starter.api.test_cases import complaint, opened, problem
from tests.starter.cli.command import redress

Somebody = Callable[[str], httpx.AsyncClient]


def person(name: str, **changed: Any) -> dict[str, Any]:
    """Somebody of whom no other test knows."""
    return {"name": name, "email": f"{name.replace(' ', '.').lower()}@resident.example"} | changed


async def in_force(somebody: Somebody, **changed: Any) -> str:
    """The reference of a warning that Amira proposed and Ruth approved."""
    fields: dict[str, Any] = {
        "policy": "poplar-harca",
        "behaviours": ["aggression-or-abuse"],
        "about": "Blocked the door of the office.",
        "risk": "May do so again.",
        "restrictions": ["single-contact"],
        "contact": "tom.okafor",
        "explanation": "You blocked the door of our office.",
    }
    taken = await somebody("amira.khan").post("/warnings", json=fields | changed)
    assert taken.status_code == 201, taken.text
    ref: str = taken.json()["ref"]

    async def is_open() -> bool:
        return bool((await somebody("ruth.lewin").get(f"/cases/{ref}")).json()["case"]["seq"])

    await until(is_open, within=SOON)
    approved = await somebody("ruth.lewin").post(f"/cases/{ref}/decisions/approve-warning", json={})
    assert approved.status_code == 200, approved.text
    return ref


@pytest.mark.clause("PH-7a", "PH-7b", "PH-7c")
async def test_it_shows_who_is_warned_to_those_who_need_to_know(served: Served, somebody: Somebody) -> None:
    """Who, since when, by whose approval, until when; a caseworker may not, and who looked is logged."""
    ref = await in_force(somebody, person=person("Ottilie Marsh"))
    async with ApiClient(served.url, served.token("ruth.lewin")) as ruth:
        [one] = [one async for one in ruth.register() if one.ref == ref]
    assert (one.name, one.approved_by, one.proposed_by) == ("Ottilie Marsh", "ruth.lewin", "amira.khan")
    shown = (await somebody("ruth.lewin").get(f"/cases/{ref}")).json()
    [review] = [deadline for deadline in shown["deadlines"] if deadline["name"] == "warning-review"]
    assert (one.review_by.isoformat() if one.review_by else None, one.overdue) == (review["due_day"], False)
    assert (one.since is not None, one.told, one.contact) == (True, True, "tom.okafor")
    assert "risk" not in one.model_dump()
    for other in ("amira.khan", "leila.brandt", "nina.roy"):
        assert problem(await somebody(other).get("/register")) == (403, "not-authorised")
    async with served.house.pool.acquire() as connection:
        looked = "SELECT DISTINCT actor FROM casebook.access WHERE action = 'register'"
        actors = {row["actor"] for row in await connection.fetch(looked)}
    assert "ruth.lewin" in actors
    assert not actors & {"amira.khan", "leila.brandt", "nina.roy"}


async def test_it_comes_in_pages(somebody: Somebody) -> None:
    """Each page says where the next begins; the last says nothing; what is no place to begin is refused."""
    refs = [await in_force(somebody, person=person(f"Page {name}")) for name in ("One", "Two")]
    ruth, after, seen = somebody("ruth.lewin"), None, list[str]()
    while True:
        asked: dict[str, Any] = {"limit": 1} | ({"after": after} if after else {})
        page = (await ruth.get("/register", params=asked)).json()
        seen += [one["ref"] for one in page["warnings"]]
        assert len(page["warnings"]) == 1
        after = page["next"]
        if after is None:
            break
    assert seen == sorted(seen)
    assert set(refs) <= set(seen)
    for wrong in ({"after": "x"}, {"limit": "0"}, {"limit": "201"}):
        assert problem(await ruth.get("/register", params=wrong)) == (422, "invalid")


@pytest.mark.clause("PH-7a")
async def test_restrictions_show_on_cases_and_new_intakes(served: Served, somebody: Somebody) -> None:
    """On a case from before and on a new one, to staff who may see it; not the behaviour, not the risk."""
    warned = person("Casper Lindqvist")
    before = await opened(somebody("amira.khan"), person=warned)
    assert (await somebody("amira.khan").get(f"/cases/{before}")).json()["restrictions"] == []
    ref = await in_force(
        somebody, person=person("Lindqvist, Casper", email="CASPER.LINDQVIST@resident.example")
    )
    fields = complaint(person=warned, source_id="casper-2")
    taken = await somebody("amira.khan").post("/complaints", json=fields)
    [told] = taken.json()["restrictions"]
    assert (told["warning"], told["restriction"], told["contact"]) == (ref, "single-contact", "tom.okafor")
    for case in (before, taken.json()["ref"]):
        shown = await somebody("amira.khan").get(f"/cases/{case}")
        assert shown.json()["restrictions"] == [told]
        assert "match_keys" not in shown.text
        for secret in ("aggression", "Blocked the door", "May do so again"):
            assert secret not in shown.text
    assert (await somebody("amira.khan").get(f"/cases/{ref}")).status_code == 200, "she proposed it"
    assert problem(await somebody("tom.okafor").get(f"/cases/{ref}")) == (404, "unknown")
    lifted = {"reasons": "Quiet since.", "explanation": "Quiet since."}
    done = await somebody("ruth.lewin").post(f"/cases/{ref}/decisions/lift-warning", json=lifted)
    assert done.status_code == 200, done.text
    assert (await somebody("amira.khan").get(f"/cases/{before}")).json()["restrictions"] == []


@pytest.mark.clause("PH-7a")
async def test_other_systems_are_told_nothing_of_it(served: Served, somebody: Somebody) -> None:
    """Whoever may open cases and not see them has no answer to whether somebody is warned."""
    await hire(served.house, {"web.form": "system"})
    await in_force(somebody, person=person("Imke Sorrel"))
    answers = [
        await somebody("web.form").post("/complaints", json=complaint(person=person(name), source_id=name))
        for name in ("Imke Sorrel", "Somebody Else")
    ]
    assert [answer.json()["restrictions"] for answer in answers] == [None, None]
    staff = await somebody("amira.khan").post(
        "/complaints", json=complaint(person=person("Somebody Else"), source_id="else-2")
    )
    assert staff.json()["restrictions"] == []


async def told(served: Served, staff: str, *arguments: str) -> tuple[str, str]:
    """What a command prints on stdout and stderr, asked by somebody."""
    token = served.token(staff)
    # in a thread: the API that it asks works in this one
    ran = await asyncio.to_thread(
        lambda: redress(*arguments, REDRESS_API=served.url, REDRESS_TOKEN=token, COLUMNS="220")
    )
    return ran.stdout, ran.stderr


@pytest.mark.clause("PH-7a")
async def test_a_terminal_shows_it_too(served: Served, somebody: Somebody) -> None:
    """`warned` lists it, as a table and as JSON; `open` warns on stderr, `show` on the case."""
    ref = await in_force(somebody, person=person("Rosamund Tighe"))
    table, _ = await told(served, "ruth.lewin", "warned", "poplar-harca")
    assert all(text in table for text in (ref, "Rosamund Tighe", "ruth.lewin"))
    listed, _ = await told(served, "ruth.lewin", "warned", "poplar-harca", "--json")
    assert "Rosamund Tighe" in {one["name"] for one in json.loads(listed)}
    fields = complaint(person=person("Rosamund Tighe"), source_id="rosamund-2")
    given = [f"--set={name}={value}" for name, value in fields.items() if name != "person"]
    given += [f"--set=person.{name}={value}" for name, value in fields["person"].items()]
    taken, said = await told(served, "amira.khan", "open", *given)
    assert said.strip().startswith("! ")
    assert ref in said
    assert "tom.okafor" in said
    shown, _ = await told(served, "amira.khan", "show", taken.strip())
    assert f"(warning {ref})" in shown
    _, refused = await told(served, "amira.khan", "warned", "poplar-harca")
    assert "may not see any warning" in refused

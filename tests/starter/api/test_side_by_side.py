"""Organisations side by side on one stack, one worker and one API: neither is there for the other's staff."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from records.cases import history
from records.people import import_staff
from rules.library import Library
from rules.policy import Policy
from starter.api.app import create_app
from starter.service.desk import Desk
from tests.policies.harbour import HARBOUR_POLICY
from tests.rules.play import CHARTER, POPLAR
from tests.starter.api.conftest import Served
from tests.starter.api.routes import THAT, Route, routes
from tests.starter.api.staffing import COLUMNS, TRAINED, hire
from tests.starter.api.test_cases import NOT_FOR_THEM, opened, problem
from tests.starter.api.test_matrix import content, opened_under, outcome

PAIRS = [
    pytest.param(paper, other, id=f"{other.id} at {paper.id}")
    for paper, other in ((POPLAR, CHARTER), (CHARTER, POPLAR), (POPLAR, HARBOUR_POLICY))
]
EACH = pytest.mark.parametrize(("paper", "other"), PAIRS)
NEIGHBOUR = "matrix.neighbour"
SAME = "same.person"


@asynccontextmanager
async def at(served: Served, policy: Policy, staff: str) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who may do everything at an organisation, made up or not, that the same API serves."""
    await hire(served.house, {staff: " ".join(policy.roles)}, policy=policy)
    async with as_they_are(served, policy, staff) as caller:
        yield caller


@asynccontextmanager
async def as_they_are(served: Served, policy: Policy, staff: str) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody as the directory has them."""
    house = served.house
    every = Library([*house.library, HARBOUR_POLICY])
    desk = Desk(house.pool, house.client, every, house.task_queue)
    transport = httpx.ASGITransport(create_app(replace(served.doors, library=every, desk=desk)))
    headers = {"Authorization": f"Bearer {served.token(staff, policy.id)}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://api", headers=headers) as caller:
        yield caller


@pytest.fixture(scope="module")
def every_route(served: Served) -> list[Route]:
    """Every route there is."""
    return routes(served.doors)


@EACH
async def test_the_others_case_is_not_there(
    served: Served, every_route: list[Route], paper: Policy, other: Policy
) -> None:
    """Asked in every way about a case of another organisation, the API says what it says of no case."""
    ref = await opened_under(served, paper)
    nowhere_ref = f"{paper.reference_prefix}-2019-000001"
    file: dict[str, Any] = {"params": {"title": "A note"}, "content": b"-"}
    headers = {"Content-Type": "text/plain", "Idempotency-Key": THAT}
    async with at(served, paper, "matrix.opener") as own:
        await own.post(f"/cases/{ref}/evidence", **file, headers=headers)
        for part in ("answers", "evidence"):
            assert (await own.get(f"/cases/{ref}/{part}/{THAT}")).status_code == 200
    async with at(served, other, NEIGHBOUR) as neighbour:
        before = await served.house.rows()
        for route in every_route:
            if route.of_a_case:
                sent = await content(served, ref, route)
                there, nowhere = [await route.asked(neighbour, case, **sent) for case in (ref, nowhere_ref)]
                assert there.text.replace(ref, nowhere_ref) == nowhere.text, route
                assert there.status_code == nowhere.status_code
                assert outcome(there) == (404, "unknown") or (route.method != "GET" and not route.decision)
        assert await served.house.rows() == before


@EACH
async def test_the_others_cases_are_in_no_list(served: Served, paper: Policy, other: Policy) -> None:
    """Neither listed nor found, by reference, name, words or owner; nothing is opened in another's name."""
    ref = await opened_under(served, paper)
    async with at(served, paper, "matrix.opener") as own, at(served, other, NEIGHBOUR) as neighbour:
        note = {"text": "Unmistakable-words-of-a-note"}
        assert (await own.post(f"/cases/{ref}/decisions/note", json=note)).status_code == 200
        mine = {"owner": "matrix.opener", "reasons": "-"}
        given = await own.post(f"/cases/{ref}/decisions/reassign", json=mine)
        assert given.status_code == 200, given.text
        searches: tuple[dict[str, str], ...] = (
            {"q": ref},
            {"q": "Nadia Farrow"},
            {"q": "Unmistakable-words-of-a-note"},
            {"owner": "matrix.opener"},
            {"stage": "resolve"},
            {},
        )
        for params in searches:
            assert (await own.get("/cases", params=params)).json()["cases"], params
            answer = await neighbour.get("/cases", params=params | {"limit": "200"})
            theirs = answer.json().get("cases", ())
            assert not [case for case in theirs if case["ref"].split("-")[0] in paper.prefixes], params
            assert answer.status_code == 200 or outcome(answer) == (422, "unknown")  # no such name of theirs
            assert "matrix.opener" not in answer.json().get("detail", "").partition("there are")[2]
        fields = {"service": "repairs", "happened_on": "2026-01-01", "about": "-", "policy": paper.id}
        person = {"name": "Nadia Farrow", "email": "n@resident.example"}
        assert outcome(await neighbour.post("/complaints", json=fields | {"person": person})) == NOT_FOR_THEM


@EACH
async def test_nothing_of_the_other_is_in_what_anybody_gets(
    served: Served, every_route: list[Route], paper: Policy, other: Policy
) -> None:
    """Staff, policies, register, calendar and webhooks: all that can be read is one's own."""
    ref = await opened_under(served, paper)
    telltale = f"telltale.{paper.reference_prefix.lower()}"
    await hire(served.house, {telltale: next(iter(paper.roles))}, policy=paper)
    reading = [route for route in every_route if route.method == "GET" and route.need != "nothing"]
    assert len(reading) > 10
    async with at(served, other, NEIGHBOUR) as neighbour:
        for route in reading:
            told = (await route.asked(neighbour, ref)).text.replace(ref, "")
            for name in (telltale, paper.organisation, paper.id):
                assert name not in told, route
        for path in (f"/policies/{paper.id}", f"/policies/{paper.id}/due", f"/staff/{telltale}"):
            params = {"deadline": "contact", "from": "2026-12-24T16:00:00Z"} if path.endswith("/due") else {}
            assert problem(await neighbour.get(path, params=params)) == (404, "unknown"), path


async def test_the_same_id_in_two_directories_is_two_people(served: Served) -> None:
    """Their cases, roles, conflicts, absences and what they read are apart."""
    for policy, roles in ((POPLAR, "caseworker"), (CHARTER, "senior-manager")):
        await hire(served.house, {SAME: roles}, policy=policy)
    async with served.caller(SAME, POPLAR.id) as one, served.caller(SAME, CHARTER.id) as other:
        at_poplar = await opened(one)
        at_charter = await opened_under(served, CHARTER)
        contact = {"remedy_wanted": "A call back."}
        for caller, ref in ((one, at_poplar), (other, at_charter)):
            assert (await caller.post(f"/cases/{ref}/decisions/contact", json=contact)).status_code == 200
            found = (await caller.get("/cases", params={"owner": SAME, "limit": "200"})).json()["cases"]
            assert {case["ref"] for case in found} == {ref}
        for caller, ref in ((one, at_charter), (other, at_poplar)):
            assert problem(await caller.get(f"/cases/{ref}")) == (404, "unknown")
            decided = await caller.post(f"/cases/{ref}/decisions/note", json={"text": "Mine?"})
            assert problem(decided) == (404, "unknown")
        conflict = {"reasons": "A cousin of mine is in it."}
        declared = await one.post(f"/cases/{at_poplar}/decisions/declare-conflict", json=conflict)
        assert declared.status_code == 200, declared.text
        respond = await one.post(f"/cases/{at_poplar}/decisions/note", json={"text": "-"})
        assert problem(respond) == (403, "conflict-of-interest")
        assert (
            await other.post(f"/cases/{at_charter}/decisions/note", json={"text": "-"})
        ).status_code == 200
    async with served.house.pool.acquire() as connection:
        read = await connection.fetch(
            "SELECT DISTINCT policy, ref FROM casebook.access WHERE actor = $1 AND action = 'show'", SAME
        )
        assert {tuple(row) for row in read} <= {(POPLAR.id, at_poplar), (CHARTER.id, at_charter)}
        for ref in (at_poplar, at_charter):
            assert SAME in {event.actor for event, _ in await history(connection, ref)}


async def test_one_has_left_and_the_other_has_not(served: Served) -> None:
    """A name in one directory says nothing of the other's; nor does its end."""
    await hire(served.house, {"leaving.one": "casework-lead"}, policy=CHARTER)
    house = served.house
    async with house.pool.acquire() as connection:
        row = f"leaving.one,Left,left@poplar.example,,caseworker,property,{TRAINED},2024-01-01"
        await import_staff(connection, POPLAR, f"{COLUMNS},left_on\n{row}".encode())
    async with (
        served.caller("leaving.one", POPLAR.id) as left,
        served.caller("leaving.one", CHARTER.id) as here,
    ):
        assert problem(await left.get("/cases")) == NOT_FOR_THEM
        assert (await here.get("/cases")).status_code == 200


async def test_the_same_key_and_source_are_two_matters(served: Served) -> None:
    """An id of another system's is known within its own organisation alone."""
    given = {"source": "crm", "source_id": "4711"}
    refs = set()
    for policy, service in ((POPLAR, "repairs"), (CHARTER, "contact")):
        async with at(served, policy, SAME) as caller:
            refs.add(await opened(caller, policy=policy.id, service=service, **given))
    assert {ref.split("-")[0] for ref in refs} == {"PH", "WRC"}

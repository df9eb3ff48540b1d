"""Who may do what over HTTP: every role against every route and every decision, as the policy has it.

Nothing of it is written down here: routes, decisions, roles and rights are read from the API and the policy.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from policies import Library
from records.cases import case_at
from rules.lifecycles import LIFECYCLES
from starter.api.app import create_app
from starter.api.opening import INTAKES
from starter.desk import Desk
from tests.policies.harbour import HARBOUR_POLICY
from tests.rules.play import POPLAR
from tests.rules.situations import valid
from tests.starter.api.conftest import Served
from tests.starter.api.routes import ELSEWHERE, THAT, Route, routes
from tests.starter.api.staffing import LAPSED, hire
from tests.starter.api.test_cases import opened, problem

DECISIONS = {
    LIFECYCLES[rule.lifecycle].door: rule.decisions
    for rule in POPLAR.matters.values()
    if LIFECYCLES[rule.lifecycle].door
}
"""The decisions of each kind of matter that comes in at a door."""
NO_CASE = "PH-2019-000001"
NOT_FOR_THEM = (403, "not-authorised")


@pytest.fixture(scope="module")
def every_route(served: Served) -> list[Route]:
    """Every route there is."""
    return routes(served.doors)


@pytest.fixture(scope="module")
async def ref(served: Served) -> str:
    """A case that was opened."""
    async with served.caller() as amira:
        return await opened(amira)


@pytest.fixture
async def neighbour(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who may do everything at another organisation, which is served by the same API."""
    house = served.house
    both = Library([*house.library, HARBOUR_POLICY])
    await hire(house, {"mina.zahra": " ".join(HARBOUR_POLICY.roles)}, policy=HARBOUR_POLICY)
    desk = Desk(house.pool, house.client, both, house.task_queue)
    transport = httpx.ASGITransport(create_app(replace(served.doors, library=both, desk=desk)))
    headers = {"Authorization": f"Bearer {served.token('mina.zahra', HARBOUR_POLICY.id)}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://api", headers=headers) as caller:
        yield caller


async def content(served: Served, ref: str, route: Route) -> dict[str, Any]:
    """What a route's decision can say of a case, with nothing wrong with it; nothing for other routes."""
    if route.decision is None:
        return {}
    if route.path in ELSEWHERE:
        return {"params": {"title": "A note"}, "content": b"-", "headers": {"Content-Type": "text/plain"}}
    async with served.house.pool.acquire() as connection:
        case = await case_at(connection, ref)
    return {"json": valid(route.decision, case).model_dump(mode="json", exclude_unset=True)}


def outcome(answer: httpx.Response) -> tuple[int, str]:
    """What came of a request; nothing that was asked here is a fault."""
    assert answer.status_code < 500, answer.text
    return problem(answer) if answer.status_code >= 400 else (answer.status_code, "done")


def needs_to_know(role: str, route: Route) -> bool:
    """Whether a role sees cases of the lifecycle that a route shows, where it shows no other."""
    matters = [one for one in POPLAR.matters.values() if one.lifecycle == route.lifecycle]
    return route.lifecycle is None or any(one.read is None or role in one.read for one in matters)


def test_every_right_and_decision_has_its_route(every_route: list[Route]) -> None:
    """What the policy speaks of can be asked for; only the paper is there for everybody in the directory."""
    assert DECISIONS.keys() == INTAKES.keys()
    for decisions in DECISIONS.values():
        assert {route.decision for route in every_route} >= decisions.keys()
    assert {right for route in every_route for right in route.rights} == POPLAR.access.model_fields_set
    for_all = [route.path for route in every_route if route.need == "directory"]
    assert all(path.startswith("/policies") for path in for_all), for_all


@pytest.mark.parametrize("role", POPLAR.roles)
async def test_each_role_has_the_rights_that_the_policy_gives(
    served: Served, every_route: list[Route], ref: str, role: str
) -> None:
    """Each route that needs a right lets in the roles that have it, and no other."""
    await hire(served.house, {f"matrix.{role}": role})
    async with served.caller(f"matrix.{role}") as somebody:
        for route in every_route:
            if route.rights:
                may = any(role in getattr(POPLAR.access, right) for right in route.rights)
                may = may and needs_to_know(role, route)
                came_of_it = outcome(await route.asked(somebody, ref))
                assert (came_of_it != NOT_FOR_THEM) == may, (route, came_of_it)


@pytest.mark.parametrize("role", POPLAR.roles)
@pytest.mark.parametrize("door", DECISIONS)
async def test_each_role_takes_the_decisions_that_the_policy_gives_it(
    served: Served, amira: httpx.AsyncClient, every_route: list[Route], door: str, role: str
) -> None:
    """What a role may not decide is refused and leaves nothing behind; what it may is never refused so."""
    await hire(served.house, {f"matrix.{role}": role})
    ref = await opened(amira, door)
    # in the policy's order, so that what closes a case, or somebody's way to it, comes late
    deciding = [
        (route, rule)
        for name, rule in DECISIONS[door].items()
        for route in every_route
        if route.decision == name
    ]
    async with served.caller(f"matrix.{role}") as somebody:
        before = await served.house.rows()
        for route, rule in deciding:
            if role not in rule.roles:
                answer = await route.asked(somebody, ref, **await content(served, ref, route))
                assert outcome(answer) == NOT_FOR_THEM, route
                assert answer.json().get("clause") == rule.clause
        assert await served.house.rows() == before
        theirs = [route for route, rule in deciding if role in rule.roles]
        for route in theirs:
            answer = await route.asked(somebody, ref, **await content(served, ref, route))
            assert outcome(answer) != NOT_FOR_THEM, (route, answer.text)
        if theirs:
            assert (await served.house.rows())["casebook.decision"] > before["casebook.decision"]


async def test_whoever_is_named_is_looked_up(amira: httpx.AsyncClient, served: Served) -> None:
    """Somebody who may decide and names people who are not there is told so, and not that they may not."""
    panel = {"members": ["matrix.nobody", "leila.brandt"]}
    path = f"/cases/{await opened(amira)}/decisions/appoint-panel"
    async with served.caller("ruth.lewin") as ruth:
        answer = await ruth.post(path, json=panel)
    assert outcome(answer) == (422, "unknown")
    assert "matrix.nobody" in answer.json()["detail"]


@pytest.mark.clause("PH-2b")
async def test_nobody_works_with_personal_data_untrained(
    served: Served, every_route: list[Route], ref: str
) -> None:
    """Whose training ran out is refused whatever needs a right, whatever their roles, and told why."""
    await hire(served.house, {"matrix.lapsed": " ".join(POPLAR.roles)}, trained_until=LAPSED)
    async with served.caller("matrix.lapsed") as lapsed:
        for route in every_route:
            answer = await route.asked(lapsed, ref)
            if route.need in {"directory", "nothing"}:
                assert outcome(answer) not in {NOT_FOR_THEM, (403, "training-lapsed")}, route
            else:
                assert outcome(answer) == (403, "training-lapsed"), route
                assert answer.json()["clause"] == POPLAR.training_clause
                assert "ran out on 30 June 2024" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("staff", "policy"),
    [
        pytest.param("matrix.nobody", POPLAR.id, id="not in the directory"),
        pytest.param("Robert'); DROP TABLE", POPLAR.id, id="no id at all"),
        pytest.param("amira.khan", "no-such-policy", id="of a policy that is not here"),
        pytest.param("amira.khan", "../poplar_harca", id="of no policy at all"),
    ],
)
async def test_nobody_from_elsewhere_may_do_anything(
    served: Served, every_route: list[Route], ref: str, staff: str, policy: str
) -> None:
    """Whoever no directory here has is refused everywhere but at the door, though their token is good."""
    async with served.caller(staff, policy) as stranger:
        for route in every_route:
            answer = await route.asked(stranger, ref)
            if route.need != "nothing":
                assert outcome(answer) == NOT_FOR_THEM, route
                assert POPLAR.id not in answer.text or policy == POPLAR.id


async def test_another_organisations_case_is_not_there(
    served: Served,
    amira: httpx.AsyncClient,
    neighbour: httpx.AsyncClient,
    every_route: list[Route],
    ref: str,
) -> None:
    """Asked in every way about a case of another organisation, the API says what it says of no case."""
    file: dict[str, Any] = {"params": {"title": "A note"}, "content": b"-"}
    headers = {"Content-Type": "text/plain", "Idempotency-Key": THAT}
    await amira.post(f"/cases/{ref}/evidence", **file, headers=headers)
    for part in ("answers", "evidence"):
        assert (await amira.get(f"/cases/{ref}/{part}/{THAT}")).status_code == 200
    before = await served.house.rows()
    for route in every_route:
        if route.of_a_case:
            sent = await content(served, ref, route)
            there, nowhere = [await route.asked(neighbour, case, **sent) for case in (ref, NO_CASE)]
            assert there.text.replace(ref, NO_CASE) == nowhere.text, route
            assert there.status_code == nowhere.status_code
            assert outcome(there) == (404, "unknown") or (route.method != "GET" and not route.decision)
    assert await served.house.rows() == before


async def test_another_organisations_cases_are_in_no_list(
    neighbour: httpx.AsyncClient, amira: httpx.AsyncClient, ref: str
) -> None:
    """Neither listed nor found, by reference, name or words; and nothing is opened in another's name."""
    for params in ({}, {"q": ref}, {"q": "Nadia Farrow"}, {"q": "lift"}, {"stage": "resolve"}):
        listed = await neighbour.get("/cases", params=params)
        assert (listed.status_code, listed.json()["cases"]) == (200, []), params
        assert (await amira.get("/cases", params=params)).json()["cases"], params
    fields = {"policy": POPLAR.id, "service": "repairs", "happened_on": "2026-01-01", "about": "-"}
    person = {"name": "Nadia Farrow", "email": "n@resident.example"}
    opened = await neighbour.post("/complaints", json=fields | {"person": person})
    assert outcome(opened) == NOT_FOR_THEM

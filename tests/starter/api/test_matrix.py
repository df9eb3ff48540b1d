"""The roles against the API: almost every route and every decision, as each policy has it.

Nothing of it is written down here: routes, decisions, roles and rights are read off the API and the policies.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, get_args

import httpx
import pytest

from policies import library
from records.cases import case_at
from rules.library import Library
from rules.lifecycles import LIFECYCLES, matter_at
from rules.matters import DecisionRule
from rules.organisation import Right
from rules.policy import Policy
from starter.api.examples import examples
from starter.api.opening import intakes
from tests.house import free_time
from tests.rules.play import POPLAR
from tests.rules.situations import valid
from tests.starter.api.conftest import Served
from tests.starter.api.routes import ELSEWHERE, Route, routes
from tests.starter.api.staffing import LAPSED, hire
from tests.starter.api.test_cases import NOT_FOR_THEM, opened, problem, sent

PAPERS = {policy_id: library().current(policy_id) for policy_id in library().ids}
EACH = pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
COMPLAINTS = "complaints"
NOT_THERE = (404, "unknown")
NOBODYS = "PH-1999-000001"
"""A reference under which there is no case."""
OPENER = "matrix.opener"
"""A member of staff who takes matters in, and may do anything."""


def decisions_at(paper: Policy) -> dict[str, dict[str, DecisionRule]]:
    """The decisions of each kind of matter that comes in at a door."""
    return {
        door: rule.decisions for rule in paper.matters.values() if (door := LIFECYCLES[rule.lifecycle].door)
    }


ROLES = [
    pytest.param(paper, role, id=f"{paper.id}-{role}") for paper in PAPERS.values() for role in paper.roles
]
DECIDING = [
    pytest.param(paper, door, role, id=f"{paper.id}-{door}-{role}")
    for paper in PAPERS.values()
    for door in decisions_at(paper)
    for role in paper.roles
]


async def opened_under(served: Served, paper: Policy, door: str = COMPLAINTS) -> str:
    """A matter of a policy that was taken in at its door, and opened: the documentation's example."""
    await hire(served.house, {OPENER: " ".join(paper.roles)}, policy=paper)
    example: dict[str, Any] = examples(Library([paper]), datetime.now(UTC))[door]
    if "starts" in example:  # that time is booked once
        example |= free_time()
    async with served.caller(OPENER, paper.id) as opener:
        return await sent(opener, door, example)


@pytest.fixture(scope="module")
def every_route(served: Served) -> list[Route]:
    """Every route there is."""
    return routes(served.doors)


@pytest.fixture(scope="module")
async def refs(served: Served) -> dict[str, str]:
    """A case of each policy that was opened."""
    return {paper.id: await opened_under(served, paper) for paper in PAPERS.values()}


async def content(served: Served, ref: str, route: Route) -> dict[str, Any]:
    """What a route's decision can say of a case, with nothing wrong with it; nothing for other routes."""
    if route.decision is None:
        return {}
    if route.path in ELSEWHERE:
        return {"params": {"title": "A note"}, "content": b"-", "headers": {"Content-Type": "text/plain"}}
    async with served.house.pool.acquire() as connection:
        case = await case_at(connection, ref)
    return {"json": valid(route.decision, case).model_dump(mode="json", exclude_unset=True)}


async def assert_as_if_it_were_not(
    who: httpx.AsyncClient, route: Route, ref: str, sent: dict[str, Any] | None = None
) -> None:
    """Check that a route answers somebody about a case as it does about one that is not there."""
    answer = await route.asked(who, ref, **sent or {})
    assert outcome(answer) == NOT_THERE, route
    assert answer.json() == (await route.asked(who, NOBODYS, **sent or {})).json()


def outcome(answer: httpx.Response) -> tuple[int, str]:
    """What came of a request; nothing that was asked here is a fault."""
    assert answer.status_code < 500, answer.text
    return problem(answer) if answer.status_code >= 400 else (answer.status_code, "done")


def reads(paper: Policy, role: str, matter: str) -> bool:
    """Return whether a role reads every case of a kind."""
    rule = paper.matters[matter]
    return role in paper.access.read and (rule.read is None or role in rule.read)


def sees(paper: Policy, role: str, route: Route) -> bool:
    """Return whether a role sees cases of the lifecycle that a route shows, if it may see any."""
    shown = [name for name, one in paper.matters.items() if one.lifecycle == route.lifecycle]
    return not shown or any(reads(paper, role, name) for name in shown)


def test_every_right_and_decision_has_its_route(every_route: list[Route]) -> None:
    """All that a policy speaks of can be asked for; the paper, and one's own digest, are for everybody."""
    assert {door for paper in PAPERS.values() for door in decisions_at(paper)} == intakes().keys()
    for paper in PAPERS.values():
        for decisions in decisions_at(paper).values():
            assert {route.decision for route in every_route} >= decisions.keys()
        assert {route.right for route in every_route if route.right} == set(get_args(Right))
    for_all = {route.path for route in every_route if route.need == "directory"} - {"/staff/{id}/digest"}
    assert all(path.startswith("/policies") for path in for_all), for_all
    open_ = [route.path for route in every_route if route.need == "nothing"]
    assert all(path.startswith(("/health", "/standards")) for path in open_), open_


@pytest.mark.parametrize(("paper", "role"), ROLES)
async def test_each_role_has_the_rights_that_its_policy_gives(
    served: Served, every_route: list[Route], refs: dict[str, str], paper: Policy, role: str
) -> None:
    """Each route that needs a right lets in the roles that have it, and no other."""
    await hire(served.house, {f"matrix.{role}": role}, policy=paper)
    async with served.caller(f"matrix.{role}", paper.id) as somebody:
        for route in every_route:
            if route.right:
                may = role in paper.access.roles_with(route.right) and sees(paper, role, route)
                came_of_it = outcome(await route.asked(somebody, refs[paper.id]))
                assert (came_of_it != NOT_FOR_THEM) == may, (route, came_of_it)
                if may and route.of_a_case and not reads(paper, role, matter_at(paper, COMPLAINTS)):
                    await assert_as_if_it_were_not(somebody, route, refs[paper.id])


@pytest.mark.parametrize(("paper", "door", "role"), DECIDING)
async def test_each_role_finds_the_cases_that_its_policy_lets_it_read(
    served: Served, paper: Policy, door: str, role: str
) -> None:
    """A case is shown to, and found by, those who read its kind; to others it is as if it were not there."""
    await hire(served.house, {f"matrix.{role}": role}, policy=paper)
    ref = await opened_under(served, paper, door)
    async with served.caller(f"matrix.{role}", paper.id) as somebody:
        answer = await somebody.get(f"/cases/{ref}")
        found = await somebody.get("/cases", params={"q": ref})
    if role not in paper.access.roles_with("read"):
        assert (outcome(answer), outcome(found)) == (NOT_FOR_THEM, NOT_FOR_THEM)
        return
    if reads(paper, role, matter_at(paper, door)):
        assert (answer.status_code, answer.json()["case"]["ref"]) == (200, ref)
        assert [one["ref"] for one in found.json()["cases"]] == [ref]
    else:
        assert outcome(answer) == NOT_THERE
        assert found.json()["cases"] == []


@pytest.mark.parametrize(("paper", "door", "role"), DECIDING)
async def test_whoever_may_not_read_a_case_does_not_write_to_it(
    served: Served, every_route: list[Route], paper: Policy, door: str, role: str
) -> None:
    """Whatever their role decides elsewhere: each decision is answered as on a case that is not there."""
    if reads(paper, role, matter_at(paper, door)):
        return
    await hire(served.house, {f"matrix.{role}": role}, policy=paper)
    ref = await opened_under(served, paper, door)
    async with served.caller(f"matrix.{role}", paper.id) as somebody:
        before = await served.house.rows()
        for route in every_route:
            if route.decision in decisions_at(paper)[door]:
                await assert_as_if_it_were_not(somebody, route, ref, await content(served, ref, route))
        assert await served.house.rows() == before


@pytest.mark.parametrize(
    ("paper", "door"), [(paper, door) for paper in PAPERS.values() for door in decisions_at(paper)]
)
async def test_the_body_of_every_decision_is_one_that_it_takes(
    served: Served, every_route: list[Route], paper: Policy, door: str
) -> None:
    """One field more is the only fault, so that what is refused elsewhere is not for what was sent."""
    ref = await opened_under(served, paper, door)
    async with served.caller(OPENER, paper.id) as opener:
        for route in every_route:
            if route.decision in decisions_at(paper)[door] and route.path not in ELSEWHERE:
                body = (await content(served, ref, route))["json"]
                answer = await route.asked(opener, ref, json=body | {"one-more": 1})
                assert outcome(answer) == (422, "invalid"), route
                assert [error["where"] for error in answer.json()["errors"]] == ["body.one-more"], answer.text


@pytest.mark.parametrize(("paper", "door", "role"), DECIDING)
async def test_each_role_takes_the_decisions_that_its_policy_gives_it(
    served: Served, every_route: list[Route], paper: Policy, door: str, role: str
) -> None:
    """What a role may not decide is refused and leaves nothing behind; what it may is never refused so."""
    await hire(served.house, {f"matrix.{role}": role}, policy=paper)
    ref = await opened_under(served, paper, door)
    refused = NOT_FOR_THEM
    if "reassign" in decisions_at(paper)[door]:
        async with served.caller(OPENER, paper.id) as opener:  # whoever has a case may read it, in any role
            given = await opener.post(f"/cases/{ref}/decisions/reassign", json={"owner": f"matrix.{role}"})
            assert given.status_code == 200, given.text
    elif role not in paper.access.read:  # nobody is given such a case: it is not there for them
        refused = NOT_THERE
    # in the policy's order, so that what closes a case, or somebody's way to it, comes late
    deciding = [
        (route, rule)
        for name, rule in decisions_at(paper)[door].items()
        for route in every_route
        if route.decision == name
    ]
    async with served.caller(f"matrix.{role}", paper.id) as somebody:
        before = await served.house.rows()
        for route, rule in deciding:
            if role not in rule.roles:
                answer = await route.asked(somebody, ref, **await content(served, ref, route))
                assert outcome(answer) == refused, route
                assert answer.json().get("clause") == (rule.clause if refused == NOT_FOR_THEM else None)
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


@EACH
@pytest.mark.clause("PH-2b")
@pytest.mark.clause("WRC-22")
async def test_nobody_works_with_personal_data_untrained(
    served: Served, every_route: list[Route], refs: dict[str, str], paper: Policy
) -> None:
    """Whose training ran out is refused whatever needs a right, whatever their roles, and told why."""
    lapsed_one = {"matrix.lapsed": " ".join(paper.roles)}
    await hire(served.house, lapsed_one, trained_until=LAPSED, policy=paper)
    async with served.caller("matrix.lapsed", paper.id) as lapsed:
        for route in every_route:
            answer = await route.asked(lapsed, refs[paper.id])
            if route.need in {"directory", "nothing"}:
                assert outcome(answer) not in {NOT_FOR_THEM, (403, "training-lapsed")}, route
            else:
                assert outcome(answer) == (403, "training-lapsed"), route
                assert answer.json()["clause"] == paper.training_clause
                assert "ran out on 30 June 2024" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("staff", "policy"),
    [
        pytest.param("matrix.nobody", POPLAR.id, id="not in the directory"),
        pytest.param("Robert'); DROP TABLE", POPLAR.id, id="no id at all"),
        pytest.param("amira.khan", "no-such-policy", id="of a policy that is not here"),
        pytest.param("amira.khan", "work-rights-centre", id="of another organisation's directory"),
        pytest.param("amira.khan", "../poplar_harca", id="of no policy at all"),
    ],
)
async def test_nobody_from_elsewhere_may_do_anything(
    served: Served, every_route: list[Route], refs: dict[str, str], staff: str, policy: str
) -> None:
    """Whoever no directory here has is refused everywhere but at the door, though their token is good."""
    async with served.caller(staff, policy) as stranger:
        for route in every_route:
            answer = await route.asked(stranger, refs[POPLAR.id])
            if route.need != "nothing":
                assert outcome(answer) == NOT_FOR_THEM, route
                assert POPLAR.id not in answer.text or policy == POPLAR.id

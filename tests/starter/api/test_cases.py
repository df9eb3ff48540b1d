"""Cases over HTTP: opened once, listed page by page, searched, shown, decided."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from engine.waiting import until
from records.sql import every, queries
from rules.lifecycles import LIFECYCLES
from starter.api.opening import intakes
from tests.house import advice, enquiry, free_time
from tests.house import appointment as walk_in
from tests.starter.api.conftest import Served
from tests.starter.api.staffing import everyone
from tests.workflows.warning import warning

NOT_FOR_THEM = (403, "not-authorised")
Somebody = Callable[[str], httpx.AsyncClient]


def complaint(**fields: Any) -> dict[str, Any]:
    """A complaint as another system sends it."""
    return {
        "policy": "poplar-harca",
        "service": "repairs",
        "happened_on": (datetime.now(UTC).date() - timedelta(days=10)).isoformat(),
        "about": "The lift has stood still for a week.",
        "person": {"name": "Nadia Farrow", "email": "nadia.farrow@resident.example"},
    } | fields


def appointment(**fields: Any) -> dict[str, Any]:
    """An appointment at a time that no other is booked for."""
    return walk_in(datetime.now(UTC).date()) | free_time() | fields


SENT: dict[str, Callable[..., dict[str, Any]]] = {
    "advice": advice,
    "appointments": appointment,
    "complaints": complaint,
    "enquiries": enquiry,
    "warnings": warning,
}
"""A matter as another system sends it, by its door."""


async def opener(served: Served, door: str) -> tuple[str, str]:
    """Somebody who takes matters in at a door, and the first policy that has some there: their ids."""
    papers = (served.house.library.current(name) for name in served.house.library.ids)
    paper = next(
        paper
        for paper in papers
        if door in {LIFECYCLES[matter.lifecycle].door for matter in paper.matters.values()}
    )
    return await everyone(served.house, paper), paper.id


async def opened(caller: httpx.AsyncClient, door: str = "complaints", **fields: Any) -> str:
    """A matter that was taken in at its door (a complaint, where none is named) and opened: its reference."""
    return await sent(caller, door, SENT[door](**fields))


async def sent(caller: httpx.AsyncClient, door: str, body: dict[str, Any]) -> str:
    """A matter that was sent to a door, taken in and opened: its reference."""
    answer = await caller.post(f"/{door}", json=body)
    assert answer.status_code == 201, answer.text
    ref: str = answer.json()["ref"]
    assert answer.headers["Location"] == f"/cases/{ref}"

    async def is_open() -> bool:
        return bool((await caller.get(f"/cases/{ref}")).json()["case"]["seq"])

    await until(is_open, within=30)
    return ref


def problem(answer: httpx.Response) -> tuple[int, str]:
    """A problem document's status and code."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["type"] == f"urn:redress:problem:{body['code']}"
    return answer.status_code, body["code"]


async def test_a_complaint_is_opened_and_decided(amira: httpx.AsyncClient) -> None:
    """From intake to contact, with what is due, why, what happened and what may be decided now."""
    ref = await opened(amira)
    shown = (await amira.get(f"/cases/{ref}")).json()
    assert shown["case"]["stage"] == "resolve"
    assert shown["person"]["name"] == "Nadia Farrow"
    contact = next(deadline for deadline in shown["deadlines"] if deadline["name"] == "contact")
    assert contact["clause"] == "PH-4.1c"
    assert "2 working days" in contact["why"]
    allowed = {entry["name"] for entry in shown["allowed"] if entry["refusal"] is None}
    assert "contact" in allowed
    assert "refuse" not in allowed
    answer = await amira.post(f"/cases/{ref}/decisions/contact", json={"remedy_wanted": "A working lift."})
    assert answer.status_code == 200, answer.text
    assert answer.json()["events"] == ["contacted"]
    history = (await amira.get(f"/cases/{ref}")).json()["history"]
    assert [entry["event"]["kind"] for entry in history] == ["opened", "contacted"]
    assert history[1]["words"] == {"remedy_wanted": "A working lift."}


@pytest.mark.clause("PH-6a")
async def test_an_enquiry_is_opened_and_goes_on_as_a_complaint(amira: httpx.AsyncClient) -> None:
    """Shown with whom it is about and what may be decided; then both show the link."""
    ref = await opened(amira, "enquiries")
    shown = (await amira.get(f"/cases/{ref}")).json()
    assert (shown["case"]["stage"], shown["case"]["raised_by"]) == ("open", "councillor")
    assert shown["person"]["name"] == "Jo Marlow"
    assert shown["particulars"]["concerns.name"] == "Nadia Farrow"
    assert [deadline["clause"] for deadline in shown["deadlines"]] == ["PH-6a"]
    may = {entry["name"] for entry in shown["allowed"] if entry["refusal"] is None}
    assert may == {
        *("record-authority", "withdraw-enquiry", "note", "add-evidence", "declare-conflict"),
        *("correct", "correct-person", "resend"),
    }
    taken_on = await opened(amira, enquiry=ref)
    link = {"what": "became-complaint", "came_to": "done", "about": None}

    async def both_show_it() -> bool:
        links = [(await amira.get(f"/cases/{case}")).json()["links"] for case in (ref, taken_on)]
        return links == [
            [link | {"ref": taken_on, "from_here": False}],
            [link | {"ref": ref, "from_here": True}],
        ]

    await until(both_show_it, within=30)
    listed = (await amira.get("/cases", params={"matter": "enquiry", "q": ref})).json()["cases"]
    assert [(case["stage"], case["outcome"]) for case in listed] == [("closed", "complaint")]


@pytest.mark.clause("PH-4.3c")
async def test_the_case_under_which_a_duplicate_goes_on_shows_it(amira: httpx.AsyncClient) -> None:
    """With what was said in it; and the duplicate shows where it goes on."""
    original, again = await opened(amira), await opened(amira, about="The lift still stands still.")
    linked = await amira.post(f"/cases/{again}/decisions/link-duplicate", json={"original": original})
    assert linked.status_code == 200, linked.text
    links = [(await amira.get(f"/cases/{case}")).json()["links"] for case in (original, again)]
    link = {"what": "link-duplicate", "came_to": "done"}
    assert links == [
        [link | {"ref": again, "from_here": False, "about": "The lift still stands still."}],
        [link | {"ref": original, "from_here": True, "about": None}],
    ]


async def test_the_same_again_is_the_same(amira: httpx.AsyncClient) -> None:
    """The same key and body give the same answer; another body under it is refused; also ten at once."""
    key = str(uuid.uuid4())
    ask: dict[str, Any] = {"json": complaint(), "headers": {"Idempotency-Key": key}}
    answers = await asyncio.gather(*(amira.post("/complaints", **ask) for _ in range(10)))
    assert len({answer.json()["ref"] for answer in answers}) == 1
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    other = await amira.post(
        "/complaints", json=complaint(about="Something else."), headers={"Idempotency-Key": key}
    )
    assert problem(other) == (422, "key-reused")
    ref = answers[0].json()["ref"]
    path, note = f"/cases/{ref}/decisions/note", {"text": "Rang back."}
    await until(lambda: _is_open(amira, ref), within=30)
    decide: dict[str, Any] = {"json": note, "headers": {"Idempotency-Key": key}}
    decided = await asyncio.gather(*(amira.post(path, **decide) for _ in range(5)))
    assert len({answer.text for answer in decided}) == 1
    other = await amira.post(path, json={"text": "Other."}, headers={"Idempotency-Key": key})
    assert problem(other) == (422, "key-reused")
    looked = await amira.get(f"/cases/{ref}/answers/{key}")
    assert looked.json() == decided[0].json()
    assert problem(await amira.get(f"/cases/{ref}/answers/never")) == (404, "unknown")


async def _is_open(caller: httpx.AsyncClient, ref: str) -> bool:
    return bool((await caller.get(f"/cases/{ref}")).json()["case"]["seq"])


async def test_a_decision_on_what_has_changed(amira: httpx.AsyncClient) -> None:
    """With the ETag of the case as it was seen, a decision is refused once more has happened."""
    ref = await opened(amira)
    seen = (await amira.get(f"/cases/{ref}")).headers["ETag"]
    path, note = f"/cases/{ref}/decisions/note", {"text": "Rang back."}
    assert (await amira.post(path, json=note, headers={"If-Match": seen})).status_code == 200
    assert problem(await amira.post(path, json=note, headers={"If-Match": seen})) == (412, "changed")
    assert problem(await amira.post(path, json=note, headers={"If-Match": "seven"})) == (422, "invalid")
    latest = (await amira.get(f"/cases/{ref}")).headers["ETag"]
    assert (await amira.post(path, json=note, headers={"If-Match": latest})).status_code == 200


async def test_every_field_at_fault_is_named(amira: httpx.AsyncClient) -> None:
    """A body with three faults names the three, and nothing is taken in."""
    fields = complaint(service=7, happened_on="yesterday", colour="green")
    answer = await amira.post("/complaints", json=fields)
    assert problem(answer) == (422, "invalid")
    where = {error["where"] for error in answer.json()["errors"]}
    assert {"body.service", "body.happened_on", "body.colour"} <= where


@pytest.mark.parametrize(
    ("ref", "name", "fields", "expected"),
    [
        ("PH-2019-000001", "note", {"text": "-"}, (404, "unknown")),
        ("nonsense", "note", {"text": "-"}, (422, "invalid")),
        (None, "accept", {}, (409, "out-of-stage")),
        (None, "refuse", {"ground": "too-old"}, (403, "not-authorised")),
        (None, "contact", {}, (422, "invalid")),
        (None, "dance", {}, (404, "unknown")),
    ],
)
async def test_each_refusal_has_its_status(
    amira: httpx.AsyncClient, ref: str | None, name: str, fields: dict[str, Any], expected: tuple[int, str]
) -> None:
    """Out of stage, not allowed, not there, not valid: a problem document of a stable type."""
    ref = ref or await opened(amira)
    assert problem(await amira.post(f"/cases/{ref}/decisions/{name}", json=fields)) == expected


async def test_lists_go_page_by_page(amira: httpx.AsyncClient) -> None:
    """Each case once, the soonest due first, whatever the size of the page."""
    mark = f"zebra{uuid.uuid4().hex[:8]}"
    refs = [await opened(amira, about=f"The {mark} is loose.") for _ in range(5)]
    found: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(4):
        page = (await amira.get("/cases", params={"q": mark, "limit": 2, **cursor})).json()
        found += [case["ref"] for case in page["cases"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert found == sorted(refs)
    assert problem(await amira.get("/cases", params={"cursor": "bm9uc2Vuc2U="})) == (422, "invalid")
    by_name = (await amira.get("/cases", params={"q": "farrow", "limit": 200})).json()["cases"]
    assert set(refs) <= {case["ref"] for case in by_name}
    by_ref = (await amira.get("/cases", params={"q": refs[0].lower()})).json()["cases"]
    assert [case["ref"] for case in by_ref] == refs[:1]
    none = (await amira.get("/cases", params={"q": mark, "overdue": "true"})).json()["cases"]
    assert none == []


@pytest.mark.clause("PH-2b")
async def test_personal_data_is_closed_to_whoever_is_not_trained(
    somebody: Somebody, amira: httpx.AsyncClient, served: Served
) -> None:
    """Refused and told so; and everything that is read stands in the access log."""
    ref = await opened(amira)
    answer = await somebody("peter.vale").get(f"/cases/{ref}")
    assert problem(answer) == (403, "training-lapsed")
    assert answer.json()["clause"] == "PH-2b"
    async with served.house.pool.acquire() as connection:
        read = {(row["actor"], row["action"]) for row in await every(queries.accesses(connection, ref=ref))}
    others = {("amira.khan", "alike")}  # of the same person, named as it came in
    assert read - others == {("amira.khan", "show")}


async def test_the_policy_and_its_sums(amira: httpx.AsyncClient) -> None:
    """The paper as data, and by when something is due under it, with its reckoning."""
    assert {policy["id"] for policy in (await amira.get("/policies")).json()} == {"poplar-harca"}
    policy = (await amira.get("/policies/poplar-harca")).json()
    assert policy["matters"]["complaint"]["deadlines"]["contact"]["within"]["working_days"] == 2
    asked = {"deadline": "contact", "from": "2026-12-24T16:00:00Z"}
    due = (await amira.get("/policies/poplar-harca/due", params=asked)).json()
    assert (due["due_day"], due["clause"]) == ("2026-12-30", "PH-4.1c")
    assert "Christmas Day" in due["why"]
    wrong = await amira.get("/policies/poplar-harca/due", params=asked | {"deadline": "lunch"})
    assert problem(wrong) == (422, "invalid")
    assert problem(await amira.get("/policies/no-such")) == (404, "unknown")


async def test_the_token_says_whose_it_is_and_the_door_what(amira: httpx.AsyncClient) -> None:
    """Neither policy nor matter need be named; a name that does not fit is refused with those that do."""
    fields = {name: value for name, value in complaint().items() if name != "policy"}
    taken = await amira.post("/complaints", json=fields)
    assert taken.status_code == 201, taken.text
    shown = (await amira.get(f"/cases/{taken.json()['ref']}")).json()["case"]
    assert (shown["policy"], shown["matter"]) == ("poplar-harca", "complaint")
    for named in ("enquiry", "policy-review", "lunch"):
        wrong = await amira.post("/complaints", json=fields | {"matter": named})
        assert problem(wrong) == (422, "invalid")
        [error] = wrong.json()["errors"]
        assert error["where"] == "matter"
        assert error["detail"] == f"{named!r} does not come in here; there are: complaint"
    assert problem(await amira.post("/complaints", json=fields | {"policy": "no-such"})) == NOT_FOR_THEM


async def test_the_examples_are_taken_as_they_stand(
    served: Served, amira: httpx.AsyncClient, somebody: Callable[..., httpx.AsyncClient]
) -> None:
    """The documentation's example at each door, made of the policies there are."""
    schemas = (await amira.get("/openapi.json")).json()["components"]["schemas"]
    for door, kind in intakes().items():
        [example] = schemas[kind.__name__]["examples"]
        taken = await somebody(*await opener(served, door)).post(f"/{door}", json=example)
        assert taken.status_code == 201, taken.text


async def test_health(served: Served) -> None:
    """Without a token: the process lives, and what it needs is there."""
    async with httpx.AsyncClient(base_url=served.url) as anybody:
        for path in ("/health/live", "/health/ready"):
            answer = await anybody.get(path)
            assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        assert problem(await anybody.get("/cases")) == (401, "not-authenticated")


async def test_the_documentation(served: Served) -> None:
    """Without a token, and without the internet: the page and its files come from here alone."""
    async with httpx.AsyncClient(base_url=served.url) as anybody:
        page = await anybody.get("/docs")
        assert page.status_code == 200
        files = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        assert len(files) == 3
        for file in files:
            assert file.startswith("/docs/files/")
            assert (await anybody.get(file)).status_code == 200
        for path in ("/docs/files/redoc.standalone.js", "/docs/files/../callers.py", "/redoc"):
            assert problem(await anybody.get(path)) == (401, "not-authenticated")

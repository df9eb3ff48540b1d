"""The API held to its own OpenAPI by Schemathesis: whatever is sent, only what it documents comes back."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from policies import library
from rules.library import Library
from rules.lifecycles import LIFECYCLES
from rules.policy import Policy
from starter.api.examples import examples
from starter.api.opening import intakes
from tests.starter.api.conftest import Served, serving_alone
from tests.starter.api.staffing import everyone
from tests.starter.api.test_cases import opened, problem, sent

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)
RUN = (sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()")
LIMITS = ("--generation-deterministic", "--continue-on-failure", "--no-color", "--warnings=off")
OPEN = {"/health/live", "/health/ready", "/standards", "/standards/{policy_id}"}
"""What is documented and answers without a token."""


async def asked(served: Served, folder: Path, refs: list[str], *options: str) -> list[tuple[str, int]]:
    """Every request that Schemathesis made, as its path and the status of its answer; it found no fault."""
    config, report = folder / "schemathesis.toml", folder / "asked.har"
    known = f"[dictionaries.refs]\nvalues = {json.dumps(refs)}\n"
    config.write_text(f'{known}[parameters]\n"path.ref" = {{ dictionary = "refs", probability = 0.9 }}\n')
    process = await asyncio.create_subprocess_exec(
        *(*RUN, "--config-file", str(config), "run", f"{served.url}/openapi.json", *LIMITS, *options),
        *("--report=har", f"--report-har-path={report}"),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    entries: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["log"]["entries"]
    return [(urlsplit(entry["request"]["url"]).path, entry["response"]["status"]) for entry in entries]


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Served]:
    """The API on servers of its own: every case that it lists has a worker."""
    async with serving_alone(tmp_path) as served:
        yield served


@pytest.fixture
def unheard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Webhooks that are made up here are sent nothing: their addresses may be somebody's."""

    async def to_nobody(*_: Any) -> None:
        return

    for where in ("activities.record", "starter.service.afterwards"):
        monkeypatch.setattr(f"{where}.announce", to_nobody)


def doors_of(policy: Policy, *others: Policy) -> dict[str, set[str]]:
    """The decisions at each door that a policy has, and none of some others has."""
    doors = {
        door: set(matter.decisions)
        for matter in policy.matters.values()
        if (door := LIFECYCLES[matter.lifecycle].door)
    }
    known = {door for other in others for door in doors_of(other)}
    return {door: decisions for door, decisions in doors.items() if door not in known}


EACH = [
    (library().current(name), [library().current(earlier) for earlier in library().ids[:place]])
    for place, name in enumerate(library().ids)
]
"""Each policy, with those before it: what they have too is asked under them."""


@pytest.mark.timeout(1800)  # thousands of requests
@pytest.mark.usefixtures("unheard")
@pytest.mark.parametrize(("policy", "before"), EACH, ids=library().ids)
@pytest.mark.parametrize(
    "depth",
    [
        pytest.param(("--phases=examples,coverage", "--max-examples=1"), id="shallow"),
        pytest.param(
            ("--phases=examples,coverage,fuzzing", "--max-examples=10"), id="deep", marks=pytest.mark.long
        ),
    ],
)
async def test_the_api_is_as_it_says(
    alone: Served, tmp_path: Path, depth: tuple[str, ...], policy: Policy, before: list[Policy]
) -> None:
    """No fault, undocumented status, or answer of another shape, to what fits the schema and what does not.

    Somebody who holds every role asks about two cases; some of the decisions are taken indeed. Under the
    first policy everything is asked for, under each other one what comes in at doors that no earlier one has.
    """
    doors = doors_of(policy, *before)
    who, door = await everyone(alone.house, policy), min(doors)
    async with alone.caller(who, policy.id) as caller:
        example = examples(Library([policy]), datetime.now(UTC))[door]
        refs = [await sent(caller, door, example | {"source_id": number}) for number in ("1", "2")]
    token = alone.token(who, policy.id)
    options = [f"--header=Authorization: Bearer {token}", f"--checks={','.join(CHECKS)}"]
    if before:
        paths = [*(f"/{door}" for door in doors), "/cases", "/cases/{ref}"]
        paths += [f"/cases/{{ref}}/decisions/{name}" for name in set[str]().union(*doors.values())]
        options += [f"--include-path={path}" for path in paths]
    answers = await asked(alone, tmp_path, refs, *options, *depth)
    statuses = {status for path, status in answers if "/decisions/" in path}
    assert {200, 409, 422} <= statuses
    for path in (*(f"/{door}" for door in doors), *(() if before else ("/webhooks",))):
        assert 201 in {status for asked_for, status in answers if asked_for == path}


def test_every_door_is_asked_at() -> None:
    """Under one policy or another."""
    asked_at = [door for policy, before in EACH for door in doors_of(policy, *before)]
    assert sorted(asked_at) == sorted(intakes())


async def test_nothing_is_open_without_a_token(served: Served) -> None:
    """The answer is 401 to everything; health and published standards alone answer anybody."""
    async with httpx.AsyncClient(base_url=served.url) as nobody:
        routes = (await nobody.get("/openapi.json")).json()["paths"]
        asked = {
            (method, path): (await nobody.request(method, re.sub("{.*?}", "x", path))).status_code
            for path, methods in routes.items()
            for method in methods
        }
    assert {path for (_, path), status in asked.items() if status != 401} == OPEN
    ready = asked.pop(("get", "/health/ready"))  # a loaded machine may keep the engine from answering in time
    assert ready in (200, 503)
    assert {status for (_, path), status in asked.items() if path in OPEN} == {200, 404}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"\xff\xfe{", id="no text"),
        pytest.param(b"[" * 100_000, id="nested"),
        pytest.param(b'{"number": ' + b"9" * 5000 + b"}", id="a number without end"),
        pytest.param(b'{"number": 1e400}', id="no number"),
        pytest.param(b'{"text": "\\ud800"}', id="half a character"),
        pytest.param(b'{"text": "\\u0000"}', id="NUL"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"null", id="null"),
    ],
)
async def test_a_body_that_cannot_be_read(amira: httpx.AsyncClient, body: bytes) -> None:
    """422 and a problem document, whatever a parser makes of it."""
    headers = {"Content-Type": "application/json"}
    for path in ("/complaints", "/cases/PH-2019-000001/decisions/note"):
        assert problem(await amira.post(path, content=body, headers=headers)) == (422, "invalid")


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/cases", {"due_before": "0"}),
        ("/cases", {"due_before": "10000-01-01"}),
        ("/cases", {"limit": "9" * 30}),
        ("/cases", {"cursor": "WyI5OTk5LTEyLTMxVDIzOjU5OjU5LTIzOjU5IiwgIngiXQ=="}),
        ("/cases", {"cursor": "WyIyMDI2LTAxLTAxVDAwOjAwOjAwWiIsICJcdTAwMDAiXQ=="}),
        ("/cases", {"cursor": "WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwgIngiXQ=="}),
        ("/cases", {"q": "\x00"}),
        ("/policies/poplar-harca/due", {"deadline": "contact", "from": "0"}),
        ("/policies/poplar-harca/due", {"deadline": "contact", "from": "9999-12-31T23:59:59Z"}),
        ("/policies/poplar-harca/due", {"deadline": "contact", "from": "9999-12-31T23:59:59-23:59"}),
        ("/policies/poplar-harca/due", {"deadline": "contact", "from": "0001-01-01T00:00:00+23:59"}),
    ],
)
async def test_the_ends_of_time_and_number(
    amira: httpx.AsyncClient, path: str, params: dict[str, str]
) -> None:
    """Refused with the field at fault, where the calendar, the database or a number's size ends."""
    answer = await amira.get(path, params=params)
    assert problem(answer) == (422, "invalid")
    assert [error["where"] for error in answer.json()["errors"]] == [f"query.{list(params)[-1]}"]


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
async def test_a_number_that_no_commitment_has(amira: httpx.AsyncClient, number: int) -> None:
    """A number larger than a database keeps is refused as any other that is not there."""
    ref = await opened(amira)
    decided = await amira.post(f"/cases/{ref}/decisions/keep-commitment", json={"number": number})
    assert problem(decided) == problem(
        await amira.post(f"/cases/{ref}/decisions/keep-commitment", json={"number": 1})
    )

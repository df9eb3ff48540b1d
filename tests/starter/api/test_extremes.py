"""The first and the last day that there are, wherever a day or a moment is asked for: no fault of ours."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from rules.lifecycles import DECISIONS
from starter.api.opening import intakes
from tests.rules.situations import _valid
from tests.starter.api.conftest import Served
from tests.starter.api.staffing import everyone
from tests.starter.api.test_cases import SENT, opened, opener, problem

DAYS = ("0001-01-01", "9999-12-31")
MOMENTS = (
    *("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "0001-01-01T12:00:00-12:00"),
    *("9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "9999-12-31T00:00:00+14:00"),
)
EXTREMES = {"date": DAYS, "date-time": MOMENTS}


def at_extremes(schema: Any, body: Any, defs: dict[str, Any]) -> Iterator[Any]:
    """Yield a body with an extreme in the place of each day and moment that its schema takes, in turn."""
    for part in schema.get("anyOf", [schema]):
        found = defs[part["$ref"].rpartition("/")[2]] if "$ref" in part else part
        yield from EXTREMES.get(found.get("format", ""), ())
        for name, inner in found.get("properties", {}).items():
            old = body.get(name) if isinstance(body, dict) else None
            for changed in at_extremes(inner, old, defs):
                yield {**copy.deepcopy(body or {}), name: changed}
        if "items" in found:
            items = body or [None]
            yield from ([changed, *items[1:]] for changed in at_extremes(found["items"], items[0], defs))


@pytest.mark.parametrize("door", sorted(SENT))
async def test_a_matter(served: Served, somebody: Callable[..., httpx.AsyncClient], door: str) -> None:
    """It is refused, naming the field, at every door; what happened long ago may be told."""
    schema = intakes()[door].model_json_schema()
    bodies = list(at_extremes(schema, SENT[door](), schema.get("$defs", {})))
    assert [body for body in bodies if body.get("received") in MOMENTS]
    caller = somebody(*await opener(served, door))
    for body in bodies:
        answer = await caller.post(f"/{door}", json=body)
        assert answer.status_code in {201, 422}, (body, answer.text)
        if body.get("received"):
            assert problem(answer) == (422, "invalid")
            assert "received" in answer.json()["errors"][0]["where"]


async def test_a_decision(served: Served) -> None:
    """It is refused, or taken."""
    valid = _valid("audio", 1, 1, 1)
    async with served.caller(await everyone(served.house)) as whoever:
        tried = 0
        for name, kind in DECISIONS.items():
            schema, ref = kind.model_json_schema(), ""
            body = valid[name].model_dump(mode="json", exclude_unset=True) if name in valid else {}
            for changed in at_extremes(schema, body, schema.get("$defs", {})):
                ref = ref or await opened(whoever)
                answer = await whoever.post(f"/cases/{ref}/decisions/{name}", json=changed)
                assert answer.status_code < 500, (name, changed, answer.text)
                tried += 1
        assert tried > 20


@pytest.mark.parametrize(
    "path",
    [
        *(f"/policies/poplar-harca/due?deadline=contact&from={moment}" for moment in MOMENTS),
        *(f"/policies/poplar-harca?on={day}" for day in DAYS),
        *(f"/policies/poplar-harca/due?deadline=contact&from=2026-11-16T09:00:00Z&on={day}" for day in DAYS),
    ],
)
async def test_a_question(amira: httpx.AsyncClient, path: str) -> None:
    """It is answered, or refused."""
    answer = await amira.get(path.replace("+", "%2B"))
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        problem(answer)


@pytest.mark.parametrize("day", DAYS)
async def test_a_closure_and_an_entry(served: Served, day: str) -> None:
    """A closure that far away moves nothing; an entry of the directory may have such days."""
    entry = {"id": "far.away", "name": "Far", "email": "far@poplar.example", "roles": ["caseworker"]}
    async with served.caller("sara.quill") as sara:
        answers = [
            await sara.get(f"/calendar/preview?day={day}"),
            await sara.get(f"/calendar/changes/{day}"),
            await sara.put("/staff/far.away", json=entry | {"trained_until": day}),
            await sara.put(
                "/staff/far.away", json=entry | {"trained_until": day, "away_from": day, "away_until": day}
            ),
            changes := await sara.get("/staff-changes?staff=far.away&limit=1"),
        ]
        assert changes.json()["changes"][0]["after"]["away_from"] == day
    for answer in answers:
        assert answer.status_code < 500, answer.text

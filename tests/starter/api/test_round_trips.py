"""Round trips to PostgreSQL: few for a decision, and the same on a long case as on a short one."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from embedded.stack import Stack
from records import database
from tests.house import House, PlayedCase
from tests.starter.api.conftest import Served, serving

MOST = 20
"""For a decision on the plain path: what the API asks, and what the recording does."""
LONG = 60
"""Events: enough that a statement for each of them would show."""
NOTE = {"text": "Rang back."}
CONTACT = {"remedy_wanted": "A working lift."}


OF_DELIVERIES = "SELECT * FROM people.notice WHERE ref = $1 AND seq = $2"
OF_THIS_TEST = "SELECT n.*, t.tell_by, t.told_at, t.told_by, people.sent_again(n)"
OF_THE_PAST = "SELECT seq, key, body, previous_hash"


class Statements:
    """The statements that connections were asked, one round trip after another."""

    def __init__(self) -> None:
        self._asked: list[tuple[asyncpg.Connection, str]] = []
        self._delivering: set[asyncpg.Connection] = set()

    def of(self, connection: asyncpg.Connection) -> Callable[[Any], None]:
        """Return what counts the statements of a connection."""

        def count(record: Any) -> None:
            asked = " ".join(record.query.split())
            if asked.startswith(OF_DELIVERIES):
                self._delivering.add(connection)
            self._asked.append((connection, asked))

        return count

    def clear(self) -> None:
        """Begin to count."""
        self._asked.clear()

    @property
    def asked(self) -> list[str]:
        """Return all that was asked but by this test."""
        return [asked for _, asked in self._asked if not asked.startswith(OF_THIS_TEST)]

    @property
    def of_the_decision(self) -> list[str]:
        """Return the same, without the delivery of its notices, which has a pool of its own."""
        return [
            asked
            for connection, asked in self._asked
            if connection not in self._delivering and not asked.startswith(OF_THIS_TEST)
        ]


@pytest.fixture
async def statements(monkeypatch: pytest.MonkeyPatch) -> Statements:
    """Every statement of the connections that are opened from now on."""
    counted, prepare = Statements(), database._prepare

    async def prepared(connection: asyncpg.Connection) -> None:
        await prepare(connection)
        connection.add_query_logger(counted.of(connection))

    monkeypatch.setattr(database, "_prepare", prepared)
    return counted


@pytest.fixture
async def counted(stack: Stack, tmp_path: Path, statements: Statements) -> AsyncIterator[Served]:
    """A house of which every statement is counted, its API's and its worker's."""
    async with House.at_work(stack) as house, serving(house, tmp_path) as served:
        yield served


async def decide(amira: httpx.AsyncClient, case: PlayedCase, name: str, fields: dict[str, Any]) -> None:
    """Take a decision, which is not refused."""
    key = {"Idempotency-Key": str(uuid.uuid4())}
    answer = await amira.post(f"/cases/{case.ref}/decisions/{name}", json=fields, headers=key)
    assert answer.status_code == 200, answer.text


async def test_the_plain_path(counted: Served, statements: Statements) -> None:
    """From contact to the end: each decision asks no more than `MOST`, and reads no event of the past."""
    case = await counted.house.open()
    remedy = {"what": "The lift mended", "by": case._today(10), "owner": "tom.okafor"}
    response = {"outcome": "upheld", "can_do": "-", "cannot_do": "-", "reasons": "-", "remedies": [remedy]}
    path: tuple[tuple[str, dict[str, Any]], ...] = (
        ("note", NOTE),
        ("contact", CONTACT),
        ("respond", response),
        ("accept", {}),
        ("keep-commitment", {"number": 1}),
    )
    taken = {}
    async with counted.caller() as amira:
        for name, fields in path:
            await case.notices()
            statements.clear()
            await decide(amira, case, name, fields)
            await case.notices()  # by then it is known which connections deliver them
            taken[name] = len(statements.of_the_decision)
            assert not [asked for asked in statements.asked if asked.startswith(OF_THE_PAST)], name
    assert max(taken.values()) <= MOST, taken


async def test_a_long_case(counted: Served, statements: Statements) -> None:
    """Contact is asked for, recorded and told on a case of many events with the statements of another."""
    short, long = await counted.house.open(), await counted.house.open()
    async with counted.caller() as amira:
        await decide(amira, short, "note", NOTE)
        for _ in range(LONG):
            await decide(amira, long, "note", NOTE)
        asked = []
        for case in (short, long):
            await case.notices()
            statements.clear()
            await decide(amira, case, "contact", CONTACT)
            await case.notices()
            asked.append(sorted(statements.asked))
    assert asked[0] == asked[1]

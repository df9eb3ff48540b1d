"""What callers hear while PostgreSQL is away: a refusal of our own, and that asking again is safe."""

from __future__ import annotations

import asyncio
import os
import sys

import asyncpg
import pytest

from activities.record import unquoted
from engine.waiting import until
from records.database import is_away, is_outage
from records.sql import queries
from rules.refusal import EngineAway, RecordsAway
from starter.service.desk import Desk
from tests.faults.support import SOON, StruckHouse, Victim
from tests.house import complaint

REMEDY = {"remedy_wanted": "A working lift."}


async def test_the_desk_says_that_the_database_is_away(struck: StruckHouse) -> None:
    """Whatever is asked is refused as `records-away`; asked again once it is back, it is done once.

    Whether the intake was committed before the answer to it was lost cannot be known: it is there once.
    """
    case = await struck.opened()
    await case.on(1)
    await case.quiet()
    desk = Desk(struck.pool, case.time.client, struck.library, struck.task_queue, clock=lambda: case.moment)
    fields = complaint(case.day(0))
    killed = await struck.fate.take_away(Victim.POSTGRES)
    for asking in (
        desk.open(fields, actor="amira.khan"),
        desk.decide(case.ref, "contact", REMEDY, actor="amira.khan", key="once"),
        desk.allowed(case.ref, actor="amira.khan"),
    ):
        with pytest.raises(RecordsAway) as refused:
            await asking
        assert refused.value.facts().code == "records-away"
        assert "ask again" in refused.value.detail
    await struck.fate.back(Victim.POSTGRES, killed)
    taken = await desk.open(fields, actor="amira.khan")
    async with struck.pool.acquire() as connection:
        refs = await connection.fetch(
            "SELECT ref FROM casebook.casefile WHERE source_id = $1", fields["source_id"]
        )
    assert [row["ref"] for row in refs] == [taken.case.ref]
    answer = await desk.decide(case.ref, "contact", REMEDY, actor="amira.khan", key="once")
    assert answer.events == ("contacted",)
    assert await desk.allowed(case.ref, actor="amira.khan")
    assert await case.kinds() == ["opened", "contacted"]


async def test_the_database_goes_away_in_the_middle(struck: StruckHouse) -> None:
    """An intake whose transaction is cut off is refused as `records-away`, and left nothing behind."""
    case = struck.case()
    fields = complaint(case.day(0))
    other = await asyncpg.connect(struck.settings.database_url)
    await other.execute("BEGIN")
    source = f"{struck.policy.id}/{fields['source']}/{fields['source_id']}"
    await queries.lock_source(other, source_key=source)
    desk = Desk(struck.pool, case.time.client, struck.library, struck.task_queue, clock=lambda: case.moment)
    opening = asyncio.create_task(desk.open(fields, actor="amira.khan"))

    async def waits() -> bool:
        async with struck.pool.acquire() as connection:
            return bool(
                await connection.fetchval(
                    "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory')"
                )
            )

    await until(waits, within=SOON)
    await struck.fate.strike(Victim.POSTGRES)
    other.terminate()
    with pytest.raises(RecordsAway):
        await opening
    assert not (await case.take_in(fields)).repeated
    await case.begin()
    await case.is_sound("opened", due={"contact": case.day(2), "response": case.day(14)})


def test_what_counts_as_away() -> None:
    """No connection, or one that broke, is away; a mistake of ours is not, and stays visible."""
    assert is_outage(RecordsAway("the database is away"))
    assert is_outage(ConnectionRefusedError())
    assert not is_outage(EngineAway("the engine is away"))
    assert is_away(ConnectionRefusedError())
    assert is_away(TimeoutError())
    assert is_away(asyncpg.CannotConnectNowError())
    assert is_away(asyncpg.ConnectionDoesNotExistError())
    assert is_away(
        asyncpg.InterfaceError("cannot call Transaction.commit(): the underlying connection is closed")
    )
    assert not is_away(asyncpg.InterfaceError("the server expects 2 arguments for this query, 1 was passed"))
    assert not is_away(asyncpg.UniqueViolationError())
    assert not is_away(ValueError())


def test_an_outage_within_a_recording_stays_one() -> None:
    """An attempt to record that meets one raises an error that is known as one, and quotes nobody."""
    starting, torn = asyncpg.CannotConnectNowError("quince"), asyncpg.DeadlockDetectedError("quince")
    assert is_outage(unquoted(starting))
    assert not is_outage(unquoted(torn))
    assert not [each for each in (starting, torn) if "quince" in str(unquoted(each))]


async def test_a_worker_without_a_database_says_so(struck: StruckHouse) -> None:
    """It does not start, and says why in one line."""
    away = struck.settings.data / "nowhere"
    settings = {
        "REDRESS_DATA": str(struck.settings.data),
        "REDRESS_DATABASE_URL": f"postgresql://postgres@/redress?host={away}&port=5432",
        "TEMPORAL_CONFIG_FILE": str(struck.settings.data / "temporal.toml"),
        "REDRESS_START_PATIENCE": "1",
    }
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "worker"), env=os.environ | settings, stderr=asyncio.subprocess.PIPE
    )
    _, said = await asyncio.wait_for(worker.communicate(), SOON)
    assert worker.returncode == 1
    assert said.decode().splitlines()[-1].startswith("redress worker: the database cannot be used (")
    assert "Traceback" not in said.decode()

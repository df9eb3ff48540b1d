"""What the fault tests share: victims, callers that ask again, and cases checked to the last notice."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from email.parser import BytesHeaderParser
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

import asyncpg
import pytest
from temporalio.service import RPCError

from embedded.stack import Stack
from engine.waiting import until
from records.cases import broken_chain
from records.database import is_away
from records.intake import TakenIn
from records.kept import NOTHING, Beside
from records.sql import every, queries
from rules.case import Case
from rules.events import Event
from rules.recording import Answer
from rules.refusal import NOT_KNOWN
from starter.service.desk import Desk
from tests.engine.support import is_alive
from tests.house import House, PlayedCase, complaint

T = TypeVar("T")
SOON = 60.0
"""Seconds within which anything happens, once what was killed is back."""
SHORT = timedelta(seconds=3)
"""The patience of these callers: they give up and ask again more often than others do."""
LOST_DELIVERY = 120.0
"""Seconds: a delivery that was in a killed worker's hands is tried again after 45 and another 15."""


class Victim(StrEnum):
    """A process that can be killed."""

    WORKER = "worker"
    TEMPORAL = "temporal"
    POSTGRES = "postgres"


def victims(first: Victim) -> list[pytest.ParameterSet]:
    """Parameters of a test: one process in `make test`, each of the others in `make test-long`."""
    others = (other for other in Victim if other is not first)
    return [pytest.param(first), *(pytest.param(other, marks=pytest.mark.long) for other in others)]


class Fate:
    """Kills a stack's processes without warning, and sees them come back.

    Attributes:
        deaths: When what sends and keeps notices died: a worker, or the database (UTC).

    """

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.deaths: list[datetime] = []
        self._ready = stack.settings.data / "worker.ready"

    def kill(self, victim: Victim) -> int:
        """Kill -9; the id that the process had."""
        pid: int = getattr(self.stack, f"{victim}_pid")
        if victim is not Victim.TEMPORAL:  # which knows nothing of what a mail server said
            self.deaths.append(datetime.now(UTC))
        os.kill(pid, signal.SIGKILL)
        return pid

    async def take_away(self, victim: Victim) -> int:
        """Kill it, and see it gone: until it is, what is asked of it may still be answered."""
        killed = self.kill(victim)

        async def is_gone() -> bool:
            return not is_alive(killed)

        await until(is_gone, within=SOON)
        return killed

    async def back(self, victim: Victim, killed: int) -> None:
        """Bring it back. A dead worker is started again by the stack, unasked."""
        if victim is Victim.TEMPORAL:
            await self.stack.restart_temporal()
        elif victim is Victim.POSTGRES:
            await self.stack.restart_postgres()
        else:

            async def another() -> bool:
                return self.stack.worker_pid != killed and self._ready.exists()

            await until(another, within=SOON)

    async def strike(self, victim: Victim) -> None:
        """Kill it, and see it come back."""
        await self.back(victim, self.kill(victim))


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask again until there is an answer; what is refused for a reason is not asked again."""
    async with asyncio.timeout(SOON):
        while True:
            try:
                return await ask()
            except (*NOT_KNOWN, RPCError):
                pass
            except Exception as error:
                if not is_away(error):
                    raise
            await asyncio.sleep(0.1)  # a client's pause between two tries


class Caller(Desk):
    """A careful client of the desk: without an answer it asks again, under the same key."""

    async def open(self, fields: Mapping[str, Any], *, actor: str, door: str | None = None) -> TakenIn:
        """Take a matter in, however often it needs asking."""
        return await patiently(lambda: super(Caller, self).open(fields, actor=actor, door=door))

    async def decide(
        self,
        ref: str,
        name: str,
        fields: Mapping[str, Any],
        *,
        actor: str,
        key: str,
        match: int | None = None,
        beside: Beside = NOTHING,
    ) -> Answer:
        """Take a decision, however often it needs asking."""
        ask = super().decide
        return await patiently(
            lambda: ask(ref, name, fields, actor=actor, key=key, match=match, beside=beside)
        )


class StruckHouse(House):
    """The house on a stack whose processes get killed: its callers are careful, its cases remembered."""

    fate: Fate
    cases: list[StruckCase]

    def __init__(self, stack: Stack, *rest: Any) -> None:
        super().__init__(stack, *rest)
        self.fate, self.cases = Fate(stack), []

    def desk(self, **options: Any) -> Caller:
        """A careful caller."""
        client = options.pop("client", self.client)
        return Caller(self.pool, client, self.library, self.task_queue, **({"patience": SHORT} | options))

    def case(self, *, begins: datetime | None = None) -> StruckCase:
        """A case to come, by default in June: no bank holiday is near."""
        return StruckCase(self, begins or self.june())

    async def opened(self, **fields: Any) -> StruckCase:
        """A complaint that came in, was opened and acknowledged."""
        case = self.case()
        await case.open(complaint(case.begins.date(), **fields), by="amira.khan")
        return case


class StruckCase(PlayedCase):
    """One case that lives through faults."""

    house: StruckHouse

    def __init__(self, house: StruckHouse, begins: datetime) -> None:
        super().__init__(house, begins)
        house.cases.append(self)

    def moved_to(self, house: StruckHouse) -> StruckCase:
        """The same case, seen from a house on the same folder."""
        moved = StruckCase(house, self.begins)
        moved.ref, moved.handle, moved._keys = (
            self.ref,
            house.client.get_workflow_handle(self.handle.id),
            self._keys,
        )
        return moved

    async def take_in(self, fields: Mapping[str, Any], *, by: str = "amira.khan") -> TakenIn:
        """Take it in; in virtual time its workflow waits until it is reached."""
        taken = await self.desk.open(fields, actor=by)
        self.ref, self.handle = taken.case.ref, self.desk.handle(taken.case)
        return taken

    async def begin(self) -> None:
        """Let its first moment come, and wait until it was opened."""
        await patiently(lambda: self.time.begin(self.handle))
        await until(lambda: patiently(self.opened), within=SOON)

    async def open(self, fields: Mapping[str, Any], *, by: str) -> None:
        """Take it in, and wait until it was opened."""
        await self.take_in(fields, by=by)
        await self.begin()

    async def until(self, moment: datetime) -> None:
        """Let time pass until a moment, and whatever falls due by then happen."""
        self.moment = moment.astimezone(self.begins.tzinfo)
        await self._reach(self.moment)
        await until(lambda: patiently(self._nothing_overlooked), within=SOON)

    async def quiet(self) -> None:
        """Wait until all its notices are on record as sent: no kill then falls between yes and note."""
        await self.notices()

    async def finished(self) -> None:
        """Wait until the workflow has ended."""
        await patiently(self.handle.result)

    async def is_sound(self, *kinds: str, due: Mapping[str, date]) -> None:
        """Exactly these events, an unbroken chain, the engine in step, and every deadline's date kept."""

        async def in_step() -> bool:
            case: Case = await patiently(self.state)
            return case == await patiently(self.case)

        assert tuple(await patiently(self.kinds)) == kinds
        async with self.house.pool.acquire() as connection:
            assert await broken_chain(connection, self.ref) is None
            rows = await every(queries.deadlines(connection, ref=self.ref))
            case_row = await queries.get_case(connection, ref=self.ref)
        assert {row["name"]: row["due_day"] for row in rows} == due
        assert len(rows) == len(due)
        assert case_row["last_seq"] == len(kinds)
        await until(in_step, within=SOON)

    async def breaches(self) -> list[tuple[Any, Any]]:
        """What was missed, and the day by which it was due."""
        found = await self.events("breached")
        return [(event.facts["deadline"], event.facts["due_day"]) for event in found]

    async def _reach(self, moment: datetime) -> None:
        await patiently(lambda: self.time.reach(self.handle, moment))


@contextlib.contextmanager
def own_folder() -> Iterator[Path]:
    """A folder away from pytest's own, which every pytest that starts closes to other users again.

    As root, PostgreSQL runs as another user; started again after a kill, it must still be let in.
    """
    with tempfile.TemporaryDirectory(prefix="redress-") as folder:
        yield Path(folder)


@contextlib.asynccontextmanager
async def a_house(folder: Path) -> AsyncIterator[StruckHouse]:
    """A house on a folder, which may have had one before."""
    to_receivers = {"REDRESS_WEBHOOKS_TO_LOOPBACK": "true"}  # the worker is a process; receivers are here
    with patch.dict(os.environ, to_receivers):
        async with (
            Stack(folder, time_skipping=True, ports="free") as stack,
            StruckHouse.staffed(stack, task_queue=stack.settings.task_queue) as house,
        ):
            assert isinstance(house, StruckHouse)
            yield house


class Held:
    """Stops whatever records on a case half-way: its transaction waits until this lets go, or dies."""

    def __init__(self, case: StruckCase) -> None:
        self._case = case
        self._dsn = case.house.settings.database_url

    @contextlib.asynccontextmanager
    async def recording(self) -> AsyncIterator[None]:
        """Hold the case's row until the block ends; PostgreSQL, when killed, lets go by itself."""
        connection = await asyncpg.connect(self._dsn)
        try:
            await connection.execute("BEGIN")
            # what the desk writes about the case may go on: only the recording takes more than this
            await connection.execute(
                "SELECT 1 FROM casebook.casefile WHERE ref = $1 FOR NO KEY UPDATE", self._case.ref
            )
            yield
        finally:
            connection.terminate()

    async def has_one(self) -> None:
        """Wait until a recording stands still."""

        async def stands_still() -> bool:
            async with self._case.house.pool.acquire() as connection:
                waiting: bool = await connection.fetchval(
                    "SELECT EXISTS (SELECT 1 FROM pg_stat_activity"
                    " WHERE wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE%')"
                )
                return waiting

        await until(stands_still, within=SOON)


def promised(events: list[Event]) -> set[tuple[int, str]]:
    """The notices that must follow from events: after which, and of which kind."""
    return {(event.seq, tell.notice) for event in events for tell in event.tells}


async def each_notice_went_once(case: StruckCase) -> None:
    """Every notice that follows from the events was sent, by one message or one letter, and no other.

    A message may be there once more for each death of a worker or the database while it was on its way:
    after a mail server's yes and before the note of it, which no sender can tell from before the yes.
    """

    async def all_sent() -> bool:
        return all(notice["sent_at"] or notice["failure"] for notice in await case._notices())

    await until(lambda: patiently(all_sent), within=LOST_DELIVERY)
    notices = await case._notices()
    assert {(notice["seq"], notice["kind"]) for notice in notices} == promised(await case.events())
    assert not [notice["failure"] for notice in notices if notice["failure"]]
    messages = messages_of(case.house.stack.mail_folder, case.ref)
    by_mail = {notice["message_id"]: notice for notice in notices if notice["channel"] == "email"}
    assert messages.keys() == by_mail.keys()
    for name, copies in messages.items():
        on_its_way = by_mail[name]["posted_at"], by_mail[name]["sent_at"]
        deaths = [death for death in case.house.fate.deaths if on_its_way[0] <= death <= on_its_way[1]]
        assert len(copies) <= 1 + len(deaths), f"{name} was sent {len(copies)} times"
        assert len(set(copies)) == 1, f"{name} was sent with different contents"
    letters = {notice["file"] for notice in notices if notice["channel"] == "letter"}
    assert {str(file) for file in (case.house.stack.outbox / case.ref).glob("*")} == letters


def messages_of(folder: Path, ref: str) -> dict[str, list[bytes]]:
    """The messages about a case in a mail catcher's folder: every copy, by Message-ID."""
    found: dict[str, list[bytes]] = {}
    for file in folder.glob(f"*-{ref.lower()}.*.eml"):
        content = file.read_bytes()
        found.setdefault(str(BytesHeaderParser().parsebytes(content)["Message-ID"]), []).append(content)
    return found

"""An organisation at work on a real stack: open cases, let virtual time pass, decide, look."""

from __future__ import annotations

import asyncio
import itertools
import logging
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from temporalio.client import Client, WorkflowHandle
from temporalio.common import SearchAttributeKey
from temporalio.worker import Worker

from embedded.stack import Stack
from embedded.virtual_time import VirtualTime
from engine.settings import Settings
from policies import library
from policies.scenarios import policies_played, staff_of
from records.cases import broken_chain, case_at, history
from records.database import open_pool
from records.people import import_staff, staff_member
from records.sql import every, queries
from rules.bank_holidays import working_calendar
from rules.case import Case
from rules.events import Event
from rules.library import Library
from rules.recording import Answer
from rules.refusal import Refusal, RefusalFacts
from starter.cli.rehearsal import until
from starter.service.desk import Desk
from starter.service.showing import ShownCase, shown
from tests.rules.advice import GIVEN
from tests.signposts import keep_signposts
from worker import make_calling_worker, make_worker, pools

_FORTNIGHTS = itertools.count()
"""Those of the summers to come in which a test has booked somebody."""
_QUARTERS = itertools.count()
"""Those of an hour that `free_time` gave."""
TABLES = (
    "casebook.casefile", "casebook.event", "casebook.decision", "casebook.deadline",
    "people.person", "people.words", "people.notice",
)  # fmt: skip


@asynccontextmanager
async def kept_alive(make: Callable[[], Worker]) -> AsyncIterator[None]:
    """A worker in this process, made again if it dies, so that one death does not hang all that follows.

    Raises:
        Exception: at the end, of what it died; no test run passes over that.

    """
    ended, polling = asyncio.Event(), asyncio.Event()
    deaths: list[Exception] = []

    async def work() -> None:
        while not ended.is_set():
            try:
                async with make():
                    polling.set()
                    await ended.wait()
            except Exception as error:
                logging.getLogger(__name__).exception("the worker died; another one takes over")
                deaths.append(error)
                await asyncio.sleep(0.5)  # a worker that cannot start is not tried without a pause

    working = asyncio.create_task(work())
    await polling.wait()
    try:
        yield
    finally:
        ended.set()
        await working
    if deaths:
        raise deaths[0]


class House:
    """The organisations with scenarios, and the staff of these: amira.khan and others of Poplar HARCA's.

    Attributes:
        policy: Whose cases are opened where no other policy is named.

    """

    def __init__(self, stack: Stack, client: Client, pool: asyncpg.Pool, settings: Settings) -> None:
        self.stack, self.client, self.pool, self.settings = stack, client, pool, settings
        self.task_queue = settings.task_queue
        self.library: Library = library()
        self.policy = self.library.current("poplar-harca")

    @classmethod
    @asynccontextmanager
    async def at_work(
        cls, stack: Stack, *, cached_cases: int = 1000, client: Client | None = None, **settings: Any
    ) -> AsyncIterator[House]:
        """The house with a worker of its own in this process."""
        async with (
            cls.staffed(stack, client=client, **settings) as house,
            house.working(cached_cases=cached_cases),
        ):
            yield house

    @classmethod
    @asynccontextmanager
    async def staffed(
        cls, stack: Stack, *, client: Client | None = None, **settings: Any
    ) -> AsyncIterator[House]:
        """The house with its staff and a desk, and no worker; some of the stack's settings replaced."""
        own_queue = {"task_queue": f"casework-{uuid.uuid4()}"}
        changes = own_queue | {"webhooks_to_loopback": True} | settings  # the tests' receivers are here
        own = stack.settings.model_copy(update=changes)
        async with await open_pool(own.database_url) as pool:
            house = cls(stack, client or await stack.client(), pool, own)
            async with pool.acquire() as connection:
                for policy in policies_played():
                    staff = staff_of(policy).read_bytes()
                    await import_staff(connection, house.library.current(policy), staff)
                    # as checked in the June to come: for the cases of today, and for those that begin then
                    july = house.june() + timedelta(days=30)
                    await keep_signposts(connection, house.library.current(policy), july)
            yield house

    @asynccontextmanager
    async def working(self, *, cached_cases: int = 1000, **settings: Any) -> AsyncIterator[None]:
        """A worker in this process, until the block ends; some of the house's settings replaced."""
        own = self.settings.model_copy(update=settings)
        async with pools(own) as (recording, delivering):

            def another() -> Worker:
                return make_worker(
                    self.client, own, recording=recording, delivering=delivering, cached_cases=cached_cases
                )

            def calling() -> Worker:
                return make_calling_worker(self.client, own, recording=recording)

            async with kept_alive(another), kept_alive(calling):
                yield

    def monday(self, at: str = "09:30") -> datetime:
        """A moment on the next Monday to come, in the policy's zone."""
        today = datetime.now(self.policy.zone).date()
        day = today + timedelta(days=7 - today.weekday())
        return datetime.combine(day, time.fromisoformat(at), self.policy.zone)

    def june(self, at: str = "09:30") -> datetime:
        """A moment on the first Monday of June to come: summer time, no bank holiday for eleven weeks."""
        today = datetime.now(self.policy.zone).date()
        first = date(today.year + (today.month >= 6), 6, 1)
        day = first + timedelta(days=-first.weekday() % 7)
        return datetime.combine(day, time.fromisoformat(at), self.policy.zone)

    def desk(self, **options: Any) -> Desk:
        """A desk whose clock is the machine's, unless it is given one."""
        client = options.pop("client", self.client)
        return Desk(self.pool, client, self.library, self.task_queue, **options)

    async def rows(self) -> dict[str, int]:
        """How many rows each table has, and how many references were given out."""
        async with self.pool.acquire() as connection:
            counted = {
                table: await connection.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 - ours
                for table in TABLES
            }
            given = await connection.fetchval("SELECT coalesce(sum(last), 0) FROM casebook.counter")
        return counted | {"references": int(given)}

    def mail(self, ref: str, *, to: str | None = None) -> list[EmailMessage]:
        """The e-mails about a case that reached the mail server, all or those to an address, oldest first."""
        files = sorted(self.stack.mail_folder.glob(f"*-{ref.lower()}.*.eml"))
        messages = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
        return [message for message in messages if to in (None, message["To"])]

    async def open(
        self, *, begins: datetime | None = None, by: str = "tom.okafor", **fields: Any
    ) -> PlayedCase:
        """A complaint that came in at a moment (by default next Monday, 09:30), opened and acknowledged."""
        begins = begins or self.monday()
        return await self._opened(begins, complaint(begins.date(), **fields), by)

    async def enquiry(
        self, *, begins: datetime | None = None, by: str = "amira.khan", **fields: Any
    ) -> PlayedCase:
        """An enquiry that came in at a moment (by default next Monday, 09:30), and was opened."""
        return await self._opened(begins or self.monday(), enquiry(**fields), by)

    async def feedback(
        self, *, begins: datetime | None = None, by: str = "ana.duarte", **fields: Any
    ) -> PlayedCase:
        """Feedback to the charity that came in at a moment (by default next Monday, 09:30)."""
        begins = begins or self.monday()
        return await self._opened(begins, feedback(begins.date(), **fields), by)

    async def advice(
        self, *, begins: datetime | None = None, by: str = "ana.duarte", **fields: Any
    ) -> PlayedCase:
        """An enquiry for advice that came in at a moment (by default next Monday, 09:30), and was opened."""
        return await self._opened(begins or self.monday(), advice(**fields), by)

    async def appointment(
        self, *, begins: datetime | None = None, by: str = "ana.duarte", **fields: Any
    ) -> PlayedCase:
        """An appointment on Tuesday of the week after a Monday at 09:30, on which it was booked and opened.

        No other test books anybody in these two weeks, unless it is given the Monday.
        """
        begins = begins or self.quiet_monday()
        return await self._opened(begins, appointment(begins.date() + timedelta(days=8), **fields), by)

    def quiet_monday(self) -> datetime:
        """The first of two weeks of June to August in which no other test books anybody."""
        year, fortnight = divmod(next(_FORTNIGHTS), 6)
        june = self.june()
        first = date(june.year + year, 6, 1)
        day = first + timedelta(days=-first.weekday() % 7, weeks=2 * fortnight)
        return june.replace(year=day.year, month=day.month, day=day.day)

    async def _opened(self, begins: datetime, fields: dict[str, Any], by: str) -> PlayedCase:
        played = PlayedCase(self, begins)
        await played.open(fields, by=by)
        return played


def feedback(on: date, **fields: Any) -> dict[str, Any]:
    """The fields of feedback received on a day; any of them can be replaced."""
    return {
        "policy": "work-rights-centre",
        "service": "contact",
        "happened_on": (on - timedelta(days=4)).isoformat(),
        "about": "I called three times about my wages, and nobody called me back.",
        "person": {"name": "Marisol Pinto", "email": "marisol.pinto@client.example"},
        "source": "tests",
        "source_id": str(uuid.uuid4()),
    } | fields


def advice(**fields: Any) -> dict[str, Any]:
    """The fields of an enquiry for advice to the charity, with consent; any of them can be replaced."""
    return {
        "policy": "work-rights-centre",
        "matter": "advice",
        "service": "employment-rights",
        "about": "They did not pay my last shifts, and do not answer me.",
        "person": {"name": "Marisol Pinto", "email": "marisol.pinto@client.example"},
        "consent": GIVEN,
        "source": "tests",
        "source_id": str(uuid.uuid4()),
    } | fields


def appointment(on: date, at: str = "10:00", **fields: Any) -> dict[str, Any]:
    """The fields of an appointment of somebody who walks in, at a local time of a day in London."""
    starts = datetime.combine(on, time.fromisoformat(at), ZoneInfo("Europe/London"))
    return {
        "policy": "work-rights-centre",
        "matter": "appointment",
        "adviser": "ana.duarte",
        "starts": starts.isoformat(),
        "minutes": 45,
        "place": "clinic",
        "about": "Wants her contract read before she signs it.",
        "person": {"name": "Marisol Pinto", "email": "marisol.pinto@client.example"},
        "source": "tests",
        "source_id": str(uuid.uuid4()),
    } | fields


def clinic_day(week: int) -> date:
    """A day on which the clinic is open, in a week counted from the third to come."""
    calendar = working_calendar(library().current("work-rights-centre"), {})
    day = datetime.now(UTC).date() + timedelta(weeks=3 + week)
    day += timedelta(days=(1 - day.weekday()) % 7)
    return day + timedelta(days=2) if calendar.day_off(day) else day


def free_time() -> dict[str, Any]:
    """The fields of a quarter of an hour at the clinic with Lena that nobody else books, weeks from today."""
    week, quarter = divmod(next(_QUARTERS), 12)
    day = clinic_day(week)
    clock = (datetime.combine(day, time(14)) + timedelta(minutes=15 * quarter)).time()
    starts = datetime.combine(day, clock, ZoneInfo("Europe/London"))
    return {"starts": starts.isoformat(), "minutes": 15, "adviser": "lena.wolska"}


def enquiry(**fields: Any) -> dict[str, Any]:
    """The fields of a councillor's enquiry about a tenant; any of them can be replaced."""
    return {
        "policy": "poplar-harca",
        "matter": "enquiry",
        "service": "repairs",
        "member": "councillor",
        "constituency": "Lansbury ward",
        "subject": "tenant",
        "concerns": {"name": "Nadia Farrow", "address": "3 Mast House, London"},
        "about": "Her lift has stood still for a week.",
        "person": {"name": "Jo Marlow", "email": "jo.marlow@council.example"},
        "source": "tests",
        "source_id": str(uuid.uuid4()),
    } | fields


def complaint(on: date, **fields: Any) -> dict[str, Any]:
    """The fields of a complaint received on a day; any of them can be replaced."""
    return {
        "policy": "poplar-harca",
        "service": "repairs",
        "happened_on": (on - timedelta(days=10)).isoformat(),
        "about": "The lift has stood still for a week.",
        "person": {"name": "Nadia Farrow", "email": "nadia.farrow@resident.example"},
        "source": "tests",
        "source_id": str(uuid.uuid4()),
    } | fields


KNOWN: dict[str, Any] = {"asked": ["reference", "telephone"], "right": ["reference", "telephone"]}
"""A check that a caller passes, by questions of the charity's."""


class PlayedCase:
    """One case in virtual time."""

    def __init__(self, house: House, begins: datetime) -> None:
        self.house, self.begins, self.moment = house, begins, begins
        self.time = VirtualTime(house.client, begins)
        self.desk = house.desk(client=self.time.client, clock=lambda: self.moment)
        self._keys = (f"key-{number}" for number in itertools.count(1))
        self.ref = ""
        self.handle: WorkflowHandle[Any, Any]

    @classmethod
    def of(cls, house: House, case: Case) -> PlayedCase:
        """A case that was opened otherwise, in real time."""
        played = cls(house, case.received)
        played.ref, played.handle = case.ref, house.desk().handle(case)
        return played

    async def open(self, fields: dict[str, Any], *, by: str) -> None:
        """Take it in, and wait until it was opened and its workflow has counted that."""
        taken = await self.desk.open(fields, actor=by)
        self.ref, self.handle = taken.case.ref, self.desk.handle(taken.case)
        await self.time.begin(self.handle)
        await until(self.opened)
        await until(self.in_step)

    def day(self, number: int) -> date:
        """The date of a day, counted from the day it came in (day 0)."""
        return self.begins.date() + timedelta(days=number)

    def at(self, day: int, at: str) -> datetime:
        """A local time on a day."""
        return datetime.combine(self.day(day), time.fromisoformat(at), self.begins.tzinfo)

    async def on(self, day: int, at: str = "08:30") -> None:
        """Let time pass until a local time on a day, and whatever falls due by then happen."""
        await self.until(self.at(day, at))

    async def until(self, moment: datetime) -> None:
        """Let time pass until a moment, and whatever falls due by then happen and be counted."""
        self.moment = moment.astimezone(UTC)
        await self.time.reach(self.handle, self.moment)
        await until(self._nothing_overlooked)
        await until(self.in_step)

    async def decide(
        self, name: str, *, by: str = "amira.khan", key: str | None = None, **fields: Any
    ) -> Answer:
        """Take a decision, under a key of its own unless one is given."""
        own = next(self._keys) if key is None else key
        return await self.desk.decide(self.ref, name, fields, actor=by, key=own)

    async def refused(
        self, name: str, *, by: str = "amira.khan", key: str | None = None, **fields: Any
    ) -> RefusalFacts:
        """Take a decision that is refused, and leaves nothing behind: why it was."""
        before = await self.house.rows()
        with pytest.raises(Refusal) as refusal:
            await self.decide(name, by=by, key=key, **fields)
        assert await self.house.rows() == before
        return refusal.value.facts()

    async def checked(self, *, by: str) -> int:
        """Have a caller answer the charity's security questions right; return the number of the check."""
        answer = await self.decide("check-caller", by=by, **KNOWN)
        return answer.seq

    async def contacted(self, **fields: Any) -> Answer:
        """The person is contacted."""
        return await self.decide("contact", **{"remedy_wanted": "A working lift."} | fields)

    async def lived_plainly(self) -> None:
        """Contacted, answered, accepted, each in time, to the end."""
        await self.on(1)
        await self.contacted()
        await self.on(5)
        await self.answered(outcome="not-upheld", remedies=[])
        await self.on(8)
        await self.decide("accept")
        await self.finished()

    async def answered(self, **fields: Any) -> Answer:
        """The complaint is answered; upheld, with one remedy ten days on, unless it is told otherwise."""
        remedy = {"what": "The lift mended", "by": self._today(10), "owner": "tom.okafor"}
        response = {
            "outcome": "upheld",
            "can_do": "We mend the lift.",
            "cannot_do": "We cannot build a second one.",
            "reasons": "The part was not ordered.",
            "remedies": [remedy],
        }
        return await self.decide("respond", **response | fields)

    async def colleagues(self, *roles: str) -> list[str]:
        """Those who hold one of some roles and may act, as the directory of its policy has it now."""
        case = await self.case()
        async with self.house.pool.acquire() as connection:
            rows = await every(queries.list_staff(connection, policy=case.policy))
        return [
            row["id"]
            for row in rows
            if {*roles} & {*row["roles"]}
            and row["trained_until"] >= self.moment.date()
            and not row["left_on"]
        ]

    async def case(self) -> Case:
        """The case as recorded."""
        async with self.house.pool.acquire() as connection:
            return await case_at(connection, self.ref)

    async def state(self) -> Case:
        """The case as its workflow holds it."""
        state: Case = await self.handle.query("state", result_type=Case)
        return state

    async def seen_by(self, who: str) -> ShownCase:
        """The case as a member of staff sees it."""
        case = await self.case()
        paper = self.house.library.version(case.policy, case.version)
        async with self.house.pool.acquire() as connection:
            staff = await staff_member(connection, paper, who)
            return await shown(connection, case, paper, staff, self.moment)

    async def events(self, kind: str | None = None) -> list[Event]:
        """The recorded events, or those of a kind."""
        async with self.house.pool.acquire() as connection:
            past = await history(connection, self.ref)
        return [event for event, _ in past if kind in (None, event.kind)]

    async def kinds(self) -> list[str]:
        """The kinds of the recorded events, in order."""
        return [event.kind for event in await self.events()]

    async def notices(self) -> list[asyncpg.Record]:
        """Every notice of the case, once all of them have been sent or have failed."""
        await until(self._all_sent)
        return await self._notices()

    async def notice(self, kind: str) -> asyncpg.Record:
        """The one notice of a kind, once it has been sent or has failed."""
        [notice] = [notice for notice in await self.notices() if notice["kind"] == kind]
        return notice

    async def said(self, kind: str) -> str:
        """What the one notice of a kind said, on one line."""
        return " ".join((await self.notice(kind))["body"].split())

    async def shown(self, attribute: SearchAttributeKey[Any]) -> Any:
        """What ops see of the case in a search attribute."""
        return (await self.handle.describe()).typed_search_attributes.get(attribute)

    async def is_whole(self) -> None:
        """Nothing of its record is missing or changed."""
        async with self.house.pool.acquire() as connection:
            assert await broken_chain(connection, self.ref) is None

    async def payments(self) -> list[asyncpg.Record]:
        """Every payment of the case, once all of them have been handed to finance."""

        async def instructed() -> bool:
            return all(row["instructed_at"] for row in await self._payments())

        await until(instructed)
        return await self._payments()

    async def finished(self) -> None:
        """Wait until the workflow has ended."""
        await self.handle.result()

    def _today(self, ahead: int) -> str:
        return (self.moment.astimezone(self.house.policy.zone).date() + timedelta(days=ahead)).isoformat()

    async def _notices(self) -> list[asyncpg.Record]:
        async with self.house.pool.acquire() as connection:
            return await every(queries.notices(connection, ref=self.ref))

    async def _payments(self) -> list[asyncpg.Record]:
        async with self.house.pool.acquire() as connection:
            return await every(queries.payments(connection, ref=self.ref))

    async def opened(self) -> bool:
        """Whether it was opened."""
        return (await self.case()).seq > 0

    async def in_step(self) -> bool:
        """Whether its workflow has counted what is recorded; its notices are posted by then."""
        return (await self.state()).seq == (await self.case()).seq

    async def _nothing_overlooked(self) -> bool:
        async with self.house.pool.acquire() as connection:
            return not await queries.waking_before(connection, ref=self.ref, moment=self.moment)

    async def _all_sent(self) -> bool:
        return all(notice["sent_at"] or notice["failure"] for notice in await self._notices())

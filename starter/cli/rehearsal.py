"""Rehearse: play a scenario on the real engine, with virtual time, and say what happened step by step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import asyncpg
from temporalio.client import Client

from embedded.virtual_time import VirtualTime
from engine import waiting
from records.casefile import is_overlooked, is_quiet, notices_of
from records.cases import broken_chain, case_at, history
from records.people import import_staff
from records.signpost_directory import put_signposts
from records.signposts import Signpost
from rules.bank_holidays import working_calendar
from rules.case import Case
from rules.events import Event
from rules.library import Library
from rules.model import Model
from rules.policy import Policy
from rules.refusal import Refusal, RefusalFacts
from starter.cli.scenario import Scenario, Step, dated
from starter.service.desk import Desk
from starter.service.fields import validated

PATIENCE = 60.0
"""Seconds after which something that should happen at once is given up on."""


class Happened(NamedTuple):
    """An event of a case that has been played, or a decision that was refused on it."""

    case: Case
    event: Event | None
    refusal: RefusalFacts | None = None


class Sent(Model):
    """A notice that went out."""

    kind: str
    to: str
    channel: str | None
    subject: str | None
    file: str | None
    failure: str | None


class Played(Model):
    """What came of a scenario, and where it was not as expected."""

    title: str
    case: Case
    events: tuple[Event, ...]
    refusals: tuple[RefusalFacts, ...]
    notices: tuple[Sent, ...]
    problems: tuple[str, ...]


class Rehearsal:
    """Plays scenarios on a stack whose time can be skipped."""

    def __init__(self, pool: asyncpg.Pool, client: Client, library: Library, task_queue: str) -> None:
        self._pool, self._client, self._library, self._task_queue = pool, client, library, task_queue

    async def play(self, scenario: Scenario, tell: Callable[[Happened], None]) -> Played:
        """Play a scenario to its end, telling each thing as it happens.

        Raises:
            Refusal: the case could not be opened.

        """
        policy = self._library.current(scenario.policy)
        async with self._pool.acquire() as connection:
            await import_staff(connection, policy, scenario.staff.read_bytes())
        begins = _first_moment(scenario, policy)
        await self._keep_signposts(scenario, policy, begins)
        play = _Play(self._pool, VirtualTime(self._client, begins), begins, tell)
        desk = Desk(self._pool, play.time.client, self._library, self._task_queue, clock=lambda: play.moment)
        await play.open(desk, scenario)
        for number, step in enumerate(scenario.steps, start=1):
            await play.take(desk, step, key=f"step-{number}")
        return await play.end(scenario)

    async def _keep_signposts(self, scenario: Scenario, policy: Policy, begins: datetime) -> None:
        """Put the services that a scenario points to into the directory."""
        if scenario.signposts:
            found = [validated(Signpost, dated(one, begins)) for one in scenario.signposts]
            async with self._pool.acquire() as connection:
                await put_signposts(connection, policy, found, begins)


def _first_moment(scenario: Scenario, policy: Policy) -> datetime:
    """Return the first moment to come at which a scenario can begin, none of those it names on a day off."""
    calendar = working_calendar(policy, {})
    begins = scenario.first_moment(datetime.now(UTC), policy.zone)
    while any(calendar.day_off(moment.date()) for moment in scenario.moments(begins)):
        begins = scenario.first_moment(begins, policy.zone)
    return begins


class _Play:
    """One case being played: its clock, and how much of it has been told."""

    def __init__(
        self, pool: asyncpg.Pool, time: VirtualTime, begins: datetime, tell: Callable[[Happened], None]
    ) -> None:
        self.time, self.begins, self.moment = time, begins, begins
        self._pool, self._tell = pool, tell
        self._told = 0
        self._refusals: list[RefusalFacts] = []
        self._unexpected: list[str] = []

    async def open(self, desk: Desk, scenario: Scenario) -> None:
        fields = {
            "policy": scenario.policy,
            "source": "rehearsal",
            "source_id": f"{scenario.title} {self.begins}",
        }
        taken = await desk.open(fields | dated(scenario.open, self.begins), actor=scenario.opened_by)
        self.ref, self._handle = taken.case.ref, desk.handle(taken.case)
        await self.time.begin(self._handle)
        await until(self._opened)
        await self._catch_up()

    async def take(self, desk: Desk, step: Step, key: str) -> None:
        local = datetime.combine(self.begins.date() + timedelta(days=step.day), step.at, self.begins.tzinfo)
        self.moment = local.astimezone(UTC)
        if not (await self._case()).finished:  # after its end no time passes for it, and none needs to
            await self.time.reach(self._handle, self.moment)
            await until(self._nothing_overlooked)
            await self._catch_up()
        if step.decide is None or step.by is None:
            return
        await until(self._all_sent)  # days lie between: whoever decides has seen what was sent
        try:
            fields = dated(step.fields, self.begins, await self._numbers())
            await desk.decide(self.ref, step.decide, fields, actor=step.by, key=key)
            if step.refused:
                self._unexpected.append(f"{step.decide} was to be refused as {step.refused}, and was not")
        except Refusal as refusal:
            self._refused(step, refusal, await self._case())
        await self._catch_up()

    def _refused(self, step: Step, refusal: Refusal, case: Case) -> None:
        self._refusals.append(refusal.facts())
        self._tell(Happened(case, None, refusal.facts()))
        if refusal.code != step.refused:
            self._unexpected.append(f"{step.decide} was refused: {refusal}")

    async def end(self, scenario: Scenario) -> Played:
        await until(self._all_sent)
        async with self._pool.acquire() as connection:
            past = await history(connection, self.ref)
            broken = await broken_chain(connection, self.ref)
            rows = await notices_of(connection, self.ref)
        case = await self._case()
        return Played(
            title=scenario.title,
            case=case,
            events=tuple(entry.event for entry in past),
            refusals=tuple(self._refusals),
            notices=tuple(_sent(row) for row in rows),
            problems=(*self._unexpected, *_differences(scenario, case, past), *([broken] if broken else [])),
        )

    async def _numbers(self) -> dict[str, int]:
        """The number of the last event of each kind."""
        async with self._pool.acquire() as connection:
            return {event.kind: event.seq for event, _ in await history(connection, self.ref)}

    async def _case(self) -> Case:
        async with self._pool.acquire() as connection:
            return await case_at(connection, self.ref)

    async def _catch_up(self) -> None:
        async with self._pool.acquire() as connection:
            for event, _ in (await history(connection, self.ref))[self._told :]:
                self._tell(Happened(await case_at(connection, self.ref, event.seq), event))
                self._told = event.seq

    async def _opened(self) -> bool:
        return (await self._case()).seq > 0

    async def _nothing_overlooked(self) -> bool:
        """Whether everything that fell due by now has been acted on."""
        async with self._pool.acquire() as connection:
            return not await is_overlooked(connection, self.ref, self.moment)

    async def _all_sent(self) -> bool:
        async with self._pool.acquire() as connection:
            return await is_quiet(connection, self.ref)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: it was not so within a minute.
    """
    await waiting.until(condition, within=PATIENCE)


def _sent(row: Any) -> Sent:
    return Sent(
        kind=row["kind"],
        to=row["audience"],
        channel=row["channel"],
        subject=row["subject"],
        file=row["file"],
        failure=row["failure"],
    )


def _differences(scenario: Scenario, case: Case, past: Any) -> list[str]:
    breaches = tuple(str(event.facts["deadline"]) for event, _ in past if event.kind == "breached")
    found = {"stage": case.stage, "outcome": case.outcome, "breaches": breaches}
    wanted = scenario.expect.model_dump()
    return [
        f"{name} is {found[name]!r}, and was to be {wanted[name]!r}"
        for name in wanted
        if found[name] != wanted[name]
    ]

"""A closure announced while cases are open: what it lists, what it moves, whom it tells, what stays."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta

import asyncpg
import pytest

from activities.reconcile import Reconciler
from contracts import attributes as a
from contracts.messages import ChangeKey
from records.sql import every, queries
from rules.opening import Hours, Opening
from rules.promises import Deadline
from rules.refusal import Changed, Invalid, KeyReused
from starter.cli.rehearsal import until
from tests.house import House, PlayedCase
from tests.workflows.changing import Changes


@pytest.fixture
def changes(house: House) -> Changes:
    """The calendar of the house."""
    return Changes(house)


async def deadline(case: PlayedCase, name: str) -> Deadline:
    """An open deadline as recorded, which the workflow holds too."""
    recorded = await case.case()
    assert await case.state() == recorded
    found = recorded.deadline(name)
    assert found is not None
    return found


@pytest.mark.clause("PH-4.1c", "PH-4.1d")
async def test_a_closure_moves_what_was_counted_over_it_and_tells_why(changes: Changes) -> None:
    """Listed with old and new dates, moved in the workflow and the record alike, told in one letter."""
    case = await changes.house.open(begins=await changes.monday())
    seen = await changes.look(case.day(1), case.moment)
    [touched] = seen.cases
    assert (touched.ref, touched.told) == (case.ref, True)
    assert [(moved.deadline, moved.was, moved.becomes) for moved in touched.dates] == [
        ("contact", case.day(2), case.day(3)),
        ("response", case.day(14), case.day(15)),
    ]
    assert await case.kinds() == ["opened"]
    await changes.close(case.day(1), case.moment)
    assert await case.kinds() == ["opened", "dates-moved"]
    assert (await deadline(case, "contact")).due_day == case.day(3)
    assert (await deadline(case, "response")).due_day == case.day(15)
    said = await case.said("dates-moved")
    for words in (
        f"We had told you: {case.day(14):%A %-d %B %Y}",
        f"It is now: {case.day(15):%A %-d %B %Y}",
        f"{case.day(1):%A %-d %B %Y} (The heating has failed)",
    ):
        assert words in said
    assert await case.shown(a.CASE_DUE) == (await deadline(case, "contact")).due_at
    await case.is_whole()


@pytest.mark.clause("PH-4.1c")
async def test_a_moved_promise_is_kept_time_of_anew(changes: Changes) -> None:
    """Nothing happens at the old midnight; at the new one the promise is missed, once."""
    case = await changes.house.open(begins=await changes.monday())
    await changes.close(case.day(2), case.moment)
    await case.on(3, "23:59")
    assert await case.kinds() == ["opened", "dates-moved", "staff-reminded"]
    await case.on(4, "00:01")
    assert await case.kinds() == ["opened", "dates-moved", "staff-reminded", "breached"]
    assert [event.facts["due_day"] for event in await case.events("breached")] == [case.day(3).isoformat()]


async def test_what_falls_due_before_the_sweep_comes_has_one_outcome(changes: Changes) -> None:
    """Missed by the old date before it was moved: it stays missed, the rest moves, and nothing else."""
    case = await changes.house.open(begins=await changes.monday())
    seen = await changes.look(case.day(1), case.moment)
    await changes.confirm(seen, case.moment)
    await case.on(3, "00:01")
    await changes.swept(case.day(1))
    assert await case.kinds() == ["opened", "staff-reminded", "breached", "dates-moved"]
    [event] = await case.events("dates-moved")
    assert event.facts["deadlines"] == "response"
    assert (await deadline(case, "contact")).missed
    assert await changes.came_to(case.day(1)) == {case.ref: "done"}


async def test_a_case_in_which_nothing_is_left_gets_no_event(changes: Changes) -> None:
    """Closed between the list and the sweep, it stays as it is; the list says so."""
    case = await changes.house.open(begins=await changes.monday())
    await changes.confirm(await changes.look(case.day(1), case.moment), case.moment)
    await case.decide("withdraw")
    before = await case.kinds()
    sweeping = await changes.swept(case.day(1))
    assert await case.kinds() == before
    assert (sweeping["cases"], sweeping["moved"], sweeping["waiting"]) == (1, 0, 0)
    assert await changes.came_to(case.day(1)) == {case.ref: "out-of-stage"}


async def test_what_was_not_looked_at_is_not_confirmed(changes: Changes) -> None:
    """One case more, or one less, and the list must be seen again; nothing is closed meanwhile."""
    case = await changes.house.open(begins=await changes.monday())
    seen = await changes.look(case.day(1), case.moment)
    await case.contacted()
    with pytest.raises(Changed, match="look at them again"):
        await changes.confirm(seen, case.moment)
    async with changes.house.pool.acquire() as connection:
        closed = await every(queries.closures(connection, policy=changes.house.policy.id))
    assert case.day(1) not in [row["day"] for row in closed]
    assert await changes.confirm(await changes.look(case.day(1), case.moment), case.moment) is False


async def test_a_change_is_confirmed_once(changes: Changes) -> None:
    """The same again is the same; a key for something else, a day closed before or a weekend is refused."""
    case = await changes.house.open(begins=await changes.monday())
    seen = await changes.look(case.day(1), case.moment)
    assert await changes.confirm(seen, case.moment) is False
    assert await changes.confirm(seen, case.moment) is True
    with pytest.raises(KeyReused):
        await changes.confirm(seen, case.moment, reason="Another")
    with pytest.raises(Invalid, match="closed already: The heating"):
        await changes.confirm(seen, case.moment, key="sara.quill/other")
    with pytest.raises(Invalid, match="weekend"):
        await changes.look(case.day(5), case.moment)
    await changes.swept(case.day(1))
    assert (await case.kinds()).count("dates-moved") == 1


@pytest.mark.clause("WRC-10")
async def test_a_weekend_can_be_closed_on_which_something_is_open(changes: Changes) -> None:
    """A closure of it makes a difference where opening hours of that day count."""
    saturday = (await changes.monday()).date() + timedelta(days=5)
    with pytest.raises(Invalid, match="weekend"):
        await changes.look(saturday, datetime.now(UTC))
    line = Opening(title="Line", hours={"saturday": (Hours(opens=time(9), closes=time(12)),)})
    changes.policy = changes.policy.model_copy(update={"opening": {"line": line}})
    assert (await changes.look(saturday, datetime.now(UTC))).day == saturday
    with pytest.raises(Invalid, match="weekend"):
        await changes.look(saturday + timedelta(days=1), datetime.now(UTC))


async def test_a_case_recorded_while_it_is_confirmed_is_not_overlooked(changes: Changes) -> None:
    """What is recorded at the same time waits for the confirmation, and reckons with the new calendar."""
    case = await changes.house.open(begins=await changes.monday())
    await case.contacted()
    async with changes.house.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await queries.lock_calendar(connection, policy=changes.house.policy.id)
        answering = asyncio.create_task(case.answered(outcome="not-upheld", remedies=[]))
        await until(lambda: _waits(changes.house.pool))
        await queries.add_closure(
            connection, policy=changes.house.policy.id, day=case.day(2), reason="The heating has failed"
        )
        await transaction.commit()
    await answering
    plain = await deadline(case, "acceptance")
    assert plain.due_day == case.day(29)
    assert (await changes.look(case.day(2), case.moment)).cases == ()


async def _waits(pool: asyncpg.Pool) -> bool:
    async with pool.acquire() as connection:
        waiting: bool = await connection.fetchval(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"
        )
    return waiting


async def test_the_reconciler_starts_a_sweep_that_a_crash_lost(
    changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change was confirmed and its sweep never started: the reconciler sees to it."""
    monkeypatch.setattr("activities.reconcile.ON_ITS_WAY", timedelta())
    house = changes.house
    case = await house.open(begins=await changes.monday())
    day = case.day(1)
    seen = await changes.look(day, case.moment)
    await changes.confirm(seen, datetime.now(UTC) - timedelta(minutes=1))
    reconciler = Reconciler(house.pool, house.client, house.library, house.task_queue)
    found = await reconciler.reconcile()
    key = ChangeKey(policy=house.policy.id, day=day)
    assert key.id in found.swept
    await house.client.get_workflow_handle(key.id).result()
    assert await changes.came_to(day) == {case.ref: "done"}
    assert key.id not in (await reconciler.reconcile()).swept

"""The past as it is kept with a case, so that nobody adds it up again: it is what adding it up gives."""

from __future__ import annotations

import pytest

from records.cases import added_up, case_at
from records.database import Connection
from records.sql import queries
from records.states import kept_with
from records.webhooks import message_of
from tests.house import House, PlayedCase


@pytest.fixture
async def case(cached_house: House) -> PlayedCase:
    """A complaint that was upheld, with a promise, and accepted."""
    case = await cached_house.open()
    await case.contacted()
    await case.decide("note", text="Rang back.")
    await case.answered()
    await case.decide("accept")
    return case


async def test_the_kept_state_is_the_sum_of_the_events(case: PlayedCase, connection: Connection) -> None:
    """After each recording; it is what is read, as the case stands, and not as it stood before."""
    row = await queries.get_case(connection, ref=case.ref)
    assert kept_with(row) == await added_up(connection, row) == await case_at(connection, case.ref)
    stages = [(await case_at(connection, case.ref, event.seq)).stage for event in await case.events()]
    assert stages == ["resolve", "resolve", "resolve", "answered", "remedy"]


async def test_a_case_to_which_nothing_has_happened(case: PlayedCase, connection: Connection) -> None:
    """Is what came in."""
    row = dict(await queries.get_case(connection, ref=case.ref)) | {"last_seq": 0}
    assert kept_with(row) == await case_at(connection, case.ref, 0)


@pytest.mark.parametrize(
    "changed", [{"state": None}, {"state_form": None}, {"state_form": "-"}, {"last_seq": 9}]
)
async def test_a_state_that_is_not_relied_on(
    case: PlayedCase, connection: Connection, changed: dict[str, object]
) -> None:
    """None, none of these rules, or not of the last event: the events say what the case is."""
    row = dict(await queries.get_case(connection, ref=case.ref))
    assert kept_with(row) is not None
    assert kept_with(row | changed) is None


async def test_webhooks_are_told_the_same_of_events_from_before(
    case: PlayedCase, connection: Connection
) -> None:
    """The standing after an event is kept with it; of one with which it was not, it is added up."""
    seqs = [event.seq for event in await case.events()]
    told = [await message_of(connection, case.ref, seq) for seq in seqs]
    assert [message.data.stage for message in told] == [
        *("resolve", "resolve", "resolve", "answered", "remedy")
    ]
    await connection.execute("ALTER TABLE casebook.event DISABLE TRIGGER USER")
    await connection.execute("UPDATE casebook.event SET stood = NULL WHERE ref = $1", case.ref)
    again = [await message_of(connection, case.ref, seq) for seq in seqs]
    assert [one.model_dump_json() for one in again] == [one.model_dump_json() for one in told]

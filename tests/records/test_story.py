"""A long case in parts: each is checked for itself, and all of them are the whole chain."""

from __future__ import annotations

import pytest

from records.database import Connection
from records.story import Part, part_of
from tests.house import House, PlayedCase

NOTES, MOST = 8, 3
CHANGE = 'UPDATE casebook.event SET body = body || \'{{"actor": "omar.reyes"}}\' WHERE ref = $1 AND seq = {}'
"""Of an event in the middle of the second part."""


@pytest.fixture
async def case(cached_house: House) -> PlayedCase:
    """A complaint with a few notes: nine events."""
    case = await cached_house.open()
    for number in range(NOTES):
        await case.decide("note", text=f"Note {number}.")
    await case.notices()
    return case


async def parts(connection: Connection, ref: str, most: int = MOST) -> list[Part]:
    """Return every part of a case, the latest first."""
    found = [await part_of(connection, ref, most)]
    while found[-1].earlier:
        found.append(await part_of(connection, ref, most, found[-1].earlier))
    return found


@pytest.mark.parametrize("most", [1, 3, 4, NOTES + 1, 100])
async def test_the_parts_are_the_whole(case: PlayedCase, connection: Connection, most: int) -> None:
    """Every event once, in order, with its words, and every notice with its event."""
    found = (await parts(connection, case.ref, most))[::-1]
    told = [event for part in found for event in part.told]
    assert [event for event, _ in told] == await case.events()
    assert [words.get("text") for _, words in told] == [None, *(f"Note {number}." for number in range(NOTES))]
    assert all(len(part.told) <= most and part.broken is None for part in found)
    assert [notice["kind"] for notice in found[0].notices] == ["acknowledgement", "received"]
    assert not any(part.notices for part in found[1:])


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (CHANGE.format(5), (None, "event 5 was changed", None)),
        (CHANGE.format(4), (None, "event 4 was changed", None)),
        (CHANGE.format(9), ("event 9 was changed", None, None)),
        ("DELETE FROM casebook.event WHERE ref = $1 AND seq = 5", (None, "event 5 is missing", None)),
        ("DELETE FROM casebook.event WHERE ref = $1 AND seq = 9", ("events after 8", None, None)),
    ],
)
async def test_a_change_shows_in_its_part(
    case: PlayedCase, connection: Connection, change: str, wrong: tuple[str | None, ...]
) -> None:
    """The part that has the event says so, and no other."""
    await connection.execute("ALTER TABLE casebook.event DISABLE TRIGGER USER")
    await connection.execute(change, case.ref)
    found = [part.broken for part in await parts(connection, case.ref)]
    for said, expected in zip(found, wrong, strict=False):
        assert (said is None) if expected is None else (said and expected in said), found


async def test_a_part_that_was_written_anew_does_not_join(case: PlayedCase, connection: Connection) -> None:
    """With hashes of its own, its last event is not the one that the next has followed."""
    part = await part_of(connection, case.ref, MOST, 7)
    assert part.broken is None
    await connection.execute("ALTER TABLE casebook.event DISABLE TRIGGER USER")
    await connection.execute(
        "UPDATE casebook.event SET previous_hash = 'another' WHERE ref = $1 AND seq = 7", case.ref
    )
    part = await part_of(connection, case.ref, MOST, 7)
    assert "chain was written anew" in str(part.broken)

"""An upgrade finds, in what is there already, what is kept from now on; and it can be undone."""

from __future__ import annotations

from typing import Any

import pytest
from pogo_core.migration import Migration

from records.cases import case_at
from records.database import HERE, Connection
from records.sql import queries
from tests.house import House
from tests.workflows.reviewing import PANEL, under_review


async def again(connection: Any, *names: str) -> None:
    """Undo migrations, the last first, and make them anew."""
    migrations = [Migration(name, HERE / "migrations" / f"{name}.sql", set()) for name in names]
    for migration in migrations:
        migration.load()
    for migration in reversed(migrations):
        await migration.rollback(connection)
    for migration in migrations:
        await migration.apply(connection)


@pytest.mark.clause("PH-4.2b")
async def test_whoever_sits_on_a_panel_and_what_the_directory_says(
    cached_house: House, connection: Connection
) -> None:
    """Panels that sit are found from their events, and the directory's history begins with what it says."""
    sitting, decided = await under_review(cached_house), await cached_house.open()
    look = "SELECT ref, panel FROM casebook.casefile WHERE ref = ANY($1) ORDER BY ref"
    refs = [sitting.ref, decided.ref]
    before = await connection.fetch(look, refs)
    people = await connection.fetchval("SELECT count(*) FROM casebook.staff")
    await again(connection, "20261129_13_reading", "20261129_14_staff_history", "20261205_22_search")
    assert await connection.fetch(look, refs) == before
    found = await connection.fetch("SELECT * FROM casebook.staff_change")
    assert len(found) == people
    assert {(row["changed_by"], row["before"]) for row in found} == {(None, None)}
    assert {tuple(row["panel"]) for row in before} == {tuple(PANEL), ()}


async def test_cases_that_were_there_before_the_search_are_found(
    cached_house: House, connection: Connection
) -> None:
    """By the person and by what was said, with no accents and in any letters."""
    case = await cached_house.open(about="The liftzilla has stood still.")
    await again(connection, "20261205_22_search")
    for part in ("iftzi", case.ref[5:].lower()):
        found = await connection.fetch("SELECT ref FROM casebook.holding($1, 10) AS ref", part)
        assert {row["ref"] for row in found} == {case.ref}


async def test_cases_that_were_there_before_states_were_marked(
    cached_house: House, connection: Connection
) -> None:
    """They are what their events add up to, until something is recorded of them."""
    case = await cached_house.open()
    before = await case_at(connection, case.ref)
    await again(connection, "20261129_15_long_cases", "20261202_18_opening_hours")  # columns keep their order
    row = await queries.get_case(connection, ref=case.ref)
    assert (row["state"] is not None, row["state_form"]) == (True, None)
    assert await case_at(connection, case.ref) == before

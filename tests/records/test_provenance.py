"""Entries compared with what this version has kept, another has, or nobody."""

from __future__ import annotations

import pytest

from records.people import import_staff
from rules.refusal import Changed
from tests.house import House, PlayedCase

STATE = "SELECT state FROM casebook.casefile WHERE ref = $1"


@pytest.fixture
async def case(cached_house: House) -> PlayedCase:
    """A complaint, contacted."""
    case = await cached_house.open(begins=cached_house.june())
    await case.contacted()
    return case


async def put_state(case: PlayedCase, state: dict[str, object] | None) -> None:
    """Keep another version's state in the case's row than the one that it has."""
    async with case.house.pool.acquire() as connection:
        await connection.execute(
            "UPDATE casebook.casefile SET state = $2, state_form = 'another' WHERE ref = $1", case.ref, state
        )


async def kept_state(case: PlayedCase) -> dict[str, object]:
    """Return the state that is kept in the case's row."""
    async with case.house.pool.acquire() as connection:
        found: dict[str, object] = await connection.fetchval(STATE, case.ref)
    return found


@pytest.mark.parametrize("kept", ["none", "another version's"])
async def test_the_events_say_what_a_case_is(case: PlayedCase, kept: str) -> None:
    """The state in its row saves adding them up; where it is another, they are, and it is kept anew."""
    before = await kept_state(case)
    standing = await case.case()
    await put_state(case, None if kept == "none" else before | {"stage": "remedy", "given": 5})
    assert await case.case() == standing
    await case.decide("note", text="Rang back.")
    after = await kept_state(case)
    assert (after["stage"], after["seq"]) == ("resolve", 3)
    assert "given" not in after
    await case.is_whole()


async def test_words_that_an_earlier_version_kept_are_still_recorded(
    case: PlayedCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They do not say what was asked; a decision that was on its way at the upgrade is not lost."""
    monkeypatch.setattr("records.keeping.Request.asked", None)
    await case.decide("note", text="Rang back.")
    assert await case.kinds() == ["opened", "contacted", "noted"]


async def test_whoever_lost_their_role_meanwhile_does_not_decide(case: PlayedCase) -> None:
    """Their decision was judged by the directory as it was, and is on its way as that changes."""
    house = case.house
    now = "id,name,email,roles,trained_until\nlate.comer,Lee Comer,l@poplar.example,{},2035-12-31"
    async with house.pool.acquire() as connection:
        await import_staff(connection, house.policy, now.format("caseworker").encode())
        judged = await case.desk.allowed(case.ref, actor="late.comer")
        assert next(entry for entry in judged if entry.name == "note").refusal is None

        async def demoted(*arguments: object) -> tuple[()]:
            await import_staff(connection, house.policy, now.format("finance").encode())
            return ()

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(
                "starter.service.deciding.Deciding._named", demoted
            )  # the last thing that the desk looks up
            with pytest.raises(Changed, match=r"late\.comer"):
                await case.decide("note", by="late.comer", text="Still here.")
    assert await case.kinds() == ["opened", "contacted"]

"""The whole stack stopped in the middle of a case, and started again on the same folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.support import a_house, each_notice_went_once, own_folder, patiently

pytestmark = pytest.mark.server


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for the stack."""
    with own_folder() as folder:
        yield folder


async def test_the_stack_stops_and_starts_in_the_middle_of_a_case(folder: Path) -> None:
    """The case is where it was, its timers keep their dates, and what was sent is not sent again."""
    async with a_house(folder) as house:
        case = await house.opened()
        await case.on(1)
        await case.contacted()
        before = await case.case()
        assert await case.state() == before
    async with a_house(folder) as house:
        case = case.moved_to(house)
        assert await patiently(case.state) == before
        assert await case.case() == before
        await case.on(14, "23:59")
        assert await case.breaches() == []
        await case.on(15, "00:01")
        assert await case.breaches() == [("response", case.day(14).isoformat())]
        await case.answered(outcome="not-upheld", remedies=[])
        await case.decide("accept")
        await case.finished()
        acceptance = (await case.events("responded"))[0].deadlines[0].due_day
        await case.is_sound(
            *("opened", "contacted", "staff-reminded", "breached", "responded", "accepted", "closed"),
            due={"contact": case.day(2), "response": case.day(14), "acceptance": acceptance},
        )
        await each_notice_went_once(case)

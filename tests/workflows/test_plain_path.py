"""The plain path: opened, acknowledged, contacted, answered, accepted, closed."""

from __future__ import annotations

import pytest

from tests.house import House


@pytest.mark.whole
@pytest.mark.clause("PH-4.1a", "PH-4.1c", "PH-4.1d")
async def test_a_complaint_goes_from_receipt_to_closure(house: House) -> None:
    """Each step is recorded once, under its clause, and the workflow ends by itself."""
    case = await house.open()
    await case.lived_plainly()
    events = await case.events()
    assert [event.kind for event in events] == ["opened", "contacted", "responded", "accepted", "closed"]
    assert [event.clause for event in events] == ["PH-4.1a", "PH-4.1c", "PH-4.1d", "PH-4.2a", "PH-1"]
    assert await case.state() == await case.case()

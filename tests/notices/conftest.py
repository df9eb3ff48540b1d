"""What the tests of notices share: every kind of notice, as the code of production has it composed."""

from __future__ import annotations

import pytest

from tests.notices.told import Told


@pytest.fixture(scope="session")
async def told() -> Told:
    """What every way to a notice is told, and says."""
    return await Told.play()

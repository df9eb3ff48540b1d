"""The fixture that the tests of notices share: every kind of notice, as production's code has it composed."""

from __future__ import annotations

import pytest

from tests.notices.told import Told


@pytest.fixture(scope="session")
async def told() -> Told:
    """Every way to a notice, played once."""
    return await Told.play()

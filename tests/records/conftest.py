"""The records of the tests' house, within a transaction of a test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from records.database import Connection
from tests.house import House


@pytest.fixture
async def connection(cached_house: House) -> AsyncIterator[Connection]:
    """A connection whose changes nobody else sees, and which are undone."""
    async with cached_house.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        yield connection
        await transaction.rollback()

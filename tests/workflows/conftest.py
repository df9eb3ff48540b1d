"""A mail server that is away: the house is told of one at a port at which nothing listens yet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.common import RetryPolicy

from embedded.ports import HOST, free_ports
from embedded.stack import Stack
from tests.house import House


@pytest.fixture
def port() -> int:
    """A port at which no mail server listens yet."""
    [port] = free_ports([None])
    return port


@pytest.fixture
async def remote_house(stack: Stack, port: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """The house with its mail server at that port, trying again soon rather than after a quarter minute."""
    soon = RetryPolicy(initial_interval=timedelta(milliseconds=100), maximum_interval=timedelta(seconds=1))
    monkeypatch.setattr("contracts.posting.RETRIES", soon)
    async with House.at_work(stack, smtp_host=HOST, smtp_port=port, smtp_start_tls=False) as house:
        yield house

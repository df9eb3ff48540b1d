"""What all tests share: the marks of clauses, and a house with real servers."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from embedded.stack import Stack
from tests.house import House

pytest_plugins = ["tests.clauses", "tests.circles"]

# deterministic and patient: a slow machine must not fail a property
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", ".hypothesis")


@pytest.fixture(scope="session")
async def stack() -> AsyncIterator[Stack]:
    """Real PostgreSQL, a real Temporal server whose time can be skipped, a real mail server.

    In a folder of its own: pytest closes its folders to the user that PostgreSQL runs as under root.
    """
    with tempfile.TemporaryDirectory(prefix="redress-") as folder:
        async with Stack(Path(folder), time_skipping=True, ports="free", worker=False) as running:
            yield running


@pytest.fixture(scope="session", params=[pytest.param(1000, id="cached"), pytest.param(0, id="replaying")])
async def house(request: pytest.FixtureRequest, stack: Stack) -> AsyncIterator[House]:
    """An organisation at work: a worker in this process, staff, a desk.

    Run twice: with workflows cached, and with none, so that every task replays its whole history.
    """
    async with House.at_work(stack, cached_cases=request.param) as house:
        yield house


@pytest.fixture(scope="session")
async def cached_house(stack: Stack) -> AsyncIterator[House]:
    """An organisation at work as in production, for what does not depend on replays."""
    async with House.at_work(stack) as house:
        yield house

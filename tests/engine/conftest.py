"""A stack that the tests of the plumbing share; tests that kill things start their own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from engine.stack import Stack
from tests.engine.support import a_stack


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """A running stack without a worker."""
    async with a_stack(tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that whoever runs the tests has set reaches them."""
    for name in ("TEMPORAL_ADDRESS", "TEMPORAL_PROFILE", "TEMPORAL_CONFIG_FILE", "TEMPORAL_NAMESPACE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("DATA", "DATABASE_URL", "SMTP_HOST", "SMTP_PORT", "OUTBOX"):
        monkeypatch.delenv(f"REDRESS_{name}", raising=False)

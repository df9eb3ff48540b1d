"""A stack that the tests of the plumbing share; tests that kill things start their own."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from embedded.stack import Stack
from tests.engine.support import a_stack


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def stack() -> AsyncIterator[Stack]:
    """A running stack without a worker."""
    with tempfile.TemporaryDirectory(prefix="redress-") as folder:
        async with a_stack(Path(folder)) as running:
            yield running


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder outside pytest's own, which every run of pytest closes again to other users.

    Under root PostgreSQL runs as another user, which must get through.
    """
    with tempfile.TemporaryDirectory(prefix="redress-") as folder:
        yield Path(folder)


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that whoever runs the tests has set reaches them."""
    for name in ("TEMPORAL_ADDRESS", "TEMPORAL_PROFILE", "TEMPORAL_CONFIG_FILE", "TEMPORAL_NAMESPACE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("DATA", "DATABASE_URL", "SMTP_HOST", "SMTP_PORT", "OUTBOX"):
        monkeypatch.delenv(f"REDRESS_{name}", raising=False)

"""The named queries of `queries/`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiosql
import asyncpg

queries: Any = aiosql.from_path(Path(__file__).parent / "queries", "asyncpg")
"""Every query of `queries/`, by its name; the first argument is a connection."""


async def every(found: AsyncIterator[asyncpg.Record]) -> list[asyncpg.Record]:
    """Return every row that a query finds."""
    return [row async for row in found]

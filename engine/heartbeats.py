"""Signs of life of an activity that is still being worked on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import activity

BETWEEN_SIGNS_OF_LIFE = 3.0
"""Seconds."""


@asynccontextmanager
async def alive() -> AsyncIterator[None]:
    """Show that a slow activity is still being worked on, while the block runs; a quick one needs no sign."""

    async def beat() -> None:
        while True:
            await asyncio.sleep(BETWEEN_SIGNS_OF_LIFE)
            activity.heartbeat()

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()

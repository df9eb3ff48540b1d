"""Waiting for something that happens in another process, which no event of ours can announce."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

BETWEEN_LOOKS = 0.05  # seconds


async def until(holds: Callable[[], Awaitable[bool]], within: float) -> None:
    """Return as soon as the condition holds.

    Raises TimeoutError when it does not within so many seconds.
    """
    async with asyncio.timeout(within):
        while not await holds():  # noqa: ASYNC110 - the condition lives in another process
            await asyncio.sleep(BETWEEN_LOOKS)

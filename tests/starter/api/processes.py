"""The API in processes of its own, several beside each other, as production runs it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

import httpx

from embedded.ports import HOST, free_ports
from engine.tokens import EMBEDDED_ISSUER
from engine.waiting import until
from tests.starter.api.conftest import Served
from tests.starter.cli.command import LONGEST, REDRESS


@asynccontextmanager
async def an_api(
    served: Served, folder: Path, *, log: IO[bytes] | None = None, **settings: str
) -> AsyncIterator[str]:
    """Another process of the API, as production runs it; its address.

    Args:
        served: The API whose house, issuer and staff it shares.
        folder: Its data folder.
        log: A file that it logs to; none where the tests' own will do.
        settings: Its further settings, by their variables.

    """
    [port] = free_ports([None])
    house = served.house
    there = {
        "REDRESS_DATA": str(folder),
        "REDRESS_DATABASE_URL": house.settings.database_url,
        "REDRESS_SMTP_HOST": HOST,
        "REDRESS_TASK_QUEUE": house.task_queue,
        "REDRESS_OIDC_ISSUER": EMBEDDED_ISSUER,
        "REDRESS_OIDC_KEYS": str(served.issuer.keys),
        "REDRESS_REQUESTS_PER_MINUTE": "100000",
        "TEMPORAL_ADDRESS": house.stack.address,
        **settings,
    }
    process = await asyncio.create_subprocess_exec(
        *(REDRESS, "api", "--host", HOST, "--port", str(port)), cwd=folder, env=os.environ | there, stderr=log
    )
    url = f"http://{HOST}:{port}"
    try:
        async with httpx.AsyncClient(base_url=url) as asking:

            async def is_ready() -> bool:
                try:
                    return (await asking.get("/health/ready")).status_code == 200
                except httpx.TransportError:
                    return False

            await until(is_ready, within=LONGEST)
        yield url
    finally:
        process.terminate()
        await process.wait()

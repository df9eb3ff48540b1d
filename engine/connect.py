"""The connection to Temporal: its own profiles and TEMPORAL_ variables first, then the running stack."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.envconfig import ClientConfig

from engine.errors import EngineAway
from engine.settings import TEMPORAL_FILE, Settings

PATIENCE = 10.0  # seconds
BETWEEN_TRIES = 0.2  # seconds
USUAL_ADDRESS = "localhost:7233"
NAMED_BY = ("TEMPORAL_CONFIG_FILE", "TEMPORAL_PROFILE", "TEMPORAL_ADDRESS")


async def connect(settings: Settings, **overrides: Any) -> Client:
    """A client of the configured Temporal; overrides are arguments of `Client.connect`.

    Raises EngineAway when it does not answer within some ten seconds.
    """
    chosen: dict[str, Any] = {
        "target_host": USUAL_ADDRESS,
        "data_converter": pydantic_data_converter,
        **ClientConfig.load_client_connect_config(config_file=_config_file(settings)),
        **overrides,
    }
    reason = "no answer"
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await Client.connect(**chosen)
                except RuntimeError as error:
                    reason = str(error)
                    await asyncio.sleep(BETWEEN_TRIES)
    except TimeoutError as error:
        raise EngineAway(chosen["target_host"], reason) from error


def _config_file(settings: Settings) -> str | None:
    file = settings.data / TEMPORAL_FILE
    if any(os.environ.get(name) for name in NAMED_BY) or not file.exists():
        return None
    return str(file)

"""The connection to Temporal: its own profiles and TEMPORAL_ variables first, then the running stack."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from typing import Any

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.envconfig import ClientConfig

from engine.errors import EngineAway
from engine.settings import TEMPORAL_FILE, Settings

SAY_AFTER = 2.0  # seconds
BETWEEN_TRIES = 0.2  # seconds
USUAL_ADDRESS = "localhost:7233"
logger = logging.getLogger(__name__)
NAMED_BY = ("TEMPORAL_CONFIG_FILE", "TEMPORAL_PROFILE", "TEMPORAL_ADDRESS")


async def connect(settings: Settings, **overrides: Any) -> Client:
    """A client of the configured Temporal; overrides are arguments of `Client.connect`.

    Raises EngineAway when it does not answer within `start_patience`.
    """
    chosen: dict[str, Any] = {
        "target_host": USUAL_ADDRESS,
        "data_converter": pydantic_data_converter,
        **ClientConfig.load_client_connect_config(config_file=_config_file(settings)),
        **overrides,
    }
    address, reason = chosen["target_host"], "no answer"
    telling = asyncio.get_running_loop().call_later(
        SAY_AFTER, lambda: logger.warning("waiting for Temporal at %s: %s", address, reason)
    )
    try:
        async with asyncio.timeout(settings.start_patience):
            while True:
                try:
                    return await Client.connect(**chosen)
                except RuntimeError as error:
                    reason = _plainly(str(error))
                    await asyncio.sleep(BETWEEN_TRIES)
    except TimeoutError as error:
        raise EngineAway(address, reason) from error
    finally:
        telling.cancel()


def _plainly(reason: str) -> str:
    """Return what the operating system says, where the SDK's error holds that among the rest."""
    found = re.search(r'message: "([^"]+)"', reason)
    return found[1] if found else reason


def _config_file(settings: Settings) -> str | None:
    file = settings.data / TEMPORAL_FILE
    if any(os.environ.get(name) for name in NAMED_BY) or not file.exists():
        return None
    return str(file)

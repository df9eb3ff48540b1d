"""Runs a stack on the folder named on the command line until it is killed."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from embedded.stack import Stack
from tests.engine.support import FAKE_WORKER, no_tables


async def main(data: Path) -> None:
    """Start the stack, say so, and stay."""
    async with Stack(data, ports="free", worker_command=FAKE_WORKER, prepare=no_tables):
        (data / "up").touch()
        await asyncio.Event().wait()


# Ctrl-C is what this is for: tests that run in the background of a shell inherit that it is ignored
signal.signal(signal.SIGINT, signal.default_int_handler)
asyncio.run(main(Path(sys.argv[1])))

"""The worker as a child of the stack: started, known to be ready, and started again when it dies."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from embedded.child import Child
from engine.errors import ChildFailed

logger = logging.getLogger(__name__)
# -P: a worker.py that happens to lie in the current folder is not ours
WORKER = (sys.executable, "-P", "-m", "worker")
READY_WITHIN = 60.0  # seconds
GRACE = 40.0  # seconds to end what it is doing
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0  # seconds before it is started again


class WorkerProcess:
    """A worker that touches `ready_file` once it polls; `started` is called each time it has been started."""

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        ready_file: Path,
        environment: Mapping[str, str],
        started: Callable[[], None],
    ) -> None:
        self.child = Child("worker", command, log, environment=environment)
        self._ready_file = ready_file
        self._started = started
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the worker and return when it polls; from then on it is kept alive.

        Raises ChildFailed.
        """
        await self._launch()
        self._watch = asyncio.create_task(self._keep_alive())

    async def stop(self) -> None:
        """Stop the worker. Its exit status says nothing: Python may abort after the work is done."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait([self._watch])
            self._watch = None
        await self.child.stop(grace=GRACE)

    async def restart(self) -> None:
        """Stop the worker, where it still runs, and start it again."""
        await self.stop()
        await self.start()

    async def _launch(self) -> None:
        self._ready_file.unlink(missing_ok=True)
        await self.child.start()
        self._started()
        try:
            await self.child.ready(self._is_ready, within=READY_WITHIN)
        except BaseException:
            await self.child.stop()
            raise

    async def _is_ready(self) -> bool:
        return self._ready_file.exists()

    async def _keep_alive(self) -> None:
        delay = FIRST_DELAY
        while True:
            status = await self.child.ended()
            logger.warning("the worker ended (status %d): starting it again in %g s", status, delay)
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY)
            try:
                await self._launch()
            except (ChildFailed, OSError) as error:
                logger.error("the worker could not be started again: %s", error)
            else:
                delay = FIRST_DELAY

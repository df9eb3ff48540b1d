"""A process of the embedded stack: started in its own session, logged, watched, stopped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pwd
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.errors import ChildFailed
from engine.private import UMASK, opened
from engine.waiting import until

logger = logging.getLogger(__name__)
TAIL = 2_000  # bytes of a log worth showing


class Child:
    """One process, which may be started again after it ended.

    It has its own session, so that Ctrl-C in our terminal reaches us alone and we stop things in order.
    What it writes, its log among it, is nobody else's to read.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        environment: Mapping[str, str] | None = None,
        user: str | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.command = list(command)
        self.log = log
        self.stop_signal = stop_signal
        self._environment = dict(os.environ if environment is None else environment)
        self._identity = _identity(user)
        self._log_from = 0
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The process's id, also after it ended; None before it was ever started."""
        return self._process.pid if self._process else None

    @property
    def alive(self) -> bool:
        """Whether the process was started and has not ended, as far as we have been told."""
        return self._process is not None and self._process.returncode is None

    @property
    def description(self) -> dict[str, Any]:
        """What another process needs to recognise this one and to stop it."""
        return {"pid": self.pid, "command": self.command, "stop_signal": int(self.stop_signal)}

    async def start(self) -> None:
        """Start the process; `ready` tells when it does its work."""
        with opened(self.log, "ab") as log:
            self._log_from = log.tell()
            self._process = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=asyncio.subprocess.STDOUT,
                env=self._environment,
                start_new_session=True,
                umask=UMASK,
                **self._identity,
            )

    async def ready(self, check: Callable[[], Awaitable[bool]], within: float) -> None:
        """Return when the check says so.

        Raises ChildFailed, with the end of the log, when the process ends before or takes too long.
        """

        async def ready_or_dead() -> bool:
            return not self.alive or await check()

        try:
            await until(ready_or_dead, within)
        except TimeoutError:
            raise self.failure(f"was not ready within {within:g} seconds") from None
        if not self.alive:
            raise self.failure("ended instead of becoming ready")

    async def ended(self) -> int:
        """Wait for the process to end; its exit status."""
        return await self._process.wait() if self._process else 0

    async def stop(self, grace: float = 20.0) -> None:
        """Ask the process to end, kill it where it does not, and return when it is gone."""
        if not self.alive:
            return
        try:
            self._send(self.stop_signal)
            async with asyncio.timeout(grace):
                await self.ended()
        except TimeoutError:
            logger.warning("%s did not stop within %g seconds: killed", self.name, grace)
        finally:
            self._send(signal.SIGKILL)
            await self.ended()

    def _send(self, sign: signal.Signals) -> None:
        if self._process is not None and self.alive:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(sign)

    def failure(self, reason: str) -> ChildFailed:
        """The error that says what this process did, with the end of its log."""
        return ChildFailed(self.name, reason, self.log, self.log_tail())

    def log_tail(self) -> str:
        """The end of what this run of the process wrote."""
        with self.log.open("rb") as log:
            size = log.seek(0, os.SEEK_END)
            log.seek(max(self._log_from, size - TAIL))
            return log.read().decode(errors="replace").strip()


def _identity(user: str | None) -> dict[str, Any]:
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}

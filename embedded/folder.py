"""The data folder of the embedded stack: who runs it, what it told others, what a crash left behind."""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped] # ships no types

from engine.errors import FolderUnusable, SettingsUnreadable, StackRunning
from engine.private import FOLDER, close_to_others, opened
from engine.settings import STACK_FILE, TEMPORAL_FILE, read_stack_file
from engine.waiting import until

logger = logging.getLogger(__name__)
STOP_WITHIN = 15.0  # seconds


class DataFolder:
    """Everything the stack keeps lies under `path`; nothing of it is anybody else's to read."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().resolve()
        self.logs = self.path / "logs"
        self.mail = self.path / "mail"
        self.outbox = self.path / "outbox"
        self.finance = self.path / "finance"
        self.postgres = self.path / "postgres"
        self.temporal_file = self.path / TEMPORAL_FILE
        self.worker_ready = self.path / "worker.ready"

    def prepare(self) -> None:
        """Make the folder and those in it, and close to others what an earlier version left open.

        Raises FolderUnusable.
        """
        folders = (self.logs, self.mail, self.outbox, self.finance)
        try:
            for folder in (self.path, *folders):
                folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)
            self.path.chmod(FOLDER)
            close_to_others(
                (*folders, *self.path.glob("temporal.*"), *self.path.glob("issuer.*"), self._lock)
            )
        except OSError as error:
            raise FolderUnusable(self.path, error.strerror or str(error)) from error

    @property
    def _lock(self) -> Path:
        return self.path / "lock"

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder for this process; the system lets go of it when the process ends in any way.

        Raises StackRunning.
        """
        with opened(self._lock, "a+") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                held.seek(0)
                raise StackRunning(self.path, held.read().strip() or "unknown") from None
            held.truncate(0)
            held.write(f"{os.getpid()}\n")
            held.flush()
            yield

    def describe(self, stack: dict[str, Any], address: str, namespace: str) -> None:
        """Tell other processes where everything is."""
        _replace(self.path / STACK_FILE, json.dumps(stack, indent=2) + "\n")
        # JSON strings are TOML strings
        profile = f"[profile.default]\naddress = {json.dumps(address)}\nnamespace = {json.dumps(namespace)}\n"
        _replace(self.temporal_file, profile)

    def forget(self) -> None:
        """Tell nobody any more."""
        for file in (self.path / STACK_FILE, self.temporal_file, self.worker_ready):
            file.unlink(missing_ok=True)

    async def end_orphans(self) -> None:
        """End the processes of a stack that was killed before it could stop them."""
        with contextlib.suppress(SettingsUnreadable):
            noted = read_stack_file(self.path).get("processes", {})
            for name, process in reversed(noted.items()):
                if orphan := self._orphan(process["pid"], process["command"]):
                    logger.warning("%s (process %d) is left over from a crash: stopping it", name, orphan.pid)
                    await _end(orphan, process["stop_signal"])
        self.forget()

    def _orphan(self, pid: int, command: list[str]) -> psutil.Process | None:
        try:
            process = psutil.Process(pid)
            # the first word is the program, which a virtual environment on macOS spells differently
            if process.status() == psutil.STATUS_ZOMBIE or process.cmdline()[1:] != command[1:]:
                return None
            named = any(word.startswith(str(self.path)) for word in command)
            return process if named or process.environ().get("REDRESS_DATA") == str(self.path) else None
        except psutil.Error:
            return None


async def _end(process: psutil.Process, stop_signal: int) -> None:
    for sign in (stop_signal, signal.SIGKILL):
        with contextlib.suppress(psutil.NoSuchProcess, TimeoutError):
            process.send_signal(sign)
            await until(lambda: _gone(process), within=STOP_WITHIN)


async def _gone(process: psutil.Process) -> bool:
    try:
        # an orphan that nobody collects has ended all the same
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def _replace(path: Path, text: str) -> None:
    unfinished = path.with_name(path.name + ".part")
    with opened(unfinished, "w") as out:
        out.write(text)
    os.replace(unfinished, path)

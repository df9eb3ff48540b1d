"""Another system that hears of events: a real HTTP server, which a test can have refuse or hesitate."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from standardwebhooks import Webhook
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from embedded.ports import HOST, free_ports
from engine.waiting import until

SOON = 60.0
"""Seconds."""


@dataclass(frozen=True)
class Received:
    """A message as it came in."""

    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """What it is known by."""
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> dict[str, Any]:
        """What it says, once its signature has been found good by the reference library."""
        said: dict[str, Any] = Webhook(secret).verify(self.body, self.headers)
        return said


class Receiver:
    """Takes what is sent, unless it was told to answer otherwise.

    Attributes:
        received: All that came in, taken or not.
        answers: The statuses of the answers to come; then `usually`.
        taking: Answers wait while it is not set.

    """

    def __init__(self, port: int) -> None:
        self.url = f"http://{HOST}:{port}/hook?who=redress"
        self.received: list[Received] = []
        self.answers: deque[int] = deque()
        self.usually = 200
        self.taking = asyncio.Event()
        self.taking.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        self.received.append(Received(dict(request.headers), await request.body()))
        await self.taking.wait()
        status = self.answers.popleft() if self.answers else self.usually
        headers = [(b"location", f"{self.url}&moved".encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"said by the receiver"})

    async def has(self, count: int) -> list[Received]:
        """Wait until so many messages have come in, and no more: they, oldest first."""

        async def there() -> bool:
            return len(self.received) >= count

        await until(there, within=SOON)
        assert len(self.received) == count
        return self.received


@asynccontextmanager
async def a_receiver() -> AsyncIterator[Receiver]:
    """A receiver at work on a port of its own."""
    [port] = free_ports([None])
    receiver = Receiver(port)
    config = uvicorn.Config(receiver, host=HOST, port=port, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    await until(started, within=SOON)
    try:
        yield receiver
    finally:
        receiver.taking.set()
        server.should_exit = True
        await serving

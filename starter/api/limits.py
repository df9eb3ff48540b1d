"""What one caller may ask of the API: how much at once, and how often."""

from __future__ import annotations

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rules.refusal import Refusal
from starter.api.problems import problem

LARGEST_BODY = 8 * 1024 * 1024
"""Bytes: room for a petition of some 50,000 signatories."""


class TooMany(Refusal):
    """The caller asks more often than they may."""

    code = "too-many-requests"


class Pace:
    """How often each caller may ask; counted by each process for itself."""

    def __init__(self, a_minute: int) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._limit = RateLimitItemPerMinute(a_minute)

    async def keep(self, caller: str) -> None:
        """Count a request of a caller.

        Raises:
            TooMany: there were too many in the last minute.

        """
        if not await self._limiter.hit(self._limit, caller):
            raise TooMany(f"more than {self._limit.amount} requests in a minute; wait a little")


class BodyLimit:
    """Refuses bodies larger than a limit, before they are read or as soon as they pass it.

    Args:
        app: What reads them.
        most: Bytes, of a file of evidence; everything else has `LARGEST_BODY`.

    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, unless its body is too large."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._most if scope["path"].endswith("/evidence") else LARGEST_BODY
        detail = f"a request here has at most {most} bytes"
        said = dict(scope["headers"]).get(b"content-length", b"0")
        if said.isdigit() and int(said) > most:
            await problem(413, "too-large", detail)(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise HTTPException(413, detail)  # the one error that FastAPI lets through while it reads
            return message

        await self._app(scope, counted, send)

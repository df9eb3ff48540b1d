"""The server that carries the API: uvicorn, which here does not wait for ever for callers who do not go on.

uvicorn ends a connection that is quiet after an answer. It would wait without end for a request that was
never begun, or begun and not finished, and would read on in a body that was refused.
"""

from __future__ import annotations

import asyncio
from typing import Literal

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from starter.api.limits import FILE_WITHIN, LISTING

QUIET_AFTER = 10
"""Seconds for a request to begin, or to begin again, and to say all but its body."""
BODY_WITHIN = FILE_WITHIN + QUIET_AFTER
"""Seconds for a body that nobody reads, or has given up: whoever reads one waits for less (`limits.Size`)."""
LEAVE_WITHIN = 5
"""Seconds for the rest of a body to come whose request is answered already."""
REST = 4 * LISTING.most
"""Bytes of it that are taken, and dropped: many clients read no answer before they have sent all."""
HEADERS = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
"""On every answer: no cache keeps personal data, no browser takes an answer for something else."""

Owed = Literal["head", "body", "rest"]
_WITHIN: dict[Owed, float] = {"head": QUIET_AFTER, "body": BODY_WITHIN, "rest": LEAVE_WITHIN}


def server_config(app: ASGIApp, host: str, port: int) -> uvicorn.Config:
    """How the API is served, in production and in the tests."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Connection,
        ws="none",
        headers=HEADERS,
        timeout_keep_alive=QUIET_AFTER,
        lifespan="off",
        log_config=None,
        access_log=False,  # a search names people; who looked at what is in the database
        server_header=False,
    )


class Connection(H11Protocol):
    """A connection that is closed where the caller owes something, and it does not come in time."""

    _owed: Owed | None = None
    _alarm: asyncio.TimerHandle | None = None
    _rest = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take what came; of a body that nobody reads, no more than `REST`."""
        super().data_received(data)
        self._watch()
        if self._owed == "rest":
            self._rest += len(data)
            if self._rest > REST:
                self.flow.pause_reading()

    def on_response_complete(self) -> None:
        """Wait for what is still to come of the request, or for the next."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._set(None)
        super().connection_lost(exc)

    def _watch(self) -> None:
        owed = self._still_owed()
        if owed != self._owed:  # else the clock runs on: a byte now and then buys no time
            self._set(owed)

    def _still_owed(self) -> Owed | None:
        if self.conn.their_state is h11.IDLE:
            return None if self.timeout_keep_alive_task else "head"  # uvicorn counts between requests
        if self.conn.their_state is h11.SEND_BODY:
            return "rest" if self.cycle.response_complete else "body"
        return None

    def _set(self, owed: Owed | None) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._owed, self._rest = owed, 0
        self._alarm = self.loop.call_later(_WITHIN[owed], self.transport.abort) if owed else None

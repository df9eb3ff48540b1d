"""The Temporal UI as browsers reach it in the embedded stack: to look at, under this machine's names alone.

The UI of the development server has no login, answers to any host name and offers every write action. A web
page whose name is made to point at this machine could use them; so the UI itself listens where no page can
guess, and this stands before it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from embedded.ports import HOST, listening

NAMES = (HOST, "localhost")
READS = ("GET", "HEAD", "OPTIONS")
METHODS = [*READS, "POST", "PUT", "PATCH", "DELETE"]
SETTINGS = "/api/v1/settings"
QUERY = re.compile(rb"/api/v1/namespaces/[^/]+/workflows/[^/]+/query/[^/]+")
# of one connection, or of how one answer was packed: not what is passed on
OF_THE_CONNECTION = {
    *("host", "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"),
    *("content-encoding", "content-length"),
}


def unguessable_address() -> str:
    """Return a loopback address to listen on; on Linux one of 16 million, elsewhere the only one there is."""
    if sys.platform != "linux":
        return HOST
    return f"127.{1 + secrets.randbelow(254)}.{secrets.randbelow(256)}.{1 + secrets.randbelow(254)}"


@contextlib.asynccontextmanager
async def ui_proxy(
    upstream: str, *, writes: bool = False, preferred: int | None = None
) -> AsyncIterator[str]:
    """Pass on to the UI what reads, and what writes only if told to; yields the address of its own.

    Its port is the preferred one where that is free.
    """
    # without a time limit: a page waits in one request for what happens next in a workflow
    async with httpx.AsyncClient(timeout=None, trust_env=False) as client:  # noqa: S113
        listener = listening(preferred)
        port: int = listener.getsockname()[1]
        own = frozenset(f"http://{name}:{port}" for name in NAMES)
        gate = _Gate(client, httpx.URL(upstream), own, writes)
        app = Starlette(
            routes=[Route("/{path:path}", gate.answer, methods=METHODS)],
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=NAMES)],
        )
        async with _serving(app, listener):
            yield f"http://{HOST}:{port}"


@dataclass(frozen=True)
class _Gate:
    client: httpx.AsyncClient
    upstream: httpx.URL
    own: frozenset[str]
    writes: bool

    async def answer(self, request: Request) -> Response:
        if why := self._why_not(request):
            return JSONResponse({"message": why}, status_code=403)
        try:
            return await self._passed_on(request)
        except httpx.HTTPError:
            return JSONResponse({"message": "Temporal is not there now; try again."}, status_code=502)

    def _why_not(self, request: Request) -> str | None:
        """Return why a request is not passed on; None where it is."""
        if request.headers.get("origin") not in {None, *self.own}:
            return "The Temporal UI takes nothing from other sites."
        if not (self.writes or request.method in READS or _is_query(request)):
            return "The Temporal UI is to look at; `redress up --ui-writes` lets it change things, too."
        return None

    async def _passed_on(self, request: Request) -> Response:
        path, query = request.scope["raw_path"], request.scope["query_string"]
        answer = await self.client.request(
            request.method,
            self.upstream.copy_with(raw_path=path + (b"?" + query if query else b"")),
            headers=[pair for pair in request.headers.items() if pair[0] not in OF_THE_CONNECTION],
            content=await request.body(),
        )
        passed = Response(self._content(request, answer), answer.status_code)
        passed.raw_headers += [
            (name.lower(), value)
            for name, value in answer.headers.raw
            if name.decode().lower() not in OF_THE_CONNECTION
        ]
        return passed

    def _content(self, request: Request, answer: httpx.Response) -> bytes:
        """Return what was answered; of its settings, that the page shows no button that would be refused."""
        if self.writes or request.url.path != SETTINGS or not answer.is_success:
            return answer.content
        return json.dumps(answer.json() | {"DisableWriteActions": True}).encode()


def _is_query(request: Request) -> bool:
    """Return whether it asks a workflow something, which changes nothing: the UI posts that."""
    return request.method == "POST" and QUERY.fullmatch(request.scope["raw_path"]) is not None


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to whoever runs the stack."""
        yield


@contextlib.asynccontextmanager
async def _serving(app: Starlette, listener: socket.socket) -> AsyncIterator[None]:
    server = _Server(
        uvicorn.Config(app, lifespan="off", ws="none", log_config=None, access_log=False, server_header=False)
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = server.force_exit = True
        await serving
        listener.close()

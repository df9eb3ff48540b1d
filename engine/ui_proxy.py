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
from types import TracebackType
from typing import Self

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from engine.ports import HOST, listening

NAMES = (HOST, "localhost")
READS = ("GET", "HEAD", "OPTIONS")
METHODS = [*READS, "POST", "PUT", "PATCH", "DELETE"]
SETTINGS = "/api/v1/settings"
QUERY = re.compile(rb"/api/v1/namespaces/[^/]+/workflows/[^/]+/query/[^/]+")
# of one connection, not of what it carries; the body comes as the UI's server has encoded it
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "host"}


def unguessable_address() -> str:
    """Return a loopback address to listen on; on Linux one of 16 million, elsewhere the only one there is."""
    if sys.platform != "linux":
        return HOST
    return f"127.{1 + secrets.randbelow(254)}.{secrets.randbelow(256)}.{1 + secrets.randbelow(254)}"


class UiProxy:
    """`async with UiProxy(upstream) as proxy`: passes on what reads, and what writes only if told to."""

    def __init__(self, upstream: str, *, writes: bool = False, preferred: int | None = None) -> None:
        self._upstream, self._writes, self._preferred = upstream, writes, preferred
        self._undo = contextlib.AsyncExitStack()
        self._client: httpx.AsyncClient
        self._own: frozenset[str] = frozenset()
        self.url = ""

    async def __aenter__(self) -> Self:
        async with contextlib.AsyncExitStack() as undo:
            # a page waits in one request for what happens next in a workflow
            self._client = await undo.enter_async_context(
                httpx.AsyncClient(timeout=None, trust_env=False)  # noqa: S113
            )
            listener = listening(self._preferred)
            port: int = listener.getsockname()[1]
            self._own = frozenset(f"{name}:{port}" for name in NAMES)
            self.url = f"http://{HOST}:{port}"
            await undo.enter_async_context(_serving(self._app(), listener))
            self._undo = undo.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._undo.aclose()

    def _app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self._answer, methods=METHODS)])

    async def _answer(self, request: Request) -> Response:
        if why := self._why_not(request):
            return JSONResponse({"message": why}, status_code=403)
        try:
            return await self._passed_on(request)
        except httpx.HTTPError:
            return JSONResponse({"message": "Temporal is not there now; try again."}, status_code=502)

    def _why_not(self, request: Request) -> str | None:
        """Return why a request is not passed on; None where it is."""
        if request.headers.get("host") not in self._own:
            return f"The Temporal UI is at {self.url} and nowhere else."
        origin = request.headers.get("origin")
        if origin is not None and origin.removeprefix("http://") not in self._own:
            return "The Temporal UI takes nothing from other sites."
        reads = request.method in READS or _is_query(request)
        if not reads and not self._writes:
            return (
                "The Temporal UI is to look at; to change things by it, start with `redress up --ui-writes`."
            )
        return None

    async def _passed_on(self, request: Request) -> Response:
        headers = [(name, value) for name, value in request.headers.items() if name not in HOP_BY_HOP]
        path, query = request.scope["raw_path"], request.scope["query_string"]
        url = httpx.URL(self._upstream).copy_with(raw_path=path + (b"?" + query if query else b""))
        passed = self._client.build_request(
            request.method, url, headers=headers, content=await request.body()
        )
        answer = await self._client.send(passed, stream=True)
        if request.url.path == SETTINGS and answer.is_success:
            settings = JSONResponse(await self._settings(answer))
            settings.raw_headers += [pair for pair in answer.headers.raw if pair[0].lower() == b"set-cookie"]
            return settings
        passing = StreamingResponse(
            answer.aiter_raw(), status_code=answer.status_code, background=BackgroundTask(answer.aclose)
        )
        passing.raw_headers = [
            pair for pair in answer.headers.raw if pair[0].decode().lower() not in HOP_BY_HOP
        ]
        return passing

    async def _settings(self, answer: httpx.Response) -> dict[str, object]:
        """Return what the page may do, so that it shows no button that would be refused."""
        settings: dict[str, object] = json.loads(await answer.aread())
        await answer.aclose()
        return settings if self._writes else settings | {"DisableWriteActions": True}


def _is_query(request: Request) -> bool:
    """Whether it asks a workflow something, which changes nothing: the UI posts that."""
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

"""The log of requests: a line for each, with its id, its case, and nothing personal."""

from __future__ import annotations

import logging
import re
import time
import uuid

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.logs import about, ref_in
from starter.api.problems import UNLOGGED, failed

HEADER = b"x-request-id"
ID = re.compile(r"[0-9a-f-]{8,64}")
"""An id that a caller gives, as UUIDs and W3C's trace ids are written: no name can be told in it."""
PROBED = ("GET /health/live", "GET /health/ready")
"""Routes that are asked every few seconds, of which nobody wants to read."""
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
logger = logging.getLogger(__name__)


class RequestLog:
    """Gives every request an id, which its answer and each line of the log have, and logs its answer.

    An error that nobody foresaw is answered here: further out, the server would log it with its words.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0
        given = dict(scope["headers"]).get(HEADER, b"").decode("latin-1")
        request = given if ID.fullmatch(given) else str(uuid.uuid4())

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (HEADER, request.encode())]
            await send(message)

        with about(request, ref_in(scope["path"])):
            try:
                await self._app(scope, receive, noting)
            except Exception as error:
                if status:  # an answer is under way already
                    raise
                answer = await failed(Request(scope), error)
                await answer(scope, receive, noting)
            if UNLOGGED not in scope:
                measured = {"status": status, "ms": round((time.perf_counter() - began) * 1000)}
                route = _route(scope)
                level = logging.DEBUG if route in PROBED else logging.INFO
                logger.log(level, "%s: %d in %d ms", route, *measured.values(), extra=measured)


def _route(scope: Scope) -> str:
    """Return the method and the route of a request, and not its path, which names somebody now and then."""
    path = getattr(scope.get("route"), "path", None)
    return f"{scope['method']} {path}" if path and scope["method"] in METHODS else "no route"

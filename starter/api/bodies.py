"""Bodies of requests: whoever may not send one is refused before it is read, and no body holds up the others.

A body is read within its `Size`, at the pace of its caller. A large one is checked by another process: the
parsers hold the interpreter's lock, so that in a thread they would stop the event loop all the same.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar, NamedTuple

from anyio import BrokenWorkerProcess, CapacityLimiter, to_process
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from rules.refusal import Invalid
from starter.api.callers import Caller, Guard, caller, doors_of
from starter.api.faults import FieldProblem, Fields, fields_at_fault, no_json
from starter.api.limits import PLAIN, Size, TooLarge, TooSlow

SMALL = 64 * 1024
"""Bytes of JSON that take no longer to parse than a request takes anyhow."""
CHECKED_WITHIN = 10
"""Seconds for a large body to be checked, with those that came before it."""
NICE = 19
"""The niceness of the process that checks them: it takes what the others leave of the machine."""
_one_at_a_time = CapacityLimiter(1)


class Fault(NamedTuple):
    """The faults of a large body: how many fields are not valid, and the first of them."""

    number: int
    first: tuple[FieldProblem, ...]


class Route(APIRoute):
    """A route whose body is read once its caller is known, and has the right that the route asks for."""

    size: ClassVar[Size] = PLAIN

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle
        kind = self.body_field.field_info.annotation
        guards = [inner.call for inner in self.dependant.dependencies if isinstance(inner.call, Guard)]

        async def guarded(request: Request) -> Response:
            asking = await caller(request, doors_of(request), None)
            for guard in guards:
                await guard(asking)
            body = await body_of(request, asking, self.size)
            return await handle(ReadRequest(request, body, kind, self.size))

        return guarded


async def body_of(request: Request, asking: Caller, size: Size) -> bytes:
    """Return the body of a request.

    Raises:
        TooLarge: it is larger than it may be, or says that it will be.
        TooSlow: it did not come in time.
        TooMany: its caller has sent too much in the last minute.
        Invalid: the caller went away before it had come.

    """
    too_large = TooLarge(f"a request here has at most {size.said} ({size.most:,} bytes)")
    said = request.headers.get("Content-Length", "")
    if said.isdigit() and int(said) > size.most:
        raise too_large
    body, pieces = bytearray(), 1
    try:
        async with asyncio.timeout(size.within):
            async for part in request.stream():
                body += part
                if len(body) > size.most:
                    raise too_large
                while len(body) > pieces * size.piece:
                    pieces += 1
                    await asking.keep_pace()
    except TimeoutError:
        raise TooSlow(f"the body did not come within {size.within:g} seconds") from None
    except ClientDisconnect:
        raise Invalid("the body did not come whole", where="body") from None
    return bytes(body)


class ReadRequest(Request):
    """A request whose body was read; its JSON is parsed and checked here where it is large."""

    def __init__(self, request: Request, body: bytes, kind: Any, size: Size) -> None:
        super().__init__(request.scope, request.receive)
        self._body, self._kind, self._most = body, kind, size.values

    async def json(self) -> Any:
        """Return the JSON of the body, or what the route makes of it.

        Raises:
            HTTPException: what is wrong with it: FastAPI lets no other error through while it reads.

        """
        if not (isinstance(self._kind, type) and issubclass(self._kind, BaseModel)):
            return {}  # which is not what this route takes, and is refused as such
        if len(self._body) <= SMALL:
            value = json.loads(self._body)
            if not has_more(value, PLAIN.values):
                return value
        if found := await _checked(self._kind, self._body, self._most):
            raise Fields(*found)
        # What is valid is small, or a list of people whose names are checked in Python: others get turns.
        return await asyncio.to_thread(lambda: self._kind.model_validate(json.loads(self._body)))


async def _checked(kind: type[BaseModel], body: bytes, most: int) -> Fault | None:
    """Have a body checked by another process.

    Raises:
        HTTPException: it cannot be now (503), or the body is no text at all (400).

    """
    try:
        async with asyncio.timeout(CHECKED_WITHIN):
            try:
                return await _elsewhere(kind, body, most)
            except BrokenWorkerProcess:  # it died since it was last asked; the next is a new one
                return await _elsewhere(kind, body, most)
    except (TimeoutError, BrokenWorkerProcess):
        raise HTTPException(503, "there are too many large bodies at once; ask again") from None


async def _elsewhere(kind: type[BaseModel], body: bytes, most: int) -> Fault | None:
    return await to_process.run_sync(check, kind, body, most, limiter=_one_at_a_time, cancellable=True)


def check(kind: type[BaseModel], body: bytes, most: int) -> Fault | None:
    """Return what is wrong with the JSON of a model, if anything is.

    Raises:
        ValueError: it is no text.
        RecursionError: it is nested without end.

    """
    os.nice(max(0, NICE - os.nice(0)))
    try:
        value = json.loads(body)
    except json.JSONDecodeError as error:
        return Fault(1, (no_json(error.msg, error.pos),))
    if has_more(value, most):
        return Fault(1, (FieldProblem(where="body", detail=f"it has more than {most:,} names and values"),))
    try:
        kind.model_validate(value)
    except ValidationError as error:
        found = error.errors(include_url=False)
        return Fault(len(found), fields_at_fault(found, within="body", kind=kind))
    return None


def has_more(value: Any, most: int) -> bool:
    """Return whether a JSON value holds more values than so many, in all that is within it."""
    waiting, count = [value], 0
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict | list):
            count += len(inner)
            if count > most:
                return True
            waiting.extend(inner.values() if isinstance(inner, dict) else inner)
    return False

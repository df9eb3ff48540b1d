"""The HTTP API, put together; `serve` runs it."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import AsyncIterator
from socket import socket

import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts
from fastapi_offline import FastAPIOffline

from engine.connect import connect
from engine.settings import Settings
from engine.tokens import verifier_of
from policies import library
from records.database import open_pool
from records.papers import say_missing
from starter.api import (
    calendar,
    cases,
    decisions,
    diary,
    evidence,
    health,
    listing,
    opening,
    paper,
    register,
    signposts,
    staff,
    staff_changes,
    standards,
    webhooks,
)
from starter.api.authentication import DOCS, DOCS_FILES, Authentication
from starter.api.bodies import Route
from starter.api.callers import Doors
from starter.api.examples import examples
from starter.api.limits import STRANGERS, Pace
from starter.api.opening import intakes
from starter.api.problems import Problem, add_problems
from starter.api.request_log import RequestLog
from starter.api.server import server_config
from starter.service.desk import Desk

ABOUT = """
Customer-care casework: matters come in, staff decide, other systems look. Every error is a problem document
(RFC 9457) with a stable `code`. A POST is safe to repeat under its `Idempotency-Key`.
"""


def _routers() -> tuple[APIRouter, ...]:
    """Return every part of the API, in the order in which the documentation lists them."""
    return (
        *(
            opening.router(),
            listing.router,
            cases.router,
            decisions.router(),
            evidence.router,
            register.router,
            paper.router(),
        ),
        *(
            calendar.router,
            staff.router,
            staff_changes.router,
            diary.router,
            signposts.router,
            webhooks.router,
            standards.router,
        ),
        health.router,
    )


def create_app(doors: Doors) -> FastAPI:
    """The API on open doors."""
    app = FastAPIOffline(
        title="Redress",
        version="0.1.0",
        description=ABOUT,
        docs_url=DOCS,
        redoc_url=None,
        static_url=DOCS_FILES,
        swagger_ui_parameters={"validatorUrl": None},  # which would be told where this API is
        # no redirect to the path without its last slash: it would lead to whatever host the request named
        redirect_slashes=False,
    )
    app.state.doors = doors
    for router in _routers():
        app.include_router(router)
    app.webhooks.include_router(webhooks.sent)
    add_problems(app)
    app.add_middleware(Authentication, verifier=doors.verifier, pace=doors.pace, strangers=doors.strangers)
    app.add_middleware(RequestLog)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    return app


def _described(app: FastAPI) -> dict[str, object]:
    """OpenAPI with our problem documents in the place of the framework's own errors."""
    if app.openapi_schema is None:
        described = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            webhooks=app.webhooks.routes,
        )
        schemas = described["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= problem.pop("$defs", {}) | {"Problem": problem}
        for context in iter_route_contexts(app.routes):
            route = context.original_route
            if isinstance(route, Route) and route.body_field is not None and context.include_in_schema:
                for method in context.methods or ():
                    asked = described["paths"][context.path_format][method.lower()]
                    asked["requestBody"]["description"] = route.size.described
        doors: Doors = app.state.doors
        for door, example in examples(doors.library, doors.now()).items():
            schemas[intakes()[door].__name__]["examples"] = [example]
        app.openapi_schema = described
    return app.openapi_schema


@contextlib.asynccontextmanager
async def open_doors(settings: Settings) -> AsyncIterator[Doors]:
    """The doors that settings name: database, engine, the issuer of tokens."""
    verifier = verifier_of(settings)
    client = await connect(settings)
    async with await open_pool(settings.database_url, within=settings.start_patience) as pool:
        async with pool.acquire() as connection:
            await say_missing(connection, library())
        desk = Desk(pool, client, library(), settings.task_queue)
        pace, strangers = Pace(settings.requests_per_minute), Pace(STRANGERS)
        yield Doors(desk, pool, library(), verifier, client, pace, strangers, settings.webhooks_to_loopback)


async def serve(settings: Settings, host: str, port: int, listener: socket | None = None) -> None:
    """Serve the API until it is told to stop, on a socket that listens already where one is given."""
    async with open_doors(settings) as doors:
        server = uvicorn.Server(server_config(create_app(doors), host, port))
        # What is loaded by now stays: the collector need not go through it while callers wait.
        gc.collect()
        gc.freeze()
        await server.serve(sockets=[listener] if listener else None)

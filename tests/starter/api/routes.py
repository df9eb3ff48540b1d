"""Every route of the API as it stands, and what it asks of whoever comes: read off its dependencies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

import httpx
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from rules.organisation import Right
from starter.api.app import create_app
from starter.api.authentication import DOCS_FILES, OPEN, is_open
from starter.api.callers import Doors, Guard, WhoMay, WhoNeedsToKnow, caller

Need = Right | Literal["decide", "directory", "nothing"]
"""A right; the roles of the decision itself; a place in the directory; no token at all."""
ELSEWHERE = {"/cases/{ref}/evidence": "add-evidence"}
"""The decisions that are not taken at `/cases/{ref}/decisions/`, by where they are."""
REFUSED = "/cases/{ref}/decisions/{name}"
"""The path of every other decision: to POST there is refused, and not documented; to GET has its guide."""


THAT = "2"
"""A key, or the number of an event; no more than that, and nobody's id."""


@dataclass(frozen=True)
class Route:
    """One operation of the OpenAPI document."""

    method: str
    path: str
    need: Need
    lifecycle: str | None = None
    """Whose cases it shows alone, where not all who may read may see them."""

    @property
    def right(self) -> Right | None:
        """The right that it needs, where it needs one."""
        return next((right for right in get_args(Right) if right == self.need), None)

    @property
    def decision(self) -> str | None:
        """The decision that it takes, where it takes one."""
        if self.need != "decide":
            return None
        place, _, name = self.path.rpartition("/decisions/")
        return name if place else ELSEWHERE[self.path]

    @property
    def of_a_case(self) -> bool:
        """Whether it is about one case."""
        return "{ref}" in self.path

    async def asked(self, who: httpx.AsyncClient, ref: str, **sent: Any) -> httpx.Response:
        """Ask it about a case; whatever else its path names is called `THAT`."""
        path = re.sub(r"{\w+}", THAT, self.path.replace("{ref}", ref))
        return await who.request(self.method, path, **sent)


def routes(doors: Doors) -> list[Route]:
    """Every operation that the API documents.

    Raises:
        AssertionError: one of them is open to anybody, and `OPEN` does not say so; or not documented.

    """
    app = create_app(doors)
    contexts = [context for context in iter_route_contexts(app.routes) if context.path != DOCS_FILES]
    hidden = {str(context.path) for context in contexts if not context.include_in_schema}
    refusing = [context for context in contexts if context.path == REFUSED and not context.include_in_schema]
    assert {_need(context) for context in refusing} == {"decide"}
    assert hidden <= OPEN | {REFUSED}, "a route is documented, or is one of the few that need not be"
    found = [
        Route(method, str(context.path), _need(context), _lifecycle(context))
        for context in contexts
        if context.include_in_schema
        for method in sorted(context.methods or ())
    ]
    paths = app.openapi()["paths"]
    assert {(way.upper(), path) for path in paths for way in paths[path]} == {
        (route.method, route.path) for route in found
    }
    return found


def _need(context: RouteContext) -> Need:
    called = [dependant.call for dependant in _within(context.dependant)]
    rights = {call.right for call in called if isinstance(call, WhoMay)}
    assert len(rights) <= 1, f"{context.path} asks for rights more than once"
    if rights:
        return rights.pop()
    if any(isinstance(call, Guard) for call in called):
        return "decide"
    if caller in called:
        return "directory"
    assert is_open(str(context.path)), f"{context.path} is open to anybody, and nothing says that it may be"
    return "nothing"


def _lifecycle(context: RouteContext) -> str | None:
    called = [dependant.call for dependant in _within(context.dependant)]
    return next((call.lifecycle for call in called if isinstance(call, WhoNeedsToKnow)), None)


def _within(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _within(inner)

"""Standards over HTTP, without a token: the promises of each organisation, as JSON or as a page to read."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Any

import mimeparse
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rules.languages import ENGLISH, day_in
from rules.model import Model, Slug
from rules.refusal import Unknown
from rules.standards import Standards, published
from starter.api.callers import Doors, doors_of
from starter.api.problems import responses

PREFIX = "/standards"
PAGES = Path(__file__).parent / "pages"
MEDIA_TYPES = ["text/html", "application/json"]
"""The forms there are, the one given where all are equally wanted at the end."""
STYLE = (PAGES / "standards.css").read_text(encoding="utf-8")
_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Vary": "Accept",
    "Referrer-Policy": "no-referrer",
    # a page of words: nothing is loaded or run, nobody frames it
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
}


def _in_order(items: Iterable[Any], name: str) -> list[tuple[str, list[Any]]]:
    """Items that stand together under one heading, in the order in which the policy has them."""
    return [(heading, list(together)) for heading, together in groupby(items, attrgetter(name))]


_pages = Environment(
    loader=FileSystemLoader(PAGES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages.filters |= {"groupby_in_order": _in_order, "day": partial(day_in, ENGLISH)}
_pages.globals["style"] = Markup(STYLE)  # noqa: S704 - a file of ours

Wanted = Annotated[Doors, Depends(doors_of)]
AS_PAGE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/html": {"schema": {"type": "string"}}}, "description": "JSON, or a page to read."}
}
router = APIRouter(prefix=PREFIX, tags=["Standards"])


class ListedStandards(Model):
    """An organisation that publishes its standards, and where they are."""

    policy: Slug
    organisation: str
    title: str
    language: str
    path: str


async def keep_pace(request: Request, doors: Wanted) -> None:
    """Count a request of an address; nobody says here who they are.

    Raises:
        TooMany: there were too many from it in the last minute.

    """
    await doors.pace.keep(f"address/{request.client.host if request.client else ''}")


def wants_page(request: Request) -> bool:
    """Return whether a request's `Accept` prefers a page to JSON; an `Accept` that is malformed does not."""
    try:
        return bool(mimeparse.best_match(MEDIA_TYPES, request.headers.get("Accept", "*/*")) == MEDIA_TYPES[0])
    except mimeparse.MimeTypeParseException:
        return False


@router.get(
    "",
    dependencies=[Depends(keep_pace)],
    response_model=list[ListedStandards],
    responses={**AS_PAGE, **responses(429)},
)
async def list_standards(request: Request, response: Response, doors: Wanted) -> Any:
    """List the organisations that publish their standards. No token is asked for."""
    found = [_published(policy_id, doors) for policy_id in doors.library.ids]
    listed = [
        ListedStandards(
            policy=one.policy,
            organisation=one.organisation,
            title=one.title,
            language=one.language,
            path=f"{PREFIX}/{one.policy}",
        )
        for one in found
        if one
    ]
    if wants_page(request):
        return _page("index.html", listed=listed)
    response.headers.update(HEADERS)
    return listed


@router.get(
    "/{policy_id}",
    dependencies=[Depends(keep_pace)],
    response_model=Standards,
    responses={**AS_PAGE, **responses(404, 422, 429)},
)
async def show_standards(policy_id: Slug, request: Request, response: Response, doors: Wanted) -> Any:
    """Show the promises of an organisation with their clauses, its opening times, and how to complain.

    It is JSON, or a page where `Accept` prefers `text/html`, of the version in force. No token is asked for.
    """
    standards = _published(policy_id, doors) if policy_id in doors.library.ids else None
    if standards is None:
        raise Unknown("no standards are published under this name", where="ref")
    if wants_page(request):
        return _page("standards.html", standards=standards)
    response.headers.update(HEADERS)
    return standards


def _published(policy_id: str, doors: Doors) -> Standards | None:
    return published(doors.library.current(policy_id, doors.now()))


def _page(name: str, **shown: Any) -> HTMLResponse:
    return HTMLResponse(_pages.get_template(name).render(shown), headers=HEADERS)

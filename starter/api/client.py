"""A client of the API for other systems and for people at a terminal: typed, and safe to repeat.

    async with ApiClient("http://127.0.0.1:8000", token) as redress:
        taken = await redress.open({"service": "repairs", ...}, key="web-4711")
        answer = await redress.decide(taken.ref, "contact", {"remedy_wanted": "..."})

Whatever is asked is asked again under its key while the engine or the database is away, a decision is in
hand, or too much is asked, until `patience` is over. Where it is not known by then whether it was taken, the
error says so, and names the key: asking again under it, however much later, finds out.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

import httpx

from records.calendar import Look
from records.changes import Change
from records.register import Registered
from rules.model import CaseRef
from rules.recording import Answer
from starter.api.answered import reason, taken, under
from starter.api.calendar import Days, WholeChange
from starter.api.diary import Diary
from starter.api.listing import Listed, Page
from starter.api.opening import Opened
from starter.api.paper import Due
from starter.api.register import Register
from starter.errors import ApiProblem
from starter.service.guide import DecisionGuide
from starter.service.history import ShownHistory
from starter.service.showing import ShownCase

PATIENCE = timedelta(seconds=60)
AGAIN = {202, 429, 503}
"""The answers after which asking again gives another."""
PAUSE = 1.0
"""Seconds, where the answer does not say when to ask again."""
SAY_AFTER = 2.0
"""Seconds after which the log says what is waited for."""
logger = logging.getLogger(__name__)


class ApiClient:
    """Asks the API with a bearer token.

    Args:
        url: Where the API is.
        token: Who asks.
        patience: How long to go on asking what cannot be answered now.
        transport: For tests: another way than the network.

    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        patience: timedelta = PATIENCE,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._http = httpx.AsyncClient(base_url=url, headers=headers, timeout=30, transport=transport)
        self._patience = patience.total_seconds()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def open(
        self, fields: Mapping[str, Any], *, door: str = "complaints", key: str | None = None
    ) -> Opened:
        """Open a case at its door (a complaint or a petition, where none is named), once for its key.

        Raises:
            Refusal: naming the fields at fault.
            ApiProblem: anything else went wrong.

        """
        answer = await self._ask("POST", f"/{door}", json=dict(fields), key=key or str(uuid.uuid4()))
        return Opened.model_validate_json(answer.content)

    async def decide(
        self,
        ref: str,
        name: str,
        fields: Mapping[str, Any],
        *,
        key: str | None = None,
        match: int | None = None,
    ) -> Answer:
        """Take a decision, once for its key; with `match`, only if nothing happened since that event.

        Raises:
            Refusal: why not, and under which clause; one of `NOT_KNOWN` where that was not known in time.
            ApiProblem: anything else went wrong.

        """
        headers = {} if match is None else {"If-Match": f'"{match}"'}
        path = f"/cases/{ref}/decisions/{name}"
        answer = await self._ask(
            "POST", path, json=dict(fields), key=key or str(uuid.uuid4()), headers=headers
        )
        return Answer.model_validate_json(answer.content)

    async def attach(
        self, ref: str, content: bytes, *, title: str, media_type: str, key: str | None = None
    ) -> Answer:
        """Put a file on file, once for its key.

        Raises:
            Refusal: the policy does not take it, or the decision is not open.
            ApiProblem: anything else went wrong.

        """
        answer = await self._ask(
            "POST",
            f"/cases/{ref}/evidence",
            params={"title": title},
            content=content,
            headers={"Content-Type": media_type},
            key=key or str(uuid.uuid4()),
        )
        return Answer.model_validate_json(answer.content)

    async def guide(self, ref: str, name: str) -> DecisionGuide:
        """Return what a decision on a case wants to know, and whether it is open."""
        answer = await self._ask("GET", f"/cases/{ref}/decisions/{name}")
        return DecisionGuide.model_validate_json(answer.content)

    async def show(self, ref: str) -> ShownCase:
        """Return a case: how it stands, what is due and why, what may be decided now, its latest history."""
        answer = await self._ask("GET", f"/cases/{ref}")
        return ShownCase.model_validate_json(answer.content)

    async def history(self, ref: str, before: int | None) -> AsyncIterator[ShownHistory]:
        """Yield the history of a case before an event, part by part back to its beginning."""
        while before is not None:
            answer = await self._ask("GET", f"/cases/{ref}/history", params={"before": before})
            part = ShownHistory.model_validate_json(answer.content)
            yield part
            before = part.earlier

    async def cases(self, **filters: Any) -> AsyncIterator[Listed]:
        """Every case that the filters leave, the soonest due first; page after page as they are wanted."""
        cursor: str | None = None
        while True:
            asked = {
                name: value for name, value in (filters | {"cursor": cursor}).items() if value is not None
            }
            page = Page.model_validate_json((await self._ask("GET", "/cases", params=asked)).content)
            for case in page.cases:
                yield case
            if page.next is None:
                return
            cursor = page.next

    async def register(self) -> AsyncIterator[Registered]:
        """Every warning in force, by their references; page after page as they are wanted."""
        after: CaseRef | None = None
        while True:
            asked = {"after": after} if after else {}
            page = Register.model_validate_json((await self._ask("GET", "/register", params=asked)).content)
            for warned in page.warnings:
                yield warned
            if page.next is None:
                return
            after = page.next

    async def due(self, policy: str, deadline: str, start: str) -> Due:
        """By when something is due that starts at a moment (with its zone), and why on that day."""
        asked = {"deadline": deadline, "from": start}
        answer = await self._ask("GET", f"/policies/{policy}/due", params=asked)
        return Due.model_validate_json(answer.content)

    async def diary(self, adviser: str | None, first: str | None, last: str | None) -> Diary:
        """The times for which staff are booked; days are 2026-12-29."""
        wanted = {"adviser": adviser, "from": first, "to": last}
        asked = {name: value for name, value in wanted.items() if value is not None}
        return Diary.model_validate_json((await self._ask("GET", "/diary", params=asked)).content)

    async def calendar(self) -> Days:
        """The closures, and the changes of the calendar."""
        return Days.model_validate_json((await self._ask("GET", "/calendar")).content)

    async def preview(self, day: str) -> Look:
        """Which dates a closure on a day (2026-12-29) would move."""
        answer = await self._ask("GET", "/calendar/preview", params={"day": day})
        return Look.model_validate_json(answer.content)

    async def close(self, day: str, reason: str, digest: str, *, key: str | None = None) -> Change:
        """Close a day, and have the cases moved that were listed under a digest.

        Raises:
            Refusal: `Changed` where the list is another by now.

        """
        body = {"day": day, "reason": reason, "digest": digest}
        answer = await self._ask("POST", "/calendar/changes", json=body, key=key or str(uuid.uuid4()))
        return Change.model_validate_json(answer.content)

    async def change(self, day: str) -> WholeChange:
        """The change that closed a day, with what came of each case."""
        return WholeChange.model_validate_json((await self._ask("GET", f"/calendar/changes/{day}")).content)

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        **rest: Any,
    ) -> httpx.Response:
        own = dict(headers or {}) | ({"Idempotency-Key": key} if key else {})
        loop = asyncio.get_running_loop()
        began, is_said = loop.time(), False
        until = began + self._patience
        while True:
            try:
                answer = await self._http.request(method, path, headers=own, **rest)
            except httpx.TransportError as error:
                if loop.time() > until:
                    detail = f"the API cannot be reached: {type(error).__name__}"
                    raise ApiProblem(0, under(key, detail)) from None
                why, pause = f"it cannot be reached ({type(error).__name__})", PAUSE
            else:
                if answer.status_code not in AGAIN or loop.time() > until:
                    return taken(answer, key)
                why, pause = reason(answer), float(answer.headers.get("Retry-After", PAUSE))
            if loop.time() - began + pause > SAY_AFTER and not is_said:
                is_said = True
                logger.warning("waiting for the API at %s: %s", self._http.base_url, why)
            await asyncio.sleep(pause)

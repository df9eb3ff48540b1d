"""Callers and their rights: the staff directory behind a token, and what the policy lets its roles do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import asyncpg
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from temporalio.client import Client

from engine.tokens import Identity, TokenMissing, Verifier
from records.database import Connection
from records.people import Staff, staff_member
from records.reading import log_access, readable_case
from rules.authority import require_here, require_right, require_training
from rules.case import Case
from rules.library import Library
from rules.model import CaseRef, day_of, fits
from rules.organisation import Right
from rules.policy import Policy
from rules.reading import ReadAccess, read_access
from rules.refusal import NotAuthorised, Unknown
from starter.api.authentication import IDENTITY
from starter.api.limits import Pace
from starter.service.desk import Desk

CALLER = "redress.caller"
bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="A token of the OpenID Connect issuer.")


@dataclass(frozen=True)
class Doors:
    """What the API's routes work with."""

    desk: Desk
    pool: asyncpg.Pool
    library: Library
    verifier: Verifier
    client: Client
    pace: Pace
    strangers: Pace
    webhooks_to_loopback: bool = False

    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class Caller:
    """Whoever asks: a member of the staff directory of a policy."""

    staff: Staff
    policy: Policy
    doors: Doors

    async def keep_pace(self) -> None:
        """Count another request of theirs, or a piece of a large one.

        Raises:
            TooMany: there were too many in the last minute.

        """
        await self.doors.pace.keep(f"{self.policy.id}/{self.staff.id}")

    async def log(self, connection: Connection, action: str, ref: str | None = None) -> None:
        """Write into the access log that they read personal data."""
        await log_access(connection, self.policy, self.staff.id, action, ref)

    @property
    def access(self) -> ReadAccess:
        """The cases that they may read."""
        return read_access(self.staff.actor, self.policy)

    async def readable(self, connection: Connection, ref: str, key: str | None = None) -> Case:
        """Return a case that they may read, or on which they have taken the decision of a key.

        Whoever may not read a case may not write to it either.

        Raises:
            Unknown: there is none, or it is for others: the answer is the same.

        """
        case = await readable_case(connection, self.access, ref, key) if fits(CaseRef, ref) else None
        if case is None:
            raise Unknown("there is no such case", where="ref")
        return case


def doors_of(request: Request) -> Doors:
    """The doors that the application was given."""
    doors: Doors = request.app.state.doors
    return doors


async def caller(
    request: Request,
    doors: Annotated[Doors, Depends(doors_of)],
    _: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> Caller:
    """Return whoever the token speaks of, which `Authentication` believed; they are looked up once a request.

    Raises:
        TokenRefused: there is no token.
        Refusal: the directory does not have them.

    """
    known: Caller | None = request.scope.get(CALLER)
    if known is not None:
        return known
    identity: Identity | None = request.scope.get(IDENTITY)
    if identity is None:
        raise TokenMissing("send a bearer token")
    policy = _policy_of(identity, doors)
    async with doors.pool.acquire() as connection:
        staff = await staff_member(connection, policy, identity.staff)
    require_here(staff.actor, day_of(doors.now(), policy.zone))
    known = Caller(staff=staff, policy=policy, doors=doors)
    request.scope[CALLER] = known
    return known


def _policy_of(identity: Identity, doors: Doors) -> Policy:
    try:
        return doors.library.current(identity.policy, doors.now())
    except Unknown:  # the others there are, which it names, are not for them
        raise NotAuthorised(f"there is no policy {identity.policy!r} here", where="actor") from None


class Guard:
    """A dependency: whoever asks, with training that has not run out; each decision names its roles."""

    async def __call__(self, asking: Annotated[Caller, Depends(caller)]) -> Caller:
        """Let them pass.

        Raises:
            Refusal: their training has run out.

        """
        require_training(asking.staff.actor, day_of(asking.doors.now(), asking.policy.zone), asking.policy)
        return asking


class WhoMay(Guard):
    """A dependency: whoever asks and has a right, and training that has not run out."""

    def __init__(self, right: Right) -> None:
        self.right = right

    async def __call__(self, asking: Annotated[Caller, Depends(caller)]) -> Caller:
        """Let them pass.

        Raises:
            Refusal: none of their roles has such a right, or their training has run out.

        """
        require_right(asking.staff.actor, self.right, asking.policy)
        return await super().__call__(asking)


class WhoNeedsToKnow(WhoMay):
    """A dependency: whoever may see cases, and those of a lifecycle that are not for everybody."""

    def __init__(self, lifecycle: str) -> None:
        super().__init__("read")
        self.lifecycle = lifecycle

    async def __call__(self, asking: Annotated[Caller, Depends(caller)]) -> Caller:
        """Let them pass.

        Raises:
            Refusal: as `WhoMay`, or theirs is none of the roles that see such cases.
            Unknown: the policy has no such cases.

        """
        await super().__call__(asking)
        matters = asking.policy.matters
        there = {name for name, matter in matters.items() if matter.lifecycle == self.lifecycle}
        if not there:
            raise Unknown(f"{asking.policy.id} knows no {self.lifecycle}", where="ref")
        if not there & set(asking.access.matters):
            raise NotAuthorised(f"{asking.staff.id} may not see any {self.lifecycle}", where="actor")
        return asking


Asking = Annotated[Caller, Depends(caller)]
Deciding = Annotated[Caller, Depends(Guard())]
Opening = Annotated[Caller, Depends(WhoMay("open"))]
Reading = Annotated[Caller, Depends(WhoMay("read"))]
Consulting = Annotated[Caller, Depends(WhoMay("consult the staff directory"))]
ConsultingSignposts = Annotated[Caller, Depends(WhoMay("consult the signposts"))]
KeepingSignposts = Annotated[Caller, Depends(WhoMay("keep the signposts"))]
Administering = Annotated[Caller, Depends(WhoMay("administer"))]

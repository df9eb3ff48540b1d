"""Limits of what one caller may ask of the API: its size, the time for it to come, and its pace."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from rules.refusal import Refusal

MIB = 1024 * 1024


@dataclass(frozen=True)
class Size:
    """The limits of a body.

    Attributes:
        most: Bytes.
        within: Seconds for it to come.
        piece: Bytes; each piece of a body after the first counts as another request.
        values: Names and values in it, where it is JSON.

    """

    most: int
    within: float
    piece: int
    values: int = 2_000

    @property
    def said(self) -> str:
        """Return the limit as people say it."""
        whole = self.most % MIB == 0
        return f"{self.most // MIB} MiB" if whole else f"{self.most / 1_000_000:g} MB"

    @property
    def described(self) -> str:
        """Return what the API's description says of it."""
        return (
            f"At most {self.said}, which come within {self.within:g} seconds; JSON has at most "
            f"{self.values:,} names and values."
        )


PLAIN = Size(2 * MIB, within=30, piece=64 * 1024)
"""Of most bodies."""
LISTING = Size(8 * MIB, within=60, piece=64 * 1024, values=160_000)
"""Of those that may list people: the 50,000 signatories of a petition, each with an address."""
FILE_WITHIN, FILE_PIECE = 120, 512 * 1024
"""Of a file of evidence, which is not parsed: the policies say how large it may be."""
STRANGERS = 60
"""Tokens in a minute that are not believed from one address; the next ones are told to wait."""
BURST = 10
"""Requests of one caller that need not wait for each other's time."""
PATIENCE = 10.0
"""Seconds that a request waits for its time at most."""
MOST_REMEMBERED = 10_000
"""Callers whose last request is remembered, before those are forgotten whose time is over."""
SLOWED = 1.0
"""Seconds after which somebody who asks too often is answered."""


class TooMany(Refusal):
    """The caller asks more often than they may."""

    code = "too-many-requests"


class TooLarge(Refusal):
    """The body is larger than what is taken here."""

    code = "too-large"


class TooSlow(Refusal):
    """The body did not come in time."""

    code = "too-slow"


class Pace:
    """The pace at which each caller may ask; counted by each process for itself.

    Args:
        a_minute: Requests. Of those that come at once the first `BURST` are answered at once, others evenly.
        slowed: Seconds after which a request too many is refused: whoever asks on regardless asks little.

    """

    def __init__(self, a_minute: int, slowed: float = SLOWED) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._limit = RateLimitItemPerMinute(a_minute)
        self._slowed = slowed
        self._apart = 60 / a_minute
        self._next: dict[str, float] = {}

    async def keep(self, caller: str) -> None:
        """Count a request of a caller, or a piece of a large one, and wait until it is its time.

        Raises:
            TooMany: there were too many in the last minute, or too many wait already.

        """
        is_counted = await self._limiter.hit(self._limit, caller)
        wait = self.wait(caller, asyncio.get_running_loop().time()) if is_counted else math.inf
        if wait > PATIENCE:
            await asyncio.sleep(self._slowed)
            raise TooMany(f"at most {self._limit.amount} requests are answered in a minute; wait a little")
        await asyncio.sleep(wait)

    def wait(self, caller: str, now: float) -> float:
        """Return the seconds until it is time for a request of a caller, who may save up for a `BURST`.

        A request whose time is further away than `PATIENCE` does not wait, and takes nobody's place.
        """
        if len(self._next) > MOST_REMEMBERED:
            self._next = {each: due for each, due in self._next.items() if due > now}
        due = max(self._next.get(caller, 0), now - (BURST - 1) * self._apart)
        if due - now <= PATIENCE:
            self._next[caller] = due + self._apart
        return max(0, due - now)

"""A stack to kill the processes of: its own servers, its own worker process, shared by this folder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP, Envelope, Session

from embedded.mail_catcher import MailCatcher
from tests.faults.support import (
    StruckHouse,
    Victim,
    a_house,
    each_notice_went_once,
    own_folder,
    victims,
)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def struck() -> AsyncIterator[StruckHouse]:
    """A house whose servers and worker may be killed: they are nobody else's.

    In the end, when all that was delayed has gone, every notice of every case must have gone exactly once.
    """
    with own_folder() as folder:
        async with a_house(folder) as house:
            yield house
            for case in house.cases:
                await each_notice_went_once(case)


@pytest.fixture(params=victims(Victim.WORKER))
def victim(request: pytest.FixtureRequest) -> Victim:
    """The worker; each other process in turn in `make test-long`."""
    found: Victim = request.param
    return found


class SlowMail:
    """A mail server that has a message to a resident in hand and has not yet said whether it takes it."""

    def __init__(self) -> None:
        self.in_hand = asyncio.Event()
        self._answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

    async def asked(self) -> str | None:
        """Its answer, when it comes: a refusal, or None for yes."""
        self.in_hand.set()
        return await asyncio.shield(self._answer)

    def takes_it(self) -> None:
        """Yes, this one and all others."""
        self._answer.set_result(None)

    def refuses_for_now(self) -> None:
        """Not this one, not now; all others are taken."""
        self._answer.set_result("451 come again later")


@pytest.fixture
async def slow_mail(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SlowMail]:
    """The stack's mail server, slow from now on."""
    slow, take = SlowMail(), MailCatcher.handle_DATA

    async def handle(self: MailCatcher, server: SMTP, session: Session, envelope: Envelope) -> str:
        if not any(address.endswith("@resident.example") for address in envelope.rcpt_tos):
            return await take(self, server, session, envelope)
        waits = not slow._answer.done()
        refusal = await slow.asked()
        return refusal if waits and refusal else await take(self, server, session, envelope)

    monkeypatch.setattr(MailCatcher, "handle_DATA", handle)
    yield slow
    if not slow._answer.done():
        slow.takes_it()

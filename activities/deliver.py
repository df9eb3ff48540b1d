"""Deliver: write a notice from what was recorded, send it by the person's channel, keep what was said.

Where only the telephone reaches the person, what is sent is an e-mail to staff, who are to tell them.

Run as an activity of its own, retried for days. The notice's row is locked while it is sent and says
afterwards that it was, so that a retry finds it done; the Message-ID and the letter's file name are
stable, so that even a crash between sending and saying so can be told from two notices.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
from temporalio import activity
from temporalio.exceptions import ApplicationError

from contracts.messages import DELIVER, NoticeKey, no_such
from engine.files import put
from notices.blocks import Composed
from notices.composing import compose
from notices.email import email_message, message_id, send
from notices.errors import AddressRefused, HeaderRefused, NoticeError, ScriptNotCovered
from notices.letter import Letterhead, letter_pdf
from notices.lookup import Templates
from notices.plain import plain_text
from records.cases import case_at, event_at
from records.database import Connection
from records.register import restrictions_on, way_of
from records.sharing import going
from records.sql import queries
from records.telephone import TO_BE_TOLD, asking, mailbox_of_owner, told_within
from records.telling import context_of
from rules.case import Case
from rules.events import OWNER, PERSON
from rules.languages import LanguageUnknown
from rules.library import Library
from rules.model import Slug, StaffId, day_of
from rules.policy import Policy
from rules.warning.obeyed import Restricted

PERMANENT = (AddressRefused, HeaderRefused, ScriptNotCovered)
"""What trying again does not mend: the notice is marked as failed, and somebody must act."""
NOT_BY_PHONE = "not-by-phone"
"""Stands in the place of a failure where a notice is left out, since the person is called anyway."""
BETWEEN_SIGNS_OF_LIFE = 3.0
"""Seconds."""


@dataclass(frozen=True)
class MailServer:
    """Where e-mail is handed in."""

    host: str
    port: int
    username: str | None = None
    password: str | None = None
    start_tls: bool | None = None


class ToTell(NamedTuple):
    """A notice that is written, to a person whom the telephone reaches.

    Attributes:
        contact: The one member of staff whom they speak to, where there is one.

    """

    case: Case
    policy: Policy
    composed: Composed
    context: dict[str, object]
    phone: str
    contact: StaffId | None


class Postroom:
    """Sends notices: e-mail by SMTP, letters as PDF files in an outbox folder."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        library: Library,
        templates: Templates,
        mail: MailServer,
        outbox: Path,
        fonts: Path | None = None,
    ) -> None:
        self._pool, self._library, self._templates = pool, library, templates
        self._mail, self._outbox = mail, outbox
        self._fonts = (fonts,) if fonts else ()

    @activity.defn(name=DELIVER)
    async def deliver(self, key: NoticeKey) -> str:
        """Send a notice once; returns the channel it went by, or why it does not go any more.

        Raises:
            ApplicationError: the address is refused, or fits no header, or no font has the writing, or no
                such notice was recorded (not retried); or the mail server is away (retried).

        """
        try:
            async with _alive(), self._pool.acquire() as connection, connection.transaction():
                return await self._deliver(connection, key)
        except PERMANENT as error:
            async with self._pool.acquire() as connection:
                await queries.notice_failed(connection, **key.model_dump(), failure=error.code)
            raise ApplicationError(str(error), type=error.code, non_retryable=True) from None
        except (NoticeError, LanguageUnknown) as error:
            raise ApplicationError(str(error), type=error.code) from None

    async def _deliver(self, connection: Connection, key: NoticeKey) -> str:
        notice = await queries.lock_notice(connection, **key.model_dump())
        if notice is None:
            raise no_such(key)
        if notice["sent_at"]:
            return str(notice["channel"])
        case = await case_at(connection, key.ref)
        policy = self._library.version(case.policy, case.version)
        person = await queries.get_person(connection, ref=key.ref)
        address, held_back = await going(connection, case, notice)
        if held_back:  # what is in force counts now, and not when it was queued
            await queries.notice_failed(connection, **key.model_dump(), failure=held_back)
            return held_back
        audience, at = notice["audience"], notice["queued_at"]
        by_staff = audience in (PERSON, OWNER)
        restricted = await restrictions_on(connection, case, self._library) if by_staff else ()
        context = await context_of(connection, key.seq, case, policy, person, restricted)
        theirs = audience == PERSON
        languages = (person["language"], policy.language) if theirs else (policy.language,)
        composed = compose(self._templates, policy.id, key.kind, context, languages)
        way = way_of(person, case.needs, policy, restricted) if theirs else "email"
        if way == "phone":
            to_tell = ToTell(case, policy, composed, context, person["phone"], _contact(restricted))
            return await self._by_phone(connection, key, notice, to_tell)
        if way == "letter":
            sent = await self._letter(key, policy, composed, person, case.needs, at)
        else:
            if audience == PERSON:
                address = person["email"]
            elif audience == OWNER:
                today = day_of(at, policy.zone)
                address = await mailbox_of_owner(connection, case, policy, _contact(restricted), today)
            sent = await self._email(key, policy, composed, address or _mailbox(audience, policy), at)
        await queries.notice_sent(
            connection, **key.model_dump(), subject=composed.subject, body=plain_text(composed), **sent
        )
        return str(sent["channel"])

    async def _by_phone(self, connection: Connection, key: NoticeKey, notice: Any, to_tell: ToTell) -> str:
        """Keep a notice that is told by telephone, and ask whoever has the case to tell it.

        What was said as its event happened needs no telling; what says nothing to whoever is called for its
        event's sake is left out.
        """
        case, policy, at = to_tell.case, to_tell.policy, notice["queued_at"]
        row: dict[str, Any] = {"message_id": None, "tell_by": None, "told_at": None, "told_by": None}
        match notice["by_phone"]:
            case "skip":
                await queries.notice_failed(connection, **key.model_dump(), failure=NOT_BY_PHONE)
                return NOT_BY_PHONE
            case "said":
                event, _ = await event_at(connection, key.ref, key.seq)
                row |= {"told_at": at, "told_by": event.actor}
            case _:
                due = await told_within(connection, case, policy, at)
                asked = compose(
                    self._templates, policy.id, TO_BE_TOLD, asking(to_tell.context, due), (policy.language,)
                )
                today = day_of(at, policy.zone)
                address = await mailbox_of_owner(connection, case, policy, to_tell.contact, today)
                sent = await self._email(key, policy, asked, address, at)
                row |= {"message_id": sent["message_id"], "tell_by": due.due_at}
        text = {"subject": to_tell.composed.subject, "body": plain_text(to_tell.composed)}
        await queries.notice_by_phone(connection, **key.model_dump(), **text, address=to_tell.phone, **row)
        return "phone"

    async def _email(
        self, key: NoticeKey, policy: Policy, composed: Composed, address: str, at: datetime
    ) -> dict[str, Any]:
        sender = policy.sender
        message = email_message(
            composed,
            sender=f"{policy.organisation} {sender.name} <{sender.email}>",
            recipient=address,
            reply_to=sender.email,
            message_id=message_id(key.ref, f"{key.seq}.{key.kind}", sender.email.rpartition("@")[2]),
            at=at,
        )
        mail = self._mail
        await send(
            message,
            host=mail.host,
            port=mail.port,
            username=mail.username,
            password=mail.password,
            start_tls=mail.start_tls,
        )
        return {"channel": "email", "address": address, "message_id": message["Message-ID"], "file": None}

    async def _letter(
        self,
        key: NoticeKey,
        policy: Policy,
        composed: Composed,
        person: Any,
        needs: tuple[str, ...],
        at: datetime,
    ) -> dict[str, Any]:
        sender = policy.sender
        recipient = (person["name"], *person["address"])
        pdf = await asyncio.to_thread(
            letter_pdf,
            composed,
            Letterhead(
                organisation=policy.organisation,
                address=sender.address,
                phone=sender.phone,
                email=sender.email,
            ),
            recipient,
            day_of(at, policy.zone),
            key.ref,
            any(policy.needs[need].large_print for need in needs),
            self._fonts,
        )
        file = self._outbox / key.ref / f"{key.seq:03}-{key.kind}.pdf"
        await asyncio.to_thread(put, file, pdf)
        return {"channel": "letter", "address": "\n".join(recipient), "message_id": None, "file": str(file)}


def _contact(restricted: tuple[Restricted, ...]) -> StaffId | None:
    return next((one.contact for one in restricted if one.contact), None)


def _mailbox(role: Slug, policy: Policy) -> str:
    return str(policy.roles[role].mailbox)


@asynccontextmanager
async def _alive() -> AsyncIterator[None]:
    """Show that a slow delivery is still being worked on; a quick one needs no sign."""

    async def beat() -> None:
        while True:
            await asyncio.sleep(BETWEEN_SIGNS_OF_LIFE)
            activity.heartbeat()

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()

"""Deliver: write a notice from what was recorded, send it by the person's channel, keep what was said.

Where only the telephone reaches the person, it is kept with its text, and staff are asked to tell it.

Run as an activity of its own, retried for days. The notice's row is locked while it is sent and says
afterwards that it was, so that a retry finds it done; the Message-ID and the letter's file name are
stable, so that even a crash between sending and saying so can be told from two notices.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
from temporalio import activity
from temporalio.exceptions import ApplicationError

from contracts.messages import DELIVER, NoticeKey, no_such
from engine.files import put
from engine.heartbeats import alive
from notices.blocks import Composed
from notices.calendar import Entry, entry_of
from notices.composing import compose
from notices.errors import (
    AddressRefused,
    HeaderRefused,
    NoticeError,
    PartlyRefused,
    ScriptNotCovered,
)
from notices.letter import Letterhead, letter_pdf
from notices.lookup import Templates
from notices.mailing import MailServer
from notices.plain import plain_text
from records.cases import case_at
from records.database import Connection
from records.recipients import going_now
from records.register import restrictions_on, way_of
from records.sql import queries
from records.telephone import (
    TO_BE_TOLD,
    WRITTEN,
    asking,
    keep_to_tell,
    mailbox_of_owner,
    told_within,
)
from records.telling import context_of
from rules.case import Case
from rules.events import OWNER, PERSON
from rules.languages import LanguageUnknown
from rules.library import Library
from rules.model import StaffId, day_of
from rules.policy import Policy
from rules.warning.obeyed import Restricted

PERMANENT = (AddressRefused, HeaderRefused, PartlyRefused, ScriptNotCovered)
"""What trying again does not mend: the notice is marked as failed, and somebody must act."""
CORRECTED = "person-corrected"
"""The type of the error after which a notice is tried again, with other details."""


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
            async with alive():
                went = await self._step(key)
                return await self._step(key) if went == WRITTEN else went
        except (NoticeError, LanguageUnknown) as error:
            raise ApplicationError(str(error), type=error.code) from None

    async def _step(self, key: NoticeKey) -> str:
        async with self._pool.acquire() as connection, connection.transaction():
            notice = await queries.lock_notice(connection, **key.model_dump())
            if notice is None:
                raise no_such(key)
            if notice["sent_at"]:
                return str(notice["channel"])
            person = await queries.get_person(connection, ref=key.ref)
            try:
                return await self._deliver(connection, key, notice, person)
            except PERMANENT as error:
                await _require_uncorrected(connection, key, notice, person)
                await queries.notice_failed(connection, **key.model_dump(), failure=error.code)
                failure = error
        raise ApplicationError(str(failure), type=failure.code, non_retryable=True)

    async def _deliver(self, connection: Connection, key: NoticeKey, notice: Any, person: Any) -> str:
        case = await case_at(connection, key.ref)
        policy = self._library.version(case.policy, case.version)
        audience, at = notice["audience"], notice["queued_at"]
        restricted = (
            await restrictions_on(connection, case, self._library) if audience in (PERSON, OWNER) else ()
        )
        addresses, held_back = await going_now(connection, case, notice, policy, _contact(restricted))
        if held_back:  # what is in force counts now, and not when it was queued
            if notice["channel"] == "phone":  # it was written, and waits to be told
                await queries.drop_to_tell(connection, ref=key.ref, seq=key.seq)
            await queries.notice_failed(connection, **key.model_dump(), failure=held_back)
            return held_back
        context = await context_of(connection, notice, case, policy, person, restricted)
        theirs = audience == PERSON
        languages = (person["language"], policy.language) if theirs else (policy.language,)
        composed = compose(self._templates, policy.id, key.kind, context, languages)
        way = way_of(person, case.needs, policy, restricted, notice["by_phone"]) if theirs else "email"
        if way == "phone":
            if notice["channel"] == "phone":
                return await self._ask(connection, notice, case, policy, context, _contact(restricted))
            said = {"subject": composed.subject, "body": plain_text(composed)}
            return await keep_to_tell(connection, notice, case, policy, person["phone"], said)
        if notice["channel"] == "phone":  # another way is in force since it was written
            await queries.drop_to_tell(connection, ref=key.ref, seq=key.seq)
        if way == "letter":
            sent = await self._letter(key, policy, composed, person, case.needs, at)
        else:
            addresses = (person["email"],) if theirs else addresses
            entry = entry_of(key.kind, context, policy, person["email"], at) if theirs else None
            sent_as = await self._send(key, policy, composed, addresses, at, entry)
            sent = {
                "channel": "email",
                "address": ", ".join(addresses),
                "message_id": sent_as,
                "file": None,
            }
        await queries.notice_sent(
            connection, **key.model_dump(), subject=composed.subject, body=plain_text(composed), **sent
        )
        return str(sent["channel"])

    async def _ask(
        self,
        connection: Connection,
        notice: Any,
        case: Case,
        policy: Policy,
        context: Mapping[str, object],
        contact: StaffId | None,
    ) -> str:
        """Ask staff by e-mail, with the reference alone, to tell a notice; nobody, where it was told."""
        key = NoticeKey(ref=notice["ref"], seq=notice["seq"], kind=notice["kind"])
        asked, at = None, notice["queued_at"]
        if not await queries.was_told(connection, ref=key.ref, seq=key.seq):
            due = await told_within(connection, case, policy, at)
            composed = compose(
                self._templates, policy.id, TO_BE_TOLD, asking(context, due), (policy.language,)
            )
            address = await mailbox_of_owner(connection, case, policy, contact, day_of(at, policy.zone))
            asked = await self._send(key, policy, composed, (address,), at)
        await queries.notice_asked_for(connection, **key.model_dump(), message_id=asked)
        return "phone"

    async def _send(
        self,
        key: NoticeKey,
        policy: Policy,
        composed: Composed,
        addresses: Sequence[str],
        at: datetime,
        entry: Entry | None = None,
    ) -> str:
        name = f"{key.seq}.{key.kind}"
        return await self._mail.send(composed, policy, addresses, ref=key.ref, name=name, at=at, entry=entry)

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


async def _require_uncorrected(connection: Connection, key: NoticeKey, notice: Any, person: Any) -> None:
    """Raise what has a notice tried again where the person was corrected while it could not be given.

    The correction sends again what had failed by then; what fails after it has to see it.
    """
    if notice["audience"] == PERSON and await queries.hold_person_id(connection, ref=key.ref) != person["id"]:
        raise ApplicationError(f"{key.id} goes to a person whose details were just corrected", type=CORRECTED)


def _contact(restricted: tuple[Restricted, ...]) -> StaffId | None:
    return next((one.contact for one in restricted if one.contact), None)

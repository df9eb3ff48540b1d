"""The mail server that e-mails are handed in to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notices.blocks import Composed
from notices.calendar import Entry
from notices.email import email_message, message_id, send
from rules.policy import Policy


@dataclass(frozen=True)
class MailServer:
    """The server that takes our e-mail."""

    host: str
    port: int
    username: str | None = None
    password: str | None = None
    start_tls: bool | None = None

    async def send(
        self,
        composed: Composed,
        policy: Policy,
        addresses: Sequence[str],
        *,
        ref: str,
        name: str,
        at: datetime,
        entry: Entry | None = None,
    ) -> str:
        """Send a notice of an organisation; returns its Message-ID, which a repetition keeps.

        Args:
            composed: What it says.
            policy: The organisation's.
            addresses: Whom it goes to.
            ref: The reference of its case.
            name: Its name within the case.
            at: The moment (aware) that dates it.
            entry: The calendar entry that goes with it, if any.

        Raises:
            NoticeError: the addresses are refused, or one fits no header; or the server is away.

        """
        sender = policy.sender
        message = email_message(
            composed,
            sender=f"{policy.organisation} {sender.name} <{sender.email}>",
            recipients=addresses,
            reply_to=sender.email,
            message_id=message_id(ref, name, sender.email.rpartition("@")[2]),
            at=at,
            entry=entry,
        )
        await send(
            message,
            host=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            start_tls=self.start_tls,
        )
        return str(message["Message-ID"])

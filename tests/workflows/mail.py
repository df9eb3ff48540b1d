"""A mail server that a test controls: it takes mail, refuses it with a reply, or is gone."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session

from embedded.mail_catcher import MailCatcher


class MoodyMail(MailCatcher):
    """A mail server whose reply to a recipient, or to a message, can be set.

    Attributes:
        to_recipient: Its reply to each recipient; None takes them.
        to_message: Its reply to each message; None keeps it.
        asked: How many recipients it was asked to take.

    """

    to_recipient: str | None = None
    to_message: str | None = None
    asked = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient or refuse them; servers like to repeat the address."""
        self.asked += 1
        if self.to_recipient:
            return f"{self.to_recipient} <{address}> is not welcome here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a message or refuse it; servers like to quote."""
        if self.to_message:
            return f"{self.to_message} not from {envelope.mail_from} to {envelope.rcpt_tos}"
        return await super().handle_DATA(server, session, envelope)

    def received(self) -> list[EmailMessage]:
        """The messages that it has kept, oldest first."""
        return [
            message_from_bytes(file.read_bytes(), policy=default)
            for file in sorted(self.folder.glob("*.eml"))
        ]


class ForgetfulMail(MoodyMail):
    """A mail server that keeps the first message it is given, and then says that it was too busy."""

    _has_forgotten = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a message; of the first, say otherwise."""
        kept = await super().handle_DATA(server, session, envelope)
        if self._has_forgotten:
            return kept
        self._has_forgotten = True
        return "451 4.3.0 too busy"

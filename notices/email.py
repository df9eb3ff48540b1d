"""A notice as an e-mail, and the one function that hands it to a mail server."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from email.errors import NonASCIILocalPartDefect
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

import aiosmtplib

from notices.blocks import Composed
from notices.calendar import FILE, Entry
from notices.errors import AddressRefused, HeaderRefused, MailServerAway, PartlyRefused
from notices.html import html_text
from notices.plain import plain_text

_ENDS_OF_LINE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")
_UNSAFE = re.compile(r"[^a-z0-9-]")
_ADDRESSES = ("From", "To", "Reply-To")
_FOR_GOOD = 500
_IMPLICIT_TLS_PORT = 465


def email_message(
    composed: Composed,
    *,
    sender: str,
    recipients: Sequence[str],
    reply_to: str | None,
    message_id: str,
    at: datetime,
    entry: Entry | None = None,
) -> EmailMessage:
    """The notice as an e-mail in plain text and HTML, marked as sent by a machine; with it a calendar entry.

    The same input makes the same bytes, so that a retry sends the very same message. `at` must know
    its time zone.

    Raises:
        HeaderRefused: a value holds a line end, or is not one address where one is wanted, or `at` has no
            time zone.

    """
    if at.tzinfo is None:
        raise HeaderRefused("Date", "the time has no time zone")
    message = EmailMessage(policy=SMTP)
    message.set_content(plain_text(composed), cte="quoted-printable")
    message.add_alternative(html_text(composed), subtype="html", cte="quoted-printable")
    _set_boundary(message, message_id)
    if entry:
        message.add_attachment(
            entry.text, subtype="calendar", cte="base64", filename=FILE, params={"method": entry.method}
        )
        _set_boundary(message, f"{message_id} with {FILE}")
    _headers(  # after the content, which would take `Content-Language` into its first part
        message,
        {
            "From": sender,
            "To": ", ".join(recipients),
            "Reply-To": reply_to,
            "Subject": composed.subject,
            "Date": format_datetime(at),
            "Message-ID": message_id,
            "Content-Language": composed.language,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
        recipients=len(recipients),
    )
    return message


def _set_boundary(message: EmailMessage, text: str) -> None:
    """Set where the parts of a message begin, by a text that is the same whenever it is sent."""
    message.set_boundary("=_" + hashlib.sha256(text.encode()).hexdigest()[:40])


def message_id(reference: str, key: str, domain: str) -> str:
    """The Message-ID of one notice, always the same for the same notice.

    Signs that are not letters, digits or hyphens are written as `=` and their code, so that two keys never
    meet in one id; dots in the key stay. Letters are lowered: references do not differ by case.

    Raises:
        HeaderRefused: a part is empty, or the domain is no domain name.

    """
    if not _DOMAIN.fullmatch(domain.lower()):
        raise HeaderRefused("Message-ID", "the domain is not a domain name")
    parts = [*reference.lower().split("."), *key.lower().split(".")]
    if not all(parts):
        raise HeaderRefused("Message-ID", "the reference or the key has an empty part")
    return f"<{'.'.join(_safe(part) for part in parts)}@{domain.lower()}>"


async def send(
    message: EmailMessage,
    *,
    host: str,
    port: int,
    username: str | None = None,
    password: str | None = None,
    start_tls: bool | None = None,
    timeout: float = 10,  # noqa: ASYNC109 - of each step of the conversation, kept by the SMTP client itself
) -> None:
    """Hand the message to the mail server; delivered once, unless the line breaks after it was taken.

    `start_tls`: True demands encryption, False forbids it, None uses it where the server offers it. Port 465
    is encrypted from the start. `timeout` is in seconds. The errors are cut off from what the server said,
    because servers repeat the address.

    Raises:
        MailServerAway: no connection, too slow, refused for now, or refused us (log-in, sender): try again.
        AddressRefused: the server refused the recipient, or the message for it, for good.
        PartlyRefused: it refused some of the recipients, and took it for the others.

    """
    implicit = port == _IMPLICIT_TLS_PORT
    try:
        refused_for, _ = await aiosmtplib.send(
            message,
            hostname=host,
            port=port,
            username=username,
            password=password,
            use_tls=implicit,
            start_tls=False if implicit else start_tls,
            timeout=timeout,
        )
    except aiosmtplib.SMTPRecipientsRefused as refused:
        raise _told(max((one.code for one in refused.recipients), default=0)) from None
    except (aiosmtplib.SMTPRecipientRefused, aiosmtplib.SMTPDataError) as refused:
        raise _told(refused.code) from None
    except aiosmtplib.SMTPNotSupported:
        raise AddressRefused("the mail server cannot take this kind of address or message") from None
    except (aiosmtplib.SMTPException, OSError) as away:
        raise MailServerAway(f"the mail server is away or refused us ({type(away).__name__})") from None
    if refused_for:  # trying again would send it twice to those for whom it was taken
        raise PartlyRefused(f"the mail server refused {len(refused_for)} of the recipients")


def _told(code: int) -> MailServerAway | AddressRefused:
    """Whether to try again, by the server's reply code."""
    if code >= _FOR_GOOD:
        return AddressRefused(f"the mail server refused the recipient for good ({code})")
    return MailServerAway(f"the mail server refused the recipient for now ({code})")


def _headers(message: EmailMessage, values: dict[str, str | None], *, recipients: int) -> None:
    """Set each header that has a value, refusing what could begin another header."""
    for header, value in values.items():
        if value is None:
            continue
        if _ENDS_OF_LINE.search(value):
            raise HeaderRefused(header, "a line end or control sign may not stand in it")
        try:
            message[header] = value
        except (ValueError, IndexError):  # what `email` raises for addresses that it cannot read
            raise HeaderRefused(header, "it cannot be read as this header") from None
        if header in _ADDRESSES and not _holds(message[header], recipients if header == "To" else 1):
            raise HeaderRefused(header, "it is not one e-mail address")


def _holds(header: Any, addresses: int) -> bool:
    """Whether the header holds so many whole addresses; the e-mail library would send half of one."""
    faults = [fault for fault in header.defects if not isinstance(fault, NonASCIILocalPartDefect)]
    return (
        not faults and [bool(one.username and one.domain) for one in header.addresses] == [True] * addresses
    )


def _safe(part: str) -> str:
    return _UNSAFE.sub(lambda sign: "".join(f"={byte:02x}" for byte in sign[0].encode()), part)

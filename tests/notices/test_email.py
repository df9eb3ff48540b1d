"""E-mail: headers that nobody can forge, and a real mail server that takes it, refuses it or is away."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from notices.blocks import Bullets, Composed, Figures, Heading, Paragraph
from notices.email import email_message, message_id, send
from notices.errors import AddressRefused, HeaderRefused, MailServerAway, PartlyRefused
from rules.languages import LanguageUnknown
from tests.notices.told import LABELS

RECIPIENT = "lucja@person.example"
ID = "<ph-2026-000123.3.response@harca.example>"
SUBJECT = "Our answer to your complaint (PH-2026-000123)"
NOTICE = Composed(
    language="en-GB",
    labels=LABELS,
    subject=SUBJECT,
    blocks=(
        Paragraph(text="Dear Łucja O'Brien-Nguyễn,"),
        Heading(text="What we can do"),
        Paragraph(text="We replace the pipe."),
        Bullets(items=("First this", "Then that")),
        Figures(rows=(("Ask for a review by", "Thursday 28 January 2027"),)),
    ),
)


def written(composed: Composed | None = None, /, **changed: Any) -> EmailMessage:
    """An e-mail to the made-up person."""
    given: dict[str, Any] = {
        "sender": "Poplar HARCA Customer Care <care@harca.example>",
        "recipients": (RECIPIENT,),
        "reply_to": "care@harca.example",
        "message_id": ID,
        "at": datetime(2026, 12, 30, 9, 5, tzinfo=UTC),
    }
    return email_message(composed or NOTICE, **(given | changed))


class Clerk:
    """What a mail server says, and the messages that it took."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.to_recipient = "250 OK"
        self.refuses: set[str] = set()
        self.to_message = "250 taken"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer for one recipient."""
        if self.to_recipient.startswith("2") and address not in self.refuses:
            envelope.rcpt_tos.append(address)
        return "550 no such user" if address in self.refuses else self.to_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Answer for the message."""
        if self.to_message.startswith("2"):
            self.taken.append(envelope)
        return self.to_message


@pytest.fixture
def clerk() -> Clerk:
    """A mail server's manners, which a test may change."""
    return Clerk()


@pytest.fixture
def port(clerk: Clerk) -> Iterator[int]:
    """A real mail server on a free port of this machine."""
    number = free_port()
    controller = Controller(clerk, hostname="127.0.0.1", port=number)
    controller.start()
    yield number
    controller.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_headers_mark_it_as_sent_by_a_machine() -> None:
    """Every header that keeps auto-replies, threads and screen readers right is there, once."""
    message = written()
    assert message["From"] == "Poplar HARCA Customer Care <care@harca.example>"
    assert message["To"] == RECIPIENT
    assert message["Reply-To"] == "care@harca.example"
    assert message["Subject"] == SUBJECT
    assert message["Date"] == "Wed, 30 Dec 2026 09:05:00 +0000"
    assert message["Message-ID"] == ID
    assert message["Content-Language"] == "en-GB"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert "Reply-To" not in written(reply_to=None)


def test_has_a_plain_and_an_html_part() -> None:
    """The best part comes last, as mail programs expect, and nothing is fetched from anywhere."""
    message = written()
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    page = html.get_content()
    assert '<html lang="en-GB">' in page
    assert '<th scope="row">' in page
    for fetched in ("http:", "https:", "<img", "<link", "<script", "url(", "@import"):
        assert fetched not in page


def test_same_input_makes_the_same_bytes() -> None:
    """A retry sends the very same message, so that mail systems can tell it is one."""
    assert written().as_bytes() == written().as_bytes()


@pytest.mark.parametrize(
    ("field", "header"),
    [
        ("sender", "From"),
        ("recipients", "To"),
        ("reply_to", "Reply-To"),
        ("message_id", "Message-ID"),
    ],
)
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x00", "\u2028"])
def test_no_value_begins_another_header(field: str, header: str, end: str) -> None:
    """A line end in a header's value is refused, naming the header and not the value."""
    forged = f"a@b.example{end}Bcc: everyone@person.example"
    with pytest.raises(HeaderRefused, match=header) as caught:
        written(None, **{field: (forged,) if field == "recipients" else forged})
    assert "everyone" not in str(caught.value)


def test_no_subject_begins_another_header() -> None:
    """The same for a subject that was composed elsewhere."""
    forged = NOTICE.model_copy(update={"subject": "Hello\r\nBcc: everyone@person.example"})
    with pytest.raises(HeaderRefused, match="Subject"):
        written(forged)


def test_no_language_begins_another_header() -> None:
    """The same for a language that was given elsewhere."""
    forged = NOTICE.model_copy(update={"language": "en\r\nBcc: everyone@person.example"})
    with pytest.raises(LanguageUnknown):
        written(forged)


@pytest.mark.parametrize("address", ["", "no address", "a@b.example, c@d.example", "a@b.example;", "@", "<>"])
def test_each_recipient_is_one_address(address: str) -> None:
    """A list, and what is no address, is refused as a recipient: alone, and beside one that is good."""
    with pytest.raises(HeaderRefused, match="To"):
        written(recipients=(address,))
    with pytest.raises(HeaderRefused, match="To"):
        written(recipients=("good@person.example", address))


def test_one_message_goes_to_several() -> None:
    """The members of a panel get the same message, and see who else does."""
    assert written(recipients=("a@b.example", "c@d.example"))["To"] == "a@b.example, c@d.example"


def test_words_never_become_headers() -> None:
    """CRLF and `Bcc:` in free text stay in the body, read again from bytes."""
    hostile = "one\r\nBcc: everyone@person.example\r\n\r\n.\r\nRCPT TO:<x@y.example>"
    composed = NOTICE.model_copy(update={"blocks": (Paragraph(text=hostile, quoted=True),)})
    read = message_from_bytes(written(composed).as_bytes(), policy=policy.default)
    assert read["Bcc"] is None
    assert read.get_all("To") == [RECIPIENT]
    plain = read.get_body(("plain",))
    assert plain is not None
    assert "Bcc: everyone@person.example" in plain.get_content()


def test_time_must_know_its_zone() -> None:
    """A naive time is refused: nobody could say which moment it means."""
    with pytest.raises(HeaderRefused, match="Date"):
        written(at=datetime(2026, 12, 30, 9, 5))  # noqa: DTZ001 - naive on purpose


def test_message_id_is_stable_and_safe() -> None:
    """The id is the same every time, holds safe signs only, and no two keys share one."""
    assert message_id("PH-2026-000123", "3.contact-record", "harca.example") == (
        "<ph-2026-000123.3.contact-record@harca.example>"
    )
    odd = [message_id("X", key, "harca.example") for key in ("a/b", "a b", "a=2fb", "a_b", "é>\r\n", "a.b")]
    assert len(set(odd)) == len(odd)
    assert all(set(name[1:-1]) <= set("abcdefghijklmnopqrstuvwxyz0123456789-=.@") for name in odd)


@pytest.mark.parametrize(
    ("reference", "key", "domain"),
    [("", "1", "a.example"), ("X", "a..b", "a.example"), ("X", "1", ""), ("X", "1", "a b.example")],
)
def test_message_id_needs_its_parts(reference: str, key: str, domain: str) -> None:
    """An empty part or what is no domain is refused."""
    with pytest.raises(HeaderRefused, match="Message-ID"):
        message_id(reference, key, domain)


async def test_is_delivered_once_with_its_headers(clerk: Clerk, port: int) -> None:
    """A real server gets the message once, for its one recipient, headers and words whole."""
    await send(written(), host="127.0.0.1", port=port)
    (envelope,) = clerk.taken
    assert envelope.rcpt_tos == [RECIPIENT]
    assert envelope.mail_from == "care@harca.example"
    assert isinstance(envelope.content, bytes)
    read = message_from_bytes(envelope.content, policy=policy.default)
    assert read["Message-ID"] == ID
    assert read["Auto-Submitted"] == "auto-generated"
    plain = read.get_body(("plain",))
    assert plain is not None
    assert "Dear Łucja O'Brien-Nguyễn," in plain.get_content()


async def test_no_server_is_away() -> None:
    """Nobody listening is a reason to try again."""
    with pytest.raises(MailServerAway):
        await send(written(), host="127.0.0.1", port=free_port())


async def test_silent_server_is_away() -> None:
    """A server that never says anything is given up after the timeout, to be tried again."""
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(MailServerAway):
        await send(written(), host="127.0.0.1", port=silent.getsockname()[1], timeout=0.2)


def _recipient(clerk: Clerk, reply: str) -> None:
    clerk.to_recipient = reply


def _message(clerk: Clerk, reply: str) -> None:
    clerk.to_message = reply


@pytest.mark.parametrize("at", [_recipient, _message])
@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (f"550 no such user {RECIPIENT}", AddressRefused),
        (f"553 {RECIPIENT} not allowed", AddressRefused),
        (f"451 {RECIPIENT} greylisted", MailServerAway),
        (f"452 too many for {RECIPIENT}", MailServerAway),
    ],
)
async def test_refusals_are_for_good_or_for_now(
    clerk: Clerk, port: int, at: Callable[[Clerk, str], None], reply: str, error: type[Exception]
) -> None:
    """5xx is never tried again, 4xx is; the error repeats neither address nor words."""
    at(clerk, reply)
    with pytest.raises(error) as caught:
        await send(written(), host="127.0.0.1", port=port)
    assert type(caught.value) is error
    assert reply[:3] in str(caught.value)
    assert "lucja" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert clerk.taken == []


async def test_what_some_are_refused_is_over_and_the_others_have_it(clerk: Clerk, port: int) -> None:
    """Once: trying again would send it twice to those who have it. The error names nobody."""
    clerk.refuses = {"c@d.example"}
    with pytest.raises(PartlyRefused) as caught:
        await send(written(recipients=("a@b.example", "c@d.example")), host="127.0.0.1", port=port)
    assert str(caught.value) == "the mail server refused 1 of the recipients"
    assert len(clerk.taken) == 1


async def test_refused_login_is_tried_again(port: int) -> None:
    """A password that no longer fits is ours to mend, so the notice waits; it is not in the error."""
    with pytest.raises(MailServerAway) as caught:
        await send(written(), host="127.0.0.1", port=port, username="care", password="SECRET")
    assert "SECRET" not in str(caught.value)


async def test_encryption_can_be_demanded(clerk: Clerk, port: int) -> None:
    """With `start_tls` a server without encryption gets nothing."""
    with pytest.raises(MailServerAway):
        await send(written(), host="127.0.0.1", port=port, start_tls=True)
    assert clerk.taken == []


async def test_address_beyond_ascii_is_refused_by_a_server_that_cannot(clerk: Clerk) -> None:
    """An address in other letters needs a server that takes it; without one, trying again is no use."""
    number = free_port()
    controller = Controller(clerk, hostname="127.0.0.1", port=number, enable_SMTPUTF8=False)
    controller.start()
    try:
        with pytest.raises(AddressRefused):
            await send(written(recipients=("łucja@person.example",)), host="127.0.0.1", port=number)
    finally:
        controller.stop()

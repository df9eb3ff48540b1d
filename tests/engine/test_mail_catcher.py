"""The mail catcher: what it is given is what it keeps."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiosmtplib
import pytest

from embedded.mail_catcher import MailCatcher, keep

MESSAGE = (
    b"From: a@example.org\r\nTo: b@example.org\r\nMessage-ID: <1/../2@example.org>\r\n"
    b"Subject: =?utf-8?q?=C3=A9?=\r\n\r\n.a dot first\r\n..two\r\n\xc3\xa9 and \xff\r\n\r\ntrailing  \r\n"
)


async def test_bytes_are_kept_as_sent(tmp_path: Path) -> None:
    """Dots at line starts, bytes beyond ASCII and blank lines arrive unchanged, in one whole file."""
    async with MailCatcher(tmp_path / "mail") as catcher:
        await aiosmtplib.send(
            MESSAGE,
            sender="a@example.org",
            recipients=["b@example.org"],
            hostname="127.0.0.1",
            port=catcher.port,
        )
    (kept,) = (tmp_path / "mail").iterdir()
    assert kept.read_bytes() == MESSAGE
    assert kept.name.endswith("Z-1-..-2@example.org.eml")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b"", "no-message-id"),
        (b"Message-ID: ../../x\r\n", "x"),
        (b"Message-ID: <" + b"a" * 300 + b">\r\n", "a" * 100),
    ],
)
def test_the_name_stays_in_the_folder(tmp_path: Path, header: bytes, name: str) -> None:
    """A message id cannot choose a path, hide the file or make its name too long."""
    path = keep(tmp_path, header + b"\r\ntext\r\n")
    assert path.parent == tmp_path
    assert path.name.split("Z-", 1)[1] == f"{name}.eml"


async def test_stops_with_a_client_still_there(tmp_path: Path) -> None:
    """A client that never says goodbye does not hold the stop up."""
    async with MailCatcher(tmp_path) as catcher:
        reader, writer = await asyncio.open_connection("127.0.0.1", catcher.port)
        assert (await reader.readline()).startswith(b"220")
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()

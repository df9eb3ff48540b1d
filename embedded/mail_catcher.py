"""A mail server that delivers nothing: it keeps each message it is given as a file."""

from __future__ import annotations

import asyncio
import os
import re
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from pathlib import Path
from types import TracebackType
from typing import Self
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, Envelope, Session

from embedded.ports import listening
from engine.private import opened

NAME_LENGTH = 100  # characters of the message id that go into the file's name


class MailCatcher:
    """`async with MailCatcher(folder) as catcher`: listens on catcher.port of this machine only.

    That is the preferred port where it is free.

    A message is one file, `<time in UTC>-<message id>.eml`, with the bytes exactly as they were sent.
    """

    def __init__(self, folder: Path, preferred: int | None = None) -> None:
        self.folder = folder
        self.port: int
        self._preferred = preferred
        self._server: asyncio.Server | None = None
        self._sessions: WeakSet[SMTP] = WeakSet()

    async def __aenter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        loop = asyncio.get_running_loop()
        listener = listening(self._preferred)
        self.port = listener.getsockname()[1]
        self._server = await loop.create_server(self._talk, sock=listener)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        for session in list(self._sessions):
            if session.transport is not None:
                session.transport.close()
        await asyncio.sleep(0)  # lets the sessions see that they ended

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep one message; aiosmtpd calls this by its name."""
        content = envelope.original_content or b""
        keep(self.folder, content)
        return "250 kept"

    def _talk(self) -> SMTP:
        loop = asyncio.get_running_loop()
        session = SMTP(self, hostname="localhost", enable_SMTPUTF8=True, loop=loop)
        self._sessions.add(session)
        return session


def keep(folder: Path, content: bytes) -> Path:
    """Write the message so that a reader sees the whole file or none; its path."""
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{_message_id(content)}.eml"
    unfinished = folder / f".{name}.part"
    with opened(unfinished, "wb") as out:
        out.write(content)
    os.replace(unfinished, folder / name)
    return folder / name


def _message_id(content: bytes) -> str:
    given = str(BytesHeaderParser().parsebytes(content).get("Message-ID", ""))
    # no leading dots either: the name must stay in the folder and be seen there
    return re.sub(r"[^A-Za-z0-9@._-]+", "-", given).strip("-.")[:NAME_LENGTH] or "no-message-id"

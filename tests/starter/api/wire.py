"""What no HTTP client would send, byte by byte."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import h11
import httpx

from tests.starter.api.conftest import Served

SMALL_BUFFER = 64 * 1024
"""Bytes that the kernel keeps for us at most, so that what was sent is what was taken."""


@dataclass
class Wire:
    """One connection to the API."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, raw: bytes) -> None:
        """Send as it is."""
        self.writer.write(raw)
        await self.writer.drain()

    async def answer(self) -> httpx.Response:
        """The next answer."""
        parser = h11.Connection(h11.CLIENT)
        parser.send(h11.Request(method="GET", target="/", headers=[("Host", "api")]))
        parser.send(h11.EndOfMessage())
        head, content = None, b""
        while True:
            event = parser.next_event()
            if event is h11.NEED_DATA:
                parser.receive_data(await self.reader.read(65_536))
            elif isinstance(event, h11.Response):
                head = event
            elif isinstance(event, h11.Data):
                content += bytes(event.data)
            elif head is not None:
                return httpx.Response(head.status_code, headers=list(head.headers), content=content)
            else:
                raise ConnectionError("there was no answer")

    async def ended(self) -> None:
        """Wait until the other side has closed."""
        with suppress(ConnectionError):
            while await self.reader.read(65_536):
                pass

    async def push(self, piece: bytes, most: int) -> int:
        """Send a piece again and again, up to so many bytes; how many were taken before the end."""
        taken = 0
        with suppress(ConnectionError):
            while taken < most:
                await self.send(piece)
                taken += len(piece)
        return taken


def head(method: str, path: str, **headers: Any) -> bytes:
    """The head of a request; `_` in the name of a header stands for a hyphen."""
    lines = [f"{method} {path} HTTP/1.1", "Host: api"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


@asynccontextmanager
async def wire(served: Served) -> AsyncIterator[Wire]:
    """A connection, closed at the end."""
    address = urlsplit(served.url)
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL_BUFFER)
    sock.setblocking(False)
    await asyncio.get_running_loop().sock_connect(sock, (address.hostname, address.port))
    reader, writer = await asyncio.open_connection(sock=sock)
    try:
        yield Wire(reader, writer)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

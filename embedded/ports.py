"""TCP ports on this machine: the preferred one if nobody has it, otherwise a free one."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import secrets
import socket
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from engine.waiting import BETWEEN_LOOKS

HOST = "127.0.0.1"
# Below the ranges from which Linux and macOS take the near end of outgoing connections: a client that
# keeps trying to reach a server that is down could otherwise be given the server's own port.
CHOICE = range(20_000, 32_000)


def is_free(port: int) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket() as caller:
        if caller.connect_ex((HOST, port)) == 0:
            return False
    try:
        _bound(port).close()
    except OSError:
        return False
    return True


def free_ports(preferred: Sequence[int | None]) -> list[int]:
    """For each server its preferred port where that is free, otherwise any free one; no port twice.

    Somebody else may take one before the server listens there: for a server in this process, `listening` is
    better; for another, `choosing` keeps at least other stacks away.
    """
    ports: list[int] = []
    for wish in preferred:
        port = wish
        while port is None or port in ports or not is_free(port):
            port = secrets.choice(CHOICE)
        ports.append(port)
    return ports


def listening(preferred: int | None) -> socket.socket:
    """A socket that listens on the preferred port where that is free, otherwise on any free one."""
    while True:
        [port] = free_ports([preferred])
        try:
            listener = _bound(port)
        except OSError:  # taken since
            continue
        listener.listen()
        return listener


@contextlib.asynccontextmanager
async def choosing() -> AsyncIterator[None]:
    """Keep other stacks of this user from choosing ports meanwhile.

    Held from the choice until the servers listen: two stacks that start at the same moment would find the
    same ports free, and one of them could take the other's server for its own.
    """
    file = Path(tempfile.gettempdir()) / f"redress-ports-{os.getuid()}.lock"
    held = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(BETWEEN_LOOKS)
        yield
    finally:
        os.close(held)


def _bound(port: int) -> socket.socket:
    """A socket bound to a port.

    Raises:
        OSError: the port is taken.

    """
    bound = socket.socket()
    # ports of connections that have just ended are free, as the servers see it too
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
    except OSError:
        bound.close()
        raise
    return bound

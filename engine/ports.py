"""TCP ports on this machine: the preferred one if nobody has it, otherwise a free one."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Sequence

HOST = "127.0.0.1"
# Below the ranges from which Linux and macOS take the near end of outgoing connections: a client that
# keeps trying to reach a server that is down could otherwise be given the server's own port.
CHOICE = range(20_000, 32_000)


def is_free(port: int) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket() as caller:
        if caller.connect_ex((HOST, port)) == 0:
            return False
    with socket.socket() as listener:
        # ports of connections that have just ended are free, as the servers see it too
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True


def free_ports(preferred: Sequence[int | None]) -> list[int]:
    """For each server its preferred port where that is free, otherwise any free one; no port twice."""
    ports: list[int] = []
    for wish in preferred:
        port = wish
        while port is None or port in ports or not is_free(port):
            port = secrets.choice(CHOICE)
        ports.append(port)
    return ports

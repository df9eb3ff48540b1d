"""Put a file in its place: whole or not at all, there to stay, and nobody else's to read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

OWNERS = 0o600


def put(file: Path, content: bytes) -> None:
    """Write a whole file or none, which no power cut undoes; a second writing replaces the first.

    Whatever the umask, it is the owner's alone to read, and its group's where somebody has given that group
    the folder: so finance can import what another user writes.
    """
    _make(file.parent)
    draft = file.with_suffix(".part")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNERS), "wb") as out:
        os.fchmod(out.fileno(), OWNERS | (file.parent.stat().st_mode & stat.S_IRGRP))
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    _sync(file.parent)


def _make(folder: Path) -> None:
    """Make a folder and those above it; each is known to the one above before anything is put there."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Have the folder's names written to the disk: syncing a file does not write its name."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

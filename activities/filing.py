"""Put a file in its place: whole or not at all, and there to stay."""

from __future__ import annotations

import os
from pathlib import Path


def put(file: Path, content: bytes) -> None:
    """Write a whole file or none, which no power cut undoes; a second writing replaces the first."""
    _make(file.parent)
    draft = file.with_suffix(".part")
    with draft.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    _sync(file.parent)


def _make(folder: Path) -> None:
    """Make a folder and those above it; each is known to the one above before anything is put there."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Have the folder's names written to the disk: syncing a file does not write its name."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

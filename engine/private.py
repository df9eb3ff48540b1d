"""Files and folders that are nobody else's, whatever the process's umask, and whatever they were before."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

FOLDER, FILE, UMASK = 0o700, 0o600, 0o077


def opened(path: Path, mode: str) -> IO[Any]:
    """Open a file for its owner alone, as `open` does; text is UTF-8."""
    return open(path, mode, encoding=None if "b" in mode else "utf-8", opener=_owners)


def _owners(path: str, flags: int) -> int:
    descriptor = os.open(path, flags, FILE)
    os.fchmod(descriptor, FILE)
    return descriptor


def close_to_others(paths: Iterable[Path]) -> None:
    """Take the rights of others away from files, and from folders with all that is in them.

    Raises:
        OSError: something there is somebody else's.

    """
    for path in paths:
        for found in (path, *_within(path)):
            _restrict(found)


def _within(path: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(path):
        yield from (Path(folder) / name for name in (*folders, *files))


def _restrict(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:  # never there, or gone since it was listed
        return
    wanted = FOLDER if stat.S_ISDIR(mode) else FILE
    if (stat.S_ISDIR(mode) or stat.S_ISREG(mode)) and stat.S_IMODE(mode) & ~wanted:
        path.chmod(wanted)

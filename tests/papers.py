"""Further versions of the shipped policy, read beside it from a folder of a test's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from policies import HERE, library, read
from rules.library import Library
from rules.policy import Policy

CHANGES = (
    ("within = { working_days = 2 }", "within = { working_days = 4 }"),
    (
        'refuse = { clause = "PH-4.3a", roles = ["head-of-service", ',
        'refuse = { clause = "PH-4.3a", roles = [',
    ),
)
"""Four working days to contact instead of two; and no head of service refuses any more."""


def write_version(folder: Path, version: date, *changes: tuple[str, str]) -> Path:
    """The shipped policy as it is from a day on, changed as `CHANGES` and others say."""
    text = (HERE / "poplar_harca.toml").read_text(encoding="utf-8")
    for old, new in (("version = 2022-01-18", f"version = {version}"), *CHANGES, *changes):
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the shipped file"
        text = text.replace(old, new)
    file = folder / f"poplar_harca_{version}.toml"
    file.write_text(text, encoding="utf-8")
    return file


def write_changed(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    """Write a shipped policy, by its file's name, with some of its text replaced where it stands first."""
    text = (HERE / f"{name}.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{old!r} is not in {name}.toml"
        text = text.replace(old, new, 1)
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return file


def read_changed(folder: Path, name: str, *changes: tuple[str, str]) -> Policy:
    """Return a shipped policy with some of its text replaced, likewise."""
    return read(write_changed(folder, name, *changes))


@contextmanager
def read_beside(folder: Path) -> Iterator[Library]:
    """Whatever asks for the policies in this process finds those of a folder too, until the block ends.

    They are read again at once: a workflow that had to read them itself would fail in its sandbox.
    """
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("REDRESS_POLICIES", str(folder))
            library.cache_clear()
            yield library()
    finally:
        library.cache_clear()
        library()

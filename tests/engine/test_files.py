"""Files that are put in their place stay there, also when the power fails right afterwards."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.files import put


def test_a_file_and_its_name_are_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The content before it gets its name, the name after; new folders are made known to those above them."""
    synced = list[tuple[str, bool]]()
    file = tmp_path / "finance" / "june" / "pay-1.xml"
    sync = os.fsync

    def noted(descriptor: int) -> None:
        synced.append((Path(f"/proc/self/fd/{descriptor}").readlink().name, file.exists()))
        sync(descriptor)

    monkeypatch.setattr("engine.files.os.fsync", noted)
    put(file, b"first")
    assert synced == [(tmp_path.name, False), ("finance", False), ("pay-1.part", False), ("june", True)]
    put(file, b"second")
    assert [name for name, _ in synced[4:]] == ["pay-1.part", "june"]
    assert file.read_bytes() == b"second"
    assert [found.name for found in file.parent.iterdir()] == ["pay-1.xml"]

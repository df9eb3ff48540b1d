"""Another user of the machine looks for letters, e-mail, payments, and what the engine has written."""

from __future__ import annotations

import os
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.folder import DataFolder
from embedded.stack import Stack
from engine.files import put
from tests.house import House

KEPT = ("temporal.db", "temporal.toml", "stack.json", "lock", "finance", "outbox", "mail", "logs", "postgres")


@pytest.fixture
def careless() -> Iterator[None]:
    """A umask that takes nothing away."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[Path]:
    """Return what is in a folder, itself included, that others have any right to."""
    return [path for path in (folder, *folder.rglob("*")) if stat.S_IMODE(path.lstat().st_mode) & 0o077]


@pytest.mark.server
@pytest.mark.usefixtures("careless")
async def test_nothing_of_the_stack_is_anybody_elses() -> None:
    """Letters, e-mail and a payment, under a careless umask: others have no right to any of it."""
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        data.mkdir()
        async with Stack(data, time_skipping=True, ports="free", worker=False) as stack:
            async with House.at_work(stack) as house:
                begins = house.june()
                case = await house.open(begins=begins, by="tom.okafor", needs=["letters"], person=BY_LETTER)
                await case.contacted()
                await case.answered(remedies=[], financial={"impact": "some", "responsibility": "some"})
                [payment] = await case.payments()
                assert await case.notices()
                assert Path(payment["file"]).is_relative_to(data)
                await house.feedback(begins=begins)
            assert {path.name for path in data.iterdir()} >= set(KEPT)
            assert open_to_others(data) == []
            assert stat.S_IMODE(data.stat().st_mode) == 0o700
            if os.geteuid() == 0:
                assert can_list(Path(tempfile.gettempdir()))
                assert not can_list(data)


BY_LETTER = {"name": "Nadia Farrow", "address": ["3 Mast House", "London"], "channel": "letter"}


def can_list(folder: Path) -> bool:
    """Return whether a user without rights of their own can look into a folder."""
    look = ["ls", str(folder)]
    return subprocess.run(look, user=65534, group=65534, capture_output=True, check=False).returncode == 0


def test_what_an_earlier_version_left_open_is_closed(tmp_path: Path) -> None:
    """The folder, its payment files, and the engine's file; a link to elsewhere is left alone."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("not ours")
    elsewhere.chmod(0o644)
    data = tmp_path / "data"
    (data / "finance").mkdir(parents=True)
    for file in (data / "finance" / "PH-2026-000001-pay-1.xml", data / "temporal.db", data / "lock"):
        file.write_text("ours")
        file.chmod(0o644)
    (data / "finance").chmod(0o755)
    data.chmod(0o755)
    (data / "finance" / "link").symlink_to(elsewhere)
    DataFolder(data).prepare()
    assert [path.name for path in open_to_others(data)] == ["link"]
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644


@pytest.mark.usefixtures("careless")
def test_a_folder_that_finance_was_given_stays_finances(tmp_path: Path) -> None:
    """A folder that the operator opened to a group has files that the group can read, and nobody else."""
    mine, theirs = tmp_path / "mine" / "pay-1.xml", tmp_path / "theirs" / "pay-1.xml"
    theirs.parent.mkdir(mode=0o750)
    for file in (mine, theirs):
        put(file, b"pay")
    assert stat.S_IMODE(mine.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(mine.stat().st_mode) == 0o600
    assert stat.S_IMODE(theirs.stat().st_mode) == 0o640

"""Settings: which source wins, and what is said when there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.errors import SettingInvalid, SettingsMissing, SettingsUnreadable
from engine.settings import STACK_FILE, Settings

STACK = {
    "database_url": "postgresql://postgres@/redress",
    "smtp_host": "127.0.0.1",
    "smtp_port": 1025,
    "outbox": "/letters",
    "processes": {},
}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder in which a stack says it runs."""
    (tmp_path / STACK_FILE).write_text(json.dumps(STACK))
    monkeypatch.setenv("REDRESS_DATA", str(tmp_path))
    return tmp_path


def test_nothing_set_and_nothing_running(tmp_path: Path) -> None:
    """The error names the variables, the file that was looked for, and what to do."""
    with pytest.raises(SettingsMissing) as caught:
        Settings(data=tmp_path)
    for part in ("REDRESS_DATABASE_URL", "REDRESS_SMTP_HOST", str(tmp_path / STACK_FILE), "redress up"):
        assert part in str(caught.value)


def test_only_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that is set is not asked for."""
    monkeypatch.setenv("REDRESS_SMTP_HOST", "mail.example")
    with pytest.raises(SettingsMissing, match=r"^REDRESS_DATABASE_URL not set"):
        Settings(data=tmp_path)


def test_a_running_stack_fills_the_gaps(data: Path) -> None:
    """What the environment does not say comes from the stack's file."""
    settings = Settings()
    assert settings.data == data
    assert settings.database_url == STACK["database_url"]
    assert (settings.smtp_host, settings.smtp_port) == ("127.0.0.1", 1025)
    assert settings.outbox == Path("/letters")
    assert settings.task_queue == "casework"


def test_the_environment_wins(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable beats the stack, and another mail server does not get the stack's port."""
    monkeypatch.setenv("REDRESS_DATABASE_URL", "postgresql://elsewhere/redress")
    monkeypatch.setenv("REDRESS_SMTP_HOST", "mail.example")
    settings = Settings()
    assert settings.database_url == "postgresql://elsewhere/redress"
    assert (settings.smtp_host, settings.smtp_port) == ("mail.example", 25)


def test_an_empty_variable_is_none(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line left open in an .env file is as though it were not there."""
    monkeypatch.setenv("REDRESS_SMTP_USERNAME", "")
    monkeypatch.setenv("REDRESS_TASK_QUEUE", "")
    assert (Settings().smtp_username, Settings().task_queue) == (None, "casework")


def test_folders_are_absolute(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative folder is meant from where the program was started, wherever it is used."""
    monkeypatch.setenv("REDRESS_OUTBOX", "more")
    assert Settings().outbox == Path.cwd() / "more"


def test_passwords_are_not_shown(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Printed settings give no password away, nor does a complaint about another one."""
    monkeypatch.setenv("REDRESS_DATABASE_URL", "postgresql://redress:hunter2@db/redress")
    monkeypatch.setenv("REDRESS_SMTP_PASSWORD", "hunter2")
    assert "hunter2" not in repr(Settings())
    monkeypatch.setenv("REDRESS_SMTP_PORT", "hunter2")
    with pytest.raises(SettingInvalid, match="REDRESS_SMTP_PORT") as caught:
        Settings()
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("text", ["{", "[]"])
def test_a_damaged_stack_file(data: Path, text: str) -> None:
    """The error names the file."""
    (data / STACK_FILE).write_text(text)
    with pytest.raises(SettingsUnreadable, match=STACK_FILE):
        Settings()

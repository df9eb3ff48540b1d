"""The log: lines that people and programs can read, which name what they are about and quote nothing."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import subprocess
import sys
from typing import Any

import asyncpg
import pytest
from temporalio.service import RPCError, RPCStatusCode

from engine.errors import SettingInvalid
from engine.logs import FORMATS, Context, LogSettings, about, ref_in
from rules.errors import kind_of

SECRET = "Nadia Farrow, Mast House"


class Written:
    """A logger and what it wrote."""

    def __init__(self, form: str) -> None:
        self.out = io.StringIO()
        self.handler = logging.StreamHandler(self.out)
        self.handler.setFormatter(FORMATS[form]())
        self.handler.addFilter(Context(lambda error: isinstance(error, ConnectionError)))
        # not by `getLogger`, which keeps a logger of each name, and with it what earlier tests write to
        self.logger = logging.Logger("written", logging.DEBUG)
        self.logger.addHandler(self.handler)

    @property
    def text(self) -> str:
        """All of it."""
        return self.out.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each line of JSON."""
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture(params=FORMATS)
def written(request: pytest.FixtureRequest) -> Written:
    """A logger of each form."""
    return Written(request.param)


def fail() -> None:
    """Fail as a library does: with what it failed on in its words, and because of another such error."""
    try:
        raise asyncpg.DataError(f"invalid input for query argument $1: {SECRET!r}")
    except asyncpg.DataError as error:
        raise ValueError(SECRET) from error


def test_an_error_is_told_without_its_words(written: Written) -> None:
    """Each of its chain by its class and its way through our code."""
    try:
        fail()
    except ValueError:
        written.logger.exception("a request failed")
    for word in SECRET.split():
        assert word not in written.text
    for told in ("a request failed", "DataError", "ValueError", "test_logs.py", "in fail"):
        assert told in written.text


def test_a_line_says_what_it_is_about(written: Written) -> None:
    """The request and the case within the block, nothing of them after it."""
    with about("7c9e6679", "PH-2026-000123"):
        written.logger.info("it was %s", "noted")
    written.logger.info("later")
    inside, after = written.text.splitlines()
    assert "7c9e6679" in inside
    assert "PH-2026-000123" in inside
    assert "it was noted" in inside
    assert "7c9e6679" not in after


def test_a_line_of_json_has_no_other_field() -> None:
    """Other fields of a record stay out of it."""
    written = Written("json")
    written.logger.warning("slow", extra={"status": 200, "ms": 31, "name_of_person": SECRET})
    [line] = written.lines
    assert line.pop("time").endswith("Z")
    assert line.pop("logger") == "written"
    assert line == {"level": "WARNING", "message": "slow", "status": 200, "ms": 31}


@pytest.mark.parametrize(
    "details",
    [
        {"temporal_workflow": {"workflow_id": "PH-2026-000007"}},
        {"temporal_activity": {"activity_id": "PH-2026-000007/2/breach", "workflow_id": None}},
    ],
)
def test_the_case_of_what_the_engine_runs(written: Written, details: dict[str, Any]) -> None:
    """By the ids that the SDK gives."""
    written.logger.info("refused", extra=details)
    assert "PH-2026-000007" in written.text
    assert ref_in("calendar/poplar-harca/2026-12-29") is None


def test_an_outage_is_not_told_at_every_attempt(written: Written) -> None:
    """A traceback of one, or because of one, is dropped; other lines are not."""
    for error in (ConnectionRefusedError(), RuntimeError()):
        error.__cause__ = None if isinstance(error, ConnectionError) else ConnectionResetError()
        written.logger.warning("failed", exc_info=error)
    written.logger.warning("failed otherwise", exc_info=KeyError())
    assert "failed otherwise" in written.text
    assert written.text.count("failed") == 1


async def test_what_asyncio_says_of_what_was_never_awaited() -> None:
    """Its first line alone: the next ones hold the error with its words."""
    written = Written("json")
    logging.getLogger("asyncio").addHandler(written.handler)
    try:
        error = ValueError(SECRET)
        context = {"message": "Task exception was never retrieved", "exception": error, "future": repr(error)}
        asyncio.get_running_loop().default_exception_handler(context)
    finally:
        logging.getLogger("asyncio").removeHandler(written.handler)
    [line] = written.lines
    assert line["message"] == "Task exception was never retrieved"
    assert SECRET not in written.text


def test_kinds_of_errors() -> None:
    """With the code of PostgreSQL, or the status of Temporal."""
    assert kind_of(asyncpg.UndefinedTableError("x")) == "UndefinedTableError 42P01"
    assert kind_of(RPCError("x", RPCStatusCode.UNAVAILABLE, b"")) == "RPCError UNAVAILABLE"
    assert kind_of(KeyError("x")) == "KeyError"


@pytest.mark.parametrize("form", FORMATS)
def test_a_process_logs_in_the_form_that_is_named(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """To stderr, whatever was set up before."""
    monkeypatch.setenv("REDRESS_LOG", form)
    code = (
        "import logging; logging.basicConfig(); from engine.logs import set_up; set_up(lambda error: False)\n"
        "logging.getLogger('httpx').info('https://u:p@h'); logging.getLogger('x').info('begun')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    [line] = done.stderr.splitlines()
    assert "begun" in line
    assert (form == "json") == line.startswith("{")


def test_another_form_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are two."""
    monkeypatch.setenv("REDRESS_LOG", "xml")
    with pytest.raises(SettingInvalid, match="REDRESS_LOG: write one of: text, json"):
        LogSettings()

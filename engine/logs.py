"""The log of a process: lines for people, or JSON (`REDRESS_LOG=json`) for programs; nothing personal in it.

The errors of libraries quote what they failed on, which may be somebody's words. So of an error the log has
its class and where in the code it happened, never its message; JSON has the fields named here alone.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic_settings import SettingsConfigDict

from engine.settings import PREFIX, FromEnvironment
from rules.errors import kind_of

REF = re.compile(r"[A-Z]{2,6}-\d{4}-\d{6}")
"""A case reference within a workflow's id, an activity's, or a path."""
MEASURED = ("status", "ms")
"""Further fields of a line of JSON, where it has them: the status of an answer, and milliseconds."""
CHATTY = ("httpx", "httpcore")
"""Libraries that log addresses, which may carry a secret."""
_request: ContextVar[str | None] = ContextVar("request", default=None)
_case: ContextVar[str | None] = ContextVar("case", default=None)


class LogSettings(FromEnvironment):
    """The form of the log: `text` or `json`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    log: Literal["text", "json"] = "text"


@contextlib.contextmanager
def about(request: str, case: str | None) -> Iterator[None]:
    """Have each line that is logged within the block name a request, and the case that it is about."""
    tokens = _request.set(request), _case.set(case)
    try:
        yield
    finally:
        _request.reset(tokens[0])
        _case.reset(tokens[1])


def ref_in(text: str) -> str | None:
    """Return the case reference that a text holds, if it holds one."""
    found = REF.search(text)
    return found[0] if found else None


class Context(logging.Filter):
    """Puts what a line is about into its record, and drops the tracebacks of outages that are told otherwise.

    Args:
        is_told: Whether an error is one whose traceback would say nothing new.

    """

    def __init__(self, is_told: Callable[[BaseException], bool]) -> None:
        super().__init__()
        self._is_told = is_told

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is written."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and any(self._is_told(each) for each in _chain(error)):
            return False
        record.request, record.case = _request.get(), _case.get() or _case_of(record)
        return True


class Lines(logging.Formatter):
    """Lines for people: the time (UTC), the level, who says it, the message, and what it is about."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a line, with the path of an error below it."""
        parts = [_time(record), record.levelname, f"{record.name}:", _message(record)]
        known = {name: getattr(record, name, None) for name in ("case", "request")}
        parts += [f"[{name} {value}]" for name, value in known.items() if value]
        return "\n".join([" ".join(parts), *_path(record)])


class JsonLines(logging.Formatter):
    """Lines of JSON for programs: time, level, logger, message, case, request, error, and `MEASURED`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a line of JSON; what it does not have is left out."""
        line: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            "error": _path(record) or None,
        }
        line |= {name: getattr(record, name, None) for name in ("case", "request", *MEASURED)}
        return json.dumps({name: value for name, value in line.items() if value is not None})


class CommandLines(logging.Formatter):
    """Lines of a command, which begin as its errors do."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a line, with the path of an error below it."""
        return "\n".join([f"redress: {_message(record)}", *_path(record)])


FORMATS: dict[str, type[logging.Formatter]] = {"text": Lines, "json": JsonLines}


def set_up(is_told: Callable[[BaseException], bool]) -> None:
    """Have this process log to stderr in the form that REDRESS_LOG names, Temporal's own core too.

    Args:
        is_told: Whether an error is one of an outage that the log tells of otherwise.

    """
    from temporalio import activity, workflow
    from temporalio.runtime import (
        LogForwardingConfig,
        LoggingConfig,
        Runtime,
        TelemetryConfig,
        TelemetryFilter,
    )

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMATS[LogSettings().log]())
    handler.addFilter(Context(is_told))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    activity.logger.activity_info_on_message = False  # the line says which case it is about
    workflow.logger.workflow_info_on_message = False
    core = LogForwardingConfig(logger=logging.getLogger("temporalio.core"))
    levels = TelemetryFilter(core_level="WARN", other_level="ERROR")
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(levels, forwarding=core))))


def _time(record: logging.LogRecord) -> str:
    at = datetime.fromtimestamp(record.created, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def _message(record: logging.LogRecord) -> str:
    message = record.getMessage()
    # what follows in asyncio's is what it holds, errors with their words among it
    return message.partition("\n")[0] if record.name == "asyncio" else message


def _path(record: logging.LogRecord) -> list[str]:
    """Return each error of a chain, the first cause first: its way through the code, and its class."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return []
    return [
        line.rstrip()
        for each in reversed(list(_chain(error)))
        for line in (*traceback.format_tb(each.__traceback__), kind_of(each))
    ]


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)


def _case_of(record: logging.LogRecord) -> str | None:
    """Return the case that the activity or the workflow which logs a record is about."""
    for name in ("temporal_activity", "temporal_workflow"):
        details = getattr(record, name, None)
        if details:
            return ref_in(f"{details.get('activity_id')} {details.get('workflow_id')}")
    activity = sys.modules.get("temporalio.activity")
    if activity is not None and activity.in_activity():
        info = activity.info()
        return ref_in(f"{info.activity_id} {info.workflow_id}")
    return None

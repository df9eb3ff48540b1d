"""Decisions about calls and callers, and how they treat staff, drawn at random."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import strategies as st

from rules.case import Case
from rules.clientwork.missed_calls import LogMissedCall
from rules.clientwork.security import checks_of
from rules.clientwork.told_by_phone import TellByPhone
from rules.decision import Decision
from tests.rules.advice import (
    CHECKED,
    ENDED,
    FAILED,
    RUDE,
    STOP,
    TOLD,
    TRIED,
    UNLOCK,
    call_steps,
    disclosed,
)


def of_a_call(
    name: str, case: Case, by: Callable[[], date], draw: Callable[[st.SearchStrategy[Any]], Any]
) -> Decision | None:
    """Return a decision about a call by its name; `by` draws a day that is promised."""
    match name:
        case "log-missed-call":
            message = draw(st.sampled_from([None, "Please call."]))
            return LogMissedCall(call=draw(st.sampled_from(["missed", "answerphone"])), message=message)
        case "try-call":
            return TRIED
        case "resolve-call":
            return TOLD.model_copy(update={"signposts": ()})
        case "set-call-steps":
            return call_steps(by().isoformat())
        case "stop-calling":
            return STOP
        case "tell-by-phone":
            return TellByPhone(event=draw(st.integers(1, case.seq + 1)))
        case "check-caller":
            check: Decision = draw(st.sampled_from([CHECKED, FAILED, FAILED]))
            return check
        case "disclose-by-phone":
            return disclosed(draw(st.sampled_from([check.event for check in checks_of(case)] or [1])))
        case "unlock-phone":
            return UNLOCK
        case "record-behaviour":
            return RUDE
        case "end-contact":
            return ENDED
    return None

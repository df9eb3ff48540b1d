"""When an enquiry ends."""

from __future__ import annotations

from typing import Any

from rules.case import Case
from rules.enquiry.life import CLOSED
from rules.events import Proposal


def ended(case: Case, kind: str, *, outcome: str, clause: str | None, **more: Any) -> Proposal:
    """The enquiry ends here, whatever was due."""
    ends = tuple(deadline.name for deadline in case.deadlines)
    return Proposal(kind=kind, clause=clause, stage=CLOSED, outcome=outcome, ends=ends, **more)

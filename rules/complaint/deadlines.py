"""What happens to a complaint when time passes: closure, silence, breaches."""

from __future__ import annotations

from collections.abc import Iterable

from rules.case import Case
from rules.complaint.ending import close, settle
from rules.deadlines import breach
from rules.events import Proposal
from rules.moment import Moment
from rules.promises import Deadline


def lapse(case: Case, deadline: Deadline, moment: Moment) -> Iterable[Proposal]:
    """What follows when the time for something is over."""
    if deadline.name == "information" and case.stage == "review":
        return settle(case, "no-information", {}, moment, clause=deadline.clause)
    if deadline.name == "information":
        return (close(case, "no-information", how="no-information", clause=deadline.clause),)
    if deadline.name == "acceptance":
        return settle(case, "not-disputed", {}, moment, clause=deadline.clause)
    return (breach(case, deadline, moment),)

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
    """A response that nobody disputes stands; what the organisation owed and did not do is a breach (4.2)."""
    if deadline.name == "acceptance":
        return settle(case, "not-disputed", {}, moment, clause=deadline.clause)
    return (breach(case, deadline, moment),)


def no_information(case: Case, deadline: Deadline, moment: Moment) -> Iterable[Proposal]:
    """The matter is closed where information does not come in time; a response stands (4.1, 4.2)."""
    if case.stage == "review":
        return settle(case, "no-information", {}, moment, clause=deadline.clause)
    return (close(case, "no-information", how="no-information", clause=deadline.clause),)

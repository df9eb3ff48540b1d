"""What happens to a complaint when time passes: reminders, breaches, closure, silence."""

from __future__ import annotations

from collections.abc import Iterable

from rules.case import Case
from rules.complaint.ending import close, settle
from rules.events import Proposal, Tell
from rules.moment import Moment
from rules.promises import Deadline, rule_name


def lapse(case: Case, deadline: Deadline, moment: Moment) -> Iterable[Proposal]:
    """What follows when the time for something is over."""
    if deadline.name == "information" and case.stage == "review":
        return settle(case, "no-information", {}, moment, clause=deadline.clause)
    if deadline.name == "information":
        return (close(case, "no-information", how="no-information", clause=deadline.clause),)
    if deadline.name == "acceptance":
        return settle(case, "not-disputed", {}, moment, clause=deadline.clause)
    return (breach(case, deadline, moment),)


def breach(case: Case, deadline: Deadline, moment: Moment) -> Proposal:
    """A promise was missed: it is recorded and escalated, stays owed, and the case goes on."""
    escalate_to = moment.matter(case).deadlines[rule_name(deadline.name)].escalate_to
    return Proposal(
        kind="breached",
        clause=deadline.clause,
        facts={"deadline": deadline.name, "due_day": deadline.due_day.isoformat()},
        misses=deadline.name,
        tells=(Tell(notice="breach", to=escalate_to),) if escalate_to else (),
    )


def remind(case: Case, deadline: Deadline, moment: Moment) -> Iterable[Proposal]:
    """The person is reminded of what they were asked for."""
    return (
        Proposal(
            kind=f"{deadline.name}-reminded",
            clause=deadline.clause,
            facts={"deadline": deadline.name, "due_day": deadline.due_day.isoformat()},
            reminds=deadline.name,
            tells=(Tell(notice=f"{deadline.name}-reminder"),),
        ),
    )

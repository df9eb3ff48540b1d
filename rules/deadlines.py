"""What happens in any lifecycle when time passes: a breach, which is escalated; a reminder."""

from __future__ import annotations

from collections.abc import Iterable

from rules.case import Case
from rules.events import PERSON, Proposal, Tell
from rules.moment import Moment
from rules.promises import Deadline, rule_name


def breach(case: Case, deadline: Deadline, moment: Moment) -> Proposal:
    """A promise was missed: it is recorded and escalated, stays owed, and the case goes on."""
    escalate_to = moment.matter(case).deadlines[rule_name(deadline.name)].escalate_to
    return Proposal(
        kind="breached",
        clause=deadline.clause,
        facts=deadline.facts,
        misses=deadline.name,
        tells=(Tell(notice="breach", to=escalate_to),) if escalate_to else (),
    )


def lapse(case: Case, deadline: Deadline, moment: Moment) -> Iterable[Proposal]:
    """A deadline that passes is a breach, where nothing else is said of it."""
    return (breach(case, deadline, moment),)


def remind(case: Case, deadline: Deadline, moment: Moment) -> Iterable[Proposal]:
    """The person is reminded of what they were asked for; of what staff are to do, the role it falls to."""
    to = moment.matter(case).deadlines[rule_name(deadline.name)].remind or PERSON
    return (
        Proposal(
            kind=f"{deadline.name}-reminded",
            clause=deadline.clause,
            facts=deadline.facts,
            reminds=deadline.name,
            tells=(Tell(notice=f"{deadline.name}-reminder", to=to),),
        ),
    )

"""The warning's lifecycle: its stages, what a proposal sets going, what time does to it."""

from __future__ import annotations

from collections.abc import Iterator

from rules.case import Case
from rules.casework import add_casework
from rules.clientwork.safeguarding import SAFEGUARDING
from rules.events import Proposal, Tell
from rules.lifecycle import Lifecycle
from rules.model import Slug
from rules.moment import Moment
from rules.policy import Policy
from rules.warning.intake import WarningIntake
from rules.warning.paper import WarningMatter
from rules.warning.telling import known, told
from rules.warning.terms import paper_of

PROPOSED, IN_FORCE, CLOSED = "proposed", "in-force", "closed"
OPEN = (PROPOSED, IN_FORCE)
APPROVAL, REVIEW = "approval", "warning-review"

KINDS = frozenset(
    {
        *("opened", "warning-approved", "warning-declined", "warning-kept", "warning-lifted"),
        *("restrictions-proposed", "restrictions-approved", "restrictions-declined"),
        *("appealed", "appeal-decided", "breached", "warning-review-reminded"),
    }
)


def opened(case: Case, moment: Moment) -> Iterator[Proposal]:
    """A proposal waits for somebody who may approve it; nothing is in force."""
    matter = moment.matter(case)
    yield Proposal(
        kind="opened",
        clause=matter.clause,
        stage=PROPOSED,
        owner=case.opened_by,
        sets=(moment.deadline(case, APPROVAL, case.received),),
        tells=(Tell(notice="warning-proposed", to=paper_of(matter).propose_to),),
    )


def warnings_of(policy: Policy) -> list[Slug]:
    """Return the kinds of matter that are warnings."""
    return [name for name, matter in policy.matters.items() if matter.lifecycle == WARNING.name]


WARNING = Lifecycle(
    name="warning",
    workflow="PersonWarning",
    matter=WarningMatter,
    intake=WarningIntake,
    door="warnings",
    stages=frozenset({PROPOSED, IN_FORCE, CLOSED}),
    deadlines=frozenset({APPROVAL, REVIEW}),
    reminded=frozenset({REVIEW}),
    needed=frozenset({"approve-warning", "decline-warning", "keep-warning", "lift-warning"}),
    kinds=KINDS,
    opened=opened,
    parts=(SAFEGUARDING,),
    told=told,
    known_to=known,
)

add_casework(WARNING, afterwards=[CLOSED])

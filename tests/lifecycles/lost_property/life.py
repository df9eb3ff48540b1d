"""The life of something lost: looked for, and then gone home or given up."""

from __future__ import annotations

from collections.abc import Iterator

from rules.case import Case
from rules.casework import add_casework
from rules.events import Proposal, Tell
from rules.facts import Facts
from rules.lifecycle import Lifecycle, everybody
from rules.moment import Moment
from rules.policy import Policy
from tests.lifecycles.lost_property.intake import LostPropertyIntake
from tests.lifecycles.lost_property.paper import LostPropertyMatter, ShelfRule

SOUGHT, CLOSED = "sought", "closed"


def opened(case: Case, moment: Moment) -> Iterator[Proposal]:
    """It is looked for, and whoever keeps the shelf hears of it."""
    matter = moment.matter(case)
    yield Proposal(
        kind="opened",
        clause=matter.clause,
        stage=SOUGHT,
        sets=(moment.deadline(case, "search", case.received),),
        tells=(Tell(notice="received", to=matter.own(ShelfRule).keeper),),
    )


def told(case: Case, policy: Policy) -> Facts:
    """Return what was lost."""
    return {"thing": policy.matters[case.matter].own(ShelfRule).kinds[str(case.terms["thing"])]}


LOST_PROPERTY = Lifecycle(
    name="lost-property",
    workflow="LostProperty",
    matter=LostPropertyMatter,
    intake=LostPropertyIntake,
    door="lost-property",
    stages=frozenset({SOUGHT, CLOSED}),
    deadlines=frozenset({"search"}),
    needed=frozenset({"send-back"}),
    kinds=frozenset({"opened", "breached", "sent-back"}),
    opened=opened,
    told=told,
    dates_told=everybody,
)
add_casework(LOST_PROPERTY, afterwards=[CLOSED])

"""The complaint's lifecycle: its stages, what receiving one sets going, what time does to it."""

from __future__ import annotations

from collections.abc import Iterator

from rules.case import Case, Proposal, Tell
from rules.complaint.deadlines import lapse, remind
from rules.lifecycle import Lifecycle, Moment

RESOLVE, ANSWERED, REMEDY = "resolve", "answered", "remedy"
OPEN = (RESOLVE, ANSWERED, REMEDY)


def opened(case: Case, moment: Moment) -> Iterator[Proposal]:
    """A complaint is taken, however it is made, and acknowledged; contact and response fall due."""
    by_notices = [need for need in case.needs if moment.policy.needs[need].met_by_notices]
    yield Proposal(
        kind="opened",
        clause=moment.matter(case).clause,
        stage=RESOLVE,
        sets=(
            moment.deadline(case, "contact", case.received),
            moment.deadline(case, "response", case.received),
        ),
        considers=tuple(by_notices),
        tells=(Tell(notice="acknowledgement"),),
    )


COMPLAINT = Lifecycle(
    name="complaint",
    stages=frozenset({*OPEN, "closed"}),
    deadlines=frozenset({"contact", "response", "information", "acceptance"}),
    agreed=frozenset({"commitment"}),
    reminded=frozenset({"information"}),
    needed=frozenset({"contact", "adjust", "receive-information", "respond", "keep-commitment"}),
    opened=opened,
    lapse=lapse,
    remind=remind,
)

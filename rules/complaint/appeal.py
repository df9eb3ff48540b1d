"""A complaint that is an appeal against a warning: what follows for the warning, and for the complaint (7).

It goes by the ordinary road; only the grounds of refusal do not close it, since the paper has it logged.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.case import Case
from rules.complaint import decisions as d
from rules.complaint.life import COMPLAINT, OPEN
from rules.events import Proposal
from rules.moment import Moment


@COMPLAINT.consequence(d.StandAside, at=OPEN)
def stand_aside(case: Case, decision: d.StandAside, moment: Moment) -> Iterator[Proposal]:
    """Whoever proposed or approved the warning takes no part in deciding the appeal."""
    yield Proposal(
        kind="stood-aside",
        clause=moment.matter(case).clause,
        facts={"staff": " ".join(decision.staff)},
        conflicts=decision.staff,
    )

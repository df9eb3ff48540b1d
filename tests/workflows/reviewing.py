"""A review as it is played here: asked for, its panel appointed, what it decides."""

from __future__ import annotations

from typing import Any

from rules.recording import Answer
from tests.house import House, PlayedCase

PANEL = ["helen.ashe", "leila.brandt"]
"""The director of the service complained about, and a resident."""
HOME = ["9 Beacon Court", "Example Street", "London E14 0ZZ"]
PERSON = {"name": "Joanna Petrov", "email": "joanna.petrov@resident.example", "address": HOME}


async def answered(house: House, **fields: Any) -> PlayedCase:
    """A complaint that was contacted and answered, with nothing promised unless it is told otherwise."""
    case = await house.open(begins=house.june(), person=PERSON)
    await case.on(1)
    await case.contacted()
    await case.on(5)
    await case.answered(**({"outcome": "not-upheld", "remedies": []} | fields))
    return case


async def ask(case: PlayedCase, **fields: Any) -> Answer:
    """The person asks for a review."""
    said = {"why": "Nobody looked at the log.", "remedy_wanted": "What it cost me."}
    return await case.decide("ask-for-review", **said | fields)


async def planned(case: PlayedCase, members: list[str] | None = None) -> None:
    """A panel is appointed, and has decided how it sits."""
    members = members or PANEL
    await case.decide("appoint-panel", by="ruth.lewin", members=members)
    await plan(case, by=members[-1])


async def plan(case: PlayedCase, *, by: str = PANEL[1]) -> None:
    """The panel decides how it goes about it."""
    said = {"conduct": "on-paper", "how": "We read the file.", "information": "The log."}
    await case.decide("plan-review", by=by, **said)


async def proposed(case: PlayedCase, *, by: str = PANEL[1], **fields: Any) -> int:
    """A member proposes that the remedy was appropriate, unless told otherwise: the proposal's number."""
    decision: dict[str, Any] = {
        "appropriate": True,
        "can_do": "Nothing more.",
        "cannot_do": "What was asked.",
        "reasons": "The log bears the answer out.",
    }
    answer = await case.decide("propose-decision", by=by, **decision | fields)
    return answer.seq


async def signed(case: PlayedCase, proposal: int, *, by: str = PANEL[0]) -> Answer:
    """The other member signs."""
    return await case.decide("sign-decision", by=by, proposal=proposal)


async def under_review(house: House, **fields: Any) -> PlayedCase:
    """A complaint whose review has a panel and a plan."""
    case = await answered(house, **fields)
    await case.on(8)
    await ask(case)
    await planned(case)
    return case

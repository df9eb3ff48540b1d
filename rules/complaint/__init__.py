"""The complaint: from receipt through Resolve and review to the end (sections 4 and 5 of its policy).

`life` says what receiving one sets going, `decisions` what staff can decide and what each decision
must state, `resolve` what follows from it (contact, information, refusal), `response` the answer and whose
approval it takes, `review` who sits on a panel and `proposal` how it decides, `drafts` what waits for
somebody else, `grounds` what a refusal must show, `commitments` and `payment` what becomes of a promise,
`petition` what holds for petitions alone, `deadlines` what happens when time passes, `ending` when it ends,
`afterwards` what still comes then; `links` of what it comes, `appealing` and `appeal` what holds for one that
is about a warning.
"""

from rules.complaint import (
    afterwards,
    appeal,
    commitments,
    payment,
    petition,
    proposal,
    resolve,
    response,
    review,
)
from rules.complaint.life import COMPLAINT
from rules.registry import register

__all__ = [
    "COMPLAINT", "afterwards", "appeal", "commitments", "payment", "petition", "proposal", "resolve",
    "response", "review",
]  # fmt: skip

register(COMPLAINT)

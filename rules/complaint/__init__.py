"""The complaint: from receipt through Resolve and review to the end (sections 4 and 5 of its policy).

Each decision stands above the rule that says what follows from it. `life` says what receiving a complaint
sets going, `paper` which tables a policy has of it, `intake` as what it comes in. `resolve` is about
contact, information, acceptance and withdrawal, `refusing` about what is not considered, `response` about
the answer and whose approval it takes, `correcting` about one that was wrong, `answers` about what follows
from either, `review` about who sits on a panel and `proposal` about how it
decides, `drafts` about what waits for somebody else, `commitments` and `payment` about what becomes of a
promise, `petition` about what holds for petitions alone, `afterwards` about what still comes after the end;
`deadlines` says what happens when time passes, `ending` when it ends, `links` of what it comes, `appealing`
and `appeal` what holds for one that is about a warning.
"""

from rules.complaint import (
    afterwards,
    appeal,
    commitments,
    correcting,
    payment,
    petition,
    proposal,
    refusing,
    resolve,
    response,
    review,
)
from rules.complaint.life import COMPLAINT
from rules.registry import register

__all__ = [
    "COMPLAINT", "afterwards", "appeal", "commitments", "correcting", "payment", "petition", "proposal",
    "refusing", "resolve", "response", "review",
]  # fmt: skip

register(COMPLAINT)

"""The stages of a policy's review (its time runs, it is open, it is over), and its deadlines."""

APPROVED, REVIEW, CLOSED = "approved", "review", "closed"
OPEN = frozenset({APPROVED, REVIEW})

OPENING, DUE = "opening", "policy-review"
"""When the review opens, and by when it is recorded as done."""

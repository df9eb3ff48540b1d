"""The complaint: from receipt through Resolve to the end (sections 4.1 and 4.3 of a Customer Care Policy).

`life` says what receiving one sets going, `decisions` what staff can decide and what each decision
must state, `resolve` what follows from it (contact, response, refusal), `grounds` what a refusal must
show, `commitments` what becomes of a promise, `casework` what goes on beside, `deadlines` what happens
when time passes, `ending` when it ends.
"""

from rules.complaint import casework, commitments, resolve
from rules.complaint.life import COMPLAINT

__all__ = ["COMPLAINT", "casework", "commitments", "resolve"]

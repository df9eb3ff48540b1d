"""Enquiries from councillors and members of parliament: correspondence that is answered in time (section 6).

`paper` is what a policy says of them, `intake` an enquiry as it comes in, `terms` what holds of one, `life`
what sets it going and what time does to it. Decisions, each with what follows from it, are in `authority` and
`answering`; `onward` is what follows from a complaint that comes of an enquiry.
"""

from rules.enquiry import answering, authority, onward
from rules.enquiry.life import ENQUIRY
from rules.registry import register

__all__ = ["ENQUIRY", "answering", "authority", "onward"]

register(ENQUIRY)

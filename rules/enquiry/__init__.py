"""Enquiries from councillors and members of parliament: correspondence that is answered in time (section 6).

`paper` is what a policy says of them, `intake` an enquiry as it comes in, `terms` what holds of one, `life`
what sets it going and what time does to it, `decisions` what staff can decide, `authority` and `answering`
what follows from that, `onward` what follows from a complaint that comes of it.
"""

from rules.enquiry import answering, authority, onward
from rules.enquiry.life import ENQUIRY
from rules.registry import register

__all__ = ["ENQUIRY", "answering", "authority", "onward"]

register(ENQUIRY)

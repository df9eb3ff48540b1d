"""Written enquiries for advice: answered in time, with next steps, or declined and pointed elsewhere.

`intake` is an enquiry as it comes in, `life` what sets it going. Decisions, each with what follows from it,
are in `advising` and `ending`.
"""

from rules.advice import advising, ending
from rules.advice.life import ADVICE
from rules.registry import register

__all__ = ["ADVICE", "advising", "ending"]

register(ADVICE)

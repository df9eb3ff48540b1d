"""Person warnings: proposed, in force once another approves, reviewed until there is no risk (section 7).

`paper` is what a policy says of them, `intake` a proposal as it comes in, `terms` what holds of one, `life`
what sets it going and what time does to it, `telling` what its notices speak of. Decisions, each with what
follows from it, are in `approval` and `review`; `appeals` is what follows from a complaint about a warning.
"""

from rules.registry import register
from rules.warning import appeals, approval, review
from rules.warning.life import WARNING

__all__ = ["WARNING", "appeals", "approval", "review"]

register(WARNING)

"""The person's own end to a matter: they withdraw it."""

from __future__ import annotations

from typing import ClassVar

from rules.decision import Decision
from rules.model import Day, Words


class Withdraw(Decision):
    """The person withdraws the matter."""

    name: ClassVar[str] = "withdraw"
    withdrawn_on: Day | None = None
    said: Words | None = None

"""Parts of a lifecycle that a policy has as a whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from rules.matters import MatterRule


@dataclass(frozen=True)
class Part:
    """Stages, deadlines and decisions that a policy has all of, or none.

    Attributes:
        decisions: Those that must be there where it is switched on, as must its stages and deadlines.
        table: The table of its own under the matter that switches it on; any of its decisions, where none.

    """

    decisions: frozenset[str]
    stages: frozenset[str] = frozenset()
    deadlines: frozenset[str] = frozenset()
    table: str | None = None

    def is_in(self, matter: MatterRule) -> bool:
        """Return whether a kind of matter has it."""
        if self.table is None:
            return not self.decisions.isdisjoint(matter.decisions)
        return getattr(matter, self.table) is not None

    @property
    def switch(self) -> str:
        """The table or decisions of a policy file that switch it on, in words."""
        return f"a table {self.table!r}" if self.table else f"decisions {', '.join(sorted(self.decisions))}"

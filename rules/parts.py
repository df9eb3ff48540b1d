"""Parts of a lifecycle that a policy has as a whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from rules.matters import MatterRule


@dataclass(frozen=True)
class Part:
    """Stages, deadlines and decisions that a policy has all of, or none.

    Attributes:
        decisions: Those that must be there where it is switched on, as must its stages and deadlines.
        table: The table under the matter that switches it on, within another as `money.separation` is; any of
            its decisions, where none.

    """

    decisions: frozenset[str]
    stages: frozenset[str] = frozenset()
    deadlines: frozenset[str] = frozenset()
    table: str | None = None

    def is_in(self, matter: MatterRule) -> bool:
        """Return whether a kind of matter has it."""
        if self.table is None:
            return not self.decisions.isdisjoint(matter.decisions)
        return table_of(matter, self.table) is not None

    @property
    def switch(self) -> str:
        """The table or decisions of a policy file that switch it on, in words."""
        return f"a table {self.table!r}" if self.table else f"decisions {', '.join(sorted(self.decisions))}"


def table_of(matter: MatterRule, name: str) -> object | None:
    """Return the table of a name under a kind of matter, or within another; None where it is not there."""
    found: object | None = matter
    for part in name.split("."):
        found = getattr(found, part, None)
    return found

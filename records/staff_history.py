"""The history of the staff directory: what it said before and after each change, when, and who changed it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from records.database import Connection
from records.people import Staff
from records.sql import every, queries
from rules.model import Model, StaffId
from rules.policy import Policy

FAR = {"-infinity": date.min, "infinity": date.max}
"""The first and the last day that there are, as PostgreSQL writes them."""


class StaffChange(Model):
    """A change of the staff directory.

    Attributes:
        number: Its place among all changes.
        at: When it was made (UTC).
        staff: Whose entry it changed.
        changed_by: Whoever changed it over the API; none on the command line, or in the database itself.
        before: The entry before; none where there was none, or where it was first found.
        after: The entry since; none where it was taken away.

    """

    number: int
    at: datetime
    staff: StaffId
    changed_by: StaffId | None = None
    before: Staff | None = None
    after: Staff | None = None

    @classmethod
    def of(cls, row: Any) -> Self:
        """Return the change of a row."""
        return cls.model_validate(
            {name: row[name] for name in ("number", "at", "staff", "changed_by")}
            | {side: _entry(row[side]) for side in ("before", "after")}
        )

    @property
    def differences(self) -> tuple[tuple[str, Any, Any], ...]:
        """The fields that differ, each with its value before and after, where there were both."""
        if self.before is None or self.after is None:
            return ()
        before, after = self.before.model_dump(mode="json"), self.after.model_dump(mode="json")
        return tuple((name, before[name], after[name]) for name in before if before[name] != after[name])


def _entry(kept: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return an entry as its row was kept, which may have fewer columns than now, and has others."""
    return kept and {
        name: FAR.get(value, value) if isinstance(value, str) else value
        for name, value in kept.items()
        if name in Staff.model_fields
    }


async def changes(
    connection: Connection, policy: Policy, *, staff: StaffId | None, before: int | None, most: int
) -> tuple[StaffChange, ...]:
    """Return a page of the changes of a policy's directory, or of one entry, the newest first."""
    rows = await every(
        queries.staff_changes(connection, policy=policy.id, staff=staff, before=before, most=most)
    )
    return tuple(StaffChange.of(row) for row in rows)

"""Who is who: the staff directory, as far as deciding needs it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Self

from pydantic import EmailStr, Field, ValidationError, field_validator

from records.database import Connection, queries
from rules.authority import Actor
from rules.model import Slug, StaffId, Strict, fits
from rules.policy import Policy
from rules.refusal import Invalid, NotAuthorised


class Staff(Strict):
    """A member of staff, or a volunteer such as a resident on a panel.

    Attributes:
        directorate: The directorate they work in, where they work in one.
        trained_until: The last day of their data-protection training (PH-2b).

    """

    id: StaffId
    name: str = Field(min_length=1, max_length=200)
    email: EmailStr
    phone: str = ""
    roles: tuple[Slug, ...] = Field(min_length=1)
    directorate: Slug | None = None
    trained_until: date

    @field_validator("roles", mode="before")
    @classmethod
    def _split(cls, roles: Any) -> Any:
        return tuple(roles.split()) if isinstance(roles, str) else roles

    @field_validator("directorate", mode="before")
    @classmethod
    def _none_where_empty(cls, directorate: Any) -> Any:
        return directorate or None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Them, from their row in the directory."""
        return cls.model_validate({name: row[name] for name in cls.model_fields})

    @property
    def actor(self) -> Actor:
        """Them, as somebody who decides."""
        return Actor(
            id=self.id, roles=self.roles, trained_until=self.trained_until, directorate=self.directorate
        )


async def staff_member(connection: Connection, policy: Policy, staff_id: str) -> Staff:
    """A member of staff.

    Raises:
        NotAuthorised: the directory of the policy does not have them.

    """
    known = fits(StaffId, staff_id)
    row = await queries.get_staff(connection, policy=policy.id, id=staff_id) if known else None
    if row is None:
        raise NotAuthorised(f"the staff directory of {policy.id} has no {staff_id!r}", where="actor")
    return Staff.of(row)


async def import_staff(connection: Connection, policy: Policy, lines: Iterable[str]) -> int:
    """Put the people of a CSV file into the directory: all of them, or none.

    Columns: id, name, email, phone, roles (separated by spaces), directorate (may be empty),
    trained_until (YYYY-MM-DD).

    Raises:
        Invalid: naming the line and the column at fault.

    """
    people = list(_read(policy, lines))
    async with connection.transaction():
        for person in people:
            fields = person.model_dump() | {"roles": list(person.roles)}
            await queries.put_staff(connection, policy=policy.id, **fields)
    return len(people)


def _read(policy: Policy, lines: Iterable[str]) -> Iterator[Staff]:
    for number, row in enumerate(csv.DictReader(lines), start=2):
        try:
            person = Staff.model_validate(row)
        except ValidationError as error:
            problem = error.errors()[0]
            where = ".".join(str(part) for part in problem["loc"])
            raise Invalid(problem["msg"], where=f"line {number}, {where}") from None
        if unknown := set(person.roles) - policy.roles.keys():
            raise Invalid(f"there is no role {', '.join(sorted(unknown))}", where=f"line {number}, roles")
        if person.directorate and person.directorate not in policy.directorates:
            raise Invalid(
                f"there is no directorate {person.directorate!r}", where=f"line {number}, directorate"
            )
        yield person

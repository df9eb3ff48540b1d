"""Who is who: the staff directory."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Self

import asyncpg
from pydantic import BeforeValidator, EmailStr, Field, model_validator

from records.database import Connection
from records.sql import queries
from records.tables import read_table
from rules.authority import Actor
from rules.lifecycle import ENGINE
from rules.model import Day, Line, Name, Slug, StaffId, Strict, fits
from rules.person import Language
from rules.policy import Policy
from rules.reasons import form
from rules.refusal import Invalid, NotAuthorised, Unknown


def _split(value: Any) -> Any:
    return tuple(value.split()) if isinstance(value, str) else value


def _none_where_empty(value: Any) -> Any:
    return None if value == "" else value


POWERS = ("roles", "directorate", "trained_until", "left_on")
"""The fields of an entry on which it depends what somebody may do."""
MOST_ROWS = 5_000
"""People in one file."""


class Staff(Strict):
    """A member of staff, or a volunteer such as a resident on a panel.

    Attributes:
        roles: Their roles and ranks, as the policy names them.
        directorate: The directorate they work in, where they work in one.
        service: The service they work for, where it is one.
        languages: What they speak beside the policy's language, as tags: `bn`, `pt-BR`.
        trained_until: The last day of their data-protection training (PH-2b).
        away_from: The first day of their absence, and `away_until` its last.
        deputy: Who stands in for them while they are away.
        left_on: Their last day with the organisation.
        digest: Whether they have one e-mail about their work on working mornings, in the place of one each;
            their own choice, which an entry that does not say so leaves as it is.

    """

    id: StaffId
    name: Line
    email: EmailStr
    phone: str = Field("", max_length=40, pattern=form(r"^[0-9+() -]*$", "a telephone number in digits"))
    roles: Annotated[tuple[Slug, ...], BeforeValidator(_split)] = Field(min_length=1)
    directorate: Annotated[Slug | None, BeforeValidator(_none_where_empty)] = None
    service: Annotated[Slug | None, BeforeValidator(_none_where_empty)] = None
    languages: Annotated[tuple[Language, ...], BeforeValidator(_split)] = ()
    trained_until: Day
    away_from: Annotated[Day | None, BeforeValidator(_none_where_empty)] = None
    away_until: Annotated[Day | None, BeforeValidator(_none_where_empty)] = None
    deputy: Annotated[StaffId | None, BeforeValidator(_none_where_empty)] = None
    left_on: Annotated[Day | None, BeforeValidator(_none_where_empty)] = None
    digest: Annotated[bool | None, BeforeValidator(_none_where_empty)] = None

    @model_validator(mode="after")
    def _absence_is_whole(self) -> Self:
        if (self.away_from is None) != (self.away_until is None):
            raise ValueError("away_from and away_until go together")
        if self.away_from and self.away_until and self.away_until < self.away_from:
            raise ValueError("away_until is before away_from")
        if self.deputy == self.id:
            raise ValueError("deputy: nobody stands in for themselves")
        return self

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Them, from their row in the directory."""
        return cls.model_validate({name: row[name] for name in cls.model_fields})

    @property
    def actor(self) -> Actor:
        """Them, as somebody who decides."""
        return Actor.model_validate(self.model_dump(include=set(Actor.model_fields)))

    def away(self, today: date) -> bool:
        """Whether they are absent on a local day."""
        return bool(self.away_from and self.away_until and self.away_from <= today <= self.away_until)

    def left(self, today: date) -> bool:
        """Whether they no longer work here on a local day."""
        return self.left_on is not None and self.left_on < today

    def here(self, today: date) -> bool:
        """Whether they can be spoken to on a local day."""
        return not self.away(today) and not self.left(today)


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


async def whoever_stands_in(
    connection: Connection, policy: Policy, staff_id: str, today: date
) -> Staff | None:
    """Them, or their deputy while they are away or once they have left; None where neither is here."""
    row = await queries.get_staff(connection, policy=policy.id, id=staff_id)
    staff = Staff.of(row) if row else None
    if staff and not staff.here(today) and staff.deputy:
        staff = Staff.of(await queries.get_staff(connection, policy=policy.id, id=staff.deputy))
    return staff if staff and staff.here(today) else None


async def put_staff(
    connection: Connection, policy: Policy, people: Iterable[Staff], *, by: StaffId | None = None
) -> None:
    """Put people into the directory, or change what it says of them: all of them, or none.

    Each change is logged (`records/staff_history.py`).

    Args:
        connection: The database.
        policy: Whose directory.
        people: Their entries, whole.
        by: Whoever changes it; none on the command line.

    Raises:
        Invalid: naming what the policy does not have, or the deputy that the directory does not.
        NotAuthorised: it changes what whoever changes it may do themselves.

    """
    try:
        async with connection.transaction():
            await queries.act_as(connection, actor=by or "")
            entries = []
            for person in people:
                if person.id == by:
                    await _require_same_powers(connection, person, policy)
                _require_known(person, policy)
                lists = {"roles": list(person.roles), "languages": list(person.languages)}
                entries.append(person.model_dump() | lists | {"policy": policy.id})
            await queries.put_staff(connection, entries)
    except asyncpg.ForeignKeyViolationError:
        raise Unknown("the staff directory does not have the deputy that is named", where="deputy") from None


async def _require_same_powers(connection: Connection, person: Staff, policy: Policy) -> None:
    """Refuse to change one's own roles, and what else lets one act."""
    known = Staff.of(await queries.get_staff(connection, policy=policy.id, id=person.id))
    for name in POWERS:
        if getattr(person, name) != getattr(known, name):
            raise NotAuthorised(
                f"nobody changes their own {name}; another administrator does, or whoever runs "
                "`redress staff --import`",
                where=name,
            )


async def import_staff(
    connection: Connection, policy: Policy, content: bytes, *, by: StaffId | None = None
) -> int:
    """Put the people of a CSV file into the directory, as `put_staff` does: all of them, or none.

    Columns: id, name, email, phone, roles (separated by spaces), directorate, trained_until (YYYY-MM-DD);
    and, where they are wanted, service, languages (separated by spaces), away_from, away_until, deputy,
    left_on, digest (yes or no). What is left empty is not known; `digest` then stays as it was chosen.
    There are at most `MOST_ROWS`.

    Raises:
        Invalid: naming the line and the column at fault.
        NotAuthorised: as `put_staff`.

    """
    people = await asyncio.to_thread(read_staff, policy, content)  # thousands of addresses are checked
    await put_staff(connection, policy, people, by=by)
    return len(people)


def read_staff(policy: Policy, content: bytes) -> list[Staff]:
    """Return the people of a CSV file, as `import_staff` takes it.

    Raises:
        Invalid: naming the line and the column at fault.

    """
    table = read_table(content, most=MOST_ROWS)
    table.require_columns(Staff)

    def entry(cells: dict[str, Any]) -> Staff:
        person = Staff.model_validate(cells)
        _require_known(person, policy)
        return person

    return [row.read(entry) for row in table.rows]


def _require_known(person: Staff, policy: Policy) -> None:
    """Refuse roles, a directorate or a service that the policy does not have, and the engine's own name."""
    if person.id == ENGINE:
        raise Invalid(f"{ENGINE!r} is who does what happens by itself", where="id")
    if not fits(Name, person.name):
        raise Invalid("a name has at least one letter that can be seen", where="name")
    if unknown := set(person.roles) - policy.roles.keys():
        raise Invalid(f"there is no role {', '.join(sorted(unknown))}", where="roles")
    if person.directorate and person.directorate not in policy.directorates:
        raise Invalid(f"there is no directorate {person.directorate!r}", where="directorate")
    if person.service and person.service not in policy.services:
        raise Invalid(f"there is no service {person.service!r}", where="service")

"""The staff directory over HTTP: who there is, and for administrators what it says of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Path, Response
from pydantic import Strict

from records.digest import set_digest
from records.directory import entry_of, open_cases_of, whole_directory
from records.people import Staff, import_staff, put_staff
from rules.authority import require_right
from rules.model import Model, StaffId
from rules.refusal import Invalid, Unknown
from starter.api.bodies import Route
from starter.api.callers import Administering, Asking, Consulting
from starter.api.problems import responses

router = APIRouter(prefix="/staff", tags=["Staff"], route_class=Route)
Id = Annotated[StaffId, Path(description="Their id in the directory: amira.khan.")]
Csv = Annotated[
    bytes,
    Body(
        media_type="text/csv",
        description="Columns: id, name, email, phone, roles, directorate, trained_until; where wanted "
        "service, languages, away_from, away_until, deputy, left_on, digest (yes or no). A cell's list is "
        "separated by spaces.",
        openapi_examples={"one": {"value": "id,name,email,roles,trained_until"}},
    ),
]


class Directory(Model):
    """Everybody in the directory, by their ids."""

    staff: tuple[Staff, ...]


class Put(Model):
    """Somebody as the directory has them now, and how many unfinished cases they have."""

    staff: Staff
    open_cases: int


class Imported(Model):
    """How many people of a file are in the directory now."""

    imported: int


@router.get("", responses=responses(401, 403, 422, 429))
async def directory(asking: Consulting) -> Directory:
    """Everybody in the organisation's directory."""
    async with asking.doors.pool.acquire() as connection:
        await asking.log(connection, "staff")
        return Directory(staff=await whole_directory(connection, asking.policy))


class Digest(Model):
    """The choice between one e-mail about one's work on working mornings, and one for each thing.

    Attributes:
        digest: True for one on working mornings.

    """

    digest: Annotated[bool, Strict()]


@router.put("", responses=responses(401, 403, 413, 422, 429))
async def put_file(asking: Administering, file: Csv) -> Imported:
    """Put the people of a CSV file into the directory: all of them, or none; the others stay as they are.

    Your own entry may be among them, with the roles, directorate, training and last day that you have.
    """
    async with asking.doors.pool.acquire() as connection:
        return Imported(imported=await import_staff(connection, asking.policy, file, by=asking.staff.id))


@router.get("/{id}", responses=responses(401, 403, 404, 422, 429))
async def one(id: Id, asking: Consulting) -> Staff:  # noqa: A002 - as the directory calls it
    """Somebody in the directory."""
    async with asking.doors.pool.acquire() as connection:
        await asking.log(connection, "staff")
        staff = await entry_of(connection, asking.policy, id)
    if staff is None:
        raise Unknown(f"the staff directory has no {id!r}", where="ref")
    return staff


@router.put("/{id}", responses={201: {"model": Put}, **responses(401, 403, 413, 422, 429)})
async def put_one(id: Id, staff: Staff, asking: Administering, response: Response) -> Put:  # noqa: A002
    """Put somebody into the directory, or change what it says of them: all of it, as sent.

    A `digest` that is not sent stays as they chose it.

    Somebody who has left keeps their entry, with `left_on`: what they decided names them. Their unfinished
    cases are for others to take over. Nobody changes their own roles, directorate, training or last day.
    Every change is logged: `GET /staff-changes`.
    """
    if staff.id != id:
        raise Invalid(f"the address says {id!r}", where="body.id")
    async with asking.doors.pool.acquire() as connection:
        known = await entry_of(connection, asking.policy, id)
        await put_staff(connection, asking.policy, [staff], by=asking.staff.id)
        now = await entry_of(connection, asking.policy, id)
        count = await open_cases_of(connection, asking.policy, id)
    response.status_code = 200 if known else 201
    return Put(staff=now or staff, open_cases=count)


@router.put("/{id}/digest", responses=responses(401, 403, 404, 413, 422, 429))
async def choose_digest(id: Id, chosen: Digest, asking: Asking) -> Digest:  # noqa: A002
    """Choose how you hear of your work: in one e-mail on working mornings, or in one for each thing.

    Everybody chooses for themselves, administrators for others too. It is logged: `GET /staff-changes`.
    """
    if id != asking.staff.id:
        require_right(asking.staff.actor, "administer", asking.policy)
    async with asking.doors.pool.acquire() as connection:
        staff = await set_digest(connection, asking.policy, id, wanted=chosen.digest, by=asking.staff.id)
    if staff is None:
        raise Unknown(f"the staff directory has no {id!r}", where="ref")
    return Digest(digest=bool(staff.digest))

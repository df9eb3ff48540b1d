"""The directory of services outside the organisation over HTTP: for staff to use, for its keepers to keep."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Path, Response

from records.signpost_directory import (
    all_signposts,
    directory_rule,
    import_signposts,
    latest_of,
    put_signposts,
    versions_of,
)
from records.signposts import Signpost, SignpostVersion
from rules.model import Model, Slug, day_of
from rules.refusal import Invalid
from starter.api.bodies import Route
from starter.api.callers import Caller, ConsultingSignposts, KeepingSignposts
from starter.api.problems import responses

router = APIRouter(prefix="/signposts", tags=["Signposts"], route_class=Route)
Id = Annotated[Slug, Path(description="Its id in the directory: citizens-advice.")]
Csv = Annotated[
    bytes,
    Body(
        media_type="text/csv",
        description="Columns: id, name, helps_with, checked_on; where wanted phone, email, website, "
        "languages (separated by spaces), ended_on.",
        openapi_examples={"one": {"value": "id,name,helps_with,checked_on,website"}},
    ),
]


class ListedSignpost(SignpostVersion):
    """A service as the directory has it now.

    Attributes:
        use_until: The last local day on which people are pointed to it, unless it is checked again.
        why_not: Why nobody is pointed to it now; none where people are.

    """

    use_until: date
    why_not: str | None = None


class ListedSignposts(Model):
    """The services of the directory, by their ids."""

    signposts: tuple[ListedSignpost, ...]


class SignpostVersions(Model):
    """All that the directory has said of a service, the latest first."""

    versions: tuple[SignpostVersion, ...]


class ImportedSignposts(Model):
    """The number of services of a file that are in the directory now."""

    imported: int


@router.get("", responses=responses(401, 403, 404, 422, 429))
async def list_signposts(asking: ConsultingSignposts) -> ListedSignposts:
    """Every service of the directory, with the last day that people are pointed to it, or why nobody is."""
    directory_rule(asking.policy)
    async with asking.doors.pool.acquire() as connection:
        found = await all_signposts(connection, asking.policy)
    return ListedSignposts(signposts=tuple(_listed(one, asking) for one in found))


@router.put("", responses=responses(401, 403, 404, 413, 422, 429))
async def put_signposts_file(asking: KeepingSignposts, file: Csv) -> ImportedSignposts:
    """Put the services of a CSV file into the directory: all of them, or none; the others stay."""
    now, by = asking.doors.now(), asking.staff.id
    async with asking.doors.pool.acquire() as connection:
        return ImportedSignposts(imported=await import_signposts(connection, asking.policy, file, now, by=by))


@router.get("/{id}", responses=responses(401, 403, 404, 422, 429))
async def signpost_versions(id: Id, asking: ConsultingSignposts) -> SignpostVersions:  # noqa: A002 - its name
    """A service, in every version of its entry: when each was put there, and by whom."""
    directory_rule(asking.policy)
    async with asking.doors.pool.acquire() as connection:
        return SignpostVersions(versions=await versions_of(connection, asking.policy, id))


@router.put("/{id}", responses={201: {"model": ListedSignpost}, **responses(401, 403, 404, 413, 422, 429)})
async def put_signpost(
    id: Id,  # noqa: A002 - as the directory calls it
    signpost: Signpost,
    asking: KeepingSignposts,
    response: Response,
) -> ListedSignpost:
    """Put a service into the directory, or change what it says of one: all of it, as sent.

    Letters that were decided before keep what the entry said then. No service is taken away: one with
    `ended_on` is pointed to no more from that day on. One that was checked, and is the same, gets a new
    `checked_on`.
    """
    if signpost.id != id:
        raise Invalid(f"the address says {id!r}", where="body.id")
    async with asking.doors.pool.acquire() as connection:
        before = await latest_of(connection, asking.policy, id)
        await put_signposts(connection, asking.policy, [signpost], asking.doors.now(), by=asking.staff.id)
        latest, *_ = await versions_of(connection, asking.policy, id)
    response.status_code = 200 if before else 201
    return _listed(latest, asking)


def _listed(found: SignpostVersion, asking: Caller) -> ListedSignpost:
    rule = directory_rule(asking.policy)
    today = day_of(asking.doors.now(), asking.policy.zone)
    return ListedSignpost(
        **dict(found), use_until=found.signpost.use_until(rule), why_not=found.signpost.why_not(rule, today)
    )

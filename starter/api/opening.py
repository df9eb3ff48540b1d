"""Matters taken in over HTTP: one route for each kind that comes from outside, with exactly its fields."""

import contextlib
import uuid
from typing import Any, cast

from fastapi import APIRouter, Response
from pydantic import create_model

from records.register import restrictions_on
from records.sight import LookAlike, look_alikes
from rules.case import Case
from rules.intake import Intake
from rules.lifecycle import Lifecycle
from rules.lifecycles import LIFECYCLES
from rules.model import CaseRef, Line, Model, Slug
from rules.refusal import NotAuthorised, RecordsAway
from rules.warning.obeyed import Restricted
from starter.api.bodies import Route
from starter.api.callers import Opening
from starter.api.cases import IdempotencyKey
from starter.api.limits import LISTING
from starter.api.problems import responses

_MODELS: dict[type[Intake], type[Intake]] = {}


class Opened(Model):
    """A matter taken in, now or before.

    Attributes:
        restrictions: What is restricted for its person now; null for callers who may not see cases, and where
            it could not be looked up.
        alike: Other cases of the same person about the same service, which this one may repeat; likewise.

    """

    ref: CaseRef
    repeated: bool
    restrictions: tuple[Restricted, ...] | None = None
    alike: tuple[LookAlike, ...] | None = None


def intakes() -> dict[str, type[Intake]]:
    """Return what each door takes, by its name in the path."""
    return {lifecycle.door: _intake_of(lifecycle) for lifecycle in LIFECYCLES.values() if lifecycle.door}


def _intake_of(lifecycle: Lifecycle) -> type[Intake]:
    """Return an intake over HTTP: the token says whose it is, an `Idempotency-Key` can stand for its id."""
    known = _MODELS.get(lifecycle.intake)
    if known is not None:
        return known
    model = create_model(
        f"{lifecycle.name.replace('-', ' ').title().replace(' ', '')}In",
        __base__=lifecycle.intake,
        __doc__=lifecycle.intake.__doc__,
        __module__=__name__,
        policy=(Slug | None, None),
        matter=(Slug | None, None),
        source_id=(Line | None, None),
    )
    model.model_rebuild(force=True)
    globals()[model.__name__] = model  # where the process that checks large bodies finds it
    return _MODELS.setdefault(lifecycle.intake, cast("type[Intake]", model))


class ListingRoute(Route):
    """A route whose body may list people."""

    size = LISTING


def _add(router: APIRouter, door: str, kind: type[Intake]) -> None:
    async def take_in(
        intake: kind,  # type: ignore[valid-type]
        asking: Opening,
        response: Response,
        key: IdempotencyKey = None,
    ) -> Opened:
        return await _open(door, intake, asking, response, key)

    router.add_api_route(
        f"/{door}",
        take_in,
        methods=["POST"],
        route_class_override=ListingRoute if kind.lists_people else Route,
        status_code=201,
        operation_id=f"open_{door.replace('-', '_')}",
        summary=f"Open {door}",
        description=f"{kind.__doc__}\n\nIts policy is the token's, and its `matter` is named only where "
        "several kinds come in here. It is taken in once for each `source` and `source_id`, for which an "
        "`Idempotency-Key` stands where no `source_id` is given. The same again is answered with 200 and the "
        "same reference.",
        responses={
            200: {"model": Opened, "description": "It was taken in before."},
            **responses(401, 403, 404, *((409,) if kind.books else ()), 413, 422, 429),
        },
    )


async def _open(door: str, intake: Any, asking: Opening, response: Response, key: str | None) -> Opened:
    if intake.policy not in (None, asking.policy.id):
        raise NotAuthorised(f"your token is for {asking.policy.id!r}", where="policy")
    # its parts as they are: what is a model already is not checked again, 50,000 signatories among it
    fields = {name: getattr(intake, name) for name in intake.model_fields_set} | {"policy": asking.policy.id}
    if intake.source_id is None:
        fields["source_id"] = f"{asking.staff.id}/{key or uuid.uuid4()}"
    taken = await asking.doors.desk.open(fields, actor=asking.staff.id, door=door)
    response.status_code = 200 if taken.repeated else 201
    response.headers["Location"] = f"/cases/{taken.case.ref}"
    return await _with_what_is_known(Opened(ref=taken.case.ref, repeated=taken.repeated), asking, taken.case)


async def _with_what_is_known(opened: Opened, asking: Opening, case: Case) -> Opened:
    """Add what is known of whoever's matter it is, where whoever takes it in may see such cases (PH-7a)."""
    if case.matter not in asking.access.matters:
        return opened
    with contextlib.suppress(RecordsAway):  # it is taken in by now, and that is the answer
        async with asking.doors.desk.records() as connection:
            restrictions = await restrictions_on(connection, case, asking.doors.library)
            if restrictions:
                await asking.log(connection, "restrictions", case.ref)
            policy = asking.doors.library.version(case.policy, case.version)
            alike = await look_alikes(connection, case, policy)  # of a kind all of whose cases they may read
            if alike:
                await asking.log(connection, "alike", case.ref)
        return opened.model_copy(update={"restrictions": restrictions, "alike": alike})
    return opened


def router() -> APIRouter:
    """Return a route for each kind of matter that comes from outside."""
    made = APIRouter(tags=["Cases"], route_class=Route)
    for door, kind in intakes().items():
        _add(made, door, kind)
    return made


intakes()  # now: the process that checks large bodies finds them as it imports this

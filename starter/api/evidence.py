"""Evidence over HTTP: send a file, fetch a file."""

from __future__ import annotations

import mimetypes
import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from records.casefile import evidence_of
from records.kept import File
from rules.library import Library
from rules.model import Line, MediaType, fits
from rules.recording import Answer
from rules.refusal import Invalid, Pending
from starter.api.bodies import body_of
from starter.api.callers import Deciding, Reading
from starter.api.cases import IdempotencyKey, Ref
from starter.api.decisions import Waiting, waiting
from starter.api.limits import FILE_PIECE, FILE_WITHIN, MIB, Size
from starter.api.problems import responses
from starter.service.evidence import add_evidence

router = APIRouter(prefix="/cases/{ref}/evidence", tags=["Evidence"])
BINARY = {"schema": {"type": "string", "format": "binary"}}
SIZE_SAID = f"As large as the policy says at most, which comes within {FILE_WITHIN} seconds."
SENT = {"requestBody": {"required": True, "description": SIZE_SAID, "content": {"*/*": BINARY}}}
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="The number of its event in the history.")]
Title = Annotated[Line, Query(description="What it shows, for whoever reads the case.")]


@router.post(
    "",
    status_code=201,
    response_model=Answer,
    responses={202: {"model": Waiting}, **responses(401, 403, 404, 409, 413, 422, 429)},
    openapi_extra=SENT,
)
async def send(
    ref: Ref, title: Title, request: Request, response: Response, asking: Deciding, key: IdempotencyKey = None
) -> Any:
    """Put a file on file, by the decision `add-evidence`: its bytes as the body, its kind as Content-Type.

    The policy says which kinds it takes and how large they may be. The file must be what it says it is.
    """
    key = key or str(uuid.uuid4())
    async with asking.doors.pool.acquire() as connection:
        case = await asking.readable(connection, ref, key)
    kind = _kind(request)
    file = File(
        title=title,
        media_type=kind,
        content=await body_of(request, asking, _size(asking.doors.library)),
    )
    policy = asking.doors.library.version(case.policy, case.version)
    try:
        answer = await add_evidence(asking.doors.desk, case, file, policy, actor=asking.staff.actor, key=key)
    except Pending:
        return waiting(ref, key)
    response.headers["Location"] = f"/cases/{ref}/evidence/{answer.seq}"
    return answer


@router.get(
    "/{number}",
    response_class=Response,
    responses={200: {"content": {"*/*": BINARY}}, **responses(401, 403, 404, 422, 429)},
)
async def fetch(ref: Ref, number: Number, asking: Reading) -> Response:
    """A file that was put on file, as it was sent, to be kept and not shown by a browser."""
    async with asking.doors.pool.acquire() as connection:
        case = await asking.readable(connection, ref)
        file = await evidence_of(connection, case.ref, number)
        await asking.log(connection, "evidence", case.ref)
    name = f"{case.ref}-{number}{mimetypes.guess_extension(file.media_type) or ''}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "sandbox",
        "ETag": f'"{file.digest}"',
    }
    return Response(file.content, media_type=file.media_type, headers=headers)


def _size(library: Library) -> Size:
    """Return that of the largest file that any policy takes."""
    rules = [policy.evidence for policy in library if policy.evidence]
    most = max((rule.most_megabytes * 1_000_000 for rule in rules), default=MIB)
    return Size(most, within=FILE_WITHIN, piece=FILE_PIECE)


def _kind(request: Request) -> str:
    """The media type that the sender states.

    Raises:
        Invalid: there is none.

    """
    stated = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not fits(MediaType, stated):
        raise Invalid("say what kind of file it is: image/jpeg", where="header.Content-Type")
    return stated

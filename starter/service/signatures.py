"""Lists of people who signed a petition later, put on file by a decision: all of a list or none of it."""

from __future__ import annotations

from records.chain import digest
from records.kept import Beside
from records.petitions import read_signatories
from rules.recording import Answer
from starter.service.desk import Desk


async def add_signatories(desk: Desk, ref: str, content: bytes, *, actor: str) -> Answer:
    """Add the people on a CSV list to a petition; the same list counts once, whoever sends it again.

    Raises:
        Refusal: naming the line at fault, or as `Desk.decide`.

    """
    signatories = read_signatories(content)
    key = f"signatures-{digest([person.model_dump() for person in signatories])[:32]}"
    return await desk.decide(
        ref,
        "add-signatures",
        {"signatures": len(signatories)},
        actor=actor,
        key=key,
        beside=Beside(signatories=signatories),
    )

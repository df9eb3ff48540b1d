"""Updates: decisions on their way to a case's workflow, and the id under which each is asked for."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

from rules.authority import Actor
from rules.decision import Decision
from rules.model import Model

D = TypeVar("D", bound=Decision)


class Order(Model, Generic[D]):
    """A decision to be taken: its facts, and whoever takes it; free text stays behind, under the key.

    Attributes:
        named: Whoever the decision names, as the staff directory knows them.
        seq: The last recorded event that whoever asks knows of.
        match: Where given, the last event there may be: the decision is for the case as it was then.

    """

    actor: Actor
    decision: D
    named: tuple[Actor, ...] = ()
    seq: int = 0
    match: int | None = None


class Asked(NamedTuple):
    """The key that a caller gave a decision, and the attempt at it; None where none was named."""

    key: str
    attempt: str | None


def update_id(key: str, attempt: str) -> str:
    """Return the id of an update: the key, which is recorded once, and the attempt, which is answered once.

    The engine remembers a refusal under its id for good; a key is free again after one. No key has a space.
    """
    return f"{key} {attempt}"


def asked_under(update: str) -> Asked:
    """Return the key and the attempt that the id of an update names."""
    key, _, attempt = update.partition(" ")
    return Asked(key, attempt or None)

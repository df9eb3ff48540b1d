"""What workflows know of activities: their names, and one model in, one model out."""

from __future__ import annotations

from rules.model import CaseRef, Model, Slug

RECORD = "record"
DELIVER = "deliver"
RECONCILE = "reconcile"


class NoticeKey(Model):
    """One notice: of a case, following an event, of a kind."""

    ref: CaseRef
    seq: int
    kind: Slug

    @property
    def id(self) -> str:
        """Its name in the engine, and in its e-mail's Message-ID."""
        return f"{self.ref}/{self.seq}-{self.kind}"


class Reconciled(Model):
    """What the reconciler found and mended."""

    started: tuple[CaseRef, ...] = ()
    posted: tuple[str, ...] = ()
    words_dropped: int = 0

"""Every way in which a request is refused: one tree, whose codes are also the API's problem types.

A refusal says what was wrong, under which clause, and in which field. It never quotes free text.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from rules.model import Model


class RefusalFacts(Model):
    """A refusal as data: what crosses from the engine to whoever asked."""

    code: str
    detail: str
    clause: str | None = None
    where: str | None = None


class Refusal(Exception):
    """The request is refused; nothing was changed."""

    code: ClassVar[str] = "refused"
    kinds: ClassVar[dict[str, type[Refusal]]] = {}

    def __init__(self, detail: str, *, clause: str | None = None, where: str | None = None) -> None:
        super().__init__(detail)
        self.detail, self.clause, self.where = detail, clause, where

    def __init_subclass__(cls) -> None:
        Refusal.kinds[cls.code] = cls

    def __str__(self) -> str:
        where = self.where or ""
        told = all(f"{place}: " in self.detail for place in where.split(", "))  # as for several fields
        field = f"{where}: " if where and not told else ""
        clause = f" (clause {self.clause})" if self.clause else ""
        return f"{field}{self.detail}{clause} [{self.code}]"

    def facts(self) -> RefusalFacts:
        """The refusal as data."""
        return RefusalFacts(code=self.code, detail=self.detail, clause=self.clause, where=self.where)

    @staticmethod
    def from_facts(facts: RefusalFacts) -> Refusal:
        """The refusal that the data tells of."""
        kind = Refusal.kinds.get(facts.code, Refusal)
        return kind(facts.detail, clause=facts.clause, where=facts.where)


class OutOfStage(Refusal):
    """The case is not at the stage at which this can be decided."""

    code = "out-of-stage"


class NotAuthorised(Refusal):
    """Whoever asks holds no role that may decide it."""

    code = "not-authorised"


class TrainingLapsed(Refusal):
    """Whoever asks has let their data-protection training run out: personal data is closed to them."""

    code = "training-lapsed"


class Invalid(Refusal):
    """A field is missing, malformed, or says what cannot be."""

    code = "invalid"


class GroundNotMet(Refusal):
    """A complaint cannot be refused on a ground that is not made out."""

    code = "ground-not-met"


class NoConsent(Refusal):
    """The person's consent to it is not in force."""

    code = "no-consent"


class NotChecked(Refusal):
    """Somebody on the telephone is not known by the security questions."""

    code = "not-checked"


class Locked(Refusal):
    """The case is locked: nothing of it is said on the telephone."""

    code = "locked"


class SlotTaken(Refusal):
    """The member of staff is booked at that time already."""

    code = "slot-taken"


class ConflictOfInterest(Refusal):
    """A conflict of interest in the case, of whoever asks."""

    code = "conflict-of-interest"


class PanelRefused(Refusal):
    """These people cannot sit together as the panel of this case."""

    code = "panel-refused"


class Unknown(Refusal):
    """There is nothing of that name."""

    code = "unknown"


class Changed(Refusal):
    """The case is no longer as whoever asks has seen it."""

    code = "changed"


class Pending(Refusal):
    """The engine has taken the decision in hand and not answered yet; asking again is safe."""

    code = "pending"


class KeyReused(Refusal):
    """The key was used before, for something else."""

    code = "key-reused"


class EngineAway(Refusal):
    """The engine did not answer in time; what was accepted is kept, and asking again is safe."""

    code = "engine-away"


class Busy(Refusal):
    """Too much is asked of the case, or of the engine, at once; asking again is safe."""

    code = "busy"


class RecordsAway(Refusal):
    """The database did not answer; whether it was recorded is not known, and asking again is safe."""

    code = "records-away"


class Fault(Refusal):
    """It cannot be recorded as it is, however often it is tried: a fault of ours, which is in the log."""

    code = "fault"


def require_known(
    name: str | None, known: Collection[str], *, where: str, clause: str | None = None, kind: str = ""
) -> None:
    """Do nothing where a name is among those there are, or none is given.

    Args:
        name: The name.
        known: Those there are.
        where: The field that gives it.
        clause: The clause that is served.
        kind: The kind of thing that it names, in words.

    Raises:
        Unknown: it is not, with those there are.

    """
    if name is not None and name not in known:
        named = f"{kind} {name!r}".lstrip()
        raise Unknown(f"there is no {named}; there are: {', '.join(known)}", where=where, clause=clause)


def require_once(names: Sequence[str | int], *, where: str, clause: str | None = None) -> None:
    """Do nothing where no name, nor number, is given twice.

    Raises:
        Invalid: one is, with each that is; `where` is the field that gives them.

    """
    if twice := sorted({name for name in names if names.count(name) > 1}, key=str):
        named = ", ".join(map(str, twice))
        raise Invalid(f"named more than once: {named}", where=where, clause=clause)


NOT_KNOWN = (EngineAway, Busy, Pending, RecordsAway)
"""What leaves open whether a decision was taken, or will be; every other refusal has changed nothing."""

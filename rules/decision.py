"""Decisions that staff take, and the rules that say when each is open and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from rules.case import Case
from rules.events import Proposal
from rules.matters import MatterRule
from rules.model import Model, Spoken, StaffId
from rules.moment import Moment
from rules.policy import Policy
from rules.refusal import RefusalFacts

Choices = Mapping[str, Collection[str]]
"""All that fields can be, by their names; of things in a list without their places: `remedies.kind`."""


class Decision(Spoken):
    """A decision of somebody's, with the facts and words that go with it."""

    name: ClassVar[str]

    def facts(self) -> dict[str, Any]:
        """Return its fields as JSON, less those at their defaults: a new field changes no old decision."""
        return self.model_dump(mode="json", exclude_defaults=True)

    @classmethod
    def choices(cls, policy: Policy, matter: MatterRule) -> Choices:
        """Return all that its fields can be, by their names, where the policy says it: `remedies.kind`."""
        return {}

    def names(self, case: Case) -> tuple[StaffId, ...]:
        """Return the ids of those whom the rules want to see as the staff directory has them."""
        return ()


D = TypeVar("D", bound=Decision)
Then = Callable[[Case, Any, Moment], Iterable[Proposal]]
Guard = Callable[[Case, Moment], None]


@dataclass(frozen=True)
class Rule:
    """The rule of a decision: when it is open, and what follows from it.

    Attributes:
        stages: Those at which it is open; for a part's decision, empty where it is open as long as a case is.
        consequence: It is no member of staff's to take: it follows from what happened elsewhere, and the
            engine brings it.
        afterwards: A part's decision that names no stages is open also once a case has ended.

    """

    decision: type[Decision]
    stages: frozenset[str]
    guard: Guard
    then: Then
    consequence: bool = False
    afterwards: bool = False


class Allowed(Model):
    """A decision, and why it is closed to the asker now; None where it is open."""

    name: str
    refusal: RefusalFacts | None = None


def always_open(case: Case, moment: Moment) -> None:
    """Close a decision to nobody."""
    return

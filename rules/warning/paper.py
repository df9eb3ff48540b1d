"""What a policy says of warnings: which behaviour they are for, and how access is restricted (section 7)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rules.marks import ClauseId, Mailbox
from rules.matters import MatterRule, Table, Text
from rules.model import Slug, Strict


class Restriction(Strict):
    """One way in which access to staff and services is restricted.

    Attributes:
        channel: The way by which notices go while it is in force.
        single_contact: Whether one member of staff is named whom alone the person speaks to.

    """

    title: Text
    channel: Literal["email", "letter"] | None = None
    single_contact: bool = False


class WarningRule(Table):
    """What warnings are about, under which clauses people are told of them and appeal.

    Attributes:
        propose_to: The role whose mailbox hears of a proposal.

    """

    told_clause: ClauseId
    appeal_clause: ClauseId
    propose_to: Mailbox
    behaviours: dict[Slug, Text] = Field(min_length=1)
    restrictions: dict[Slug, Restriction]

    def channels(self, restrictions: tuple[str, ...]) -> set[str]:
        """The channels that some restrictions leave."""
        return {channel for name in restrictions if (channel := self.restrictions[name].channel)}

    def needs_contact(self, restrictions: tuple[str, ...]) -> bool:
        """Whether one of some restrictions leaves one member of staff to speak to."""
        return any(self.restrictions[name].single_contact for name in restrictions)


class WarningMatter(MatterRule):
    """A kind of warning."""

    warnings: WarningRule

"""The table of its own that lost property has in a policy file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pydantic import Field

from rules.marks import ClauseId, Mailbox
from rules.matters import Listing, MatterRule, Table, Text
from rules.model import Slug


class ShelfRule(Table):
    """The things that are kept for their owners, where, and who hears of each that is asked for."""

    clause: ClauseId
    keeper: Mailbox
    kinds: dict[Slug, Text] = Field(min_length=1)

    def listings(self, title_of: Callable[[str], str]) -> Iterator[Listing]:
        """Return the kinds of things."""
        yield Listing((f"Kept ({self.clause})", "Name"), tuple((t, name) for name, t in self.kinds.items()))


class LostPropertyMatter(MatterRule):
    """Things that people have lost."""

    shelf: ShelfRule

"""How a warning in force is obeyed: what is said of it to staff, and which way notices go (PH-7a, PH-3a)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from rules.model import CaseRef, Model, Slug, StaffId

Channel = Literal["email", "letter", "phone"]
WAYS: dict[Channel, str] = {"email": "e-mail", "letter": "letter", "phone": "telephone"}
NEEDED: dict[Channel, str] = {
    "email": "no e-mail address is on file",
    "letter": "no address is on file",
    "phone": "no telephone number is on file",
}


class Restricted(Model):
    """A restriction on the person whose case it is; why it is there, the warning itself says.

    Attributes:
        contact: The one member of staff whom the person speaks to.
        channel: The way by which notices go to the person.
        unmet: Why notices go another way all the same.

    """

    warning: CaseRef
    restriction: Slug
    title: str
    contact: StaffId | None = None
    channel: Channel | None = None
    unmet: str | None = None

    @property
    def line(self) -> str:
        """It, in one line."""
        parts = (
            f"{self.title} (warning {self.warning})",
            self.contact and f"speaks to {self.contact}",
            self.unmet,
        )
        return "; ".join(part for part in parts if part)


def way(
    wanted: Channel, restricted: Collection[Channel | None], there: Collection[Channel], *, letters: bool
) -> Channel:
    """By which way notices go: a need of letters comes first, then restrictions, then what the person wants.

    Args:
        wanted: What the person wants.
        restricted: What restrictions leave.
        there: For what there is an address on file.
        letters: Whether a need is met by letters.

    """
    for channel in ("letter", "email"):
        if channel in restricted and channel in there and not letters:
            return channel
    return "letter" if letters else wanted


def unmet(restricted: Channel | None, goes: Channel, there: Collection[Channel]) -> str | None:
    """Why notices do not go by the way that a restriction leaves, where they do not."""
    if restricted in (None, goes):
        return None
    why = "a need or another restriction comes first" if restricted in there else NEEDED[restricted]
    return f"notices go by {WAYS[goes]}: {why}"

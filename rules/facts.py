"""The facts of a case that only notices of its own lifecycle speak of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from rules.model import StaffId


class Colleague(NamedTuple):
    """A member of staff whom a notice names: whoever stands in for them, where they are away.

    Attributes:
        on: The local day for which they are named; that of the notice's event where there is none.

    """

    id: StaffId
    on: date | None = None


Facts = Mapping[str, object]
"""Values by the names that templates use; a `Colleague` becomes their name, phone and e-mail address."""

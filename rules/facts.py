"""The facts of a case that only notices of its own lifecycle speak of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rules.model import StaffId


class Colleague(NamedTuple):
    """A member of staff whom a notice names: whoever stands in for them, where they are away."""

    id: StaffId


Facts = Mapping[str, object]
"""Values by the names that templates use; a `Colleague` becomes their name, phone and e-mail address."""

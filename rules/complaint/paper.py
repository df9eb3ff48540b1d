"""The tables of a complaint in a policy file: a panel of review, and remedies in money."""

from __future__ import annotations

from rules.matters import MatterRule
from rules.money import MoneyRule
from rules.panel import PanelRule


class ComplaintMatter(MatterRule):
    """A kind of complaint.

    Attributes:
        panel: Present where a panel reviews; its decisions and its deadline then have to be there too.
        money: Present where remedies in money are given, likewise.

    """

    panel: PanelRule | None = None
    money: MoneyRule | None = None

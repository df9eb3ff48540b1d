"""Matters that can come in with the person's consent (WRC-8)."""

from __future__ import annotations

from rules.clientwork.consent_forms import (
    CONSENT,
    ConsentRule,
    GivenConsent,
    require_current,
    require_formal,
    terms_of,
)
from rules.events import Terms
from rules.intake import Intake
from rules.model import StaffId
from rules.moment import Moment
from rules.refusal import Invalid


class ConsentingIntake(Intake):
    """A matter that can come in with the person's consent.

    Attributes:
        consent: The consent that was given with it, where its kind of matter takes one.

    """

    consent: GivenConsent | None = None

    def check(self, moment: Moment) -> None:
        """Refuse a consent that the kind of matter does not take, or not by this form, version or scope."""
        if self.consent is None:
            return
        matter = moment.policy.matters[self.matter]
        rule = matter.table(ConsentRule)
        if rule is None:
            raise Invalid("this kind of matter takes no consent; leave it out", where=CONSENT)
        clause = matter.deadlines[CONSENT].clause
        require_formal(self.consent, rule, clause, within=f"{CONSENT}.")
        require_current(self.consent, moment.policy, clause, within=f"{CONSENT}.")

    def terms(self, opened_by: StaffId) -> Terms:
        """Return the consent that came with it, until it is opened."""
        return terms_of(self.consent)

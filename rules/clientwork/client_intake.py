"""Matters of people as they come in: by a call, also a missed one, and with their consent (WRC-8, WRC-11)."""

from __future__ import annotations

from rules.clientwork.called import CALL, Call, require_call
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


class ClientIntake(Intake):
    """A matter of a person's.

    Attributes:
        consent: The consent that was given with it, where its kind of matter takes one.
        call: What became of the call that it came in by, where its kind of matter has calls; a missed one is
            to be returned.

    """

    consent: GivenConsent | None = None
    call: Call | None = None

    def check(self, moment: Moment) -> None:
        """Refuse a call or a consent that the kind of matter does not take."""
        if self.call is not None:
            require_call(self.made_by, moment, self.matter)
        if self.consent is not None:
            self._require_consent(self.consent, moment)

    def _require_consent(self, consent: GivenConsent, moment: Moment) -> None:
        """Refuse a consent that is not taken, or not by this form, version or scope."""
        matter = moment.policy.matters[self.matter]
        rule = matter.table(ConsentRule)
        if rule is None:
            raise Invalid("this kind of matter takes no consent; leave it out", where=CONSENT)
        clause = matter.deadlines[CONSENT].clause
        require_formal(consent, rule, clause, within=f"{CONSENT}.")
        require_current(consent, moment.policy, clause, within=f"{CONSENT}.")

    def terms(self, opened_by: StaffId) -> Terms:
        """Return the consent that came with it, until it is opened, and the call that it came in by."""
        return terms_of(self.consent) | ({CALL: self.call} if self.call else {})

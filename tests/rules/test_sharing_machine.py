"""Consent, withdrawal and sharing at random: nothing goes out but by consent that stands, or to safeguard."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rules.clientwork.consent import AskForConsent, RecordConsent, WithdrawConsent
from rules.clientwork.consent_forms import ASKED, in_force, never_left
from rules.clientwork.safeguarding import SafeguardingRule
from rules.clientwork.sharing import SharingRule
from rules.events import RECIPIENT, Event, names_in
from rules.refusal import NoConsent, OutOfStage
from tests.rules.advice import ADVISE, GIVEN, PROTECT, REFER, advice, steps
from tests.rules.people import ANA, NOOR
from tests.rules.play import CHARTER, Play

DAY = timedelta(days=1)
PAPER = CHARTER.matters["advice"]
SCOPES = ("hold", "employer", "refer", "research")
RECIPIENTS = {name: each.scope for name, each in PAPER.own(SharingRule).recipients.items()}
LONG = 15
"""Events of a case that may be answered, so that something happens before."""
some_scopes = st.lists(st.sampled_from(SCOPES), min_size=1, max_size=4).map(tuple)


class Sharing(RuleBasedStateMachine):
    """One enquiry; what is consented to, and what waits to be sent and may, is known beside the rules."""

    seen: set[str] = set()
    play: Play

    @initialize(given=st.one_of(st.none(), some_scopes))
    def receive(self, given: tuple[str, ...] | None) -> None:
        """It comes in with consent or without."""
        fields: dict[str, Any] = {"consent": GIVEN | {"scopes": given}} if given else {}
        self.play = advice(**fields)
        self.play.decide(steps("2027-06-01"), by=ANA)
        self.consented = set(given or ())
        self.waiting: list[tuple[Event, bool]] = []

    @precondition(lambda self: not self.play.case.finished)
    @rule(scopes=some_scopes)
    def consent(self, scopes: tuple[str, ...]) -> None:
        """The person consents."""
        self.play.decide(RecordConsent.model_validate(GIVEN | {"scopes": scopes}), by=ANA)
        self.consented |= set(scopes)

    @rule(scopes=st.one_of(st.just(()), some_scopes))
    def withdraw(self, scopes: tuple[str, ...]) -> None:
        """The person withdraws: what rested on it may not go any more, though they consent again."""
        awaited = set(names_in(self.play.case.terms, ASKED)) if self.play.case.deadline("consent") else set()
        refusal = self.play.attempt(WithdrawConsent(scopes=scopes), by=ANA)
        if refusal is not None:
            self.seen.add("nothing to withdraw")
            assert not (self.consented | awaited) & set(scopes or SCOPES)
            return
        gone = set(scopes or SCOPES)
        self.consented -= gone
        self.waiting = [(event, may and scope_of(event) not in gone) for event, may in self.waiting]

    @precondition(lambda self: not self.play.case.finished and not self.play.case.deadline("consent"))
    @rule(scopes=some_scopes)
    def ask(self, scopes: tuple[str, ...]) -> None:
        """More is asked for."""
        refusal = self.play.attempt(AskForConsent(scopes=scopes), by=ANA)
        assert (refusal is not None) == (set(scopes) <= self.consented)

    @rule(recipient=st.sampled_from(sorted(RECIPIENTS)), by_notice=st.booleans())
    def share(self, recipient: str, by_notice: bool) -> None:
        """Somebody shares: it is recorded where consent to it is in force, and refused where it is not."""
        decision = REFER.model_copy(update={"recipient": recipient})
        refusal = self.play.attempt(
            decision if by_notice else decision.model_copy(update={"email": None}), by=ANA
        )
        if self.play.case.finished:
            assert isinstance(refusal, OutOfStage)
        elif RECIPIENTS[recipient] in self.consented:
            assert refusal is None
            self._queue()
        else:
            self.seen.add("no consent")
            assert isinstance(refusal, NoConsent)

    @rule(recipient=st.sampled_from(sorted(RECIPIENTS)), first=st.booleans())
    def share_and_withdraw_at_once(self, recipient: str, first: bool) -> None:
        """At the same instant: one of the two comes first, and that decides what becomes of the other."""
        scope = RECIPIENTS[recipient]
        before = scope in self.consented
        if first:
            self.share(recipient, by_notice=True)
            self.withdraw((scope,))
            if before and not self.play.case.finished:
                assert self.play.kinds[-2:] == ["shared", "consent-withdrawn"]
                assert self.waiting[-1] == (self.play.events[-2], False)
        else:
            self.withdraw((scope,))
            shared = self.play.kinds.count("shared")
            self.share(recipient, by_notice=True)
            assert self.play.kinds.count("shared") == shared

    @rule()
    def protect(self) -> None:
        """A safeguarding officer shares, whatever was consented to."""
        self.play.decide(PROTECT, by=NOOR)
        self._queue()

    @precondition(lambda self: not self.play.case.finished)
    @rule(days=st.integers(min_value=0, max_value=20))
    def time_passes(self, days: int) -> None:
        """Reminders and breaches come; none of them changes what is consented to."""
        self.play.until(self.play.now.replace(hour=9) + days * DAY)

    @precondition(lambda self: self.waiting)
    @rule(number=st.integers(min_value=0, max_value=20))
    def send(self, number: int) -> None:
        """The mail server is back for one of the notices that wait: what is in force now counts."""
        event, may = self.waiting.pop(number % len(self.waiting))
        scope = scope_of(event)
        later = [other for other in self.play.events if other.seq > event.seq]
        assert (scope is None or never_left(scope, later)) == may
        self.seen.add("sent" if may else "withheld")

    @precondition(lambda self: not self.play.case.finished and len(self.play.events) >= LONG)
    @rule()
    def answer(self) -> None:
        """It is answered, which ends it."""
        self.play.decide(ADVISE, by=ANA)
        self.seen.add("ended")

    @invariant()
    def what_is_in_force_is_what_was_given_and_not_withdrawn(self) -> None:
        """The terms of the case say so, and nothing else."""
        assert set(in_force(self.play.case)) == self.consented

    @invariant()
    def nothing_is_shared_but_by_consent_or_to_safeguard(self) -> None:
        """Added up anew from the events: each disclosure stands on its own feet."""
        consented: set[str] = set()
        for event in self.play.events:
            consented = set(event.terms.get("consents", consented))  # type: ignore[arg-type]
            if event.discloses is None:
                assert RECIPIENT not in {tell.to for tell in event.tells}
            elif event.discloses.scope is None:
                assert (event.kind, event.actor) == ("shared-to-safeguard", NOOR.id)
                assert event.discloses.recipient in PAPER.own(SafeguardingRule).recipients
            else:
                assert event.discloses.scope in consented

    def _queue(self) -> None:
        if any(tell.to == RECIPIENT for tell in self.play.last.tells):
            self.waiting.append((self.play.last, True))


def scope_of(event: Event) -> str | None:
    """The scope of consent on which a disclosure rests; None where it rests on none."""
    return event.discloses.scope if event.discloses else None


def _test() -> Any:
    class Walks(Sharing.TestCase):  # type: ignore[valid-type,misc]  # made by Hypothesis as it runs
        @classmethod
        def tearDownClass(cls) -> None:
            assert {"no consent", "nothing to withdraw", "sent", "withheld", "ended"} <= Sharing.seen

    Walks.settings = settings(max_examples=100, stateful_step_count=40)
    return Walks


TestSharing = pytest.mark.clause("WRC-3")(pytest.mark.clause("WRC-8")(_test()))

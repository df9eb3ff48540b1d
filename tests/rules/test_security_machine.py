"""Callers at random: whom a check lets be told what, and when a case is locked, is known beside the rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rules.authority import Actor
from rules.clientwork.security import SecurityRule, failures_of, is_locked
from rules.decision import Decision
from rules.refusal import Locked, NotChecked, OutOfStage
from tests.rules.advice import ADVISE, CHECKED, FAILED, GIVEN, TOLD, UNLOCK, advice, disclosed
from tests.rules.people import ANA, LENA
from tests.rules.play import CHARTER, Play

MOST = CHARTER.matters["advice"].own(SecurityRule).most_failures
staff = st.sampled_from([ANA, LENA])


@dataclass
class Known:
    """All that a bystander who took notes would know.

    Attributes:
        good: Each check that was passed: by whom, on which day; taken out once it is used or undone.
        in_a_row: How many failed, one after another.
        locks: How often the case was locked.

    """

    good: dict[int, tuple[str, str]] = field(default_factory=dict)
    in_a_row: int = 0
    locked: bool = False
    locks: int = 0


class Callers(RuleBasedStateMachine):
    """One enquiry about which people call."""

    seen: set[str] = set()
    play: Play
    known: Known

    @initialize()
    def receive(self) -> None:
        """A written enquiry comes in."""
        self.play, self.known = advice(consent=GIVEN), Known()

    @rule(by=staff)
    def pass_a_check(self, by: Actor) -> None:
        """A caller answers right."""
        self.play.decide(CHECKED, by=by)
        if not self.known.locked:
            self.known.good[self.play.last.seq] = (by.id, self._today())
            self.known.in_a_row = 0

    @rule(by=staff)
    def fail_a_check(self, by: Actor) -> None:
        """A caller does not; it is recorded, whatever the case is by then."""
        events = self.play.decide(FAILED, by=by)
        self.known.in_a_row += 1
        self.known.good.clear()
        if self.known.in_a_row == MOST and not self.known.locked:
            self.known.locked, self.known.locks = True, self.known.locks + 1
            assert [event.kind for event in events] == ["caller-checked", "phone-locked"]
        else:
            assert [event.kind for event in events] == ["caller-checked"]

    @precondition(lambda self: self.play.case.seq > 1)
    @rule(data=st.data(), resolved=st.booleans())
    def tell(self, data: st.DataObject, resolved: bool) -> None:
        """Somebody tells a caller something, by any event that there is; mostly by a good check of theirs."""
        numbers = [*self.known.good] * 20 + [*range(1, self.play.case.seq + 1)]
        check = data.draw(st.sampled_from(numbers))
        made_by = [who for who in (ANA, LENA) if self.known.good.get(check, ("", ""))[0] == who.id]
        by = data.draw(st.sampled_from([*made_by * 3, ANA, LENA]))
        decision: Decision = disclosed(check)
        if resolved and not self.play.case.finished:
            decision = TOLD.model_copy(update={"check": check})
        refusal = self.play.attempt(decision, by=by)
        good = self.known.good.get(check) == (by.id, self._today())
        if self.known.locked:
            assert isinstance(refusal, Locked)
        elif good:
            assert refusal is None
            del self.known.good[check]
        else:
            assert isinstance(refusal, NotChecked)

    @rule()
    def unlock(self) -> None:
        """A lead unlocks it, where there is something to unlock."""
        refusal = self.play.attempt(UNLOCK, by=LENA)
        assert (refusal is None) == self.known.locked
        if refusal is None:
            self.known.locked, self.known.in_a_row = False, 0
        else:
            assert isinstance(refusal, OutOfStage)

    @rule(hours=st.sampled_from([1, 1, 9, 24]))
    def wait(self, hours: int) -> None:
        """Time passes, over midnight too."""
        self.play.until(self.play.now + timedelta(hours=hours))

    @precondition(lambda self: self.play.case.seq > 12 and not self.play.case.finished)
    @rule()
    def end(self) -> None:
        """The enquiry is answered; people go on calling."""
        self.play.decide(ADVISE, by=ANA)

    @invariant()
    def it_is_as_the_bystander_says(self) -> None:
        """Of the count, the lock, how often it was locked, and what every event of a disclosure rests on."""
        if not hasattr(self, "play"):
            return
        assert (failures_of(self.play.case), is_locked(self.play.case)) == (
            self.known.in_a_row,
            self.known.locked,
        )
        assert self.play.kinds.count("phone-locked") == self.known.locks
        used = [event.facts["check"] for event in self.play.events if "check" in event.facts]
        assert len(used) == len(set(used))
        for number in used:
            assert self.play.events[int(str(number)) - 1].facts["passed"] is True

    def _today(self) -> str:
        return self.play.now.astimezone(CHARTER.zone).date().isoformat()

    def teardown(self) -> None:
        """Note how far it got."""
        if hasattr(self, "play"):
            self.seen.update(self.play.kinds)


def _test() -> Any:
    class Walks(Callers.TestCase):  # type: ignore[valid-type,misc]  # made by Hypothesis as it runs
        @classmethod
        def tearDownClass(cls) -> None:
            far = {"phone-locked", "phone-unlocked", "disclosed-by-phone", "call-resolved", "advised"}
            assert far <= Callers.seen, "the walks do not go far enough to show anything"

    Walks.settings = settings(max_examples=100, stateful_step_count=40)
    return Walks


TestCallers = pytest.mark.clause("WRC-12")(_test())

"""Complaints at random: any decision by anybody at any time, and whatever time does; what always holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rules.authority import Actor
from rules.clientwork.behaviour import UNANSWERED
from rules.clientwork.security import is_locked
from rules.complaint import COMPLAINT
from rules.money import FinancialRemedy, Loss, MoneyRule
from rules.policy import Policy
from rules.refusal import Refusal
from tests.policies.harbour import HARBOUR_POLICY
from tests.rules.drawing import Drawing, directory, next_step
from tests.rules.holding import ALWAYS
from tests.rules.people import staff
from tests.rules.play import CHARTER, POPLAR, Play
from tests.rules.saying import (
    ACCEPT,
    CONTACT,
    PLAN,
    considered,
    kept,
    new_panel,
    not_approved,
    paid,
    panel,
    proposed,
    response,
    signed,
)

FORWARD = {
    *("contact", "adjust", "respond", "approve-award", "decline-award", "accept"),
    *("appoint-panel", "change-panel", "keep-commitment", "confirm-payment"),
}
"""Decisions by which the organisation brings any case nearer to its end."""
MUCH = FinancialRemedy(
    impact="some", responsibility="full", losses=(Loss(what="-", pence=80_000, evidence="A receipt"),)
)
AFTERWARDS = {
    "add-evidence": "evidence-added",
    "correct-person": "person-corrected",
    "resend": "notice-resent",
    "correct": "corrected",
    "log-representation": "representation-logged",
    "record-learning": "learning-recorded",
    "tell-by-phone": "told-by-phone",
    "check-caller": "caller-checked",
    "record-behaviour": "behaviour-recorded",
}
"""Decisions that are open when it is closed, and the events they make."""
FOLLOWING = {"phone-locked", "disclosed-by-phone", "phone-unlocked", "contact-ended"}
"""The events that can follow then from somebody calling, or from their behaviour."""


class Complaints(RuleBasedStateMachine):
    """One complaint under a policy, from receipt to wherever it gets."""

    policy: ClassVar[Policy]
    far: ClassVar[frozenset[str]]
    """Events that some of the complaints must come to."""
    seen: ClassVar[set[str]] = set()
    play: Play

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.seen = set()

    @property
    def everyone(self) -> Actor:
        """Somebody who may decide anything."""
        return staff("all.roles", *self.policy.roles)

    @property
    def fresh(self) -> tuple[Actor, Actor, Actor]:
        """Who has had no part in it: somebody who may decide anything, and two who can be a panel."""
        own = self.policy.services[str(self.play.case.service)].directorate
        return (
            staff("fresh.eyes", *self.policy.roles),
            staff("fresh.director", "director", directorate=own),
            staff("fresh.resident", "resident-member"),
        )

    @initialize(
        received=st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1)),  # noqa: DTZ001 - local
        ago=st.integers(0, 400),
        closed=st.sets(st.integers(1, 60), max_size=20),
        raised_by=st.sampled_from(["resident", "group", "petition"]),
        data=st.data(),
    )
    def receive(
        self, received: datetime, ago: int, closed: set[int], raised_by: str, data: st.DataObject
    ) -> None:
        """A complaint comes in, at any time, with any needs, before any closures."""
        first = received.date()
        self.play = Play.opened(
            received.isoformat(sep=" "),
            policy=self.policy,
            closures={first + timedelta(days=number): "closed" for number in closed},
            happened_on=first - timedelta(days=ago),
            needs=tuple(data.draw(st.lists(st.sampled_from(sorted(self.policy.needs)), max_size=3))),
            service=data.draw(st.sampled_from(sorted(self.policy.services))),
            raised_by=raised_by,
        )
        self.play.directory = directory(self.policy) | {who.id: who for who in self.fresh}

    @rule(data=st.data())
    def decide(self, data: st.DataObject) -> None:
        """Somebody decides something."""
        sits = [self.play.directory[name] for name in self.play.case.panel]
        who = data.draw(st.sampled_from([sits, [self.everyone], self._others()]))
        by = data.draw(st.sampled_from(who or [self.everyone]))
        listed = self.play.allowed(by)
        likely = [name for name, entry in listed.items() if entry.refusal is None]
        onwards = [name for name in likely if name not in AFTERWARDS]  # the rest is open all the time
        name = data.draw(st.sampled_from([*likely, *onwards, *onwards, *listed]))
        self._take(name, by, data)

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """The next step is taken by whose turn it is, so that many complaints go the whole way."""
        name, seat = next_step(self.play.case, reviewed=self._has("ask-for-review"))
        by = self.everyone if seat is None else self.play.directory[seat]
        if self._has(name):
            self._take(name, by, data)

    @precondition(lambda self: self._separates() and "respond" in self._open())
    @rule()
    def award_much(self) -> None:
        """More is awarded than one person may: by chance that is rare."""
        self.play.attempt(response(money=MUCH), by=self.fresh[0])
        self.play.until(self.play.now)

    def _separates(self) -> bool:
        money = self.policy.matters[self.play.case.matter].table(MoneyRule)
        return money is not None and money.separation is not None

    def _take(self, name: str, by: Actor, data: st.DataObject) -> None:
        """It is recorded, or refused and nothing has changed."""
        listed = self.play.allowed(by)
        case, past = self.play.case, tuple(self.play.events)
        refusal = self.play.attempt(self._drawing(data).decision(name), by=by)
        if refusal:
            assert (self.play.case, tuple(self.play.events)) == (case, past)
            assert refusal.code in Refusal.kinds
            assert refusal.detail
            assert refusal.clause in {None, *self._clauses()}
            return
        assert listed[name].refusal is None, "taken, though it was listed as closed"
        assert {event.actor for event in self.play.events[len(past) :]} == {by.id}
        self.play.until(self.play.now)  # what it set may be due already: a request that is recorded late

    @rule(hours=st.integers(1, 24 * 12))
    def wait(self, hours: int) -> None:
        """Time passes."""
        self.play.until(self.play.now + timedelta(hours=hours))

    @precondition(lambda self: self.play.case.next_wake())
    @rule(late=st.sampled_from([timedelta(), timedelta(microseconds=1), timedelta(hours=5)]))
    def wait_for_what_is_next(self, late: timedelta) -> None:
        """Time passes until something falls due: one event at least says so."""
        wake = self.play.case.next_wake()
        assert wake is not None
        before = self.play.case.seq
        self.play.until(wake.at + late)
        event = self.play.events[before]
        assert (event.at, event.actor, event.clause) == (wake.at, "redress", wake.deadline.clause)

    @invariant()
    def it_holds_what_always_holds(self) -> None:
        """Of events and what is due, of sums and payments, of conflicts of interest, of panels."""
        for holds in ALWAYS:
            holds(self.play)

    @invariant()
    def finished_is_finished(self) -> None:
        """Closed once, with an outcome; nothing owed or due; later letters and learning alone follow."""
        case, kinds = self.play.case, self.play.kinds
        assert case.stage in self.policy.matters[case.matter].stages
        ends = [place for place, event in enumerate(self.play.events) if event.stage == "closed"]
        assert len(ends) == case.finished
        if case.finished:
            assert (case.owed, case.deadlines, case.draft, case.next_wake()) == ((), (), None, None)
            assert case.outcome == self.play.events[ends[0]].outcome is not None
            assert set(kinds[ends[0] + 1 :]) <= {*AFTERWARDS.values(), *FOLLOWING}
            expected = {name for name in AFTERWARDS if self._has(name)}
            if is_locked(case):
                expected = expected - {"tell-by-phone"} | {"unlock-phone"}
            if case.terms.get(UNANSWERED):
                expected |= {"end-contact"}
            assert self._open() == expected

    @invariant()
    def it_is_never_stuck(self) -> None:
        """Unfinished, there is a decision that leads on; and it is seen to: something is due."""
        if not self.play.case.finished:
            assert self._open() & FORWARD
            assert self.play.case.deadlines

    def teardown(self) -> None:
        """From wherever it got there is a way to the end, by plain decisions of people new to it."""
        if not hasattr(self, "play"):
            return
        play, (anyone, director, resident) = self.play, self.fresh
        self.seen.update(play.kinds)
        assert set(play.kinds) <= COMPLAINT.kinds
        if play.case.stage in ("resolve", "review"):  # a petition's new lead has needs of their own
            play.decide(*(considered(need) for need in play.case.unconsidered), by=anyone)
        if play.case.stage == "resolve":
            if not play.case.has("contacted"):
                play.decide(CONTACT, by=anyone)
            if play.case.draft:
                play.decide(not_approved(play.case.draft.seq), by=anyone)
            play.decide(response(), by=anyone)
        if play.case.stage == "review":
            members = (director, resident)
            play.decide(new_panel(*members) if play.case.panel else panel(*members), by=anyone)
            play.decide(PLAN, proposed(), by=resident)
            play.decide(signed(play.case.seq), by=director)
        for promise in play.case.owed:
            play.decide((paid if promise.is_payment else kept)(promise.number), by=anyone)
        if play.case.stage == "answered":
            play.decide(ACCEPT, by=anyone)
        self.finished_is_finished()
        assert play.case.finished

    def _drawing(self, data: st.DataObject) -> Drawing:
        today: date = self.play.now.astimezone(self.policy.zone).date()
        return Drawing(self.policy, self.play.case, today, data.draw)

    def _open(self) -> set[str]:
        """What is open to somebody new to the case who may decide anything."""
        listed = self.play.allowed(self.fresh[0])
        return {name for name, entry in listed.items() if entry.refusal is None}

    def _has(self, name: str) -> bool:
        return name in self.policy.matters[self.play.case.matter].decisions

    def _others(self) -> list[Actor]:
        lapsed = self.everyone.model_copy(update={"trained_until": date(2023, 12, 31)})
        return [*directory(self.policy).values(), staff("no.body"), lapsed]

    def _clauses(self) -> set[str]:
        return {clause.id for clause in self.policy.clauses}


class PoplarComplaints(Complaints):
    """Under the shipped policy."""

    policy = POPLAR
    far = frozenset({"reviewed", "payment-confirmed", "breached", "award-proposed"})


class HarbourComplaints(Complaints):
    """Under a policy with other figures, fewer decisions, and reasons in place of clauses."""

    policy = HARBOUR_POLICY
    far = frozenset({"responded", "accepted", "commitment-kept", "breached"})


class Feedback(Complaints):
    """Under a policy that promises a full response to everybody: no ground ends it, and no silence."""

    policy = CHARTER
    far = frozenset(
        {
            *("responded", "accepted", "withdrawn", "duplicate-linked", "breached"),
            *("call-missed", "call-resolved", "caller-checked", "behaviour-recorded"),
        }
    )

    @invariant()
    def it_ends_with_a_full_response_unless_the_person_ends_it(self) -> None:
        """Or told the organisation of the same before, which is answered there (WRC-19)."""
        if self.play.case.finished:
            assert {"responded", "withdrawn", "duplicate-linked"} & set(self.play.kinds)


def _test(machine: type[Complaints], *, examples: int) -> Any:
    class Walks(machine.TestCase):  # type: ignore[name-defined,misc]  # made by Hypothesis as it runs
        @classmethod
        def tearDownClass(cls) -> None:
            assert machine.far <= machine.seen, "the walks do not go far enough to show anything"

    # unshrunk: to make a failing run of forty steps short takes minutes; add Phase.shrink to have it so
    Walks.settings = settings(max_examples=examples, stateful_step_count=40, phases=[Phase.generate])
    return Walks


TestComplaintsUnderTheShippedPolicy = _test(PoplarComplaints, examples=150)
TestFeedback = pytest.mark.clause("WRC-19")(_test(Feedback, examples=250))
TestComplaintsUnderAnotherPolicy = _test(HarbourComplaints, examples=30)

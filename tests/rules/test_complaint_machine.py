"""Complaints at random: any decision by anybody at any time, and whatever time does; what always holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rules.authority import Actor
from rules.case import PERSON, Case
from rules.complaint import decisions as d
from rules.lifecycle import Decision
from rules.policy import Policy
from rules.refusal import Refusal
from tests.policies.harbour import HARBOUR_POLICY
from tests.rules.play import ACCEPT, CONTACT, NOTE, POPLAR, Play, considered, kept, response, staff

STAFF = ("amira.khan", "tom.okafor", "ruth.lewin")
BESIDE = {"note", "reassign"}
"""Decisions that bring no case nearer to its end."""
Draw = Callable[[st.SearchStrategy[Any]], Any]


def decision(name: str, case: Case, today: date, draw: Draw) -> Decision:
    """A decision about a case: plausible more often than not, impossible now and then."""

    def near(first: int, last: int) -> date:
        return today + timedelta(days=draw(st.integers(first, last)))

    def lately() -> date | None:
        return draw(st.sampled_from([None, None, today])) or near(-20, 2)

    owner = draw(st.sampled_from(STAFF))
    number = draw(st.integers(1, 4))
    match name:
        case "contact":
            by = draw(st.sampled_from([None, today])) and near(-1, 40)
            return CONTACT.model_copy(update={"contacted_on": lately(), "respond_by": by})
        case "agree-timescale":
            return d.AgreeTimescale(respond_by=near(-1, 40), reasons="The surveyor is away.")
        case "receive-information":
            return d.ReceiveInformation(received_on=lately())
        case "refuse":
            ground = draw(st.sampled_from(["too-old", "already-raised", "employer", "out-of-remit", "none"]))
            earlier = draw(st.sampled_from([None, case.ref, "PH-2025-000042"]))
            why = draw(st.sampled_from([None, "So it is."]))
            return d.Refuse(ground=ground, particulars=why, earlier_case=earlier)
        case "respond":
            days = [near(-1, 60) for _ in range(draw(st.integers(0, 3)))]
            remedies = [d.Remedy(what="The lift mended", by=by, owner=owner) for by in days]
            return response(
                *remedies, outcome=draw(st.sampled_from(["upheld", "partly-upheld", "not-upheld"]))
            )
        case "accept":
            return d.Accept(accepted_on=lately())
        case "withdraw":
            return d.Withdraw(withdrawn_on=lately())
        case "keep-commitment":
            return d.KeepCommitment(number=number, kept_on=lately())
        case "break-commitment":
            return d.BreakCommitment(number=number, reasons="The part is no longer made.")
        case "adjust":
            return considered(draw(st.sampled_from([*case.needs, "audio"])), made=draw(st.booleans()))
        case "reassign":
            return d.Reassign(owner=owner)
        case "ask-for-information":
            return d.AskForInformation(asked="Photographs.")
    return NOTE


class Complaints(RuleBasedStateMachine):
    """One complaint under a policy, from receipt to wherever it gets."""

    policy: ClassVar[Policy]
    play: Play

    @property
    def everyone(self) -> Actor:
        """Somebody who may decide anything."""
        return staff("all.roles", *self.policy.roles)

    @initialize(
        received=st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1)),  # noqa: DTZ001 - local
        ago=st.integers(0, 400),
        closed=st.sets(st.integers(1, 60), max_size=20),
        data=st.data(),
    )
    def receive(self, received: datetime, ago: int, closed: set[int], data: st.DataObject) -> None:
        """A complaint comes in, at any time, with any needs, before any closures."""
        first = received.date()
        self.play = Play.opened(
            received.isoformat(sep=" "),
            policy=self.policy,
            closures={first + timedelta(days=number): "closed" for number in closed},
            happened_on=first - timedelta(days=ago),
            needs=tuple(data.draw(st.lists(st.sampled_from(sorted(self.policy.needs)), max_size=3))),
        )

    @rule(data=st.data())
    def decide(self, data: st.DataObject) -> None:
        """Somebody decides something: it is recorded, or refused and nothing has changed."""
        by = data.draw(st.sampled_from([self.everyone] * 4 + self._others()))
        listed = self.play.allowed(by)
        likely = [name for name, entry in listed.items() if entry.refusal is None]
        name = data.draw(st.sampled_from([*likely, *likely, *listed]))
        today = self.play.now.astimezone(self.policy.zone).date()
        case, past = self.play.case, tuple(self.play.events)
        refusal = self.play.attempt(decision(name, case, today, data.draw), by=by)
        if refusal:
            assert (self.play.case, tuple(self.play.events)) == (case, past)
            assert refusal.code in Refusal.kinds
            assert refusal.detail
            assert refusal.clause in {None, *self._clauses()}
            return
        assert listed[name].refusal is None, "taken, though it was listed as closed"
        assert {event.actor for event in self.play.events[len(past) :]} == {by.id}

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
    def it_is_the_sum_of_its_events(self) -> None:
        """Numbered without gaps, in the order of time; folded again, from what is stored, they give it."""
        events = self.play.events
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert [event.at for event in events] == sorted(event.at for event in events)
        case = self.play.received
        for event in events:
            case = case.after(event)
        assert case == self.play.case == Case.model_validate_json(self.play.case.model_dump_json())
        assert case.after(events[-1]) == case

    @invariant()
    def each_event_says_under_what_and_to_whom(self) -> None:
        """A clause of the paper, or why there is none; its notices go to the person or to a mailbox."""
        for event in self.play.events:
            assert (event.clause in self._clauses()) if event.clause else event.because
            for tell in event.tells:
                assert tell.to == PERSON or self.policy.roles[tell.to].mailbox

    @invariant()
    def what_is_not_missed_is_still_to_come(self) -> None:
        """One deadline to a name; reminders and ends to come, unless it is missed."""
        deadlines = self.play.case.deadlines
        assert len({deadline.name for deadline in deadlines}) == len(deadlines)
        for deadline in deadlines:
            assert deadline.missed == (deadline.due_at <= self.play.now)
            assert deadline.remind_at is None or self.play.now < deadline.remind_at < deadline.due_at

    @invariant()
    def each_open_promise_has_its_deadline(self) -> None:
        """And there is no deadline of a promise that is settled."""
        open_promises = {promise.deadline for promise in self.play.case.owed}
        named = {deadline.name for deadline in self.play.case.deadlines}
        assert open_promises == {name for name in named if name.startswith("commitment-")}

    @invariant()
    def a_breach_is_recorded_at_its_hour(self) -> None:
        """At the midnight after the due day that was promised, once for each promise."""
        promised = {
            (deadline.name, deadline.due_day.isoformat(), deadline.due_at)
            for event in self.play.events
            for deadline in event.deadlines
        }
        breaches = [event for event in self.play.events if event.kind == "breached"]
        missed = [(event.facts["deadline"], event.facts["due_day"], event.at) for event in breaches]
        assert set(missed) <= promised
        assert len(set(missed)) == len(missed)
        assert all(event.actor == "redress" and event.misses for event in breaches)

    @invariant()
    def finished_is_finished(self) -> None:
        """Closed last and once, with an outcome; nothing owed, nothing due."""
        case, kinds = self.play.case, self.play.kinds
        assert case.stage in self.policy.matters["complaint"].stages
        ends = [event.stage == "closed" for event in self.play.events]
        assert ends == [False] * (len(kinds) - 1) + [case.finished]
        if case.finished:
            assert (case.owed, case.deadlines, case.next_wake()) == ((), (), None)
            assert case.outcome
            assert not [name for name, entry in self.play.allowed(self.everyone).items() if not entry.refusal]

    @invariant()
    def it_is_never_stuck(self) -> None:
        """Unfinished, there is a decision that leads on; and it is seen to: something is due."""
        if not self.play.case.finished:
            listed = self.play.allowed(self.everyone).items()
            assert {name for name, entry in listed if entry.refusal is None} - BESIDE
            assert self.play.case.deadlines

    def teardown(self) -> None:
        """From wherever it got there is a way to the end, by plain decisions."""
        if not hasattr(self, "play"):
            return
        play, everyone = self.play, self.everyone
        if play.case.stage == "resolve":
            play.decide(*(considered(need) for need in play.case.unconsidered), by=everyone)
            if not play.case.has("contacted"):
                play.decide(CONTACT, by=everyone)
            play.decide(response(), by=everyone)
        play.decide(*(kept(promise.number) for promise in play.case.owed), by=everyone)
        if play.case.stage == "answered":
            play.decide(ACCEPT, by=everyone)
        assert play.case.finished

    def _others(self) -> list[Actor]:
        roles = [staff("some.body", role) for role in self.policy.roles]
        lapsed = self.everyone.model_copy(update={"trained_until": date(2023, 12, 31)})
        return [*roles, staff("no.body"), lapsed]

    def _clauses(self) -> set[str]:
        return {clause.id for clause in self.policy.clauses}


class PoplarComplaints(Complaints):
    """Under the shipped policy."""

    policy = POPLAR


class HarbourComplaints(Complaints):
    """Under a policy with other figures, fewer decisions, and reasons in place of clauses."""

    policy = HARBOUR_POLICY


def _test(machine: type[Complaints]) -> Any:
    case = machine.TestCase
    # unshrunk: to make a failing run of thirty steps short takes minutes; add Phase.shrink to have it so
    case.settings = settings(max_examples=60, stateful_step_count=30, phases=[Phase.generate])
    return case


TestComplaintsUnderTheShippedPolicy = _test(PoplarComplaints)
TestComplaintsUnderAnotherPolicy = _test(HarbourComplaints)

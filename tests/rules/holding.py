"""What always holds of a complaint, worked out anew from what happened and not as the rules do it."""

from __future__ import annotations

from typing import Any

from rules.authority import Actor
from rules.case import Case
from rules.events import OWNER, PERSON, STAFF, Event
from rules.money import MoneyRule
from rules.promises import Commitment
from tests.rules.play import Play

PROPOSAL_FALLS = {"panel-appointed", "panel-changed", "review-planned", "decision-declined"}
OF_THE_PANEL = {
    *("panel-appointed", "panel-changed", "review-planned", "review-asked"),
    *("decision-proposed", "decision-signed", "decision-declined", "reviewed"),
}


def it_is_the_sum_of_its_events(play: Play) -> None:
    """Numbered without gaps, in the order of time; folded again, from what is stored, they give it."""
    events = play.events
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert [event.at for event in events] == sorted(event.at for event in events)
    case = play.received
    for event in events:
        case = case.after(event)
    assert case == play.case == Case.model_validate_json(play.case.model_dump_json())
    assert case.after(events[-1]) == case


def each_event_says_under_what_and_to_whom(play: Play) -> None:
    """A clause of the paper, or why there is none; its notices go to the person or to a mailbox."""
    for event in play.events:
        assert (
            (event.clause in {clause.id for clause in play.policy.clauses}) if event.clause else event.because
        )
        for tell in event.tells:
            assert tell.to in (PERSON, OWNER) or tell.staff or play.policy.roles[tell.to].mailbox
            assert (tell.to == STAFF) == bool(tell.staff)


def what_is_not_missed_is_still_to_come(play: Play) -> None:
    """One deadline to a name; reminders and ends to come, unless it is missed.

    What may be recorded a little after its day lapses when that time is over, not before.
    """
    deadlines = play.case.deadlines
    assert len({deadline.name for deadline in deadlines}) == len(deadlines)
    for deadline in deadlines:
        assert deadline.missed == ((deadline.lapse_at or deadline.due_at) <= play.now)
        assert deadline.remind_at is None or play.now < deadline.remind_at < deadline.due_at


def each_open_promise_has_its_deadline(play: Play) -> None:
    """And there is no deadline of a promise that is settled."""
    open_promises = {promise.deadline for promise in play.case.owed}
    named = {deadline.name for deadline in play.case.deadlines}
    assert open_promises == {name for name in named if name.startswith(("commitment-", "payment-"))}
    for promise in play.case.owed:
        assert promise.day == play.deadline(promise.deadline).due_day


def a_breach_is_recorded_at_its_hour(play: Play) -> None:
    """At the midnight after the due day that was promised, once for each promise; never before it was."""
    promised = {
        (deadline.name, deadline.due_day.isoformat(), max(deadline.due_at, event.at))
        for event in play.events
        for deadline in event.deadlines
    }
    breaches = [event for event in play.events if event.kind == "breached"]
    missed = [(event.facts["deadline"], event.facts["due_day"], event.at) for event in breaches]
    assert set(missed) <= promised
    assert len(set(missed)) == len(missed)
    assert all(event.actor == "redress" and event.misses for event in breaches)


def taken_back(event: Event) -> list[Commitment]:
    """The payments in whose place a corrected response comes."""
    return [promise for promise in event.promises if promise.is_payment and promise.status == "replaced"]


def sums_follow_from_the_table(play: Play) -> None:
    """Each is a cell of the policy's table, less what was given before; what is to be paid is the sum.

    Given is also what was set off against a debt; a payment that came back gives nothing more.
    """
    rule = play.policy.matters[play.case.matter].table(MoneyRule)
    given, promised = 0, 0
    for event in play.events:
        payments = [promise for promise in play.case.made_by(event) if promise.is_payment]
        if event.kind == "payment-returned":
            assert [promise.pence for promise in payments] == [event.facts["pence"]]
            continue
        if event.kind == "response-corrected":
            given = 0
            promised -= sum(promise.pence or 0 for promise in taken_back(event))
        if event.sum is None:
            assert not payments
            continue
        assert rule is not None
        assert event.sum.table == rule.impacts[event.sum.impact].pence[event.sum.responsibility]
        assert event.sum.decided_before == given
        left = event.sum.table + sum(event.sum.losses) - sum(event.sum.owed) - given
        assert event.sum.total == max(left, 0)
        assert [promise.pence for promise in payments] == ([left] if left > 0 else [])
        given = max(given, event.sum.table + sum(event.sum.losses))
        promised += max(left, 0)
    gone = ("returned", "replaced")
    left_to_pay = [promise for promise in play.case.commitments if promise.status not in gone]
    assert promised == sum(promise.pence or 0 for promise in left_to_pay)


def payments_are_confirmed_once(play: Play) -> None:
    """By finance's word alone, and for the sum that was promised; none is ever broken.

    One is replaced where the response that promised it was corrected, and then never confirmed.
    """
    said: dict[str, set[tuple[Any, Any]]] = {
        "kept": set(),
        "returned": set(),
        "open": set(),
        "replaced": set(),
    }
    for promise in play.case.commitments:
        if promise.is_payment:
            said[promise.status].add((promise.number, promise.pence))
    for kind, status in (("payment-confirmed", "kept"), ("payment-returned", "returned")):
        facts = [event.facts for event in play.events if event.kind == kind]
        assert len(facts) == len(said[status])
        assert {(fact["number"], fact["pence"]) for fact in facts} == said[status]
    corrected = [event for event in play.events if event.kind == "response-corrected"]
    replaced = [promise for event in corrected for promise in taken_back(event)]
    assert said["replaced"] == {(promise.number, promise.pence) for promise in replaced}
    for event in play.events:
        if event.kind == "payment-returned":
            gone, anew = (play.case.commitment(int(event.facts[n] or 0)) for n in ("number", "paid_anew_as"))
            assert gone is not None
            assert anew is not None
            assert (anew.pence, anew.by, anew.owner) == (gone.pence, gone.by, gone.owner)


def no_number_is_given_twice(play: Play) -> None:
    """Not even where something is promised while a panel's draft waits."""
    drafted = play.case.draft.promises if play.case.draft else ()
    numbers = [promise.number for promise in (*play.case.commitments, *drafted)]
    assert len(set(numbers)) == len(numbers)
    made = [promise.number for event in play.events for promise in play.case.made_by(event)]
    assert sorted(made) == sorted(promise.number for promise in play.case.commitments)


def nobody_with_a_conflict_decides(play: Play) -> None:
    """From the declaration or its confirmation on, until it is taken back by somebody else."""
    declared: set[str] = set()
    for event in play.events:
        assert event.actor not in declared
        declared = conflicted_after(declared, event)
    assert set(play.case.conflicted) == declared


def nobody_is_kept_out_by_one_other(play: Play) -> None:
    """A conflict of somebody else's takes two, neither of them the person whom it is about."""
    proposed: dict[str, str] = {}
    for event in play.events:
        who = str(event.facts.get("staff"))
        match event.kind:
            case "conflict-declared":
                assert event.actor == who
                proposed.pop(who, None)
            case "conflict-proposed":
                assert event.actor != who
                proposed[who] = event.actor
            case "conflict-confirmed" | "conflict-declined":
                assert event.actor not in {who, proposed.pop(who)}


def conflicted_after(declared: set[str], event: Event) -> set[str]:
    """Return whoever has a conflict of interest once something has happened, of those who had one before."""
    who = {str(event.facts.get("staff"))}
    if event.kind in {"conflict-declared", "conflict-confirmed"}:
        return declared | who
    return declared - who if event.kind == "conflict-withdrawn" else declared


def panels_are_as_the_paper_asks(play: Play) -> None:
    """Each that was appointed: of the service's directors one, and one from elsewhere or a resident."""
    own = play.policy.services[str(play.case.service)].directorate
    decided, declared = set[str](), set[str]()
    for event in play.events:
        if event.kind in {"panel-appointed", "panel-changed"}:
            members = [play.directory[name] for name in str(event.facts["members"]).split(", ")]
            assert len(members) == 2
            assert not {member.id for member in members} & (decided | declared)
            assert any(_suits(first, second, own) for first, second in (members, members[::-1]))
        decided |= {event.actor} if event.kind in {"responded", "representations-decided"} else set()
        declared = conflicted_after(declared, event)


def _suits(first: Actor, second: Actor, own: str) -> bool:
    senior = {"head-of-service", "assistant-director", "director"} & set(second.roles)
    elsewhere = second.directorate not in (None, own)
    return bool(
        {"director", "assistant-director"} & set(first.roles)
        and first.directorate == own
        and ((senior and elsewhere) or "resident-member" in second.roles)
    )


def reviews_are_decided_once_by_all_members(play: Play) -> None:
    """What takes effect was proposed by one, signed by the other, and nothing came between; it is final."""
    sits: set[str] = set()
    proposal: Event | None = None
    for event in play.events:
        if event.kind in PROPOSAL_FALLS or not sits.isdisjoint(event.conflicts):
            proposal = None
        if event.kind in {"panel-appointed", "panel-changed"}:
            sits = set(str(event.facts["members"]).split(", "))
        if event.kind in OF_THE_PANEL - {"panel-appointed", "panel-changed", "review-asked"}:
            assert event.actor in sits
        if event.kind == "decision-proposed":
            assert proposal is None
            proposal = event
        if event.kind == "reviewed":
            assert proposal is not None
            assert event.words_of == proposal.seq
            assert {proposal.actor, event.actor} == sits
            assert event.facts["appropriate"] == proposal.facts["appropriate"]
    kinds = play.kinds
    assert kinds.count("reviewed") <= kinds.count("review-asked") <= 1
    if "reviewed" in kinds:
        assert not OF_THE_PANEL & set(kinds[kinds.index("reviewed") + 1 :])


def an_award_above_what_one_may_give_takes_two(play: Play) -> None:
    """Such a response was proposed by somebody else, waited whole, and was approved as it stood."""
    rule = play.policy.matters[play.case.matter].table(MoneyRule)
    if rule is None or rule.separation is None:
        return
    waiting: Event | None = None
    for event in play.events:
        if event.kind == "award-proposed":
            assert waiting is None
            assert (event.promises, event.sum, event.stage, event.ends) == ((), None, None, ())
            assert [tell.to for tell in event.tells] == [rule.separation.tell]
            waiting = event
        if event.kind == "responded":
            dear = event.sum is not None and event.sum.gross > rule.separation.alone
            assert dear == (waiting is not None)
            if waiting is not None:
                assert event.actor != waiting.actor
                assert event.words_of == waiting.seq
                assert waiting.proposes is not None
                assert event.sum == waiting.proposes.sum
                assert {event.actor, waiting.actor} <= set(play.case.deciders)
        if event.drops:
            waiting = None


ALWAYS = (
    it_is_the_sum_of_its_events,
    each_event_says_under_what_and_to_whom,
    what_is_not_missed_is_still_to_come,
    each_open_promise_has_its_deadline,
    a_breach_is_recorded_at_its_hour,
    sums_follow_from_the_table,
    payments_are_confirmed_once,
    an_award_above_what_one_may_give_takes_two,
    no_number_is_given_twice,
    nobody_with_a_conflict_decides,
    nobody_is_kept_out_by_one_other,
    panels_are_as_the_paper_asks,
    reviews_are_decided_once_by_all_members,
)

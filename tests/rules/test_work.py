"""Work that comes to staff: who is told of it, when they are reminded, and when it is theirs no more."""

from __future__ import annotations

import pytest

from rules.casework import Reassign
from rules.events import Event
from rules.model import StaffId
from rules.work import ASSIGNED, DUE_SOON, MISSED, PROMISED, REMINDED, SEATED, TO_PAY, TO_SIGN, still_theirs
from tests.rules.people import AMIRA, DAVID, GRACE, HELEN, LEILA, NINA, OMAR, RUTH, TOM
from tests.rules.play import Play, local, told, work_of
from tests.rules.reviews import asked, planned
from tests.rules.saying import (
    ACCEPT,
    CONTACT,
    agree,
    conflict,
    kept,
    money,
    moved,
    new_panel,
    paid,
    panel,
    proposed,
    remedy,
    response,
    returned,
    signed,
)

TO_TOM = Reassign(owner="tom.okafor")


def owned(at: str = "2026-06-01 10:00") -> Play:
    """A complaint that Ruth has given to Tom."""
    play = Play.opened(at)
    play.decide(TO_TOM, by=RUTH)
    return play


def events_of(play: Play, kind: str) -> list[Event]:
    """Return the events of a kind, in order."""
    return [event for event in play.events if event.kind == kind]


def theirs(play: Play, notice: str, event: Event) -> tuple[StaffId, ...] | None:
    """Return whose work it still is of whoever the event told by a notice."""
    [tell] = [tell for tell in event.tells if tell.notice == notice]
    matter = play.policy.matters[play.case.matter]
    return still_theirs(notice, event, tell.staff, play.case, matter, play.lifecycle.kept_by)


def test_whoever_gets_a_case_is_told_and_whoever_takes_one_is_not() -> None:
    """Given by another, the new owner hears of it; on contact, Amira takes it herself."""
    assert work_of(owned().last) == {ASSIGNED: ("tom.okafor",)}
    taken = Play.opened()
    taken.decide(CONTACT, by=AMIRA)
    assert (taken.case.owner, work_of(taken.last)) == ("amira.khan", {})
    taken.decide(Reassign(owner="ruth.lewin"), by=RUTH)
    assert work_of(taken.last) == {}


def test_a_panel_is_told_but_for_whoever_appoints_it() -> None:
    """Of a panel that is changed, only the new member is told."""
    play = asked()
    play.decide(panel(HELEN, LEILA), by=RUTH)
    assert work_of(play.last) == {SEATED: ("helen.ashe", "leila.brandt")}
    play.decide(new_panel(HELEN, OMAR), by=RUTH)
    assert work_of(play.last) == {SEATED: ("omar.reyes",)}
    own = asked()
    own.decide(panel(HELEN, LEILA), by=HELEN)
    assert work_of(own.last) == {SEATED: ("leila.brandt",)}


def test_the_other_member_is_told_of_a_decision_to_sign() -> None:
    """Proposed again after it was declined, it is told again; the signature tells the panel nothing."""
    play = planned()
    play.decide(proposed(), by=LEILA)
    assert work_of(play.last) == {TO_SIGN: ("helen.ashe",)}
    play.decide(signed(play.case.seq), by=HELEN)
    assert TO_SIGN not in work_of(play.last)


def test_whoever_has_to_keep_a_promise_is_told_and_finance_of_what_is_to_be_paid() -> None:
    """The owners of what is promised, but for whoever promises it; one notice, however many there are."""
    play = Play.opened()
    play.decide(CONTACT, by=AMIRA)
    remedies = (remedy("2026-06-25"), remedy("2026-06-26"), remedy("2026-06-27", "amira.khan"))
    play.decide(response(*remedies, money=money()), by=AMIRA)
    assert work_of(play.last) == {PROMISED: ("tom.okafor",), TO_PAY: ("finance",)}
    play.decide(moved(1, "2026-07-02"), by=AMIRA)
    assert work_of(play.last) == {}
    play.decide(returned(4), by=NINA)
    assert work_of(play.last) == {TO_PAY: ("finance",)}
    play.decide(paid(5), by=NINA)
    assert work_of(play.last) == {}


@pytest.mark.clause("PH-4.1c", "PH-4.1d")
def test_whoever_has_a_complaint_is_reminded_one_working_day_before() -> None:
    """Of contact and of the response, at nine; never of what is done, and anew where the day is another."""
    play = owned()
    assert play.deadline("contact").remind_at == local("2026-06-02 09:00")
    play.on("2026-06-03 12:00")
    play.decide(CONTACT, by=TOM)
    play.decide(agree("2026-06-20"), by=TOM)  # a Saturday
    play.on("2026-06-19 08:59")
    first, *others = events_of(play, REMINDED)
    assert others == []
    play.on("2026-06-19 09:00")
    _, second = events_of(play, REMINDED)
    assert [(event.at, event.clause, event.facts) for event in (first, second)] == [
        (local("2026-06-02 09:00"), "PH-4.1c", {"deadline": "contact", "due_day": "2026-06-03"}),
        (local("2026-06-19 09:00"), "PH-4.1d", {"deadline": "response", "due_day": "2026-06-20"}),
    ]
    assert [work_of(event) for event in (first, second)] == [{DUE_SOON: ("tom.okafor",)}] * 2
    assert [told(event) for event in (first, second)] == [set(), set()]
    prompt = owned()
    prompt.decide(CONTACT, by=TOM)
    prompt.on("2026-06-10 12:00")
    assert events_of(prompt, REMINDED) == []


@pytest.mark.clause("PH-1")
def test_whoever_keeps_a_deadline_hears_that_it_was_missed_beside_its_escalation() -> None:
    """The owner of the case or of the task, finance, the panel; the role of the desk where nobody has it."""
    play = owned()
    assert work_of(play.past("contact")) == {MISSED: ("tom.okafor",)}
    assert told(play.last) == {("breach", "head-of-service")}
    nobodys = Play.opened()
    assert work_of(nobodys.past("contact")) == {MISSED: ("caseworker",)}
    promised = Play.opened()
    promised.decide(CONTACT, by=AMIRA)
    promised.decide(response(remedy("2026-06-25"), money=money()), ACCEPT, by=AMIRA)
    assert work_of(promised.past("commitment-1")) == {MISSED: ("tom.okafor",)}
    assert work_of(promised.past("payment-2")) == {MISSED: ("finance",)}
    reviewed = planned()
    assert work_of(reviewed.past("review")) == {MISSED: ("helen.ashe", "leila.brandt")}
    without_panel = asked()
    assert work_of(without_panel.past("review")) == {MISSED: (str(without_panel.case.owner),)}


def test_nobody_with_a_conflict_of_interest_is_told_to_go_on() -> None:
    """The role of the desk hears of what is due, and the other member of the panel."""
    play = owned()
    play.decide(conflict(), by=TOM)
    assert work_of(play.past("contact")) == {MISSED: ("caseworker",)}
    reviewed = planned()
    reviewed.decide(conflict(), by=LEILA)
    assert work_of(reviewed.past("review")) == {MISSED: ("helen.ashe",)}


def test_a_role_that_hears_of_the_escalation_hears_of_it_once() -> None:
    """Where the desk's role and the one that a breach is escalated to are the same."""
    policy = Play.opened().policy
    complaint = policy.matters["complaint"].model_copy(update={"tell": "head-of-service"})
    play = Play.opened(
        policy=policy.model_copy(update={"matters": policy.matters | {"complaint": complaint}})
    )
    missed = play.past("contact")
    assert [(tell.notice, tell.to) for tell in missed.tells] == [("breach", "head-of-service")]


def test_a_case_is_somebodys_until_another_has_it() -> None:
    """What waits to be sent to whoever had it before does not go any more."""
    play = owned()
    given = play.last
    assert theirs(play, ASSIGNED, given) == ("tom.okafor",)
    play.decide(Reassign(owner="david.moss"), by=RUTH)
    assert (theirs(play, ASSIGNED, given), theirs(play, ASSIGNED, play.last)) == (None, ("david.moss",))


def test_a_seat_and_a_signature_are_wanted_until_they_are_not() -> None:
    """Whoever is no more on the panel, or has signed, or whose panel's decision was declined, is not told."""
    play = asked()
    play.decide(panel(HELEN, LEILA), by=RUTH)
    seated = play.last
    play.decide(new_panel(HELEN, OMAR), by=RUTH)
    assert theirs(play, SEATED, seated) == ("helen.ashe",)
    reviewed = planned()
    reviewed.decide(proposed(), by=LEILA)
    drafted = reviewed.last
    assert theirs(reviewed, TO_SIGN, drafted) == ("helen.ashe",)
    reviewed.decide(signed(reviewed.case.seq), by=HELEN)
    assert theirs(reviewed, TO_SIGN, drafted) is None


def test_a_promise_and_a_payment_are_to_be_done_until_they_are() -> None:
    """A payment goes to a role, so that there is nobody to name while it is open."""
    play = Play.opened()
    play.decide(CONTACT, by=AMIRA)
    play.decide(response(remedy("2026-06-25"), money=money()), ACCEPT, by=AMIRA)
    answered = next(event for event in play.events if event.kind == "responded")
    assert (theirs(play, PROMISED, answered), theirs(play, TO_PAY, answered)) == (("tom.okafor",), ())
    play.decide(kept(1), by=AMIRA)
    assert (theirs(play, PROMISED, answered), theirs(play, TO_PAY, answered)) == (None, ())
    play.decide(paid(2), by=NINA)
    assert theirs(play, TO_PAY, answered) is None


def test_what_is_due_soon_is_said_until_it_is_done_or_another_day_holds() -> None:
    """A breach likewise: what was done since needs nobody's hurry."""
    play = owned()
    play.on("2026-06-02 10:00")
    reminded = play.last
    assert theirs(play, DUE_SOON, reminded) == ("tom.okafor",)
    done = play.copy()
    done.decide(CONTACT, by=TOM)
    assert theirs(done, DUE_SOON, reminded) is None
    given = play.copy()
    given.decide(Reassign(owner=AMIRA.id), by=DAVID)
    assert theirs(given, DUE_SOON, reminded) is None
    play.decide(CONTACT, by=TOM)
    missed = play.past("response")
    assert theirs(play, MISSED, missed) == ("tom.okafor",)
    play.decide(agree("2026-06-30"), by=GRACE)
    assert theirs(play, MISSED, missed) is None
    nobodys = Play.opened()
    nobodys.on("2026-06-02 10:00")
    assert theirs(nobodys, DUE_SOON, nobodys.last) == ()

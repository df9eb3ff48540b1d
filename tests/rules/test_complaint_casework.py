"""What goes on beside the policy's own steps: withdrawal, handing over, notes."""

from __future__ import annotations

import pytest

from rules.casework import Reassign
from rules.casework.conflicts import ConfirmConflict, DeclineConflict, WithdrawConflict
from rules.clientwork.withdrawing import Withdraw
from rules.events import PERSON
from rules.refusal import ConflictOfInterest, Invalid, NotAuthorised, OutOfStage
from tests.rules.people import AMIRA, DAVID, HELEN, OMAR, RUTH, TOM
from tests.rules.play import Play, day, told
from tests.rules.saying import ACCEPT, CONTACT, NOTE, asked_for_review, conflict, remedy, response


def test_withdrawal_closes_the_case() -> None:
    """The person's choice is recorded with its day and reason, everything due ends, and it is confirmed."""
    play = Play.opened()
    play.on("2026-06-02 10:00")
    withdrawn, closed = play.decide(Withdraw(withdrawn_on=day("2026-06-01")))
    assert (withdrawn.kind, withdrawn.facts) == ("withdrawn", {"withdrawn_on": "2026-06-01"})
    assert withdrawn.clause is None
    assert withdrawn.because == play.policy.matters["complaint"].decisions["withdraw"].because
    assert (closed.kind, closed.facts) == ("closed", {"outcome": "withdrawn", "how": "withdrawn"})
    assert told(closed) == {("closure", PERSON)}
    assert (play.case.finished, play.case.outcome, play.case.deadlines) == (True, "withdrawn", ())


@pytest.mark.parametrize("on", ["2026-06-03", "2026-05-31"])
def test_the_day_of_withdrawal_is_one_that_has_been(on: str) -> None:
    """Not to come, and not before receipt: refused by field."""
    play = Play.opened()
    play.on("2026-06-02 10:00")
    refusal = play.refused(Withdraw(withdrawn_on=day(on)))
    assert isinstance(refusal, Invalid)
    assert refusal.where == "withdrawn_on"


def stages() -> list[Play]:
    """A case at each stage at which it is open."""
    resolve, answered, review, owing = (Play.opened() for _ in range(4))
    answered.decide(CONTACT, response())
    owing.decide(CONTACT, response(remedy("2026-06-12")), ACCEPT)
    review.decide(CONTACT, response(), asked_for_review())
    return [resolve, answered, review, owing]


def test_a_case_is_handed_over_at_any_stage() -> None:
    """From whom to whom is on record; deadlines stay as they are."""
    assert [play.case.stage for play in stages()] == ["resolve", "answered", "review", "remedy"]
    for play in stages():
        before = play.case
        (event,) = play.decide(Reassign(owner="tom.okafor"))
        assert event.kind == "reassigned"
        assert event.facts == {"from": before.owner, "to": "tom.okafor"}
        assert event.because == play.policy.matters["complaint"].decisions["reassign"].because
        assert (play.case.owner, play.case.deadlines) == ("tom.okafor", before.deadlines)


def test_handing_a_case_to_whoever_has_it_is_refused() -> None:
    """By field: nothing would change."""
    play = Play.opened()
    play.decide(Reassign(owner="tom.okafor"))
    refusal = play.refused(Reassign(owner="tom.okafor"))
    assert isinstance(refusal, Invalid)
    assert refusal.where == "owner"


def test_a_note_is_put_on_file_at_any_stage_and_changes_nothing_else() -> None:
    """The note counts as an event, with the policy's reason; its words are elsewhere."""
    for play in stages():
        before = play.case
        (event,) = play.decide(NOTE)
        assert (event.kind, event.facts, event.tells) == ("noted", {}, ())
        assert event.because == play.policy.matters["complaint"].decisions["note"].because
        changed = {"seq": before.seq + 1, "happened": (*before.happened, "noted")}
        assert play.case == before.model_copy(update=changed)


@pytest.mark.clause("PH-4.2b")
def test_whoever_has_a_conflict_of_interest_decides_nothing_more_at_any_stage() -> None:
    """Declared by themselves, whether or not they name themselves: refused by field; others go on."""
    for play in stages():
        for who, named in ((RUTH, None), (HELEN, HELEN)):
            before = play.case
            (event,) = play.decide(conflict(named), by=who)
            assert (event.kind, event.clause, event.facts) == (
                "conflict-declared",
                "PH-4.2b",
                {"staff": who.id},
            )
            assert told(event) == ({("conflict", "head-of-service")} if who.id == before.owner else set())
            assert (play.case.stage, play.case.deadlines) == (before.stage, before.deadlines)
            refusal = play.refused(NOTE, by=who)
            assert isinstance(refusal, ConflictOfInterest)
            assert refusal.where == "actor"
            play.decide(NOTE, by=DAVID)
        assert play.case.conflicted == (RUTH.id, HELEN.id)


@pytest.mark.clause("PH-4.2b")
def test_somebody_elses_conflict_waits_for_a_third() -> None:
    """Until then they decide as before; whoever says so and whom it is about do not decide on it."""
    for play in stages():
        (event,) = play.decide(conflict(OMAR), by=AMIRA)
        assert (event.kind, event.facts) == ("conflict-proposed", {"staff": OMAR.id})
        assert told(event) == {("conflict", "head-of-service")}
        play.decide(NOTE, by=OMAR)
        assert play.refused(conflict(OMAR), by=TOM).where == "staff"
        for by in (AMIRA, TOM):
            assert isinstance(play.refused(ConfirmConflict(staff=OMAR.id), by=by), NotAuthorised)
        assert isinstance(play.refused(ConfirmConflict(staff=OMAR.id), by=OMAR), ConflictOfInterest)
        unknown = play.refused(ConfirmConflict(staff=TOM.id), by=DAVID)
        assert (unknown.code, unknown.where) == ("unknown", "staff")
        assert OMAR.id in unknown.detail
        (event,) = play.decide(ConfirmConflict(staff=OMAR.id), by=DAVID)
        assert (event.kind, play.case.conflicted, play.case.proposed_conflicts) == (
            "conflict-confirmed",
            (OMAR.id,),
            (),
        )
        assert isinstance(play.refused(NOTE, by=OMAR), ConflictOfInterest)
        assert isinstance(play.refused(ConfirmConflict(staff=OMAR.id), by=DAVID), OutOfStage)


def test_whoever_proposed_a_conflict_does_not_confirm_it() -> None:
    """However high their rank."""
    play = Play.opened()
    play.decide(conflict(OMAR), by=DAVID)
    decline = DeclineConflict(staff=OMAR.id, reasons="None.")
    for decision in (ConfirmConflict(staff=OMAR.id), decline):
        assert isinstance(play.refused(decision, by=DAVID), ConflictOfInterest)
    (event,) = play.decide(decline, by=HELEN)
    assert (event.kind, event.facts) == (
        "conflict-declined",
        {"staff": OMAR.id, "proposed_by": DAVID.id},
    )
    assert (play.case.conflicted, play.case.proposed_conflicts) == ((), ())
    play.decide(NOTE, by=OMAR)


def test_a_conflict_that_is_declared_meanwhile_waits_no_more() -> None:
    """Whom it is about says so themselves."""
    play = Play.opened()
    play.decide(conflict(OMAR), by=AMIRA)
    play.decide(conflict(TOM), by=AMIRA)
    play.decide(conflict(), by=OMAR)
    assert play.case.conflicted == (OMAR.id,)
    assert [one.staff for one in play.case.proposed_conflicts] == [TOM.id]


def test_a_conflict_is_taken_back_by_somebody_else() -> None:
    """With reasons, by a manager; whoever had it decides again, and may have one again."""
    play = Play.opened()
    assert isinstance(play.refused(WithdrawConflict(staff=RUTH.id, reasons="-"), by=DAVID), OutOfStage)
    play.decide(conflict(), by=RUTH)
    back = WithdrawConflict(staff=RUTH.id, reasons="It was another Farrow.")
    assert isinstance(play.refused(back, by=RUTH), ConflictOfInterest)
    assert isinstance(play.refused(back, by=AMIRA), NotAuthorised)
    unknown = play.refused(WithdrawConflict(staff=TOM.id, reasons="-"), by=DAVID)
    assert (unknown.code, unknown.where) == ("unknown", "staff")
    (event,) = play.decide(back, by=DAVID)
    assert (event.kind, event.facts, play.case.conflicted) == (
        "conflict-withdrawn",
        {"staff": RUTH.id},
        (),
    )
    play.decide(NOTE, by=RUTH)
    play.decide(conflict(), by=RUTH)
    assert play.case.conflicted == (RUTH.id,)


def test_nobody_with_a_conflict_of_interest_is_given_the_case() -> None:
    """Who has declared one does not carry it either."""
    play = Play.opened()
    play.decide(conflict(), by=TOM)
    refusal = play.refused(Reassign(owner=TOM.id))
    assert (refusal.code, refusal.where) == ("conflict-of-interest", "owner")

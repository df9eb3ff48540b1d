"""What goes on beside the policy's own steps: withdrawal, handing over, notes."""

from __future__ import annotations

import pytest

from rules.case import PERSON
from rules.complaint import decisions as d
from rules.refusal import Invalid
from tests.rules.play import ACCEPT, CONTACT, NOTE, Play, day, remedy, response, told


def test_withdrawal_closes_the_case() -> None:
    """The person's choice is recorded with its day and reason, everything due ends, and it is confirmed."""
    play = Play.opened()
    play.on("2026-06-02 10:00")
    withdrawn, closed = play.decide(d.Withdraw(withdrawn_on=day("2026-06-01")))
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
    refusal = play.refused(d.Withdraw(withdrawn_on=day(on)))
    assert isinstance(refusal, Invalid)
    assert refusal.where == "withdrawn_on"


def stages() -> list[Play]:
    """A case at each stage at which it is open."""
    resolve, answered, owing = Play.opened(), Play.opened(), Play.opened()
    answered.decide(CONTACT, response())
    owing.decide(CONTACT, response(remedy("2026-06-12")), ACCEPT)
    return [resolve, answered, owing]


def test_a_case_is_handed_over_at_any_stage() -> None:
    """From whom to whom is on record; deadlines stay as they are."""
    assert [play.case.stage for play in stages()] == ["resolve", "answered", "remedy"]
    for play in stages():
        before = play.case
        (event,) = play.decide(d.Reassign(owner="tom.okafor"))
        assert event.kind == "reassigned"
        assert event.facts == {"from": before.owner, "to": "tom.okafor"}
        assert event.because == play.policy.matters["complaint"].decisions["reassign"].because
        assert (play.case.owner, play.case.deadlines) == ("tom.okafor", before.deadlines)


def test_handing_a_case_to_whoever_has_it_is_refused() -> None:
    """By field: nothing would change."""
    play = Play.opened()
    play.decide(d.Reassign(owner="tom.okafor"))
    refusal = play.refused(d.Reassign(owner="tom.okafor"))
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

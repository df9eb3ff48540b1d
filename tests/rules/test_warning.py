"""A person warning: proposed, approved by another, told, reviewed every six months, appealed (section 7)."""

from __future__ import annotations

from datetime import date

import pytest

from rules.authority import Actor
from rules.lifecycle import BY_ITSELF
from rules.moment import Moment
from rules.refusal import ConflictOfInterest, Invalid, NotAuthorised, OutOfStage, Refusal, Unknown
from rules.warning.approval import ApproveWarning
from rules.warning.paper import WarningRule
from rules.warning.terms import Standing
from tests.rules.people import AMIRA, DAVID, DIRECTORY, HELEN, LEILA, NINA, OMAR, RUTH, TOM, staff
from tests.rules.play import POPLAR, local, told
from tests.rules.warnings import (
    APPEAL,
    APPROVE,
    DECLINE,
    KEEP,
    LIFT,
    LOGGED,
    appeal_decided,
    appealed,
    in_force,
    others,
    proposal,
    proposed,
    untold,
)


@pytest.mark.clause("PH-7a")
def test_a_proposal_is_not_in_force() -> None:
    """It waits; those who may approve hear of it, the person does not."""
    play = proposed()
    assert (play.case.stage, play.case.owner) == ("proposed", "amira.khan")
    assert told(play.last) == {("warning-proposed", "head-of-service")}
    assert Standing.of(play.case).restrictions == ()
    assert play.due("approval") == "2026-06-08"
    assert play.due("warning-review") is None


@pytest.mark.clause("PH-7a")
@pytest.mark.parametrize("behaviour", POPLAR.matters["warning"].table(WarningRule).behaviours)  # type: ignore[union-attr]
def test_each_kind_of_behaviour_can_be_proposed(behaviour: str) -> None:
    """The paper's examples, and others."""
    intake = proposal(behaviours=[behaviour])
    intake.check(Moment(policy=POPLAR, now=local("2026-06-01 10:00")))
    assert Standing.of(proposed(intake=intake).case).behaviours == (behaviour,)


@pytest.mark.clause("PH-7a")
@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"behaviours": ["rudeness"]}, "behaviours"),
        ({"restrictions": ["banishment"]}, "restrictions"),
        ({"restrictions": ["by-letter-only", "by-email-only"]}, "restrictions"),
        ({"restrictions": ["single-contact"]}, "contact"),
        ({"contact": "tom.okafor"}, "contact"),
        ({"happened_on": date(2026, 6, 2)}, "happened_on"),
    ],
)
def test_what_cannot_be_proposed(fields: dict[str, object], where: str) -> None:
    """What the policy does not have or what cannot hold together is refused by its field."""
    with pytest.raises(Refusal) as refused:
        proposal(**fields).check(Moment(policy=POPLAR, now=local("2026-06-01 10:00")))
    assert isinstance(refused.value, Invalid | Unknown)
    assert refused.value.where == where


@pytest.mark.clause("PH-7d")
@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"explanation": None}, "explanation"),
        ({"tell": False}, "not_told_because"),
        ({"tell": False, "explanation": None}, "not_told_because"),
    ],
)
def test_it_says_what_the_person_is_told_or_why_not(fields: dict[str, object], where: str) -> None:
    """Whichever of the two there must be."""
    with pytest.raises(Invalid) as refused:
        proposal(**fields).check(Moment(policy=POPLAR, now=local("2026-06-01 10:00")))
    assert (refused.value.where, refused.value.clause) == (where, "PH-7d")
    change = others().model_copy(update={"explanation": None})
    assert in_force().refused(change, by=AMIRA).where == "explanation"


@pytest.mark.clause("PH-7b")
@pytest.mark.parametrize("who", [RUTH, DAVID, HELEN], ids=lambda who: who.roles[0])
def test_three_ranks_can_approve(who: Actor) -> None:
    """Then, and not before, it is in force, from that day and by their decision."""
    play = proposed()
    play.on("2026-06-03 12:00")
    [event] = play.decide(APPROVE, by=who)
    standing = Standing.of(play.case)
    assert (event.kind, event.clause, play.case.stage) == ("warning-approved", "PH-7b", "in-force")
    assert (standing.restrictions, standing.since) == (("no-visits-alone",), date(2026, 6, 3))
    assert (standing.proposed_by, standing.approved_by) == ("amira.khan", who.id)
    assert standing.proposed is None


@pytest.mark.clause("PH-7b")
@pytest.mark.parametrize(
    "who", [AMIRA, TOM, NINA, LEILA, staff("ada", "administrator")], ids=lambda who: who.id
)
@pytest.mark.parametrize("decision", [APPROVE, DECLINE], ids=lambda decision: decision.name)
def test_nobody_else_can_approve_or_decline(who: Actor, decision: ApproveWarning) -> None:
    """Whatever else they may do."""
    refusal = proposed().refused(decision, by=who)
    assert (type(refusal), refusal.clause) == (NotAuthorised, "PH-7b")


@pytest.mark.clause("PH-7b")
def test_nobody_approves_their_own_proposal() -> None:
    """Not even a director; another can."""
    play = proposed(by=HELEN)
    refusal = play.refused(APPROVE, by=HELEN)
    assert (type(refusal), refusal.clause) == (ConflictOfInterest, "PH-7b")
    assert play.allowed(HELEN)["approve-warning"].refusal == refusal.facts()
    play.decide(APPROVE, by=RUTH)


@pytest.mark.clause("PH-7b")
def test_what_is_declined_is_over() -> None:
    """With reasons, and nobody is told of what never was."""
    play = proposed()
    [event] = play.decide(DECLINE, by=RUTH)
    assert (event.kind, play.case.outcome, play.case.finished) == ("warning-declined", "not-approved", True)
    assert (play.case.deadlines, event.tells) == ((), ())


@pytest.mark.clause("PH-7b")
def test_a_proposal_that_nobody_decides_is_a_breach() -> None:
    """It is escalated, and can be approved still."""
    play = proposed()
    event = play.past("approval")
    assert (event.kind, told(event)) == ("breached", {("breach", "director")})
    play.decide(APPROVE, by=RUTH)
    assert play.case.overdue == ()


@pytest.mark.clause("PH-7d")
def test_the_person_is_told_unless_that_is_the_greater_risk() -> None:
    """The reason not to is proposed, and approved with it; then nothing later tells them either."""
    assert told(in_force().last) == {("warning", "person")}
    play = in_force(intake=untold())
    assert (play.last.tells, play.last.facts["told"]) == ((), False)
    assert play.decide(KEEP, by=RUTH)[0].tells == ()
    assert play.decide(LIFT, by=RUTH)[0].tells == ()


@pytest.mark.clause("PH-7c")
def test_it_is_reviewed_six_calendar_months_after_approval() -> None:
    """Those who may decide are reminded two weeks before; missed, it is a breach, and stays in force."""
    play = in_force("2026-08-31 09:00")
    assert play.due("warning-review") == "2027-02-28"
    play.on("2027-02-12 09:00")
    assert (play.last.kind, told(play.last)) == (
        "warning-review-reminded",
        {("warning-review-reminder", "head-of-service")},
    )
    event = play.past("warning-review")
    assert (event.kind, event.clause, told(event)) == ("breached", "PH-7c", {("breach", "director")})
    assert play.case.stage == "in-force"
    assert [deadline.name for deadline in play.case.overdue] == ["warning-review"]


@pytest.mark.clause("PH-7c")
def test_kept_three_times_and_then_removed() -> None:
    """Each time with reasons and for six more months; removed, it is over, and told as it was."""
    play = in_force()
    for due in ("2026-12-01", "2027-06-01", "2027-12-01"):
        assert play.due("warning-review") == due
        play.on(f"{due} 11:00")
        [kept] = play.decide(KEEP, by=OMAR)
        assert (kept.kind, kept.clause, told(kept)) == ("warning-kept", "PH-7c", {("warning-kept", "person")})
    play.on("2028-05-30 11:00")
    [lifted] = play.decide(LIFT, by=OMAR)
    assert (lifted.kind, lifted.clause, told(lifted)) == (
        "warning-lifted",
        "PH-7c",
        {("warning-lifted", "person")},
    )
    assert (play.case.finished, play.case.outcome, play.case.deadlines) == (True, "lifted", ())
    assert "breached" not in play.kinds


@pytest.mark.clause("PH-7c")
def test_a_review_missed_by_two_months_counts_from_its_decision() -> None:
    """The breach stays on record; the next six months run from the day it was decided."""
    play = in_force()
    play.on("2027-02-01 15:00")
    assert play.kinds.count("breached") == 1
    play.decide(KEEP, by=RUTH)
    assert (play.due("warning-review"), play.case.overdue) == ("2027-08-01", ())


@pytest.mark.clause("PH-7b", "PH-7c")
def test_whoever_proposed_it_does_not_keep_it() -> None:
    """Keeping restrictions is approving them anew; removing them is open to everybody who may."""
    play = proposed(by=HELEN)
    play.decide(APPROVE, by=RUTH)
    assert isinstance(play.refused(KEEP, by=HELEN), ConflictOfInterest)
    play.decide(LIFT, by=HELEN)


@pytest.mark.clause("PH-7b")
def test_other_restrictions_take_effect_as_the_first_did() -> None:
    """What is in force stays until another approves them; the review stays when it was."""
    play = in_force()
    play.on("2026-07-01 10:00")
    [event] = play.decide(others("single-contact", contact="tom.okafor"), by=RUTH)
    assert (event.kind, play.due("approval")) == ("restrictions-proposed", "2026-07-08")
    assert Standing.of(play.case).restrictions == ("no-visits-alone",)
    assert isinstance(play.refused(others(), by=AMIRA), OutOfStage)
    assert isinstance(play.refused(APPROVE, by=RUTH), ConflictOfInterest)
    [event] = play.decide(APPROVE, by=DAVID)
    standing = Standing.of(play.case)
    assert (event.kind, told(event), event.words_of) == (
        "restrictions-approved",
        {("restrictions", "person")},
        play.case.seq - 1,
    )
    assert (standing.restrictions, standing.contact) == (("single-contact",), "tom.okafor")
    assert (standing.since, standing.approved_by) == (date(2026, 6, 1), "david.moss")
    assert (play.due("warning-review"), play.due("approval")) == ("2026-12-01", None)


@pytest.mark.clause("PH-7b")
def test_other_restrictions_can_be_declined() -> None:
    """What was in force stays, with whoever proposed and approved it."""
    play = in_force()
    play.decide(others("no-offices"), by=TOM)
    [event] = play.decide(DECLINE, by=RUTH)
    standing = Standing.of(play.case)
    assert (event.kind, play.case.stage, standing.proposed) == ("restrictions-declined", "in-force", None)
    assert (standing.restrictions, standing.proposed_by) == (("no-visits-alone",), "amira.khan")
    assert isinstance(play.refused(APPROVE, by=RUTH), OutOfStage)


@pytest.mark.clause("PH-7d")
def test_somebody_who_was_not_told_can_be_told_later() -> None:
    """With a proposal that says so: then they get the first letter, not one about a change."""
    play = in_force(intake=untold())
    play.decide(others("no-visits-alone"), by=AMIRA)
    [event] = play.decide(APPROVE, by=RUTH)
    assert told(event) == {("warning", "person")}
    assert Standing.of(play.case).told


@pytest.mark.clause("PH-7d")
def test_a_change_that_would_be_a_risk_to_tell_is_not_told() -> None:
    """They still know of the warning itself, and hear when it ends."""
    play = in_force()
    play.decide(others("no-home-visits", tell=False), by=AMIRA)
    [event] = play.decide(APPROVE, by=RUTH)
    assert event.tells == ()
    assert told(play.decide(LIFT, by=RUTH)[0]) == {("warning-lifted", "person")}


def test_a_contact_must_be_there() -> None:
    """Nobody is told to speak to somebody whom the directory does not have, or who has left."""
    play = in_force()
    assert isinstance(play.refused(others("single-contact", contact="no.body"), by=AMIRA), Unknown)
    play.directory = DIRECTORY | {"tom.okafor": TOM.model_copy(update={"left_on": date(2026, 5, 1)})}
    assert isinstance(play.refused(others("single-contact", contact="tom.okafor"), by=AMIRA), NotAuthorised)


@pytest.mark.clause("PH-7e")
def test_an_appeal_is_linked_and_the_review_stays_when_it_was() -> None:
    """Whoever proposed or approved the warning is kept out of the appeal."""
    play = in_force()
    appealed(play)
    assert (play.last.kind, play.last.clause) == ("appealed", "PH-7e")
    [errand] = play.last.errands
    assert (errand.to, errand.decision) == (APPEAL, "stand-aside")
    assert errand.fields == {"staff": ("amira.khan", "ruth.lewin")}
    assert Standing.of(play.case).appeals == (APPEAL,)
    assert play.due("warning-review") == "2026-12-01"


@pytest.mark.clause("PH-7e")
def test_an_appeal_that_is_upheld_lifts_the_warning() -> None:
    """Also on the very day of the review; the person is told that their appeal did it."""
    play = in_force()
    appealed(play)
    play.on("2026-12-01 23:59")
    appeal_decided(play, upheld=True)
    assert play.kinds[-2:] == ["appeal-decided", "warning-lifted"]
    assert (play.last.facts, told(play.last)) == ({"appeal": APPEAL}, {("warning-lifted", "person")})
    assert (play.case.outcome, play.case.deadlines) == ("lifted", ())
    assert "breached" not in play.kinds


@pytest.mark.clause("PH-7e")
def test_an_appeal_that_is_not_upheld_changes_nothing() -> None:
    """It is no longer open; the warning goes on, and so does the time to its review."""
    play = in_force()
    appealed(play)
    appeal_decided(play, upheld=False)
    assert (Standing.of(play.case).appeals, play.case.stage) == ((), "in-force")
    assert play.due("warning-review") == "2026-12-01"


@pytest.mark.clause("PH-7e")
def test_nobody_brings_what_follows_from_an_appeal_by_hand() -> None:
    """It follows from the complaint, and after the end it changes nothing any more."""
    play = in_force()
    assert isinstance(play.refused(LOGGED, by=HELEN), NotAuthorised)
    play.decide(LIFT, by=RUTH)
    assert isinstance(play.refused(LOGGED, by=BY_ITSELF), OutOfStage)

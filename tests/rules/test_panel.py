"""Section 4.2: who may sit on a panel together. Complaints here are about repairs, a service of property."""

from __future__ import annotations

from datetime import date

import pytest

from rules.authority import Actor
from rules.casework.conflicts import ConfirmConflict
from rules.complaint.review import ChangePanel
from rules.refusal import (
    ConflictOfInterest,
    Invalid,
    NotAuthorised,
    OutOfStage,
    PanelRefused,
    Refusal,
    TrainingLapsed,
    Unknown,
)
from tests.rules.people import AMIRA, DAVID, DIRECTORY, GRACE, HELEN, LEILA, NINA, OMAR, RUTH, TOM, staff
from tests.rules.play import Play
from tests.rules.saying import (
    CONTACT,
    PLAN,
    asked_for_review,
    conflict,
    new_panel,
    panel,
    proposed,
    response,
    signed,
)

MARA = staff("mara.lind", "assistant-director", directorate="communities")
PIA = staff("pia.north", "director")
OWN_RESIDENT = staff("rose.tan", "resident-member", directorate="property")
PEOPLE = DIRECTORY | {who.id: who for who in (MARA, PIA, OWN_RESIDENT)}


def asked(*, by: Actor = AMIRA, service: str = "repairs") -> Play:
    """A complaint that Amira answered, and of which a review is asked for."""
    play = Play.opened(service=service)
    play.directory = PEOPLE
    play.decide(CONTACT, by=by)
    play.decide(response(), by=by)
    play.decide(asked_for_review(), by=by)
    return play


@pytest.mark.clause("PH-4.2b")
@pytest.mark.parametrize("other", [OMAR, MARA, GRACE, LEILA], ids=lambda who: who.id)
@pytest.mark.parametrize("own", [HELEN, DAVID], ids=lambda who: who.id)
def test_every_panel_of_the_clause_is_accepted(own: Actor, other: Actor) -> None:
    """A Director or Assistant Director of the service, with a senior officer from elsewhere or a resident."""
    for members in ((own, other), (other, own)):
        play = asked()
        (event,) = play.decide(panel(*members))
        assert (event.kind, event.clause) == ("panel-appointed", "PH-4.2b")
        assert event.facts == {"members": f"{members[0].id}, {members[1].id}"}
        assert play.case.panel == tuple(member.id for member in members)


ZOE = staff("zoe.ward", "director", directorate="places")
REFUSED = {
    "nobody senior of the service": (GRACE, LEILA),
    "a head of service is too low for the service's seat": (RUTH, LEILA),
    "a caseworker of the service": (TOM, LEILA),
    "a caseworker from another directorate": (HELEN, NINA),
    "two residents": (LEILA, OWN_RESIDENT),
    "two senior officers, neither of the service": (ZOE, OMAR),
    "a director whose directorate is not known": (PIA, LEILA),
    "a senior officer whose directorate is not known": (HELEN, PIA),
}


@pytest.mark.clause("PH-4.2b")
@pytest.mark.parametrize("members", REFUSED.values(), ids=REFUSED)
def test_the_wrong_rank_or_directorate_is_refused(members: tuple[Actor, Actor]) -> None:
    """In either order, with what the seats ask for."""
    for order in (members, members[::-1]):
        play = asked()
        play.directory = PEOPLE | {who.id: who for who in members}
        refusal = play.refused(panel(*order))
        assert_refused(refusal, "for Repairs (Property) these do not fill the seats: a Director or Assistant")


def assert_refused(refusal: Refusal, detail: str) -> None:
    """It is the panel that is refused, by field and clause, for a reason."""
    assert isinstance(refusal, PanelRefused)
    assert (refusal.where, refusal.clause) == ("members", "PH-4.2b")
    assert refusal.detail.startswith(detail)


@pytest.mark.clause("PH-4.2b")
@pytest.mark.parametrize("second", [DAVID, RUTH, OWN_RESIDENT], ids=lambda who: who.id)
def test_two_from_the_same_directorate_are_refused(second: Actor) -> None:
    """Whatever their rank, and also where a resident works there."""
    refusal = asked().refused(panel(HELEN, second))
    assert_refused(refusal, "two members are from the same directorate, 'property'")


@pytest.mark.clause("PH-4.2b")
def test_the_same_person_does_not_sit_twice() -> None:
    """Also where they would fill both seats."""
    assert_refused(asked().refused(panel(HELEN, HELEN)), "the same person cannot sit twice")


@pytest.mark.clause("PH-4.2b")
@pytest.mark.parametrize("members", [(HELEN,), (HELEN, LEILA, OMAR)], ids=len)
def test_a_panel_has_two_members(members: tuple[Actor, ...]) -> None:
    """One is too few, three are too many."""
    assert_refused(asked().refused(panel(*members)), f"a panel has 2 members, not {len(members)}")


@pytest.mark.clause("PH-4.2b")
def test_who_took_the_decision_under_review_does_not_sit() -> None:
    """Who answered is refused; who merely contacted the person, or handed the case over, is not."""
    play = Play.opened()
    play.decide(CONTACT, by=DAVID)
    play.decide(response(), by=HELEN)
    play.decide(asked_for_review())
    assert play.case.deciders == ("helen.ashe",)
    refusal = play.refused(panel(HELEN, LEILA))
    assert_refused(refusal, "helen.ashe took the decision that is under review")
    play.decide(panel(DAVID, LEILA))
    assert_refused(play.refused(new_panel(HELEN, LEILA)), "helen.ashe took the decision")


@pytest.mark.clause("PH-4.2b")
def test_the_service_is_that_of_the_complaint() -> None:
    """The panel for repairs is refused for lettings, and the other way round."""
    play = asked(service="lettings")
    refusal = play.refused(panel(HELEN, LEILA))
    assert_refused(refusal, "for Lettings (Communities) these do not fill the seats")
    play.decide(panel(GRACE, HELEN))
    assert_refused(asked().refused(panel(GRACE, LEILA)), "for Repairs (Property)")


@pytest.mark.clause("PH-4.2b")
def test_a_declared_conflict_of_interest_keeps_one_off() -> None:
    """Declared for oneself, or by another who knows of it and confirmed, before the panel is appointed."""
    play = asked()
    (event,) = play.decide(conflict(), by=HELEN)
    assert (event.kind, event.clause, event.facts) == (
        "conflict-declared",
        "PH-4.2b",
        {"staff": "helen.ashe"},
    )
    play.decide(conflict(LEILA), by=AMIRA)
    play.decide(ConfirmConflict(staff=LEILA.id), by=DAVID)
    assert_refused(play.refused(panel(HELEN, OMAR)), "helen.ashe has a conflict of interest")
    assert_refused(play.refused(panel(DAVID, LEILA)), "leila.brandt has a conflict of interest")
    play.decide(panel(DAVID, OMAR))


@pytest.mark.clause("PH-4.2b")
def test_a_conflict_declared_on_the_panel_makes_what_was_proposed_fall() -> None:
    """Whoever has it decides nothing more, even if they had proposed; it goes on with others instead."""
    for who, other in ((HELEN, LEILA), (LEILA, HELEN)):
        play = asked()
        play.decide(panel(HELEN, LEILA))
        play.decide(PLAN, proposed(), by=LEILA)
        proposal = play.case.seq
        play.decide(conflict(), by=who)
        assert play.case.draft is None
        assert isinstance(play.refused(PLAN, by=who), ConflictOfInterest)
        assert isinstance(play.refused(signed(proposal), by=other), OutOfStage)
        play.decide(proposed(), by=other)
        assert isinstance(play.refused(signed(play.case.seq), by=who), ConflictOfInterest)
        play.decide(new_panel(DAVID, OMAR))
        play.decide(PLAN, proposed(), by=DAVID)
        play.decide(signed(play.case.seq), by=OMAR)
        assert play.case.has("reviewed")


def test_the_conflict_of_somebody_off_the_panel_lets_a_proposal_stand() -> None:
    """What waits to be signed is none of theirs; nobody declares the same conflict twice."""
    play = asked()
    play.decide(panel(HELEN, LEILA))
    play.decide(PLAN, proposed(), by=LEILA)
    draft = play.case.draft
    play.decide(conflict(), by=OMAR)
    assert play.case.draft == draft is not None
    refusal = play.refused(conflict(OMAR))
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("staff", "PH-4.2b")


@pytest.mark.clause("PH-4.2b")
def test_other_members_take_the_place_of_the_first_with_reasons() -> None:
    """What the first had proposed falls; they decide nothing more, and the new ones do."""
    with pytest.raises(ValueError, match="reasons"):
        ChangePanel.model_validate({"members": ["helen.ashe", "leila.brandt"]})
    play = asked()
    assert isinstance(play.refused(new_panel(HELEN, LEILA)), OutOfStage)
    play.decide(panel(HELEN, LEILA))
    assert isinstance(play.refused(panel(DAVID, LEILA)), OutOfStage)
    play.decide(PLAN, proposed(), by=LEILA)
    proposal = play.case.seq
    (event,) = play.decide(new_panel(DAVID, LEILA))
    assert (event.kind, event.clause) == ("panel-changed", "PH-4.2b")
    assert (play.case.panel, play.case.draft) == (("david.moss", "leila.brandt"), None)
    assert isinstance(play.refused(signed(proposal), by=DAVID), OutOfStage)
    assert isinstance(play.refused(signed(proposal), by=HELEN), NotAuthorised)
    refusal = play.refused(proposed(), by=DAVID)
    assert isinstance(refusal, OutOfStage)
    assert refusal.clause == "PH-4.2c"
    play.decide(PLAN, proposed(), by=DAVID)
    play.decide(signed(play.case.seq), by=LEILA)
    assert play.case.has("reviewed")


def test_a_change_changes_something_and_is_a_panel() -> None:
    """The same two in another order are refused, and so are two that could not have been appointed."""
    play = asked()
    play.decide(panel(HELEN, LEILA))
    refusal = play.refused(new_panel(LEILA, HELEN))
    assert isinstance(refusal, Invalid)
    assert (refusal.where, refusal.clause) == ("members", "PH-4.2b")
    assert_refused(play.refused(new_panel(HELEN, RUTH)), "two members are from the same directorate")


@pytest.mark.clause("PH-2b", "PH-4.2b")
def test_a_member_has_been_trained() -> None:
    """Appointed until the last day of their training, and not after; and after it they decide nothing."""
    play = asked()
    lapsing = LEILA.model_copy(update={"trained_until": date(2026, 6, 1)})
    play.directory = PEOPLE | {lapsing.id: lapsing}
    later = play.copy()
    later.on("2026-06-02 09:00")
    refusal = later.refused(panel(HELEN, LEILA))
    assert isinstance(refusal, TrainingLapsed)
    assert refusal.clause == "PH-2b"
    assert "leila.brandt" in refusal.detail
    play.decide(panel(HELEN, LEILA))
    play.decide(PLAN, by=lapsing)
    play.on("2026-06-02 09:00")
    assert isinstance(play.refused(proposed(), by=lapsing), TrainingLapsed)


def test_only_whom_the_directory_knows_is_appointed() -> None:
    """A name that is not in it is refused before the rules are asked."""
    assert isinstance(asked().refused(panel(HELEN, staff("no.body", "resident-member"))), Unknown)

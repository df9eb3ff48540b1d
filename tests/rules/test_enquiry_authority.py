"""Who may decide what about an enquiry, and when; `allowed` says the same."""

from __future__ import annotations

from datetime import date

import pytest

from rules.refusal import NotAuthorised, OutOfStage, TrainingLapsed
from tests.rules.enquiries import SITUATIONS
from tests.rules.people import staff
from tests.rules.play import POPLAR, Play
from tests.rules.situations import EVERY_ROLE, valid

PAPER = POPLAR.matters["enquiry"].decisions
AFTERWARDS = {"add-evidence", "correct", "correct-person", "resend"}
OPEN_AT = {name: {"open", "closed"} if name in AFTERWARDS else {"open"} for name in PAPER}


def ready_for(name: str) -> Play:
    """A case on which a decision is open to whoever may take it."""
    for situation in SITUATIONS.values():
        play = situation()
        if play.allowed(EVERY_ROLE)[name].refusal is None:
            return play
    raise AssertionError(f"{name!r} is never open")


@pytest.mark.clause("PH-6a")
@pytest.mark.parametrize("role", sorted(POPLAR.roles))
@pytest.mark.parametrize("name", sorted(PAPER))
def test_only_the_roles_that_the_policy_names_decide(name: str, role: str) -> None:
    """Any role named may; any other is refused, with the titles of those that may."""
    play, actor = ready_for(name), staff("some.body", role)
    if role in PAPER[name].roles:
        assert play.decide(valid(name, play.case), by=actor)
        return
    refusal = play.refused(valid(name, play.case), by=actor)
    assert isinstance(refusal, NotAuthorised)
    assert all(POPLAR.roles[may].title in refusal.detail for may in PAPER[name].roles)


@pytest.mark.clause("PH-6b")
def test_that_there_is_no_response_takes_more_than_a_caseworker() -> None:
    """Whoever writes letters does not decide alone that one gets none."""
    kept_back = {name for name, rule in PAPER.items() if "caseworker" not in rule.roles}
    on_conflicts = {"confirm-conflict", "decline-conflict", "withdraw-conflict"}
    assert kept_back == {"record-no-response", "reassign"} | on_conflicts


@pytest.mark.clause("PH-2b")
@pytest.mark.parametrize("name", sorted(PAPER))
def test_lapsed_training_closes_every_decision(name: str) -> None:
    """Enquiries are full of personal data, too."""
    play = ready_for(name)
    lapsed = EVERY_ROLE.model_copy(update={"trained_until": date(2025, 1, 1)})
    refusal = play.refused(valid(name, play.case), by=lapsed)
    assert isinstance(refusal, TrainingLapsed)
    assert refusal.clause == "PH-2b"


@pytest.mark.parametrize("stage", ["received", *POPLAR.matters["enquiry"].stages])
@pytest.mark.parametrize("name", sorted(PAPER))
def test_each_decision_out_of_its_stage_is_refused(name: str, stage: str) -> None:
    """Open while the enquiry is; files also afterwards."""
    play = ready_for(name)
    play.case = play.case.model_copy(update={"stage": stage})
    if stage in OPEN_AT[name]:
        assert play.decide(valid(name, play.case), by=EVERY_ROLE)
        return
    refusal = play.refused(valid(name, play.case), by=EVERY_ROLE)
    assert isinstance(refusal, OutOfStage)
    assert refusal.clause == PAPER[name].clause


ACTORS = [EVERY_ROLE, *(staff("some.body", role) for role in POPLAR.roles), staff("no.body")]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_is_listed_as_allowed_is_what_is_allowed(situation: str) -> None:
    """In each situation, for each person: what is listed as open is taken, what as closed refused alike."""
    for actor in ACTORS:
        listed = SITUATIONS[situation]().allowed(actor)
        assert listed.keys() == PAPER.keys()
        for name, entry in listed.items():
            play = SITUATIONS[situation]()
            refusal = play.attempt(valid(name, play.case), by=actor)
            assert (refusal.facts() if refusal else None) == entry.refusal, name


def test_the_situations_open_and_close_every_decision() -> None:
    """The walk above meets each decision both open and closed."""
    lists = [situation().allowed(EVERY_ROLE) for situation in SITUATIONS.values()]
    for name in PAPER:
        assert {entries[name].refusal is None for entries in lists} == {True, False}, name


def test_a_closed_enquiry_allows_only_files_and_corrections() -> None:
    """However it ended, nothing more is decided or due."""
    closed = [situation() for name, situation in SITUATIONS.items() if name.startswith("closed")]
    assert {play.case.outcome for play in closed} == {"answered", "no-response", "withdrawn", "complaint"}
    for play in closed:
        assert play.case.finished
        assert play.case.next_wake() is None
        listed = play.allowed(EVERY_ROLE)
        assert {name for name, entry in listed.items() if not entry.refusal} == AFTERWARDS

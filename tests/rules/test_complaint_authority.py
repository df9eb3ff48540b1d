"""Who may decide what, and when: by the policy's roles, by training, by stage; `allowed` says the same."""

from __future__ import annotations

from datetime import date

import pytest

from rules.authority import require_training
from rules.casework import Note
from rules.refusal import NotAuthorised, OutOfStage, TrainingLapsed
from tests.rules.people import staff
from tests.rules.play import POPLAR, Play
from tests.rules.situations import EVERY_ROLE, SITUATIONS, valid

PAPER = POPLAR.matters["complaint"].decisions

ONCE_ANSWERED = {"answered", "review", "remedy"}
OPEN = {"resolve", *ONCE_ANSWERED}
ANSWERABLE = {"resolve", "answered", "remedy"}
OPEN_AT = {
    "contact": {"resolve"},
    "agree-timescale": {"resolve", "review"},
    "ask-for-information": {"resolve", "review"},
    "receive-information": {"resolve", "review"},
    "refuse": {"resolve"},
    "signpost": OPEN,
    "link-duplicate": {"resolve"},
    "respond": {"resolve"},
    "approve-award": ANSWERABLE,
    "decline-award": ANSWERABLE,
    "correct-response": {"answered", "remedy"},
    "accept": {"answered"},
    "withdraw": {"resolve", "review"},
    "ask-for-review": {"answered"},
    "appoint-panel": {"review"},
    "change-panel": {"review"},
    "plan-review": {"review"},
    "propose-decision": {"review"},
    "sign-decision": {"review"},
    "decline-decision": {"review"},
    "keep-commitment": ONCE_ANSWERED,
    "move-commitment": ONCE_ANSWERED,
    "break-commitment": ONCE_ANSWERED,
    "give-payment-details": OPEN,
    "confirm-payment": ONCE_ANSWERED,
    "return-payment": ONCE_ANSWERED,
    "change-lead": OPEN,
    "add-signatures": OPEN,
    "decide-representations": {"resolve"},
    "adjust": OPEN,
    "reassign": OPEN,
    **dict.fromkeys(("declare-conflict", "confirm-conflict", "decline-conflict", "withdraw-conflict"), OPEN),
    "note": OPEN,
    **{name: {*OPEN, "closed"} for name in ("add-evidence", "correct", "correct-person", "resend")},
    "link-appeal": {"resolve", "answered", "review"},
    "log-representation": {"remedy", "closed"},
    "record-learning": {*ONCE_ANSWERED, "closed"},
}


def ready_for(name: str, *, at: str | None = None) -> Play:
    """A case on which a decision is open to whoever may take it; at a stage, where one is named."""
    for situation in SITUATIONS.values():
        play = situation()
        if at in (None, play.case.stage) and play.allowed(EVERY_ROLE)[name].refusal is None:
            return play
    raise AssertionError(f"{name!r} is never open at {at or 'any stage'}")


@pytest.mark.parametrize("role", sorted(POPLAR.roles))
@pytest.mark.parametrize("name", sorted(PAPER))
def test_only_the_roles_that_the_policy_names_decide(name: str, role: str) -> None:
    """Any role named may; any other is refused, with the titles of those that may."""
    play = ready_for(name)
    actor = staff("some.body", role)
    if role in PAPER[name].roles:
        assert play.decide(valid(name, play.case), by=actor)
        return
    refusal = play.refused(valid(name, play.case), by=actor)
    assert isinstance(refusal, NotAuthorised)
    assert refusal.clause == PAPER[name].clause
    assert all(POPLAR.roles[may].title in refusal.detail for may in PAPER[name].roles)


def test_the_policy_keeps_some_decisions_from_caseworkers() -> None:
    """What takes a head of service, a panel or finance: the table above has two sides."""
    kept_back = {name for name, rule in PAPER.items() if "caseworker" not in rule.roles}
    of_the_panel = {"plan-review", "propose-decision", "sign-decision", "decline-decision"}
    assert kept_back == {
        *("refuse", "break-commitment", "reassign", "decide-representations"),
        *("approve-award", "decline-award", "correct-response", "link-appeal"),
        *("confirm-conflict", "decline-conflict", "withdraw-conflict"),
        *("appoint-panel", "change-panel", "confirm-payment", "return-payment"),
        *of_the_panel,
    }
    assert {name for name in of_the_panel if "resident-member" in PAPER[name].roles} == of_the_panel
    assert {name for name, rule in PAPER.items() if "finance" in rule.roles} == {
        *("give-payment-details", "confirm-payment", "return-payment", "declare-conflict"),
    }


@pytest.mark.parametrize("name", sorted(PAPER))
def test_one_role_of_several_is_enough(name: str) -> None:
    """Whoever holds a role that may, beside one that may not, may."""
    play = ready_for(name)
    assert play.decide(valid(name, play.case), by=staff("some.body", "cleaner", PAPER[name].roles[0]))


@pytest.mark.parametrize("name", sorted(PAPER))
@pytest.mark.parametrize("roles", [(), ("cleaner",)])
def test_nobody_decides_without_a_role(name: str, roles: tuple[str, ...]) -> None:
    """No role, or one that the policy does not have, decides nothing."""
    play = ready_for(name)
    assert isinstance(play.refused(valid(name, play.case), by=staff("some.body", *roles)), NotAuthorised)


@pytest.mark.clause("PH-2b")
@pytest.mark.parametrize("name", sorted(PAPER))
def test_lapsed_training_closes_every_decision(name: str) -> None:
    """From the day after the last day of training, with that day and the clause in the refusal."""
    play = ready_for(name)
    trained_until = play.now.astimezone(POPLAR.zone).date()
    actor = EVERY_ROLE.model_copy(update={"trained_until": trained_until.replace(year=2025)})
    refusal = play.refused(valid(name, play.case), by=actor)
    assert isinstance(refusal, TrainingLapsed)
    assert refusal.clause == "PH-2b"
    assert f"{actor.trained_until:%-d %B %Y}" in refusal.detail
    trained = EVERY_ROLE.model_copy(update={"trained_until": trained_until})
    assert play.decide(valid(name, play.case), by=trained)


@pytest.mark.clause("PH-2b")
def test_the_last_day_of_training_counts_to_its_local_midnight() -> None:
    """At half past midnight in summer the day is over, though in UTC it is not."""
    play = Play.opened()
    actor = staff("some.body", "caseworker", trained_until=date(2026, 6, 2))
    play.on("2026-06-02 23:59")
    play.decide(Note(text="In time."), by=actor)
    play.on("2026-06-03 00:30")
    assert isinstance(play.refused(Note(text="Too late."), by=actor), TrainingLapsed)


@pytest.mark.clause("PH-2b")
def test_training_is_asked_of_whoever_opens_personal_data() -> None:
    """The same check stands by itself, for intake and reading."""
    actor = staff("some.body", trained_until=date(2026, 6, 2))
    require_training(actor, date(2026, 6, 2), POPLAR)
    with pytest.raises(TrainingLapsed, match="2 June 2026"):
        require_training(actor, date(2026, 6, 3), POPLAR)


def test_every_decision_of_the_policy_has_its_stages_here() -> None:
    """The table of stages is complete."""
    assert OPEN_AT.keys() == PAPER.keys()


@pytest.mark.parametrize("stage", ["received", *POPLAR.matters["complaint"].stages])
@pytest.mark.parametrize("name", sorted(OPEN_AT))
def test_each_decision_out_of_its_stage_is_refused(name: str, stage: str) -> None:
    """Open at each of its own; at any other refused with the stage's title and the decision's clause."""
    if stage in OPEN_AT[name]:
        play = ready_for(name, at=stage)
        assert play.decide(valid(name, play.case), by=EVERY_ROLE)
        return
    play = ready_for(name)
    play.case = play.case.model_copy(update={"stage": stage})
    refusal = play.refused(valid(name, play.case), by=EVERY_ROLE)
    assert isinstance(refusal, OutOfStage)
    assert refusal.clause == PAPER[name].clause
    assert repr(POPLAR.matters["complaint"].stages.get(stage, stage)) in refusal.detail


ACTORS = [
    EVERY_ROLE,
    *(staff("some.body", role) for role in POPLAR.roles),
    staff("no.body"),
    EVERY_ROLE.model_copy(update={"id": "else.body"}),
    EVERY_ROLE.model_copy(update={"trained_until": date(2020, 1, 1)}),
]


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


def test_a_closed_case_allows_only_what_comes_afterwards() -> None:
    """However it was closed, nothing more is decided or due: letters are logged, and what is learnt."""
    closed = [situation() for name, situation in SITUATIONS.items() if name.startswith("closed")]
    assert {play.case.outcome for play in closed} == {
        *("not-upheld", "upheld", "withdrawn", "not-a-complaint", "duplicate"),
        *("no-information", "no-representations"),
    }
    for play in closed:
        assert play.case.finished
        assert play.case.next_wake() is None
        listed = play.allowed(EVERY_ROLE)
        assert {name for name, entry in listed.items() if not entry.refusal} == {
            *("add-evidence", "correct", "correct-person", "resend", "log-representation", "record-learning"),
        }
        refused = {entry.refusal.code for entry in listed.values() if entry.refusal}
        assert refused == {"out-of-stage"}

"""The review of a policy on paper: when it opens, what is told, sooner, confirmed, replaced (8)."""

from __future__ import annotations

from typing import Any

import pytest

from rules.lifecycle import BY_ITSELF
from rules.policy_review.review import CallReview, ConfirmPolicy, ReplacePolicy
from rules.refusal import Invalid, NotAuthorised, OutOfStage
from tests.rules.people import RUTH, staff
from tests.rules.play import POPLAR, Play, day, told

pytestmark = pytest.mark.clause("PH-8")
DIRECTOR = staff("a.director", "director")
CALL = CallReview(due_by=day("2025-03-03"), reasons="The law has changed.")
CONFIRM = ConfirmPolicy(reasons="It still is best practice.")


def review(at: str = "2022-01-18 10:00", **facts: Any) -> Play:
    """The review of the version approved on 18 January 2022, taken in at a local time."""
    terms = {"approved": "2022-01-18"}
    return Play.opened(
        at, **{"ref": "PHR-2022-000001", "matter": "policy-review", "service": None, "terms": terms} | facts
    )


def test_it_opens_by_itself_and_reminds() -> None:
    """Six months before its day it opens, a month before it reminds, each to the directors' mailbox."""
    play = review()
    assert (play.case.stage, play.due("policy-review")) == ("approved", "2027-01-18")
    play.on("2026-07-18 23:59")
    assert play.case.stage == "approved"
    play.on("2026-07-19 00:00")
    assert (play.case.stage, told(play.last)) == ("review", {("policy-review", "director")})
    play.on("2026-12-18 08:59")
    assert play.last.kind == "review-opened"
    play.on("2026-12-18 09:00")
    assert told(play.last) == {("policy-review-reminder", "director")}


def test_the_shipped_policy_is_under_review_from_the_start() -> None:
    """Taken in on 23 November 2026 it is open at once, and due on 18 January 2027."""
    play = review("2026-11-23 10:00")
    play.until(play.now)
    assert (play.case.stage, play.due("policy-review")) == ("review", "2027-01-18")


@pytest.mark.clause("WRC-23")
def test_one_that_opens_overdue_is_told_once() -> None:
    """The role that hears of the breach is not told at that moment that it opens, nor reminded."""
    play = review("2027-06-01 10:00")
    play.until(play.now)
    assert play.kinds == ["opened", "review-opened", "breached"]
    assert [told(event) for event in play.events] == [set(), set(), {("breach", "director")}]
    assert play.deadline("policy-review").remind_at is None


@pytest.mark.parametrize("escalate_to", [None, "assistant-director"])
def test_who_does_not_hear_of_the_breach_hears_that_it_opens(escalate_to: str | None) -> None:
    """The role that sees to the review is told that it is open, if a breach goes to others or to nobody."""
    matter = POPLAR.matters["policy-review"]
    due = matter.deadlines["policy-review"].model_copy(update={"escalate_to": escalate_to})
    deadlines = matter.deadlines | {"policy-review": due}
    matters = POPLAR.matters | {"policy-review": matter.model_copy(update={"deadlines": deadlines})}
    play = review("2027-06-01 10:00", policy=POPLAR.model_copy(update={"matters": matters}))
    play.until(play.now)
    assert told(play.events[1]) == {("policy-review", "director")}
    assert told(play.events[2]) == ({("breach", escalate_to)} if escalate_to else set())


def test_a_missed_review_is_escalated_and_stays_open() -> None:
    """A breach under its clause the day after; two months later still owed, and confirmed then."""
    play = review()
    missed = play.past("policy-review")
    assert (missed.kind, missed.clause, told(missed)) == ("breached", "PH-8", {("breach", "director")})
    play.on("2027-03-18 10:00")
    assert (play.case.stage, [one.name for one in play.case.overdue]) == ("review", ["policy-review"])
    play.decide(CONFIRM, by=DIRECTOR)
    assert (play.case.stage, play.case.overdue) == ("approved", ())
    assert (play.due("opening"), play.due("policy-review")) == ("2031-09-18", "2032-03-18")
    play.on("2032-03-19 00:00")
    assert play.kinds.count("breached") == 2


def test_the_day_of_the_approval_counts() -> None:
    """It may lie before the day it is recorded, never before the last approval nor to come."""
    play = review()
    play.on("2026-10-05 10:00")
    for wrong in ("2022-01-18", "2021-01-01", "2026-10-06"):
        refusal = play.refused(CONFIRM.model_copy(update={"approved_on": day(wrong)}), by=DIRECTOR)
        assert (type(refusal), refusal.where, refusal.clause) == (Invalid, "approved_on", "PH-8")
    play.decide(CONFIRM.model_copy(update={"approved_on": day("2026-09-30")}), by=DIRECTOR)
    assert (play.due("policy-review"), play.case.terms["approved"]) == ("2031-09-30", "2026-09-30")


def test_it_can_be_called_sooner() -> None:
    """By a director, by a day before the one it is due on; it is open from then, and can be called anew."""
    play = review()
    play.on("2024-10-01 10:00")
    assert isinstance(play.refused(CALL, by=RUTH), NotAuthorised)
    (called,) = play.decide(CALL, by=DIRECTOR)
    assert (called.kind, play.case.stage, told(called)) == (
        "review-called",
        "review",
        {("policy-review", "director")},
    )
    assert (play.due("opening"), play.due("policy-review")) == (None, "2025-03-03")
    for wrong in ("2025-03-03", "2027-01-18", "2024-09-30"):
        assert isinstance(play.refused(CALL.model_copy(update={"due_by": day(wrong)}), by=DIRECTOR), Invalid)
    play.decide(CALL.model_copy(update={"due_by": day("2025-02-03")}), by=DIRECTOR)
    assert play.due("policy-review") == "2025-02-03"
    assert play.past("policy-review").kind == "breached"


def test_a_new_version_ends_it() -> None:
    """Nobody decides that; it follows, and nothing is due any more."""
    play = review()
    replaced = ReplacePolicy(version=day("2026-06-01"))
    assert isinstance(play.refused(replaced, by=DIRECTOR), NotAuthorised)
    (event,) = play.decide(replaced, by=BY_ITSELF)
    assert (event.facts, play.case.outcome) == ({"version": "2026-06-01"}, "new-version")
    assert (play.case.finished, play.case.deadlines) == (True, ())
    assert isinstance(play.refused(replaced, by=BY_ITSELF), OutOfStage)


def test_a_new_version_s_own_review_ends_the_earlier_ones() -> None:
    """What follows elsewhere is committed with its opening."""
    play = review(terms={"approved": "2022-01-18", "replaces": ("PHR-2017-000001",)})
    [errand] = play.last.errands
    assert (errand.to, errand.decision, errand.fields) == (
        "PHR-2017-000001",
        "replace-policy",
        {"version": "2022-01-18"},
    )

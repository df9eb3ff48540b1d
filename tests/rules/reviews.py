"""Complaints that have come to review: where the tests of section 4.2 begin."""

from __future__ import annotations

from rules.complaint.commitments import Remedy
from rules.complaint.proposal import ProposeDecision
from rules.complaint.review import PlanReview
from tests.rules.people import HELEN, LEILA
from tests.rules.play import Play
from tests.rules.saying import CONTACT, PLAN, asked_for_review, panel, response, signed


def asked(*remedies: Remedy, by: str | None = None) -> Play:
    """A complaint answered on Monday 8 June, of which a review is asked for a week later."""
    play = Play.opened()
    play.decide(CONTACT)
    play.on("2026-06-08 10:00")
    play.decide(response(*remedies))
    play.on("2026-06-15 10:00")
    play.decide(asked_for_review(by=by))
    return play


def planned(*remedies: Remedy, conduct: PlanReview = PLAN) -> Play:
    """Its panel sits, and has said how it goes about it, on Wednesday 17 June."""
    play = asked(*remedies)
    play.on("2026-06-17 10:00")
    play.decide(panel(HELEN, LEILA))
    play.decide(conduct, by=LEILA)
    return play


def agreed(play: Play, decision: ProposeDecision) -> Play:
    """One member proposes a decision, and the other signs it."""
    play.decide(decision, by=LEILA)
    play.decide(signed(play.case.seq), by=HELEN)
    return play

"""An appeal against a warning: a complaint by the ordinary road; upheld, it lifts the warning (PH-7e)."""

from __future__ import annotations

from datetime import date

import pytest

from rules.warning.terms import Standing
from tests.house import House, PlayedCase
from tests.workflows.reviewing import ask, planned
from tests.workflows.reviewing import proposed as propose
from tests.workflows.test_warning import half_year_after, on
from tests.workflows.warning import WARNED, appeal_against, errands_done, in_force, proposed

MOTHER = {"name": "Ludmila Dunmore", "email": "ludmila.dunmore@resident.example"}
pytestmark = pytest.mark.clause("PH-7e")


async def appealed(house: House) -> tuple[PlayedCase, PlayedCase]:
    """A warning in force, and an appeal against it that came in at once."""
    warned = await in_force(house, house.june())
    return warned, await appeal_against(warned, warned.begins)


async def test_it_is_linked_both_ways(house: House) -> None:
    """The warning knows the appeal, the appeal the warning; who decided the one does not decide the other."""
    warned, appeal = await appealed(house)
    assert Standing.of(await warned.case()).appeals == (appeal.ref,)
    case = await appeal.case()
    assert case.terms["appeals"] == warned.ref
    assert case.conflicted == ("amira.khan", "ruth.lewin")
    assert await errands_done(warned) == ["log-appeal done", "stand-aside done"]
    assert f"This is your appeal against the warning {warned.ref}." in await appeal.said("acknowledgement")
    refusal = await appeal.refused("contact", remedy_wanted="It removed.")
    assert refusal.code == "conflict-of-interest"
    await appeal.decide("contact", by="tom.okafor", remedy_wanted="It removed.")


async def test_no_ground_of_refusal_swallows_it(house: House) -> None:
    """However old what it is about; it is answered."""
    _, appeal = await appealed(house)
    for name, fields in {
        "refuse": {"ground": "legal-proceedings", "particulars": "A claim."},
        "link-duplicate": {"original": "PH-2026-000001"},
    }.items():
        refusal = await appeal.refused(name, by="helen.ashe", **fields)
        assert (refusal.code, "it is answered, and not refused" in refusal.detail) == ("out-of-stage", True)


async def test_upheld_on_the_day_of_the_review_it_lifts_the_warning(house: House) -> None:
    """The warning's own timer went on meanwhile; that day it is not late yet."""
    warned = await in_force(house, house.june())
    due = half_year_after(warned.begins.date(), 1)
    await on(warned, due, "09:30")
    appeal = await appeal_against(warned, warned.moment.astimezone(warned.begins.tzinfo))
    await appeal.decide("contact", by="tom.okafor", remedy_wanted="It removed.")
    await appeal.answered(by="tom.okafor", outcome="upheld", remedies=[])
    await errands_done(appeal)
    await warned.finished()
    kinds = await warned.kinds()
    assert kinds[-3:] == ["appealed", "appeal-decided", "warning-lifted"]
    assert "breached" not in kinds
    assert (await warned.events("warning-lifted"))[0].facts == {"appeal": appeal.ref}
    assert "Your appeal is upheld." in await warned.said("warning-lifted")
    assert f"You appealed against the warning {warned.ref}. We remove it" in await appeal.said("response")
    await appeal.decide("accept", by="tom.okafor")
    await appeal.finished()
    assert "decide-appeal done" in await errands_done(warned)


async def test_not_upheld_the_warning_goes_on(house: House) -> None:
    """Once the answer stands, the appeal is no longer open; the review is due when it was."""
    warned, appeal = await appealed(house)
    due = (await warned.case()).deadline("warning-review")
    await appeal.decide("contact", by="tom.okafor", remedy_wanted="It removed.")
    await appeal.answered(by="tom.okafor", outcome="not-upheld", remedies=[])
    assert Standing.of(await warned.case()).appeals == (appeal.ref,)
    await appeal.decide("accept", by="tom.okafor")
    await appeal.finished()
    await errands_done(appeal)
    case = await warned.case()
    assert (case.stage, Standing.of(case).appeals) == ("in-force", ())
    assert case.deadline("warning-review") == due
    assert (await warned.events("appeal-decided"))[0].facts == {"appeal": appeal.ref, "upheld": False}


async def test_a_panel_can_uphold_it(house: House) -> None:
    """That it finds the answer not appropriate lifts the warning, without any other remedy."""
    warned, appeal = await appealed(house)
    await appeal.decide("contact", by="tom.okafor", remedy_wanted="It removed.")
    await appeal.answered(by="tom.okafor", outcome="not-upheld", remedies=[])
    await appeal.decide("ask-for-review", by="tom.okafor", why="It was not me.", remedy_wanted="It removed.")
    await appeal.decide("appoint-panel", by="helen.ashe", members=["david.moss", "leila.brandt"])
    await appeal.decide(
        "plan-review", by="david.moss", conduct="on-paper", how="We read it all.", information="The film."
    )
    answer = await appeal.decide(
        "propose-decision",
        by="david.moss",
        appropriate=False,
        can_do="We remove the warning.",
        cannot_do="Nothing was asked for that we cannot do.",
        reasons="The film shows somebody else.",
    )
    await appeal.decide("sign-decision", by="leila.brandt", proposal=answer.seq)
    await errands_done(appeal)
    await warned.finished()
    assert (await warned.case()).outcome == "lifted"
    assert f"You appealed against the warning {warned.ref}. It is removed" in await appeal.said(
        "review-decision"
    )


async def test_upheld_after_the_warning_has_ended(house: House) -> None:
    """What follows from it there is refused, recorded as such, and tried no more; the appeal goes on."""
    warned, appeal = await appealed(house)
    await warned.decide("lift-warning", by="david.moss", reasons="No risk.")
    await warned.finished()
    await appeal.decide("contact", by="tom.okafor", remedy_wanted="It removed.")
    await appeal.answered(by="tom.okafor", outcome="upheld", remedies=[])
    assert "decide-appeal out-of-stage" in await errands_done(appeal)
    assert len(await warned.events("warning-lifted")) == 1


async def test_what_is_not_theirs_is_taken_in_and_not_linked(house: House) -> None:
    """Not another's warning, nor one that waits or has ended, nor what is none: it tells nothing of it."""
    ended = await in_force(house, house.june())
    await ended.decide("lift-warning", by="ruth.lewin", reasons="No risk.")
    waiting, warned = await proposed(house, house.june()), await in_force(house, house.june())
    other = await house.open(begins=house.june())
    for ref, person in {
        ended.ref: WARNED,
        waiting.ref: WARNED,
        other.ref: WARNED,
        "PH-2019-000001": WARNED,
        warned.ref: {"name": "Somebody Else", "email": WARNED["email"]},
    }.items():
        appeal = await house.open(begins=house.june(), person=person, appeals=ref)
        case = await appeal.case()
        assert (case.terms, case.conflicted) == ({"unlinked_appeal": ref}, ())
        assert await errands_done(appeal) == []
        assert ref not in await appeal.said("acknowledgement")
        assert [one["audience"] for one in await appeal.notices() if one["kind"] == "appeal-to-link"] == [
            "head-of-service"
        ]
        refusal = await appeal.refused("refuse", by="helen.ashe", ground="employer", particulars="-")
        assert "it is answered, and not refused" in refusal.detail


async def test_a_manager_links_it(house: House) -> None:
    """From then on it is as though it had come in so: linked both ways, and upheld it lifts the warning."""
    warned = await in_force(house, house.june())
    appeal = await house.open(begins=house.june(), person=MOTHER, appeals=warned.ref)
    said = {"warning": warned.ref, "reasons": "She is his mother, and has his consent."}
    assert (await appeal.refused("link-appeal", **said)).code == "not-authorised"
    await appeal.decide("link-appeal", by="helen.ashe", **said)
    await errands_done(appeal)
    await errands_done(warned)
    case = await appeal.case()
    assert (case.terms["appeals"], case.terms["unlinked_appeal"]) == (warned.ref, None)
    assert case.conflicted == ("amira.khan", "ruth.lewin")
    assert (await appeal.refused("link-appeal", by="helen.ashe", **said)).code == "out-of-stage"
    await appeal.decide("contact", by="tom.okafor", remedy_wanted="It removed.")
    await appeal.answered(by="tom.okafor", outcome="upheld", remedies=[])
    await errands_done(appeal)
    await warned.finished()
    assert (await warned.case()).outcome == "lifted"


async def test_one_that_is_linked_late_loses_what_the_approver_proposed(house: House) -> None:
    """Whoever approved the warning sat on the panel: others propose anew, and nobody signs that."""
    warned = await proposed(house, house.june())
    await warned.decide("approve-warning", by="omar.reyes")
    appeal = await house.open(begins=house.june(), person=MOTHER, appeals=warned.ref)
    await appeal.decide("contact", by="tom.okafor", remedy_wanted="It removed.")
    await appeal.answered(by="tom.okafor", outcome="not-upheld", remedies=[])
    await ask(appeal)
    await planned(appeal, ["helen.ashe", "omar.reyes"])
    number = await propose(appeal, by="omar.reyes")
    await appeal.decide("link-appeal", by="grace.owusu", warning=warned.ref, reasons="It is her son's.")
    await errands_done(appeal)
    await errands_done(warned)
    case = await appeal.case()
    assert (case.conflicted, case.draft) == (("amira.khan", "omar.reyes"), None)
    assert (await appeal.refused("sign-decision", by="helen.ashe", proposal=number)).code == "out-of-stage"


async def test_whoever_approved_a_warning_does_not_say_that_nobody_appeals(house: House) -> None:
    """Nor whoever proposed it; that a complaint names it is for others to look at."""
    warned = await in_force(house, house.june())
    appeal = await house.open(begins=house.june(), person=MOTHER, appeals=warned.ref)
    refusal = await appeal.refused("link-appeal", by="ruth.lewin", reasons="It is about something else.")
    assert (refusal.code, refusal.where) == ("conflict-of-interest", "actor")
    await appeal.decide("link-appeal", by="helen.ashe", reasons="It is about something else.")
    assert "appeal-not-linked" in await appeal.kinds()


async def test_only_a_warning_in_force_is_linked(house: House) -> None:
    """And what is about none can be refused again, once a manager says so."""
    ended = await in_force(house, house.june())
    await ended.decide("lift-warning", by="ruth.lewin", reasons="No risk.")
    appeal = await house.open(begins=house.june(), person=MOTHER, appeals=ended.ref)
    for ref in (ended.ref, appeal.ref, "PH-2019-000001"):
        refusal = await appeal.refused("link-appeal", by="ruth.lewin", warning=ref, reasons="-")
        assert (refusal.code, refusal.where, refusal.clause) == ("unknown", "warning", "PH-7e")
    await appeal.decide("link-appeal", by="david.moss", reasons="It ended, and was not hers.")
    refusal = await appeal.refused("link-appeal", by="david.moss", reasons="Again.")
    assert (refusal.code, refusal.where) == ("invalid", "warning")
    await appeal.decide("refuse", by="ruth.lewin", ground="employer", particulars="About a member of staff.")
    assert (await appeal.kinds())[:3] == ["opened", "appeal-not-linked", "refused"]


def test_half_a_year_later() -> None:
    """The tests' own calendar."""
    assert half_year_after(date(2027, 6, 7), 3) == date(2028, 12, 7)

"""The Resolve stage on the real engine: every promise's day, every decision, and what happens in between."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from contracts.attributes import CASE_OVERDUE, CASE_OWNER
from embedded.stack import Stack
from rules.promises import Deadline
from rules.recording import Answer
from rules.refusal import OutOfStage, Refusal
from starter.cli.rehearsal import until
from tests.house import House, PlayedCase


async def due(case: PlayedCase, name: str) -> Deadline:
    """An open deadline of the case, as recorded."""
    deadline = (await case.case()).deadline(name)
    assert deadline is not None
    return deadline


def midnight_after(day: date, case: PlayedCase) -> datetime:
    """The local midnight that ends a day."""
    return datetime.combine(day + timedelta(days=1), time(), case.house.policy.zone)


def local(moment: datetime, case: PlayedCase) -> datetime:
    """A moment in the policy's zone."""
    return moment.astimezone(case.house.policy.zone)


class TestContact:
    """Within two working days of receipt."""

    @pytest.mark.clause("PH-4.1c")
    async def test_the_last_minute_of_the_due_day_is_in_time(self, house: House) -> None:
        """Contact at one minute to midnight keeps the promise; nothing is recorded at midnight."""
        case = await house.open(begins=house.june())
        assert (await due(case, "contact")).due_at == midnight_after(case.day(2), case)
        await case.on(2, "23:59")
        await case.contacted()
        await case.on(4)
        assert await case.kinds() == ["opened", "staff-reminded", "contacted"]

    @pytest.mark.clause("PH-4.1c")
    async def test_late_contact_is_a_breach_and_the_case_goes_on(self, house: House) -> None:
        """At the midnight after the due day: recorded once, escalated, overdue until the contact is made."""
        case = await house.open(begins=house.june())
        await case.on(2, "23:59")
        assert await case.kinds() == ["opened", "staff-reminded"]
        assert await case.shown(CASE_OVERDUE) is False
        await case.on(5)
        [breach] = await case.events("breached")
        assert breach.clause == "PH-4.1c"
        assert breach.facts == {"deadline": "contact", "due_day": case.day(2).isoformat()}
        assert local(breach.at, case).date() == case.day(3)
        assert await case.shown(CASE_OVERDUE) is True
        notice = await case.notice("breach")
        assert (notice["audience"], notice["address"]) == (
            "head-of-service",
            "heads.of.service@poplar.example",
        )
        await case.contacted()
        assert await case.shown(CASE_OVERDUE) is False
        assert not (await case.case()).overdue
        await case.on(8)
        assert await case.kinds() == ["opened", "staff-reminded", "breached", "contacted"]

    async def test_two_contacts_at_the_same_instant_are_one(self, house: House) -> None:
        """One is recorded, the other refused; it leaves nothing behind."""
        case = await house.open()
        answers = await asyncio.gather(case.contacted(), case.contacted(), return_exceptions=True)
        [recorded] = [answer for answer in answers if isinstance(answer, Answer)]
        [refused] = [answer for answer in answers if isinstance(answer, Refusal)]
        assert (refused.code, refused.clause) == ("out-of-stage", "PH-4.1c")
        assert await case.kinds() == ["opened", "contacted"]
        async with house.pool.acquire() as connection:
            keys = await connection.fetch("SELECT key FROM people.words WHERE ref = $1", case.ref)
        assert {row["key"] for row in keys} == {"intake", recorded.key}

    async def test_whoever_makes_contact_has_the_case(self, house: House) -> None:
        """The first to make contact is its owner, in the record and in what ops see."""
        case = await house.open(by="tom.okafor")
        assert await case.shown(CASE_OWNER) == "nobody"
        await case.contacted()
        assert (await case.case()).owner == "amira.khan"
        assert await case.shown(CASE_OWNER) == "amira.khan"


class TestResponse:
    """Within ten working days of receipt, or by the day agreed."""

    @pytest.mark.clause("PH-4.1d")
    async def test_the_normal_target_is_ten_working_days_from_receipt(self, house: House) -> None:
        """Missed, it is a breach at the midnight after the tenth working day, and can still be given."""
        case = await house.open(begins=house.june())
        assert (await due(case, "response")).due_day == case.day(14)
        await case.contacted()
        await case.on(14, "23:59")
        assert "breached" not in await case.kinds()
        await case.on(15)
        [breach] = await case.events("breached")
        assert (breach.clause, breach.facts["deadline"]) == ("PH-4.1d", "response")
        assert (await case.notice("breach"))["address"] == "assistant.directors@poplar.example"
        assert (await case.answered()).stage == "answered"
        assert not (await case.case()).overdue

    @pytest.mark.clause("PH-4.1c", "PH-4.1d")
    async def test_the_day_agreed_at_contact_takes_the_targets_place(self, house: House) -> None:
        """Answered on that day it is in time, though the normal target has passed."""
        case = await house.open(begins=house.june())
        await case.contacted(respond_by=case.day(18).isoformat())
        assert (await due(case, "response")).due_at == midnight_after(case.day(18), case)
        await case.on(18, "23:59")
        await case.answered()
        assert await case.kinds() == ["opened", "contacted", "staff-reminded", "responded"]

    @pytest.mark.clause("PH-4.1d")
    async def test_the_timescale_can_be_agreed_again(self, house: House) -> None:
        """While information is awaited another day is agreed; neither the old day nor the target counts."""
        case = await house.open(begins=house.june())
        await case.contacted(respond_by=case.day(9).isoformat())
        await case.on(3)
        await case.decide("ask-for-information", asked="Photographs of the lift.")
        assert (await due(case, "response")).due_day == case.day(9)
        await case.decide(
            "agree-timescale", respond_by=case.day(21).isoformat(), reasons="Photographs first."
        )
        await case.on(20)
        assert "breached" not in await case.kinds()
        assert (await due(case, "response")).due_day == case.day(21)
        [agreed] = await case.events("timescale-agreed")
        assert agreed.clause == "PH-4.1d"
        assert case.day(21).strftime("%Y") in await case.said("timescale")

    @pytest.mark.clause("PH-4.1b", "PH-4.1c")
    async def test_an_answer_needs_contact_and_an_upheld_one_its_remedy(self, house: House) -> None:
        """Without either it is refused under its own clause, and the case stays as it was."""
        case = await house.open()
        fields = {"outcome": "upheld", "can_do": "That.", "cannot_do": "This.", "reasons": "Ours."}
        early = await case.refused("respond", **fields)
        assert (early.code, early.clause) == ("out-of-stage", "PH-4.1c")
        await case.contacted()
        bare = await case.refused("respond", **fields)
        assert (bare.code, bare.where, bare.clause) == ("invalid", "remedies", "PH-4.1b")
        assert (await case.case()).stage == "resolve"

    @pytest.mark.clause("PH-3a")
    async def test_needs_are_considered_before_the_answer(self, house: House) -> None:
        """A need that notices cannot meet waits for staff; the refusal names it."""
        case = await house.open(needs=["interpreter", "large-print"], person=BY_LETTER)
        await case.contacted()
        refusal = await case.refused("respond", **NOT_UPHELD)
        assert (refusal.code, refusal.clause) == ("out-of-stage", "PH-3a")
        assert "interpreter" in refusal.detail
        await case.decide("adjust", need="interpreter", made=False, how="She asked for her son to interpret.")
        assert (await case.decide("respond", **NOT_UPHELD)).stage == "answered"
        [considered] = await case.events("adjustment-considered")
        assert considered.facts == {"need": "interpreter", "made": False}


class TestInformation:
    """Asked for, reminded of, and the matter closed where it does not come."""

    @pytest.mark.clause("PH-4.1e")
    async def test_it_is_reminded_of_and_the_matter_closes_at_the_months_end(self, house: House) -> None:
        """Asked for on a Thursday: the week before falls on a weekend, so the reminder goes on the Friday."""
        case = await house.open(begins=house.june())
        await case.contacted(respond_by=case.day(50).isoformat())
        await case.on(3)
        await case.decide("ask-for-information", asked="Photographs of the lift.")
        awaited = await due(case, "information")
        month_on = case.day(3).replace(month=7)
        assert (awaited.due_day, awaited.due_at) == (month_on, midnight_after(month_on, case))
        friday = month_on - timedelta(days=8)
        assert friday.strftime("%A") == "Friday"
        assert awaited.remind_at == datetime.combine(friday, time(9), house.policy.zone)
        await case.until(awaited.remind_at - timedelta(seconds=1))
        assert "information-reminded" not in await case.kinds()
        await case.until(awaited.remind_at + timedelta(minutes=1))
        assert (await case.kinds())[-1] == "information-reminded"
        assert "Photographs of the lift." in await case.said("information-reminder")
        assert month_on.strftime("%A") == "Saturday"
        assert awaited.lapse_at == midnight_after(month_on + timedelta(days=2), case)
        await case.until(awaited.lapse_at - timedelta(seconds=1))
        assert (await case.case()).stage == "resolve"
        await case.until(awaited.lapse_at)
        await case.finished()
        [closed] = await case.events("closed")
        assert (closed.clause, closed.facts["how"]) == ("PH-4.1e", "no-information")
        assert "It did not reach us by that day." in await case.said("closure")
        assert await case.kinds() == [
            "opened", "contacted", "information-asked", "information-reminded", "closed",
        ]  # fmt: skip

    @pytest.mark.clause("PH-4.1e")
    async def test_its_arrival_ends_the_wait(self, house: House) -> None:
        """It comes on the last day: no reminder repeats, the matter stays open, it can be asked for again."""
        case = await house.open(begins=house.june())
        await case.contacted(respond_by=case.day(80).isoformat())
        await case.decide("ask-for-information", asked="Photographs of the lift.")
        assert (await case.refused("ask-for-information", asked="More.")).clause == "PH-4.1e"
        awaited = await due(case, "information")
        await case.until(awaited.due_at - timedelta(minutes=1))
        await case.decide("receive-information", received="Three photographs.")
        await case.until(awaited.due_at + timedelta(days=2))
        assert (await case.kinds())[-1] == "information-received"
        assert (await case.refused("receive-information")).code == "out-of-stage"
        await case.decide("ask-for-information", asked="The date of the last one.")
        assert (await due(case, "information")).due_day > awaited.due_day

    @pytest.mark.clause("PH-4.1e")
    async def test_arrival_at_the_deadlines_very_second_has_one_outcome(self, house: House) -> None:
        """Either it came in time and the matter goes on, or the matter closed and it is refused."""
        case = await house.open(begins=house.june())
        await case.contacted(respond_by=case.day(80).isoformat())
        await case.decide("ask-for-information", asked="Photographs of the lift.")
        awaited = await due(case, "information")
        end = awaited.lapse_at
        assert end is not None
        await case.until(end - timedelta(seconds=1))
        case.moment = end
        arrived = case.decide("receive-information", received_on=awaited.due_day.isoformat())
        _, answer = await asyncio.gather(case.time.reach(case.handle, end), arrived, return_exceptions=True)
        await case.until(end + timedelta(hours=1))
        kinds = await case.kinds()
        if isinstance(answer, Answer):
            assert (kinds[-1], (await case.case()).stage) == ("information-received", "resolve")
        else:
            assert isinstance(answer, OutOfStage)
            assert (kinds[-1], (await case.case()).stage) == ("closed", "closed")
        assert ("closed" in kinds) != ("information-received" in kinds)


class TestRefusal:
    """What is not considered as a complaint, on each ground."""

    @pytest.mark.parametrize(
        ("ground", "clause"),
        [
            pytest.param(ground, clause, marks=pytest.mark.clause(clause), id=ground)
            for ground, clause in [
                ("alternative-process", "PH-4.3a"),
                ("legal-proceedings", "PH-4.3d"),
                ("third-party", "PH-4.3e"),
                ("law-or-regulation", "PH-4.3f"),
                ("employer", "PH-4.3g"),
            ]
        ],
    )
    async def test_a_ground_must_say_what_it_relies_on(self, house: House, ground: str, clause: str) -> None:
        """Without particulars it is not made out; with them the matter closes under the ground's clause."""
        case = await house.open()
        bare = await case.refused("refuse", by="ruth.lewin", ground=ground)
        assert (bare.code, bare.where, bare.clause) == ("invalid", "particulars", clause)
        particulars = "The service charge tribunal decides this."
        await case.decide("refuse", by="ruth.lewin", ground=ground, particulars=particulars)
        await case.finished()
        [refused] = await case.events("refused")
        assert (refused.clause, refused.outcome) == (clause, "not-a-complaint")
        said = await case.said("refusal")
        assert particulars in said
        assert house.policy.matters["complaint"].grounds[ground].wording in said

    @pytest.mark.clause("PH-4.3b")
    async def test_too_old_is_more_than_six_months_before_receipt(self, house: House) -> None:
        """The corresponding day six months before is still in time; the day before it is too old."""
        corresponding = house.june().date().replace(month=1) - timedelta(days=31)
        assert corresponding.month == 12
        in_time = await house.open(begins=house.june(), happened_on=corresponding.isoformat())
        refusal = await in_time.refused("refuse", by="ruth.lewin", ground="too-old")
        assert (refusal.code, refusal.clause) == ("ground-not-met", "PH-4.3b")
        before = (corresponding - timedelta(days=1)).isoformat()
        old = await house.open(begins=house.june(), happened_on=before)
        await old.decide("refuse", by="ruth.lewin", ground="too-old")
        await old.finished()
        assert [event.clause for event in await old.events("refused")] == ["PH-4.3b"]
        assert (await old.notice("refusal"))["sent_at"]

    @pytest.mark.clause("PH-4.3c")
    async def test_already_raised_names_an_earlier_case_that_exists(self, house: House) -> None:
        """A case that does not exist, or this case itself, is no ground; another case is, and is named."""
        earlier, case = await house.open(), await house.open()
        nameless = await case.refused("refuse", by="ruth.lewin", ground="already-raised")
        assert (nameless.code, nameless.where, nameless.clause) == ("invalid", "earlier_case", "PH-4.3c")
        for ref, code in [("PH-2019-000001", "unknown"), (case.ref, "ground-not-met")]:
            refusal = await case.refused("refuse", by="ruth.lewin", ground="already-raised", earlier_case=ref)
            assert (refusal.code, refusal.where, refusal.clause) == (code, "earlier_case", "PH-4.3c")
        assert (await case.case()).stage == "resolve"
        await case.decide("refuse", by="ruth.lewin", ground="already-raised", earlier_case=earlier.ref)
        await case.finished()
        [refused] = await case.events("refused")
        assert (refused.clause, refused.facts["earlier_case"]) == ("PH-4.3c", earlier.ref)
        assert earlier.ref in await case.said("refusal")

    @pytest.mark.clause("PH-4.3a")
    async def test_a_caseworker_may_not_refuse(self, house: House) -> None:
        """It takes a head of service or above; a ground that the paper does not have is unknown."""
        case = await house.open()
        refusal = await case.refused("refuse", ground="employer", particulars="Her son works for us.")
        assert (refusal.code, refusal.clause) == ("not-authorised", "PH-4.3a")
        unknown = await case.refused("refuse", by="ruth.lewin", ground="boring", particulars="It is.")
        assert (unknown.code, unknown.where) == ("unknown", "ground")


class TestEnding:
    """Withdrawn, accepted, or not disputed."""

    async def test_withdrawal_ends_everything(self, house: House) -> None:
        """The deadlines are gone and the person is told; no clause, but the reason why there is none."""
        case = await house.open(begins=house.june())
        await case.on(4)
        await case.decide("withdraw", withdrawn_on=case.day(3).isoformat(), said="Her neighbour mended it.")
        await case.finished()
        assert await case.kinds() == ["opened", "staff-reminded", "breached", "withdrawn", "closed"]
        [withdrawn] = await case.events("withdrawn")
        assert withdrawn.clause is None
        assert withdrawn.because
        state = await case.state()
        assert (state.outcome, state.deadlines) == ("withdrawn", ())
        assert "do not want to go on" in await case.said("closure")

    @pytest.mark.clause("PH-4.2a", "PH-1")
    async def test_silence_for_the_policys_window_lets_the_answer_stand(self, house: House) -> None:
        """The window is the policy file's; it lapses a working day later, for what came on its last day."""
        case = await house.open(begins=house.june())
        await case.contacted()
        await case.on(7)
        await case.answered(**NOT_UPHELD)
        window = house.policy.matters["complaint"].deadlines["acceptance"].within
        assert window is not None
        assert window.working_days == 20
        last = case.day(7) + timedelta(weeks=4)
        assert (await due(case, "acceptance")).due_at == midnight_after(last, case)
        assert last.strftime("%A") == "Monday"
        after = midnight_after(last + timedelta(days=1), case)
        assert (await due(case, "acceptance")).lapse_at == after
        await case.until(after - timedelta(seconds=1))
        assert (await case.case()).stage == "answered"
        await case.until(after)
        await case.finished()
        events = await case.events()
        assert [(event.kind, event.clause) for event in events[-2:]] == [
            ("not-disputed", "PH-4.2a"),
            ("closed", "PH-1"),
        ]
        assert "We did not hear from you" in await case.said("closure")

    @pytest.mark.clause("PH-4.2a")
    async def test_acceptance_is_dated_between_the_answer_and_today(self, house: House) -> None:
        """A day to come, or one before receipt, is refused by its field."""
        case = await house.open(begins=house.june())
        await case.contacted()
        await case.on(3)
        await case.answered(**NOT_UPHELD)
        for day in (4, -1):
            refusal = await case.refused("accept", accepted_on=case.day(day).isoformat())
            assert (refusal.code, refusal.where, refusal.clause) == ("invalid", "accepted_on", "PH-4.2a")
        assert (await case.decide("accept", accepted_on=case.day(3).isoformat())).stage == "closed"


class TestCommitments:
    """What the answer promised."""

    @pytest.mark.clause("PH-1")
    async def test_the_case_ends_when_the_last_promise_is_settled(self, house: House) -> None:
        """One kept, one missed, escalated and then kept, one broken: each under its clause, then the end."""
        case = await house.open(begins=house.june())
        await case.contacted()
        await case.on(3)
        remedies = [
            {"what": "An apology", "by": case.day(4).isoformat(), "owner": "amira.khan"},
            {"what": "The lift mended", "by": case.day(10).isoformat(), "owner": "tom.okafor"},
            {"what": "A second lift", "by": case.day(40).isoformat(), "owner": "ruth.lewin"},
        ]
        await case.answered(remedies=remedies)
        await case.on(4)
        await case.decide("keep-commitment", number=1, evidence="Posted.")
        await case.decide("accept")
        assert (await case.case()).stage == "remedy"
        await case.on(11)
        [breach] = await case.events("breached")
        assert (breach.clause, breach.facts["deadline"]) == ("PH-1", "commitment-2")
        assert (await case.notice("breach"))["audience"] == "head-of-service"
        assert await case.shown(CASE_OVERDUE) is True
        await case.decide("keep-commitment", number=2, kept_on=case.day(11).isoformat())
        assert await case.shown(CASE_OVERDUE) is False
        refusal = await case.refused("keep-commitment", number=2)
        assert (refusal.code, refusal.where, refusal.clause) == ("unknown", "number", "PH-1")
        not_hers = await case.refused("break-commitment", number=3, reasons="No room.")
        assert (not_hers.code, not_hers.clause) == ("not-authorised", "PH-1")
        await case.decide("break-commitment", by="ruth.lewin", number=3, reasons="There is no shaft for it.")
        await case.finished()
        assert await case.kinds() == [
            "opened", "contacted", "responded", "commitment-kept", "accepted",
            "breached", "commitment-kept", "commitment-broken", "closed",
        ]  # fmt: skip
        told = await case.said("commitment-broken")
        assert "A second lift" in told
        assert "There is no shaft for it." in told
        assert "The lift mended" not in told
        assert (await case.notice("closure"))["sent_at"]
        assert [promise.status for promise in (await case.state()).commitments] == ["kept", "kept", "broken"]

    @pytest.mark.clause("PH-1")
    async def test_silence_leaves_the_case_open_while_something_is_owed(self, house: House) -> None:
        """The answer stands after the window, and the promise is still kept time of."""
        case = await house.open(begins=house.june())
        await case.contacted()
        remedy = {"what": "The lift mended", "by": case.day(60).isoformat(), "owner": "tom.okafor"}
        await case.answered(remedies=[remedy])
        await case.on(50)
        assert (await case.case()).stage == "remedy"
        await case.on(61)
        assert [event.facts["deadline"] for event in await case.events("breached")] == ["commitment-1"]
        await case.decide("keep-commitment", number=1)
        await case.finished()
        assert (await case.case()).outcome == "upheld"

    @pytest.mark.clause("PH-1")
    async def test_a_promise_needs_somebody_who_exists_and_a_day_to_come(self, house: House) -> None:
        """Otherwise the answer is refused as a whole."""
        case = await house.open(begins=house.june())
        await case.contacted()
        await case.on(2)
        nobody = {"what": "It", "by": case.day(9).isoformat(), "owner": "no.body"}
        assert (await refused_answer(case, nobody)).code == "unknown"
        passed = {"what": "It", "by": case.day(1).isoformat(), "owner": "amira.khan"}
        refusal = await refused_answer(case, passed)
        assert (refusal.code, refusal.where) == ("invalid", "remedies.1.by")
        assert (await case.case()).stage == "resolve"


class TestCasework:
    """What goes on beside."""

    async def test_a_case_is_handed_only_to_somebody_who_exists(self, house: House) -> None:
        """An unknown member of staff is refused by field; so is whoever has it; then it goes."""
        case = await house.open()
        await case.contacted()
        unknown = await case.refused("reassign", by="ruth.lewin", owner="no.body")
        assert (unknown.code, unknown.where) == ("unknown", "owner")
        same = await case.refused("reassign", by="ruth.lewin", owner="amira.khan")
        assert (same.code, same.where) == ("invalid", "owner")
        await case.decide("reassign", by="ruth.lewin", owner="tom.okafor")
        [handed] = await case.events("reassigned")
        assert handed.facts == {"from": "amira.khan", "to": "tom.okafor"}
        assert handed.because
        assert await case.shown(CASE_OWNER) == "tom.okafor"

    @pytest.mark.clause("PH-2b")
    async def test_whoever_let_their_training_lapse_decides_nothing(self, house: House) -> None:
        """The refusal says when it ran out."""
        case = await house.open()
        refusal = await case.refused("note", by="peter.vale", text="A note.")
        assert (refusal.code, refusal.clause) == ("training-lapsed", "PH-2b")
        assert "30 June 2024" in refusal.detail


@pytest.mark.clause("PH-4.1c")
async def test_what_fell_due_while_no_worker_was_there_comes_first(stack: Stack) -> None:
    """A contact made after its deadline is a breach, though the worker hears of both at once."""
    async with House.staffed(stack) as house:
        async with house.working():
            case = await house.open(begins=house.june())
            end = (await due(case, "contact")).due_at
            await case.on(1, "09:00")  # reminded by then: no clock passes a timer that nobody takes
        await case.time.reach(case.handle, end)
        late = asyncio.create_task(case.contacted())
        await until(lambda: kept(case))
        async with house.working():
            await late
        assert await case.kinds() == ["opened", "staff-reminded", "breached", "contacted"]


async def kept(case: PlayedCase) -> bool:
    """Whether the words of a decision are kept, and the engine is about to hear of it."""
    return (await case.house.rows())["people.words"] > (await case.house.rows())["casebook.decision"]


async def refused_answer(case: PlayedCase, remedy: dict[str, str]) -> Refusal:
    """An answer with one remedy, which is refused."""
    before = await case.house.rows()
    with pytest.raises(Refusal) as refusal:
        await case.answered(remedies=[remedy])
    assert await case.house.rows() == before
    return refusal.value


NOT_UPHELD: dict[str, Any] = {
    "outcome": "not-upheld",
    "can_do": "We check the lift each week.",
    "cannot_do": "We cannot build a second one.",
    "reasons": "It was mended within a day.",
    "remedies": [],
}
BY_LETTER = {
    "name": "Nadia Farrow",
    "address": ["1 Lantern House", "Example Street", "London E14 0ZZ"],
    "channel": "letter",
}

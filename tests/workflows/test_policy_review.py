"""The review of a policy on the real engine, over years: by itself, sooner, missed, confirmed, replaced."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta

from activities.reconcile import Reconciler
from embedded.stack import Stack
from records.cases import case_at
from rules.case import Case
from rules.library import Library
from rules.refusal import NotAuthorised
from starter.cli.rehearsal import until
from tests.house import House, PlayedCase
from tests.papers import read_beside, write_version

pytestmark = pytest.mark.clause("PH-8")
REASONS = "It still is best practice."


@dataclass
class Papers:
    """A house of its own, and a folder in which versions of its policy are put."""

    house: House
    folder: Path
    library: Library
    begins: datetime

    def reconciler(self, played: PlayedCase) -> Reconciler:
        """The reconciler at the moment a case is at."""
        house = self.house
        return Reconciler(
            house.pool, played.time.client, self.library, house.task_queue, clock=lambda: played.moment
        )

    async def review(self, begins: datetime) -> PlayedCase:
        """The review of the version in force at a moment, which the reconciler opens then."""
        played = PlayedCase(self.house, begins)
        reconciled = await self.reconciler(played).reconcile()
        [played.ref] = reconciled.reviews
        async with self.house.pool.acquire() as connection:
            played.handle = played.desk.handle(await case_at(connection, played.ref))
        await played.time.begin(played.handle)
        await until(played.opened)
        return played


@pytest.fixture
async def papers() -> AsyncIterator[Papers]:
    """A stack of its own, whose policy was approved 53 months before the test begins: a month to go."""
    with tempfile.TemporaryDirectory(prefix="redress-") as data, tempfile.TemporaryDirectory() as folder:
        async with (
            Stack(Path(data), time_skipping=True, ports="free", worker=False) as stack,
            House.staffed(stack) as house,
        ):
            begins = house.june()
            write_version(Path(folder), begins.date() - relativedelta(months=53))
            with read_beside(Path(folder)) as library:
                house.library = library
                # others have reviews of their own
                yield Papers(house, Path(folder), library.only([house.policy.id]), begins)


def months(after: datetime, number: int, *, days: int = 0) -> datetime:
    """A local time some months after another."""
    return after + relativedelta(months=number, days=days)


def approved(papers: Papers) -> date:
    """When the policy in force was approved."""
    return papers.library.current("poplar-harca", papers.begins).last_approved


async def test_from_one_approval_to_the_next(papers: Papers) -> None:
    """It opens, reminds, is missed by two months and stays open, is confirmed, and falls due again."""
    house, begins = papers.house, papers.begins
    async with house.working():
        review = await papers.review(begins)
        assert review.ref.startswith("PHR-")
        assert (await review.case()).stage == "approved"
        await review.until(months(begins, 1, days=2))
        assert (await review.case()).stage == "review"
        due = approved(papers) + relativedelta(months=60)
        await review.until(months(begins, 7))
        assert (await review.kinds()) == ["opened", "review-opened", "policy-review-reminded"]
    async with house.working(cached_cases=0):  # another worker goes on
        await review.until(months(begins, 9))
        missed = await review.case()
        assert ([one.due_day for one in missed.overdue], missed.stage) == ([due], "review")
        await review.decide("confirm-policy", by="helen.ashe", reasons=REASONS)
        confirmed = await review.case()
        assert (confirmed.stage, confirmed.overdue) == ("approved", ())
        await review.until(months(begins, 9 + 54, days=2))
        assert (await review.case()).stage == "review"
        assert (await review.kinds())[3:] == ["breached", "policy-confirmed", "review-opened"]
        told = [(row["kind"], row["audience"], row["sent_at"] is not None) for row in await review.notices()]
        assert told == [
            ("policy-review", "director", True),
            ("policy-review-reminder", "director", True),
            ("breach", "director", True),
            ("policy-review", "director", True),
        ]
        assert {mail["To"] for mail in house.mail(review.ref)} == {"directors@poplar.example"}
        assert await review.state() == await review.case()
        assert REASONS not in (await review.handle.fetch_history()).to_json()
        await review.is_whole()


async def test_it_is_called_sooner(papers: Papers) -> None:
    """A director names a day, which is kept; a head of service cannot, and nothing is left of the attempt."""
    async with papers.house.working():
        review = await papers.review(papers.begins)
        asked = {"due_by": (papers.begins.date() + timedelta(days=20)).isoformat(), "reasons": "The law."}
        refusal = await review.refused("call-review", by="ruth.lewin", **asked)
        assert (refusal.code, refusal.clause) == ("not-authorised", "PH-8")
        await review.decide("call-review", by="helen.ashe", **asked)
        assert (await review.case()).stage == "review"
        await review.on(21, "00:30")
        assert [one.name for one in (await review.case()).overdue] == ["policy-review"]
        assert "called before its time" in await review.said("policy-review")


async def test_a_wrong_day_of_a_review_that_was_called_is_corrected(papers: Papers) -> None:
    """It is due by the right one; nobody is written to, since it is nobody's."""
    async with papers.house.working():
        review = await papers.review(papers.begins)
        asked = {"due_by": review.day(20).isoformat(), "reasons": "The law has changed."}
        called = await review.decide("call-review", by="helen.ashe", **asked)
        right = review.day(30).isoformat()
        await review.decide("correct", by="helen.ashe", event=called.seq, day=right, reasons="A slip.")
        due = (await review.state()).deadline("policy-review")
        assert due
        assert due.due_day == review.day(30)
        assert (await review.events("corrected"))[0].tells == ()


async def test_a_new_version_ends_it(papers: Papers) -> None:
    """From its day on, once: the old review closes, and the new version has its own."""
    house, begins = papers.house, papers.begins
    async with house.working():
        old = await papers.review(begins)
        to_come = months(begins, 1).replace(hour=0, minute=0)
        write_version(papers.folder, to_come.date())
    with read_beside(papers.folder) as library:
        papers.library = library.only([papers.house.policy.id])
        async with house.working():
            old.moment = to_come - timedelta(minutes=1)
            assert (await papers.reconciler(old).reconcile()).reviews == ()
            new = await papers.review(to_come)
            await old.finished()
            closed = await old.case()
            assert (closed.stage, closed.outcome, closed.deadlines) == ("closed", "new-version", ())
            assert (await new.case()).version == to_come.date()
            assert approval_of(await new.case()) == to_come.date().isoformat()
            assert (await papers.reconciler(new).reconcile()).reviews == ()
            await old.is_whole()


def approval_of(case: Case) -> object:
    """The approval from which the time of a review runs."""
    return case.terms["approved"]


async def test_two_workers_that_start_at_once_open_one(papers: Papers) -> None:
    """However many reconcilers look at the same time, and again where the first has died half-way."""
    played = PlayedCase(papers.house, papers.begins)
    all_at_once = await asyncio.gather(*(papers.reconciler(played).reconcile() for _ in range(4)))
    assert len([ref for reconciled in all_at_once for ref in reconciled.reviews]) == 1
    async with papers.house.pool.acquire() as connection:
        await connection.execute("UPDATE casebook.casefile SET started_at = NULL")
        [ref] = [row["ref"] for row in await connection.fetch("SELECT ref FROM casebook.casefile")]
    again = await papers.reconciler(played).reconcile()
    assert again.reviews == ()
    async with papers.house.working():
        played.ref = ref
        async with papers.house.pool.acquire() as connection:
            played.handle = played.desk.handle(await case_at(connection, ref))
        await played.time.begin(played.handle)
        await until(played.opened)


async def test_nobody_opens_one_by_hand(papers: Papers) -> None:
    """It opens by itself, or not at all."""
    fields = {"policy": "poplar-harca", "matter": "policy-review", "approved": "2026-01-01", "source_id": "1"}
    with pytest.raises(NotAuthorised, match="opens by itself"):
        await papers.house.desk().open(fields, actor="helen.ashe")

"""The yearly review of the charter on the real engine: overdue by its paper, confirmed, due again, ended."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta

from contracts.attributes import CASE_OVERDUE
from embedded.stack import Stack
from policies import HERE
from starter.cli.rehearsal import until
from tests.house import House, PlayedCase
from tests.papers import read_beside
from tests.workflows.test_policy_review import Papers, months

pytestmark = pytest.mark.clause("WRC-23")
CHARTER = "work-rights-centre"
TRUSTEES = "trustees@workrights.example"


@pytest.fixture
async def papers() -> AsyncIterator[Papers]:
    """A stack of its own, and the charter as it is shipped: approved in April 2021."""
    with tempfile.TemporaryDirectory(prefix="redress-") as data, tempfile.TemporaryDirectory() as folder:
        async with (
            Stack(Path(data), time_skipping=True, ports="free", worker=False) as stack,
            House.staffed(stack) as house,
        ):
            house.policy = house.library.current(CHARTER)
            yield Papers(house, Path(folder), house.library.only([CHARTER]), house.june())


async def overdue(papers: Papers) -> PlayedCase:
    """The review as the reconciler first opens it, long after its day: opened and missed by now."""
    review = await papers.review(papers.begins)

    async def missed() -> bool:
        return bool((await review.case()).overdue)

    await until(missed)
    await until(review.in_step)
    return review


async def test_it_is_overdue_by_its_own_paper(papers: Papers) -> None:
    """Recorded as opened and as missed, and told once: to the trustees, as a breach."""
    async with papers.house.working():
        review = await overdue(papers)
        assert review.ref.startswith("WRCR-")
        assert await review.kinds() == ["opened", "review-opened", "breached"]
        case = await review.case()
        assert (case.stage, [str(one.due_day) for one in case.overdue]) == ("review", ["2022-04-30"])
        assert [(row["kind"], row["address"]) for row in await review.notices()] == [("breach", TRUSTEES)]
        said = await review.said("breach")
        assert "It was due on: Saturday 30 April 2022" in said
        assert "a trustee confirms the policy in the case" in said
        assert await review.shown(CASE_OVERDUE) is True
        await review.on(400)
        assert await review.kinds() == ["opened", "review-opened", "breached"], "it is told once"


async def test_confirmed_it_is_due_a_year_on(papers: Papers) -> None:
    """By a trustee alone; then it opens, reminds and is kept in time, with each told on its own day."""
    async with papers.house.working():
        review = await overdue(papers)
        review.moment = papers.begins
        reasons = {"reasons": "It still says what we do."}
        refusal = await review.refused("confirm-policy", by="martin.achebe", **reasons)
        assert (refusal.code, refusal.clause) == ("not-authorised", "WRC-23")
        await review.decide("confirm-policy", by="clara.benson", **reasons)
        confirmed = await review.case()
        [due] = [one for one in confirmed.deadlines if one.name == "policy-review"]
        assert (confirmed.stage, confirmed.overdue) == ("approved", ())
        assert due.due_day == papers.begins.date() + relativedelta(years=1)
        await review.until(months(papers.begins, 11, days=10))
        assert (await review.kinds())[3:] == ["policy-confirmed", "review-opened", "policy-review-reminded"]
        told = [row["kind"] for row in await review.notices()]
        assert told == ["breach", "policy-review", "policy-review-reminder"]
        await review.decide("confirm-policy", by="clara.benson", **reasons)
        assert (await review.case()).overdue == ()


async def test_a_confirmation_of_long_ago_leaves_it_overdue(papers: Papers) -> None:
    """It was reviewed in time once, and nobody wrote it down: the next year's was missed all the same."""
    async with papers.house.working():
        review = await overdue(papers)
        review.moment = papers.begins
        confirmed = {"approved_on": "2022-04-20", "reasons": "Minutes of the trustees of that day."}
        await review.decide("confirm-policy", by="clara.benson", **confirmed)

        async def missed_again() -> bool:
            return (await review.kinds()).count("breached") == 2

        await until(missed_again)
        assert [str(one.due_day) for one in (await review.case()).overdue] == ["2023-04-20"]
        assert [row["kind"] for row in await review.notices()] == ["breach", "breach"]


async def test_a_new_version_ends_it(papers: Papers) -> None:
    """The trustees approve another charter instead: the overdue review closes, the new one has a year."""
    async with papers.house.working():
        old = await overdue(papers)
        to_come = months(papers.begins, 1).replace(hour=0, minute=0)
        text = (HERE / "work_rights_centre.toml").read_text(encoding="utf-8")
        later = text.replace("version = 2021-04-30", f"version = {to_come.date()}")
        (papers.folder / "later.toml").write_text(later, encoding="utf-8")
    with read_beside(papers.folder) as library:
        papers.library = library.only([CHARTER])
        async with papers.house.working():
            old.moment = to_come - timedelta(minutes=1)
            new = await papers.review(to_come)
            await old.finished()
            closed = await old.case()
            assert (closed.stage, closed.outcome, closed.overdue) == ("closed", "new-version", ())
            assert (await new.case()).version == to_come.date()
            assert await new.kinds() == ["opened"]

"""A new version of a policy: from its day on for what comes in, and never for what came in before."""

from __future__ import annotations

from datetime import UTC, timedelta
from pathlib import Path

import pytest

from embedded.stack import Stack
from records.papers import missing
from rules.library import Library
from rules.model import day_of
from tests.house import House, PlayedCase, complaint
from tests.papers import read_beside, write_version

pytestmark = pytest.mark.clause("PH-8")


async def test_open_cases_keep_the_version_they_began_under(stack: Stack, tmp_path: Path) -> None:
    """Figures, dates and who may decide stay as on the day of receipt; the worker is restarted between."""
    async with House.staffed(stack) as house:
        monday = house.june()
        async with house.working():
            before = await house.open(begins=monday - timedelta(days=3))
            due = (await before.case()).deadlines
        write_version(tmp_path, monday.date())
        with read_beside(tmp_path) as both:
            house.library = both
            async with house.working(cached_cases=0):
                late = PlayedCase(house, monday)
                friday = (monday - timedelta(days=3)).astimezone(UTC)
                fields = complaint(friday.date(), received=friday.isoformat())
                await late.open(fields, by="amira.khan")
                after = await house.open(begins=monday)
                await before.on(3, "11:00")
                before.desk, before.moment = house.desk(client=before.time.client), monday
                await before.contacted()
                await before.decide("refuse", by="ruth.lewin", ground="employer", particulars="It is.")
                refusal = await after.refused(
                    "refuse", by="ruth.lewin", ground="employer", particulars="It is."
                )
                elsewhere = await after.refused(
                    "correct",
                    event=1,
                    field="received_on",
                    day=after.day(-1).isoformat(),
                    reasons="It was typed wrongly.",
                )
        assert "is under another version of the policy" in elsewhere.detail
        zone = house.policy.zone
        old = house.policy.version
        assert [(await case.case()).version for case in (before, late, after)] == [old, old, monday.date()]
        contact = {deadline.name: deadline.due_day for deadline in due}["contact"]
        assert contact == monday.date() + timedelta(days=1)
        [late_contact] = [one for one in (await late.case()).deadlines if one.name == "contact"]
        [new_contact] = [one for one in (await after.case()).deadlines if one.name == "contact"]
        assert late_contact.due_day == contact
        assert new_contact.due_day == day_of(monday, zone) + timedelta(days=4)
        assert (await before.case()).outcome == "not-a-complaint"
        assert (refusal.code, refusal.clause) == ("not-authorised", "PH-4.3a")


async def test_the_same_matter_sent_again_keeps_its_version(stack: Stack, tmp_path: Path) -> None:
    """What was taken in before a new version, and is sent again after, is the case it was."""
    async with House.staffed(stack) as house:
        monday = house.june()
        fields = complaint(monday.date() - timedelta(days=3))
        first = await house.desk(clock=lambda: monday - timedelta(days=3)).open(fields, actor="amira.khan")
        write_version(tmp_path, monday.date())
        with read_beside(tmp_path) as both:
            house.library = both
            again = await house.desk(clock=lambda: monday).open(fields, actor="amira.khan")
        assert (again.case, again.repeated) == (first.case, True)


async def test_a_file_that_open_cases_need_is_missed_by_name(stack: Stack, tmp_path: Path) -> None:
    """Which version, which cases, and what to do; nothing where every file is there."""
    async with House.staffed(stack) as house:
        taken = await house.desk().open(
            complaint(house.monday().date() - timedelta(days=7)), actor="amira.khan"
        )
        write_version(tmp_path, house.june().date())
        with read_beside(tmp_path) as both:
            only_new = Library([policy for policy in both if policy.version != house.policy.version])
            async with house.pool.acquire() as connection:
                # other tests may have left cases of policies of their own
                ours = f"the file of poplar-harca of {house.policy.version} is gone"
                assert not [said for said in await missing(connection, both) if ours in said]
                [said] = [said for said in await missing(connection, only_new) if ours in said]
        assert "REDRESS_POLICIES" in said
        assert taken.case.version == house.policy.version

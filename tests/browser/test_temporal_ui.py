"""The Temporal UI in a real browser: a stranger understands a case there. Screenshots go to build/."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.async_api import Page, expect

from engine.waiting import until
from tests.browser.conftest import shot
from tests.house import House, PlayedCase

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
async def case(house: House) -> PlayedCase:
    """A complaint with a missed promise, somebody who has it, and information asked for."""
    case = await house.open(needs=["audio"])
    await case.on(4)
    await case.contacted(respond_by=case.day(20).isoformat())
    await case.decide("ask-for-information", asked="Photographs, please.")
    await case.notices()
    return case


async def look(page: Page, case: PlayedCase, path: str) -> None:
    """Open a page of the UI."""
    await page.goto(f"{case.house.stack.ui_url}/namespaces/default/{path}")


async def reads(page: Page, *texts: str) -> None:
    """Wait until each text can be read on the page or in one of its frames, where Markdown is shown."""

    async def seen() -> bool:
        shown = [await frame.locator("body").inner_text() for frame in page.frames]
        return all(any(text in body for body in shown) for text in texts)

    await until(seen, within=30)


async def test_the_case_says_how_it_stands(case: PlayedCase, page: Page) -> None:
    """Summary, stage, owner, every open deadline with duty and clause: all on one page of the case."""
    await look(page, case, f"workflows/{quote(f'complaint/{case.ref}', safe='')}")
    await page.get_by_text("User Metadata").first.click()
    await reads(page, "Repairs", "Resolve", "amira.khan", "PH-4.1e", "Wait for the information asked for")
    await reads(page, "Respond (response)", "Needs still to be considered: audio", "Customer Care Policy")
    await shot(page, "case-details")


async def test_the_timeline_names_duties_and_decisions(case: PlayedCase, page: Page) -> None:
    """The timeline shows decisions by name, and timers by duty, day and clause."""
    await look(page, case, f"workflows/{quote(f'complaint/{case.ref}', safe='')}")
    for text in ("contact", "ask-for-information", "PH-4.1d"):
        await expect(page.get_by_text(text).locator("visible=true").first).to_be_visible()
    await shot(page, "case-timeline")


async def test_overdue_cases_can_be_found(house: House, page: Page) -> None:
    """The list of workflows filters by search attribute."""
    case = await house.open()
    await case.on(4)
    query = quote(f'CaseOverdue = true AND WorkflowId = "complaint/{case.ref}"')
    await look(page, case, f"workflows?query={query}")
    await expect(page.get_by_text(case.ref).first).to_be_visible()
    await shot(page, "overdue-cases")


async def test_notices_are_listed_by_case_and_kind(case: PlayedCase, page: Page) -> None:
    """Every notice is a standalone activity whose id names the case and the kind."""
    await look(page, case, "activities")
    for notice in await case.notices():
        await expect(page.get_by_text(f"{case.ref}/{notice['seq']}-{notice['kind']}").first).to_be_visible()
    await shot(page, "notices")

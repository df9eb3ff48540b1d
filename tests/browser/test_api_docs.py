"""The API's documentation in a real browser, without the internet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import shot
from tests.house import House
from tests.starter.api.conftest import Served, serving

pytestmark = pytest.mark.browser


@pytest.fixture
async def served(cached_house: House, tmp_path: Path) -> AsyncIterator[Served]:
    """The API, on the tests' servers."""
    async with serving(cached_house, tmp_path) as served:
        yield served


async def test_it_works_without_the_internet(served: Served, page: Page) -> None:
    """The page lists every operation, shows the fields of one, and loads nothing from anywhere else."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{served.url}/docs")
    await expect(page.get_by_role("heading", name="Redress")).to_be_visible()
    await page.locator("#operations-Cases-open_complaints").click()
    await expect(page.get_by_text("happened_on").first).to_be_visible()
    await shot(page, "api-docs")
    assert f"{served.url}/openapi.json" in asked
    assert [url for url in asked if not url.startswith((served.url, "data:"))] == []

"""A page of Chromium, and pictures of it in build/ for people to look at."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

expect.set_options(timeout=30_000)  # milliseconds: a page may load slowly
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHOTS = Path("build/screenshots")


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A page of Chromium."""
    if not os.environ.get("REDRESS_CHROMIUM"):
        pytest.skip("no Chromium; see tests/browser/run")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=os.environ["REDRESS_CHROMIUM"], args=QUIET)
        yield await browser.new_page(viewport={"width": 1500, "height": 1300})
        await browser.close()


async def shot(page: Page, name: str, *, whole: bool = False) -> None:
    """Keep a picture for people to look at: of what is in view, or of the whole page."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=SHOTS / f"{name}.png", full_page=whole)

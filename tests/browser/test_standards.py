"""Published standards in a real browser, by what of WCAG 2.2 AA a program can see; on screen and on paper."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import SHOTS, shot
from tests.house import House
from tests.starter.api.conftest import Served, serving

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
POLICIES = ["poplar-harca", "work-rights-centre"]
WIDTHS = {"screen": 1100, "phone": 320}
"""CSS pixels; of the narrower one WCAG says that nothing may need scrolling sideways (1.4.10)."""


@pytest.fixture
async def served(cached_house: House, tmp_path: Path) -> AsyncIterator[Served]:
    """The API, on the tests' servers."""
    async with serving(cached_house, tmp_path) as served:
        yield served


@pytest.mark.clause("WRC-22")
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("policy", POLICIES)
async def test_it_can_be_read_by_everybody(served: Served, page: Page, policy: str, width: str) -> None:
    """No rule of axe-core's is broken, and nothing runs over the edge."""
    await page.set_viewport_size({"width": WIDTHS[width], "height": 1000})
    await page.goto(f"{served.url}/standards/{policy}")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await expect(page.get_by_role("table").first).to_be_visible()
    results = await Axe().run(page, options=RULES)
    assert results.violations_count == 0, results.generate_report()
    assert len(results.response["passes"]) > 15
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= WIDTHS[width]
    await shot(page, f"standards-{policy}-{width}", whole=True)


async def test_by_keyboard(served: Served, page: Page) -> None:
    """The first key leads past the list of contents; a clause is found by its link."""
    await page.goto(f"{served.url}/standards/work-rights-centre")
    skip = page.get_by_role("link", name="Skip to the content")
    await page.keyboard.press("Tab")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await page.get_by_role("link", name="WRC-19").first.press("Enter")
    await expect(page.locator("#WRC-19")).to_be_in_viewport()


@pytest.mark.parametrize("policy", POLICIES)
async def test_on_paper(served: Served, page: Page, policy: str) -> None:
    """On a few pages of A4, without the list of contents, and without anything cut off."""
    await page.goto(f"{served.url}/standards/{policy}")
    SHOTS.mkdir(parents=True, exist_ok=True)
    file = SHOTS / f"standards-{policy}.pdf"
    margin = {"top": "15mm", "bottom": "15mm", "left": "15mm", "right": "15mm"}
    await page.pdf(path=file, format="A4", margin=margin, tagged=True)  # type: ignore[arg-type]
    reader = PdfReader(file)
    said = " ".join(" ".join(one.extract_text() for one in reader.pages).split())
    assert len(reader.pages) <= 6
    assert "If something goes wrong" in said
    assert said.count("What we promise, and by when") == 2, (
        "a heading and a line under the title, and no link"
    )
    assert "within 20 working days" in said

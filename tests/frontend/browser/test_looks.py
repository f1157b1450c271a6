"""How it looks: screenshots to be looked at, in build/screenshots/, and what can be said without looking."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import APPEARS_MS, House

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "build" / "screenshots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Home Assistant's own right-to-left language; of ours, English stands in.
LANGUAGES = ("en", "de", "he")
# From a phone to a desktop.
WIDTHS = (390, 800, 1440)
SETTLES_MS = 1500


def opened(page: Page, house: House, language: str) -> None:
    page.add_init_script(f"localStorage.setItem('selectedLanguage', JSON.stringify('{language}'))")
    page.goto(f"{house.url}/solar-charging/now")
    expect(page.locator("solar-charging-card .modes")).to_be_visible(timeout=APPEARS_MS)
    expect(page.locator("solar-charging-chart svg")).to_be_visible(timeout=APPEARS_MS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_nothing_is_cut_off_or_overflows(browser: Browser, house: House, is_dark: bool, language: str) -> None:
    scheme = "dark" if is_dark else "light"
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 1200}, color_scheme=scheme)
    page = context.new_page()
    opened(page, house, language)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1200})
        page.wait_for_timeout(SETTLES_MS)
        page.screenshot(path=FOLDER / f"card-{width}-{scheme}-{language}.png")
        for one in page.locator("solar-charging-card ha-card").all():
            assert one.evaluate("card => card.scrollWidth <= card.clientWidth"), "the card is wider than its place"
        for label in page.locator("solar-charging-card .modes button span").all():
            assert label.evaluate("one => one.scrollWidth <= one.parentElement.clientWidth"), label.inner_text()
    direction = page.locator("solar-charging-card").first.evaluate("one => getComputedStyle(one).direction")
    assert direction == ("rtl" if language == "he" else "ltr")
    context.close()


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("is_open", [False, True], ids=["card", "dialog"])
def test_axe_finds_no_violation(browser: Browser, house: House, is_dark: bool, is_open: bool) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 1600}, color_scheme="dark" if is_dark else "light", bypass_csp=True
    )
    page = context.new_page()
    opened(page, house, "en")
    page.locator("solar-charging-card .gauge").click()
    if is_open:
        page.locator("solar-charging-card [data-action=ready-by]").click()
        expect(page.locator("solar-charging-ready-by section")).to_be_visible()
    page.wait_for_timeout(SETTLES_MS)
    page.add_script_tag(path=AXE)
    found = page.locator("solar-charging-ready-by dialog" if is_open else "solar-charging-card").first.evaluate(
        "async one => (await axe.run(one)).violations.map(v => [v.id, v.nodes.map(n => n.html + ' ' + n.failureSummary)])"
    )
    assert found == []
    context.close()

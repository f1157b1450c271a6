"""What would have come of past days, asked in the dialog as a person asks: as it is, with more panels, and with another charger."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .conftest import APPEARS_MS, House
from .test_looks import FOLDER, SETTLES_MS

# A day of a car in seven ways, on a machine that does other things, too.
ANSWERED_MS = 180_000
WIDTHS = (390, 1440)
KWH = re.compile(r"([\d.,]+) kWh")
FIRST_WORDS = {"en": "In the last 24 hours", "de": "In den letzten 24 Stunden"}


def asked(dialog: Locator, **question: str) -> tuple[float, float]:
    """Ask; return what *Solar only* would have charged, and of it from the sun, in kWh."""
    for name in ("extra_kwp", "starts_at_kw"):
        dialog.locator(f"[name={name}]").fill(question.get(name, ""))
    dialog.locator("[name=days]").fill("1")
    dialog.locator("[data-action=start]").click()
    expect(dialog.locator("progress")).to_be_visible()
    expect(dialog.locator("table, .error")).to_be_visible(timeout=ANSWERED_MS)
    kwh = [float(number.replace(",", ".")) for number in KWH.findall(dialog.locator("[role=status]").inner_text())]
    assert len(kwh) == 6, "as it was, with Solar only, and with the grid"
    return kwh[2], kwh[3]


@pytest.mark.parametrize("language", FIRST_WORDS)
def test_questions_are_asked_and_answered_in_the_dialog(browser: Browser, house: House, language: str) -> None:
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 1100})
    page = context.new_page()
    page.add_init_script(f"localStorage.setItem('selectedLanguage', JSON.stringify('{language}'))")
    page.goto(f"{house.url}/solar-charging/sessions")
    page.locator("solar-charging-sessions [data-action=replay]").click()
    dialog = page.locator("solar-charging-replay dialog")
    expect(dialog).to_be_visible(timeout=APPEARS_MS)
    energy_kwh, solar_kwh = asked(dialog)
    # Home Assistant itself speaks English here; who asks, not always.
    expect(dialog.locator("[role=status]")).to_contain_text(FIRST_WORDS[language])
    looked_at(page, dialog, language)
    if language == "en":
        # It has half again as many panels, and starts at 1.38 kW.
        assert asked(dialog, extra_kwp="2")[1] >= solar_kwh
        assert asked(dialog, starts_at_kw="1.4")[0] == pytest.approx(energy_kwh, abs=0.5)
    context.close()


def looked_at(page: Page, dialog: Locator, language: str) -> None:
    """Take pictures of it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1100})
        page.wait_for_timeout(SETTLES_MS)
        page.screenshot(path=FOLDER / f"replay-{width}-{language}.png")
        assert dialog.evaluate("one => one.scrollWidth <= one.clientWidth"), "the dialog is wider than its place"

"""From a fresh Home Assistant to a charging car, by clicks; and what can be added, changed and removed afterwards."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from simulator.demo.server import Server

from .conftest import APPEARS_MS, House, free_port
from .walk import Walk

MOST_CLICKS, MOST_FIELDS = 15, 5


@pytest.fixture(scope="module")
def fresh() -> Iterator[House]:
    """Return a Home Assistant in which Solar Charging was never set up."""
    server = Server("browser-fresh", free_port(), 1)
    server.prepare(is_fresh=True)
    server.start()
    try:
        house = House(server)
        house.ask("get_config")
        yield house
    finally:
        server.stop()


@pytest.fixture
def walk(browser: Browser, fresh: House) -> Iterator[Walk]:
    context = browser.new_context(viewport={"width": 390, "height": 900}, locale="en-GB")
    page: Page = context.new_page()
    page.set_default_timeout(APPEARS_MS)
    yield Walk(page, fresh.url)
    context.close()


def parts(house: House) -> list[tuple[str, str]]:
    (entry,) = house.ask("config_entries/get", domain="solar_charging")
    found = house.ask("config_entries/subentries/list", entry_id=entry["entry_id"])
    return [(one["subentry_type"], one["title"]) for one in found]


def test_a_found_home_and_a_charger_by_hand(walk: Walk, fresh: House) -> None:
    walk.begin()
    walk.is_at("Your solar array")
    walk.number("5500")
    walk.forward()
    walk.is_at("Is this your home?")
    walk.forward()
    walk.is_at("Your charger")
    assert walk.clicks <= 4, walk
    assert walk.fields <= 2, walk
    walk.choose("Charging current or power", "Wallbox Charging current")
    field = walk.page.locator("ha-selector-select").filter(has_text="Charging current or power").first
    expect(field).to_contain_text("Wallbox Charging current")
    walk.forward()
    expect(walk.page.get_by_text("We filled in matching entities").first).to_be_visible()
    # What was chosen is shown by name, device and value, not by its id.
    expect(walk.page.locator("step-flow-form").first).not_to_contain_text("number.wallbox")
    walk.forward()
    expect(walk.page.get_by_role("link", name="Open the dashboard")).to_be_visible()
    assert walk.clicks <= MOST_CLICKS, walk
    assert walk.fields <= MOST_FIELDS, walk
    walk.click(walk.page.get_by_role("link", name="Open the dashboard"))
    expect(walk.page.locator("solar-charging-card .why")).to_be_visible()
    assert parts(fresh) == [("charger", "EV charging")]
    assert len([one for one in fresh.ask("lovelace/dashboards/list") if "olar" in json.dumps(one)]) == 1


def test_a_car_prices_and_a_plane(walk: Walk, fresh: House) -> None:
    walk.open_home()
    walk.add("Add car", "Car")
    walk.fill(walk.page.locator("step-flow-form ha-selector-text input").first, "Blue hatchback")
    walk.choose("State of charge", "Car State of charge")
    walk.forward()
    walk.finish()
    assert walk.clicks <= 6, walk
    assert walk.fields <= 1, walk
    walk.add("Add prices", "Electricity prices")
    walk.click(walk.page.get_by_text("Fixed price", exact=True).first)
    walk.number("0.3")
    walk.forward()
    walk.finish()
    walk.add("Add plane", "Roof plane")
    walk.number("3000")
    walk.forward()
    walk.finish()
    assert [kind for kind, _ in parts(fresh)] == ["charger", "car", "tariff", "plane"]

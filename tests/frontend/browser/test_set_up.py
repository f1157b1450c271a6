"""From a fresh Home Assistant to a charging car, by clicks; and what can be added, changed, automated and removed afterwards.

Each walk goes on where the one before it ended. What it costs is noted in build/walks.txt.
"""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from simulator.demo.server import Server

from .conftest import APPEARS_MS, House, free_port
from .walk import Walk

STAND_INS = Path(__file__).parent / "stand_ins"
# Of a home and a charger that are found, and of all by hand.
FOUND, BY_HAND = (8, 2), (15, 5)
SWITCH = "switch.nrgkick_charging_enabled"
PART, HOME = "ha-config-sub-entry-row", "ha-config-entry-row"
CONFIGURATION = """
# The simulated wallbox as a charger that is found by itself.
nrgkick:
automation: !include automations.yaml
"""


@pytest.fixture(scope="module")
def fresh() -> Iterator[House]:
    """Return a Home Assistant in which Solar Charging was never set up, with a charger that it knows."""
    server = Server("browser-fresh", free_port(), 1)
    server.prepare(is_fresh=True)
    shutil.copytree(STAND_INS / "nrgkick", server.config / "custom_components" / "nrgkick")
    with (server.config / "configuration.yaml").open("a") as file:
        file.write(CONFIGURATION)
    (server.config / "automations.yaml").write_text("[]")
    server.start()
    try:
        house = House(server)
        house.ask("get_config")
        house.wait_for(lambda: SWITCH in entity_ids(house), "the charger is not there")
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


def entity_ids(house: House) -> list[str]:
    states: list[dict[str, Any]] = house.ask("get_states")
    return [one["entity_id"] for one in states]


def parts(house: House) -> list[tuple[str, str]]:
    (entry,) = house.ask("config_entries/get", domain="solar_charging")
    found = house.ask("config_entries/subentries/list", entry_id=entry["entry_id"])
    return [(one["subentry_type"], one["title"]) for one in found]


def costs_at_most(walk: Walk, most: tuple[int, int]) -> None:
    assert walk.clicks <= most[0], walk.cost
    assert walk.fields <= most[1], walk.cost


def test_a_found_home_and_a_found_charger(walk: Walk, fresh: House) -> None:
    walk.begin()
    walk.is_at("Your solar array")
    walk.number("5500")
    walk.forward()
    walk.is_at("Is this your home?")
    walk.forward()
    walk.is_at("Choose your charger")
    walk.forward()
    walk.is_at("Is this your charger?")
    walk.pick("One")
    walk.forward()
    expect(walk.page.get_by_role("link", name="Open the dashboard")).to_be_visible()
    walk.click(walk.page.get_by_role("link", name="Open the dashboard"))
    expect(walk.page.locator("solar-charging-card .why")).to_be_visible()
    walk.film.shoot(walk.page)
    costs_at_most(walk, FOUND)
    assert parts(fresh) == [("charger", "EV charging")]
    assert len([one for one in fresh.ask("lovelace/dashboards/list") if "olar" in json.dumps(one)]) == 1
    fresh.act("select.select_option", entity_id="select.simulation_sky", option="clear")
    fresh.wait_for(lambda: fresh.state(SWITCH) == "on", "the car does not charge")
    expect(walk.page.locator("solar-charging-card .sentence")).to_contain_text("Charging")
    walk.film.shoot(walk.page)
    walk.film.save("newcomer-home-assistant")
    walk.note("from a fresh Home Assistant to a charging car")


def test_a_car_is_ready_by_seven_with_eighty_percent_and_the_card_shows_why(walk: Walk, fresh: House) -> None:
    walk.open_home()
    walk.add("Add car", "Car")
    walk.fill(walk.page.locator("step-flow-form ha-selector-text input").first, "Blue hatchback")
    walk.choose("State of charge", "Car State of charge")
    walk.forward()
    walk.finish()
    costs_at_most(walk, (6, 1))
    ready_by = walk.page.locator("solar-charging-card [data-action=ready-by]")
    walk.visit("solar-charging/now", ready_by)
    walk.click(ready_by)
    dialog = walk.page.locator("solar-charging-ready-by dialog")
    walk.fill(dialog.locator("input[type=time]"), "07:00")
    walk.fill(dialog.locator("input[type=range]").first, "80")
    expect(dialog.locator("section [role=status]").first).to_contain_text("kWh")
    walk.click(dialog.locator("[data-action=save]"))
    expect(ready_by).to_contain_text("80")
    costs_at_most(walk, (8, 3))
    walk.note("with a car, to ready by seven with 80 %")
    # Which car it is can be told in the card as well.
    walk.page.locator("solar-charging-card .chip select").select_option("Blue hatchback")
    fresh.wait_for(lambda: fresh.state("select.ev_charging_car") == "Blue hatchback", "the car was not chosen")
    walk.restart()
    walk.visit("solar-charging/now", walk.page.locator("solar-charging-card .why"))
    expect(walk.page.locator("solar-charging-card .why")).to_contain_text(re.compile(r"\d"))
    costs_at_most(walk, (0, 0))
    walk.note("to why it is not charging")


def test_prices_and_a_plane(walk: Walk, fresh: House) -> None:
    walk.open_home()
    walk.add("Add prices", "Electricity prices")
    walk.click(walk.page.get_by_text("As in the Energy dashboard: 0.30 EUR/kWh", exact=True).first)
    walk.finish()
    costs_at_most(walk, (3, 0))
    walk.add("Add plane", "Roof plane")
    walk.number("3000")
    walk.forward()
    walk.finish()
    costs_at_most(walk, (6, 1))
    assert [kind for kind, _ in parts(fresh)] == ["charger", "car", "tariff", "plane"]


def test_the_energy_dashboards_own_dialog_offers_the_forecast(walk: Walk, fresh: House) -> None:
    walk.page.goto(f"{fresh.url}/config/energy/electricity")
    forecast = walk.page.get_by_text("Forecast Production", exact=True)
    walk.open(walk.page.locator("ha-energy-solar-settings ha-icon-button").first, forecast)
    walk.click(forecast)
    walk.click(walk.page.get_by_text("Solar Charging", exact=True).last)
    walk.click(walk.page.get_by_role("button", name="Save"))
    (entry,) = fresh.ask("config_entries/get", domain="solar_charging")

    def is_chosen() -> bool:
        sources = fresh.ask("energy/get_prefs")["energy_sources"]
        return any(one.get("config_entry_solar_forecast") == [entry["entry_id"]] for one in sources)

    fresh.wait_for(is_chosen, "the forecast was not saved")
    assert entry["entry_id"] in fresh.ask("energy/solar_forecast")


def test_a_trigger_a_condition_and_an_action_in_the_automation_editor(walk: Walk, fresh: House) -> None:
    page = walk.page
    page.goto(f"{fresh.url}/config/automation/edit/new")
    for kind, search, name in (
        ("trigger", "started charging", "Charger started charging with solar power"),
        ("condition", "charging with solar", "Charger is charging with solar power"),
        ("action", "Boost", "Solar Charging: Boost"),
    ):
        walk.click(page.get_by_role("button", name=f"Add {kind}"))
        walk.fill(page.locator("add-automation-element-dialog input").first, search)
        walk.click(page.locator("add-automation-element-dialog").get_by_text(name).first)
        target = (
            page.get_by_text("Select a device") if kind == "action" else page.get_by_role("button", name="Add target")
        )
        walk.click(target.last)
        walk.click(page.get_by_text("EV charging", exact=True).last)
        page.keyboard.press("Escape")
    walk.click(page.get_by_role("button", name="Save"))
    walk.click(page.locator("ha-dialog-automation-save").get_by_role("button", name="Save"))
    fresh.wait_for(lambda: bool(automations(fresh)), "the automation was not saved")
    (made,) = automations(fresh)
    config = fresh.ask("automation/config", entity_id=made)["config"]
    (trigger,), (condition,), (action,) = (config[key] for key in ("triggers", "conditions", "actions"))
    (device_id,) = action["data"]["device_id"]
    assert (trigger["trigger"], trigger["target"]) == ("solar_charging.charging_started", {"device_id": device_id})
    assert (condition["condition"], condition["target"]["device_id"]) == (
        "solar_charging.is_charging_from_sun",
        device_id,
    )
    assert fresh.state(made) == "on"


def automations(house: House) -> list[str]:
    return [one for one in entity_ids(house) if one.startswith("automation.")]


def test_a_charger_is_changed_and_removed_and_then_the_home(walk: Walk, fresh: House) -> None:
    walk.open_home()
    walk.change("Reconfigure charger", "Charger")
    walk.fill(walk.page.locator("step-flow-form ha-selector-text input").first, "Garage")
    walk.forward()
    expect(walk.page.locator(PART).filter(has_text="Garage")).to_be_visible()
    costs_at_most(walk, (2, 1))
    walk.finish()
    walk.remove(PART, "Garage")
    expect(walk.page.locator(PART).filter(has_text="Garage")).to_have_count(0)
    assert [kind for kind, _ in parts(fresh)] == ["car", "tariff", "plane"]
    walk.menu(HOME, "Solar Charging", "Reconfigure")
    walk.pick("Solar array")
    walk.is_at("Your solar array")
    walk.number("6000")
    walk.forward()
    walk.finish()
    walk.remove(HOME, "Solar Charging")
    fresh.wait_for(lambda: fresh.ask("config_entries/get", domain="solar_charging") == [], "the home is still there")


def test_all_by_hand(walk: Walk, fresh: House) -> None:
    walk.begin()
    walk.is_at("Your solar array")
    walk.number("5500")
    walk.forward()
    walk.is_at("Is this your home?")
    walk.pick("No, I'll choose them myself")
    walk.forward()
    walk.is_at("Power sensors")
    walk.forward()
    walk.is_at("Which way is power flowing?")
    walk.forward()
    walk.is_at("Choose your charger")
    walk.pick("Another charger: choose its entities manually")
    walk.forward()
    walk.is_at("Your charger")
    walk.choose("Charging current or power", "Wallbox Charging current")
    field = walk.page.locator("ha-selector-select").filter(has_text="Charging current or power").first
    expect(field).to_contain_text("Wallbox Charging current")
    walk.forward()
    expect(walk.page.get_by_text("We filled in matching entities").first).to_be_visible()
    # What was chosen is shown by name, device and value, not by its id.
    expect(walk.page.locator("step-flow-form").first).not_to_contain_text("number.wallbox")
    walk.forward()
    expect(walk.page.get_by_role("link", name="Open the dashboard")).to_be_visible()
    costs_at_most(walk, BY_HAND)
    walk.note("all by hand")
    assert parts(fresh) == [("charger", "EV charging")]

"""Prices as a user sets them up: those of the Energy dashboard in a click, market prices with fees and taxes, feeding in."""

from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.energy.data import async_get_manager
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.util import dt as dt_util

from custom_components.solar_charging.sessions.tariff import Tariff

from .home import GRID, StateHome
from .test_prices import PRICE, answer, choose_kind, running

__all__ = ["running"]

MARKET = {"unit_of_measurement": "EUR/MWh"}
FEED_IN = "sensor.feed_in"


def grid(**more: Any) -> dict[str, Any]:
    return {
        "type": "grid",
        "stat_energy_from": "sensor.imported",
        "stat_energy_to": "sensor.exported",
        "stat_cost": None,
        "stat_compensation": None,
        "entity_energy_price": None,
        "number_energy_price": None,
        "entity_energy_price_export": None,
        "number_energy_price_export": None,
        "cost_adjustment_day": 0.0,
        **more,
    }


async def dashboard(hass: HomeAssistant, *grids: dict[str, Any]) -> None:
    hass.config.components.add("energy")
    await (await async_get_manager(hass)).async_update({"energy_sources": list(grids), "device_consumption": []})


async def menu(home: StateHome, entry: ConfigEntry) -> dict[str, Any]:
    flows = home.hass.config_entries.subentries
    return await flows.async_init((entry.entry_id, "tariff"), context={"source": SOURCE_USER})


def tariff(entry: ConfigEntry) -> Tariff:
    coordinator = entry.runtime_data
    return coordinator.requests.tariff(coordinator.settings, dt_util.utcnow())


@pytest.fixture
def entry(running: StateHome) -> ConfigEntry:
    (entry,) = running.hass.config_entries.async_entries("solar_charging")
    return entry


@pytest.mark.usefixtures("everything_enabled")
async def test_the_energy_dashboards_fixed_prices_are_taken_over_in_one_click(
    running: StateHome, entry: ConfigEntry
) -> None:
    await dashboard(running.hass, grid(number_energy_price=0.31, number_energy_price_export=0.08))
    offered = await menu(running, entry)
    assert offered["menu_options"][0] == "energy_dashboard"
    assert offered["description_placeholders"] == {"price": "0.31 EUR/kWh"}
    done = await running.hass.config_entries.subentries.async_configure(
        offered["flow_id"], {"next_step_id": "energy_dashboard"}
    )
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await running.hass.async_block_till_done()
    assert (tariff(entry).price, tariff(entry).feed_in) == (0.31, 0.08)
    number = running.hass.states.get(running.ours("number", "feed_in_price"))
    assert number is not None
    assert number.state == "0.08"


async def test_the_energy_dashboards_price_sensors_are_taken_over_in_one_click(
    running: StateHome, entry: ConfigEntry
) -> None:
    """A market pays and asks the same: one sensor is both."""
    running.state(PRICE, 100, MARKET)
    await dashboard(running.hass, grid(entity_energy_price=PRICE, entity_energy_price_export=PRICE))
    offered = await menu(running, entry)
    await running.hass.config_entries.subentries.async_configure(
        offered["flow_id"], {"next_step_id": "energy_dashboard"}
    )
    await running.hass.async_block_till_done()
    assert tariff(entry).price == tariff(entry).feed_in == pytest.approx(0.1)


@pytest.mark.parametrize(
    "grids",
    [
        [],
        [grid()],
        # By day and by night: nobody knows which of them the car would pay.
        [grid(number_energy_price=0.2), grid(number_energy_price=0.3)],
        [grid(entity_energy_price="sensor.gone")],
        # It measures the home.
        [grid(entity_energy_price=GRID)],
    ],
)
async def test_a_dashboard_without_one_usable_price_is_not_offered(
    running: StateHome, entry: ConfigEntry, grids: list[dict[str, Any]]
) -> None:
    await dashboard(running.hass, *grids)
    assert (await menu(running, entry))["menu_options"] == ["entities", "two_rates", "one_price"]


async def test_a_market_price_is_charged_with_fees_and_taxes(
    running: StateHome, entry: ConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    running.state(PRICE, 100, MARKET)
    fee = {"from": "00:00:00", "until": "23:59:00", "fee": 0.05}
    fees = {"price_factor": 1.2, "surcharge": 0.03, "grid_fees": [fee]}
    done = await answer(running, await choose_kind(running, entry, "entities"), price_entities=[PRICE], fees=fees)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert tariff(entry).price == pytest.approx(0.1 * 1.2 + 0.03 + 0.05)
    # Changed, it holds for what was published before.
    (subentry,) = entry.get_subentries_of_type("tariff")
    flows = running.hass.config_entries.subentries
    again = await flows.async_init(
        (entry.entry_id, "tariff"), context={"source": SOURCE_RECONFIGURE, "subentry_id": subentry.subentry_id}
    )
    form = await flows.async_configure(again["flow_id"], {"next_step_id": "entities"})
    await answer(running, form, price_entities=[PRICE], fees={"price_formula": "{{ price * 2 + start.hour * 0 }}"})
    assert tariff(entry).price == pytest.approx(0.2)


async def test_grid_fees_come_on_top_of_one_price(running: StateHome, entry: ConfigEntry) -> None:
    fee = {"from": "00:00:00", "until": "23:59:00", "fee": 0.05}
    await answer(running, await choose_kind(running, entry, "one_price"), price=0.3, grid_fees=[fee])
    assert tariff(entry).price == pytest.approx(0.35)


async def test_feeding_in_is_asked_in_the_same_form_and_its_number_shows_it(
    running: StateHome, entry: ConfigEntry
) -> None:
    coordinator = entry.runtime_data
    coordinator.async_set_settings(coordinator.settings.with_site(feed_in_price=0.05))
    form = await choose_kind(running, entry, "two_rates")
    key = next(key for key in form["data_schema"].schema if key == "feed_in_price")
    assert key.description["suggested_value"] == 0.05
    rates = {"price": 0.3, "cheap_price": 0.2, "cheap_from": "22:00:00", "cheap_until": "06:00:00"}
    await answer(running, form, **rates, cheap_weekends=False, feed_in_price=0.09)
    assert tariff(entry).feed_in == 0.09
    # What is set as a number afterwards counts.
    coordinator = entry.runtime_data
    coordinator.async_set_settings(coordinator.settings.with_site(feed_in_price=0.07))
    assert tariff(entry).feed_in == 0.07


async def test_what_feeding_in_earns_may_be_a_sensor(running: StateHome, entry: ConfigEntry) -> None:
    running.state(PRICE, 0.3, {"unit_of_measurement": "EUR/kWh"})
    running.state(FEED_IN, 7, {"unit_of_measurement": "ct/kWh"})
    form = await choose_kind(running, entry, "entities")
    await answer(running, form, price_entities=[PRICE], feed_in_entity=FEED_IN, feed_in_price=0.02)
    assert tariff(entry).feed_in == pytest.approx(0.07)
    running.state(FEED_IN, "unavailable")
    assert tariff(entry).feed_in == 0.02


@pytest.mark.parametrize(
    ("fees", "error"),
    [
        ({"price_factor": -1}, "factor_out_of_range"),
        ({"surcharge": float("nan")}, "fee_out_of_range"),
        ({"grid_fees": [{"from": "08:00:00", "until": "08:00:00", "fee": 0.1}]}, "no_fee_time"),
        ({"grid_fees": [{"from": "08:00:00", "until": "09:00:00", "fee": float("inf")}]}, "fee_out_of_range"),
        ({"price_formula": "{{ 'cheap' }}"}, "formula_not_a_number"),
        ({"price_formula": "{{ 1 / 0 }}"}, "formula_not_a_number"),
    ],
)
async def test_fees_that_cannot_be_are_asked_again(
    running: StateHome, entry: ConfigEntry, fees: dict[str, Any], error: str
) -> None:
    running.state(PRICE, 100, MARKET)
    form = await choose_kind(running, entry, "entities")
    assert (await answer(running, form, price_entities=[PRICE], fees=fees))["errors"] == {"base": error}

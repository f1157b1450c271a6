"""A price source in a real Home Assistant: chosen in its flow, read, lost, and planned with."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER, ConfigEntry
from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from .home import DOMAIN, StateHome
from .test_charging import choose, drawn_w, surplus_of
from .test_ready_by import act

EVENING = "2026-06-21 20:00:00+00:00"
PRICE = "sensor.electricity_price"
# Ready by seven: the night's cheapest hours by the local clock.
CHEAP = (2, 3)


def told(days: int = 2) -> dict[str, Any]:
    """Return attributes with prices by the hour, cheap from two to four."""
    midnight = dt_util.start_of_local_day()
    rows = [
        {
            "start": (midnight + timedelta(hours=hour)).isoformat(),
            "end": (midnight + timedelta(hours=hour + 1)).isoformat(),
            "value": 0.10 if hour % 24 in CHEAP else 0.30,
        }
        for hour in range(24 * days)
    ]
    return {"raw_today": rows[:24], "raw_tomorrow": rows[24:], "unit_of_measurement": "EUR/kWh"}


async def add_prices(home: StateHome, entry: ConfigEntry, entity_id: str = PRICE) -> dict[str, Any]:
    flows = home.hass.config_entries.subentries
    form = await flows.async_init((entry.entry_id, "tariff"), context={"source": SOURCE_USER})
    if form["type"] is not FlowResultType.FORM:
        return form
    done = await flows.async_configure(form["flow_id"], {"price_entities": [entity_id]})
    await home.hass.async_block_till_done(wait_background_tasks=True)
    return done


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> StateHome:
    """Return a home at night."""
    freezer.move_to(EVENING)
    await home.plug_in_devices()
    await home.set_up()
    await surplus_of(home, freezer, -500, 10)
    return home


async def plan_of(home: StateHome) -> dict[str, Any]:
    await act(home, "set_ready_by", time="07:00", energy_kwh=5)
    plan: dict[str, Any] = (await act(home, "get_plan"))["plans"]["Garage"]
    return plan


def local_hours(plan: dict[str, Any]) -> set[int]:
    return {dt_util.as_local(datetime.fromisoformat(slot["start"])).hour for slot in plan["slots"]}


async def test_the_car_is_charged_in_the_cheapest_hours(running: StateHome) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    running.state(PRICE, 0.3, told())
    assert (await add_prices(running, entry))["type"] is FlowResultType.CREATE_ENTRY
    plan = await plan_of(running)
    assert local_hours(plan) <= set(CHEAP)
    assert plan["cost"] == pytest.approx(0.5)
    assert "no_prices" not in plan["assumptions"]


async def test_a_price_source_that_breaks_is_remembered_and_what_it_did_not_tell_is_assumed(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    running.state(PRICE, 0.3, told(days=1))
    await add_prices(running, entry)
    running.hass.states.async_set(PRICE, "unavailable")
    freezer.tick(timedelta(minutes=31))
    async_fire_time_changed(running.hass)
    await running.hass.async_block_till_done(wait_background_tasks=True)
    plan = await plan_of(running)
    assert local_hours(plan) <= set(CHEAP)
    assert "price_gaps" in plan["assumptions"]


async def test_prices_that_only_an_action_tells_are_asked_for(running: StateHome) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    asked: list[dict[str, Any]] = []

    async def answer(call: ServiceCall) -> Any:
        asked.append(dict(call.data))
        start = dt_util.start_of_local_day(datetime.fromisoformat(call.data["date"]))
        return {
            "DE": [
                {
                    "start": (start + timedelta(hours=hour)).isoformat(),
                    "end": (start + timedelta(hours=hour + 1)).isoformat(),
                    "price": 100.0 if hour in CHEAP else 300.0,
                }
                for hour in range(24)
            ]
        }

    running.hass.services.async_register(
        "nordpool", "get_prices_for_date", answer, supports_response=SupportsResponse.ONLY
    )
    theirs = MockConfigEntry(domain="nordpool")
    theirs.add_to_hass(running.hass)
    sensor = er.async_get(running.hass).async_get_or_create("sensor", "nordpool", "1", config_entry=theirs)
    running.state(sensor.entity_id, 0.3, {"unit_of_measurement": "EUR/kWh"})
    await add_prices(running, entry, sensor.entity_id)
    assert [question["config_entry"] for question in asked] == [theirs.entry_id] * 2
    assert local_hours(await plan_of(running)) <= set(CHEAP)


async def test_a_price_without_a_forecast_prices_the_session(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    running.state(PRICE, 40, {"unit_of_measurement": "ct/kWh"})
    await add_prices(running, entry)
    await act(running, "boost", duration={"minutes": 10})
    await surplus_of(running, freezer, 0, 300)
    (session,) = await entry.runtime_data.sessions.async_sessions()
    assert session.cost == pytest.approx(session.grid_wh / 1000 * 0.40, rel=0.02)


async def test_a_home_has_one_tariff_and_its_entity_must_be_there(running: StateHome) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    form = await add_prices(running, entry, "sensor.nowhere")
    assert form["errors"] == {"price_entities": "entity_not_found"}
    running.state(PRICE, 0.3, told())
    await add_prices(running, entry)
    again = await add_prices(running, entry)
    assert again["reason"] == "already_there"


async def test_below_the_users_price_solar_and_grid_charges_at_full_speed(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    running.state(PRICE, 9, {"unit_of_measurement": "ct/kWh"})
    await add_prices(running, entry)
    coordinator = entry.runtime_data
    coordinator.async_set_settings(coordinator.settings.with_site(price_limit=0.10))
    await surplus_of(running, freezer, 0, 120)
    assert drawn_w(running) == 0
    await choose(running, "solar_and_grid")
    await surplus_of(running, freezer, 0, 30)
    assert drawn_w(running) == 16 * 230
    running.state(PRICE, 11)
    await surplus_of(running, freezer, 0, 300)
    assert drawn_w(running) == 6 * 230


async def test_solar_and_grid_waits_until_the_sun_covers_enough_at_this_price(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    """At 0.30, a limit of 0.19 and 0.08 for what is fed in, the sun has to give half of 1.4 kW."""
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    running.state(PRICE, 30, {"unit_of_measurement": "ct/kWh"})
    await add_prices(running, entry)
    coordinator = entry.runtime_data
    coordinator.async_set_settings(coordinator.settings.with_site(price_limit=0.19, feed_in_price=0.08))
    await choose(running, "solar_and_grid")
    await surplus_of(running, freezer, 400, 600)
    assert drawn_w(running) == 0
    said = running.hass.states.get(running.ours("sensor", "status"))
    assert said.state == "too_dear_with_grid"
    assert "29 % from the sun a kWh would cost 0.24; it is worthwhile up to 0.19" in said.attributes["explanation"]
    await surplus_of(running, freezer, 900, 600)
    assert drawn_w(running) == 6 * 230


async def test_without_a_limit_solar_and_grid_compares_with_the_cheap_hours_to_come(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    running.state(PRICE, 0.3, told())
    await add_prices(running, entry)
    await choose(running, "solar_and_grid")
    await surplus_of(running, freezer, 0, 600)
    # Two hours are cheap, and a car's usual day takes six: the dear hours have to do, as they did without prices.
    assert drawn_w(running) == 6 * 230
    night = told()
    for row in night["raw_tomorrow"][:6]:
        row["value"] = 0.10
    running.state(PRICE, 0.3, night)
    await surplus_of(running, freezer, 0, 600)
    assert drawn_w(running) == 0

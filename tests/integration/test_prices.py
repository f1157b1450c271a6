"""A price source in a real Home Assistant: chosen in its flow, read, lost, and planned with."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from .home import CHARGER_POWER, DOMAIN, StateHome
from .test_charging import choose, drawn_w, surplus_of
from .test_ready_by import act

EVENING = "2026-06-21 20:00:00+00:00"
PRICE = "sensor.electricity_price"
# Ready by seven: the night's cheapest hours by the local clock.
CHEAP = (2, 3)


def price_attributes(days: int = 2) -> dict[str, Any]:
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


async def choose_kind(home: StateHome, entry: ConfigEntry, kind: str) -> dict[str, Any]:
    """Go through our flow to the questions of one kind of tariff."""
    flows = home.hass.config_entries.subentries
    menu = await flows.async_init((entry.entry_id, "tariff"), context={"source": SOURCE_USER})
    return await flows.async_configure(menu["flow_id"], {"next_step_id": kind})


async def answer(home: StateHome, form: dict[str, Any], **answers: Any) -> dict[str, Any]:
    done = await home.hass.config_entries.subentries.async_configure(form["flow_id"], answers)
    await home.hass.async_block_till_done(wait_background_tasks=True)
    return done


async def add_prices(home: StateHome, entry: ConfigEntry, entity_id: str = PRICE) -> dict[str, Any]:
    return await answer(home, await choose_kind(home, entry, "entities"), price_entities=[entity_id])


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
    running.state(PRICE, 0.3, price_attributes())
    assert (await add_prices(running, entry))["type"] is FlowResultType.CREATE_ENTRY
    plan = await plan_of(running)
    assert local_hours(plan) <= set(CHEAP)
    assert plan["cost"] == pytest.approx(0.5)
    assert "no_prices" not in plan["assumptions"]


async def test_a_price_source_that_breaks_is_remembered_and_what_it_did_not_tell_is_assumed(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    running.state(PRICE, 0.3, price_attributes(days=1))
    await add_prices(running, entry)
    await surplus_of(running, freezer, -500, 40)
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


async def test_a_price_action_that_breaks_does_not_keep_the_home_from_starting(running: StateHome) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)

    async def answer(_call: ServiceCall) -> Any:
        raise ValueError("the market is closed")

    running.hass.services.async_register("tibber", "get_prices", answer, supports_response=SupportsResponse.ONLY)
    sensor = er.async_get(running.hass).async_get_or_create("sensor", "tibber", "1")
    running.state(sensor.entity_id, 0.3, {"unit_of_measurement": "EUR/kWh"})
    await add_prices(running, entry, sensor.entity_id)
    assert entry.state is ConfigEntryState.LOADED
    plan = await plan_of(running)
    assert plan["cost"] == pytest.approx(plan["grid_wh"] / 1000 * 0.3, rel=0.001)


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
    running.state(PRICE, 0.3, price_attributes())
    await add_prices(running, entry)
    again = await running.hass.config_entries.subentries.async_init(
        (entry.entry_id, "tariff"), context={"source": SOURCE_USER}
    )
    assert again["reason"] == "already_there"


async def test_below_the_users_price_solar_and_grid_charges_at_full_speed(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    running.state(PRICE, 9, {"unit_of_measurement": "ct/kWh"})
    await add_prices(running, entry)
    coordinator = entry.runtime_data
    coordinator.async_set_settings(coordinator.settings.with_site(cheap_energy_price_limit=0.10))
    await surplus_of(running, freezer, 0, 120)
    assert drawn_w(running) == 0
    await choose(running, "solar_and_grid")
    await surplus_of(running, freezer, 0, 30)
    assert drawn_w(running) == 16 * 230
    status = running.hass.states.get(running.ours("sensor", "status"))
    assert status.attributes["explanation"] == (
        "Grid energy costs 0.09 per kWh, below your limit of 0.10. Charging at full speed (16 A)."
    )
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
    coordinator.async_set_settings(coordinator.settings.with_site(cheap_energy_price_limit=0.19, feed_in_price=0.08))
    await choose(running, "solar_and_grid")
    await surplus_of(running, freezer, 400, 600)
    assert drawn_w(running) == 0
    status = running.hass.states.get(running.ours("sensor", "status"))
    assert status.attributes["reason"] == "grid_top_up_too_expensive"
    assert "29 % solar power, a kWh would cost 0.24. Charging starts at 0.19" in status.attributes["explanation"]
    await surplus_of(running, freezer, 900, 600)
    assert drawn_w(running) == 6 * 230


async def test_with_a_departure_the_grid_helps_a_weak_sun_instead_of_buying_all_in_the_dark(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    await answer(running, await choose_kind(running, entry, "one_price"), price=0.3)
    coordinator = entry.runtime_data
    coordinator.async_set_settings(coordinator.settings.with_site(feed_in_price=0.08))
    await surplus_of(running, freezer, 700, 600)
    assert drawn_w(running) == 0
    await plan_of(running)
    await surplus_of(running, freezer, 700, 600)
    assert drawn_w(running) == 6 * 230
    await surplus_of(running, freezer, -100, 600)
    assert drawn_w(running) == 0


async def test_without_a_limit_solar_and_grid_compares_with_the_cheap_hours_to_come(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    running.state(PRICE, 0.3, price_attributes())
    await add_prices(running, entry)
    await choose(running, "solar_and_grid")
    await surplus_of(running, freezer, 0, 600)
    # Two hours are cheap, and a car's usual day takes six: the expensive hours have to do, as they did without prices.
    assert drawn_w(running) == 6 * 230
    night = price_attributes()
    for row in night["raw_tomorrow"][:6]:
        row["value"] = 0.10
    running.state(PRICE, 0.3, night)
    await surplus_of(running, freezer, 0, 600)
    assert drawn_w(running) == 0


NIGHT = {
    "price": 0.32,
    "cheap_price": 0.22,
    "cheap_from": "23:00:00",
    "cheap_until": "05:00:00",
    "cheap_weekends": False,
}


async def test_entities_that_tell_prices_are_offered(running: StateHome) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    running.state("sensor.market", 0.3, {"unit_of_measurement": "EUR/MWh"})
    running.state("sensor.energy_price_unitless", 0.3, {"raw_today": price_attributes()["raw_today"]})
    running.state("sensor.intensity", 300, {"unit_of_measurement": "gCO2eq/kWh"})
    form = await choose_kind(running, entry, "entities")
    offered = form["data_schema"].schema["price_entities"].config["options"]
    assert [one["value"] for one in offered] == ["sensor.energy_price_unitless", "sensor.market"]


async def test_two_rates_by_the_clock_need_no_entity(running: StateHome) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    done = await answer(running, await choose_kind(running, entry, "two_rates"), **NIGHT)
    assert done["title"] == "0.32 / 0.22 EUR/kWh"
    plan = await plan_of(running)
    assert local_hours(plan) <= {23, 0, 1, 2, 3, 4}
    assert plan["cost"] == pytest.approx(5 * 0.22)
    assert plan["assumptions"] == []


async def test_two_rates_price_the_session_as_the_clock_turns(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    """It is past ten in the evening: expensive for ten minutes, then cheap."""
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    cheap_soon = {**NIGHT, "cheap_from": "22:10:00"}
    await answer(running, await choose_kind(running, entry, "two_rates"), **cheap_soon)
    await surplus_of(running, freezer, 0, 40)
    coordinator = entry.runtime_data
    await act(running, "boost", duration={"minutes": 20})
    await surplus_of(running, freezer, 0, 300)
    (session,) = await coordinator.sessions.async_sessions()
    assert session.cost == pytest.approx(session.grid_wh / 1000 * 0.32, rel=0.02)
    dear_cost, dear_wh = session.cost, session.grid_wh
    await surplus_of(running, freezer, 0, 400)
    await surplus_of(running, freezer, 0, 300)
    (session,) = await coordinator.sessions.async_sessions()
    mean = (session.cost - dear_cost) / (session.grid_wh - dear_wh) * 1000
    assert 0.22 < mean < 0.32


async def test_one_price_is_a_tariff_too_and_can_become_two_rates(running: StateHome) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    done = await answer(running, await choose_kind(running, entry, "one_price"), price=0.3)
    assert done["title"] == "0.30 EUR/kWh"
    plan = await plan_of(running)
    assert plan["cost"] == pytest.approx(plan["grid_wh"] / 1000 * 0.3, rel=0.001)
    (tariff,) = entry.get_subentries_of_type("tariff")
    flows = running.hass.config_entries.subentries
    menu = await flows.async_init(
        (entry.entry_id, "tariff"), context={"source": SOURCE_RECONFIGURE, "subentry_id": tariff.subentry_id}
    )
    form = await flows.async_configure(menu["flow_id"], {"next_step_id": "two_rates"})
    assert (await answer(running, form, **NIGHT))["reason"] == "reconfigure_successful"
    (tariff,) = entry.get_subentries_of_type("tariff")
    assert tariff.title == "0.32 / 0.22 EUR/kWh"
    assert (await plan_of(running))["cost"] == pytest.approx(5 * 0.22)


@pytest.mark.parametrize(
    ("kind", "answers", "errors"),
    [
        ("entities", {}, {"base": "nothing_chosen"}),
        ("one_price", {"price": -1}, {"price": "price_out_of_range"}),
        ("two_rates", {**NIGHT, "cheap_price": float("nan")}, {"cheap_price": "price_out_of_range"}),
        ("two_rates", {**NIGHT, "cheap_until": "23:00:00"}, {"cheap_until": "no_cheap_time"}),
        ("one_price", {"price": 0.3, "carbon_entity": "sensor.nowhere"}, {"carbon_entity": "entity_not_found"}),
        ("one_price", {"price": 0.3, "carbon_entity": CHARGER_POWER}, {"carbon_entity": "wrong_unit"}),
    ],
)
async def test_what_makes_no_tariff_is_asked_again(
    running: StateHome, kind: str, answers: dict[str, Any], errors: dict[str, str]
) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    form = await choose_kind(running, entry, kind)
    assert (await answer(running, form, **answers))["errors"] == errors


async def test_sessions_tell_the_carbon_dioxide_of_what_was_bought(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    running.state("sensor.intensity", 400, {"unit_of_measurement": "gCO2eq/kWh"})
    form = await choose_kind(running, entry, "entities")
    assert [one["value"] for one in form["data_schema"].schema["carbon_entity"].config["options"]] == [
        "sensor.intensity"
    ]
    await answer(running, form, carbon_entity="sensor.intensity")
    await act(running, "boost", duration={"minutes": 10})
    await surplus_of(running, freezer, 0, 300)
    call = running.hass.services.async_call
    exported = await call(DOMAIN, "get_sessions", {}, blocking=True, return_response=True)
    (session,) = exported["sessions"]
    grid_kwh = session["grid_energy_delivered_watt_hours"] / 1000
    assert session["total_co2_grams"] == pytest.approx(grid_kwh * 400, rel=0.02)
    ledger = entry.runtime_data.sessions.ledger(session_charger(entry))
    assert ledger.totals.carbon_g == pytest.approx(session["total_co2_grams"], abs=1)


def session_charger(entry: ConfigEntry) -> str:
    (charger,) = entry.runtime_data.site.chargers
    return str(charger.id)


async def test_prices_left_empty_are_asked_for_and_the_cheap_one_is_the_lower(running: StateHome) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    times = {key: value for key, value in NIGHT.items() if "price" not in key}
    form = await answer(running, await choose_kind(running, entry, "two_rates"), **times)
    assert form["errors"] == {"price": "price_required", "cheap_price": "price_required"}
    form = await answer(running, form, **times, price=0.2, cheap_price=0.2)
    assert form["errors"] == {"cheap_price": "cheap_price_too_high"}
    form = await answer(running, await choose_kind(running, entry, "one_price"))
    assert form["errors"] == {"price": "price_required"}

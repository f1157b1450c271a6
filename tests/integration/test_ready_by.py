"""Ready by, boost and limits by action, in a real Home Assistant."""

from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er

from .home import DOMAIN, StateHome
from .test_charging import NOON, choose, drawn_w, surplus_of
from .test_sessions import unplug


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> StateHome:
    """Return a home at noon in summer without any surplus."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    await home.set_up()
    await surplus_of(home, freezer, -500, 10)
    return home


async def act(home: StateHome, action: str, **data: Any) -> Any:
    device_id = er.async_get(home.hass).async_get(home.ours("select", "mode")).device_id
    is_asking = action == "get_plan"
    return await home.hass.services.async_call(
        DOMAIN, action, {"device_id": device_id, **data}, blocking=True, return_response=is_asking
    )


def status(home: StateHome) -> str:
    return home.hass.states.get(home.ours("sensor", "status")).attributes["reason"]


async def test_a_car_in_a_hurry_charges_without_sun_and_says_that_it_follows_a_plan(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await act(running, "set_ready_by", departure="2026-06-21 15:00:00", energy_kwh=6.9)  # two hours, local time
    await surplus_of(running, freezer, -500, 30)
    assert status(running) == "charging_by_plan"
    assert drawn_w(running) == 16 * 230
    plan = (await act(running, "get_plan"))["plans"]["Garage"]
    assert plan["ready_by"] == "2026-06-21T13:00:00+00:00"
    assert plan["is_in_time"]
    await act(running, "clear_ready_by")
    await surplus_of(running, freezer, -500, 300)
    assert drawn_w(running) == 0


async def test_a_car_with_time_waits_and_the_plan_survives_a_restart(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await act(running, "set_ready_by", time="07:00", energy_kwh=5)
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    assert await running.hass.config_entries.async_reload(entry.entry_id)
    await surplus_of(running, freezer, -500, 300)
    assert drawn_w(running) == 0
    plan = (await act(running, "get_plan"))["plans"]["Garage"]
    assert plan["ready_by"] == "2026-06-22T05:00:00+00:00"
    assert plan["needed_wh"] == 5000


async def test_what_cannot_be_done_in_time_is_said_at_once(running: StateHome) -> None:
    await act(running, "set_ready_by", departure="2026-06-21 14:00:00", energy_kwh=20)
    plan = (await act(running, "get_plan"))["plans"]["Garage"]
    assert not plan["is_in_time"]
    assert plan["missing_wh"] == pytest.approx(20_000 - 3680, abs=50)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"energy_kwh": 5}, "departure_required"),
        ({"departure": "2026-06-20 15:00:00", "energy_kwh": 5}, "departure_passed"),
        ({"time": "07:00"}, "target_required"),
        ({"time": "07:00", "target_pct": 80}, "target_required"),
        ({"time": "07:00", "energy_kwh": 5, "device_id": "nothing"}, "no_charger"),
    ],
)
@pytest.mark.quality_rule("action-exceptions")
async def test_a_request_that_makes_no_sense_is_refused_in_words(
    running: StateHome, data: dict[str, Any], key: str
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act(running, "set_ready_by", **data)
    assert refused.value.translation_key == key


async def test_a_boost_by_time_ends_by_itself(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    await act(running, "boost", duration={"minutes": 5})
    await surplus_of(running, freezer, -500, 60)
    assert status(running) == "boost"
    await surplus_of(running, freezer, -500, 300)
    assert drawn_w(running) == 0
    assert running.hass.states.get(running.ours("select", "mode")).state == "solar_only"


async def test_a_boost_by_energy_ends_by_itself(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    await act(running, "boost", energy_kwh=0.3)  # five minutes at 3.7 kW
    await surplus_of(running, freezer, -500, 200)
    assert status(running) == "boost"
    await surplus_of(running, freezer, -500, 200)
    assert drawn_w(running) == 0


async def test_a_charge_limit_stops_and_is_over_when_the_car_leaves(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await act(running, "set_charge_limit", energy_kwh=0.2)
    await choose(running, "boost")
    await surplus_of(running, freezer, 0, 400)
    assert status(running) == "limit_reached"
    assert drawn_w(running) == 0
    await unplug(running, freezer)
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    (settings,) = entry.runtime_data.settings.chargers.values()
    assert settings.charge_request.energy_limit_wh is None


async def test_sessions_are_told_and_exported(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    await choose(running, "boost")
    await surplus_of(running, freezer, 0, 300)
    await unplug(running, freezer)
    call = running.hass.services.async_call
    answer = await call(DOMAIN, "get_sessions", {}, blocking=True, return_response=True)
    (session,) = answer["sessions"]
    assert session["charger"] == "Garage"
    assert session["grid_energy_delivered_watt_hours"] > 250
    assert [part["solar_mode_type"] for part in session["sub_sessions"]] == ["SOLAR_ONLY", "BOOST"]
    exported = await call(DOMAIN, "export_sessions", {"format": "csv"}, blocking=True, return_response=True)
    assert exported["content"].count("\n") == 2
    later = await call(
        DOMAIN, "get_sessions", {"start": freezer() + timedelta(days=1)}, blocking=True, return_response=True
    )
    assert later["sessions"] == []


async def test_the_time_entity_shows_what_the_action_set_and_keeps_its_weekdays(running: StateHome) -> None:
    when, days = running.ours("time", "ready_by"), running.ours("select", "ready_by_days")
    for entity_id in (when, days):
        er.async_get(running.hass).async_update_entity(entity_id, disabled_by=None)
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    assert await running.hass.config_entries.async_reload(entry.entry_id)
    await act(running, "set_ready_by", time="07:00", weekdays=["thu", "tue"], energy_kwh=5)
    shown = running.hass.states.get(when)
    assert (shown.state, shown.attributes["weekdays"]) == ("07:00:00", ["tue", "thu"])
    assert running.hass.states.get(days).state == "other_days"
    assert shown.attributes["next_departure"] == "2026-06-23T05:00:00+00:00"  # NOON is a Sunday
    await running.hass.services.async_call("time", "set_value", {"entity_id": when, "time": "08:00:00"}, blocking=True)
    assert running.hass.states.get(when).attributes["next_departure"] == "2026-06-23T06:00:00+00:00"
    await act(running, "set_ready_by", departure="2026-06-22 20:00:00", energy_kwh=5)
    shown = running.hass.states.get(when)
    assert (shown.state, shown.attributes["weekdays"]) == ("unknown", [])
    assert shown.attributes["next_departure"] == "2026-06-22T18:00:00+00:00"


async def test_time_and_energy_can_be_set_on_the_devices_page(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    registry = er.async_get(running.hass)
    when, energy = running.ours("time", "ready_by"), running.ours("number", "ready_by_energy")
    for entity_id in (when, energy):
        registry.async_update_entity(entity_id, disabled_by=None)
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    assert await running.hass.config_entries.async_reload(entry.entry_id)
    call = running.hass.services.async_call
    await call("time", "set_value", {"entity_id": when, "time": "07:00:00"}, blocking=True)
    await call("number", "set_value", {"entity_id": energy, "value": 5}, blocking=True)
    await surplus_of(running, freezer, -500, 10)
    plan = (await act(running, "get_plan"))["plans"]["Garage"]
    assert plan["ready_by"] == "2026-06-22T05:00:00+00:00"
    assert plan["needed_wh"] == 5000
    await call("number", "set_value", {"entity_id": energy, "value": 0}, blocking=True)
    assert (await act(running, "get_plan"))["plans"] == {}

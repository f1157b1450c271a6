"""Minimum charge, limits of a session and boosts, in a real Home Assistant."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from .home import StateHome
from .test_cars import SOC, add_car
from .test_charging import NOON, choose, drawn_w, surplus_of
from .test_ready_by import act, status
from .test_sessions import unplug

FULL_W = 16 * 230


@pytest.fixture
async def running(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, everything_enabled: None
) -> StateHome:
    """Return a home at noon without any surplus, and a car that is 20 % full."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    await home.set_up()
    home.state(SOC, 20, {"unit_of_measurement": "%", "device_class": "battery"})
    await add_car(home, soc_entity=SOC)
    await surplus_of(home, freezer, -500, 10)
    return home


async def set_number(home: StateHome, key: str, value: float) -> None:
    data = {"entity_id": home.ours("number", key), "value": value}
    await home.hass.services.async_call("number", "set_value", data, blocking=True)


def reason_of(home: StateHome) -> str:
    explanation: str = home.hass.states.get(home.ours("sensor", "status")).attributes["explanation"]
    return explanation


async def test_below_its_minimum_a_car_is_charged_from_the_grid_and_then_the_mode_decides(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await set_number(running, "minimum_charge", 30)
    await surplus_of(running, freezer, -500, 30)
    assert (status(running), drawn_w(running)) == ("minimum_charge", FULL_W)
    assert reason_of(running) == "The car is at 20 %. Charging at full speed (16 A) up to the minimum charge of 30 %."
    running.state(SOC, 30)
    await surplus_of(running, freezer, -500, 300)
    assert (status(running), drawn_w(running)) == ("waiting_for_surplus", 0)


async def test_nothing_is_bought_for_a_car_that_does_not_tell_its_charge_and_that_is_said(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    (entry,) = running.hass.config_entries.async_entries("solar_charging")
    (car,) = entry.get_subentries_of_type("car")
    running.hass.config_entries.async_remove_subentry(entry, car.subentry_id)
    await running.hass.async_block_till_done(wait_background_tasks=True)
    await act(running, "set_minimum_charge", target_pct=30)
    await surplus_of(running, freezer, -500, 60)
    assert (status(running), drawn_w(running)) == ("minimum_charge_unknown", 0)
    assert "state of charge isn't known" in reason_of(running)
    await surplus_of(running, freezer, 3000, 300)
    assert status(running) == "solar_charging"


async def test_off_is_off_also_below_the_minimum(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    await set_number(running, "minimum_charge", 30)
    await choose(running, "off")
    await surplus_of(running, freezer, -500, 30)
    assert (status(running), drawn_w(running)) == ("off", 0)


@pytest.mark.parametrize(
    ("limit", "more"),
    [
        ({"duration": {"minutes": 2}}, {"duration": {"minutes": 10}}),
        ({"energy_kwh": 0.1}, {"energy_kwh": 10}),
        ({"target_pct": 20}, {"target_pct": 30}),
    ],
)
async def test_a_limit_that_is_reached_completes_the_charge_until_it_is_raised_or_the_car_leaves(
    running: StateHome, freezer: FrozenDateTimeFactory, limit: dict[str, Any], more: dict[str, Any]
) -> None:
    await choose(running, "boost")
    await act(running, "set_charge_limit", **limit)
    await surplus_of(running, freezer, -500, 180)
    assert (status(running), drawn_w(running)) == ("limit_reached", 0)
    await act(running, "set_charge_limit", **more)
    await surplus_of(running, freezer, -500, 30)
    assert (status(running), drawn_w(running)) == ("boost", FULL_W)
    await act(running, "set_charge_limit", **limit)
    await surplus_of(running, freezer, -500, 10)
    assert status(running) == "limit_reached"
    await unplug(running, freezer)
    assert running.number(running.ours("number", "charging_time_limit")) == 0
    assert running.number(running.ours("number", "energy_limit")) == 0
    assert running.number(running.ours("number", "charge_limit")) == 100


async def test_a_limit_for_always_outlives_the_car(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    await act(running, "set_charge_limit", duration={"minutes": 2}, keep_limits=True)
    await choose(running, "boost")
    await surplus_of(running, freezer, -500, 180)
    await unplug(running, freezer)
    assert running.number(running.ours("number", "charging_time_limit")) == 2
    await surplus_of(running, freezer, -500, 60)  # plugged in again
    assert (status(running), drawn_w(running)) == ("boost", FULL_W)


async def test_waiting_for_the_sun_is_not_time_of_charging(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    await act(running, "set_charge_limit", duration={"minutes": 2})
    await surplus_of(running, freezer, -500, 600)
    assert status(running) == "waiting_for_surplus"


async def test_a_limit_holds_for_a_boost_too(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    await act(running, "set_charge_limit", energy_kwh=0.1)
    await act(running, "boost", energy_kwh=1)
    await surplus_of(running, freezer, -500, 180)
    assert (status(running), drawn_w(running)) == ("limit_reached", 0)


async def test_a_boost_can_be_set_watched_and_ended_on_the_devices_page(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    left = running.ours("number", "boost_duration")
    await set_number(running, "boost_duration", 10)
    await surplus_of(running, freezer, -500, 130)
    assert (status(running), drawn_w(running), running.number(left)) == ("boost", FULL_W, 8)
    (entry,) = running.hass.config_entries.async_entries("solar_charging")
    (command,) = entry.runtime_data.data.decision.commands
    assert command.next_action_at is not None
    assert timedelta(0) <= datetime(2026, 6, 21, 11, 11, tzinfo=UTC) - command.next_action_at < timedelta(minutes=1)
    await set_number(running, "boost_duration", 0)
    await surplus_of(running, freezer, -500, 300)
    assert (status(running), drawn_w(running)) == ("waiting_for_surplus", 0)


async def test_who_boosts_a_charger_that_is_off_gets_it_off_again_afterwards(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await choose(running, "off")
    await set_number(running, "boost_duration", 2)
    await surplus_of(running, freezer, -500, 60)
    assert (status(running), drawn_w(running)) == ("boost", FULL_W)
    await surplus_of(running, freezer, -500, 120)
    assert (status(running), drawn_w(running)) == ("off", 0)


async def test_a_mode_that_is_chosen_ends_a_boost(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    await act(running, "boost", energy_kwh=10)
    await surplus_of(running, freezer, -500, 30)
    assert status(running) == "boost"
    await choose(running, "solar_only")
    await surplus_of(running, freezer, -500, 300)
    assert (status(running), drawn_w(running)) == ("waiting_for_surplus", 0)


async def test_a_target_below_what_the_car_has_is_refused_with_what_it_has(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    departure = "2026-06-21 20:00:00"
    with pytest.raises(ServiceValidationError, match="is 15 %, but the car already has 20 %"):
        await act(running, "set_ready_by", departure=departure, target_pct=15)
    await choose(running, "boost")
    await surplus_of(running, freezer, -500, 600)
    with pytest.raises(ServiceValidationError, match=r"is 0\.5 kWh, but 0\.608 kWh have already"):
        await act(running, "set_ready_by", departure=departure, energy_kwh=0.5)
    await act(running, "set_ready_by", departure=departure, energy_kwh=5)
    with pytest.raises(ServiceValidationError, match=r"but 0\.608 kWh"):
        await set_number(running, "ready_by_energy", 0.5)


async def test_a_minimum_current_above_the_maximum_is_refused(running: StateHome) -> None:
    await set_number(running, "max_current_a", 10)
    with pytest.raises(ServiceValidationError, match="can't exceed the maximum"):
        await set_number(running, "min_current_a", 12)


async def test_a_target_for_each_day_may_be_reached_today_and_the_plan_says_so(running: StateHome) -> None:
    await act(running, "set_ready_by", time="07:00", target_pct=15)
    plan = (await act(running, "get_plan"))["plans"]["Garage"]
    assert "target_reached" in plan["assumptions"]
    assert plan["slots"] == []


@pytest.mark.parametrize(
    ("evening", "ready_by"),
    [
        ("2026-03-28 19:00:00+00:00", "2026-03-29T05:00:00+00:00"),
        ("2026-10-24 19:00:00+00:00", "2026-10-25T06:00:00+00:00"),
    ],
)
async def test_over_the_night_in_which_clocks_change_seven_is_seven_and_the_plan_is_as_long_as_the_night(
    running: StateHome, freezer: FrozenDateTimeFactory, evening: str, ready_by: str
) -> None:
    freezer.move_to(evening)
    await act(running, "set_ready_by", time="07:00", energy_kwh=20)
    await surplus_of(running, freezer, -500, 10)
    plan = (await act(running, "get_plan"))["plans"]["Garage"]
    assert plan["ready_by"] == ready_by
    assert plan["is_in_time"]
    assert plan["slots"][-1]["end"] == ready_by
    assert sum(slot["energy_wh"] for slot in plan["slots"]) == pytest.approx(20_000, abs=50)

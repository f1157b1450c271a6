"""Cars that the user described: which is here, how full, and what it needs by its departure."""

from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .home import DOMAIN, StateHome
from .test_charging import NOON, surplus_of
from .test_ready_by import act

SOC = "sensor.car_battery"
PLUG = "binary_sensor.car_plug"


async def add_car(home: StateHome, **answers: Any) -> Any:
    (entry,) = home.hass.config_entries.async_entries(DOMAIN)
    flows = home.hass.config_entries.subentries
    form = await flows.async_init((entry.entry_id, "car"), context={"source": SOURCE_USER})
    done = await flows.async_configure(form["flow_id"], {"name": "Zoe", "battery_kwh": 50, **answers})
    await home.hass.async_block_till_done(wait_background_tasks=True)
    return done


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> StateHome:
    """Return a home at noon without any surplus, and a car that is 62 % full."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    await home.set_up()
    home.state(SOC, 62, {"unit_of_measurement": "%", "device_class": "battery"})
    return home


async def plan_to_80(home: StateHome, freezer: FrozenDateTimeFactory) -> dict[str, Any]:
    await act(home, "set_ready_by", time="07:00", target_pct=80)
    await surplus_of(home, freezer, -500, 10)
    plan: dict[str, Any] = (await act(home, "get_plan"))["plans"]["Garage"]
    return plan


async def test_a_car_is_charged_to_a_percentage(running: StateHome, freezer: FrozenDateTimeFactory) -> None:
    assert (await add_car(running, soc_entity=SOC))["type"] is FlowResultType.CREATE_ENTRY
    plan = await plan_to_80(running, freezer)
    assert plan["needed_wh"] == pytest.approx(10_000, rel=0.01)
    assert "soc_unknown" not in plan["assumptions"]


async def test_of_two_cars_the_one_that_is_plugged_in_counts(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    running.state(PLUG, "on")
    running.state("binary_sensor.other_plug", "off")
    await add_car(running, soc_entity=SOC, presence_entity=PLUG)
    await add_car(running, name="Other", battery_kwh=20, presence_entity="binary_sensor.other_plug")
    assert (await plan_to_80(running, freezer))["needed_wh"] == pytest.approx(10_000, rel=0.01)


async def test_a_car_that_does_not_tell_its_charge_is_taken_for_empty_and_the_plan_says_so(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await add_car(running)
    plan = await plan_to_80(running, freezer)
    assert "soc_unknown" in plan["assumptions"]
    assert plan["needed_wh"] == pytest.approx(44_444, rel=0.01)


async def test_a_car_with_an_impossible_battery_is_refused(running: StateHome) -> None:
    assert (await add_car(running, battery_kwh=3))["type"] is FlowResultType.CREATE_ENTRY
    form = await add_car(running, name=" ")
    assert form["errors"] == {"name": "name_required"}

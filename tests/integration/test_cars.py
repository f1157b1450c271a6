"""Cars that the user described: which is here, how full, and what it needs by its departure."""

from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.translation import async_get_translations

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
    await add_car(running, soc_entity=SOC, advanced={"plug_entity": PLUG})
    await add_car(running, name="Other", battery_kwh=20, advanced={"plug_entity": "binary_sensor.other_plug"})
    assert (await plan_to_80(running, freezer))["needed_wh"] == pytest.approx(10_000, rel=0.01)


async def test_a_car_that_does_not_tell_its_charge_is_taken_for_empty_and_the_plan_says_so(
    running: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    await add_car(running)
    plan = await plan_to_80(running, freezer)
    assert "soc_unknown" in plan["assumptions"]
    assert plan["needed_wh"] == pytest.approx(44_444, rel=0.01)


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"name": " "}, {"name": "name_required"}),
        ({"battery_kwh": 1}, {"battery_kwh": "battery_out_of_range"}),
        ({"soc_entity": "sensor.energy"}, {"soc_entity": "wrong_unit"}),
        ({"soc_entity": "sensor.too_much"}, {"soc_entity": "percent_out_of_range"}),
        ({"soc_entity": "sensor.nowhere"}, {"soc_entity": "entity_not_found"}),
        ({"advanced": {"limit_entity": "sensor.energy"}}, {"base": "limit_unreadable"}),
        ({"advanced": {"plug_entity": "binary_sensor.nowhere"}}, {"base": "entity_not_found"}),
        ({"advanced": {"max_current_a": 3}}, {"base": "current_out_of_range"}),
        ({"advanced": {"price_rule": "fixed"}}, {"base": "price_required"}),
    ],
)
async def test_what_cannot_be_so_of_a_car_is_said_at_once(
    running: StateHome, answers: dict[str, Any], errors: dict[str, str]
) -> None:
    running.state("sensor.energy", 31, {"unit_of_measurement": "kWh", "device_class": "energy"})
    running.state("sensor.too_much", 310, {"unit_of_measurement": "%", "device_class": "battery"})
    form = await add_car(running, **answers)
    assert form["errors"] == errors


async def test_two_cars_cannot_have_one_name(running: StateHome) -> None:
    await add_car(running)
    assert (await add_car(running))["errors"] == {"name": "name_used"}


async def test_entities_are_offered_with_what_they_say_now(running: StateHome) -> None:
    running.state(PLUG, "on", {"device_class": "plug", "friendly_name": "Zoe plug"})
    running.state("device_tracker.zoe", "home", {"friendly_name": "Zoe"})
    # As a person's front end does before it asks for a form.
    await async_get_translations(running.hass, "en", "entity_component", ["binary_sensor", "device_tracker"])
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    flows = running.hass.config_entries.subentries
    form = await flows.async_init((entry.entry_id, "car"), context={"source": SOURCE_USER})
    fields = form["data_schema"].schema
    more = fields["advanced"].schema.schema
    labels = [
        option["label"] for field in ("plug_entity", "location_entity") for option in more[field].config["options"]
    ]
    assert fields["soc_entity"].config["options"][0]["label"].endswith("62 %")
    assert "Zoe plug · Plugged in" in labels
    assert "Zoe · Home" in labels


async def test_an_ordinary_battery_is_suggested_rather_than_the_smallest_there_is(running: StateHome) -> None:
    (entry,) = running.hass.config_entries.async_entries(DOMAIN)
    flows = running.hass.config_entries.subentries
    form = await flows.async_init((entry.entry_id, "car"), context={"source": SOURCE_USER})
    (size,) = (key for key in form["data_schema"].schema if key == "battery_kwh")
    assert size.description == {"suggested_value": 60.0}

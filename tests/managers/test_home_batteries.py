"""What the user is told of home batteries, and who else may plan them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.solar_charging.catalogue.battery_control import BatteryControl
from custom_components.solar_charging.catalogue.charger_config import EntityAction
from custom_components.solar_charging.catalogue.entry import ControlKind
from custom_components.solar_charging.devices.battery_planners import other_planner
from custom_components.solar_charging.engine.decide.battery_hold import BatteryUse
from custom_components.solar_charging.engine.model import Reason
from custom_components.solar_charging.engine.reasons import ReasonKey
from custom_components.solar_charging.managers.home_batteries import BatteryManager
from custom_components.solar_charging.setup.site_config import BatteryConfig
from tests.engine.decide.test_battery_hold import night

CONTROL = BatteryControl(ControlKind.SWITCH, EntityAction("switch.discharge", "off"))
NOW = datetime(2026, 1, 10, 22, tzinfo=UTC)


async def test_one_that_refuses_is_named_with_what_its_integration_said(hass: HomeAssistant) -> None:
    hass.states.async_set("switch.discharge", "on")

    async def refuse(call: object) -> None:
        raise HomeAssistantError("Modbus: no answer")

    for service in ("turn_on", "turn_off"):
        hass.services.async_register("switch", service, refuse)
    manager = BatteryManager(hass, "home")
    await manager.async_load([BatteryConfig("one", "Battery", CONTROL)])
    for minute in range(8):
        await manager.async_step(*night(), NOW + timedelta(minutes=minute))
    [issue] = manager.issues(NOW.timestamp())
    assert (issue.id, issue.key) == ("battery_not_following_one", "battery_not_following")
    assert issue.facts == {"name": "Battery", "error": "Modbus: no answer"}


async def test_one_whose_writes_are_spent_is_named(hass: HomeAssistant) -> None:
    hass.states.async_set("switch.discharge", "on")

    async def ignore(call: object) -> None:
        return

    hass.services.async_register("switch", "turn_off", ignore)
    manager = BatteryManager(hass, "home")
    control = BatteryControl(ControlKind.SWITCH, EntityAction("switch.discharge", "off"), writes_per_day=2)
    await manager.async_load([BatteryConfig("one", "Battery", control)])
    for minute in range(6):
        await manager.async_step(*night(), NOW + timedelta(minutes=minute))
    [issue] = manager.issues(NOW.timestamp() + 360.0)
    assert (issue.key, issue.facts) == ("battery_writes_spent", {"name": "Battery", "count": "1"})


async def test_a_control_that_is_changed_while_it_holds_still_knows_what_to_give_back(hass: HomeAssistant) -> None:
    hass.states.async_set("number.limit", "5000", {"min": 0, "max": 6000})

    async def take(call: ServiceCall) -> None:
        hass.states.async_set("number.limit", f"{call.data['value']:g}", {"min": 0, "max": 6000})

    hass.services.async_register("number", "set_value", take)
    manager = BatteryManager(hass, "home")
    control = BatteryControl(ControlKind.NUMBER, EntityAction("number.limit", "0"))
    await manager.async_load([BatteryConfig("one", "Battery", control)])
    await manager.async_step(*night(), NOW)
    assert hass.states.is_state("number.limit", "0")
    manager.update_config([BatteryConfig("one", "Battery", replace(control, writes_per_day=6))])
    for minute in range(30):
        await manager.async_step(*night(power_w=0.0), NOW + timedelta(minutes=minute))
    assert hass.states.is_state("number.limit", "5000")
    assert manager.writes(NOW.timestamp() + 1800.0) == {"Battery": 2}


async def test_a_control_that_is_removed_and_added_again_while_it_holds_restores_what_the_owner_had(
    hass: HomeAssistant,
) -> None:
    facts = {"min": 0, "max": 6000, "unit_of_measurement": "W"}
    hass.states.async_set("number.limit", "5000", facts)

    async def take(call: ServiceCall) -> None:
        hass.states.async_set("number.limit", f"{call.data['value']:g}", facts)

    hass.services.async_register("number", "set_value", take)
    manager = BatteryManager(hass, "home")
    control = BatteryControl(ControlKind.NUMBER, EntityAction("number.limit", "0"), limit_unit="W")
    await manager.async_load([BatteryConfig("one", "Battery", replace(control, supplies_house=True))])
    await manager.async_step(*night(), NOW)
    assert hass.states.is_state("number.limit", "700")
    await manager.async_step(*night(), NOW + timedelta(minutes=1))
    # It is away when the control is removed.
    hass.states.async_set("number.limit", "unavailable")
    manager.update_config([])
    await manager.async_step(*night(), NOW + timedelta(minutes=2))
    manager.update_config([BatteryConfig("two", "Battery", control)])
    hass.states.async_set("number.limit", "700", facts)
    for minute in range(3, 60):
        await manager.async_step(*night(power_w=0.0 if minute > 10 else 7000.0), NOW + timedelta(minutes=minute))
    assert hass.states.is_state("number.limit", "5000")


async def test_each_of_two_batteries_is_held_at_its_own_level(hass: HomeAssistant) -> None:
    entry = MockConfigEntry(domain="box")
    entry.add_to_hass(hass)
    registry, calls = er.async_get(hass), dict[str, float]()

    async def take(call: ServiceCall) -> None:
        calls[call.data["entity_id"]] = call.data["value"]

    hass.services.async_register("number", "set_value", take)
    batteries, levels = [], tuple(f"sensor.level_{one}" for one in "ab")
    for one, level in (("a", "80"), ("b", "40")):
        box = dr.async_get(hass).async_get_or_create(config_entry_id=entry.entry_id, identifiers={("box", one)})
        for domain, key, state in (("number", "reserve", "10"), ("sensor", "level", level)):
            name = f"{key}_{one}"
            registry.async_get_or_create(
                domain, "box", name, suggested_object_id=name, device_id=box.id, config_entry=entry
            )
            hass.states.async_set(f"{domain}.{name}", state, {"min": 0, "max": 100})
        control = BatteryControl(ControlKind.MIN_SOC, EntityAction(f"number.reserve_{one}"))
        batteries.append(BatteryConfig(one, one, control, levels))
    manager = BatteryManager(hass, "home")
    await manager.async_load(batteries)
    # 60 % of both together.
    await manager.async_step(*night(level=60.0), NOW)
    assert calls == {"number.reserve_a": 80.0, "number.reserve_b": 40.0}


@pytest.mark.parametrize(
    ("entity_id", "state", "name"),
    [
        ("predbat.status", "Charging", "Predbat"),
        ("sensor.p_batt_forecast", "-500", "EMHASS"),
        ("sensor.p_batt_forecast", "unavailable", None),
    ],
)
async def test_a_program_that_plans_the_battery_is_known(
    hass: HomeAssistant, entity_id: str, state: str, name: str | None
) -> None:
    assert other_planner(hass, CONTROL) is None
    hass.states.async_set(entity_id, state)
    assert other_planner(hass, CONTROL) == name
    hass.states.async_set("switch.predbat_set_read_only", "on")
    assert other_planner(hass, CONTROL) == (None if name == "Predbat" else name)


async def test_batcontrol_and_an_inverters_own_tariff_mode_are_known(hass: HomeAssistant) -> None:
    entry = MockConfigEntry(domain="box")
    entry.add_to_hass(hass)
    box = dr.async_get(hass).async_get_or_create(config_entry_id=entry.entry_id, identifiers={("box", "1")})
    registry = er.async_get(hass)
    for domain, key in (("switch", "discharge"), ("select", "mode")):
        registry.async_get_or_create(domain, "box", key, suggested_object_id=key, device_id=box.id)
    hass.states.async_set("select.mode", "self_use", {"friendly_name": "Box mode"})
    assert other_planner(hass, CONTROL) is None
    hass.states.async_set("select.mode", "Time of Use", {"friendly_name": "Box mode"})
    assert other_planner(hass, CONTROL) == "Box mode"
    by_action = BatteryControl(ControlKind.ACTION, EntityAction(action="box.hold", data={"device_id": box.id}))
    assert other_planner(hass, by_action) == "Box mode"
    hass.states.async_set("select.mode", "self_use")
    published = registry.async_get_or_create("sensor", "mqtt", "batcontrol_mode")
    hass.states.async_set(published.entity_id, "10")
    assert other_planner(hass, CONTROL) == "batcontrol"


async def test_a_battery_that_another_plans_is_left_to_it_and_it_is_named(hass: HomeAssistant) -> None:
    hass.states.async_set("switch.discharge", "on")
    calls: list[ServiceCall] = []

    async def take(call: ServiceCall) -> None:
        calls.append(call)
        hass.states.async_set("switch.discharge", call.service.removeprefix("turn_"))

    for service in ("turn_on", "turn_off"):
        hass.services.async_register("switch", service, take)
    manager = BatteryManager(hass, "home")
    await manager.async_load([BatteryConfig("one", "Battery", CONTROL)])
    hass.states.async_set("predbat.status", "Charging")
    await manager.async_step(*night(), NOW)
    assert manager.reason == Reason(ReasonKey.BATTERY_LEFT_TO_PLAN, {"source": "Predbat"})
    assert not calls
    # One that begins while it is held gets it as it was.
    hass.states.async_remove("predbat.status")
    await manager.async_step(*night(), NOW + timedelta(seconds=5))
    assert hass.states.is_state("switch.discharge", "off")
    hass.states.async_set("sensor.p_batt_forecast", "-500")
    for seconds in (10, 15):
        await manager.async_step(*night(), NOW + timedelta(minutes=2, seconds=seconds))
    assert hass.states.is_state("switch.discharge", "on")
    assert (len(calls), manager.use) == (2, BatteryUse.FREE)

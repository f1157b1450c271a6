"""Discovery on the registries of a running Home Assistant."""

from typing import Any

import pytest
from homeassistant.components.energy.data import async_get_manager
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.solar_charging.catalogue.charger_config import EntityAction
from custom_components.solar_charging.catalogue.entry import Role, SignConvention
from custom_components.solar_charging.setup.discovery import async_discover, async_enable

from .solar_api import HOST, answer_as_fronius


def entry_of(hass: HomeAssistant, domain: str, **fields: Any) -> MockConfigEntry:
    entry = MockConfigEntry(domain=domain, **fields)
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
async def fronius(hass: HomeAssistant, aioclient_mock: AiohttpClientMocker) -> MockConfigEntry:
    """Return Home Assistant's own Fronius integration, set up against a device that speaks the Solar API."""
    answer_as_fronius(aioclient_mock)
    entry = entry_of(hass, "fronius", unique_id="30000001", data={"host": HOST, "is_logger": False})
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


async def test_a_real_fronius_integration_is_recognised_with_every_role_sign_and_unit(
    hass: HomeAssistant, fronius: MockConfigEntry
):
    (found,) = (await async_discover(hass)).inverters
    assert (found.make, found.integration, found.config_entry_id) == ("Fronius", "fronius", fronius.entry_id)
    roles = {role: (pick.entity_ids, pick.sign, pick.unit) for role, pick in found.roles.items()}
    assert roles[Role.PV_POWER] == (("sensor.solarnet_power_photovoltaics",), None, "W")
    assert roles[Role.GRID_POWER] == (("sensor.solarnet_power_grid",), SignConvention.IMPORT_POSITIVE, "W")
    assert roles[Role.GRID_IMPORT_POWER][0] == ("sensor.solarnet_power_grid_import",)
    assert roles[Role.GRID_EXPORT_POWER][0] == ("sensor.solarnet_power_grid_export",)
    assert roles[Role.BATTERY_POWER] == (("sensor.solarnet_power_battery",), SignConvention.DISCHARGE_POSITIVE, "W")
    assert roles[Role.BATTERY_SOC] == (("sensor.byd_battery_box_premium_hv_state_of_charge",), None, "%")
    assert roles[Role.LOAD_POWER][0] == ("sensor.solarnet_power_load_consumed",)


async def test_the_entities_found_balance_generation_against_use(hass: HomeAssistant, fronius: MockConfigEntry):
    (found,) = (await async_discover(hass)).inverters

    def watts(role: Role) -> float:
        state = hass.states.get(found.roles[role].entity_ids[0])
        assert state is not None
        return float(state.state)

    used = watts(Role.LOAD_POWER) + watts(Role.GRID_EXPORT_POWER) + watts(Role.BATTERY_CHARGE_POWER)
    assert watts(Role.PV_POWER) == used == 4400


async def test_what_is_disabled_can_be_enabled_with_one_yes(hass: HomeAssistant, fronius: MockConfigEntry):
    (found,) = (await async_discover(hass)).inverters
    async_enable(hass, found.roles[Role.GRID_POWER].to_enable)
    (found,) = (await async_discover(hass)).inverters
    assert found.roles[Role.GRID_POWER].to_enable == ()


NRGKICK = {
    "info": {
        "general": {"serial_number": "NRG0001", "device_name": "Garage", "model_type": "NRGkick Gen2", "rated_current": 32.0},
        "connector": {"phase_count": 3, "max_current": 16.0, "type": 1, "serial": "C1"},
        "versions": {"sw_sm": "4.0.0.0", "hw_sm": "1"},
    },
    "control": {"current_set": 16.0, "charge_pause": 0, "energy_limit": 0, "phase_count": 3},
    "values": {
        "general": {"status": 3},
        "powerflow": {"total_active_power": 11000, "l1": {"active_power": 3700}},
        "energy": {"charged_energy": 5000, "total_charged_energy": 100000},
    },
}  # fmt: skip


async def test_a_real_nrgkick_integration_is_recognised_with_its_drivers_and_readings(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker
):
    for endpoint, answer in NRGKICK.items():
        aioclient_mock.get(f"http://nrgkick/{endpoint}", json=answer)
    entry = entry_of(hass, "nrgkick", title="Garage", unique_id="NRG0001", data={"host": "nrgkick"})
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    (charger,) = (await async_discover(hass)).chargers
    assert (charger.config.name, charger.model) == ("Garage", "NRGkick Gen2")
    config = charger.config
    assert config.set_point is not None
    number = hass.states.get(config.set_point.entity_id or "")
    assert number is not None
    assert (number.attributes["min"], number.attributes["max"]) == (6, 16)
    assert config.start_stop is not None
    assert config.start_stop.start == EntityAction("switch.garage_charging_enabled", "on")
    assert config.phase_switch is not None
    assert config.phase_switch.three is not None
    assert config.phase_switch.three.value == "3"
    status = config.readings["status"]
    state = hass.states.get(status.entity_id)
    assert state is not None
    assert status.states[state.state] == "charging"
    power = hass.states.get(config.readings["power"].entity_id)
    assert power is not None
    assert power.state == "11000"


async def test_the_unit_the_user_chose_to_see_is_the_one_reported(hass: HomeAssistant):
    entity = er.async_get(hass).async_get_or_create(
        "sensor", "apsystems", "1_total_power", config_entry=entry_of(hass, "apsystems"), translation_key="total_power",
        original_device_class="power", unit_of_measurement="W",
    )  # fmt: skip
    hass.states.async_set(entity.entity_id, "0.4", {"unit_of_measurement": "kW"})
    (found,) = (await async_discover(hass)).inverters
    assert found.roles[Role.PV_POWER].unit == "kW"


async def test_a_charger_of_the_registries_is_found_with_its_device(hass: HomeAssistant):
    entry = entry_of(hass, "peblar")
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={("peblar", "23-45")},
        manufacturer="Peblar",
        model="WLAC1",
        name="Garage",
    )
    for kind, key in {"number": "charge_current_limit", "switch": "charge"}.items():
        er.async_get(hass).async_get_or_create(
            kind,
            "peblar",
            f"23-45_{key}",
            config_entry=entry,
            device_id=device.id,
            translation_key=key,
            capabilities={"min": 6, "max": 16},
        )
    (charger,) = (await async_discover(hass)).chargers
    assert (charger.config.name, charger.model, charger.config.device_id) == ("Garage", "WLAC1", device.id)


async def test_what_the_user_chose_for_the_energy_dashboard_is_proposed(hass: HomeAssistant, recorder_mock):
    assert await async_setup_component(hass, "energy", {})
    manager = await async_get_manager(hass)
    await manager.async_update(
        {
            "energy_sources": [
                {"type": "solar", "stat_energy_from": "sensor.kwh", "stat_rate": "sensor.roof", "config_entry_solar_forecast": None},
                {
                    "type": "battery", "stat_energy_from": "sensor.a", "stat_energy_to": "sensor.b",
                    "power_config": {"stat_rate_inverted": "sensor.battery"},
                },
            ]
        }
    )  # fmt: skip
    site = (await async_discover(hass)).site
    assert site.roles[Role.PV_POWER][0].entity_ids == ("sensor.roof",)
    assert site.roles[Role.BATTERY_POWER][0].entity_ids == ("sensor.battery",)
    assert site.roles[Role.BATTERY_POWER][0].sign is SignConvention.CHARGE_POSITIVE


async def test_a_home_without_the_energy_dashboard_is_searched_all_the_same(hass: HomeAssistant):
    found = await async_discover(hass)
    assert (found.inverters, found.chargers) == ((), ())

"""Home Assistant's own integrations, talking to devices on this machine: recognised by what they really register.

Each goes through our real flow with one click, and the surplus comes out right.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER, ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker
from tesla_powerwall import ApiError

from custom_components.solar_charging.catalogue.entry import Role, SignConvention
from custom_components.solar_charging.setup.discovery import async_discover
from tests.catalogue.solar_api import HOST, answer_as_fronius

from .fake_devices import (
    APSYSTEMS_EZ1,
    DSMR_TELEGRAM,
    HOMEWIZARD_P1,
    P1_MONITOR,
    POWERWALL,
    SOLARLOG,
    serving,
    smart_meter,
)
from .home import DOMAIN, StateHome

type Roles = dict[Role, tuple[SignConvention | None, str | None]]


@pytest.fixture(autouse=True)
def _noon(freezer: FrozenDateTimeFactory, home: StateHome) -> None:
    freezer.move_to("2026-06-21 11:00:00+00:00")


async def real(hass: HomeAssistant, domain: str, data: Mapping[str, Any], **fields: Any) -> MockConfigEntry:
    """Set up an integration of Home Assistant itself."""
    entry = MockConfigEntry(domain=domain, data=data, **fields)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    return entry


async def roles_of(hass: HomeAssistant, domain: str) -> Roles:
    """Return sign and unit of each role that discovery finds in one integration."""
    (found,) = [one for one in (await async_discover(hass)).inverters if one.integration == domain]
    return {role: (pick.sign, pick.unit) for role, pick in found.roles.items()}


async def one_click(hass: HomeAssistant, **answers: Any) -> tuple[ConfigEntry, str]:
    """Walk through our flow and take what it found. Returns the home and the sentence about what happens now."""
    flow = hass.config_entries.flow
    step = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    step = await flow.async_configure(step["flow_id"], {"capacity_w": 8000})
    assert step["step_id"] == "discovered"
    shown = step["description_placeholders"]
    step = await flow.async_configure(step["flow_id"], {"use": "detected", **answers})
    assert step["type"] is FlowResultType.CREATE_ENTRY, step
    hass.config_entries.subentries.async_abort(step["next_flow"][1])
    await hass.async_block_till_done(wait_background_tasks=True)
    return step["result"], f"{shown['devices']}: {shown['values']}"


def surplus(home: StateHome) -> tuple[float, str]:
    """Return surplus, and where it is taken from."""
    (entry,) = home.hass.config_entries.async_entries(DOMAIN)
    return home.number(home.ours("sensor", "excess_power")), entry.runtime_data.data.decision.site.source.value


async def test_fronius_inverter_meter_and_battery(
    hass: HomeAssistant, home: StateHome, aioclient_mock: AiohttpClientMocker
) -> None:
    answer_as_fronius(aioclient_mock)
    await real(hass, "fronius", {"host": HOST, "is_logger": False}, unique_id="30000001")
    _, shown = await one_click(hass)
    assert shown.endswith("generation 4.4 kW, exporting 3.0 kW, battery charging at 400 W, 81 %, house uses 1.0 kW")
    assert "BYD" in shown
    # What charges the battery is there for the car as well.
    assert surplus(home) == (3400, "grid_meter")


@pytest.mark.usefixtures("socket_enabled")
async def test_homewizard_meter_beside_an_apsystems_micro_inverter(hass: HomeAssistant, home: StateHome) -> None:
    async with serving(HOMEWIZARD_P1) as meter, serving(APSYSTEMS_EZ1) as inverter:
        await real(hass, "homewizard", {"ip_address": f"127.0.0.1:{meter.port}"}, unique_id="HWE-P1_aabbccddeeff")
        await real(hass, "apsystems", {"ip_address": "127.0.0.1", "port": inverter.port}, unique_id="E07000000001")
        assert await roles_of(hass, "homewizard") == {Role.GRID_POWER: (SignConvention.IMPORT_POSITIVE, "W")}
        assert await roles_of(hass, "apsystems") == {Role.PV_POWER: (None, "W")}
        _, shown = await one_click(hass)
        assert shown.endswith("generation 2.6 kW, exporting 2.1 kW, house uses 500 W")
        assert surplus(home) == (2100, "grid_meter")
        assert home.number(home.ours("sensor", "house_load")) == 500


@pytest.mark.usefixtures("socket_enabled")
async def test_solarlog_data_logger_without_a_meter(hass: HomeAssistant, home: StateHome) -> None:
    async with serving(SOLARLOG) as logger:
        data = {"host": f"http://127.0.0.1:{logger.port}", "has_password": False}
        await real(hass, "solarlog", data, minor_version=3)
        assert await roles_of(hass, "solarlog") == {Role.PV_POWER: (None, "W"), Role.LOAD_POWER: (None, "W")}
        entry, _ = await one_click(hass)
        assert entry.data["corrections"] == ["load_with_chargers"]
        power_w, source = surplus(home)
        assert source == "generation_and_load"
        # A little is kept back, since a sum of two devices that report by the minute is less sure than a meter.
        assert 2200 <= power_w <= 2500


@pytest.mark.usefixtures("socket_enabled")
async def test_p1_monitor_is_a_home_with_a_meter_only(hass: HomeAssistant, home: StateHome) -> None:
    async with serving(P1_MONITOR) as monitor:
        await real(hass, "p1_monitor", {"host": "127.0.0.1", "port": monitor.port}, version=2)
        assert await roles_of(hass, "p1_monitor") == {
            Role.GRID_IMPORT_POWER: (None, "W"), Role.GRID_EXPORT_POWER: (None, "W"),
        }  # fmt: skip
        await one_click(hass)
        assert surplus(home) == (1800, "grid_meter")


async def test_powerwall_that_speaks_in_kilowatts(
    hass: HomeAssistant, home: StateHome, aioclient_mock: AiohttpClientMocker
) -> None:
    for path, answer in POWERWALL.items():
        aioclient_mock.get(f"https://powerwall{path}", json=answer)
    aioclient_mock.get("https://powerwall/api/powerwalls", exc=ApiError("The url returned error 404"))
    await real(hass, "powerwall", {"ip_address": "powerwall"}, unique_id="1152100-13-J--CN123")
    assert await roles_of(hass, "powerwall") == {
        Role.PV_POWER: (None, "kW"), Role.GRID_POWER: (SignConvention.IMPORT_POSITIVE, "kW"),
        Role.BATTERY_POWER: (SignConvention.DISCHARGE_POSITIVE, "kW"), Role.BATTERY_SOC: (None, "%"), Role.LOAD_POWER: (None, "kW"),
    }  # fmt: skip
    _, shown = await one_click(hass)
    assert shown.endswith("generation 4.4 kW, exporting 3.0 kW, battery charging at 400 W, 81 %, house uses 1.0 kW")
    assert surplus(home) == (3400, "grid_meter")


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize("expected_lingering_timers", [True], ids=["its client leaves a timer"])
async def test_smart_meter_that_sends_telegrams(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    assert "2.7.0(0002.10*kW)" in DSMR_TELEGRAM
    async with smart_meter() as (port, is_time):
        data = {
            "port": f"socket://127.0.0.1:{port}", "dsmr_version": "2.2", "protocol": "dsmr_protocol", "serial_id": "1234",
            "serial_id_gas": None,
        }  # fmt: skip
        entry = await real(hass, "dsmr", data, unique_id="1234", options={"time_between_update": 0})
        freezer.tick(1)
        is_time.set()
        for _ in range(100_000):
            # Turns of the event loop, not time: the clock stands still, and its client starts in a thread.
            await asyncio.sleep(0)
            if hass.states.async_all("sensor"):
                break
        await hass.async_block_till_done()
        assert await roles_of(hass, "dsmr") == {
            Role.GRID_IMPORT_POWER: (None, "kW"), Role.GRID_EXPORT_POWER: (None, "kW"),
        }  # fmt: skip
        await one_click(hass)
        assert surplus(home) == (2100, "grid_meter")
        assert await hass.config_entries.async_unload(entry.entry_id)

"""Core integrations that measure each phase drive the fuse: what they really register, from devices on this machine."""

import asyncio
import re
import time
from collections.abc import AsyncIterator

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from .home import CURRENT, SWITCH, StateHome
from .phase_meters import PhaseMeter, dsmr, fronius, homewizard, shelly, victron
from .test_charging import NOON, choose, surplus_of
from .test_limits import set_number

FUSE_A = 25
CONNECTS_S = 10


# Over the network of this machine.
SERVED = {"homewizard": homewizard, "dsmr": dsmr, "shelly": shelly}


@pytest.fixture(params=["homewizard", "fronius", "dsmr", "shelly", "victron"])
async def meter(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PhaseMeter]:
    if request.param == "fronius":
        mocker: AiohttpClientMocker = request.getfixturevalue("aioclient_mock")
        async with fronius(mocker, monkeypatch) as one:
            yield one
        return
    if request.param == "victron":
        async with victron(monkeypatch) as one:
            yield one
        return
    if request.param == "shelly":
        # Only its set-up by Bluetooth needs that.
        request.getfixturevalue("hass").config.components.add("bluetooth")
    request.getfixturevalue("socket_enabled")
    async with SERVED[request.param]() as one:
        yield one


async def phase_currents(hass: HomeAssistant, freezer: FrozenDateTimeFactory, meter: PhaseMeter) -> list[str]:
    """Set the meter's integration up; return the ids of its currents, in the order of the phases."""
    meter.entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(meter.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert meter.entry.state is ConfigEntryState.LOADED
    freezer.tick(1)
    found: list[str] = []
    for _ in range(CONNECTS_S * 100):
        meter.show((1.0, 1.0, 1.0))
        await turns(hass)
        registered = er.async_entries_for_config_entry(er.async_get(hass), meter.entry.entry_id)
        found = sorted(one.entity_id for one in registered if re.search(meter.currents, one.unique_id))
        if len(found) == 3:
            break
        # A connection takes real time, while the clock stands still.
        await hass.async_add_executor_job(time.sleep, 0.01)
    return found


async def turns(hass: HomeAssistant) -> None:
    """Let what is on the wire arrive: turns of the event loop, not time, as the clock stands still."""
    for _ in range(100):
        await asyncio.sleep(0)
    await hass.async_block_till_done()


async def carry(home: StateHome, freezer: FrozenDateTimeFactory, meter: PhaseMeter, *house_a: float) -> float:
    """Let phases carry what the house draws and a charger on the second one; return the charger's current in the end."""
    for _ in range(max(60 // meter.period_s, 2)):
        own_a = home.number(CURRENT) if home.is_on(SWITCH) else 0.0
        meter.show((house_a[0], house_a[1] + own_a, house_a[2]))
        await turns(home.hass)
        await surplus_of(home, freezer, -sum(house_a) * 230.0, meter.period_s)
    return home.number(CURRENT) if home.is_on(SWITCH) else 0.0


async def unload(hass: HomeAssistant, freezer: FrozenDateTimeFactory, meter: PhaseMeter) -> None:
    """Unload the meter's integration; clients wait a moment before they go, on a clock that stands still."""
    unloading = asyncio.ensure_future(hass.config_entries.async_unload(meter.entry.entry_id))
    for _ in range(100):
        freezer.tick(1)
        for _ in range(10):
            await asyncio.sleep(0)
    assert await unloading


@pytest.mark.usefixtures("everything_enabled")
@pytest.mark.parametrize("expected_lingering_timers", [True], ids=["the client of dsmr leaves a timer"])
async def test_its_phases_keep_the_fuse(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, meter: PhaseMeter
) -> None:
    freezer.move_to(NOON)
    currents = await phase_currents(hass, freezer, meter)
    assert len(currents) == 3, currents
    await home.plug_in_devices()
    entry = await home.set_up()
    hass.config_entries.async_update_entry(entry, data={**entry.data, "phase_currents": currents})
    await hass.async_block_till_done(wait_background_tasks=True)
    await set_number(home, "main_fuse_a", FUSE_A)
    on_second = {"entity_id": home.ours("select", "grid_phase"), "option": "l2"}
    await hass.services.async_call("select", "select_option", on_second, blocking=True)
    await choose(home, "boost")
    assert await carry(home, freezer, meter, 20.0, 16.0, 2.0) == 8.0
    assert await carry(home, freezer, meter, 20.0, 20.0, 2.0) == 0.0
    assert await carry(home, freezer, meter, 20.0, 7.0, 2.0) == 16.0
    await unload(hass, freezer, meter)

"""A meter that reports 200 times a second: few steps, the latest reading wins, and what is about safety does not wait."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from .home import GRID, StateHome
from .test_charging import NOON, choose, drawn_w, surplus_of

AMPERE = {"unit_of_measurement": "A", "device_class": "current", "state_class": "measurement"}
PHASE = "sensor.l1"
EVERY = timedelta(milliseconds=5)


class Counted:
    """Counts a home's steps, and what it publishes."""

    def __init__(self, entry: ConfigEntry, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps = self.published = 0
        coordinator = entry.runtime_data
        step = coordinator._step

        def counted(now: Any) -> Any:
            self.steps += 1
            return step(now)

        monkeypatch.setattr(coordinator, "_step", counted)
        coordinator.async_add_listener(self._note)

    def _note(self) -> None:
        self.published += 1


@pytest.fixture
async def charging(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> ConfigEntry:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    home.state(PHASE, 12.0, AMPERE)
    entry = await home.set_up()
    hass.config_entries.async_update_entry(entry, data={**entry.data, "phase_currents": [PHASE]})
    await hass.async_block_till_done()
    coordinator = entry.runtime_data
    coordinator.async_set_settings(coordinator.settings.with_site(main_fuse_a=25.0))
    for second in range(0, 600, 5):
        home.state(PHASE, 2.0 + drawn_w(home) / 230 + second % 3 / 10, AMPERE)
        await surplus_of(home, freezer, 2600, 5)
    assert drawn_w(home) > 230 * 6
    return entry


async def flood(home: StateHome, freezer: FrozenDateTimeFactory, seconds: float) -> None:
    """Let the meter report every 5 ms, each time something else, around the same power."""
    for number in range(round(seconds / EVERY.total_seconds())):
        freezer.tick(EVERY)
        home.power(GRID, -20 + number % 7)
        await asyncio.sleep(0)
        await asyncio.sleep(0)


async def test_few_steps_are_taken_and_the_latest_reading_wins(
    hass: HomeAssistant,
    home: StateHome,
    freezer: FrozenDateTimeFactory,
    charging: ConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted = Counted(charging, monkeypatch)
    await flood(home, freezer, 10.0)
    assert counted.steps <= 10 + 5 * 10
    assert counted.published <= 5 + 10
    home.power(GRID, -1234)
    freezer.tick(timedelta(seconds=1))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert charging.runtime_data.data.inputs.grid_w.value == -1234
    await hass.config_entries.async_unload(charging.entry_id)


async def test_a_phase_above_its_fuse_is_acted_on_amid_a_flood(
    hass: HomeAssistant,
    home: StateHome,
    freezer: FrozenDateTimeFactory,
    charging: ConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await flood(home, freezer, 5.0)
    counted = Counted(charging, monkeypatch)
    # No timer fires here, and no time passes.
    home.state(PHASE, 36.0)
    await hass.async_block_till_done()
    assert drawn_w(home) <= 230 * 6
    # It is no way to flood either.
    for number in range(400):
        freezer.tick(EVERY)
        home.state(PHASE, 36.0 if number % 2 else 10.0)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert counted.steps <= 2 + 5 * 2 + 1
    await hass.config_entries.async_unload(charging.entry_id)


async def test_off_is_off_amid_a_flood(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, charging: ConfigEntry
) -> None:
    await flood(home, freezer, 5.0)
    await choose(home, "off")
    assert drawn_w(home) == 0
    await hass.config_entries.async_unload(charging.entry_id)

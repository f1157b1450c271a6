"""The clock is set while a car charges: by a person, by NTP after hours without network, by a wrong time zone."""

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from custom_components.solar_charging.managers import clock

from .home import CURRENT, GRID, PV, SWITCH, StateHome
from .test_charging import NOON, choose, surplus_of
from .test_charging import _report as report

JUMPS_S = [-86_400 * 365, -86_400, -3600, -30, 30, 3600, 86_400, 86_400 * 400]
AMPERE = {"unit_of_measurement": "A", "device_class": "current", "state_class": "measurement"}


class Clock:
    """A wall clock that can be set, and time that passes all the same."""

    def __init__(self, freezer: FrozenDateTimeFactory) -> None:
        self._freezer = freezer
        self._set_by_s = 0.0

    def set(self, by_s: float) -> None:
        self._freezer.tick(timedelta(seconds=by_s))
        self._set_by_s += by_s

    def monotonic(self) -> float:
        # Frozen time moves with the wall clock.
        return time.monotonic() - self._set_by_s


@pytest.fixture
def wall_clock(freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(freezer)
    monkeypatch.setattr(clock, "time", SimpleNamespace(monotonic=made.monotonic))
    return made


@pytest.fixture
async def charging(home: StateHome, freezer: FrozenDateTimeFactory, wall_clock: Clock) -> ConfigEntry:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    await surplus_of(home, freezer, 2600, 600)
    assert home.number(CURRENT) == 11
    return entry


async def sun(home: StateHome, freezer: FrozenDateTimeFactory, surplus_w: float, seconds: int) -> None:
    """Hold the surplus. Frozen time fires no timer on a clock that was set back, as real time does: each step is taken here."""
    (entry,) = home.hass.config_entries.async_entries("solar_charging")
    for _ in range(seconds // 5):
        await surplus_of(home, freezer, surplus_w, 5)
        entry.runtime_data.async_step()
        await home.hass.async_block_till_done(wait_background_tasks=True)


def current_a(home: StateHome) -> float:
    return home.number(CURRENT) if home.is_on(SWITCH) else 0.0


def energy_wh(entry: ConfigEntry) -> float:
    (charger,) = entry.runtime_data.site.chargers
    return entry.runtime_data.sessions.ledger(charger.id).totals.energy_wh


@pytest.mark.parametrize("jump_s", JUMPS_S)
async def test_control_and_books_go_on(
    hass: HomeAssistant,
    home: StateHome,
    freezer: FrozenDateTimeFactory,
    wall_clock: Clock,
    charging: ConfigEntry,
    jump_s: float,
    caplog: pytest.LogCaptureFixture,
) -> None:
    before_wh = energy_wh(charging)
    wall_clock.set(jump_s)
    await sun(home, freezer, 2600, 120)
    assert current_a(home) == 11
    assert energy_wh(charging) - before_wh == pytest.approx(11 * 230 * 120 / 3600, abs=8)
    assert caplog.text.count("The system clock changed by") == 1
    await sun(home, freezer, 0, 300)
    assert current_a(home) == 0
    await hass.config_entries.async_unload(charging.entry_id)


@pytest.mark.parametrize("jump_s", [-3600, 86_400])
async def test_a_clock_that_takes_the_steady_one_along_is_survived_too(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, jump_s: float
) -> None:
    """As a virtual machine's does that is put back: ticks wait for it to catch up, only reports go on."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    await surplus_of(home, freezer, 2600, 300)
    assert current_a(home) == 11
    before_wh = energy_wh(entry)
    freezer.tick(timedelta(seconds=jump_s))
    await surplus_of(home, freezer, 2600, 60)
    assert energy_wh(entry) - before_wh < 200
    await surplus_of(home, freezer, 0, 120)
    assert current_a(home) == 0
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("jump_s", [-86_400, -3600, 3600])
async def test_a_restart_after_the_clock_was_set_goes_on(
    hass: HomeAssistant,
    home: StateHome,
    freezer: FrozenDateTimeFactory,
    wall_clock: Clock,
    charging: ConfigEntry,
    jump_s: float,
) -> None:
    await hass.config_entries.async_unload(charging.entry_id)
    wall_clock.set(jump_s)
    await hass.config_entries.async_setup(charging.entry_id)
    await sun(home, freezer, 2600, 30)
    before_wh = energy_wh(charging)
    await sun(home, freezer, 2600, 120)
    assert energy_wh(charging) - before_wh < 150
    await sun(home, freezer, 0, 300)
    assert current_a(home) == 0
    await choose(home, "boost")
    assert current_a(home) == 16
    await hass.config_entries.async_unload(charging.entry_id)


async def test_the_fuse_is_kept_while_the_clock_is_set_back(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, wall_clock: Clock
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    phases = ["sensor.l1", "sensor.l2", "sensor.l3"]

    async def draw(house_a: float, seconds: int) -> None:
        for _ in range(seconds // 5):
            freezer.tick(timedelta(seconds=5))
            car_a = current_a(home)
            for phase, extra_a in zip(phases, (car_a, 0.0, 0.0), strict=True):
                home.state(phase, house_a + extra_a, AMPERE)
            home.power(GRID, (3 * house_a + car_a) * 230)
            home.power(PV, 0)
            await report(home)
            entry.runtime_data.async_step()
            await hass.async_block_till_done(wait_background_tasks=True)

    for phase in phases:
        home.state(phase, 1.0, AMPERE)
    hass.config_entries.async_update_entry(entry, data={**entry.data, "phase_currents": phases})
    await hass.async_block_till_done()
    coordinator = entry.runtime_data
    coordinator.async_set_settings(coordinator.settings.with_site(main_fuse_a=25.0))
    await choose(home, "boost")
    await draw(1.0, 120)
    assert current_a(home) == 16
    wall_clock.set(-3600)
    await draw(20.0, 30)
    assert 20 + current_a(home) <= 25
    await hass.config_entries.async_unload(entry.entry_id)

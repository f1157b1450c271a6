"""A home battery behind a hybrid inverter, in a real Home Assistant."""

from datetime import timedelta

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from .home import BATTERY, BATTERY_SOC, GRID, PV, StateHome
from .sunshine import issues
from .test_charging import NOON


@pytest.mark.parametrize(("ac_limit_w", "excess_w"), [(3000, 2500), (None, 5500)])
async def test_excess_power_is_no_more_than_the_inverter_delivers(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, ac_limit_w: int | None, excess_w: int
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    # 6 kW of sun, half of which the inverter passes on: 500 W to the house, 2.5 kW to the grid. The rest fills the battery.
    home.power(PV, 6000)
    home.power(BATTERY, 3000)
    home.power(GRID, -2500)
    sources = {"pv_power": [PV], "grid_power": GRID, "battery_power": BATTERY, "battery_soc": BATTERY_SOC}
    entry = await home.set_up(sources=sources)
    hass.config_entries.async_update_entry(entry, data={**entry.data, "ac_limit_w": ac_limit_w})
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert home.number(home.ours("sensor", "excess_power")) == excess_w


async def test_a_home_battery_that_nobody_has_set_up_is_asked_for_until_it_is(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory
) -> None:
    """The grid stays at zero while the sun moves: something makes up for it."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    for number in range(85):
        freezer.tick(timedelta(seconds=10))
        home.power(PV, 1500 + 40 * number)
        home.power(GRID, number % 7 - 3)
        async_fire_time_changed(hass)
        await hass.async_block_till_done()
    assert "home_battery_not_read" in issues(hass)
    data = {**entry.data, "battery_power": BATTERY, "battery_soc": BATTERY_SOC}
    hass.config_entries.async_update_entry(entry, data=data)
    await hass.config_entries.async_reload(entry.entry_id)
    assert "home_battery_not_read" not in issues(hass)

"""A summer's day under broken clouds, in a real Home Assistant: the whole chain from the flow to the car."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant

from simulator.clouds import CloudKind
from simulator.meter import Fault

from .home import CURRENT
from .simulated import SimulatedHome, summer_morning

SENSORS = ("generation_w", "grid_w")


async def test_a_day_of_clouds_an_outage_and_a_restart(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    home = SimulatedHome(hass, freezer, summer_morning(), CloudKind.BROKEN, seed=7)
    await hass.config.async_update(latitude=52.52, longitude=13.405, time_zone="Europe/Berlin")
    await home.plug_in_devices()
    await home.advance(timedelta(seconds=30))
    entry = await home.set_up()
    status, source = home.ours("sensor", "status"), home.ours("sensor", "integration_type")
    energies, evse = home.physics.energies, home.evse

    # The morning: the car charges once the sun is up, its current follows the clouds, hardly anything is bought for it.
    currents = set()
    for _ in range(150):
        await home.advance(timedelta(minutes=1))
        currents.add(home.number(CURRENT))
        assert 6 <= home.number(CURRENT) <= 16
    assert evse.contactor_closings >= 1
    assert len(currents) >= 4
    assert energies.car_wh > 3000
    bought_wh, charged_wh = energies.import_wh, energies.car_wh
    assert bought_wh < 0.15 * charged_wh + 400  # the house itself buys a little in clouds and before sunrise

    # The inverter and its meter fall silent for half an hour: the estimate takes over and says so, and buys little.
    home.break_sensors(SENSORS, Fault.UNAVAILABLE)
    await home.advance(timedelta(minutes=15))
    assert hass.states.get(source).state == "software"
    await home.advance(timedelta(minutes=15))
    assert energies.import_wh - bought_wh < 1000
    home.break_sensors(SENSORS, Fault.NONE)
    await home.advance(timedelta(minutes=5))
    assert hass.states.get(source).state == "hardware"
    assert hass.states.get(source).attributes["explanation"] == "Measured at the grid meter."

    # Home Assistant restarts in mid-charge: the car goes on, no contactor moves, mode and limits are as they were.
    await hass.services.async_call(
        "number", "set_value", {"entity_id": home.ours("number", "max_current_a"), "value": 13}, blocking=True
    )
    while not home.physics.evse.power_w > 0:
        await home.advance(timedelta(minutes=1))
    closings = evse.contactor_closings
    assert await hass.config_entries.async_unload(entry.entry_id)
    await home.advance(timedelta(seconds=30), is_watched=False)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await home.advance(timedelta(seconds=20))
    assert evse.contactor_closings == closings
    assert evse.is_enabled
    assert home.number(home.ours("number", "max_current_a")) == 13

    # The afternoon: charging goes on within the new limit, and ends with the sun.
    for _ in range(60):
        await home.advance(timedelta(minutes=1))
        assert home.number(CURRENT) <= 13
    assert energies.car_wh > charged_wh
    assert hass.states.get(status).attributes["explanation"]

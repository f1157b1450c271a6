"""What homes do to a charger, in a real Home Assistant: each of these holds the same promises."""

from datetime import UTC, datetime

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant

from custom_components.solar_charging.engine.decide.purchase_limit import most_in_an_hour_wh
from simulator.clouds import CloudKind
from simulator.scenarios import hardships

from .hardship_home import BOXES, HardshipHome
from .home import BERLIN
from .sunshine import issues

MINUTES = 24
HOURS = MINUTES / 60
# At noon under broken clouds, where most is to be done; over a whole day it is a quarter.
MOST_CALLS_AN_HOUR = 300


# By the simulator's name: the sky, and the minute of the scenario's day shortly before what it is about.
@pytest.mark.parametrize(
    ("name", "sky", "begins_min"),
    [
        ("hob", CloudKind.BROKEN, 0),
        ("boiler", CloudKind.BROKEN, 0),
        ("sauna", CloudKind.BROKEN, 25),
        ("meter 60 s, jitter, 20 % lost", CloudKind.BROKEN, 0),
        ("meter out for 3 min each 20 min", CloudKind.BROKEN, 0),
        ("plug flickers", CloudKind.BROKEN, 0),
        ("car full, says nothing", CloudKind.BROKEN, 170),
        ("car balances", CloudKind.BROKEN, 170),
        ("car tapers", CloudKind.CLEAR, 275),
        ("car refuses below 8 A", CloudKind.BROKEN, 0),
        ("car takes 10 % less", CloudKind.BROKEN, 0),
        ("no export allowed", CloudKind.CLEAR, 0),
        ("export limit of 2 kW", CloudKind.BROKEN, 0),
        ("200 V", CloudKind.BROKEN, 0),
        ("246 V", CloudKind.BROKEN, 0),
        ("two, the first hardly takes any", CloudKind.CLEAR, 0),
    ],
)
async def test_the_sun_is_followed_and_nobody_is_alarmed(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, name: str, sky: CloudKind, begins_min: int
) -> None:
    freezer.move_to(datetime(2026, 6, 21, 11, 0, tzinfo=UTC))
    await hass.config.async_update(latitude=BERLIN[0], longitude=BERLIN[1], time_zone="Europe/Berlin")
    home = HardshipHome(hass, freezer, hardships()[name], sky, begins_min * 60)
    entry = await home.set_up_all()
    await home.run(MINUTES)
    figures = home.figures()
    least_w = sum(one.min_current_a * min(one.phases) * one.voltage_v for one in home.stations)
    assert figures.solar_wh >= 0.75 * figures.there_wh
    assert figures.bought_wh <= most_in_an_hour_wh(least_w) * HOURS
    assert home.calls <= MOST_CALLS_AN_HOUR * HOURS
    assert home.false_alarms == []
    assert issues(hass) == []
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("seconds", [0, 20, 30])
async def test_a_restart_of_home_assistant_in_any_phase_of_a_late_command_is_followed_within_a_minute(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, seconds: int
) -> None:
    """What the box still showed of the release was taken for a limit of its own, what it showed next for a person's hand."""
    freezer.move_to(datetime(2026, 6, 21, 11, 0, tzinfo=UTC))
    home = HardshipHome(hass, freezer, hardships()["commands 15 s late"], CloudKind.CLEAR, 0)
    entry = await home.set_up_all()
    await home.run(seconds / 60)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await home.run(10 / 60)
    (boxes,) = hass.config_entries.async_entries(BOXES)
    for one in (entry, boxes):
        assert await hass.config_entries.async_unload(one.entry_id)
    await home.run(25 / 60)
    for one in (boxes, entry):
        assert await hass.config_entries.async_setup(one.entry_id)
    for _ in range(4):
        await home.run(1)
        # Three quarters of the sun, as above: how late the box is, is learned on the way.
        assert home.physics.stations[0].power_w > 0.75 * 5900
    assert home.false_alarms == []
    await hass.config_entries.async_unload(entry.entry_id)

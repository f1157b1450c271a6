"""A go-e behind an integration with the manners of the one that people use: what homes do to it, and how soon it follows the sun again."""

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant

from .goe_box import GoeBox
from .goe_integration import BLIND_S, POLL_S
from .home import StateHome
from .sunshine import NEARLY_2700_W, Sun, add_found, choose, followed, shown

# What was seen of a write: in force 2 to 10 s later.
SLOW_S = 8


@pytest.fixture
async def box(hass: HomeAssistant, entry: ConfigEntry, monkeypatch: pytest.MonkeyPatch) -> GoeBox:
    """Return a box with a car, added as it was found."""
    box = GoeBox()
    await box.set_up(hass, monkeypatch)
    await add_found(hass, entry)
    box.takes_s = SLOW_S
    return box


@pytest.fixture
async def sun(home: StateHome, box: GoeBox, freezer: FrozenDateTimeFactory) -> Sun:
    """Return a sun that has shone for five minutes."""
    sun = Sun(home, box, freezer)
    await sun.shines(2700, 5)
    assert box.power_w == NEARLY_2700_W
    return sun


async def restart(hass: HomeAssistant, entry: ConfigEntry, sun: Sun, sun_w: float) -> None:
    """Stop as Home Assistant stops, and come back with what was stored."""
    sun.watch()
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    # States still change while all are stopping.
    await sun.shines(sun_w, 0.5)
    (goe,) = hass.config_entries.async_entries(sun.evse.domain)
    for one in (entry, goe):
        assert await hass.config_entries.async_unload(one.entry_id)
    await sun.shines(sun_w, 0.5)
    for one in (goe, entry):
        assert await hass.config_entries.async_setup(one.entry_id)


async def test_a_restart_of_home_assistant_in_mid_charge_is_followed_within_a_minute(
    hass: HomeAssistant, entry: ConfigEntry, sun: Sun
) -> None:
    await restart(hass, entry, sun, 2700)
    await followed(sun)


async def test_a_pause_of_ours_is_not_a_full_car_after_a_restart(
    hass: HomeAssistant, entry: ConfigEntry, sun: Sun, box: GoeBox
) -> None:
    """Nothing was sent in any mode: the box says "complete" for as long as it is paused."""
    await sun.shines(0, 15)
    assert not box.power_w
    await restart(hass, entry, sun, 0)
    await choose(hass, sun.home, "mode", "boost")
    await sun.shines(0, 0.5)
    assert box.power_w == 32 * 230


async def test_a_reboot_of_the_box_is_followed_within_a_minute_of_its_being_writable(sun: Sun, box: GoeBox) -> None:
    sun.watch()
    box.restart_box()
    await sun.shines(2700, 0.5)
    box.is_away = False
    await sun.shines(2700, BLIND_S / 60)
    # Until it could be written to, nobody could have kept it from buying.
    sun.bought_wh = 0.0
    await followed(sun)


@pytest.mark.parametrize(("before", "after"), [(3600, 2700), (2000, 2700)], ids=["fell", "rose"])
async def test_a_connection_that_was_lost_while_the_sun_changed_is_followed_within_a_minute_of_its_being_writable(
    sun: Sun, box: GoeBox, before: int, after: int
) -> None:
    """What is written for two minutes is dropped, and the integration shows the former current."""
    await sun.shines(before, 5)
    before_w = box.power_w
    sun.watch()
    box.is_away = True
    await sun.shines(after, 1)
    box.is_away = False
    # It counts from its next poll after the loss.
    await sun.shines(after, (BLIND_S + 2 * POLL_S) / 60 - 1)
    assert box.power_w == before_w
    sun.bought_wh = 0.0
    await followed(sun)


@pytest.mark.parametrize("minutes", [0.5, 2, 4])
async def test_a_car_that_pauses_by_itself_is_followed_within_a_minute(sun: Sun, box: GoeBox, minutes: float) -> None:
    sun.watch()
    box.car_pauses = True
    await sun.shines(2700, minutes)
    box.car_pauses = False
    await followed(sun)
    assert shown(sun.home.hass, sun.home, "status") == "solar_charging"

"""A wall box on OCPP 1.6, over a real websocket: found, added with a confirm, and led by the sun."""

from collections.abc import AsyncIterator

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant

from .charge_point import MOST_A, Wallbox
from .home import StateHome
from .sunshine import NEARLY_2700_W, Sun, add_found, choose, followed, issues, shown


@pytest.fixture
async def box(
    hass: HomeAssistant, entry: ConfigEntry, monkeypatch: pytest.MonkeyPatch, socket_enabled: None
) -> AsyncIterator[Wallbox]:
    """Return a box with a car, added as it was found."""
    box = Wallbox()
    await box.set_up(hass, monkeypatch)
    offered = await add_found(hass, entry)
    assert offered["label"] == "Elmo One · wallbox · 6–32 A · car connected"
    yield box
    await hass.config_entries.async_unload(entry.entry_id)
    await box.hang_up()
    for central in hass.config_entries.async_entries("ocpp"):
        await hass.config_entries.async_unload(central.entry_id)


@pytest.fixture
def sun(home: StateHome, box: Wallbox, freezer: FrozenDateTimeFactory) -> Sun:
    return Sun(home, box, freezer)


async def test_an_hour_of_sun_is_one_transaction_that_pauses_at_0_a(sun: Sun, box: Wallbox) -> None:
    await sun.shines(2700, 15)
    assert box.power_w == NEARLY_2700_W
    await sun.shines(1800, 15)
    assert box.power_w in (1610, 1840)
    await sun.shines(0, 15)
    assert not box.power_w
    await sun.shines(2700, 15)
    assert box.power_w == NEARLY_2700_W
    assert [name for name, _ in box.calls].count("on") == 1
    assert ("off", None) not in box.calls
    assert len(box.calls) < 15
    # The history keeps an energy at most each half minute: 60 Wh at full speed.
    assert sun.home.number(sun.home.ours("sensor", "solar_energy")) == pytest.approx(box.counted_wh / 1000, abs=0.07)


async def test_a_limit_that_somebody_cleared_is_set_again(hass: HomeAssistant, sun: Sun, box: Wallbox) -> None:
    await sun.shines(2700, 10)
    (central,) = hass.config_entries.async_entries("ocpp")
    assert await central.runtime_data.link.clear_limit()
    assert box.power_w == MOST_A * 230
    await sun.shines(2700, 5)
    assert box.power_w == NEARLY_2700_W
    assert not issues(hass)


async def test_a_limit_that_is_refused_is_told_again_though_its_number_shows_it(
    hass: HomeAssistant, sun: Sun, box: Wallbox
) -> None:
    await sun.shines(5000, 10)
    drawn_w = box.power_w
    box.refuses_profiles = True
    await sun.shines(2700, 4)
    assert box.power_w == drawn_w > 4500
    assert shown(hass, sun.home, "status") == "charger_ignores_command"
    box.refuses_profiles = False
    await sun.shines(2700, 6)
    assert box.power_w == NEARLY_2700_W


async def test_a_pause_that_is_refused_is_made_by_ending_the_transaction(
    hass: HomeAssistant, sun: Sun, box: Wallbox
) -> None:
    await sun.shines(2700, 10)
    box.refuses_profiles = True
    await sun.shines(0, 10)
    assert not box.power_w
    assert not box.is_on
    box.refuses_profiles = False
    await sun.shines(2700, 15)
    assert box.power_w == NEARLY_2700_W


async def test_a_box_that_lost_its_limit_with_its_connection_is_told_again(
    hass: HomeAssistant, sun: Sun, box: Wallbox
) -> None:
    await sun.shines(2700, 10)
    await box.hang_up()
    await sun.shines(2700, 2)
    assert shown(hass, sun.home, "status") == "charger_unreachable"
    await box.boot()
    await sun.shines(2700, 5)
    assert box.power_w == NEARLY_2700_W
    assert not issues(hass)


async def test_a_car_that_leaves_and_another_that_comes(hass: HomeAssistant, sun: Sun, box: Wallbox) -> None:
    await sun.shines(2700, 10)
    box.is_plugged_in = box.is_on = False
    await sun.shines(2700, 10)
    assert shown(hass, sun.home, "status") == "disconnected"
    box.is_plugged_in = True
    await sun.shines(2700, 5)
    assert box.power_w == NEARLY_2700_W


async def test_a_transaction_that_the_box_refuses_is_asked_for_again(
    hass: HomeAssistant, sun: Sun, box: Wallbox
) -> None:
    box.refuses_to_start = True
    await sun.shines(2700, 15)
    assert "charger_does_not_follow" in issues(hass)
    assert len(box.calls) < 25
    box.refuses_to_start = False
    await sun.shines(2700, 12)
    assert box.power_w == NEARLY_2700_W
    assert not issues(hass)


async def test_off_is_off_and_boost_is_all_it_has(hass: HomeAssistant, sun: Sun, box: Wallbox) -> None:
    await choose(hass, sun.home, "mode", "boost")
    await sun.shines(0, 1)
    assert box.power_w == MOST_A * 230
    await choose(hass, sun.home, "mode", "off")
    await sun.shines(0, 1)
    assert not box.power_w


# What was seen of boxes behind the integration that people use: a profile is in force 2 to 10 s after it was accepted.
SLOW_S = 8


@pytest.mark.parametrize("takes_s", [0, SLOW_S])
async def test_a_restart_of_home_assistant_in_mid_charge_is_followed_within_a_minute(
    hass: HomeAssistant, entry: ConfigEntry, sun: Sun, box: Wallbox, takes_s: int
) -> None:
    """The minimum that we leave the box at was taken for a person's hand: left alone for an hour."""
    box.takes_s = takes_s
    await sun.shines(2700, 10)
    sun.watch()
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    # States still change while all are stopping.
    await sun.shines(2700, 0.5)
    assert box.power_w == 6 * 230
    assert await hass.config_entries.async_reload(entry.entry_id)
    await followed(sun)


@pytest.mark.parametrize("shows_loss", [True, False])
async def test_a_reboot_of_the_box_in_mid_charge_is_followed_within_a_minute(
    hass: HomeAssistant, sun: Sun, box: Wallbox, shows_loss: bool
) -> None:
    """One that is not seen to be away seems to have been stopped by somebody, but for the status it comes back with."""
    (central,) = hass.config_entries.async_entries("ocpp")
    central.runtime_data.shows_loss = shows_loss
    await sun.shines(2700, 10)
    sun.watch()
    await box.restart_box()
    await sun.shines(2700, 0.5)
    box.calls.clear()
    await box.boot()
    await followed(sun)
    assert ("current", 0.0) not in box.calls


async def test_a_lost_connection_is_followed_within_a_minute(sun: Sun, box: Wallbox) -> None:
    box.takes_s = SLOW_S
    await sun.shines(2700, 10)
    sun.watch()
    await box.hang_up()
    await sun.shines(2700, 1)
    await box.boot()
    await followed(sun)


@pytest.mark.parametrize("minutes", [0.5, 2, 4])
async def test_a_car_that_pauses_by_itself_is_followed_within_a_minute(sun: Sun, box: Wallbox, minutes: float) -> None:
    """Its power is read once a minute: until then a pause looks as if the sun had risen by as much."""
    box.takes_s, box.meter_s = SLOW_S, 60
    await sun.shines(2700, 10)
    sun.watch()
    box.car_pauses = True
    await sun.shines(2700, minutes)
    box.car_pauses = False
    await followed(sun)


async def test_a_start_that_was_lost_with_its_connection_is_sent_again_as_soon_as_the_box_is_back(
    hass: HomeAssistant, sun: Sun, box: Wallbox
) -> None:
    await sun.shines(2700, 10)
    await sun.shines(0, 15)
    await box.hang_up()
    await choose(hass, sun.home, "mode", "boost")
    await sun.shines(2700, 0.5)
    await box.boot()
    await sun.shines(2700, 0.5)
    assert box.power_w == MOST_A * 230


async def test_no_pause_stays_in_the_box_when_the_car_has_left(sun: Sun, box: Wallbox) -> None:
    await sun.shines(2700, 10)
    await sun.shines(0, 15)
    assert box.current_a == 0
    box.is_plugged_in = box.is_on = False
    await sun.shines(0, 2)
    assert box.current_a == 6
    box.calls.clear()
    await sun.shines(0, 30)
    assert box.calls == []

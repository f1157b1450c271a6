"""One "disconnected" in mid-charge is no car that left: it charges on, and no event says it went."""

from datetime import UTC, datetime, timedelta

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import async_capture_events, async_fire_time_changed

from custom_components.solar_charging.devices.plug import STAYS_OUT, Plug
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import CarState
from tests.integration.conftest import _no_worker, home  # noqa: F401  its home
from tests.integration.home import CURRENT, STATUS, SWITCH, StateHome
from tests.integration.test_charging import NOON, surplus_of

NOW = datetime(2026, 6, 21, 11, tzinfo=UTC)


@pytest.mark.parametrize("power_w", [None, 2300.0])
def test_it_has_to_stay_out_for_a_while(power_w: float | None) -> None:
    plug = Plug()
    power = None if power_w is None else Reading(power_w, NOW)
    assert plug.steady(CarState.CHARGING, power, NOW) is CarState.CHARGING
    for after in (timedelta(0), STAYS_OUT / 2):
        assert plug.steady(CarState.DISCONNECTED, power, NOW + after) is CarState.CHARGING
    assert plug.steady(CarState.CHARGING, power, NOW + STAYS_OUT) is CarState.CHARGING
    assert plug.steady(CarState.DISCONNECTED, power, NOW + STAYS_OUT) is CarState.CHARGING
    assert plug.steady(CarState.DISCONNECTED, power, NOW + 2 * STAYS_OUT) is CarState.DISCONNECTED


@pytest.mark.parametrize("before", [CarState.UNKNOWN, CarState.CONNECTED, CarState.COMPLETE])
def test_where_nothing_is_charged_it_is_believed_at_once(before: CarState) -> None:
    plug = Plug()
    plug.steady(before, None, NOW)
    assert plug.steady(CarState.DISCONNECTED, None, NOW) is CarState.DISCONNECTED


def test_what_draws_nothing_is_gone_and_a_clock_set_back_keeps_nothing_in() -> None:
    plug = Plug()
    plug.steady(CarState.CHARGING, None, NOW)
    assert plug.steady(CarState.DISCONNECTED, Reading(0.0, NOW), NOW) is CarState.DISCONNECTED
    plug.steady(CarState.CHARGING, None, NOW)
    plug.steady(CarState.DISCONNECTED, None, NOW)
    assert plug.steady(CarState.DISCONNECTED, None, NOW - timedelta(hours=1)) is CarState.DISCONNECTED


@pytest.mark.parametrize("word", ["disconnected", "Available", "unplugged"])
async def test_a_flicker_does_not_stop_the_charge(
    hass: HomeAssistant,
    home: StateHome,  # noqa: F811
    freezer: FrozenDateTimeFactory,
    word: str,
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    await surplus_of(home, freezer, 2600, 600)
    assert home.number(CURRENT) == 11
    calls = async_capture_events(hass, "call_service")
    home.state(STATUS, word)
    freezer.tick(5)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert home.is_on(SWITCH)
    await surplus_of(home, freezer, 2600, 60)
    assert home.is_on(SWITCH)
    assert not [event for event in calls if event.data["service"] == "turn_off"]
    await hass.config_entries.async_unload(entry.entry_id)

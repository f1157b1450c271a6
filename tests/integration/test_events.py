"""What automations are told while the home lives, in a real Home Assistant."""

from collections.abc import Callable

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import async_capture_events

from .home import CURRENT, GRID, PV, STATUS, SWITCH, StateHome
from .test_charging import NOON, choose, let_pass, surplus_of
from .test_ready_by import act
from .test_sessions import unplug

type EventsOf = Callable[[str], list[str]]


@pytest.fixture
async def running(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, everything_enabled: None
) -> StateHome:
    """Return a home at noon without any surplus."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    await home.set_up()
    await surplus_of(home, freezer, -500, 10)
    return home


@pytest.fixture
def events_of(running: StateHome) -> EventsOf:
    """Return what lists the events that an entity told since."""
    changes = async_capture_events(running.hass, EVENT_STATE_CHANGED)

    def of(key: str) -> list[str]:
        entity_id = running.ours("event", key)
        ours = [change.data["new_state"] for change in changes if change.data["entity_id"] == entity_id]
        return [state.attributes["event_type"] for state in ours]

    return of


async def test_a_cars_stay_is_told_from_plug_to_unplug(
    running: StateHome, events_of: EventsOf, freezer: FrozenDateTimeFactory
) -> None:
    await unplug(running, freezer)
    await surplus_of(running, freezer, 3000, 300)
    await choose(running, "off")
    await surplus_of(running, freezer, 3000, 30)
    await choose(running, "boost")
    await act(running, "set_charge_limit", energy_kwh=0.5)
    await surplus_of(running, freezer, 3000, 300)
    await unplug(running, freezer)
    assert events_of("charging_event") == [
        *("unplugged", "plugged_in", "started", "stopped", "started", "complete", "stopped", "unplugged")
    ]


async def test_a_departure_at_risk_is_told(
    running: StateHome, events_of: EventsOf, freezer: FrozenDateTimeFactory
) -> None:
    await act(running, "set_ready_by", departure="2026-06-21 14:00:00", energy_kwh=20)
    await surplus_of(running, freezer, -500, 60)
    assert events_of("charging_event") == ["ready_by_at_risk", "started"]


async def test_a_charger_that_cannot_be_reached_is_told(
    running: StateHome, events_of: EventsOf, freezer: FrozenDateTimeFactory
) -> None:
    await surplus_of(running, freezer, 3000, 300)
    for entity_id in (CURRENT, SWITCH, STATUS):
        running.state(entity_id, "unavailable")
    running.power(GRID, -3000)
    await running.hass.async_block_till_done()
    assert events_of("charging_event") == ["started", "not_responding"]


async def test_surplus_that_comes_and_goes_is_told(
    running: StateHome, events_of: EventsOf, freezer: FrozenDateTimeFactory
) -> None:
    await surplus_of(running, freezer, 3000, 60)
    await surplus_of(running, freezer, -500, 60)
    assert events_of("home_event") == ["surplus_available", "surplus_gone"]


async def test_a_measurement_that_is_lost_and_found_is_told(
    running: StateHome, events_of: EventsOf, freezer: FrozenDateTimeFactory
) -> None:
    running.power(GRID, "unavailable")
    running.power(PV, "unavailable")
    await let_pass(running, freezer, 120)
    await surplus_of(running, freezer, -500, 300)
    assert [one for one in events_of("home_event") if "surplus" not in one] == ["fell_back_to_estimate", "recovered"]

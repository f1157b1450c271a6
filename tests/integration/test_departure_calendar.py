"""Departures from a calendar of Home Assistant's own calendar integration."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, override

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.calendar import CalendarEntity, CalendarEvent
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, setup_test_component_platform

from .home import StateHome
from .test_charging import NOON, surplus_of
from .test_ready_by import act

TRIPS = "calendar.trips"


class Calendar(CalendarEntity):
    """A calendar that somebody writes into."""

    _attr_name = "Trips"
    _attr_unique_id = "trips"

    def __init__(self) -> None:
        self.events: list[CalendarEvent] = []
        self.is_broken = False
        # What the next answers wait for before they arrive, one each.
        self.gates: list[asyncio.Event] = []

    @property
    @override
    def event(self) -> CalendarEvent | None:
        return min(self.events, key=lambda event: event.start_datetime_local, default=None)

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        if self.is_broken:
            raise ConnectionError
        events = list(self.events)
        if self.gates:
            await self.gates.pop(0).wait()
        return [event for event in events if start_date < event.end_datetime_local and event.start < end_date]

    def write(self, start: str, summary: str) -> None:
        begins = dt_util.as_local(datetime.fromisoformat(start))
        self.events.append(CalendarEvent(start=begins, end=begins + timedelta(hours=1), summary=summary))
        self.async_write_ha_state()


@pytest.fixture
async def calendar(hass: HomeAssistant) -> AsyncIterator[Calendar]:
    """Return an empty calendar."""
    calendar = Calendar()
    setup_test_component_platform(hass, "calendar", [calendar])
    assert await async_setup_component(hass, "calendar", {"calendar": {"platform": "test"}})
    await hass.async_block_till_done()
    yield calendar
    await calendar.async_remove()


@pytest.fixture
async def running(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, everything_enabled: None, calendar: Calendar
) -> StateHome:
    """Return a home without surplus whose charger follows the calendar."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    await home.set_up()
    data = {"entity_id": home.ours("select", "departure_calendar"), "option": TRIPS}
    await hass.services.async_call("select", "select_option", data, blocking=True)
    await surplus_of(home, freezer, -500, 10)
    return home


async def plan_of(home: StateHome) -> dict[str, Any]:
    await home.hass.async_block_till_done(wait_background_tasks=True)
    plans: dict[str, Any] = (await act(home, "get_plan"))["plans"]
    return plans.get("Garage", {})


async def test_the_car_is_ready_for_the_next_event_with_what_its_text_says(
    running: StateHome, calendar: Calendar
) -> None:
    assert await plan_of(running) == {}
    calendar.write("2026-06-22T08:00:00+00:00", "Office 12 kWh")
    plan = await plan_of(running)
    assert (plan["ready_by"], plan["needed_wh"]) == ("2026-06-22T08:00:00+00:00", 12_000)
    calendar.write("2026-06-22T05:30:00+00:00", "Airport 20 kWh")
    plan = await plan_of(running)
    assert (plan["ready_by"], plan["needed_wh"]) == ("2026-06-22T05:30:00+00:00", 20_000)
    shown = running.hass.states.get(running.ours("time", "ready_by")).attributes
    assert shown["next_departure"] == "2026-06-22T05:30:00+00:00"


async def test_home_assistants_own_calendar_on_disk_is_followed(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, everything_enabled: None, tmp_path: Path
) -> None:
    hass.config.config_dir = str(tmp_path)
    (tmp_path / ".storage").mkdir()
    entry = MockConfigEntry(domain="local_calendar", data={"calendar_name": "Trips", "storage_key": "trips"})
    entry.add_to_hass(hass)
    freezer.move_to(NOON)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await home.plug_in_devices()
    await home.set_up()
    data = {"entity_id": home.ours("select", "departure_calendar"), "option": TRIPS}
    await hass.services.async_call("select", "select_option", data, blocking=True)
    times = {"start_date_time": "2026-06-22T08:00:00+00:00", "end_date_time": "2026-06-22T09:00:00+00:00"}
    event = {"entity_id": TRIPS, "summary": "Office 12 kWh", **times}
    await hass.services.async_call("calendar", "create_event", event, blocking=True)
    plan: dict[str, Any] = {}
    for _ in range(20):
        # What is on a disk is written and read in other threads: it comes when it comes.
        await hass.async_block_till_done(wait_background_tasks=True)
        await surplus_of(home, freezer, -500, 10)
        plan = await plan_of(home)
        if "ready_by" in plan:
            break
    assert (plan["ready_by"], plan["needed_wh"]) == ("2026-06-22T08:00:00+00:00", 12_000)


async def test_an_event_that_is_entered_behind_one_under_way_is_found_within_a_quarter_of_an_hour(
    running: StateHome, calendar: Calendar, freezer: FrozenDateTimeFactory
) -> None:
    calendar.write("2026-06-21T10:50:00+00:00", "Under way")
    calendar.write("2026-06-21T20:00:00+00:00", "Cinema 5 kWh")
    await surplus_of(running, freezer, -500, 900)
    assert (await plan_of(running))["ready_by"] == "2026-06-21T20:00:00+00:00"


async def test_the_answer_to_an_earlier_look_does_not_come_last(running: StateHome, calendar: Calendar) -> None:
    gate = asyncio.Event()
    calendar.gates = [gate]
    for event in (("2026-06-22T08:00:00+00:00", "Office 12 kWh"), ("2026-06-22T05:30:00+00:00", "Airport 20 kWh")):
        calendar.write(*event)
        # Waiting for all to be done would wait for the gate.
        for _ in range(50):
            await asyncio.sleep(0)
    gate.set()
    assert (await plan_of(running))["ready_by"] == "2026-06-22T05:30:00+00:00"


async def test_an_event_without_a_target_takes_the_usual_one_and_without_that_it_is_said(
    running: StateHome, calendar: Calendar
) -> None:
    calendar.write("2026-06-22T08:00:00+00:00", "Office")
    assert (await plan_of(running))["assumptions"] == ["target_unknown"]
    data = {"entity_id": running.ours("number", "ready_by_energy"), "value": 7}
    await running.hass.services.async_call("number", "set_value", data, blocking=True)
    assert (await plan_of(running))["needed_wh"] == 7000


async def test_a_calendar_that_does_not_answer_is_said_and_what_it_said_last_holds_also_after_a_restart(
    running: StateHome, calendar: Calendar
) -> None:
    calendar.write("2026-06-22T08:00:00+00:00", "Office 12 kWh")
    await plan_of(running)
    calendar.is_broken = True
    calendar.async_write_ha_state()
    (entry,) = running.hass.config_entries.async_entries("solar_charging")
    assert await running.hass.config_entries.async_reload(entry.entry_id)
    plan = await plan_of(running)
    assert (plan["ready_by"], plan["needed_wh"]) == ("2026-06-22T08:00:00+00:00", 12_000)
    assert "calendar_silent" in plan["assumptions"]


async def test_a_calendar_that_is_gone_is_said(running: StateHome) -> None:
    await act(running, "set_ready_by", calendar="calendar.gone")
    plan = await plan_of(running)
    assert (plan["ready_by"], plan["assumptions"]) == (None, ["calendar_silent"])
    select = running.hass.states.get(running.ours("select", "departure_calendar"))
    assert select.state == "calendar.gone"
    assert select.attributes["options"] == ["none", "calendar.gone", TRIPS]
    await act(running, "clear_ready_by")
    assert await plan_of(running) == {}


async def test_a_calendar_that_is_renamed_is_followed(running: StateHome, calendar: Calendar) -> None:
    er.async_get(running.hass).async_update_entity(TRIPS, new_entity_id="calendar.travels")
    await running.hass.async_block_till_done()
    calendar.write("2026-06-22T08:00:00+00:00", "Office 12 kWh")
    assert (await plan_of(running))["needed_wh"] == 12_000
    assert running.hass.states.get(running.ours("select", "departure_calendar")).state == "calendar.travels"

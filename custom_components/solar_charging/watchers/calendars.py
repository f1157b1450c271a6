"""Reads the departures from the calendars that chargers follow."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event, async_track_time_interval
from homeassistant.util import dt as dt_util

from ..const import DOMAIN, LOGGER
from ..control.charger import async_update_request
from ..coordinator import SolarChargingCoordinator
from ..devices.entity_state import known_state
from ..planning.departure import Departures, next_departure

# A calendar reports a change of its next event, but not of the events after one that is under way.
LOOK_EVERY = timedelta(minutes=15)
# Prices and sunshine reach no further.
LOOK_AHEAD = timedelta(days=3)


@callback
def async_watch_departures(hass: HomeAssistant, coordinator: SolarChargingCoordinator) -> CALLBACK_TYPE:
    """Follow calendars from now on. Returns what ends it."""
    reader = _Reader(hass, coordinator)
    ends = [
        coordinator.async_add_listener(reader.follow),
        async_track_time_interval(hass, reader.look, LOOK_EVERY, name=f"{DOMAIN} departures"),
        hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, reader.renamed),
        reader.stop,
    ]
    reader.follow()

    @callback
    def end() -> None:
        for each in ends:
            each()

    return end


class _Reader:
    def __init__(self, hass: HomeAssistant, coordinator: SolarChargingCoordinator) -> None:
        self._hass = hass
        self._coordinator = coordinator
        self._calendars: frozenset[str] = frozenset()
        self._untrack: CALLBACK_TYPE | None = None
        # One look after another: the answer to an earlier one must not come last.
        self._looking = asyncio.Lock()

    @callback
    def follow(self) -> None:
        """Follow the calendars that the settings name now."""
        requests = [settings.charge_request for settings in self._coordinator.settings.chargers.values()]
        calendars = frozenset(request.departure_calendar for request in requests if request.departure_calendar)
        if calendars == self._calendars:
            return
        self.stop()
        self._calendars = calendars
        self._untrack = async_track_state_change_event(self._hass, calendars, self.look)
        self.look()

    @callback
    def look(self, _what: Any = None) -> None:
        """Read them all again."""
        if self._calendars:
            entry = self._coordinator.config_entry
            entry.async_create_background_task(self._hass, self._async_look(), f"{DOMAIN} departures")

    @callback
    def renamed(self, event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        """Follow a calendar to its new entity id."""
        for charger_id, settings in self._coordinator.settings.chargers.items():
            if (
                settings.charge_request.departure_calendar
                and settings.charge_request.departure_calendar == event.data.get("old_entity_id")
            ):
                async_update_request(self._coordinator, charger_id, departure_calendar=event.data["entity_id"])

    @callback
    def stop(self) -> None:
        """Follow none any more."""
        if self._untrack:
            self._untrack()
        self._untrack, self._calendars = None, frozenset()

    async def _async_look(self) -> None:
        async with self._looking:
            await self._async_read()

    async def _async_read(self) -> None:
        known, now = self._coordinator.requests.departures.events, dt_util.utcnow()
        answers = {calendar: await self._async_events(calendar, now) for calendar in sorted(self._calendars)}
        silent = frozenset(calendar for calendar, events in answers.items() if events is None)
        found = {calendar: next_departure(events, now) for calendar, events in answers.items() if events is not None}
        # The last events of an unavailable calendar are still the best guess.
        kept = {calendar: event for calendar, event in known.items() if calendar in silent}
        events = {calendar: event for calendar, event in found.items() if event}
        self._coordinator.async_set_departures(Departures({**kept, **events}, silent))

    async def _async_events(self, calendar: str, now: datetime) -> list[Mapping[str, Any]] | None:
        """Return a calendar's events from now on; None: it does not answer."""
        if known_state(self._hass.states.get(calendar)) is None:
            return None
        data = {ATTR_ENTITY_ID: calendar, "start_date_time": now, "end_date_time": now + LOOK_AHEAD}
        try:
            answer: Any = await self._hass.services.async_call(
                "calendar", "get_events", data, blocking=True, return_response=True
            )
            return list(answer[calendar]["events"])
        except Exception as error:  # noqa: BLE001  whatever keeps a calendar from answering must not keep cars from charging
            LOGGER.debug("No events from %s: %s", calendar, error)
            return None

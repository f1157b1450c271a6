"""Reads the price source the user chose: entities that hold a forecast, or whose integration answers an action with one."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event, async_track_time_interval
from homeassistant.util import dt as dt_util

from ..const import LOGGER
from ..planning.slots import Series, SeriesEntry
from .formats import MOST_ROWS, PriceFormat, days_to_ask, load_formats, price_now, read_attributes

# Tomorrow's prices come once a day; one that was missed is asked for again soon enough.
ASK_EVERY = timedelta(minutes=30)
# How long a state without a forecast is believed: until it is read again, and a little.
_PRESENT_S = ASK_EVERY.total_seconds() + 61.0

# Prices are kept for comparison with the previous day, and as far ahead as plans reach.
_KEPT_S = timedelta(days=2).total_seconds()
_LOOK_AHEAD_S = timedelta(days=8).total_seconds()
# Ten days of five minutes are 2880: a source that shifts its rows each time must not pile them up.
_MOST_KEPT = 3 * MOST_ROWS
# Answers are nested by home, area or day.
_DEEPEST = 8


class PriceReader:
    """Keeps the series of prices up to date. What was read stays until it is over, however broken its source is."""

    def __init__(self, hass: HomeAssistant, entity_ids: Sequence[str], on_change: Callable[[Series], None]) -> None:
        self._hass = hass
        self._entity_ids = list(entity_ids)
        self._on_change = on_change
        self._formats: tuple[PriceFormat, ...] = ()
        self._known: dict[str, list[SeriesEntry]] = {}

    async def async_start(self) -> CALLBACK_TYPE:
        """Read now and follow. Returns what ends it."""
        self._formats = await self._hass.async_add_executor_job(load_formats)
        await self._async_read(None)
        ends = [
            async_track_state_change_event(self._hass, self._entity_ids, self._on_state),
            async_track_time_interval(self._hass, self._async_read, ASK_EVERY, name="solar_charging prices"),
        ]

        @callback
        def end() -> None:
            for each in ends:
                each()

        return end

    @callback
    def _on_state(self, event: Event[EventStateChangedData]) -> None:
        entity_id = event.data["entity_id"]
        if self._take_attributes(entity_id) or self._take_present(entity_id):
            self._tell()

    async def _async_read(self, _now: datetime | None) -> None:
        for entity_id in self._entity_ids:
            if not self._take_attributes(entity_id):
                await self._async_ask(entity_id)
                self._take_present(entity_id)
        self._tell()

    def _take_attributes(self, entity_id: str) -> bool:
        state = self._hass.states.get(entity_id)
        if state is None:
            return False
        unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
        zone = dt_util.get_default_time_zone()
        return self._keep(entity_id, read_attributes(self._formats, state.attributes, unit, zone))

    def _take_present(self, entity_id: str) -> bool:
        """Where no price is listed for this moment, the state itself is the price for now: sessions are priced by it."""
        now_s = dt_util.utcnow().timestamp()
        state = self._hass.states.get(entity_id)
        if state is None or any(one.start_s <= now_s < one.end_s for one in self._announced(entity_id)):
            return False
        return self._keep(entity_id, self._present(state.state, state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)))

    def _announced(self, entity_id: str) -> list[SeriesEntry]:
        """Return the prices of a forecast: those that do not come from the state alone."""
        return [one for one in self._known.get(entity_id, []) if one.end_s - one.start_s != _PRESENT_S]

    def _present(self, value: str, unit: str | None) -> list[SeriesEntry]:
        """A price without a forecast holds for now: sessions are priced by it."""
        price, now_s = price_now(value, unit), dt_util.utcnow().timestamp()
        return [] if price is None else [SeriesEntry(now_s, now_s + _PRESENT_S, price)]

    async def _async_ask(self, entity_id: str) -> None:
        entity = er.async_get(self._hass).async_get(entity_id)
        for known in self._formats:
            if entity is None or known.action is None or known.domain != entity.platform:
                continue
            found: list[SeriesEntry] = []
            for data in self._questions(known, entity.config_entry_id):
                rows = _rows(await self._async_answer(known.action, data), self._names(entity))[:MOST_ROWS]
                found += known.read(rows, None, dt_util.get_default_time_zone())
            self._keep(entity_id, found)

    def _questions(self, known: PriceFormat, config_entry_id: str | None) -> list[dict[str, Any]]:
        dates = days_to_ask(dt_util.utcnow(), dt_util.get_default_time_zone())
        if known.query == "each_day":
            return [{"config_entry": config_entry_id, "date": date} for date in dates]
        start = dt_util.start_of_local_day()
        return [{"start": start.isoformat(), "end": (start + timedelta(days=2)).isoformat()}]

    def _names(self, entity: er.RegistryEntry) -> str:
        """Return what an entity is called, by its integration and by the user."""
        state = self._hass.states.get(entity.entity_id)
        return f"{entity.unique_id} {state.name if state else ''}"

    async def _async_answer(self, action: str, data: dict[str, Any]) -> Any:
        domain, name = action.split(".")
        try:
            return await self._hass.services.async_call(domain, name, data, blocking=True, return_response=True)
        except Exception as error:  # noqa: BLE001  another integration's, and ours goes on without; tomorrow's prices are not there before noon
            LOGGER.debug("No prices from %s: %r", action, error)
            return None

    def _keep(self, entity_id: str, found: list[SeriesEntry]) -> bool:
        """Take new prices over; older ones that these do not replace stay for comparison with the day before."""
        if not found:
            return False
        now_s = dt_util.utcnow().timestamp()
        since_s, until_s = now_s - _KEPT_S, now_s + _LOOK_AHEAD_S
        starts = {one.start_s for one in found}
        kept = [one for one in self._known.get(entity_id, []) if one.end_s > since_s and one.start_s not in starts]
        wanted = [one for one in found if one.end_s > since_s and one.start_s < until_s]
        self._known[entity_id] = sorted(wanted if len(kept) > _MOST_KEPT else [*kept, *wanted])
        return True

    def _tell(self) -> None:
        self._on_change(Series.of([one for entries in self._known.values() for one in entries]))


def _rows(answer: Any, names: str, depth: int = 0) -> list[Any]:
    """Return the rows of an answer, some levels deep: of several homes or areas those that the entity is named after, else the first."""
    if isinstance(answer, list):
        return answer
    if isinstance(answer, dict) and depth < _DEEPEST:
        for key in sorted(answer, key=lambda key: str(key) not in names):
            if rows := _rows(answer[key], names, depth + 1):
                return rows
    return []

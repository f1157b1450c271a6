"""The sun's estimator in Home Assistant: keeps the generation table fresh, reads the weather, answers the engine."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from homeassistant.components.weather import ATTR_WEATHER_CLOUD_COVERAGE
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from .engine.model import Outlook
from .solar.approximate import approximate_table
from .solar.array import SolarArray
from .solar.clouds import COVER_OF_CONDITION, TYPICAL_COVER_PCT, SkyShare, share_of_cover
from .solar.table import GenerationTable
from .solar.worker import TableRequest, WorkerError, compute_tables

_LOGGER = logging.getLogger(__name__)

_OUTLOOK_STEP = timedelta(minutes=5)
_OUTLOOK_STEPS = 36  # three hours: beyond, no charger decides anything
_TABLE_STEP_S = 900.0  # straight lines between quarter hours miss the sun's curve by 0.05 %
_TABLE_DAYS = 8
# Renewed daily while this much is left: a week without a working pvlib goes unnoticed.
_RENEW_WHILE_LEFT = timedelta(days=7)
# An old table shows the sun of an old date: after two weeks it is further off than the rough one.
_USABLE_AFTER_END = timedelta(days=14)
_CHECK_EVERY = timedelta(minutes=10)
_RETRY_FIRST = timedelta(minutes=10)
_RETRY_LAST = timedelta(hours=6)


class SolarEstimator:
    """What the array generates, from where it stands and what the weather says.

    Answers from its first moment: a rough table serves until pvlib's own, computed in another process, is there.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        array: SolarArray,
        *,
        weather_entity_id: str | None,
        house_load_w: float,
        stored: Mapping[str, Any] | None,
    ) -> None:
        """`stored` is what `as_dict` returned before the restart; whatever is wrong with it is ignored."""
        self._hass = hass
        self._array = array
        self._weather_entity_id = weather_entity_id
        self._house_load_w = house_load_w
        self._table = _restore_table(stored, array)
        self._rough_table = approximate_table(array, _midnight(dt_util.utcnow()))
        self._unsubscribe: list[CALLBACK_TYPE] = []
        self._task: asyncio.Task[None] | None = None
        self._retry_at: datetime | None = None
        self._retry_after = _RETRY_FIRST
        self._last_error: str | None = None

    async def async_start(self) -> None:
        """Return at once; the work begins when Home Assistant has started."""
        self._unsubscribe.append(async_at_started(self._hass, self._on_started))

    @callback
    def async_stop(self) -> None:
        """Stop all work."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()
        if self._task:
            self._task.cancel()

    def outlook(self, now: datetime) -> Outlook | None:
        """Return the next three hours in steps of five minutes."""
        times = [now + _OUTLOOK_STEP * step for step in range(_OUTLOOK_STEPS + 1)]
        table, sky = self._table_at(now), self._sky()
        clear = tuple(table.power_w(at) for at in times)
        return Outlook(
            start=now,
            step_s=_OUTLOOK_STEP.total_seconds(),
            clear_sky_w=clear,
            expected_w=tuple(power * sky.expected for power in clear),
            low_w=tuple(power * sky.low for power in clear),
            house_load_w=self._house_load_w,
        )

    def expected_w(self, now: datetime) -> float | None:
        """Return what the array should be generating."""
        return self._table_at(now).power_w(now) * self._sky().expected

    def energy_until_midnight_wh(self, now: datetime) -> float | None:
        """Return what is still to come until Home Assistant's local midnight."""
        local = dt_util.as_local(now)
        midnight = dt_util.as_utc(dt_util.start_of_local_day(local.date() + timedelta(days=1)))
        steps = max(1, round((midnight - now) / _OUTLOOK_STEP))
        step = (midnight - now) / steps
        table, share = self._table_at(now), self._sky().expected
        mean_w = sum(table.power_w(now + step * (index + 0.5)) for index in range(steps)) / steps
        return mean_w * share * (midnight - now).total_seconds() / 3600

    def observe_generation(self, now: datetime, power_w: float) -> None:
        """Take note of what the array was measured to generate."""

    def as_dict(self) -> dict[str, Any]:
        """Return all that is worth keeping over a restart, as plain JSON values."""
        return {
            "array": self._array.to_dict(),
            "table": self._table.to_dict() if self._table else None,
            "last_error": self._last_error,
        }

    @callback
    def _on_started(self, _hass: HomeAssistant) -> None:
        self._unsubscribe.append(async_track_time_interval(self._hass, self._renew_if_due, _CHECK_EVERY))
        self._renew_if_due(dt_util.utcnow())

    @callback
    def _renew_if_due(self, now: datetime) -> None:
        is_running = self._task is not None and not self._task.done()
        is_fresh = self._table is not None and self._table.end - now >= _RENEW_WHILE_LEFT
        is_waiting = self._retry_at is not None and now < self._retry_at
        if not (is_running or is_fresh or is_waiting):
            self._task = self._hass.async_create_background_task(self._renew(now), "solar_charging generation table")

    async def _renew(self, now: datetime) -> None:
        count = int(_TABLE_DAYS * 86400 / _TABLE_STEP_S) + 1
        try:
            [self._table] = await compute_tables(self._array, [TableRequest(_midnight(now), _TABLE_STEP_S, count)])
        except WorkerError as error:
            self._note_failure(now, str(error))
            return
        if self._last_error:
            _LOGGER.info("The sun's table is computed with pvlib again")
        self._last_error = self._retry_at = None
        self._retry_after = _RETRY_FIRST

    def _note_failure(self, now: datetime, error: str) -> None:
        if self._last_error is None:
            _LOGGER.warning("The sun's table could not be computed with pvlib, a rougher one serves: %s", error)
        self._last_error = error
        self._retry_at = now + self._retry_after
        self._retry_after = min(self._retry_after * 2, _RETRY_LAST)

    def _table_at(self, now: datetime) -> GenerationTable:
        if self._table and self._table.start <= now <= self._table.end + _USABLE_AFTER_END:
            return self._table
        ahead = now + _OUTLOOK_STEP * _OUTLOOK_STEPS
        if not (self._rough_table.covers(now) and self._rough_table.covers(ahead)):
            self._rough_table = approximate_table(self._array, _midnight(now))
        return self._rough_table

    def _sky(self) -> SkyShare:
        cover = self._cloud_cover_pct()
        return share_of_cover(TYPICAL_COVER_PCT if cover is None else cover)

    def _cloud_cover_pct(self) -> float | None:
        """Return the weather entity's cloud cover, else what its condition stands for, else nothing."""
        state = self._hass.states.get(self._weather_entity_id) if self._weather_entity_id else None
        if state is None or state.state in {STATE_UNAVAILABLE, STATE_UNKNOWN}:
            return None
        cover = state.attributes.get(ATTR_WEATHER_CLOUD_COVERAGE)
        if isinstance(cover, int | float) and 0 <= cover <= 100:
            return float(cover)
        return COVER_OF_CONDITION.get(state.state)


def _midnight(now: datetime) -> datetime:
    return dt_util.as_utc(now).replace(hour=0, minute=0, second=0, microsecond=0)


def _restore_table(stored: Mapping[str, Any] | None, array: SolarArray) -> GenerationTable | None:
    """Return the stored table if it is whole and of this very array."""
    try:
        if stored and stored["array"] == array.to_dict() and stored["table"]:
            return GenerationTable.from_dict(stored["table"])
    except KeyError, TypeError, ValueError:
        _LOGGER.debug("The stored sun's table is not usable and computed anew", exc_info=True)
    return None

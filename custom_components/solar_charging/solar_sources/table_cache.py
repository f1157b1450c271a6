"""Keeps the sun's table days ahead of now, computed by pvlib in another process once Home Assistant is up."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from ..solar.approximate import approximate_table
from ..solar.array import SolarArray
from ..solar.table import GenerationTable
from ..solar.worker import TableRequest, WorkerError, compute_tables
from .pvlib_package import async_ensure_pvlib

_LOGGER = logging.getLogger(__name__)

_ROW_S = 900.0  # straight lines between quarter hours miss the sun's curve by 0.05 %
# A week beyond the day on which it is renewed.
_DAYS = 8
# Four hours of sky that a satellite may have seen two hours ago.
_BACK = timedelta(hours=6)
# Until the noon after the next midnight: so far ahead a charger looks at most.
_ROUGH_HOURS = 42
# Renewed daily while this much is left: a week without a working pvlib goes unnoticed.
_RENEW_WHILE_LEFT = timedelta(days=7)
# An old table shows the sun of an old date: after two weeks it is further off than the rough one.
_USABLE_AFTER_END = timedelta(days=14)
# A look at the clock costs nothing.
_CHECK_EVERY = timedelta(minutes=1)
# A router that restarts with the house is back after a minute or two.
_RETRY_FIRST = timedelta(minutes=1)
# The longest pause between attempts.
_RETRY_LAST = timedelta(hours=6)
# By then it was tried three times: what is still wrong needs a person.
_PATIENCE = timedelta(minutes=15)


class GenerationTableCache:
    """The table to use now. Rough until pvlib's is there, and again should pvlib fail for weeks."""

    def __init__(self, hass: HomeAssistant, array: SolarArray, stored: Mapping[str, Any] | None) -> None:
        """`stored` is what `as_dict` returned before the restart; whatever is wrong with it is ignored."""
        self._hass = hass
        self._array = array
        self._exact = _restored(stored, array)
        self._rough = _rough(array, dt_util.utcnow())
        self._task: asyncio.Task[None] | None = None
        self._retry_at: datetime | None = None
        self._failing_since: datetime | None = None
        self._retry_after = _RETRY_FIRST
        self._on_exact: Callable[[], None] | None = None
        self.last_error: str | None = None

    @callback
    def async_start(self, on_exact: Callable[[], None]) -> CALLBACK_TYPE:
        """Compute what is missing, now and from now on; returns what ends it.

        `on_exact` is called when pvlib's table takes the rough one's place.
        """
        self._on_exact = on_exact
        self._renew_if_due(dt_util.utcnow())
        end_timer = async_track_time_interval(self._hass, self._renew_if_due, _CHECK_EVERY)

        @callback
        def end() -> None:
            end_timer()
            if self._task:
                self._task.cancel()

        return end

    def at(self, now: datetime) -> GenerationTable:
        """Return the table that serves at this time."""
        if self._exact and self._exact.start <= now <= self._exact.end + _USABLE_AFTER_END:
            return self._exact
        if not (self._rough.covers(now) and self._rough.covers(now + timedelta(hours=12))):
            self._rough = _rough(self._array, now)
        return self._rough

    def lasting_error(self, now: datetime) -> str | None:
        """Return why the rough table still serves; None: it does not, or not for long."""
        is_lasting = self._failing_since is not None and now - self._failing_since >= _PATIENCE
        return self.last_error if is_lasting and self._exact is None else None

    def forget_timestamps(self) -> None:
        """Wait for no moment that was reckoned before the clock was set."""
        self._retry_at = self._failing_since = None

    def as_dict(self) -> dict[str, Any]:
        """Return what is worth keeping over a restart, as plain JSON values."""
        return {"array": self._array.to_dict(), "table": self._exact.to_dict() if self._exact else None}

    @callback
    def _renew_if_due(self, now: datetime) -> None:
        is_running = self._task is not None and not self._task.done()
        is_fresh = self._exact is not None and self._exact.end - now >= _RENEW_WHILE_LEFT
        is_waiting = self._retry_at is not None and now < self._retry_at
        if not (is_running or is_fresh or is_waiting):
            self._task = self._hass.async_create_background_task(self._renew(now), "solar_charging generation table")

    async def _renew(self, now: datetime) -> None:
        count = int((timedelta(days=_DAYS) + _BACK).total_seconds() / _ROW_S) + 1
        was_rough = self._exact is None
        try:
            await async_ensure_pvlib(self._hass)
            [self._exact] = await compute_tables(self._array, [TableRequest(_start(now), _ROW_S, count)])
        except WorkerError as error:
            self._note_failure(now, str(error))
            return
        if self.last_error:
            _LOGGER.info("The solar table is computed with pvlib again")
        self.last_error = self._retry_at = self._failing_since = None
        self._retry_after = _RETRY_FIRST
        if was_rough and self._on_exact:
            self._on_exact()

    def _note_failure(self, now: datetime, error: str) -> None:
        if self.last_error is None:
            _LOGGER.warning("The solar table could not be computed with pvlib, using an approximation: %s", error)
        self.last_error = error
        self._failing_since = self._failing_since or now
        self._retry_at = now + self._retry_after
        self._retry_after = min(self._retry_after * 4, _RETRY_LAST)


def _rough(array: SolarArray, now: datetime) -> GenerationTable:
    return approximate_table(array, _start(now), hours=_ROUGH_HOURS)


def _start(now: datetime) -> datetime:
    """Return where a table begins: before midnight UTC, which is somebody's noon, as the sky of the last hours is held against it."""
    return dt_util.as_utc(now).replace(hour=0, minute=0, second=0, microsecond=0) - _BACK


def _restored(stored: Mapping[str, Any] | None, array: SolarArray) -> GenerationTable | None:
    """Return the stored table if it is whole and of this very array."""
    try:
        if stored and stored["array"] == array.to_dict() and stored["table"]:
            return GenerationTable.from_dict(stored["table"])
    except AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError:
        _LOGGER.debug("The stored solar table is not usable and is computed again", exc_info=True)
    return None

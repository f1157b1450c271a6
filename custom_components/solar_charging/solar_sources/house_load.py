"""What the home takes without its chargers: learned from its own sensors, else from its utility's figures, which come a day late."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..solar.approximate import approximate_table
from ..solar.array import SolarArray
from ..solar.history import HOUR
from ..solar.intervals import Interval, IntervalMeter
from ..solar.load_profile import ExpectedLoad, LoadProfile
from ..solar.utility_load import loads_from_grid
from .recorder_history import HistorySources, counters, read_hours


class HouseLoad:
    """The load to expect at any time."""

    def __init__(self, hass: HomeAssistant, array: SolarArray, asked_w: float, sources: HistorySources) -> None:
        """`asked_w`: what the user assumes."""
        self._hass, self._array, self._sources = hass, array, sources
        self._profile = LoadProfile(asked_w)
        self._meter = IntervalMeter()
        # Up to when the utility's figures are known.
        self._known_until = datetime.fromtimestamp(0, UTC)

    def expected(self, at: datetime) -> ExpectedLoad:
        """Return the load to expect."""
        local = dt_util.as_local(at)
        return self._profile.load(local.weekday(), local.hour)

    def assume(self, load_w: float) -> None:
        """Use the user's figure where nothing was learned."""
        self._profile.ask(load_w)

    def observe(self, now: datetime, load_w: float) -> None:
        """Take note of the measured load."""
        if interval := self._meter.observe(now, load_w):
            self._learn(interval, 0.25)

    async def learn_history(self, now: datetime) -> None:
        """Learn from the recorded weeks of the load's own sensor."""
        for interval in await read_hours(self._hass, self._sources.house_load, now):
            self._learn(interval, 1.0)

    async def learn_from_utility(self, now: datetime) -> bool:
        """Learn from what the Energy dashboard counts as taken from the grid, where nothing here measures the load; return whether it did."""
        if not self._sources.is_load_unknown:
            return False
        grid = await read_hours(self._hass, await counters(self._hass, "grid", "stat_energy_from"), now)
        charged_w = {one.start: one.mean_w for one in await read_hours(self._hass, self._sources.chargers, now)}
        home = [Interval(one.start, max(one.mean_w - charged_w.get(one.start, 0.0), 0.0)) for one in grid]
        # All of them, also those learned before: whether they are of hours or of days shows in many only.
        loads = await self._hass.async_add_executor_job(self._loads, home) if home else []
        new = [one for one in loads if one.start > self._known_until]
        for interval in new:
            self._learn(interval, 1.0)
        self._known_until = max([self._known_until, *(one.start for one in new)])
        return bool(new)

    def _loads(self, grid: list[Interval]) -> list[Interval]:
        start = grid[0].start
        hours = int((grid[-1].start - start) / HOUR) + 25
        table = approximate_table(self._array, start, hours=hours, step_s=HOUR.total_seconds())
        return loads_from_grid(grid, lambda hour: table.power_w(hour.start + HOUR / 2))

    def shift_days(self, days: int) -> None:
        """Follow a clock that was set by so many days."""
        self._profile.shift_days(days)
        self._meter = IntervalMeter()
        self._known_until += timedelta(days=days)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {**self._profile.to_dict(), "known_until": self._known_until.isoformat()}

    def restore(self, data: Mapping[str, Any]) -> None:
        """Take over `to_dict`'s values; raises KeyError, TypeError or ValueError where they are not, with nothing changed."""
        known_until = datetime.fromisoformat(data["known_until"]).astimezone(UTC)
        self._profile.restore(data)
        self._known_until = known_until

    def _learn(self, interval: Interval, hours: float) -> None:
        local = dt_util.as_local(interval.start)
        self._profile.observe(local.toordinal(), local.weekday(), local.hour, interval.mean_w, hours)

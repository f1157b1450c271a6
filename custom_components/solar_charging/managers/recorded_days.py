"""The recorder's states of the home's power sensors, on a common grid of times; hourly means where no states are left."""

import asyncio
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from math import isnan, nan
from typing import Protocol

from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.history import get_significant_states
from homeassistant.core import HomeAssistant, State

from ..catalogue.entry import Role
from ..const import EVSE_CEILING_A
from ..devices.correction import MeterCorrection, corrected_generation, corrected_grid, corrected_load
from ..devices.entity_state import PERCENT, POWER, Quantity, number_of
from ..devices.site_readings import SiteReadings, read_site
from ..devices.source import RoleSource
from ..engine.charger.power import IDLE_W
from ..engine.measure.reading import Reading, Source, Unavailable
from ..engine.model import NOMINAL_V, SECONDS_PER_HOUR
from ..plausibility.findings import MOST_W
from ..replay.plausible_minutes import with_minutes
from ..replay.recorded import GRID_S, RecordedHome, SunRange
from ..replay.recorded_courses import ROWS
from .recorded_hours import HourlyMeans, async_hourly_means

# What a sensor has shown for longer than this may be a recorder that was down: sensors of power move.
_HELD_S = 900.0
# A level stands still for as long as a battery rests, which may be a night; the recorder says what it was an hour ago.
_LEVEL_HELD_S = 3.0 * 3600.0
# The largest charger that can be set up, on three phases, and a tenth for the voltage.
_MOST_CHARGER_W = 1.1 * 3 * NOMINAL_V * EVSE_CEILING_A
# Read at once: some hundred states, since memory is given back in the large only, and the event loop waits while it is collected.
_PART = timedelta(hours=1)
# Between parts the loop and the recorder get their turn.
_PAUSE_S = 0.005


@dataclass(frozen=True, slots=True)
class RecordedSources:
    """What a home is read by: its sources, what its meters do not see, and the charger's sensor of power."""

    sources: Mapping[Role, RoleSource]
    charger_entity: str
    corrections: frozenset[MeterCorrection] = frozenset()

    @property
    def entity_ids(self) -> tuple[str, ...]:
        """All of them."""
        of_site = [one for source in self.sources.values() for one in source.entity_ids]
        return tuple(dict.fromkeys([*of_site, self.charger_entity]))


async def async_recorded(hass: HomeAssistant, wanted: RecordedSources, days: int, now: datetime) -> RecordedHome | None:
    """Return the home as it was recorded; None where there is no recorder, or nothing of a charger's power."""
    if RECORDER_DOMAIN not in hass.config.components:
        return None
    start, reader = now - timedelta(days=days), GridReader(wanted)
    while start < now:
        end = min(start + _PART, now)
        await get_instance(hass).async_add_executor_job(partial(_read, hass, reader, start, end))
        await asyncio.sleep(_PAUSE_S)
        start = end
    await _async_add_hours(hass, reader, now)
    home = reader.home()
    return await hass.async_add_executor_job(with_minutes, home) if home and home.hourly_s else home


async def _async_add_hours(hass: HomeAssistant, reader: GridReader, now: datetime) -> None:
    """Put hourly means where no state is left."""
    missing = reader.empty_hours()
    if missing:
        start = datetime.fromtimestamp(min(missing), UTC)
        means = await async_hourly_means(hass, reader.wanted.entity_ids, start, now)
        await hass.async_add_executor_job(reader.add_hours, means, missing)


def _read(hass: HomeAssistant, reader: GridReader, start: datetime, end: datetime) -> None:
    # What was shown a little before holds on. What was shown even before is taken for that time's by the recorder.
    since = start - timedelta(seconds=_HELD_S + GRID_S)
    wanted = list(reader.wanted.entity_ids)
    reader.add(get_significant_states(hass, since, end, wanted, significant_changes_only=False), start, end)


@dataclass(slots=True)
class GridReader:
    """Takes one part of the days after another."""

    wanted: RecordedSources
    times_s: array[float] = field(default_factory=lambda: array("d"))
    columns: tuple[array[float], ...] = field(default_factory=lambda: tuple(array("d") for _ in range(5)))
    is_charger_known: bool = False
    charged_s: float = 0.0
    readings: Counter[str] = field(default_factory=Counter)
    hourly_s: set[float] = field(default_factory=set)
    sun_ranges_w: dict[float, SunRange] = field(default_factory=dict)

    def add(self, states: Mapping[str, Sequence[State | dict[str, object]]], start: datetime, end: datetime) -> None:
        """Put a part on the grid."""
        levels = set(self.wanted.sources[Role.BATTERY_SOC].entity_ids) if self._has(Role.BATTERY_SOC) else set()
        known = {
            key: _Recorded([one for one in rows if isinstance(one, State)], PERCENT if key in levels else POWER)
            for key, rows in states.items()
        }
        self.is_charger_known |= self.wanted.charger_entity in known
        first = -int(-start.timestamp() // GRID_S)
        is_charging = False
        for number in range(first, -int(-end.timestamp() // GRID_S)):
            at_s = number * GRID_S
            self.times_s.append(at_s)
            charger_w = self._charger_w(known, at_s)
            is_charging |= charger_w > IDLE_W
            for column, value in zip(self.columns, self._row(known, charger_w, at_s), strict=True):
                column.append(value)
        if is_charging:
            # By night a sensor may be silent for hours.
            self.charged_s += (end - start).total_seconds()
            self.readings.update({key: known[key].count(start) for key in known.keys() & self._power_entities})

    def empty_hours(self) -> list[float]:
        """Return starts of hours (UTC s) of which nothing is known."""
        found = []
        for row in range(len(self.times_s) - ROWS + 1):
            if self.times_s[row] % SECONDS_PER_HOUR == 0.0:
                part = slice(row, row + ROWS)
                # Generation and grid follow from each other; the battery's power is 0 where there is none.
                columns = (self.columns[0], self.columns[1], self.columns[3])
                if all(isnan(value) for column in columns for value in column[part]):
                    found.append(self.times_s[row])
        return found

    def add_hours(self, known: Mapping[str, HourlyMeans], missing: Sequence[float]) -> None:
        """Put means on the grid, for whole hours."""
        for start_s in missing:
            charger_w = self._charger_w(known, start_s)
            if isnan(charger_w):
                continue
            self.is_charger_known = True
            self.hourly_s.add(start_s)
            if sun_range_w := self._sun_range(known, start_s):
                self.sun_ranges_w[start_s] = sun_range_w
            first = round((start_s - self.times_s[0]) / GRID_S)
            for column, value in zip(self.columns, self._row(known, charger_w, start_s), strict=True):
                column[first : first + ROWS] = array("d", [value]) * ROWS

    @property
    def _power_entities(self) -> frozenset[str]:
        sources = (source for role, source in self.wanted.sources.items() if role is not Role.BATTERY_SOC)
        return frozenset(one for source in sources for one in source.entity_ids)

    def home(self) -> RecordedHome | None:
        """Return what was read; None where nothing was of the charger."""
        if not self.is_charger_known:
            return None
        # What each of them misses, the one that reports most often has seen.
        most = max(self.readings.values(), default=0)
        reading_s = self.charged_s / most if most else None
        generation_w, grid_w, battery_w, charger_w, soc_pct = self.columns
        return RecordedHome(
            self.times_s, generation_w, grid_w, battery_w, charger_w, soc_pct, frozenset(self.hourly_s), reading_s,
            self.sun_ranges_w,
        )  # fmt: skip

    def _has(self, *roles: Role) -> bool:
        return any(role in self.wanted.sources for role in roles)

    def _sun_range(self, known: Mapping[str, HourlyMeans], start_s: float) -> SunRange | None:
        """Return between which powers the sun was in an hour; of a sum of several sensors, or of others than the sun's, it isn't known."""
        source = self.wanted.sources.get(Role.PV_POWER)
        if source is None or len(source.parts) != 1 or MeterCorrection.PV_WITH_BATTERY in self.wanted.corrections:
            return None
        (part,) = source.parts
        found = known[part.entity_id].ranges.get(start_s) if part.entity_id in known else None
        if found is None or any(isnan(_possible(one, MOST_W)) for one in found):
            return None
        low_w, high_w = sorted(max(one * part.factor, 0.0) for one in found)
        return low_w, high_w

    def _charger_w(self, known: Mapping[str, _Known], at_s: float) -> float:
        return _power_w(known, self.wanted.charger_entity, at_s, _MOST_CHARGER_W)

    def _row(self, known: Mapping[str, _Known], charger_w: float, at_s: float) -> tuple[float, ...]:
        """Return generation, grid, battery and charger in W, and the battery's level in %."""
        at = datetime.fromtimestamp(at_s).astimezone()
        site = self._corrected(
            read_site(lambda role: _role(known, self.wanted.sources.get(role), at)),
            Unavailable(at) if isnan(charger_w) else Reading(charger_w, at),
        )
        has_battery = self._has(Role.BATTERY_POWER, Role.BATTERY_CHARGE_POWER, Role.BATTERY_DISCHARGE_POWER)
        battery_w = _value(site.battery_w) if has_battery else 0.0
        grid_w, generation_w = _value(site.grid_w), _value(site.generation_w)
        if not self._has(Role.PV_POWER):
            # What the house does not cover itself is all that a grid meter shows of the sun.
            generation_w = grid_w - battery_w - charger_w
            generation_w = generation_w if isnan(generation_w) else max(-generation_w, 0.0)
        elif not self._has(Role.GRID_POWER, Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER):
            grid_w = _value(site.load_w) + battery_w + charger_w - generation_w
        return generation_w, grid_w, battery_w, charger_w, _value(site.battery_soc_pct)

    def _corrected(self, site: SiteReadings, charger: Source) -> SiteReadings:
        """Return the home's readings with what its meters do not see, as they are corrected when they are read live."""
        corrections = self.wanted.corrections
        if not corrections:
            return site
        return SiteReadings(
            corrected_generation(site.generation_w, site.battery_w, corrections),
            corrected_grid(site.grid_w, (charger,), corrections),
            site.battery_w,
            site.battery_soc_pct,
            corrected_load(site.load_w, (charger,), corrections),
        )


def _role(known: Mapping[str, _Known], source: RoleSource | None, at: datetime) -> Source:
    if source is None:
        return None
    at_s, total = at.timestamp(), 0.0
    for part in source.parts:
        value = _power_w(known, part.entity_id, at_s, MOST_W)
        if isnan(value):
            return None
        total += value * part.factor
    return Reading(total / len(source.parts) if source.role is Role.BATTERY_SOC else total, at)


def _value(source: Source) -> float:
    return source.value if isinstance(source, Reading) else nan


def _power_w(known: Mapping[str, _Known], entity_id: str, at_s: float, most_w: float) -> float:
    """Return what a sensor showed; NaN if that is not known, or not possible."""
    return _possible(known[entity_id].at(at_s), most_w) if entity_id in known else nan


def _possible(value: float, most: float) -> float:
    """Return a value; NaN if no home has so much: a sensor that jumped for a moment, in the recorder for ever."""
    return value if abs(value) <= most else nan


class _Known(Protocol):
    def at(self, at_s: float) -> float: ...


class _Recorded:
    """One sensor. A unit that changed in the meantime is each state's own."""

    def __init__(self, states: Sequence[State], quantity: Quantity) -> None:
        self._times_s = [state.last_updated.timestamp() for state in states]
        read = [number_of(state, quantity) for state in states]
        self._values = [one.value if isinstance(one, Reading) else nan for one in read]
        self._held_s = _HELD_S if quantity is POWER else _LEVEL_HELD_S

    def count(self, start: datetime) -> int:
        """Return how many there are from a time on."""
        return len(self._times_s) - bisect_left(self._times_s, start.timestamp())

    def at(self, at_s: float) -> float:
        index = bisect_right(self._times_s, at_s) - 1
        if index < 0:
            return nan
        # One at rest stays at rest.
        is_held = at_s - self._times_s[index] <= self._held_s or not self._values[index]
        return self._values[index] if is_held else nan

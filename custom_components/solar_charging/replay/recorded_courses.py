"""The courses that sun and house took in a home's own hours that were recorded in full, and which of them an hour is most like.

An hour may begin at any quarter: four times as many are known. The sun is told as a part of what it gives on bright days at that time of
day, so that an hour at noon lends its clouds to one in the afternoon.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import isnan, nan

from ..engine.model import SECONDS_PER_HOUR
from ..planning.slots import DAY_S
from .recorded import GRID_S, RecordedHome, SunRange

# So many rows of the grid are an hour.
ROWS = int(SECONDS_PER_HOUR / GRID_S)
# Of so many that are alike, any may be the one: a day would repeat itself otherwise.
_CANDIDATES = 5
# A reading that is missing is as the last one for a tenth of an hour; after that, the hour isn't known.
_BRIDGED_ROWS = ROWS // 10
# What a difference of an hour in the time of day counts: clouds and kettles keep to hours less than to their size.
_CLOCK_PART, _CLOCK_W = 0.02, 50.0
# What the highest and the lowest power of an hour count beside its mean. Without them, a week of three phases was off by 8 instead of 4 %
# at worst: clouds that come and go have the mean of haze (three weeks of the simulator's skies, 2026-11-29).
_RANGE_WEIGHT = 0.3
# Of less than this on the brightest day, and of a darker hour than this part of it, the sun has no course of its own.
LEAST_BRIGHT_W, _LEAST_PART = 50.0, 0.03


@dataclass(frozen=True, slots=True)
class WantedHour:
    """An hour known by its means alone, in W. `range_w`: the sun's lowest and highest power within it, if they are known."""

    start_s: float
    sun_w: float
    house_w: float
    range_w: SunRange | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """An hour recorded in full, from a row on: the sun's mean, lowest and highest part of a bright day's (NaN by night), the house's mean."""

    row: int
    start_s: float
    part: float
    low: float
    high: float
    house_w: float


class RecordedCourses:
    """All of a home's. `parts`, `houses_w`: the sun as a part of a bright day's and the house's power in W, row by row."""

    def __init__(self, home: RecordedHome) -> None:
        self._bright_w = _brightest(home)
        self._bright_rows: dict[float, Sequence[float]] = {}
        suns_w = _bridged(home.generation_w)
        bright_w = (self._bright_at(at_s) for at_s in home.times_s)
        self.parts = array("d", (sun / max(most, LEAST_BRIGHT_W) for sun, most in zip(suns_w, bright_w, strict=True)))
        self.houses_w = _bridged([home.house_w(row) for row in range(len(home.times_s))])
        self._courses = list(self._found(home))
        self._sunny = [one for one in self._courses if one.part >= _LEAST_PART]

    def of_sun(self, wanted: WantedHour) -> list[Course]:
        """Return those in which the sun was most like it, the nearest first; none by night."""
        bright_w = sum(self.bright_w(wanted.start_s)) / ROWS
        if bright_w < LEAST_BRIGHT_W:
            return []
        part = wanted.sun_w / bright_w

        def apart(one: Course) -> float:
            apart = abs(one.part - part) + _CLOCK_PART * _hours_apart(one.start_s, wanted.start_s)
            if wanted.range_w is not None:
                low, high = (watts / bright_w for watts in wanted.range_w)
                apart += _RANGE_WEIGHT * (abs(one.low - low) + abs(one.high - high))
            return apart

        return nsmallest(_CANDIDATES, self._sunny, key=apart)

    def of_house(self, wanted: WantedHour) -> list[Course]:
        """Return those in which the house took most nearly as much."""

        def apart_w(one: Course) -> float:
            return abs(one.house_w - wanted.house_w) + _CLOCK_W * _hours_apart(one.start_s, wanted.start_s)

        return nsmallest(_CANDIDATES, self._courses, key=apart_w)

    def bright_w(self, start_s: float) -> Sequence[float]:
        """Return what a bright sun gives in the rows of an hour."""
        of_day_s = start_s % DAY_S
        if of_day_s not in self._bright_rows:
            self._bright_rows[of_day_s] = [self._bright_at(start_s + GRID_S * row) for row in range(ROWS)]
        return self._bright_rows[of_day_s]

    def _bright_at(self, at_s: float) -> float:
        """Return what a bright sun gives at a time of day, straight between the middles of hours."""
        hours = at_s % DAY_S / SECONDS_PER_HOUR - 0.5
        before = hours // 1
        before_w, after_w = (self._bright_w.get(one % 24.0, 0.0) for one in (before, before + 1.0))
        return before_w + (after_w - before_w) * (hours - before)

    def _found(self, home: RecordedHome) -> Iterator[Course]:
        times_s, hour_s = home.times_s, SECONDS_PER_HOUR
        for row in range(0, len(times_s) - ROWS + 1, ROWS // 4):
            first_s, last_s = times_s[row], times_s[row + ROWS - 1]
            is_whole = last_s - first_s < hour_s
            if not is_whole or home.hourly_s & {first_s // hour_s * hour_s, last_s // hour_s * hour_s}:
                continue
            parts = self.parts[row : row + ROWS]
            house_w = sum(self.houses_w[row : row + ROWS]) / ROWS
            if not isnan(house_w):
                yield Course(row, first_s, sum(parts) / ROWS, min(parts), max(parts), house_w)


def _brightest(home: RecordedHome) -> dict[float, float]:
    """Return the highest mean in W of each hour of the day (UTC), of all days."""
    found: dict[float, float] = {}
    for row in range(len(home.times_s) - ROWS + 1):
        if home.times_s[row] % SECONDS_PER_HOUR == 0.0:
            mean_w, hour = (
                sum(home.generation_w[row : row + ROWS]) / ROWS,
                home.times_s[row] % DAY_S / SECONDS_PER_HOUR,
            )
            if mean_w > found.get(hour, 0.0):
                found[hour] = mean_w
    return found


def _bridged(values: Sequence[float]) -> array[float]:
    """Return values with short gaps as they were last."""
    found, last, missing = array("d"), nan, 0
    for value in values:
        missing = missing + 1 if isnan(value) else 0
        last = value if missing == 0 else last if missing <= _BRIDGED_ROWS else nan
        found.append(last)
    return found


def _hours_apart(one_s: float, other_s: float) -> float:
    apart = abs(one_s - other_s) % DAY_S / SECONDS_PER_HOUR
    return min(apart, 24.0 - apart)

"""The home's load by what its utility metered: energy from the grid by the hour or by the day, often a day late, and never what the sun gave."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from .history import HOUR
from .intervals import Interval

# Rows this far apart are days: some utilities tell no more, in one row at midnight.
_DAYS_APART_S = 20.0 * 3600.0
# An hour's load came from the grid, all but this share of it, if even a clear sky gave no more.
_LIT_SHARE = 0.1
# Of a clear day's generation, what a day gives on the average of a year in Central Europe.
_USUAL_SKY = 0.5
# As a car draws from any socket: no kitchen takes it for an hour.
_CAR_W = 3000.0
# A day with a car in it; a day with guests is less than twice the usual one.
_UNUSUAL = 2.0
# A single home's connection.
_MOST_W = 20_000.0
# Refrigerator, router and what stands by take more in any home: below, a battery feeds it.
_LEAST_W = 50.0
# Of a day.
_DAY_HOURS = 24


def loads_from_grid(grid: Sequence[Interval], clear_sky_w: Callable[[Interval], float]) -> list[Interval]:
    """Return the mean load of single hours, in the order of time, as far as these hours of grid energy (mean W, without chargers) show it.

    `clear_sky_w`: what the array gives in an hour under a clear sky.
    """
    used = [hour for hour in grid if hour.mean_w > 0.0]
    if len(used) < 2:
        return []
    if median((after.start - before.start).total_seconds() for before, after in pairwise(used)) >= _DAYS_APART_S:
        return _of_a_home([hour for day in _usual(used) for hour in _hours_of(day, clear_sky_w)])
    dark = {hour.start for hour in grid if clear_sky_w(hour) <= _LIT_SHARE * hour.mean_w}
    by_night = [hour for hour in used if hour.mean_w < _CAR_W and hour.start in dark]
    days = [hour for day in _usual(_days(grid)) for hour in _hours_of(day, clear_sky_w)]
    by_day = [hour for hour in days if clear_sky_w(hour) > 0.0 and hour.start not in dark]
    return sorted(_of_a_home(by_night) + (_of_a_home(days) and by_day), key=lambda hour: hour.start)


def _of_a_home(loads: list[Interval]) -> list[Interval]:
    """Return the loads; none if a battery must have fed the home: then the grid does not show them."""
    return loads if loads and median(hour.mean_w for hour in loads) >= _LEAST_W else []


def _days(hours: Sequence[Interval]) -> Iterator[Interval]:
    """Yield the energy of each day of which all hours are known (W over one hour: Wh)."""
    for midnight, of_day in groupby(hours, key=lambda hour: hour.start.replace(hour=0)):
        powers_w = [hour.mean_w for hour in of_day]
        if len(powers_w) == _DAY_HOURS:
            yield Interval(midnight, sum(powers_w))


def _usual(days: Iterable[Interval]) -> Iterator[Interval]:
    days = list(days)
    if not days:
        return iter(())
    most_w = _UNUSUAL * median(day.mean_w for day in days)
    return (day for day in days if day.mean_w <= most_w)


def _hours_of(day: Interval, clear_sky_w: Callable[[Interval], float]) -> list[Interval]:
    """Return a day's hours with the even load of which the usual sun leaves as much to the grid as was metered (W over one hour: Wh)."""
    hours = [Interval(day.start + HOUR * number, 0.0) for number in range(_DAY_HOURS)]
    sun_w = [_USUAL_SKY * clear_sky_w(hour) for hour in hours]
    low_w, high_w = 0.0, _MOST_W
    for _ in range(40):
        middle_w = (low_w + high_w) / 2.0
        is_more = sum(max(middle_w - one_w, 0.0) for one_w in sun_w) > day.mean_w
        low_w, high_w = (low_w, middle_w) if is_more else (middle_w, high_w)
    return [Interval(hour.start, low_w) for hour in hours]

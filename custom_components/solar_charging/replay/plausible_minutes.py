"""Minutes for hours of which only means are left, made like those of the same home's recorded hours.

An hour is given the course of one that was recorded in full: of the three that are most like it (what the sun gave, what the house
took, the time of day) one is drawn, always the same one for the same hour. What the sun gave is scaled to the hour's mean, what the
house took is shifted to it. A charger's mean becomes full power for a part of the hour, next to the hour in which it charged on.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isnan
from random import Random

from ..engine.charger.power import IDLE_W
from ..engine.model import SECONDS_PER_HOUR
from .recorded import GRID_S, RecordedHome

# So many rows of the grid are an hour.
ROWS = int(SECONDS_PER_HOUR / GRID_S)
# Of so many that are alike, any may be the one: a day would repeat itself otherwise.
_CANDIDATES = 3
# An hour that was recorded counts if so much of it is known.
_KNOWN_PART = 0.9
# What a difference of an hour in the time of day counts, in W: clouds and kettles keep to hours less than to their size.
_HOUR_W = 100.0
# Less sun than this has no course of its own.
_LEAST_SUN_W = 50.0


@dataclass(frozen=True, slots=True)
class _Hour:
    """An hour recorded in full: its hour of the day (UTC), means in W, and the courses of sun and house."""

    hour: float
    sun_w: float
    house_w: float
    suns_w: Sequence[float]
    houses_w: Sequence[float]


def with_minutes(home: RecordedHome) -> RecordedHome:
    """Return the home with minutes in place of the means of `home.hourly_s`; where no hour was recorded in full, means stay."""
    rows = {start_s: number for number, start_s in enumerate(home.times_s) if start_s % SECONDS_PER_HOUR == 0.0}
    hourly = sorted(one for one in home.hourly_s if rows.get(one, len(home.times_s)) + ROWS <= len(home.times_s))
    known = [hour for start_s, row in rows.items() if start_s not in home.hourly_s for hour in _recorded(home, row)]
    sun_w, grid_w, charger_w = (array("d", one) for one in (home.generation_w, home.grid_w, home.charger_w))
    for start_s in hourly:
        first = rows[start_s]
        part = slice(first, first + ROWS)
        wanted = _means(home, first)
        if wanted is None:
            continue
        charger_w[part] = array("d", _charging(home, first))
        suns_w, houses_w = _courses(wanted, known, Random(int(start_s)))  # noqa: S311  # a course of clouds is no secret
        sun_w[part] = array("d", suns_w)
        rest = zip(houses_w, suns_w, charger_w[part], home.battery_w[part], strict=True)
        grid_w[part] = array(
            "d", (house_w + car_w + battery_w - given_w for house_w, given_w, car_w, battery_w in rest)
        )
    return replace(home, generation_w=sun_w, grid_w=grid_w, charger_w=charger_w)


def _means(home: RecordedHome, row: int) -> _Hour | None:
    """Return an hour that is known by its means, without courses."""
    sun_w, grid_w, battery_w, charger_w = (
        column[row] for column in (home.generation_w, home.grid_w, home.battery_w, home.charger_w)
    )
    house_w = sun_w + grid_w - battery_w - charger_w
    return (
        None
        if isnan(house_w)
        else _Hour(home.times_s[row] % 86400.0 / SECONDS_PER_HOUR, sun_w, max(house_w, 0.0), (), ())
    )


def _recorded(home: RecordedHome, row: int) -> Iterable[_Hour]:
    """Return the hour that begins at a row, if it was recorded in full."""
    part = slice(row, row + ROWS)
    columns = (home.generation_w[part], home.grid_w[part], home.battery_w[part], home.charger_w[part])
    suns_w, houses_w = array("d"), array("d")
    for sun_w, grid_w, battery_w, charger_w in zip(*columns, strict=True):
        house_w = sun_w + grid_w - battery_w - charger_w
        if not isnan(house_w):
            suns_w.append(sun_w)
            houses_w.append(max(house_w, 0.0))
    if len(suns_w) >= _KNOWN_PART * ROWS:
        hour = home.times_s[row] % 86400.0 / SECONDS_PER_HOUR
        yield _Hour(hour, sum(suns_w) / len(suns_w), sum(houses_w) / len(houses_w), _filled(suns_w), _filled(houses_w))


def _filled(values: array[float]) -> array[float]:
    """Return a full hour of values: what is missing at its end is as it was last."""
    return values + array("d", values[-1:]) * (ROWS - len(values))


def _courses(wanted: _Hour, known: Sequence[_Hour], draw: Random) -> tuple[Sequence[float], Sequence[float]]:
    def distance(one: _Hour) -> float:
        apart = abs(one.hour - wanted.hour)
        clock_w = _HOUR_W * min(apart, 24.0 - apart)
        return abs(one.sun_w - wanted.sun_w) + abs(one.house_w - wanted.house_w) + clock_w

    alike = sorted(known, key=distance)[:_CANDIDATES]
    if not alike:
        return [wanted.sun_w] * ROWS, [wanted.house_w] * ROWS
    model = draw.choice(alike)
    factor = wanted.sun_w / model.sun_w if model.sun_w >= _LEAST_SUN_W else 0.0
    suns_w = [sun_w * factor for sun_w in model.suns_w] if factor else [wanted.sun_w] * ROWS
    shift_w = wanted.house_w - model.house_w
    return suns_w, [max(house_w + shift_w, 0.0) for house_w in model.houses_w]


def _charging(home: RecordedHome, row: int) -> list[float]:
    """Return what a charger drew: as much as in the fuller hour beside, for as long as the mean allows, next to that hour."""
    mean_w = home.charger_w[row]
    before_w, after_w = (_neighbour_w(home, one) for one in (row - 1, row + ROWS))
    full_w = max(before_w, after_w)
    if isnan(mean_w) or mean_w <= IDLE_W or full_w <= mean_w:
        return [mean_w] * ROWS
    count = max(round(ROWS * mean_w / full_w), 1)
    drawn, idle = [mean_w * ROWS / count] * count, [0.0] * (ROWS - count)
    return drawn + idle if before_w >= after_w else idle + drawn


def _neighbour_w(home: RecordedHome, row: int) -> float:
    value_w = home.charger_w[row] if 0 <= row < len(home.charger_w) else 0.0
    return 0.0 if isnan(value_w) else value_w

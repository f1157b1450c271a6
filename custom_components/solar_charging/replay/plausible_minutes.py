"""Minutes for hours of which only means are left, made like those of the same home's recorded hours.

What the sun gave follows the home's own brightest days, with the clouds of an hour in which as much of that was left, next to how the
hour before ended. What the house took follows an hour in which it took about as much. Both keep the hour's mean. A charger's mean
becomes full power for a part of the hour, next to the hour in which it charged on.
"""

from array import array
from collections.abc import Sequence
from dataclasses import replace
from math import isnan
from random import Random

from ..engine.charger.power import IDLE_W
from .recorded import RecordedHome
from .recorded_courses import LEAST_BRIGHT_W, ROWS, Course, RecordedCourses, WantedHour

# Scaled to the mean, tops are cut off at what was ever given, and what they had is given to the rest: until this near, at most so often.
_FIT_PART, _MOST_FITS = 0.001, 20


def with_minutes(home: RecordedHome) -> RecordedHome:
    """Return the home with minutes in place of the means of `home.hourly_s`; where no hour was recorded in full, means stay."""
    rows = {start_s: row for row, start_s in enumerate(home.times_s)}
    hourly = sorted(one for one in home.hourly_s if rows.get(one, len(home.times_s)) + ROWS <= len(home.times_s))
    known, most_w = RecordedCourses(home), max((one for one in home.generation_w if not isnan(one)), default=0.0)
    sun_w, grid_w, charger_w = (array("d", one) for one in (home.generation_w, home.grid_w, home.charger_w))
    ended: float | None = None
    for start_s in hourly:
        first = rows[start_s]
        part = slice(first, first + ROWS)
        house_mean_w = home.house_w(first)
        if isnan(house_mean_w):
            continue
        wanted = WantedHour(start_s, home.generation_w[first], house_mean_w, home.sun_ranges_w.get(start_s))
        charger_w[part] = array("d", _charging(home, first))
        suns_w, ended = _suns_w(known, wanted, ended, most_w)
        sun_w[part] = array("d", suns_w)
        rest = zip(_houses_w(known, wanted), suns_w, charger_w[part], home.battery_w[part], strict=True)
        grid_w[part] = array(
            "d", (house_w + car_w + battery_w - given_w for house_w, given_w, car_w, battery_w in rest)
        )
    return replace(home, generation_w=sun_w, grid_w=grid_w, charger_w=charger_w)


def _suns_w(
    known: RecordedCourses, wanted: WantedHour, ended: float | None, most_w: float
) -> tuple[Sequence[float], float | None]:
    """Return what the sun gave, and how much of a bright sun's it was at the end; `ended`: of the hour before."""
    alike = known.of_sun(wanted) if wanted.sun_w > 0.0 else []
    if not alike:
        return [wanted.sun_w] * ROWS, None
    model = alike[0] if ended is None else min(alike, key=lambda one: abs(known.parts[one.row] - ended))
    bright_w = known.bright_w(wanted.start_s)
    parts = known.parts[model.row : model.row + ROWS]
    suns_w = _fitted([part * bright for part, bright in zip(parts, bright_w, strict=True)], wanted.sun_w, most_w)
    return suns_w, suns_w[-1] / max(bright_w[-1], LEAST_BRIGHT_W)


def _fitted(suns_w: list[float], wanted_w: float, most_w: float) -> list[float]:
    """Return a course scaled to a mean."""
    for _ in range(_MOST_FITS):
        mean_w = sum(suns_w) / ROWS
        if mean_w <= 0.0:
            return [wanted_w] * ROWS
        if abs(mean_w - wanted_w) <= _FIT_PART * wanted_w:
            break
        suns_w = [min(sun_w * wanted_w / mean_w, most_w) for sun_w in suns_w]
    return suns_w


def _houses_w(known: RecordedCourses, wanted: WantedHour) -> Sequence[float]:
    alike = known.of_house(wanted)
    if not alike:
        return [wanted.house_w] * ROWS
    model: Course = Random(int(wanted.start_s)).choice(alike)  # noqa: S311  # when a kettle boils is no secret
    shift_w = wanted.house_w - model.house_w
    return [max(house_w + shift_w, 0.0) for house_w in known.houses_w[model.row : model.row + ROWS]]


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

"""What a few satellite cells around the home would add to the one over it: clouds carried by the wind, over measured minutes.

No measured set has neighbours at a satellite's scale: the fifty pyranometers of one stand within a single pixel. So the field around a
measured place is made: a cell upwind shows now what comes over the home when the wind has carried it there, a cell beside that way
resembles it as much as the home's own sky resembles itself after as long a way. On their way clouds change, so fast that a forecast by
cloud motion errs as much more with each minute as published. Wind: a direction and a speed for each day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from custom_components.solar_charging.solar.generation import Series
from custom_components.solar_charging.solar.nowcast import MAX_INDEX

from .measured_sets import MinuteSet, minute_sets
from .nowcast_fit import Samples, clear_sky_index, fit, satellite_samples, score
from .satellite_view import FAULTLESS, HOME_SEED, STEP_MIN, satellite_view

# From the end of the newest image to now, on the average; and as far again, where a charger's next minutes are decided.
_LEADS_MIN = (30, 45, 60)
# Rings of cells around the home in km, and how many on each: 20 to 30 minutes upwind at 5 and at 10 m/s.
_RINGS_KM, _DIRECTIONS = (8.0, 16.0), 8
# Clouds' speeds, m/s: two kilometres up over Central Europe the wind blows with 10 in the mean, between 4 and 20 nine days in ten.
_MEAN_SPEED, _SPEED_SPREAD, _SLOWEST, _FASTEST = 10.0, 0.5, 2.0, 30.0
_KM_A_MINUTE = 0.06  # for each m/s
# What DWD's forecasts by cloud motion (SESORA, Germany, 2019) err: 59 W/m² after 15 minutes, 142 after 165. The square grows with time.
_ERROR_GROWTH = (142.0**2 - 59.0**2) / 150.0
_FULL_SUN_W_M2 = 1000.0
# What is carried are the clouds, not the day's weather: deviations from the mean over so many minutes.
_WEATHER_MIN = 181
# The wind is looked for in the images of three hours, in steps of one image up to forty minutes.
_LOOKED_AT, _MOST_STEPS = 18, 4
# How alike home and cell must be to be followed: three classes, each with its own weight.
_ALIKE = (0.3, 0.6)
_DAY = 1440


@dataclass(frozen=True, slots=True)
class _Clouds:
    """A place's clear-sky index by the minute, as weather and clouds, and how far away (in minutes of wind) they are others."""

    weather: Series
    clouds: Series
    changed_after_min: float
    other_after_min: float


@dataclass(frozen=True, slots=True)
class _Cells:
    """Images of each cell (cell, image), how long the wind takes from there (minutes, NaN: never comes) and how alike it then is."""

    images: Series
    way_min: Series
    likeness: Series


def measure(data: Path) -> list[dict[str, Any]]:
    """Return the error of what comes by the home's own cell: alone, were its images without fault, and with cells around it, the wind looked for or known."""
    return [row for one in minute_sets(data) for row in _rows(one)]


def _rows(minutes: MinuteSet) -> Iterator[dict[str, Any]]:
    home = clear_sky_index(minutes)[: len(minutes.clear_w) // _DAY * _DAY]
    cells = _cells(_clouds(home, minutes), np.random.default_rng(25))
    images = satellite_view(home).images
    for lead_min in _LEADS_MIN:
        alone = satellite_samples(minutes, lead_min)
        alone = _chosen(alone, alone.minute < len(home))
        steps = lead_min / STEP_MIN
        ends = alone.minute // STEP_MIN
        alone_pct = _error_pct(alone)
        others = {
            "images without fault": satellite_samples(minutes, lead_min, FAULTLESS),
            "cells, wind by correlation": _with(alone, *_found(images, cells, ends, steps)),
            "cells, wind known": _with(alone, *_known(cells, ends, steps)),
        }
        shared = {"set": minutes.name, "lead_min": lead_min}
        yield {**shared, "sky": "a satellite", "rmse_pct": alone_pct}
        for name, samples in others.items():
            error_pct = _error_pct(samples)
            yield {**shared, "sky": name, "rmse_pct": error_pct, "better_pct": 100 * (1 - error_pct / alone_pct)}


def _clouds(home: Series, minutes: MinuteSet) -> _Clouds:
    weather = _mean_around(home, _WEATHER_MIN)
    clouds = home - weather
    sun_w_m2 = minutes.clear_w[: len(home)] / minutes.capacity_w * _FULL_SUN_W_M2
    wide = _mean_around(clouds, STEP_MIN)
    variance = float(np.nanmean((wide * sun_w_m2) ** 2))
    likeness = [_correlation(wide[:-lag], wide[lag:]) for lag in range(1, 90)]
    return _Clouds(
        weather,
        clouds,
        2.0 * variance / _ERROR_GROWTH,
        float(next(lag for lag, one in enumerate(likeness, 1) if one < np.exp(-1.0))),
    )


def _cells(sky: _Clouds, rng: np.random.Generator) -> _Cells:
    """Make every cell's view, each day with a wind of its own."""
    days = len(sky.clouds) // _DAY
    towards = rng.uniform(0.0, 2 * np.pi, days)
    speeds = np.clip(
        _MEAN_SPEED * np.exp(_SPEED_SPREAD * rng.normal(size=days) - _SPEED_SPREAD**2 / 2), _SLOWEST, _FASTEST
    )
    images, ways, likeness = [], [], []
    for number, (ring_km, turn) in enumerate((ring, turn) for ring in _RINGS_KM for turn in range(_DIRECTIONS)):
        angle = towards - turn * 2 * np.pi / _DIRECTIONS
        along, across = (ring_km * part / (speeds * _KM_A_MINUTE) for part in (np.cos(angle), np.sin(angle)))
        alike = np.exp(-np.abs(along) / sky.changed_after_min - np.abs(across) / sky.other_after_min)
        index = _elsewhere(sky, along, alike, rng)
        images.append(satellite_view(index, HOME_SEED + 1 + number, day_seed=HOME_SEED).images)
        ways.append(np.where(along > 0.0, along, np.nan))
        likeness.append(alike)
    return _Cells(np.array(images), np.array(ways), np.array(likeness))


def _elsewhere(sky: _Clouds, along_min: Series, alike: Series, rng: np.random.Generator) -> Series:
    """Return the index of a cell: the home's clouds of later, as far as they are the same, and for the rest those of another day."""
    minutes = np.arange(len(sky.clouds))
    later = np.clip(minutes + np.repeat(np.round(along_min).astype(int), _DAY), 0, len(minutes) - 1)
    other_day = np.repeat(rng.permutation(len(along_min)), _DAY) * _DAY + minutes % _DAY
    strangers = sky.clouds[other_day]
    scale = _spread(sky.clouds) / np.maximum(_spread(strangers), 0.01)
    same = np.repeat(alike, _DAY)
    strange = np.where(np.isfinite(strangers), strangers * np.minimum(scale, 5.0), 0.0)
    index = sky.weather + same * sky.clouds[later] + np.sqrt(1.0 - same**2) * strange
    return np.asarray(np.clip(index, 0.0, MAX_INDEX))


def _found(images: Series, cells: _Cells, ends: NDArray[np.int_], steps: float) -> tuple[Series, Series]:
    """Return what the cell shows that has led the home most alike in the last hours, and how alike that was."""
    best, shown = np.zeros(len(ends)), np.zeros(len(ends))
    rows = np.maximum(ends[:, None] - np.arange(_LOOKED_AT), 0)
    at_home = images[rows]
    for cell in cells.images:
        for lag in range(1, _MOST_STEPS + 1):
            alike = _correlations(at_home, cell[np.maximum(rows - lag, 0)])
            seen = _shown(cell, ends, min(steps - lag, 0.0))
            better = (alike > best) & np.isfinite(seen)
            best, shown = np.where(better, alike, best), np.where(better, seen, shown)
    return shown, best


def _known(cells: _Cells, ends: NDArray[np.int_], steps: float) -> tuple[Series, Series]:
    """Return what the cell shows that the day's wind comes from, and how alike its sky will be to the home's."""
    day = ends * STEP_MIN // _DAY
    best, shown = np.zeros(len(ends)), np.zeros(len(ends))
    for cell, way_min, likeness in zip(cells.images, cells.way_min, cells.likeness, strict=True):
        lag = np.where(np.isfinite(way_min), way_min, 0.0)[day] / STEP_MIN
        # Clouds that will have passed by then say as much less as they are too early.
        alike = np.where(np.isfinite(way_min), likeness, 0.0)[day] * np.exp(-np.maximum(steps - lag, 0.0) / 2.0)
        seen = _shown(cell, ends, np.minimum(steps - lag, 0.0))
        better = (alike > best) & np.isfinite(seen)
        best, shown = np.where(better, alike, best), np.where(better, seen, shown)
    return shown, best


def _shown(cell: Series, ends: NDArray[np.int_], steps_ahead: Series | float) -> Series:
    """Return the image so many steps from the newest (0 or before), straight between two."""
    place = np.maximum(ends + steps_ahead, 0.0)
    below = np.floor(place).astype(int)
    above = np.minimum(below + 1, ends)
    return np.asarray(cell[below] + (cell[above] - cell[below]) * (place - below))


def _with(alone: Samples, shown: Series, alike: Series) -> Samples:
    """Add what is upwind to the features: its difference from home, by class of likeness."""
    difference = np.where(alike > 0.0, shown - alone.features[:, 1], 0.0)
    classes = np.digitize(alike, _ALIKE)
    added = [np.where(classes == one, difference, 0.0) for one in range(len(_ALIKE) + 1)]
    return replace(alone, features=np.column_stack([alone.features, *added]))


def _error_pct(samples: Samples) -> float:
    """Return the RMSE in % of the nameplate: fitted on every other day, scored on those between."""
    is_even = samples.minute // _DAY % 2 == 0
    return score(_chosen(samples, ~is_even), fit([_chosen(samples, is_even)])).rmse_pct


def _chosen(samples: Samples, rows: NDArray[np.bool_]) -> Samples:
    names = ("features", "kind", "clear", "measured", "now", "minute")
    return Samples(*(getattr(samples, name)[rows] for name in names))


def _mean_around(values: Series, span: int) -> Series:
    known = np.isfinite(values)
    kernel = np.ones(span)
    sums = np.convolve(np.where(known, values, 0.0), kernel, "same")
    return np.where(known, sums / np.maximum(np.convolve(known, kernel, "same"), 1.0), np.nan)


def _spread(clouds: Series) -> Series:
    return np.asarray(np.sqrt(np.maximum(_mean_around(clouds**2, _WEATHER_MIN), 0.0)))


def _correlation(one: Series, other: Series) -> float:
    known = np.isfinite(one + other)
    return float(np.corrcoef(one[known], other[known])[0, 1])


def _correlations(one: Series, other: Series) -> Series:
    """Return each row's correlation where both are known; 0 with less than half."""
    known = np.isfinite(one + other)
    count = np.maximum(known.sum(axis=1), 1)
    first, second = (np.where(known, values, 0.0) for values in (one, other))
    first, second = (
        np.where(known, each - each.sum(axis=1, keepdims=True) / count[:, None], 0.0) for each in (first, second)
    )
    product = (first * second).sum(axis=1) / np.sqrt(
        np.maximum((first**2).sum(axis=1) * (second**2).sum(axis=1), 1e-12)
    )
    return np.where(count >= _LOOKED_AT // 2, product, 0.0)

"""What a home without sensors has learned by each day of a measured year: its roof from the inverter's display, its load from the utility's meter."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from custom_components.solar_charging.engine.policy import USUAL_HOUSE_LOAD_W
from custom_components.solar_charging.solar.approximate import approximate_table
from custom_components.solar_charging.solar.array import SolarArray, default_plane
from custom_components.solar_charging.solar.generation import Series
from custom_components.solar_charging.solar.history import HOUR
from custom_components.solar_charging.solar.intervals import Interval
from custom_components.solar_charging.solar.load_profile import LoadProfile
from custom_components.solar_charging.solar.reading_calibration import (
    FIRST_READ_AFTER,
    READ_EVERY,
    GenerationReading,
    ReadingCalibration,
)
from custom_components.solar_charging.solar.utility_load import loads_from_grid

from .measured_days import CAPACITY_W, DAYS, array, measured_days, year_file

# `ReadingCalibration.to_dict`'s values.
type Roof = Mapping[str, Any]

_LOOK_EVERY = timedelta(minutes=30)
# A utility's figures of a day are there on the next; the profile is asked a day later.
_LATE_DAYS = 2
# Hours (UTC) in which cars charge on sun.
_DAYLIGHT = range(7, 17)


@dataclass(frozen=True, slots=True)
class MeasuredHome:
    """A home's hours from midnight UTC of a day on: what it took and what its roof gave, in mean W (NaN: not measured)."""

    name: str
    start: datetime
    load_w: Series
    pv_w: Series
    array: SolarArray


def known_roof(level: float) -> Roof:
    """Return what is known of a roof that gives so many times what was described, for certain."""
    known = ReadingCalibration().to_dict()
    heights = len(known["roof"]["factors"])
    return {**known, "roof": {"factors": [level] * heights, "covariance": [[0.0] * heights] * heights}}


def roofs_by_display(data: Path) -> dict[int, Roof]:
    """Return by day what readings of the display, in full kWh, have taught until then: the first a week after the home was set up, then each month."""
    roofs: dict[int, Roof] = {}
    readings, total_wh = ReadingCalibration(), 0.0
    due: datetime | None = None
    for day in measured_days(data, every=1):
        due = due or day.start + FIRST_READ_AFTER
        if day.start >= due:
            readings.record(GenerationReading(day.start, total_wh // 1000 * 1000))
            due += READ_EVERY
        roofs[day.number] = readings.to_dict()
        model = day.model()
        model.readings = readings
        for place in range(int(timedelta(days=1) / _LOOK_EVERY)):
            now = day.start + place * _LOOK_EVERY
            day.show(model, now)
            model.follow(now)
        total_wh += float(day.pv_w.sum()) / 60
    return roofs


def loads_by_utility(data: Path) -> dict[int, tuple[float, ...]]:
    """Return by day the load to expect at each hour (UTC), as the utility's daily consumption has taught until then."""
    [home] = _berlin(data)
    return {number: tuple(loads) for number, loads in enumerate(_expected(home, _by_day))}


def loads(data: Path) -> list[dict[str, Any]]:
    """Return how far the assumed load of hours by day is off: the figure that is assumed at first, and learned from the utility's hours or days."""
    rows = []
    for home in (*_berlin(data), *_solarlog(data)):
        measured = home.load_w.reshape(-1, 24)
        assumed = np.full_like(measured, USUAL_HOUSE_LOAD_W)
        learned = {
            name: np.array(list(_expected(home, shape))) for name, shape in (("days", _by_day), ("hours", _by_hour))
        }
        for name, expected in {"assumed": assumed, **learned}.items():
            errors = (expected - measured)[:, list(_DAYLIGHT)]
            rows.append(
                {
                    "home": home.name,
                    "load": name,
                    "rmse_w": float(np.sqrt(np.nanmean(errors**2))),
                    "mean_error_w": float(np.nanmean(errors)),
                    "day_rmse_w": float(np.sqrt(np.nanmean(np.nanmean(errors, axis=1) ** 2))),
                }
            )
    return rows


def _expected(home: MeasuredHome, shape: Callable[[list[Interval]], list[Interval]]) -> Iterator[list[float]]:
    """Yield each day's expected loads by the hour: from the grid's figures of all days until the one before the last."""
    starts = [home.start + number * HOUR for number in range(len(home.load_w))]
    grid = [
        Interval(start, max(float(load_w - pv_w), 0.0))
        for start, load_w, pv_w in zip(starts, home.load_w, home.pv_w, strict=True)
        if np.isfinite(load_w + pv_w)
    ]
    table = approximate_table(home.array, home.start, hours=len(starts) + 24, step_s=HOUR.total_seconds())
    found = loads_from_grid(shape(grid), lambda hour: table.power_w(hour.start + HOUR / 2))
    profile, place = LoadProfile(USUAL_HOUSE_LOAD_W), 0
    for day in range(len(starts) // 24):
        until = home.start + timedelta(days=day + 1 - _LATE_DAYS)
        while place < len(found) and found[place].start < until:
            at = found[place].start
            profile.observe(at.toordinal(), at.weekday(), at.hour, found[place].mean_w)
            place += 1
        weekday = (home.start + timedelta(days=day)).weekday()
        yield [profile.load(weekday, hour).expected_w for hour in range(24)]


def _by_hour(grid: list[Interval]) -> list[Interval]:
    return grid


def _by_day(grid: list[Interval]) -> list[Interval]:
    """Return one row a day at midnight, as many utilities have it (W over one hour: Wh)."""
    days: dict[datetime, float] = {}
    for hour in grid:
        midnight = hour.start.replace(hour=0)
        days[midnight] = days.get(midnight, 0.0) + hour.mean_w
    return [Interval(start, wh) for start, wh in days.items()]


def _berlin(data: Path) -> Iterator[MeasuredHome]:
    if (file := year_file(data)).is_file():
        stored = np.load(file)
        pv, load = stored["pv_per_kwp_e4"] / 1e4 * CAPACITY_W, stored["load_w"].astype(float)
        # The year begins at midnight of Central European Time.
        load_w, pv_w = (values[60 : 60 + DAYS * 1440].reshape(-1, 60).mean(axis=1) for values in (load, pv))
        yield MeasuredHome("htw_berlin", datetime(2013, 1, 1, tzinfo=UTC), load_w, pv_w, array())


def _solarlog(data: Path) -> Iterator[MeasuredHome]:
    for file in sorted(data.glob("*/pv_load_5min_2024.csv.gz")):
        table = pd.read_csv(file, parse_dates=["time"])
        wall = table["time"].dt.tz_localize("Europe/Berlin", ambiguous="NaT", nonexistent="NaT")
        table.index = pd.DatetimeIndex(wall.dt.tz_convert("UTC"))
        hourly = table.loc[table.index.notna(), ["consumption", "output"]].resample("h").mean()
        start = datetime(2024, 1, 1, tzinfo=UTC)
        hours = hourly.reindex(pd.date_range(start, periods=362 * 24, freq="h"))
        roof = SolarArray(51.0, 10.0, 200.0, (default_plane(8000.0, 51.0),))
        yield MeasuredHome("solarlog_2024", start, hours["consumption"].to_numpy(), hours["output"].to_numpy(), roof)

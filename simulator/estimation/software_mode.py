"""Charging on the estimate alone: a home of which only place and capacity are known, and an inverter that falls silent.

The sun and the load are a measured year's; the weather report is made from its hours with the errors that reports have.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from custom_components.solar_charging.engine.measure.reading import Reading, Source, Unavailable
from custom_components.solar_charging.engine.model import (
    CarState,
    ChargerInputs,
    ChargerLimits,
    Inputs,
    Outlook,
    SolarMode,
)
from custom_components.solar_charging.engine.policy import USUAL_HOUSE_LOAD_W
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.engine.step import step
from custom_components.solar_charging.solar.array import SolarArray, default_plane
from custom_components.solar_charging.solar.generation import Series
from custom_components.solar_charging.solar.nowcast import MAX_INDEX
from custom_components.solar_charging.solar.satellite import SatelliteImages
from custom_components.solar_charging.solar.sky_sources import SourceKind, from_cover
from custom_components.solar_charging.solar.solar_model import SolarModel
from custom_components.solar_charging.solar.table import GenerationTable
from custom_components.solar_charging.solar.tabulate import make_table
from custom_components.solar_charging.solar_sources.coming_hours import outlook

from .satellite_view import DELAY_MIN, STEP_MIN, satellite_view

_CAPACITY_W = 10_000.0
_EVERY_DAYS = 6
_STEP_S = 30
_OUTLOOK_EVERY_S = 300
_VOLTAGE_V = 230.0
_LIMITS = ChargerLimits(6.0, 16.0, 1.0, (1,), _VOLTAGE_V)
_FLOOR_W, _CEILING_W = 6.0 * _VOLTAGE_V, 16.0 * _VOLTAGE_V
# A report's error, as share of the clear sky: an hour's forecast cover and its true share are this far apart.
_REPORT_ERROR = 0.25
_SUNRISE, _SUNSET = 4, 21  # hours of day that are played
_OUTAGE_HOURS = (12, 13)
# Hours of day (UTC) in which an inverter is silent, and the least mean power of an hour that counts.
_SILENT_HOURS, _LEAST_W = (9, 12, 15), 300.0
# Of a month's days so many are clouded at any minute.
_CLOUDLESS_PERCENTILE = 93
# What this roof gives under its brightest skies, of what a roof described by place and capacity would: here it is taken for known.
_ROOF_LEVEL = 1.217
_LEAST_CLEAR_W, _LOOK_EVERY_MIN = 500.0, 20
_SHARES = np.linspace(0.0, MAX_INDEX, 15)


@dataclass(slots=True)
class Tally:
    """Energies of the car in Wh, and of a charger that knows each minute's surplus."""

    car_wh: float = 0.0
    grid_wh: float = 0.0
    ideal_wh: float = 0.0

    @property
    def grid_pct(self) -> float:
        """What of the car's energy came from the grid."""
        return 100 * self.grid_wh / self.car_wh if self.car_wh else 0.0

    @property
    def capture_pct(self) -> float:
        """How much of the usable sun went into the car."""
        return 100 * (self.car_wh - self.grid_wh) / self.ideal_wh if self.ideal_wh else 0.0

    def add(self, other: Tally) -> None:
        """Add another's energies."""
        self.car_wh += other.car_wh
        self.grid_wh += other.grid_wh
        self.ideal_wh += other.ideal_wh


@dataclass(frozen=True, slots=True)
class Day:
    """A measured day by the minute (W, from midnight UTC), its table, its reported cloud cover by the hour, and what a satellite saw (W/m²)."""

    start: datetime
    pv_w: Series
    load_w: Series
    table: GenerationTable
    cover_pct: list[float]
    images: Series


def measure(data: Path) -> list[dict[str, Any]]:
    """Return grid share and capture of software mode, and what an hour's outage costs hardware mode."""
    file = data / "htw_berlin_1min" / "htw_1min_year.npz"
    if not file.is_file():
        return []
    software, from_space, hardware, outage, alone = Tally(), Tally(), Tally(), Tally(), []
    for day in _days(file):
        software.add(_play(day, Play()))
        from_space.add(_play(day, Play(has_satellite=True)))
        with_inverter = _play(day, Play(is_measured=True))
        with_outage = _play(day, Play(is_measured=True, has_outage=True))
        hardware.add(with_inverter)
        outage.add(with_outage)
        alone.append(with_outage.grid_pct - with_inverter.grid_pct)
    return [
        {
            "mode": "software, place and capacity only",
            "grid_pct": software.grid_pct,
            "capture_pct": software.capture_pct,
        },
        {"mode": "software, and a satellite", "grid_pct": from_space.grid_pct, "capture_pct": from_space.capture_pct},
        {"mode": "inverter read", "grid_pct": hardware.grid_pct, "capture_pct": hardware.capture_pct},
        {
            "mode": "inverter read, silent for an hour",
            "grid_pct": outage.grid_pct,
            "capture_pct": outage.capture_pct,
            "added_grid_pct": outage.grid_pct - hardware.grid_pct,
            "mean_day_added_pct": sum(alone) / len(alone),
            "worst_day_added_pct": max(alone),
        },
    ]


def silent_hours(data: Path) -> list[dict[str, Any]]:
    """Return how far the estimate is off over an hour in which the inverter is silent, by its own last hours alone and with images."""
    file = data / "htw_berlin_1min" / "htw_1min_year.npz"
    days = list(_days(file)) if file.is_file() else []
    rows = []
    for has_satellite in (False, True) if days else ():
        hours = [
            _silent_hour(day, hour, has_satellite=has_satellite)
            for day in days
            for hour in _SILENT_HOURS
            if day.pv_w[hour * 60 : hour * 60 + 60].mean() > _LEAST_W
        ]
        missed_wh, energy_wh = (sum(column) for column in zip(*hours, strict=True))
        name = "its own last hours, and a satellite" if has_satellite else "its own last hours"
        rows.append({"silent for an hour": name, "hours": len(hours), "energy_error_pct": 100 * missed_wh / energy_wh})
    return rows


def estimates_of_now(data: Path) -> list[dict[str, Any]]:
    """Return how far the estimate of now by images is off on a roof that is known, and how much of it lies between P10 and P90, on either half of the days."""
    file = data / "htw_berlin_1min" / "htw_1min_year.npz"
    days = list(_days(file)) if file.is_file() else []
    return [
        {"days": name, **_score_now(half)}
        for name, half in (("every other, fitted on", days[::2]), ("those between", days[1::2]))
        if half
    ]


def _score_now(days: list[Day]) -> dict[str, float]:
    errors_w, inside = [], []
    for day in days:
        model = SolarModel(_array(), day.table)
        model.sky_sources.put(from_cover(day.start, day.start, 3600.0, day.cover_pct, SourceKind.CLOUD_FORECAST))
        for minute in range(_SUNRISE * 60, _SUNSET * 60, _LOOK_EVERY_MIN):
            now = day.start + timedelta(minutes=minute)
            _see(model, day, now)
            found = model.estimate_as_described(now, now)
            if found.clear_w * _ROOF_LEVEL >= _LEAST_CLEAR_W and model.is_led_by_satellite(now):
                measured_w = float(day.pv_w[minute - 2 : minute + 3].mean()) / _ROOF_LEVEL
                errors_w.append(found.mean_w - measured_w)
                inside.append(found.p10_w <= measured_w <= found.p90_w)
    rmse_w = float(np.sqrt(np.mean(np.square(errors_w))))
    return {"rmse_pct": 100 * rmse_w / _CAPACITY_W, "coverage_pct": 100 * float(np.mean(inside))}


def _silent_hour(day: Day, hour: int, *, has_satellite: bool) -> tuple[float, float]:
    """Return by how much the estimate of the hour is off, and what was generated, in Wh."""
    model = SolarModel(_array(), day.table)
    model.sky_sources.put(from_cover(day.start, day.start, 3600.0, day.cover_pct, SourceKind.CLOUD_FORECAST))
    for minute in range((hour - 4) * 60, hour * 60):
        model.observe(day.start + timedelta(minutes=minute), float(day.pv_w[minute]))
    estimated_w = []
    for minute in range(0, 60, 2):
        now = day.start + timedelta(hours=hour, minutes=minute)
        if has_satellite and minute % STEP_MIN == 0:
            _see(model, day, now)
        estimated_w.append(model.estimate(now, now).mean_w)
    generated_wh = float(day.pv_w[hour * 60 : hour * 60 + 60].mean())
    return abs(sum(estimated_w) / len(estimated_w) - generated_wh), generated_wh


def _days(file: Path) -> Iterator[Day]:
    stored, rng = np.load(file), Random(1)
    pv, load = stored["pv_per_kwp_e4"] / 1e4 * _CAPACITY_W, stored["load_w"].astype(float)
    array = _array()
    for number in range(0, 364, _EVERY_DAYS):
        start = datetime(2013, 1, 1, tzinfo=UTC) + timedelta(days=number)
        first = number * 1440 + 60  # the year begins at midnight of Central European Time
        table = make_table(array, start, step_s=900.0, count=97)
        minutes = pv[first : first + 1440]
        cover_pct = list(_cover(minutes, table, rng))
        images = _images(minutes, _cloudless(pv, first), table, number)
        yield Day(start, minutes, load[first : first + 1440], table, cover_pct, images)


def _array() -> SolarArray:
    latitude = 52.21
    return SolarArray(latitude, 14.12, 80.0, (default_plane(_CAPACITY_W, latitude),))


def _cover(pv_w: Series, table: GenerationTable, rng: Random) -> Iterator[float]:
    """Report clouds: the hour's true share, wrong by as much as reports are."""
    share = 1.0
    for hour in range(24):
        clear = table.power_w(table.start + timedelta(hours=hour, minutes=30))
        if clear > 0.05 * _CAPACITY_W:
            share = float(pv_w[hour * 60 : hour * 60 + 60].mean()) / clear
        reported = share + rng.gauss(0.0, _REPORT_ERROR)
        yield min(max(100.0 * (1.0 - reported) / 0.8, 0.0), 100.0)


def _cloudless(pv_w: Series, first: int) -> Series:
    """Return the day's power without clouds: what the brightest days around it gave at each minute. A satellite sees the sky, not the roof."""
    days = [pv_w[start : start + 1440] for start in range(first - 15 * 1440, first + 16 * 1440, 1440)]
    return np.asarray(np.percentile([day for day in days if len(day) == 1440], _CLOUDLESS_PERCENTILE, axis=0))


def _images(pv_w: Series, cloudless_w: Series, table: GenerationTable, seed: int) -> Series:
    """Return global irradiance as a satellite saw it; NaN where it did not."""
    by_day = cloudless_w > 0.03 * _CAPACITY_W
    index = np.where(by_day, np.clip(pv_w / np.maximum(cloudless_w, 1.0), 0.0, MAX_INDEX), np.nan)
    images = satellite_view(index, seed).images
    middles = [table.start + timedelta(minutes=STEP_MIN * (number + 0.5)) for number in range(len(images))]
    return np.array([_irradiance(table, at, share) for at, share in zip(middles, images, strict=True)])


def _irradiance(table: GenerationTable, at: datetime, share: float) -> float:
    """Return the global irradiance under which the array gives so much of what it gives without clouds."""
    powers = [table.power_w(at, one) for one in _SHARES]
    return float(np.interp(share * table.power_w(at), powers, _SHARES)) * table.clear_ghi_w_m2(at)


def _see(model: SolarModel, day: Day, now: datetime) -> None:
    """Give the model the images that are there by now."""
    count = (int((now - day.start).total_seconds() / 60) - DELAY_MIN) // STEP_MIN
    seen = tuple(None if np.isnan(one) else float(one) for one in day.images[: max(count, 0)])
    model.see(SatelliteImages(now, day.start, STEP_MIN * 60.0, seen))


@dataclass(frozen=True, slots=True)
class Play:
    """What is read: the inverter, silent for an hour or not, and what a satellite saw."""

    is_measured: bool = False
    has_outage: bool = False
    has_satellite: bool = False
    # By hour of day (UTC); None: what is assumed of a home of which nothing is known.
    hourly_load_w: tuple[float, ...] | None = None

    def house_load_w(self, now: datetime) -> float:
        """Return the load that is assumed."""
        return self.hourly_load_w[now.hour] if self.hourly_load_w else USUAL_HOUSE_LOAD_W


def _play(day: Day, play: Play) -> Tally:
    model = SolarModel(_array(), day.table)
    model.sky_sources.put(from_cover(day.start, day.start, 3600.0, day.cover_pct, SourceKind.CLOUD_FORECAST))
    state, tally, car_w, is_enabled = EngineState(), Tally(), 0.0, False
    seen: Outlook | None = None
    for second in range(_SUNRISE * 3600, _SUNSET * 3600, _STEP_S):
        now, minute = day.start + timedelta(seconds=second), second // 60
        pv_w, load_w = float(day.pv_w[minute]), float(day.load_w[minute])
        is_silent = play.has_outage and _OUTAGE_HOURS[0] * 3600 <= second < _OUTAGE_HOURS[1] * 3600
        generation: Source = None
        if play.is_measured:
            generation = Unavailable(day.start + timedelta(hours=_OUTAGE_HOURS[0])) if is_silent else Reading(pv_w, now)
        if play.is_measured and not is_silent:
            model.observe(now, pv_w)
        if play.has_satellite and second % (STEP_MIN * 60) == 0:
            _see(model, day, now)
        if seen is None or second % _OUTLOOK_EVERY_S == 0:
            seen = outlook(model, now, play.house_load_w(now))
        charger = ChargerInputs(
            "car", SolarMode.SOLAR_ONLY, _LIMITS, car=CarState.CHARGING if is_enabled else CarState.AWAITING,
            power_w=Reading(car_w, now), is_enabled=is_enabled,
        )  # fmt: skip
        inputs = Inputs(generation_w=generation, outlook=seen, chargers=(charger,))
        state, decision = step(state, inputs, now)
        [command] = decision.commands
        is_enabled = command.is_enabled
        car_w = command.current_a * command.phases * _VOLTAGE_V if is_enabled else 0.0
        _count(tally, car_w, pv_w - load_w)
    return tally


def _count(tally: Tally, car_w: float, surplus_w: float) -> None:
    hours = _STEP_S / 3600
    tally.car_wh += car_w * hours
    tally.grid_wh += max(car_w - max(surplus_w, 0.0), 0.0) * hours
    tally.ideal_wh += (min(surplus_w, _CEILING_W) if surplus_w >= _FLOOR_W else 0.0) * hours

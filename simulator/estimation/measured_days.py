"""Days of a measured year with the sky as a home without sensors is told of it: reports that err as reports do, and images that err as a satellite's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import numpy as np

from custom_components.solar_charging.solar.array import SolarArray, default_plane
from custom_components.solar_charging.solar.generation import Series
from custom_components.solar_charging.solar.nowcast import MAX_INDEX
from custom_components.solar_charging.solar.satellite import SatelliteImages
from custom_components.solar_charging.solar.sky_sources import SourceKind, from_cover
from custom_components.solar_charging.solar.solar_model import SolarModel
from custom_components.solar_charging.solar.table import GenerationTable
from custom_components.solar_charging.solar.tabulate import make_table

from .satellite_view import DELAY_MIN, FAULTLESS, PUBLISHED, STEP_MIN, SatelliteView, satellite_view

CAPACITY_W = 10_000.0
# What is played, of a year whose days are alike from one to the next.
EVERY_DAYS = 6
DAYS = 364
SUNRISE, SUNSET = 4, 21  # hours of day (UTC) that are played
# What this roof gives under its brightest skies, of what a roof described by place and capacity would.
ROOF_LEVEL = 1.217
# A report's error, as share of the clear sky: an hour's forecast cover and its true share are this far apart.
_REPORT_ERROR = 0.25
# Of a month's days so many are clouded at any minute.
_CLOUDLESS_PERCENTILE = 93
_SHARES = np.linspace(0.0, MAX_INDEX, 15)


@dataclass(frozen=True, slots=True)
class Day:
    """A measured day by the minute (W, from midnight UTC), its table, its reported cloud cover by the hour, and what a satellite saw (W/m²), or would have without fault."""

    number: int
    start: datetime
    pv_w: Series
    load_w: Series
    table: GenerationTable
    cover_pct: list[float]
    images: Series
    faultless_images: Series

    def model(self) -> SolarModel:
        """Return the model of a home of which place and capacity are known, with the day's report."""
        model = SolarModel(array(), self.table)
        model.sky_sources.put(from_cover(self.start, self.start, 3600.0, self.cover_pct, SourceKind.CLOUD_FORECAST))
        return model

    def show(self, model: SolarModel, now: datetime, *, is_faultless: bool = False) -> None:
        """Give the model the images that are there by now."""
        count = (int((now - self.start).total_seconds() / 60) - DELAY_MIN) // STEP_MIN
        images = self.faultless_images if is_faultless else self.images
        seen = tuple(None if np.isnan(one) else float(one) for one in images[: max(count, 0)])
        model.see(SatelliteImages(now, self.start, STEP_MIN * 60.0, seen))


def year_file(data: Path) -> Path:
    """Return where the measured year is, if it is there."""
    return data / "htw_berlin_1min" / "htw_1min_year.npz"


def measured_days(data: Path, every: int = EVERY_DAYS) -> Iterator[Day]:
    """Yield some days of the year; none if it is not there."""
    if not (file := year_file(data)).is_file():
        return
    stored, rng = np.load(file), Random(1)
    pv, load = stored["pv_per_kwp_e4"] / 1e4 * CAPACITY_W, stored["load_w"].astype(float)
    for number in range(0, DAYS, every):
        start = datetime(2013, 1, 1, tzinfo=UTC) + timedelta(days=number)
        first = number * 1440 + 60  # the year begins at midnight of Central European Time
        table = make_table(array(), start, step_s=900.0, count=97)
        minutes = pv[first : first + 1440]
        cover_pct = list(_cover(minutes, table, rng))
        images, faultless = (
            _images(minutes, _cloudless(pv, first), table, partial(satellite_view, seed=number, errors=errors))
            for errors in (PUBLISHED, FAULTLESS)
        )
        yield Day(number, start, minutes, load[first : first + 1440], table, cover_pct, images, faultless)


def array() -> SolarArray:
    """Return the roof as its owner describes it."""
    latitude = 52.21
    return SolarArray(latitude, 14.12, 80.0, (default_plane(CAPACITY_W, latitude),))


def _cover(pv_w: Series, table: GenerationTable, rng: Random) -> Iterator[float]:
    """Report clouds: the hour's true share, wrong by as much as reports are."""
    share = 1.0
    for hour in range(24):
        clear = table.power_w(table.start + timedelta(hours=hour, minutes=30))
        if clear > 0.05 * CAPACITY_W:
            share = float(pv_w[hour * 60 : hour * 60 + 60].mean()) / clear
        reported = share + rng.gauss(0.0, _REPORT_ERROR)
        yield min(max(100.0 * (1.0 - reported) / 0.8, 0.0), 100.0)


def _cloudless(pv_w: Series, first: int) -> Series:
    """Return the day's power without clouds: what the brightest days around it gave at each minute. A satellite sees the sky, not the roof."""
    days = [pv_w[start : start + 1440] for start in range(first - 15 * 1440, first + 16 * 1440, 1440)]
    return np.asarray(np.percentile([day for day in days if len(day) == 1440], _CLOUDLESS_PERCENTILE, axis=0))


def _images(
    pv_w: Series, cloudless_w: Series, table: GenerationTable, view: Callable[[Series], SatelliteView]
) -> Series:
    """Return global irradiance as a satellite saw it; NaN where it did not."""
    by_day = cloudless_w > 0.03 * CAPACITY_W
    index = np.where(by_day, np.clip(pv_w / np.maximum(cloudless_w, 1.0), 0.0, MAX_INDEX), np.nan)
    images = view(index).images
    middles = [table.start + timedelta(minutes=STEP_MIN * (number + 0.5)) for number in range(len(images))]
    return np.array([_irradiance(table, at, share) for at, share in zip(middles, images, strict=True)])


def _irradiance(table: GenerationTable, at: datetime, share: float) -> float:
    """Return the global irradiance under which the array gives so much of what it gives without clouds."""
    powers = [table.power_w(at, one) for one in _SHARES]
    return float(np.interp(share * table.power_w(at), powers, _SHARES)) * table.clear_ghi_w_m2(at)

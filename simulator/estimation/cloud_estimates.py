"""Estimates from cloud cover alone, learned day by day: what a weather entity gives, and with the layers told apart."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from custom_components.solar_charging.solar.calibration import Calibration, Observation
from custom_components.solar_charging.solar.clouds import share_of_cover, share_of_layers
from custom_components.solar_charging.solar.generation import Series
from custom_components.solar_charging.solar.sky_sources import smooth
from custom_components.solar_charging.solar.table import SunPosition
from custom_components.solar_charging.solar.time_offset import fit_offset_min

from .hourly_estimates import Hours
from .measured_sets import CloudSet

type Rows = npt.NDArray[np.intp]

# The stamps are compared with the sun of the days before, again and again: some sets change to summer time.
_OFFSET_DAYS = 30
_OFFSET_EVERY_DAYS = 5


def run(clouds: CloudSet) -> Hours:
    """Go through the set day by day: raw and learned, for the cover and for its layers."""
    rows_of_day = [np.flatnonzero(clouds.day == day) for day in np.unique(clouds.day)]
    shifts_h = _shifts_h(clouds, rows_of_day)
    found = {"clear sky": np.array(clouds.clear_w, dtype=float)}
    for name, share in (("cloud cover", _cover_share), ("cloud layers", _layer_share)):
        found[f"{name}, raw"] = np.zeros(len(clouds.day))
        found[f"{name}, learned"] = np.zeros(len(clouds.day))
        calibration = Calibration(clouds.capacity_w)
        for index, rows in enumerate(rows_of_day):
            day = CloudDay(rows, shifts_h[index], share(clouds, rows))
            _estimate_day(clouds, day, calibration, (found[f"{name}, raw"], found[f"{name}, learned"]))
    hours = Hours(clouds.day, np.zeros(len(clouds.day)), clouds.measured_w, found)
    hours.p10_w = hours.p90_w = np.full(len(clouds.day), np.nan)
    return hours


@dataclass(frozen=True, slots=True)
class CloudDay:
    """A day of the set: its rows, how many rows its clock is late, and the share of clear-sky power that clouds leave."""

    rows: Rows
    shift_h: float
    shares: list[float]


def _estimate_day(clouds: CloudSet, a_day: CloudDay, calibration: Calibration, found: tuple[Series, Series]) -> None:
    (raw, learned), rows, shares = found, a_day.rows, a_day.shares
    clear_w, elevation, azimuth = (
        _shifted(getattr(clouds, name), rows, a_day.shift_h) for name in ("clear_w", "elevation_deg", "azimuth_deg")
    )
    observations = []
    for place, row in enumerate(rows):
        sun = SunPosition(float(elevation[place]), float(azimuth[place]))
        clear = max(float(clear_w[place]), 0.005 * clouds.capacity_w)
        modelled_w = shares[place] * clear
        raw[row] = modelled_w
        learned[row] = calibration.corrected_w(sun, clear, modelled_w)
        day = int(clouds.day[row])
        observations.append(Observation(day, 1.0, sun, clear, modelled_w, float(clouds.measured_w[row])))
    for observation in observations:
        calibration.observe(observation)
    calibration.close_day()


def _cover_share(clouds: CloudSet, rows: Rows) -> list[float]:
    return [share_of_cover(cover) for cover in smooth(clouds.cover_pct[rows].tolist())]


def _layer_share(clouds: CloudSet, rows: Rows) -> list[float]:
    layers = zip(clouds.low_pct[rows], clouds.mid_pct[rows], clouds.high_pct[rows], strict=True)
    return smooth([share_of_layers(float(low), float(mid), float(high)) for low, mid, high in layers])


def _shifted(values: Series, rows: Rows, shift_h: float) -> Series:
    """Return a day's values as they are `shift_h` rows later; beyond its ends, as at them."""
    place = np.arange(len(rows), dtype=float)
    return np.asarray(np.interp(place + shift_h, place, values[rows]))


def _shifts_h(clouds: CloudSet, days: list[Rows]) -> list[float]:
    """Return each day's offset in hours as the days before it show."""
    shifts: list[float] = []
    for index in range(len(days)):
        if index % _OFFSET_EVERY_DAYS or index < _OFFSET_DAYS:
            shifts.append(shifts[-1] if shifts else 0.0)
        else:
            shifts.append(_offset_min(clouds, days[index - _OFFSET_DAYS : index]) / 60.0)
    return shifts


def _offset_min(clouds: CloudSet, days: list[Rows]) -> int:
    clear_at: Callable[[int, float], list[float]] = lambda day, minutes: _shifted(  # noqa: E731 - a view of one array
        clouds.clear_w, days[day], minutes / 60.0
    ).tolist()
    return fit_offset_min([clouds.measured_w[rows].tolist() for rows in days], clear_at)

"""Whether an array faces where it is configured to: the plane whose clear-sky curve fits its clear days best.

Good as a question to the owner (azimuth within 5° after a month of measurements, but not in midwinter), not as a silent
truth. Imported only where an event loop is not: pvlib does the work.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
import pandas as pd

from . import generation
from .array import Plane, SolarArray
from .generation import Air, Irradiance, Series, SunAngles
from .orientation_report import OrientationReport

# First every 15°, then finer around the best: 5° are lost in the noise of a roof, 2° are what a person reads.
_COARSE_DEG = 15.0
# As above.
_FINE_DEG = (5.0, 2.0)
# Steeper are façades, which a search over roofs finds by mistake.
_MAX_TILT_DEG = 75.0
# Low sun is what neighbours' houses and trees take.
_MIN_ELEVATION_DEG = 12.0
# About ten clear days.
_MIN_HOURS = 60


def find_orientation(array: SolarArray, hours: Sequence[tuple[datetime, float]]) -> OrientationReport | None:
    """Return the one plane that explains clear hours (middle of the hour, mean W) best; None if there are too few."""
    times = pd.DatetimeIndex([at for at, _ in hours])
    sun = generation.sun_positions(array, times)
    high = sun.elevation_deg > _MIN_ELEVATION_DEG
    if high.sum() < _MIN_HOURS:
        return None
    measured = np.array([power for _, power in hours])[high]
    sun = SunAngles(times[high], sun.elevation_deg[high], sun.azimuth_deg[high], sun.dni_extra_w_m2[high])
    problem = _Problem(array, sun, measured)
    best = min((problem.solve(tilt, azimuth) for tilt, azimuth in _everywhere()), key=_error)
    for step in _FINE_DEG:
        best = min((problem.solve(tilt, azimuth) for tilt, azimuth in _around(best, step)), key=_error)
    configured_pct = problem.error_of(array)
    return replace(best, error_configured_pct=configured_pct, noon_elevation_deg=float(sun.elevation_deg.max()))


class _Problem:
    """What stays the same while planes are tried."""

    def __init__(self, array: SolarArray, sun: SunAngles, measured_w: Series) -> None:
        self._array = replace(array, ac_limit_w=None)
        self._sun = sun
        self._sky: Irradiance = generation.clear_sky(array, sun)
        self._air: Air = generation.usual_air(array, sun)
        # At the limit the curve is the inverter's, not the plane's.
        self._free = measured_w < 0.97 * array.max_power_w
        self._measured_w = measured_w[self._free]

    def solve(self, tilt_deg: float, azimuth_deg: float) -> OrientationReport:
        """Return how well a plane explains the hours, with the capacity that suits it best."""
        capacity_w = self._array.capacity_w
        scale, error = self._fit(replace(self._array, planes=(Plane(capacity_w, tilt_deg, azimuth_deg),)))
        return OrientationReport(tilt_deg, azimuth_deg, scale * capacity_w, error)

    def error_of(self, array: SolarArray) -> float:
        """Return how well the array as configured explains the hours, whatever its capacity."""
        return self._fit(replace(array, ac_limit_w=None))[1]

    def _fit(self, array: SolarArray) -> tuple[float, float]:
        modelled = generation.ac_power(array, self._sun, self._sky, self._air)[self._free]
        scale = float(np.dot(self._measured_w, modelled)) / max(float(np.dot(modelled, modelled)), 1.0)
        rms_w = float(np.sqrt(np.mean((self._measured_w - scale * modelled) ** 2)))
        return scale, 100.0 * rms_w / float(np.mean(self._measured_w))


def _error(report: OrientationReport) -> float:
    return report.error_pct


def _everywhere() -> Iterator[tuple[float, float]]:
    for tilt in np.arange(5.0, _MAX_TILT_DEG, _COARSE_DEG):
        for azimuth in np.arange(0.0, 360.0, _COARSE_DEG):
            yield float(tilt), float(azimuth)


def _around(best: OrientationReport, step: float) -> Iterator[tuple[float, float]]:
    for tilt in (-2 * step, -step, 0.0, step, 2 * step):
        for azimuth in (-2 * step, -step, 0.0, step, 2 * step):
            yield min(max(best.tilt_deg + tilt, 0.0), 90.0), (best.azimuth_deg + azimuth) % 360.0

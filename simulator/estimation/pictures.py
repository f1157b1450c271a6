"""Pictures of the estimate: a clear, a broken and an overcast day beside what was measured, and the learned factors."""

from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("Agg")  # no screen on a build machine
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from custom_components.solar_charging.solar.calibration import Calibration
from custom_components.solar_charging.solar.generation import Series
from custom_components.solar_charging.solar.table import SunPosition

from .hourly_estimates import Hours
from .measured_sets import HourlySet

_KINDS = ("overcast", "broken", "clear")


def draw_days(hourly: HourlySet, hours: Hours, folder: Path) -> Path:
    """Draw the days whose energy lies nearest to a tenth, half and nine tenths of the clear sky's."""
    figure, axes = plt.subplots(1, 3, figsize=(13, 4), sharey=True)
    for axis, kind, day in zip(axes, _KINDS, _days(hours), strict=True):
        rows = hours.day == day
        at = hours.solar_hour[rows]
        axis.fill_between(at, hours.p10_w[rows], hours.p90_w[rows], alpha=0.2, label="P10 to P90")
        axis.plot(at, hours.estimates["learned"][rows], label="estimate")
        axis.plot(at, hours.measured_w[rows], "k.-", label="measured")
        axis.plot(at, hours.estimates["clear sky"][rows], ":", label="clear sky")
        axis.set(title=kind, xlabel="hour by the sun")
    axes[0].set_ylabel("W")
    axes[-1].legend()
    return _save(figure, folder, f"days {hourly.name}")


def draw_factors(hourly: HourlySet, calibration: Calibration, folder: Path) -> Path:
    """Draw the learned factor over the part of the sky that the sun visits."""
    azimuths, elevations = np.arange(45, 316, 5.0), np.arange(2.5, 70, 2.5)
    factors = np.array(
        [[calibration.sky_factor(SunPosition(float(el), float(az))) for az in azimuths] for el in elevations]
    )
    figure, axis = plt.subplots(figsize=(8, 4))
    mesh = axis.pcolormesh(azimuths, elevations, factors, cmap="RdYlGn", vmin=0.4, vmax=1.6)
    shown = hourly.elevation_deg > 0
    axis.plot(hourly.azimuth_deg[shown], hourly.elevation_deg[shown], "k,", alpha=0.2)
    axis.set(xlabel="azimuth", ylabel="elevation", title=f"learned factor, {hourly.name}", xlim=(45, 315), ylim=(0, 70))
    figure.colorbar(mesh)
    return _save(figure, folder, f"factors {hourly.name}")


def _days(hours: Hours) -> list[float]:
    days = np.unique(hours.day)
    shares = _shares(hours, days)
    return [float(days[np.nanargmin(np.abs(shares - np.nanquantile(shares, wanted)))]) for wanted in (0.1, 0.5, 0.9)]


def _shares(hours: Hours, days: Series) -> Series:
    measured, clear = hours.measured_w, hours.estimates["clear sky"]
    return np.array([measured[hours.day == day].sum() / clear[hours.day == day].sum() for day in days])


def _save(figure: Figure, folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name.replace('|', ' ').replace(' ', '_')}.png"
    figure.tight_layout()
    figure.savefig(file, dpi=100)
    plt.close(figure)
    return file

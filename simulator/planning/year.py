"""What a year brings, in quarter hours: the surplus a home has, and what a forecaster would have said of it beforehand.

Measured years carry no forecasts of their time, so one is made: the forecaster knows the roof's cloudless generation (here: the
highest of each time of day within a week), the house's usual load by the hour, and the coming days' clearness with an error.
That error (standard deviation, of cloudless energy) is `DAY_AHEAD_ERROR` on the eve; half of it is gone by noon, as nowcasts
take over. Day-ahead forecasts of single roofs are off by 12 to 18 % of cloudless energy in the literature.
"""

import importlib.util
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

QUARTERS_PER_DAY = 96
DAY_AHEAD_ERROR = 0.15
# Of a normal distribution: what is exceeded four times in five, and nine times, five times and once in ten.
P20_DEVIATIONS = 0.84
OUTCOME_DEVIATIONS = (1.28, 0.0, -1.28)


@dataclass(frozen=True)
class Year:
    """Generation and house load in W, by day and quarter hour (shape: days, 96), from `start_s` (UTC seconds, local midnight)."""

    start_s: float
    pv_w: Floats
    load_w: Floats
    seed: int = 1

    @cached_property
    def surplus_w(self) -> Floats:
        """What the sun leaves for cars."""
        return np.asarray(np.maximum(self.pv_w - self.load_w, 0.0), dtype=np.float64)

    @cached_property
    def cloudless_w(self) -> Floats:
        """The roof under a clear sky: the highest of each quarter hour within a week to either side."""
        days = self.pv_w.shape[0]
        return np.array([self.pv_w[max(day - 7, 0) : min(day + 8, days)].max(axis=0) for day in range(days)])

    @cached_property
    def clearness(self) -> Floats:
        """Each day's energy over its cloudless energy."""
        return np.asarray(self.pv_w.sum(axis=1) / np.maximum(self.cloudless_w.sum(axis=1), 1.0), dtype=np.float64)

    @cached_property
    def usual_load_w(self) -> Floats:
        """The house's mean load by the quarter hour."""
        return np.asarray(self.load_w.mean(axis=0), dtype=np.float64)

    @cached_property
    def _errors(self) -> Floats:
        return np.asarray(np.random.default_rng(self.seed).normal(0.0, DAY_AHEAD_ERROR, self.pv_w.shape[0]))

    def forecast_w(self, now: int, until: int, deviations: float) -> Floats:
        """Return the surplus so many standard deviations below the forecast, for quarter hours `now` to `until` of the year."""
        found = np.empty(until - now)
        for position, quarter in enumerate(range(now, until)):
            day, time = divmod(quarter, QUARTERS_PER_DAY)
            known = (
                min(max((now - day * QUARTERS_PER_DAY - 24) / 48, 0.0), 1.0) if now // QUARTERS_PER_DAY == day else 0.0
            )
            uncertainty = 1.0 - 0.5 * known
            index = self.clearness[day] + (self._errors[day] - deviations * DAY_AHEAD_ERROR) * uncertainty
            found[position] = min(max(index, 0.05), 1.0) * self.cloudless_w[day, time] - self.usual_load_w[time]
        return np.maximum(found, 0.0)


def measured(folder: Path, capacity_kwp: float = 10.0) -> Year:
    """Return the measured year in `folder`, whose `load.py` reads it."""
    spec = importlib.util.spec_from_file_location("measured_data", folder / "load.py")
    if spec is None or spec.loader is None or not (folder / "load.py").exists():
        raise FileNotFoundError(folder / "load.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    year = module.htw(capacity_kwp)
    days = year["pv_w"].size // 1440
    pv_w, load_w = (
        np.asarray(year[name][: days * 1440], dtype=float).reshape(days, QUARTERS_PER_DAY, 15).mean(axis=2)
        for name in ("pv_w", "load_w")
    )
    return Year(float(year["t"][0]), pv_w, load_w)


def made_up(days: int = 365, seed: int = 1) -> Year:
    """Return a year of made-up weather for a machine without measurements: clearness persists from day to day."""
    rng = np.random.default_rng(seed)
    hours = np.arange(QUARTERS_PER_DAY) / 4.0
    clearness, pv_w = 0.5, np.empty((days, QUARTERS_PER_DAY))
    for day in range(days):
        season = -np.cos(2 * np.pi * (day + 10) / 365)
        half_day_h = 6.0 + 2.1 * season
        shape = np.maximum(np.cos((hours - 12.5) / half_day_h * np.pi / 2), 0.0) * (np.abs(hours - 12.5) < half_day_h)
        clearness = float(np.clip(0.5 * clearness + 0.5 * rng.choice([0.15, 0.45, 0.95]), 0.08, 1.0))
        clouds = np.clip(clearness + rng.normal(0.0, 0.25 * (1 - clearness), QUARTERS_PER_DAY), 0.02, 1.0)
        pv_w[day] = 10_000 * (0.6 + 0.25 * season) * shape * clouds
    load_w = 350 + 500 * np.exp(-(((hours - 19) / 2.5) ** 2)) + rng.gamma(0.5, 300.0, (days, QUARTERS_PER_DAY))
    return Year(1_735_686_000.0, pv_w, load_w, seed)

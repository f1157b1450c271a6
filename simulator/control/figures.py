"""Key figures of a run: what was missed, what was bought, and what it cost in wear."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from .equipment import Equipment
from .fast_home import Run

SECONDS_PER_HOUR = 3600.0
# A glance at the meter that frightens people.
BIG_IMPORT_W = 500.0


@dataclass(slots=True)
class Figures:
    """Sums over days; the properties are the key figures."""

    days: int = 0
    hours: float = 0.0
    there_wh: float = 0.0
    missed_wh: float = 0.0
    bought_wh: float = 0.0
    taken_wh: float = 0.0
    solar_wh: float = 0.0
    starts: int = 0
    switches: int = 0
    commands: int = 0
    calls: int = 0
    # The most in any hour of any day.
    most_calls: int = 0
    big_import_s: float = 0.0

    def add(self, other: Figures) -> None:
        """Add another day's sums."""
        most_calls = max(self.most_calls, other.most_calls)
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))
        self.most_calls = most_calls

    @property
    def strict_pct(self) -> float:
        """Solar missed plus energy bought, second by second, of the solar that was there to take."""
        return 100.0 * (self.missed_wh + self.bought_wh) / max(self.there_wh, 1.0)

    @property
    def regret_pct(self) -> float:
        """The same over the day: what a second took beyond the set-point below its surplus makes up for what another missed."""
        return 100.0 * (max(self.there_wh - self.solar_wh, 0.0) + self.bought_wh) / max(self.there_wh, 1.0)

    def as_row(self) -> dict[str, float]:
        """Return the key figures by their names."""
        days = max(self.days, 1)
        return {
            "regret_pct": round(self.regret_pct, 2),
            "strict_pct": round(self.strict_pct, 2),
            "solar_capture_pct": round(100.0 * (1.0 - self.missed_wh / max(self.there_wh, 1.0)), 2),
            "grid_share_pct": round(100.0 * self.bought_wh / max(self.taken_wh, 1.0), 2),
            "starts_per_day": round(self.starts / days, 2),
            "phase_switches_per_day": round(self.switches / days, 2),
            "commands_per_hour": round(self.commands / max(self.hours, 1.0), 1),
            "calls_per_hour": round(self.calls / max(self.hours, 1.0), 1),
            "most_calls_in_an_hour": self.most_calls,
            "import_above_500_w_s_per_day": round(self.big_import_s / days, 0),
            "solar_wh_per_day": round(self.solar_wh / days, 0),
        }


def figures_of(run: Run, equipment: Equipment) -> Figures:
    """Return one day's sums.

    There to take: each second the largest permitted set-point not above surplus. Missed: what of it was not taken from the sun.
    Bought: what the car took above surplus, be it from the grid or from the home battery.
    """
    surplus_w = np.maximum(run.surplus_w, 0.0)
    best_w = equipment.best_w(run.surplus_w)
    if run.wanted_w is not None:
        best_w = np.minimum(best_w, run.wanted_w)
    solar_w = np.minimum(run.car_w, surplus_w)
    bought_w = run.car_w - solar_w
    return Figures(
        days=1,
        hours=run.car_w.size / SECONDS_PER_HOUR,
        there_wh=_wh(best_w),
        missed_wh=_wh(np.maximum(best_w - solar_w, 0.0)),
        bought_wh=_wh(bought_w),
        taken_wh=_wh(run.car_w),
        solar_wh=_wh(solar_w),
        starts=run.starts,
        switches=run.switches,
        commands=run.commands,
        calls=int(run.calls.sum()),
        most_calls=_most_in_an_hour(run.calls),
        big_import_s=float(np.sum((run.grid_w > BIG_IMPORT_W) & (run.car_w > 0.0) & (bought_w > BIG_IMPORT_W))),
    )


def _wh(power_w: NDArray[np.float64]) -> float:
    return float(power_w.sum()) / SECONDS_PER_HOUR


def _most_in_an_hour(calls: NDArray[np.int64]) -> int:
    """Return the most of these, counted by the second, within any 3600 of them."""
    sums = np.concatenate([[0], np.cumsum(calls)])
    first = np.maximum(np.arange(sums.size) - int(SECONDS_PER_HOUR), 0)
    return int((sums - sums[first]).max())

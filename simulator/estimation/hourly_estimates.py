"""Hourly estimates of measured sets, prequentially: each day predicted from what the days before it taught."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from custom_components.solar_charging.solar.bands import ErrorBands
from custom_components.solar_charging.solar.blend import Blend
from custom_components.solar_charging.solar.calibration import Calibration, Observation
from custom_components.solar_charging.solar.clouds import TYPICAL_COVER_PCT, share_of_cover
from custom_components.solar_charging.solar.generation import Series
from custom_components.solar_charging.solar.intraday_correction import IntradayCorrection
from custom_components.solar_charging.solar.table import SunPosition

from .measured_sets import HOUR_S, HourlySet

_USUAL_SHARE = share_of_cover(TYPICAL_COVER_PCT)
_DECISION_HOUR = 11.0  # by the sun: when the rest of the day is asked for


@dataclass(frozen=True, slots=True)
class Metrics:
    """Errors in % of capacity by the hour (daytime), in % of energy by the day."""

    hourly_nmae_pct: float
    hourly_nrmse_pct: float
    bias_pct: float
    daily_wmape_pct: float


@dataclass(slots=True)
class Hours:
    """The daylight hours of a set with all that was estimated of them, row by row."""

    day: Series
    solar_hour: Series
    measured_w: Series
    estimates: dict[str, Series] = field(default_factory=dict)
    p10_w: Series = field(default_factory=lambda: np.zeros(0))
    p90_w: Series = field(default_factory=lambda: np.zeros(0))

    def metrics(self, name: str, capacity_w: float, rows: Series | None = None) -> Metrics:
        """Score one estimate, on all rows or those chosen."""
        chosen = np.isfinite(self.estimates[name])
        if rows is not None:
            chosen = chosen & rows
        error = self.estimates[name][chosen] - self.measured_w[chosen]
        day = (self.day[chosen] - self.day.min()).astype(int)
        return Metrics(
            100 * float(np.abs(error).mean()) / capacity_w,
            100 * float(np.sqrt((error**2).mean())) / capacity_w,
            100 * float(error.mean()) / capacity_w,
            100 * float(np.abs(np.bincount(day, error)).sum() / self.measured_w[chosen].sum()),
        )

    def coverage_pct(self) -> float:
        """How often P10 to P90 held the hour."""
        return 100 * float(((self.measured_w >= self.p10_w - 1e-6) & (self.measured_w <= self.p90_w + 1e-6)).mean())


def run(hourly: HourlySet) -> tuple[Hours, Calibration]:
    """Go through a set day by day as the integration would."""
    learner = _Learner(hourly)
    days = hourly.day
    usable = (hourly.elevation_deg > 0) & np.isfinite(hourly.measured_w) & np.isfinite(hourly.modelled_w)
    rows = np.flatnonzero(usable)
    for day in np.unique(days[rows]):
        learner.predict(rows[days[rows] == day], int(day))
    return learner.finish(rows), learner.calibration


class _Learner:
    """What the integration's model does with a day, beside the plain estimates it is compared with."""

    def __init__(self, hourly: HourlySet) -> None:
        self._set = hourly
        capacity = hourly.array.capacity_w
        self.calibration = Calibration(capacity)
        self._usual = Calibration(capacity)
        self._blend = Blend(capacity)
        self._intraday = IntradayCorrection(capacity)
        self._bands = ErrorBands(capacity)
        names = ("learned", "learned, tomorrow", "rest of today, raw", "rest of today", "P10", "P90")
        self._found = {name: np.full(len(hourly.start_s), np.nan) for name in names}
        self._hour = (hourly.start_s / HOUR_S + hourly.array.longitude / 15) % 24

    def predict(self, rows: npt.NDArray[np.intp], day: int) -> None:
        """Predict this day and, from the same knowledge, the next; then learn from this one."""
        for row in rows:
            sun, clear_w, modelled_w = self._inputs(row)
            usual_w = self._usual.corrected_w(sun, clear_w, clear_w * _USUAL_SHARE)
            placed_w = self.calibration.corrected_w(sun, clear_w, modelled_w)
            self._found["learned"][row] = self._mixed(placed_w, usual_w)
            self._predict_band(row, clear_w)
        self._predict_rest(rows)
        self._predict_tomorrow(day + 1)
        for row in rows:
            self._learn(row, day)
        self.calibration.close_day()
        self._usual.close_day()

    def finish(self, rows: npt.NDArray[np.intp]) -> Hours:
        """Return all daylight hours."""
        one = self._set
        yesterday = _yesterday(one, rows)
        hours = Hours(one.day[rows], self._hour[rows], one.measured_w[rows])
        hours.estimates = {
            "clear sky": one.clear_w[rows],
            "yesterday": yesterday,
            "raw": one.modelled_w[rows],
            **{name: found[rows] for name, found in self._found.items() if name not in {"P10", "P90"}},
        }
        hours.p10_w, hours.p90_w = self._found["P10"][rows], self._found["P90"][rows]
        return hours

    def _inputs(self, row: int) -> tuple[SunPosition, float, float]:
        one = self._set
        sun = SunPosition(float(one.elevation_deg[row]), float(one.azimuth_deg[row]))
        return sun, float(one.clear_w[row]), float(one.modelled_w[row])

    def _mixed(self, placed_w: float, usual_w: float) -> float:
        return self._blend.mix(placed_w, usual_w) if self._set.input_kind == "forecast" else placed_w

    def _predict_band(self, row: int, clear_w: float) -> None:
        mean_w = self._found["learned"][row]
        for name, probability in (("P10", 0.1), ("P90", 0.9)):
            self._found[name][row] = self._bands.power_w(mean_w, clear_w, probability)

    def _predict_rest(self, rows: npt.NDArray[np.intp]) -> None:
        """At eleven, look at the morning's surprise and predict the rest of the day."""
        one = self._set
        for row in rows:
            at = datetime.fromtimestamp(one.start_s[row] + HOUR_S / 2, UTC)
            learned_w = float(self._found["learned"][row])
            if self._hour[row] < _DECISION_HOUR:
                self._intraday.observe(at, learned_w, float(one.measured_w[row]))
                continue
            factor = self._intraday.factor(at) if one.input_kind == "forecast" else 1.0
            self._found["rest of today, raw"][row] = one.modelled_w[row]
            self._found["rest of today"][row] = learned_w * factor

    def _predict_tomorrow(self, tomorrow: int) -> None:
        days = self._set.day
        start = int(np.searchsorted(days, tomorrow))
        for row in range(start, min(start + 24, len(days))):
            if days[row] == tomorrow and np.isfinite(self._set.modelled_w[row]):
                sun, clear_w, modelled_w = self._inputs(row)
                usual_w = self._usual.corrected_w(sun, clear_w, clear_w * _USUAL_SHARE)
                placed_w = self.calibration.corrected_w(sun, clear_w, modelled_w)
                self._found["learned, tomorrow"][row] = self._mixed(placed_w, usual_w)

    def _learn(self, row: int, day: int) -> None:
        sun, clear_w, modelled_w = self._inputs(row)
        measured_w = float(self._set.measured_w[row])
        usual_w = clear_w * _USUAL_SHARE
        placed_w = self.calibration.corrected_w(sun, clear_w, modelled_w)
        self._blend.observe(day, placed_w, self._usual.corrected_w(sun, clear_w, usual_w), measured_w)
        mean_w = float(self._found["learned"][row])
        self._bands.observe(day, mean_w, clear_w, measured_w)
        self.calibration.observe(Observation(day, 1.0, sun, clear_w, modelled_w, measured_w))
        self._usual.observe(Observation(day, 1.0, sun, clear_w, usual_w, measured_w))


def _yesterday(one: HourlySet, rows: npt.NDArray[np.intp]) -> Series:
    """Return the same hour's power a day before."""
    start = one.start_s[rows] - 86400
    place = np.searchsorted(one.start_s, start).clip(0, len(one.start_s) - 1)
    return np.where(one.start_s[place] == start, one.measured_w[place], np.nan)

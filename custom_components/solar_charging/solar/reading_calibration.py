"""What the inverter's total, read now and then, teaches of a roof that nothing measures: its level, and what shades a low sun.

Between two readings it is known what the roof gave and what the model expected, by how high the sun stood. A linear least-squares update
(Kalman 1960) moves a factor for each of four heights of the sun towards what fits both, the more the surer the sky was known.
Which side lies in shadow a month's sum cannot show: each has as much morning as afternoon.
"""

import math
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from .table import SunPosition

# Before any reading, one standard deviation: roofs yield within a fifth of what their owners' figures make of them, and shade of neighbours and
# trees takes a tenth more or less here than there. An estimate, from seven measured site-years of 0.85 to 1.2 times the model.
_LEVEL_SPREAD = 0.2
# As above: one height of the sun beside the others.
_HEIGHT_SPREAD = 0.1
# In a month panels soil and leaves grow: an assumption.
_LEVEL_DRIFT, _HEIGHT_DRIFT = 0.03, 0.02
# What people put up with, and long enough for skies to even out.
READ_EVERY = timedelta(days=30)
# When the car has charged a few times: before, people set up, and want no homework.
FIRST_READ_AFTER = timedelta(days=7)
# A month's sum is as far off as its sky is known; shorter ones are further off, by the root of what is missing.
_MONTH_DAYS = 30.0
# Displays count full kWh: each of two readings may be half of one off.
_DISPLAY_WH = 700.0
# Beyond, it is another inverter or a typing error.
_LEAST_RATIO, _MOST_RATIO = 0.2, 3.0
# With less of the time seen, the readings bound something else than what was modelled.
_LEAST_SEEN = 0.9
# Two looks further apart leave a gap.
_LONGEST_STEP = timedelta(minutes=30)
# Edges of the sun's heights, in degrees: over mid-latitude roofs a winter's noon, a spring's morning, a summer's forenoon and noon.
_EDGES_DEG = (15.0, 30.0, 45.0)
# As above.
_HEIGHTS = len(_EDGES_DEG) + 1


class ReadingOutcome(StrEnum):
    """What became of a reading."""

    FIRST = "first"
    LEARNED = "learned"
    INCOMPLETE = "incomplete"
    IMPLAUSIBLE = "implausible"


@dataclass(frozen=True, slots=True)
class GenerationReading:
    """What the inverter's display showed: all energy it ever generated, in Wh."""

    at: datetime
    total_wh: float


class ReadingCalibration:
    """Factors by the sun's height, and how sure they are."""

    def __init__(self) -> None:
        """Begin with the roof as it was described."""
        self.last: GenerationReading | None = None
        self._looked_at: datetime | None = None
        self._factors = [1.0] * _HEIGHTS
        self._covariance = [[0.0] * _HEIGHTS for _ in range(_HEIGHTS)]
        self._loosen(_LEVEL_SPREAD, _HEIGHT_SPREAD)
        self._begin()

    def factor(self, sun: SunPosition) -> float:
        """Return the roof's output as a share of the model's, with the sun there."""
        return self._factors[_height(sun)]

    def spread(self, sun: SunPosition) -> float:
        """Return the factor's standard deviation."""
        height = _height(sun)
        return math.sqrt(self._covariance[height][height])

    def observe(self, at: datetime, sun: SunPosition, modelled_w: float, error_share: float) -> None:
        """Take what the model, without these factors, makes of now; `error_share`: how far off a month of it may be."""
        before, self._looked_at = self._looked_at, at
        if self.last is None or before is None or not timedelta(0) < at - before <= _LONGEST_STEP:
            return
        step_s = (at - before).total_seconds()
        modelled_wh = modelled_w * step_s / 3600.0
        self._seen_s += step_s
        self._modelled_wh[_height(sun)] += modelled_wh
        self._uncertain_wh += modelled_wh * error_share

    def record(self, reading: GenerationReading) -> ReadingOutcome:
        """Learn from what was generated since the last reading. An implausible one changes nothing."""
        last = self.last
        if last is None:
            self.last = reading
            self._begin()
            return ReadingOutcome.FIRST
        elapsed_s, measured_wh = (reading.at - last.at).total_seconds(), reading.total_wh - last.total_wh
        if measured_wh < 0.0 or elapsed_s <= 0.0:
            return ReadingOutcome.IMPLAUSIBLE
        seen, modelled_wh = self._seen_s / elapsed_s, sum(self._modelled_wh)
        if seen < _LEAST_SEEN or modelled_wh < _DISPLAY_WH:
            self.last = reading
            self._begin()
            return ReadingOutcome.INCOMPLETE
        if not _LEAST_RATIO <= measured_wh * seen / modelled_wh <= _MOST_RATIO:
            return ReadingOutcome.IMPLAUSIBLE
        days = elapsed_s / 86400.0
        self._loosen(_LEVEL_DRIFT * math.sqrt(days / _MONTH_DAYS), _HEIGHT_DRIFT * math.sqrt(days / _MONTH_DAYS))
        uncertain_wh = self._uncertain_wh / seen * math.sqrt(max(_MONTH_DAYS / days, 1.0))
        self._learn(measured_wh, [one / seen for one in self._modelled_wh], math.hypot(uncertain_wh, _DISPLAY_WH))
        self.last = reading
        self._begin()
        return ReadingOutcome.LEARNED

    def shift_days(self, days: int) -> None:
        """Follow a clock that was set by so many days."""
        if self.last:
            self.last = GenerationReading(self.last.at + timedelta(days=days), self.last.total_wh)
        self._looked_at = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "last": {"at": self.last.at.isoformat(), "total_wh": self.last.total_wh} if self.last else None,
            "factors": [round(one, 4) for one in self._factors],
            "covariance": [[round(one, 6) for one in row] for row in self._covariance],
            "modelled_wh": [round(one, 1) for one in self._modelled_wh],
            "uncertain_wh": round(self._uncertain_wh, 1),
            "seen_s": round(self._seen_s),
        }

    def restore(self, data: Mapping[str, Any]) -> None:
        """Take over `to_dict`'s values; raises KeyError, TypeError or ValueError where they are not."""
        last = data["last"]
        self.last = (
            GenerationReading(datetime.fromisoformat(last["at"]), float(last["total_wh"])) if last is not None else None
        )
        self._factors = _row(data["factors"])
        self._covariance = [_row(row) for row in data["covariance"]]
        self._modelled_wh = _row(data["modelled_wh"])
        self._uncertain_wh, self._seen_s = float(data["uncertain_wh"]), float(data["seen_s"])
        if len(self._covariance) != _HEIGHTS:
            raise ValueError("heights of another sky")

    def _begin(self) -> None:
        self._modelled_wh = [0.0] * _HEIGHTS
        self._uncertain_wh = self._seen_s = 0.0
        self._looked_at = None

    def _loosen(self, level: float, height: float) -> None:
        """Let the factors be less sure: all together by `level`, each by itself by `height` (standard deviations)."""
        for row in range(_HEIGHTS):
            for column in range(_HEIGHTS):
                self._covariance[row][column] += level * level + (height * height if row == column else 0.0)

    def _learn(self, measured_wh: float, modelled_wh: Sequence[float], uncertain_wh: float) -> None:
        """Move the factors towards the reading, by Kalman's gain."""
        shared = [_dot(row, modelled_wh) for row in self._covariance]
        variance = _dot(shared, modelled_wh) + uncertain_wh * uncertain_wh
        missed_wh = measured_wh - _dot(self._factors, modelled_wh)
        gains = [one / variance for one in shared]
        self._factors = [
            min(max(factor + gain * missed_wh, _LEAST_RATIO), _MOST_RATIO)
            for factor, gain in zip(self._factors, gains, strict=True)
        ]
        self._covariance = [
            [one - gain * other for one, other in zip(row, shared, strict=True)]
            for row, gain in zip(self._covariance, gains, strict=True)
        ]


def _height(sun: SunPosition) -> int:
    """Return the number of the sun's height."""
    return bisect(_EDGES_DEG, sun.elevation_deg)


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _row(values: Sequence[float]) -> list[float]:
    row = [float(one) for one in values]
    if len(row) != _HEIGHTS or not all(math.isfinite(one) for one in row):
        raise ValueError("heights of another sky")
    return row

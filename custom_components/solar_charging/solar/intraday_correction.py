"""What today has over its forecast: measured over expected energy of the last hours, carried into the next ones."""

import math
from datetime import datetime, timedelta

# Set by hand for the least hourly error in `script/bench estimation`, 22 November 2026: it helps weather that was forecast.
_FADES = timedelta(hours=3)
# As above: how soon a part of the day is forgotten.
_HALF_LIFE = timedelta(hours=1)
# Prior weight in hours of the nameplate: a dim morning's ratio means little.
_PRIOR_H = 0.15
# Bounds of the correction: fog that stays, or a forecast of rain that did not come.
_LOW, _HIGH = 0.3, 2.0
# A night is longer than this: earlier observations no longer count.
_ANOTHER_DAY = timedelta(hours=6)


class IntradayCorrection:
    """Aged sums of expected and measured energy."""

    def __init__(self, capacity_w: float) -> None:
        """Begin without any."""
        self._prior_wh = _PRIOR_H * capacity_w
        self._expected_wh = 0.0
        self._measured_wh = 0.0
        self._at: datetime | None = None

    def observe(self, at: datetime, expected_wh: float, measured_wh: float) -> None:
        """Add an interval's energies, `at` its middle."""
        age = at - self._at if self._at else None
        keep = 2.0 ** -(age / _HALF_LIFE) if age is not None and age < _ANOTHER_DAY else 0.0
        self._expected_wh = self._expected_wh * keep + expected_wh
        self._measured_wh = self._measured_wh * keep + measured_wh
        self._at = at

    def factor(self, at: datetime) -> float:
        """Return what to multiply the forecast of a later time with."""
        if self._at is None or at <= self._at:
            return 1.0
        ratio = (self._measured_wh + self._prior_wh) / (self._expected_wh + self._prior_wh)
        return 1.0 + (min(max(ratio, _LOW), _HIGH) - 1.0) * math.exp(-(at - self._at) / _FADES)

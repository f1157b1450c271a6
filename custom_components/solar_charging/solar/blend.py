"""How much of a forecast and how much of habit (the place's usual sky): a weight learned from the errors of both."""

import math
from collections.abc import Mapping
from typing import Any

# Six weeks: long enough for a few clear and cloudy weeks each, short enough for a weather model that is replaced.
_HALF_LIFE_DAYS = 45.0
# Prior weight in hours of squared error of 10 % of the nameplate, in favour of the forecast.
_PRIOR_H = 60.0
# The difference of forecast and habit, as a share of the nameplate, in the prior above.
_TYPICAL_DIFFERENCE = 0.1
# Least squares likes caution: it draws any forecast a little to the mean, which the day's sum pays for. Above this the
# forecast is good and stands alone; below, habit is mixed in by what is missing.
_GOOD = 0.85


class Blend:
    """The weight of the forecast that would have been best, by least squares of what was measured."""

    def __init__(self, capacity_w: float) -> None:
        """Begin with the forecast alone."""
        self._prior = _PRIOR_H * (_TYPICAL_DIFFERENCE * capacity_w) ** 2
        self._cross = 0.0
        self._square = 0.0
        self._day: float | None = None

    @property
    def weight(self) -> float:
        """The forecast's weight, 0 to 1."""
        best = (self._cross + self._prior) / (self._square + self._prior)
        return min(max(best / _GOOD, 0.0), 1.0)

    def mix(self, forecast_w: float, usual_w: float) -> float:
        """Return the blend."""
        return usual_w + self.weight * (forecast_w - usual_w)

    def observe(self, day: float, forecast_w: float, usual_w: float, measured_w: float, hours: float = 1.0) -> None:
        """Add one interval's mean powers."""
        if not math.isfinite(measured_w):
            return
        if self._day is not None and day > self._day:
            keep = 2.0 ** ((self._day - day) / _HALF_LIFE_DAYS)
            self._cross *= keep
            self._square *= keep
        self._day = day if self._day is None else max(day, self._day)
        self._cross += (measured_w - usual_w) * (forecast_w - usual_w) * hours
        self._square += (forecast_w - usual_w) ** 2 * hours

    def shift_days(self, days: int) -> None:
        """Follow a clock that was set by so many days: what was learned is no older than it was."""
        if self._day is not None:
            self._day += days

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {"day": self._day, "cross": round(self._cross), "square": round(self._square)}

    def restore(self, data: Mapping[str, Any]) -> None:
        """Take over `to_dict`'s values; raises KeyError, TypeError or ValueError where they are not."""
        self._day, self._cross, self._square = data["day"], float(data["cross"]), float(data["square"])

"""How far off the estimate usually is: quantiles of its error, learned where anything is measured, a prior until then."""

import math
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

# Errors are counted as shares of clear-sky power, in cells this wide from -1 to +1, by the expected share's class.
_CELL = 0.05
# From -1 to +1 in steps of `_CELL`.
_CELLS = 41
# Two months: a season, with enough hours of each class.
_HALF_LIFE_DAYS = 60.0
# Centres of the classes of the expected share of clear-sky power: closer where weather models spend their time.
_CENTRES = (0.15, 0.5, 0.66, 0.75, 0.87, 1.0)
# Error's scale (Laplace) at each of these expected shares before anything is learned: wide under clouds, where 100 % cover
# means anything from a twelfth to most of the clear sky, narrow under a clear one. Set by hand until four hours in five lay
# between P10 and P90 in `script/bench estimation`, 22 November 2026; what is measured soon outweighs it.
COVER_SCALES = (0.3, 0.5, 0.52, 0.28, 0.1, 0.03)
# The same for forecasts of irradiance or power, which know how thick the clouds are.
IRRADIANCE_SCALES = (0.12, 0.16, 0.2, 0.2, 0.16, 0.1)
# The scales above weigh as much as so many hours of a class: about a week of it.
_PRIOR_HOURS = 40.0
# Of the nameplate: below it the sun is so low that a share of the clear sky is noise.
_LEAST_CLEAR_SHARE = 0.05
# Seasons and sites differ from what was counted: each hour outside of P10 to P90 widens all bands a little, each inside
# narrows them by less, so that in the long run four hours in five lie inside (Gibbs & Candès 2021).
_OUTSIDE = 0.2
# The step by which one hour stretches the bands, as a part: a month of hours adapts them.
_STRETCH_RATE = 0.04
# Bounds of the stretch: a fault must not make the bands nothing, or everything.
_STRETCH_LOW, _STRETCH_HIGH = 0.6, 3.0
# Of the nameplate: below it a clear sky is called dim, and such hours have a stretch of their own.
_DIM_CLEAR_SHARE = 0.15


class ErrorBands:
    """Counts of errors; a few dozen numbers."""

    def __init__(self, capacity_w: float, scales: tuple[float, ...] = IRRADIANCE_SCALES) -> None:
        """Begin with the prior of a kind of source."""
        # At dawn the clear sky is next to nothing and errors are not: they count as shares of this at least.
        self._least_clear_w = _LEAST_CLEAR_SHARE * capacity_w
        self._prior = [_laplace(scale) for scale in scales]
        self._counts = [[0.0] * _CELLS for _ in scales]
        self._day: float | None = None
        # By day, and while the sun is low: hills and frost must not blur the noon.
        self._dim_clear_w = _DIM_CLEAR_SHARE * capacity_w
        self._stretch = {"day": 1.0, "dim": 1.0}
        self._found: dict[tuple[int, float], float] = {}

    @property
    def day(self) -> float | None:
        """The last day of which anything was counted."""
        return self._day

    def observe(self, day: float, expected_w: float, clear_w: float, measured_w: float, hours: float = 1.0) -> None:
        """Count the error of one interval under a clear sky of `clear_w`; `day` counts up."""
        if not math.isfinite(measured_w):
            return
        self._age_to(day)
        self._adapt(expected_w, clear_w, measured_w, hours)
        self._found.clear()
        scale_w = max(clear_w, self._least_clear_w)
        cell = min(max(round(((measured_w - expected_w) / scale_w + 1.0) / _CELL), 0), _CELLS - 1)
        for row, part in _around(expected_w / scale_w):
            self._counts[row][cell] += hours * part

    def power_w(self, expected_w: float, clear_w: float, probability: float) -> float:
        """Return the power that is not exceeded with this probability."""
        scale_w = max(clear_w, self._least_clear_w)
        if clear_w <= 0.0:
            return expected_w
        error = sum(part * self._quantile(row, probability) for row, part in _around(expected_w / scale_w))
        return max(expected_w + scale_w * error * self._stretch[self._light(clear_w)], 0.0)

    def _adapt(self, expected_w: float, clear_w: float, measured_w: float, hours: float) -> None:
        low_w, high_w = (self.power_w(expected_w, clear_w, probability) for probability in (0.1, 0.9))
        is_outside = not low_w <= measured_w <= high_w
        light = self._light(clear_w)
        stretch = self._stretch[light] * math.exp(_STRETCH_RATE * hours * (is_outside - _OUTSIDE))
        self._stretch[light] = min(max(stretch, _STRETCH_LOW), _STRETCH_HIGH)

    def _light(self, clear_w: float) -> str:
        return "dim" if clear_w < self._dim_clear_w else "day"

    def _quantile(self, row: int, probability: float) -> float:
        key = (row, probability)
        if key not in self._found:
            self._found[key] = self._search(row, probability)
        return self._found[key]

    def _search(self, row: int, probability: float) -> float:
        counts = [seen + _PRIOR_HOURS * prior for seen, prior in zip(self._counts[row], self._prior[row], strict=True)]
        wanted = probability * sum(counts)
        reached = 0.0
        for cell, count in enumerate(counts):
            if reached + count >= wanted:
                return (cell - 0.5 + (wanted - reached) / count) * _CELL - 1.0
            reached += count
        return 1.0

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "day": self._day,
            "stretch": {light: round(one, 3) for light, one in self._stretch.items()},
            "counts": [[round(count, 2) for count in row] for row in self._counts],
        }

    def restore(self, data: Mapping[str, Any]) -> None:
        """Take over `to_dict`'s values; raises KeyError, TypeError or ValueError where they are not."""
        counts = [[float(count) for count in row] for row in data["counts"]]
        if [len(row) for row in counts] != [_CELLS] * len(self._prior):
            raise ValueError("counts of another shape")
        self._counts = counts
        self._day = data["day"]
        self._stretch = {light: float(data["stretch"][light]) for light in self._stretch}
        self._found.clear()

    def shift_days(self, days: int) -> None:
        """Follow a clock that was set by so many days: what was learned is no older than it was."""
        if self._day is not None:
            self._day += days

    def _age_to(self, day: float) -> None:
        if self._day is not None and day > self._day:
            keep = 2.0 ** ((self._day - day) / _HALF_LIFE_DAYS)
            self._counts = [[count * keep for count in row] for row in self._counts]
        self._day = day if self._day is None else max(day, self._day)


def _around(share: float) -> tuple[tuple[int, float], ...]:
    """Return the classes on either side of an expected share, and the weight of each."""
    above = bisect_right(_CENTRES, share)
    if above in (0, len(_CENTRES)):
        return ((min(above, len(_CENTRES) - 1), 1.0),)
    part = (share - _CENTRES[above - 1]) / (_CENTRES[above] - _CENTRES[above - 1])
    return ((above - 1, 1.0 - part), (above, part))


def _laplace(scale: float) -> list[float]:
    weights = [math.exp(-abs(cell * _CELL - 1.0) / scale) for cell in range(_CELLS)]
    return [weight / sum(weights) for weight in weights]

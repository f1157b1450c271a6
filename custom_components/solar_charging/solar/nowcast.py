"""The next minutes to three hours, from the sky of the last four: no camera, no training at the site.

The mean power of the next h minutes is the clear sky's, times a mix of the clear-sky index now and its means over 5, 30,
90 and 240 minutes. The mix depends on how restless (standard deviation of half an hour) and how bright the sky has been,
and on how rough it was from minute to minute: a large array smooths what a small one feels.
Mix and quantiles are fitted by `script/bench nowcast_fit` (28 November 2026 to the letter); `script/bench estimation` scores them on other sites.
"""

import itertools
import math
from bisect import bisect_right
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from . import nowcast_fit, satellite_fit

# Minutes ahead that the tables are fitted for; what lies between is interpolated by the logarithm of the time.
HORIZONS_MIN = (1, 5, 15, 30, 60, 180)
# From the end of a satellite's newest image: at 20 it has just come.
SATELLITE_LEADS_MIN = (20, 30, 45, 60, 120, 180)
# Spans in minutes whose means a nowcast mixes: from the last cloud to the half day.
MEANS_MIN = (5, 30, 90, 240)
# Classes of sky: how restless, whether bright, how rough. Edges set by hand, so that each class has enough minutes to fit.
RESTLESS_EDGES = (0.02, 0.06, 0.15)
# As above: clear-sky index over half an hour.
BRIGHT_EDGE = 0.7
# As above: mean step from minute to minute over the restlessness.
ROUGH_EDGES = (0.15, 0.35)
LEAST_RESTLESSNESS = 1e-6  # what is divided by must not be nothing
MAX_INDEX = 1.4  # broken clouds reflect: more than this is a measuring error
# Sources that report changes only: a value counts this long.
_HOLD = timedelta(minutes=10)
_MEMORY_MIN = MEANS_MIN[-1]
# Two ways of seeing one sky differ by a roof that is another than described: beyond, one of them is broken.
_LEVEL_LOW, _LEVEL_HIGH = 0.5, 2.0
# Restlessness is that of the last half hour: a front passes in about that time.
_RESTLESS_MIN = 30


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Shares of clear-sky power that are not exceeded with 10, 25, 50, 75 and 90 % probability, and the mean."""

    mean: float
    p10: float
    p25: float
    p50: float
    p75: float
    p90: float

    def spread(self, factor: float) -> Quantiles:
        """Return the same mean with quantiles so many times as far away from it."""
        quantiles = (self.p10, self.p25, self.p50, self.p75, self.p90)
        return Quantiles(self.mean, *(_clip(self.mean + factor * (one - self.mean)) for one in quantiles))


@dataclass(frozen=True, slots=True)
class Sky:
    """What the last hours were like: clear-sky index now, its means over each of `MEANS_MIN`.

    Of the last half hour: its standard deviation, and its mean step from minute to minute.
    """

    now: float
    means: Mapping[int, float]
    restlessness: float
    step: float

    @property
    def kind(self) -> int:
        """Row of the fitted tables."""
        restless = bisect_right(RESTLESS_EDGES, self.restlessness)
        rough = bisect_right(ROUGH_EDGES, self.step / max(self.restlessness, LEAST_RESTLESSNESS))
        return (2 * restless + (self.means[_RESTLESS_MIN] > BRIGHT_EDGE)) * (len(ROUGH_EDGES) + 1) + rough


@dataclass(frozen=True, slots=True)
class FittedNowcast:
    """What follows which sky, fitted for one way of seeing it: by horizon in minutes, then kind of sky, as the modules named `_fit` have it."""

    horizons_min: tuple[int, ...]
    mixes: tuple[tuple[tuple[float, ...], ...], ...]
    residuals: tuple[tuple[tuple[float, ...], ...], ...]


# The mean of the minutes ahead, by an array that is measured.
BY_THE_ARRAY = FittedNowcast(HORIZONS_MIN, nowcast_fit.MIXES, nowcast_fit.RESIDUALS)
# The power at a lead, by ten-minute means over a satellite's pixel.
BY_SATELLITE = FittedNowcast(SATELLITE_LEADS_MIN, satellite_fit.MIXES, satellite_fit.RESIDUALS)


class _Minute(NamedTuple):
    """The mean clear-sky index of a minute, and of how many values it is the mean."""

    start: datetime
    mean: float
    values: int


class SkyHistory:
    """The clear-sky index of the last four hours, minute by minute."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._minutes: deque[_Minute] = deque(maxlen=_MEMORY_MIN)
        self._sky: Sky | None = None

    def observe(self, now: datetime, index: float) -> None:
        """Add the index measured `now` (measured power over clear-sky power)."""
        if not math.isfinite(index):
            return
        index = min(max(index, 0.0), MAX_INDEX)
        self._sky = None
        minute = now.replace(second=0, microsecond=0)
        self._hold_until(minute)
        if self._minutes and self._minutes[-1].start == minute:
            _, mean, values = self._minutes.pop()
            self._minutes.append(_Minute(minute, (mean * values + index) / (values + 1), values + 1))
        elif not self._minutes or minute > self._minutes[-1].start:
            self._minutes.append(_Minute(minute, index, 1))

    @property
    def seen_at(self) -> datetime | None:
        """The last minute seen: what a nowcast looks ahead from."""
        return self._minutes[-1].start if self._minutes else None

    def beside(self, other: SkyHistory, half_life: timedelta, least: timedelta) -> SkyHistory:
        """Return this history on the other's level, as the minutes show that both have seen, the latest most; as it is without `least` of them."""
        known = {one.start: one.mean for one in other._minutes}
        both = [(one, known[one.start]) for one in self._minutes if one.start in known]
        if not both or timedelta(minutes=len(both)) < least:
            return self
        last = self._minutes[-1].start
        weights = [2.0 ** ((one.start - last) / half_life) for one, _ in both]
        mine = sum(weight * one.mean for weight, (one, _) in zip(weights, both, strict=True))
        others = sum(weight * index for weight, (_, index) in zip(weights, both, strict=True))
        ratio = min(max(others / max(mine, LEAST_RESTLESSNESS), _LEVEL_LOW), _LEVEL_HIGH)
        scaled = SkyHistory()
        for one in self._minutes:
            scaled.observe(one.start, one.mean * ratio)
        return scaled

    def sky(self) -> Sky | None:
        """Return the sky as it was at `seen_at`; None while nothing was seen."""
        if self._sky is None and self._minutes:
            self._sky = self._summary()
        return self._sky

    def _summary(self) -> Sky:
        last, latest, _ = self._minutes[-1]
        ages = [((last - one.start).total_seconds() / 60, one.mean) for one in self._minutes]
        half_hour = [mean for age, mean in ages if age < _RESTLESS_MIN]
        means = {span: _mean([mean for age, mean in ages if age < span]) for span in MEANS_MIN}
        restlessness = math.sqrt(_mean([(index - means[_RESTLESS_MIN]) ** 2 for index in half_hour]))
        step = _mean([abs(one - other) for one, other in itertools.pairwise(half_hour)] or [0.0])
        return Sky(latest, means, restlessness, step)

    def _hold_until(self, minute: datetime) -> None:
        """Fill the minutes in which a source that reports changes only did not report."""
        if not self._minutes or minute - self._minutes[-1].start > _HOLD:
            return
        last, mean, _ = self._minutes[-1]
        while (last := last + timedelta(minutes=1)) < minute:
            self._minutes.append(_Minute(last, mean, 1))


def nowcast(sky: Sky, horizon_min: float, fitted: FittedNowcast = BY_THE_ARRAY) -> Quantiles:
    """Return the share of clear-sky power over the next `horizon_min` minutes (1 to 180); by a satellite, at their end."""
    horizons_min, mixes, residuals = fitted.horizons_min, fitted.mixes, fitted.residuals
    place = min(max(horizon_min, horizons_min[0]), horizons_min[-1])
    above = min(max(bisect_right(horizons_min, place), 1), len(horizons_min) - 1)
    low, high = horizons_min[above - 1], horizons_min[above]
    share = math.log(place / low) / math.log(high / low)
    mean = _blend(_mix(mixes[above - 1][sky.kind], sky), _mix(mixes[above][sky.kind], sky), share)
    bands = [
        _clip(mean + _blend(one, other, share))
        for one, other in zip(residuals[above - 1][sky.kind], residuals[above][sky.kind], strict=True)
    ]
    return Quantiles(_clip(mean), *bands)


def _mix(weights: tuple[float, ...], sky: Sky) -> float:
    constant, now, *of_means = weights
    return (
        constant + now * sky.now + sum(weight * mean for weight, mean in zip(of_means, sky.means.values(), strict=True))
    )


def _blend(one: float, other: float, share: float) -> float:
    return one + (other - one) * share


def _clip(index: float) -> float:
    return min(max(index, 0.0), MAX_INDEX)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)

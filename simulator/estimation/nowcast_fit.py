"""The nowcast on measured minutes: fit, cross-fit and score, in numpy.

`python -m simulator.bench.nowcast_fit` fits on every set and prints the module that ships as `solar/nowcast_fit.py`.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from custom_components.solar_charging.solar.generation import Series
from custom_components.solar_charging.solar.nowcast import (
    BRIGHT_EDGE,
    LEAST_RESTLESSNESS,
    MAX_INDEX,
    MEANS_MIN,
    RESTLESS_EDGES,
    ROUGH_EDGES,
)

from .measured_sets import MinuteSet
from .satellite_view import PUBLISHED, STEP_MIN, SatelliteErrors, satellite_view

QUANTILES = (0.10, 0.25, 0.50, 0.75, 0.90)
_KINDS = 2 * (len(RESTLESS_EDGES) + 1) * (len(ROUGH_EDGES) + 1)
# Below, a share of clear-sky power is mostly the instrument's; the reference's measurements use the same bounds.
_MIN_CLEAR_INDEX, _MIN_CLEAR_NOW, _MIN_CLEAR_AHEAD = 0.03, 0.1, 0.05
# So long a mean counts as the power at one time.
_AT_ONE_TIME_MIN = 5
# A cloud's edge takes this long to cross an array: what a pyranometer sees in one minute, a roof sees smoothed.
_AREAS_MIN = (2, 4)
_RIDGE = 1e-3  # keeps the mix of a rare kind of sky finite


@dataclass(frozen=True, slots=True)
class Samples:
    """One row per usable minute: [1, index now, its means], kind of sky, mean clear-sky and measured share ahead, share now, and which minute it is."""

    features: Series
    kind: Series
    clear: Series
    measured: Series
    now: Series
    minute: NDArray[np.int_]

    @property
    def index_ahead(self) -> Series:
        """The share of clear-sky power that came."""
        return self.measured / self.clear


@dataclass(frozen=True, slots=True)
class Fit:
    """Mix and residual quantiles of one horizon: (kind, feature), (kind, quantile)."""

    mix: Series
    residuals: Series


@dataclass(frozen=True, slots=True)
class Score:
    """Skill over clear-sky-index persistence and over plain persistence (1 - RMSE/RMSE), coverage of P10 to P90 in %."""

    skill: float
    skill_plain: float
    coverage_pct: float
    rmse_pct: float


def samples(minutes: MinuteSet, horizon_min: int) -> Samples:
    """Return the usable minutes of a set."""
    capacity = minutes.capacity_w
    clear, power = minutes.clear_w, minutes.measured_w
    sky = _sky(clear_sky_index(minutes))
    ahead, clear_ahead = _leading_mean(power, horizon_min), _leading_mean(clear, horizon_min)
    usable = sky.usable & np.isfinite(ahead + clear_ahead)
    usable &= (clear > _MIN_CLEAR_NOW * capacity) & (clear_ahead > _MIN_CLEAR_AHEAD * capacity)
    return _of(sky, usable, *(each / capacity for each in (clear_ahead, ahead, power)))


def satellite_samples(minutes: MinuteSet, lead_min: int, errors: SatelliteErrors = PUBLISHED) -> Samples:
    """Return the ends of all images over a set: the sky as a satellite saw it, and what the array gave `lead_min` later (mean of 5 minutes)."""
    capacity, size = minutes.capacity_w, len(minutes.clear_w) // STEP_MIN * STEP_MIN
    clear, power = minutes.clear_w[:size], minutes.measured_w[:size]
    sky = _sky(satellite_view(clear_sky_index(minutes)[:size], errors=errors).held)
    ahead, clear_ahead = (_later(_leading_mean(each, _AT_ONE_TIME_MIN), lead_min - 3) for each in (power, clear))
    usable = sky.usable & np.isfinite(ahead + clear_ahead) & (np.arange(size) % STEP_MIN == STEP_MIN - 1)
    usable &= (clear > _MIN_CLEAR_AHEAD * capacity) & (clear_ahead > _MIN_CLEAR_AHEAD * capacity)
    return _of(sky, usable, *(each / capacity for each in (clear_ahead, ahead, power)))


def clear_sky_index(minutes: MinuteSet) -> Series:
    """Return each minute's share of the clear sky's power; NaN by night."""
    share = np.clip(minutes.measured_w / np.maximum(minutes.clear_w, 1e-9), 0, MAX_INDEX)
    return np.where(minutes.clear_w > _MIN_CLEAR_INDEX * minutes.capacity_w, share, np.nan)


def with_areas(minutes: MinuteSet) -> list[MinuteSet]:
    """Return the set as its point-like instrument saw it, and smoothed as arrays of some area would have."""
    return [minutes, *(_smoothed(minutes, span) for span in _AREAS_MIN)]


def fit(sets: list[Samples]) -> Fit:
    """Return the least-squares mix and the residuals' quantiles, each kind of sky on its own."""
    features, kind, clear, measured = (
        np.concatenate([getattr(one, name) for one in sets]) for name in ("features", "kind", "clear", "measured")
    )
    mix = np.zeros((_KINDS, features.shape[1]))
    residuals = np.zeros((_KINDS, len(QUANTILES)))
    for row in range(_KINDS):
        chosen = kind == row
        weighted = features[chosen] * clear[chosen, None]
        normal = weighted.T @ weighted + _RIDGE * np.eye(features.shape[1])
        mix[row] = np.linalg.solve(normal, weighted.T @ measured[chosen])
        error = (measured - clear * (features @ mix[row]))[chosen] / clear[chosen]
        residuals[row] = np.quantile(error, QUANTILES) if chosen.any() else 0.0
    return Fit(mix, residuals)


def score(one: Samples, fitted: Fit) -> Score:
    """Score a fit on a set that it should not have seen."""
    index = np.clip(np.einsum("ij,ij->i", one.features, fitted.mix[one.kind]), 0.0, MAX_INDEX)
    kept = one.features[:, 1]
    rmse, smart, persistent = (
        float(np.sqrt(np.mean((power - one.measured) ** 2))) for power in (index * one.clear, kept * one.clear, one.now)
    )
    low, high = (np.clip(index + fitted.residuals[one.kind, column], 0, MAX_INDEX) for column in (0, -1))
    inside = (one.index_ahead >= low - 1e-9) & (one.index_ahead <= high + 1e-9)
    return Score(1 - rmse / smart, 1 - rmse / persistent, 100 * float(inside.mean()), 100 * rmse)


@dataclass(frozen=True, slots=True)
class _Skies:
    """The features and the kind of sky at each minute, and where they are known."""

    features: Series
    kind: Series
    usable: NDArray[np.bool_]


def _sky(index: Series) -> _Skies:
    means = [_trailing_mean(index, span) for span in MEANS_MIN]
    restless = np.sqrt(np.maximum(_trailing_mean(index**2, 30) - means[1] ** 2, 0.0))
    features = np.stack([np.ones_like(index), index, *means], axis=1)
    step = _trailing_mean(np.abs(np.diff(index, prepend=np.nan)), 30)
    rough = np.digitize(step / np.maximum(restless, LEAST_RESTLESSNESS), ROUGH_EDGES)
    kind = (2 * np.digitize(restless, RESTLESS_EDGES) + (means[1] > BRIGHT_EDGE)) * (len(ROUGH_EDGES) + 1) + rough
    return _Skies(features, kind, np.isfinite(features).all(axis=1) & np.isfinite(step))


def _of(sky: _Skies, usable: NDArray[np.bool_], clear: Series, ahead: Series, now: Series) -> Samples:
    return Samples(
        sky.features[usable], sky.kind[usable], clear[usable], ahead[usable], now[usable], np.flatnonzero(usable)
    )


def _later(values: Series, minutes: int) -> Series:
    return np.concatenate([values[minutes:], np.full(minutes, np.nan)])


def _smoothed(minutes: MinuteSet, span: int) -> MinuteSet:
    known = np.isfinite(minutes.measured_w)
    kernel = np.ones(span)
    sums = np.convolve(np.where(known, minutes.measured_w, 0.0), kernel, "same")
    means = np.where(known, sums / np.maximum(np.convolve(known, kernel, "same"), 1.0), np.nan)
    return replace(minutes, measured_w=means)


def _trailing_mean(values: Series, span: int) -> Series:
    """Return the mean of the last `span` minutes, this one included, where half of them are known."""
    known = np.isfinite(values)
    sums = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0))])
    counts = np.concatenate([[0], np.cumsum(known)])
    stop = np.arange(1, len(values) + 1)
    start = np.maximum(stop - span, 0)
    count = counts[stop] - counts[start]
    # Long means begin with what the day has given so far.
    enough = count >= 0.5 * min(span, 30)
    return np.where(enough, (sums[stop] - sums[start]) / np.maximum(count, 1), np.nan)


def _leading_mean(values: Series, span: int) -> Series:
    """Return the mean of the next `span` minutes where nine in ten are known."""
    known = np.isfinite(values)
    sums = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0))])
    counts = np.concatenate([[0], np.cumsum(known)])
    start = np.arange(1, len(values) - span + 1)
    count = counts[start + span] - counts[start]
    found = np.full(len(values), np.nan)
    found[: len(start)] = np.where(
        count >= 0.9 * span, (sums[start + span] - sums[start]) / np.maximum(count, 1), np.nan
    )
    return found

"""What clouds do to the sun: a stochastic clear-sky index, second by second.

The clear-sky index is power under the real sky divided by power under a cloudless one.

* *Broken* sky is an alternating renewal (semi-Markov) process of gaps and shadows. Durations are lognormal, shadows have one
  depth each, and a shadow's edge takes seconds to cross the array. Near a cloud's edge its lit flank adds light (edge
  enhancement), so a gap exceeds the cloudless sky and most so at its ends.
* *Overcast* is slow: the logarithm of the index reverts to its mean (an Ornstein-Uhlenbeck process).
* *Clear* is a cloudless sky with drifting haze; the haze lies over the other skies too, and so do wisps, small and quick.
* *Changing* wanders between the three, hours at a time.

The constants were set so that medians, the 90th and the 99th percentile of changes over 1 s, 10 s and 1 min, the durations and
the range of the index lie near those of irradiance measured in temperate Europe in summer. `tests/simulator/test_clouds.py` holds
them against what is published, and says where they differ.
"""

import math
from enum import StrEnum
from random import Random


class CloudKind(StrEnum):
    """The kind of weather."""

    CLEAR = "clear"
    BROKEN = "broken"
    OVERCAST = "overcast"
    CHANGING = "changing"


# Lognormal durations: median and the deviation of the logarithm. The mean is twice the median.
MEDIAN_GAP_S = 130.0
MEDIAN_SHADOW_S = 145.0
DURATION_SIGMA = 1.1
# Index under a cumulus of ordinary thickness: uniform between these.
SHADOW_INDEX = (0.22, 0.55)
# Index in the middle of a gap of a broken sky, and what a cloud's lit flank adds beside its edge, fading over this time.
GAP_INDEX = 1.04
ENHANCEMENT = (0.05, 0.5)
ENHANCEMENT_FADE_S = 60.0
# Time constants within which the index follows an edge: how hard and fast clouds are differs from one to the next.
EDGE_S = (2.0, 12.0)
# Wisps and uneven edges: small quick wandering, relative to the index.
WISPS_SIGMA = {CloudKind.CLEAR: 0.0, CloudKind.BROKEN: 0.06, CloudKind.OVERCAST: 0.03}
WISPS_TIME_S = 20.0
OVERCAST_MEDIAN_INDEX = 0.28
OVERCAST_SIGMA = 0.5
OVERCAST_TIME_S = 1800.0
HAZE_MEAN = 0.03
HAZE_SIGMA = 0.015
HAZE_TIME_S = 3600.0
# Seconds that a changing sky stays as it is, on average.
REGIME_S = 2.5 * 3600.0
# How much of the sky each kind covers, as a weather service would say it.
COVER_PCT = {CloudKind.CLEAR: 5.0, CloudKind.BROKEN: 55.0, CloudKind.OVERCAST: 95.0}


class Clouds:
    """The clear-sky index as a seeded process. `sky` may be set at any time: the new weather arrives within seconds."""

    def __init__(self, rng: Random, sky: CloudKind = CloudKind.BROKEN) -> None:
        self.sky = sky
        self.index = 1.0
        self.in_shadow = False
        self._rng = rng
        self._left_s = rng.uniform(20.0, MEDIAN_GAP_S)
        self._edge_s = EDGE_S[0]
        self._shadow_index = rng.uniform(*SHADOW_INDEX)
        self._enhancement = rng.uniform(*ENHANCEMENT)
        self._since_edge_s = 0.0
        self._overcast = 0.0
        self._wisps = 0.0
        self._haze = 0.0
        self._shade = 1.0
        self._regime = CloudKind.BROKEN
        self._regime_left_s = rng.expovariate(1 / REGIME_S)

    @property
    def cover_pct(self) -> float:
        """How much of the sky is covered, as a weather service would say it (0 to 100)."""
        return COVER_PCT[self._kind]

    @property
    def _kind(self) -> CloudKind:
        return self._regime if self.sky is CloudKind.CHANGING else self.sky

    def step(self, dt_s: float) -> float:
        """Go on by `dt_s` seconds and return the clear-sky index, between 0.03 and 1.5."""
        if self.sky is CloudKind.CHANGING:
            self._change(dt_s)
        kind = self._kind
        self._haze = self._wander(self._haze, HAZE_TIME_S, dt_s)
        target = 1.0
        time_s = 20.0
        if kind is CloudKind.BROKEN:
            target = self._broken(dt_s)
            time_s = self._edge_s
        elif kind is CloudKind.OVERCAST:
            self._overcast = self._wander(self._overcast, OVERCAST_TIME_S, dt_s)
            target = OVERCAST_MEDIAN_INDEX * math.exp(OVERCAST_SIGMA * self._overcast)
        self._shade += (target - self._shade) * (1.0 - math.exp(-dt_s / time_s))
        self._wisps = self._wander(self._wisps, WISPS_TIME_S, dt_s)
        clarity = 1.0 - max(0.0, HAZE_MEAN + HAZE_SIGMA * self._haze) + WISPS_SIGMA[kind] * self._wisps
        self.index = min(1.5, max(0.03, self._shade * clarity))
        return self.index

    def _broken(self, dt_s: float) -> float:
        self._left_s -= dt_s
        self._since_edge_s += dt_s
        if self._left_s <= 0.0:
            self._turn()
        if self.in_shadow:
            return self._shadow_index
        # Lit flanks brighten a gap's beginning and its end.
        near_s = min(self._since_edge_s, self._left_s)
        return GAP_INDEX + self._enhancement * math.exp(-near_s / ENHANCEMENT_FADE_S)

    def _turn(self) -> None:
        rng = self._rng
        self.in_shadow = not self.in_shadow
        median_s = MEDIAN_SHADOW_S if self.in_shadow else MEDIAN_GAP_S
        self._left_s = median_s * math.exp(DURATION_SIGMA * rng.gauss(0.0, 1.0))
        self._since_edge_s = 0.0
        self._edge_s = rng.uniform(*EDGE_S)
        self._shadow_index = rng.uniform(*SHADOW_INDEX)
        self._enhancement = rng.uniform(*ENHANCEMENT)

    def _change(self, dt_s: float) -> None:
        self._regime_left_s -= dt_s
        if self._regime_left_s <= 0.0:
            self._regime = self._rng.choice([kind for kind in COVER_PCT if kind is not self._regime])
            self._regime_left_s = self._rng.expovariate(1 / REGIME_S)

    def _wander(self, value: float, time_s: float, dt_s: float) -> float:
        """One exact step of an Ornstein-Uhlenbeck process of mean 0 and variance 1."""
        decay = math.exp(-dt_s / time_s)
        return value * decay + math.sqrt(1.0 - decay * decay) * self._rng.gauss(0.0, 1.0)

"""Loads that come and go by themselves, a sauna's thermostat or a kettle: how long they last is learnt, and no charge is stopped for them.

Of each the size and the time it lasted are remembered. Once two of a size were over soon, the next one is expected to be.
"""

from dataclasses import dataclass, field
from math import exp
from typing import Self

# So much above the low of late is a load of its own, in W.
SPIKE_W = 1000.0
# The low rises this slowly to a load that stays.
LOW_RISES_S = 1200.0
# What is over sooner stops no charge; what lasts longer is not waited for: to hold through a boiler's four minutes costs more than a start
# (`script/bench control --rows boiler`, 28 November 2026: a sixth more regret).
SHORTEST_S, LONGEST_S = 30.0, 180.0
# It is over once it has been gone for so long: while a charger changes its power, what the house draws is not known exactly.
GONE_S = 10.0
# So many spikes are remembered, for this long ...
KEPT, FORGOTTEN_S = 8, 6 * 3600.0
# ... and so many of one size, within this part of it, are a habit.
HABIT, SAME_PART = 2, 0.25
# They need not all last equally long.
LASTS_LONGER_PART = 1.25
# They go on coming if the last one was over less than this ago.
COMES_AGAIN_S = 600.0


@dataclass(frozen=True, slots=True)
class Spike:
    """A load in W that lasted so long, and when it ended (UTC s)."""

    power_w: float
    lasted_s: float
    ended_s: float


@dataclass(slots=True)
class LoadSpikes:
    """The house's low of late, in W; the load beside it: since when, its mean so far and when it was seen last; those before it."""

    low_w: float | None = None
    since_s: float | None = None
    mean_w: float = 0.0
    seen_s: float = 0.0
    before: list[Spike] = field(default_factory=list)

    def copy(self) -> Self:
        """Return a copy that shares nothing with this that can be changed."""
        return type(self)(self.low_w, self.since_s, self.mean_w, self.seen_s, list(self.before))

    def add(self, load_w: float, now_s: float, elapsed_s: float) -> None:
        """Take in a load of the house, without chargers, that was held over the last `elapsed_s`."""
        if self.low_w is None or load_w < self.low_w:
            self.low_w = load_w
        else:
            self.low_w += (load_w - self.low_w) * (1.0 - exp(-elapsed_s / LOW_RISES_S))
        above_w = load_w - self.low_w
        if above_w >= SPIKE_W:
            if self.since_s is None:
                self.since_s, self.mean_w = now_s, above_w
            part = elapsed_s / max(now_s - self.since_s, elapsed_s, 1.0)
            self.mean_w += (above_w - self.mean_w) * part
            self.seen_s = now_s
        elif self.since_s is not None and now_s - self.seen_s >= GONE_S:
            lasted_s = self.seen_s - self.since_s
            if SHORTEST_S <= lasted_s <= LONGEST_S:
                self.before = [*self.before[1 - KEPT :], Spike(self.mean_w, lasted_s, self.seen_s)]
            self.since_s = None

    def passing_w(self, load_w: float, now_s: float) -> float:
        """Return what of a load will soon be over, as loads of its size were: 0 if none is."""
        if self.since_s is None or self.low_w is None:
            return 0.0
        alike_s = self._alike_s(self.mean_w, now_s, FORGOTTEN_S)
        if len(alike_s) < HABIT or now_s - self.since_s > LASTS_LONGER_PART * max(alike_s):
            return 0.0
        return max(load_w - self.low_w, 0.0)

    def coming_s(self, now_s: float) -> float:
        """Return how long the next load will last where they come again and again; 0 where they do not."""
        if not self.before or now_s - self.before[-1].ended_s > COMES_AGAIN_S:
            return 0.0
        alike_s = self._alike_s(self.before[-1].power_w, now_s, HABIT * COMES_AGAIN_S)
        return max(alike_s) if len(alike_s) >= HABIT else 0.0

    def _alike_s(self, power_w: float, now_s: float, within_s: float) -> list[float]:
        """Return how long loads of that size lasted that ended within the last `within_s`."""
        return [
            one.lasted_s
            for one in self.before
            if abs(one.power_w - power_w) <= SAME_PART * power_w and now_s - one.ended_s <= within_s
        ]

"""What the house draws beside chargers, and what of it will pass: a kettle ends, a cloud may stay.

A load above the usual passes. Quick ones, the pulses of a hob, are not followed at all.
"""

from dataclasses import dataclass, field
from statistics import median
from typing import Self

from .minute_means import MinuteMeans

# Less than this coming and going is the fridge, and wisps of cloud between two sensors that are out of step.
COMES_W = 1000.0
# Pulses: so many rises within a minute. Between two of them the next one is waited for: a hob's are 10 s apart.
RISES, RISES_WITHIN_S, WAITS_S = 3, 60.0, 12.0


@dataclass(slots=True)
class Pulses:
    """Loads that last for seconds: the level now and the one before it turned, in W; when it rose lately, and when it fell last."""

    level_w: float | None = None
    high_w: float = 0.0
    rose_s: list[float] = field(default_factory=list)
    fell_s: float | None = None

    def copy(self) -> Self:
        """Return a copy that shares nothing with this that can be changed."""
        return type(self)(self.level_w, self.high_w, list(self.rose_s), self.fell_s)

    def add(self, load_w: float, now_s: float) -> None:
        """Take in the load of this moment."""
        before_w, self.level_w = self.level_w, load_w
        if before_w is None or abs(load_w - before_w) < COMES_W:
            return
        if load_w > before_w:
            self.rose_s = [*(one for one in self.rose_s if now_s - one < RISES_WITHIN_S), now_s]
            self.fell_s = None
        else:
            self.high_w, self.fell_s = before_w, now_s

    def coming_w(self, now_s: float) -> float:
        """Return by how much the load will rise again in a moment."""
        if self.level_w is None or self.fell_s is None or now_s - self.fell_s > WAITS_S:
            return 0.0
        lately = sum(now_s - one < RISES_WITHIN_S for one in self.rose_s)
        return max(self.high_w - self.level_w, 0.0) if lately >= RISES else 0.0


@dataclass(slots=True)
class RecentLoad:
    """The load of the last half hour, and what it usually is, None until known."""

    minutes: MinuteMeans = field(default_factory=MinuteMeans)
    pulses: Pulses = field(default_factory=Pulses)
    usual_w: float | None = None

    def copy(self) -> Self:
        """Return a copy that shares nothing with this that can be changed."""
        return type(self)(self.minutes.copy(), self.pulses.copy(), self.usual_w)

    def add(self, load_w: float, now_s: float, elapsed_s: float, keep_minutes: int) -> None:
        """Take in a measured load that was held over the last `elapsed_s`."""
        self.pulses.add(load_w, now_s)
        if self.minutes.add(load_w, now_s, elapsed_s, keep_minutes):
            self.usual_w = median(minute.mean_w for minute in self.minutes.means)

    def passing_w(self, load_w: float | None) -> float:
        """Return what of the present load will pass."""
        return 0.0 if load_w is None or self.usual_w is None else max(load_w - self.usual_w, 0.0)

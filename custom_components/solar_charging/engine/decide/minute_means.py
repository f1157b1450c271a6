"""A power by the minute, as far back as it is asked for."""

from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class MinuteMean:
    """The mean power in W over one minute, by its number since the epoch."""

    minute: int
    mean_w: float


@dataclass(frozen=True, slots=True)
class MinuteUnderWay:
    """The present minute: its number, and what was seen of it so far."""

    minute: int
    energy_ws: float = 0.0
    seen_s: float = 0.0

    def after(self, power_w: float, elapsed_s: float) -> Self:
        """Return it with a power that was held for so long."""
        return type(self)(self.minute, self.energy_ws + power_w * elapsed_s, self.seen_s + elapsed_s)


@dataclass(slots=True)
class MinuteMeans:
    """A power by the minute, newest last."""

    means: list[MinuteMean] = field(default_factory=list)
    under_way: MinuteUnderWay | None = None

    def add(self, power_w: float, now_s: float, elapsed_s: float, keep_minutes: int) -> bool:
        """Add a power held over the last `elapsed_s`; return whether a minute has ended. The oldest are forgotten."""
        minute, under_way = int(now_s // 60.0), self.under_way
        has_ended = under_way is not None and under_way.minute != minute
        if under_way is not None and has_ended:
            if under_way.seen_s > 0.0:
                self.means.append(MinuteMean(under_way.minute, under_way.energy_ws / under_way.seen_s))
            while self.means and self.means[0].minute < minute - keep_minutes:
                del self.means[0]
        if under_way is None or has_ended:
            under_way = MinuteUnderWay(minute)
        self.under_way = under_way.after(power_w, elapsed_s)
        return has_ended and bool(self.means)

    def copy(self) -> Self:
        """Return a copy that shares nothing with this that can be changed."""
        return type(self)(list(self.means), self.under_way)

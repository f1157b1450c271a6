"""From readings at odd times to the mean power of quarter hours."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# As meters and markets settle, and short enough that the sun moves little.
INTERVAL = timedelta(minutes=15)
# A reading stands for the time since the one before, but not longer: a source without news must not invent energy.
_STANDS_FOR = timedelta(minutes=5)
# An interval of which less is known is not learned from.
_MIN_KNOWN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Interval:
    """Mean power over `INTERVAL` from `start` (aware UTC)."""

    start: datetime
    mean_w: float

    @property
    def middle(self) -> datetime:
        """The time that stands for it."""
        return self.start + INTERVAL / 2


class IntervalMeter:
    """Adds up readings; hands out each quarter hour when it is over."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._start: datetime | None = None
        self._last: datetime | None = None
        self._energy_ws = 0.0
        self._known = timedelta(0)

    def observe(self, now: datetime, power_w: float) -> Interval | None:
        """Add a reading; return the interval that ended with it, if enough of it is known."""
        start = floor(now)
        finished = None
        if self._start is not None and start > self._start:
            if self._known >= _MIN_KNOWN:
                finished = Interval(self._start, self._energy_ws / self._known.total_seconds())
            self._energy_ws, self._known = 0.0, timedelta(0)
        since = max(self._last, start) if self._last else start
        span = min(max(now - since, timedelta(0)), _STANDS_FOR)
        self._energy_ws += power_w * span.total_seconds()
        self._known += span
        self._start, self._last = start, now
        return finished


def floor(at: datetime) -> datetime:
    """Return the start of the quarter hour that a time lies in."""
    seconds = int(INTERVAL.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)

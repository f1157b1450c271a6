"""When a changed value is news. Home Assistant keeps each state an entity writes: what nobody would look up is not written. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

type Value = str | float | datetime | None


@dataclass(frozen=True, slots=True)
class Pace:
    """How finely and how often a number or a moment is shown; moments count in seconds.

    A change below the dead band, or sooner than `interval_s` after the last one, waits. One of at least `leap` and `leap_part`
    waits for `leap_interval_s` only. Words, and values that appear or vanish, never wait.
    """

    step: float = 0.0
    dead_band: float = 0.0
    dead_band_part: float = 0.0
    interval_s: float = 0.0
    leap: float = float("inf")
    leap_part: float = 0.0
    leap_interval_s: float = 0.0
    falls_at_once: bool = False
    # Passed at once.
    levels: tuple[float, ...] = ()

    def shown[T: Value](self, value: T) -> T:
        """Return a value as it is shown: numbers to the nearest step, moments to the next."""
        if not self.step:
            return value
        if isinstance(value, datetime):
            return datetime.fromtimestamp(-(-value.timestamp() // self.step) * self.step, UTC)  # type: ignore[return-value]  # T is datetime
        if isinstance(value, float | int):
            steps = round(value / self.step)
            # 5000, not 5000.0; and 12.3, not 12.300000000000001.
            return steps * int(self.step) if self.step.is_integer() else round(steps * self.step, 6)  # type: ignore[return-value]  # T is a number
        return value

    def is_news(self, shown: Value, value: Value, elapsed_s: float, levels: Collection[float] = ()) -> bool:
        """Return whether `value` is to be shown in place of `shown`, `elapsed_s` after that was. `levels` are passed at once."""
        before, after = _number(shown), _number(value)
        if before is None or after is None or self.shown(value) == shown:
            return self.shown(value) != shown
        if self.falls_at_once and after < before - self.step:
            return True
        if any((before > level) != (after > level) for level in (*self.levels, *levels)):
            return True
        change, size = abs(after - before), abs(before)
        if change < max(self.dead_band, self.dead_band_part * size):
            return False
        is_leap = change >= max(self.leap, self.leap_part * size)
        # Either way: a clock that was set back must not keep anything waiting.
        return abs(elapsed_s) >= (self.leap_interval_s if is_leap else self.interval_s)


def _number(value: Value) -> float | None:
    if isinstance(value, datetime):
        return value.timestamp()
    return None if isinstance(value, str) or value is None else float(value)


# As it comes: words, and numbers that are steps by nature.
AT_ONCE = Pace()
# A meter's noise is a few watts, a household's some tens; what a person sees on a curve is a kettle or a cloud. With these figures
# three hours of charging under broken clouds are 0.11 rows a second: tests/integration/test_history.py.
POWER = Pace(
    step=1.0, dead_band=20.0, dead_band_part=0.02, interval_s=180.0, leap=500.0, leap_part=0.2, leap_interval_s=30.0
)
# Under clouds each amperes' step is a command; that it charges or pauses shows at once (see `levels`).
CURRENT = Pace(step=0.1, dead_band=0.5, interval_s=120.0, leap=4.0, leap_interval_s=30.0, levels=(0.0,))
# Ten watt-hours are a thousandth of what a car takes in a night, and a price unit's smallest coin.
ENERGY = Pace(step=10.0, dead_band=5.0, interval_s=120.0, falls_at_once=True)
# What is still to come is known to a few percent only.
FORECAST = Pace(step=10.0, dead_band=100.0, dead_band_part=0.01, interval_s=300.0)
# To the minute, and only when it moves by one.
MOMENT = Pace(step=60.0, dead_band=60.0, interval_s=30.0)
SHARE = Pace(step=0.1, dead_band=0.5, interval_s=60.0)
MASS = Pace(step=1.0, dead_band=10.0, interval_s=60.0, falls_at_once=True)
DISTANCE = Pace(step=1.0, dead_band=1.0, interval_s=300.0, falls_at_once=True)
# It changes with each drive.
USAGE = Pace(step=0.1, dead_band=0.1, interval_s=300.0)
MONEY = Pace(step=0.01, dead_band=0.01, interval_s=60.0)
# A sentence is read by people: its numbers need not run.
EXPLANATION_INTERVAL_S = 120.0
# As an attribute of the status it is there for who looks at that alone; each time it changes, the state is kept once more.
ATTRIBUTE_INTERVAL_S = 300.0

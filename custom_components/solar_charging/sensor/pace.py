"""When a changed value is written. Home Assistant's recorder keeps every state, so changes that don't matter are left out. Pure."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

type Value = str | float | datetime | None

# So many rows may follow each other at the pace of leaps; further ones wait for the pace of their interval.
LEAPS = 4
# A slot's last seconds: at least one step falls into them.
SLOT_END_S = 10.0


@dataclass(frozen=True, slots=True)
class Timing:
    """Now, and when a sensor wrote its last rows, the latest last. Seconds of one clock, which may be set back."""

    now_s: float
    written_s: tuple[float, ...] = ()

    @property
    def since_last_s(self) -> float:
        """Return the age of the last row."""
        return abs(self.now_s - self.written_s[-1]) if self.written_s else math.inf

    def is_due(self, interval_s: float, leap_interval_s: float) -> bool:
        """Return whether a leap may be written: sooner than other changes, unless there were several recently."""
        is_calm = len(self.written_s) < LEAPS or abs(self.now_s - self.written_s[0]) >= LEAPS * interval_s
        return self.since_last_s >= (leap_interval_s if is_calm else interval_s)

    def written(self) -> tuple[float, ...]:
        """Return the times to keep where a row is written now."""
        return (*self.written_s, self.now_s)[-LEAPS:]


@dataclass(frozen=True, slots=True)
class Pace:
    """How finely and how often a number or a moment is shown; moments count in seconds.

    A change below the dead band, or sooner than `interval_s` after the last one, waits. One of at least `leap` and `leap_part`
    waits for `leap_interval_s` only: a kettle shows. A sky that leaps all day is drawn at the pace of its intervals.
    Words, and values that appear or vanish, never wait.
    """

    step: float = 0.0
    dead_band: float = 0.0
    dead_band_part: float = 0.0
    interval_s: float = 0.0
    leap: float = float("inf")
    leap_part: float = 0.0
    leap_interval_s: float = 0.0
    # Counters: written at the end of each slot of the clock of this length, where statistics take them; `interval_s` does not count.
    slot_s: float = 0.0
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

    def is_news(self, shown: Value, value: Value, timing: Timing, levels: Collection[float] = ()) -> bool:
        """Return whether `value` is to be shown in place of `shown`. `levels` are passed at once."""
        before, after = _number(shown), _number(value)
        if before is None or after is None or self.shown(value) == shown:
            return self.shown(value) != shown
        if isinstance(shown, datetime) and before < timing.now_s:
            # A next action that was minutes ago is none.
            return timing.since_last_s >= self.step
        if self.falls_at_once and after < before - self.step:
            return True
        if any((before > level) != (after > level) for level in (*self.levels, *levels)):
            return True
        change, size = abs(after - before), abs(before)
        if change < max(self.dead_band, self.dead_band_part * size):
            return False
        if self.slot_s:
            return self._ends_slot(timing)
        is_leap = change >= max(self.leap, self.leap_part * size)
        return timing.is_due(self.interval_s, self.leap_interval_s if is_leap else self.interval_s)

    def _ends_slot(self, timing: Timing) -> bool:
        """Return whether a slot of the clock ends now, or one has passed unseen."""
        is_end = timing.now_s % self.slot_s >= self.slot_s - SLOT_END_S
        return timing.since_last_s > (2.0 * SLOT_END_S if is_end else self.slot_s + SLOT_END_S)


def _number(value: Value) -> float | None:
    if isinstance(value, datetime):
        return value.timestamp()
    return None if isinstance(value, str) or value is None else float(value)


# As it comes: words, and numbers that are steps by nature.
AT_ONCE = Pace()
# A meter's noise is a few watts, a household's some tens; what a person sees on a curve is a kettle or a cloud. With these figures
# a summer's day of charging under broken clouds is below 3,000 rows, all sensors together: tests/integration/test_history.py.
POWER = Pace(
    step=1.0, dead_band=20.0, dead_band_part=0.02, interval_s=300.0, leap=500.0, leap_part=0.2, leap_interval_s=30.0
)
# Under clouds each amperes' step is a command; that it charges or pauses shows at once (see `levels`).
CURRENT = Pace(step=0.1, dead_band=0.5, interval_s=300.0, leap=4.0, leap_interval_s=30.0, levels=(0.0,))
# Ten watt-hours are a thousandth of what a car takes in a night, and a price unit's smallest coin. Home Assistant's statistics
# are made each five minutes of the clock.
ENERGY = Pace(step=10.0, dead_band=5.0, slot_s=300.0, falls_at_once=True)
# What is still to come is known to a few percent only.
FORECAST = Pace(step=10.0, dead_band=100.0, dead_band_part=0.02, interval_s=900.0)
# To the minute, and only when it moves by some.
MOMENT = Pace(step=60.0, dead_band=180.0, interval_s=300.0, leap=900.0, leap_interval_s=30.0)
SHARE = Pace(step=0.1, dead_band=0.5, interval_s=300.0)
MASS = Pace(step=1.0, dead_band=10.0, slot_s=300.0, falls_at_once=True)
DISTANCE = Pace(step=1.0, dead_band=1.0, interval_s=300.0, falls_at_once=True)
# It changes with each drive.
USAGE = Pace(step=0.1, dead_band=0.1, interval_s=300.0)
MONEY = Pace(step=0.01, dead_band=0.01, slot_s=300.0)
# A sentence is read by people: its numbers need not run.
EXPLANATION_INTERVAL_S = 300.0
# As an attribute of the status it is there for who looks at that alone; each time it changes, the state is kept once more.
NUMBERS_INTERVAL_S = 600.0
# When a car last reported, what a limit withholds just now: of interest while one looks, not in history.
MOVING_ATTRIBUTES_INTERVAL_S = 1800.0
# Another reason for the same state: at once in a calm hour. Under racing clouds two of them take turns.
REASON_INTERVAL_S = 300.0

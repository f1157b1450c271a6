"""How much the home battery holds, and how fast it was seen to charge: learnt from its power and its level."""

from dataclasses import dataclass, field
from statistics import median
from typing import Self

from .freshness import MISSING, CheckedReading
from .reading import Quality

# A level is rounded to a percent: over so many, the error is a tenth.
LEAST_MOVE_PCT = 10.0
# Each way (simulator/battery.py): cells get less than was charged, and give more than comes out.
EFFICIENCY = 0.96
# The capacity is the median of so many observations: an odd number, of a few days.
KEPT = 9
# From a balcony's to a farm's; beyond, a level or a power is wrong.
CAPACITY_WH = (500.0, 200_000.0)
# What batteries are sold with charges them in two to four hours, where no more was seen.
USUAL_HOURS = 4.0


@dataclass(slots=True)
class BatterySizeState:
    """Energy in Wh that went into the cells since the level was `from_pct`, sizes seen in Wh, and the most power it charged with."""

    from_pct: float | None = None
    energy_wh: float = 0.0
    seen_wh: list[float] = field(default_factory=list)
    most_charge_w: float = 0.0

    def copy(self) -> Self:
        """Return a copy that shares nothing with this that can be changed."""
        return type(self)(self.from_pct, self.energy_wh, list(self.seen_wh), self.most_charge_w)

    @property
    def capacity_wh(self) -> float | None:
        """What it holds; None until that is known."""
        return median(self.seen_wh) if self.seen_wh else None

    @property
    def charge_w(self) -> float:
        """What it charges with at most, as far as that was seen."""
        return max(self.most_charge_w, (self.capacity_wh or 0.0) / USUAL_HOURS)


def learn_size(battery: CheckedReading, level: CheckedReading, state: BatterySizeState, elapsed_s: float) -> None:
    """Take in the power that was held over the last `elapsed_s`, and the level it led to."""
    if battery is MISSING or level is MISSING:
        return
    if battery.quality is not Quality.LIVE or not elapsed_s:
        state.from_pct = None
        return
    state.most_charge_w = max(state.most_charge_w, battery.value)
    if state.from_pct is None:
        state.from_pct, state.energy_wh = level.value, 0.0
        return
    cells_w = battery.value * EFFICIENCY if battery.value > 0.0 else battery.value / EFFICIENCY
    state.energy_wh += cells_w * elapsed_s / 3600.0
    moved_pct = level.value - state.from_pct
    if abs(moved_pct) >= LEAST_MOVE_PCT:
        capacity_wh = 100.0 * state.energy_wh / moved_pct
        if CAPACITY_WH[0] <= capacity_wh <= CAPACITY_WH[1]:
            state.seen_wh = [*state.seen_wh, capacity_wh][-KEPT:]
        state.from_pct, state.energy_wh = level.value, 0.0

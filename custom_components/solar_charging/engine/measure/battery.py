"""The home battery's part: which of its power counts as surplus, and when it may bridge a cloud for the car.

A battery that looks after itself moves between two of its reports: it fills what the grid meter shows. So a grid reading that
goes towards zero may be its doing as well as the sun's, and its power at the time of a grid sample is a range.
"""

from dataclasses import dataclass

from ..limit_settings import SiteLimits
from .freshness import MISSING, CheckedReading

# Once on the good side of a border, the level must fall below it by this much to be back, so that the rule does not flicker.
HYSTERESIS_PCT = 2.0
# Grid power that a battery leaves standing, without moving by as much itself, is not looked after by it: it is full or at its limit.
UNTOUCHED_W = 150.0
# Grid samples arrive up to this late: they may have been taken while the battery still did what it reported before.
LATEST_SAMPLE_S = 3.0


@dataclass(slots=True)
class BatteryState:
    """The home battery: its last report, the one before, and how far it may have moved since, seen from the grid meter."""

    power_w: float = 0.0
    reported_s: float = 0.0
    before_w: float = 0.0
    before_s: float = 0.0
    moved_w: float = 0.0
    # The grid power at the last sample that it was set against.
    met_grid_w: float | None = None
    is_idle: bool = False
    # Whether it is filled before the car, and whether it bridges a cloud for the car.
    goes_first: bool = False
    bridges: bool = False
    soc_pct: float | None = None
    target_pct: float = 0.0


def judge_level(battery: CheckedReading, level: CheckedReading, limits: SiteLimits, state: BatteryState) -> None:
    """Decide whether the battery goes first now, and whether it may bridge. Does nothing without a battery."""
    if battery is MISSING:
        return
    level_pct = 100.0 if level is MISSING else level.value
    state.soc_pct = None if level is MISSING else level.value
    target_pct = limits.battery_priority_level_pct
    is_reached = not state.goes_first and state.target_pct == target_pct
    state.target_pct = target_pct
    state.goes_first = level_pct < target_pct - (HYSTERESIS_PCT if is_reached else 0.0)
    if state.goes_first or not limits.use_home_battery or level is MISSING:
        state.bridges = False
    elif battery.value < 0.0:
        border_pct = limits.battery_buffer_level_pct - (HYSTERESIS_PCT if state.bridges else 0.0)
        state.bridges = level.value >= border_pct


def counted_w(power_w: float, state: BatteryState) -> float:
    """Return what of a battery power in W counts as surplus (its charging), or against it (its discharging, negative).

    Below its priority level the battery keeps what it charges with, until the level is reached; after that until it has clearly
    been left. Discharging always counts against the car, also while the house needs it, so that nothing is bought through the
    back door of the battery; only where the user lets the battery drive the car, and it is above its buffer level, does
    discharging not count.
    """
    if state.goes_first:
        return min(power_w, 0.0)
    return max(power_w, 0.0) if state.bridges else power_w


def counted_range_w(battery: CheckedReading, grid: CheckedReading, state: BatteryState) -> tuple[float, float]:
    """Return the least and the most that may have counted of the battery's power when a new grid sample was taken."""
    if battery is MISSING:
        return 0.0, 0.0
    before_w, state.met_grid_w = state.met_grid_w, grid.value
    if battery.reported_s > state.reported_s:
        is_still = abs(battery.value - state.power_w) < UNTOUCHED_W < abs(grid.value)
        state.is_idle = is_still and state.reported_s > 0.0
        state.before_w, state.before_s = state.power_w, state.reported_s
        state.power_w, state.reported_s, state.moved_w = battery.value, battery.reported_s, 0.0
    elif before_w is not None and not state.is_idle:
        state.moved_w += _towards_zero_w(before_w, grid.value)
    powers_w = [battery.value, battery.value + state.moved_w]
    if grid.reported_s - state.before_s <= LATEST_SAMPLE_S:
        powers_w.append(state.before_w)
    counted = [counted_w(power_w, state) for power_w in powers_w]
    return min(counted), max(counted)


def _towards_zero_w(before_w: float, after_w: float) -> float:
    """Return the part of a change of grid power that went towards zero: a battery takes up export (+) and makes up for import (-)."""
    if before_w > 0.0:
        return min(max(after_w, 0.0) - before_w, 0.0)
    return max(min(after_w, 0.0) - before_w, 0.0)

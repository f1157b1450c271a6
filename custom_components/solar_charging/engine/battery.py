"""The home battery's part: which of its power counts as surplus, and when it may bridge a cloud for the car."""

from .freshness import MISSING, Sensed
from .model import SiteLimits
from .state import EngineState

# Once on the good side of a border, the level must fall below it by this much to be back, so that the rule does not flicker.
HYSTERESIS_PCT = 2.0


def counted_w(battery: Sensed, level: Sensed, limits: SiteLimits, state: EngineState) -> float:
    """Return the battery power in W that counts as surplus (its charging), or against it (its discharging, negative).

    Below its priority level the battery keeps what it charges with, until the level is reached; after that until it has clearly
    been left. Discharging always counts against the car, also while the house needs it, so that nothing is bought through the
    back door of the battery; only where the user lets the battery drive the car, and it is above its buffer level, does
    discharging not count.
    """
    if battery is MISSING:
        return 0.0
    level_pct = 100.0 if level is MISSING else level.value
    state.battery_soc_pct = None if level is MISSING else level.value
    target_pct = limits.battery_priority_pct
    is_reached = not state.battery_first and state.battery_target_pct == target_pct
    state.battery_target_pct = target_pct
    state.battery_first = level_pct < target_pct - (HYSTERESIS_PCT if is_reached else 0.0)
    if state.battery_first:
        return min(battery.value, 0.0)
    if battery.value < 0.0 and may_bridge(level, limits, state):
        return 0.0
    return battery.value


def may_bridge(level: Sensed, limits: SiteLimits, state: EngineState) -> bool:
    """Return whether the battery may drive the car now."""
    if not limits.battery_may_discharge or level is MISSING:
        state.battery_bridges = False
        return False
    border_pct = limits.battery_buffer_pct - (HYSTERESIS_PCT if state.battery_bridges else 0.0)
    state.battery_bridges = level.value >= border_pct
    return state.battery_bridges

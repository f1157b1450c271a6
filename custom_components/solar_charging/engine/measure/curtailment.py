"""Homes that may not export: a throttled inverter shows no surplus. Probe upwards in steps while generation follows.

The sign of throttling: export at its limit, the home battery full, and the sun could give more than is generated. Then one
step more than what is measured is tried. Where the inverter follows, surplus grows with the charger and the next step is
tried; where it does not, the meter shows import, and the next try waits twice as long.
"""

from dataclasses import dataclass

from ..policy import Policy
from .freshness import MISSING, CheckedReadings
from .reading import Quality

# Batteries stop charging a little below the 100 % they show: from here on it takes nothing that counts.
FULL_PCT = 97.0


@dataclass(slots=True)
class ProbeState:
    """The power in W that is being tried (0: none), since when, when the next try may begin, and when the last one failed.

    `supposed_w`: the surplus that was supposed with the last step.
    """

    power_w: float = 0.0
    supposed_w: float = 0.0
    since_s: float = 0.0
    after_s: float = 0.0
    pause_s: float = 0.0
    failed_s: float | None = None


def is_at_export_limit(export_limit_w: float | None, readings: CheckedReadings, policy: Policy) -> bool:
    """Return whether the home exports what it may, with no battery to take more."""
    if export_limit_w is None or readings.grid.quality is not Quality.LIVE:
        return False
    if readings.battery_soc is not MISSING and readings.battery_soc.value < FULL_PCT:
        return False
    return abs(readings.grid.value + export_limit_w) <= policy.probe_tolerance_w


@dataclass(frozen=True, slots=True)
class Limited:
    """What is measured at the limit, if the home is at it: the surplus, and one step more that may be there (0: none), in W."""

    is_at_limit: bool
    surplus_w: float
    step_w: float


def probed_w(state: ProbeState, seen: Limited, now_s: float, policy: Policy) -> float:
    """Return the power in W to be tried on top of the measured surplus, 0: none. The state remembers the try."""
    if state.power_w > 0.0 and not seen.is_at_limit:
        # The meter has left the limit: either the step was not followed, or the sun has gone.
        if now_s - state.since_s < policy.probe_verdict_s:
            state.pause_s = min(max(2.0 * state.pause_s, policy.probe_pause_s), policy.probe_longest_pause_s)
            state.after_s = now_s + state.pause_s
            state.failed_s = now_s
        state.power_w = 0.0
    if seen.is_at_limit and seen.step_w > 0.0 and now_s >= state.after_s:
        if state.power_w == 0.0:
            state.since_s = now_s
        elif now_s - state.since_s >= policy.probe_verdict_s:
            state.pause_s = 0.0
        state.power_w, state.supposed_w = seen.step_w, seen.surplus_w + seen.step_w
    elif state.power_w > 0.0:
        # No more is to be expected, and the last step is followed: it is not given up before it shows in the surplus.
        missing_w = state.supposed_w - seen.surplus_w
        state.power_w = missing_w if missing_w > policy.probe_tolerance_w else 0.0
    return state.power_w

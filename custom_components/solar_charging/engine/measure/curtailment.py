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
    """The power in W that is being tried (0: none), since when, when the next try may begin, and when the last one failed."""

    power_w: float = 0.0
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


def probed_w(state: ProbeState, step_w: float, now_s: float, policy: Policy, *, is_throttled: bool) -> float:
    """Return the power in W to be tried on top of the measured surplus: `step_w`, or 0. The state remembers the try."""
    if state.power_w > 0.0 and not is_throttled:
        # The meter has left the limit: either the step was not followed, or the sun has gone.
        if now_s - state.since_s < policy.probe_verdict_s:
            state.pause_s = min(max(2.0 * state.pause_s, policy.probe_pause_s), policy.probe_longest_pause_s)
            state.after_s = now_s + state.pause_s
            state.failed_s = now_s
        state.power_w = 0.0
    if is_throttled and now_s >= state.after_s:
        if state.power_w == 0.0:
            state.since_s = now_s
        elif now_s - state.since_s >= policy.probe_verdict_s:
            state.pause_s = 0.0
        state.power_w = step_w
    return state.power_w

"""Homes that may not export: a throttled inverter shows no surplus. Probe upwards in steps while generation follows.

The sign of throttling: export at its limit, the home battery full, and the sun could give more than is generated. Then one
step more than what is measured is tried. Where the inverter follows, surplus grows with the charger and the next step is
tried; where it does not, the meter shows import, and the next try waits twice as long.
"""

from ..decide.outlook import series_w
from ..step_context import StepContext
from .freshness import MISSING
from .reading import Quality

FULL_PCT = 97.0


def hidden_w(context: StepContext, step_w: float) -> float:
    """Return the power in W to be tried on top of the measured surplus: `step_w`, or 0. The state remembers the try."""
    state, now_s, policy = context.state, context.now_s, context.policy
    is_throttled = _is_throttled(context, step_w)
    if state.probe_w > 0.0 and not is_throttled:
        # The meter has left the limit: either the step was not followed, or the sun has gone.
        if now_s - state.probed_s < policy.probe_verdict_s:
            state.probe_pause_s = min(
                max(2.0 * state.probe_pause_s, policy.probe_pause_s), policy.probe_longest_pause_s
            )
            state.probe_after_s = now_s + state.probe_pause_s
            state.probe_failed_s = now_s
        state.probe_w = 0.0
    if is_throttled and now_s >= state.probe_after_s:
        if state.probe_w == 0.0:
            state.probed_s = now_s
        elif now_s - state.probed_s >= policy.probe_verdict_s:
            state.probe_pause_s = 0.0
        state.probe_w = step_w
    return state.probe_w


def _is_throttled(context: StepContext, step_w: float) -> bool:
    inputs, senses, surplus, tolerance_w = (
        context.inputs,
        context.senses,
        context.surplus,
        context.policy.probe_tolerance_w,
    )
    limit_w, outlook = inputs.site.export_limit_w, inputs.outlook
    if limit_w is None or outlook is None or senses.grid.quality is not Quality.LIVE or surplus.value_w is None:
        return False
    if senses.battery_soc is not MISSING and senses.battery_soc.value < FULL_PCT:
        return False
    if not -limit_w - tolerance_w <= senses.grid.value <= -limit_w + tolerance_w:
        return False
    generation_w = surplus.generation_w if surplus.generation_w is not None else surplus.value_w + outlook.house_load_w
    return series_w(outlook, outlook.expected_w, context.now_s) - generation_w >= step_w

"""A meter that goes on saying the same: quiet, or frozen? What we do ourselves must show in it.

After a command that changes the charger's power, a grid meter that repeats the very same value is frozen. One that repeats it
for long while a car charges is asked: the current falls by one step, and the meter has to move.
"""

from dataclasses import replace

from ..charger.learning import settled_s
from ..policy import Policy
from ..state import ChargerState, EngineState, SourceState
from .freshness import Sensed
from .reading import Quality

# The reports after which an answer must have shown, beyond the charger's own settling.
REPORTS = 2
# Where there is nothing to ask with, silence this many times as long is an answer.
PATIENCE = 4.0
# Meters of coarse resolution repeat themselves a few times.
QUIET_REPORTS = 6


def check_stuck(grid: Sensed, source_state: SourceState, state: EngineState, now_s: float, policy: Policy) -> Sensed:
    """Return the grid's reading, STALE if the meter is frozen; the state remembers doubts."""
    if source_state.changed_s > state.doubted_s:
        if state.is_checking:
            state.check_after_s = min(2.0 * state.check_after_s, policy.check_longest_s)
        state.is_checking, state.stuck_since_s = False, None
        state.doubted_s = source_state.changed_s
    if grid.quality is not Quality.LIVE:
        return grid
    if state.stuck_since_s is None and any(
        _is_unanswered(charger, grid, source_state, policy) for charger in state.chargers.values()
    ):
        state.stuck_since_s, state.is_checking = now_s, False
    if state.stuck_since_s is not None:
        return replace(grid, quality=Quality.STALE, age_s=now_s - source_state.changed_s)
    is_charging = any(charger.is_enabled for charger in state.chargers.values())
    quiet_s = now_s - max(source_state.changed_s, *(charger.commanded_s for charger in state.chargers.values()), 0.0)
    wait_s = max(state.check_after_s, policy.check_after_s, QUIET_REPORTS * source_state.interval_s)
    if is_charging and quiet_s >= wait_s and not state.is_checking:
        state.check_after_s, state.is_checking, state.checking_since_s = wait_s, True, now_s
    elif state.is_checking and now_s - state.checking_since_s >= PATIENCE * wait_s:
        # Nothing could be lowered to ask with.
        state.stuck_since_s, state.is_checking = now_s, False
    return grid


def _is_unanswered(charger: ChargerState, grid: Sensed, source_state: SourceState, policy: Policy) -> bool:
    """Return whether a change of this charger's power should have shown by now, and did not."""
    levels = charger.levels
    if len(levels) < 2:  # a change needs a before and an after
        return False
    (_, before_w, _), (since_s, after_w, confirmed_s) = levels[-2], levels[-1]
    if abs(after_w - before_w) < policy.check_answer_w or (after_w > before_w and not confirmed_s):
        return False
    due_s = max(since_s, confirmed_s) + settled_s(charger, policy) + REPORTS * max(source_state.interval_s, 1.0)
    return source_state.changed_s <= since_s and grid.reported_s >= due_s

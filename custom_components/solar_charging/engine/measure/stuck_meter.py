"""A meter that repeats one value: quiet, or stuck? What we do ourselves must show in it.

After a command that changes a charger's power, a grid meter that repeats the very same value is stuck. One that repeats it for
long while a car charges is tested: the current falls by one step, and the meter has to move.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..policy import Policy
from .freshness import CheckedReading, SourceState
from .reading import Quality

# The reports after which an answer must have shown, beyond the charger's own settling.
REPORTS = 2
# Where there is nothing to test with, silence this many times as long is an answer.
PATIENCE = 4.0
# Meters of coarse resolution repeat themselves a few times.
QUIET_REPORTS = 6


@dataclass(slots=True)
class StuckMeterState:
    """The grid meter: its last change that counted, whether it is being tested, how long it may be quiet, since when it is stuck."""

    moved_s: float = 0.0
    is_checking: bool = False
    checking_since_s: float = 0.0
    check_after_s: float = 0.0
    stuck_since_s: float | None = None


@dataclass(frozen=True, slots=True)
class ChargerActivity:
    """What a charger does that must show at the grid meter.

    `change_s`, `change_settled_s`: when its power was commanded to change by enough to show, and when that must be complete; None:
    it was not. `commanded_s`: its last command of any kind.
    """

    is_charging: bool
    commanded_s: float
    change_s: float | None = None
    change_settled_s: float = 0.0


def check_stuck(
    grid: CheckedReading,
    source_state: SourceState,
    state: StuckMeterState,
    chargers: Iterable[ChargerActivity],
    policy: Policy,
) -> CheckedReading:
    """Return the grid's reading, STALE if the meter is stuck. Call it when `grid` has just been judged."""
    now_s = grid.reported_s + grid.age_s
    if source_state.changed_s > state.moved_s:
        if state.is_checking:
            state.check_after_s = min(2.0 * state.check_after_s, policy.check_longest_s)
        state.is_checking, state.stuck_since_s = False, None
        state.moved_s = source_state.changed_s
    if grid.quality is not Quality.LIVE:
        return grid
    chargers = tuple(chargers)
    if state.stuck_since_s is None and any(_is_unanswered(charger, grid, source_state) for charger in chargers):
        state.stuck_since_s, state.is_checking = now_s, False
    if state.stuck_since_s is not None:
        return replace(grid, quality=Quality.STALE, age_s=now_s - source_state.changed_s)
    quiet_s = now_s - max(source_state.changed_s, *(charger.commanded_s for charger in chargers), 0.0)
    wait_s = max(state.check_after_s, policy.check_after_s, QUIET_REPORTS * source_state.interval_s)
    if quiet_s >= wait_s and not state.is_checking and any(charger.is_charging for charger in chargers):
        state.check_after_s, state.is_checking, state.checking_since_s = wait_s, True, now_s
    elif state.is_checking and now_s - state.checking_since_s >= PATIENCE * wait_s:
        # Nothing could be lowered to test with.
        state.stuck_since_s, state.is_checking = now_s, False
    return grid


def _is_unanswered(charger: ChargerActivity, grid: CheckedReading, source_state: SourceState) -> bool:
    """Return whether a change of this charger's power should have shown by now, and did not."""
    if charger.change_s is None:
        return False
    due_s = charger.change_settled_s + REPORTS * max(source_state.interval_s, 1.0)
    return source_state.changed_s <= charger.change_s and grid.reported_s >= due_s

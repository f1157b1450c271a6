"""What a charger learnt_cars: predicted from its last commands, corrected by what is measured, aligned with the time of a sample.

In-flight compensation: a grid sample taken shortly after a command shows either the old power or the new one. Both are
possible, so the charger's power at that time is a range, and whoever uses it stays with what he believed if he can.
"""

from ..decide.options import watts_per_amp
from ..measure.reading import Reading, Source
from ..model import CarState, ChargerInputs
from ..policy import Policy
from ..state import ChargerState
from .learning import settled_s

# More than this is charging; less is the charger's own stand-by.
IDLE_W = 60.0
# A measurement this near to the level told confirms it.
CONFIRMED_PART = 0.15
# Levels older than this have been settled for long.
FORGET_S = 180.0
# A slow meter that has not spoken after this many of its intervals has nothing new to tell.
LOST_AFTER_INTERVALS = 2.0

# What a charger that measures nothing learnt_cars in these states: nothing.
NOT_TAKING = frozenset(
    {CarState.DISCONNECTED, CarState.COMPLETE, CarState.CONNECTED, CarState.AWAITING, CarState.ERROR}
)


def predicted_w(charger: ChargerInputs, charger_state: ChargerState, current_a: float, phases: int) -> float:
    """Return the power in W that the charger is expected to draw at a set-point."""
    if charger_state.takes_none:
        return 0.0
    power_w = current_a * watts_per_amp(charger, charger_state, phases)
    return power_w if charger_state.takes_at_most_w is None else min(power_w, charger_state.takes_at_most_w)


def record_command(charger_state: ChargerState, power_w: float, now_s: float) -> None:
    """Remember that from now on `power_w` is on its way."""
    levels = charger_state.levels
    levels.append([now_s, power_w, 0.0])
    while len(levels) > 1 and levels[1][0] < now_s - FORGET_S:
        del levels[0]


def record_measurement(charger_state: ChargerState, power_w: float, reported_s: float, policy: Policy) -> None:
    """Take in a measurement of the charger's power: it confirms the last level, or corrects it once it must have settled."""
    levels = charger_state.levels
    if not levels:
        levels.append([reported_s, power_w, reported_s])
        return
    last = len(levels) - 1
    if reported_s <= levels[last][0]:
        return
    charger_state.measured = [reported_s, power_w]
    is_confirmed = _confirms_start if _idle_before(levels, last) is not None else _confirms_change
    if is_confirmed(charger_state, power_w, reported_s, policy):
        levels[last][2] = levels[last][2] or reported_s
    if reported_s >= _certain_s(charger_state, last, policy):
        levels[last][1:] = power_w, levels[last][2] or reported_s


def has_answered(power: Source, charger_state: ChargerState, now_s: float) -> bool:
    """Return whether a meter has shown what came of the command in force; one not known to be slow always has."""
    if not isinstance(power, Reading) or power.interval_s is None:
        return True
    is_later = power.reported_at.timestamp() > charger_state.commanded_s
    return is_later or now_s - charger_state.commanded_s > LOST_AFTER_INTERVALS * power.interval_s


def power_range_w(charger_state: ChargerState, sampled_s: float, policy: Policy) -> tuple[float, float]:
    """Return the least and the most the charger may have drawn when a meter's sample of `sampled_s` was taken."""
    levels = charger_state.levels
    if not levels:
        return 0.0, 0.0
    first_s = charger_state.first_sign_s if charger_state.first_sign_s is not None else policy.first_sign_s
    low = high = -1.0
    is_certain = False
    for index in range(len(levels) - 1, -1, -1):
        since_s, level_w, confirmed_s = levels[index]
        if index and not confirmed_s and since_s + first_s > sampled_s:
            continue
        low = level_w if low < 0.0 else min(low, level_w)
        high = max(high, level_w)
        if _certain_s(charger_state, index, policy) <= sampled_s:
            is_certain = True
            break
    # While something is on its way, what was measured meanwhile is possible. Less than was told is so also later: the car may
    # take no more, and a meter that tells only of changes has nothing to add.
    if charger_state.measured and charger_state.measured[0] > levels[-1][0]:
        low = min(low, charger_state.measured[1])
        high = high if is_certain else max(high, charger_state.measured[1])
    # One that does not follow may have stayed as it was, or follow any moment: counting on more would find surplus that is not there.
    if charger_state.is_behind:
        low = min(low, charger_state.seen_w if charger_state.is_enabled else 0.0)
    return low, high


def expected_w(charger_state: ChargerState) -> float:
    """Return the power in W that the charger learnt_cars, or will once its last command has settled."""
    return charger_state.levels[-1][1] if charger_state.levels else 0.0


def _confirms_change(charger_state: ChargerState, power_w: float, _reported_s: float, _policy: Policy) -> bool:
    """Return whether a measurement shows the last level rather than the one before."""
    level_w = charger_state.levels[-1][1]
    before_w = charger_state.levels[-2][1] if len(charger_state.levels) > 1 else level_w
    is_nearer = abs(power_w - level_w) <= abs(power_w - before_w)
    return is_nearer and abs(power_w - level_w) <= max(CONFIRMED_PART * level_w, IDLE_W)


def _confirms_start(charger_state: ChargerState, power_w: float, reported_s: float, policy: Policy) -> bool:
    """Return whether a measurement shows that the car has started, rather than what it drew before its phases were switched."""
    idle = charger_state.levels[_idle_before(charger_state.levels, len(charger_state.levels) - 1) or 0]
    if power_w < IDLE_W:
        idle[2] = idle[2] or reported_s
        return False
    return bool(idle[2]) or reported_s >= idle[0] + settled_s(charger_state, policy)


def _certain_s(charger_state: ChargerState, index: int, policy: Policy) -> float:
    """Return from when on level `index` is certain to be in force; a car takes longer to start than to follow."""
    follow_s = settled_s(charger_state, policy)
    levels = charger_state.levels
    since_s, _, confirmed_s = levels[index]
    idle = _idle_before(levels, index)
    if idle is None:
        return since_s + follow_s
    latest_s = max(levels[idle + 1][0] + policy.start_settled_s, since_s + follow_s)
    return min(latest_s, confirmed_s + follow_s) if confirmed_s else latest_s


def _idle_before(levels: list[list[float]], index: int) -> int | None:
    """Return which level before `index` the car rested at and was not yet seen to have left; None: it is not starting."""
    if levels[index][1] < IDLE_W:
        return None
    for earlier in range(index - 1, -1, -1):
        _, level_w, confirmed_s = levels[earlier]
        if level_w < IDLE_W:
            return earlier
        if confirmed_s:
            return None
    return None

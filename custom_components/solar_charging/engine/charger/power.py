"""What a charger draws: predicted from its last commands, corrected by what is measured, aligned with the time of a sample.

In-flight compensation: a grid sample taken shortly after a command shows either the old power or the new one. Both are
possible, so the charger's power at that time is a range, and what was believed before is kept where it is within that range.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from math import ceil

from ..finite import EPSILON
from ..inputs import ChargerInputs
from ..measure.freshness import CheckedReading
from ..measure.reading import Reading, Source
from ..measure.stuck_meter import ChargerActivity
from ..model import CarState
from ..policy import Policy
from .car_minimum import may_refuse
from .charger_state import ChargerState, PowerLevel, PowerSample
from .late_reports import shown_s
from .learning import settled_s, watts_per_amp

# More than this is charging; less is the charger's own stand-by.
IDLE_W = 60.0
# A measurement this near to the commanded level confirms it.
CONFIRMED_PART = 0.15
# ... and this near to one of many close to each other shows it.
SHOWN_PART = 0.03
# So much more than it was seen to draw is counted on before it shows: what the usual clouds ask of it.
UNSHOWN_W = 1000.0
# So much later than a charger's own meter may the grid's show what it draws.
BETWEEN_METERS_S = 5.0
# Levels older than this have been settled for long.
FORGET_S = 180.0
# A slow meter that has not reported after this many of its intervals has no change to report.
LOST_AFTER_INTERVALS = 2.0
# A charger that has not followed for longer than this is not slow: its power sensor reads too much, or it does not follow at all.
SLOW_S = 30.0
# Cars draw a little more than an ampere's nominal power where the voltage is high: up to so much still is one phase.
ONE_PHASE_PART = 1.15

# In these states a charger that measures nothing is taken to draw nothing.
NOT_TAKING = frozenset(
    {CarState.DISCONNECTED, CarState.COMPLETE, CarState.CONNECTED, CarState.AWAITING, CarState.ERROR}
)


def predicted_w(charger: ChargerInputs, charger_state: ChargerState, current_a: float, phases: int) -> float:
    """Return the power in W that the charger is expected to draw at a set-point."""
    if charger_state.takes_none:
        return 0.0
    power_w = current_a * watts_per_amp(charger, charger_state, phases)
    return power_w if charger_state.takes_at_most_w is None else min(power_w, charger_state.takes_at_most_w)


def record_command(charger_state: ChargerState, power_w: float, current_a: float, now_s: float) -> None:
    """Remember that from now on `power_w` is on its way, at a current on the present phases."""
    levels = charger_state.levels
    levels.append(PowerLevel(now_s, power_w, None, current_a, charger_state.phases))
    while len(levels) > 1 and levels[1].since_s < now_s - FORGET_S:
        del levels[0]


def record_seen_level(
    charger_state: ChargerState, power_w: float, current_a: float, since_s: float, seen_s: float
) -> None:
    """Remember `power_w` as what it draws since a moment, at a current on the present phases: that was seen at another one."""
    record_command(charger_state, power_w, current_a, since_s)
    charger_state.levels[-1] = charger_state.levels[-1].confirmed(seen_s)


def record_measurement(charger_state: ChargerState, power_w: float, reported_s: float, policy: Policy) -> None:
    """Take in a measurement of the charger's power: it confirms the last level, or corrects it once it must have settled."""
    levels = charger_state.levels
    if not levels:
        current_a = charger_state.current_a if charger_state.is_enabled else 0.0
        levels.append(PowerLevel(reported_s, power_w, reported_s, current_a, charger_state.phases))
        return
    last = len(levels) - 1
    if reported_s <= levels[last].since_s:
        return
    charger_state.measured = (
        None if _may_be_old(charger_state, power_w, reported_s, policy) else PowerSample(reported_s, power_w)
    )
    idle = _idle_before(levels, last)
    if idle is not None and power_w < IDLE_W:
        levels[idle] = levels[idle].confirmed(reported_s)
    elif (
        _shows_start(charger_state, idle, reported_s, policy)
        if idle is not None
        else _shows_change(charger_state, power_w)
    ):
        levels[last] = levels[last].confirmed(reported_s)
    late_s = shown_s(charger_state, policy) - settled_s(charger_state, policy)
    if late_s > 0.0:
        _confirm_earlier(charger_state, power_w, reported_s, policy)
    if reported_s >= _certain_s(charger_state, last, policy) + late_s:
        levels[last] = replace(levels[last].confirmed(reported_s), power_w=power_w)


def record_seen(charger_state: ChargerState, power_w: float, reported_s: float, policy: Policy) -> None:
    """Take in a measurement of a charger in other hands: what it was told is not known, so what is measured is what it does."""
    if abs(power_w - charger_state.levels[-1].power_w) <= IDLE_W:
        return
    # It counts as settled once the grid meter must show it, too.
    since_s = reported_s + BETWEEN_METERS_S - settled_s(charger_state, policy)
    record_seen_level(charger_state, power_w, charger_state.current_a, since_s, reported_s)


def _confirm_earlier(charger_state: ChargerState, power_w: float, reported_s: float, policy: Policy) -> None:
    """Where the charger's own meter is late, it shows a command that has been superseded since: the latest that it may be."""
    levels, first_s = charger_state.levels, _first_sign_s(charger_state, policy)
    for index in range(len(levels) - 2, -1, -1):
        level = levels[index]
        if level.confirmed_s is not None:
            return
        if level.since_s + first_s <= reported_s and abs(power_w - level.power_w) <= max(
            SHOWN_PART * level.power_w, IDLE_W
        ):
            levels[index] = level.confirmed(reported_s)
            return


def note_growth(charger_state: ChargerState, before_w: float, power: CheckedReading, policy: Policy) -> None:
    """Remember from how much its power grew, all that grew shortly before included: cars take some seconds to their full power."""
    if power.value <= before_w + IDLE_W:
        return
    grown = charger_state.grown
    is_growing = grown is not None and power.reported_s < grown.reported_s + settled_s(charger_state, policy)
    from_w = min(before_w, grown.power_w) if grown is not None and is_growing else before_w
    charger_state.grown = PowerSample(power.reported_s, from_w)


def note_offered(charger: ChargerInputs, charger_state: ChargerState, power: CheckedReading, policy: Policy) -> None:
    """Remember what each ampere that was offered lately was seen to mean at least, in W, and how many times too much its meter reads.

    No car takes much more than it is offered: a meter that shows that twice in a row counts as wrong by so much from then on.
    """
    levels = recent_levels(charger_state.levels, power.reported_s, max(SLOW_S, shown_s(charger_state, policy)))
    offered_a = max((level.current_a for level in levels), default=0.0)
    charger_state.seen_w_per_a = max(power.value, 0.0) / offered_a if offered_a > 0.0 else 0.0
    charger_state.most_w_per_a_here = max(charger_state.most_w_per_a_here, charger_state.seen_w_per_a)
    # On each of the phases that it must be on, in parts of what was offered: a little more than one still is one.
    phases = charger_state.seen_w_per_a / charger.limits.voltage_v
    loaded = min(max(ceil(phases / ONE_PHASE_PART - EPSILON), 1), max((level.phases for level in levels), default=1))
    excess = 0.0 if charger_state.is_behind else phases / loaded
    charger_state.reads_times = max(charger_state.reads_times, min(excess, charger_state.seen_excess))
    charger_state.seen_excess = excess


def recent_levels(levels: Sequence[PowerLevel], sampled_s: float, within_s: float = SLOW_S) -> list[PowerLevel]:
    """Return the levels that were in force at some time in so many seconds before a sample."""
    ends = [level.since_s for level in levels[1:]]
    return [level for level, end_s in zip(levels, [*ends, sampled_s], strict=True) if end_s > sampled_s - within_s]


def surely_taken_w(charger_state: ChargerState, least_w: float, sampled_s: float, policy: Policy) -> float:
    """Return what of `least_w` a sample of another meter shows surely: it may be of before the charger took more.

    What a lower current should come to, and its own meter has not shown yet, is no more than in proportion to what it showed last:
    whether the car took less than offered because of a limit of its own, or on fewer phases, only that tells.
    """
    possible, _ = possible_levels(charger_state, sampled_s, policy)
    offered_a = min((level.current_a for level in possible), default=0.0)
    least_w = min(least_w, offered_a * charger_state.seen_w_per_a) if charger_state.has_meter else 0.0
    grown = charger_state.grown
    is_before = grown is not None and sampled_s < grown.reported_s + settled_s(charger_state, policy)
    least_w = min(least_w, grown.power_w) if grown is not None and is_before else least_w
    return least_w / charger_state.reads_times


def possibly_taken_w(charger_state: ChargerState, most_w: float, sampled_s: float, policy: Policy) -> float:
    """Return the most that a sample may show where a higher current acts in proportion: what looked like the car's limit was fewer phases."""
    possible, _ = possible_levels(charger_state, sampled_s, policy)
    offered_a = max((level.current_a for level in possible), default=0.0)
    return max(most_w, offered_a * charger_state.seen_w_per_a) if charger_state.has_meter else most_w


def has_answered(power: Source, charger_state: ChargerState, now_s: float) -> bool:
    """Return whether a meter has shown what came of the command in force; one not known to be slow always has."""
    if not isinstance(power, Reading) or power.interval_s is None:
        return True
    is_later = power.reported_at.timestamp() > charger_state.commanded_s
    return is_later or now_s - charger_state.commanded_s > LOST_AFTER_INTERVALS * power.interval_s


def _first_sign_s(charger_state: ChargerState, policy: Policy) -> float:
    """Return how long after a command a meter shows nothing of it yet: as learned, else as usual."""
    return charger_state.first_sign_s if charger_state.first_sign_s is not None else policy.first_sign_s


def possible_levels(charger_state: ChargerState, sampled_s: float, policy: Policy) -> tuple[list[PowerLevel], bool]:
    """Return the levels that may have been in force when a meter's sample was taken, newest first, and whether none is on its way."""
    levels = charger_state.levels
    first_s = _first_sign_s(charger_state, policy)
    possible: list[PowerLevel] = []
    for index in range(len(levels) - 1, -1, -1):
        level = levels[index]
        if index and level.confirmed_s is None and level.since_s + first_s > sampled_s:
            continue
        possible.append(level)
        if _is_believed(charger_state, index) and _certain_s(charger_state, index, policy) <= sampled_s:
            return possible, True
    return possible, False


def levels_under_way(charger_state: ChargerState, sampled_s: float, policy: Policy) -> list[PowerLevel]:
    """Return the levels that cannot have been in force yet when a sample was taken, and will be for a while: superseded or not."""
    levels = charger_state.levels
    first_s = _first_sign_s(charger_state, policy)
    return [one for one in levels[1:] if one.confirmed_s is None and one.since_s + first_s > sampled_s]


def power_range_w(charger_state: ChargerState, sampled_s: float, policy: Policy) -> tuple[float, float]:
    """Return the least and the most the charger may have drawn when a meter's sample of `sampled_s` was taken."""
    levels = charger_state.levels
    if not levels:
        return 0.0, 0.0
    possible, is_certain = possible_levels(charger_state, sampled_s, policy)
    powers_w = [level.power_w for level in possible]
    low, high = min(powers_w), max(powers_w)
    # While something is on its way, what was measured meanwhile is possible. Less than was commanded is so also later: the car may
    # take no more, and a meter that reports only changes has nothing to add.
    measured = charger_state.measured
    if measured is not None and measured.reported_s > levels[-1].since_s:
        low = min(low, measured.power_w)
        high = high if is_certain else max(high, measured.power_w)
    # A car that may refuse so little may have stopped; where nothing is reported for long, nothing has changed.
    unshown = [one for one in possible if one.confirmed_s is None and sampled_s < one.since_s + FORGET_S]
    if any(may_refuse(charger_state.car_minimum, level.current_a) for level in unshown):
        low = 0.0
    # One that does not follow may have stayed as it was, or follow any moment: counting on more would find surplus that is not there.
    if charger_state.is_lost:
        low = 0.0
    if charger_state.is_behind:
        low = min(low, charger_state.seen_w if charger_state.is_enabled else 0.0)
    return low, high


def total_power_range_w(
    charger_states: Iterable[ChargerState], sampled_s: float, policy: Policy
) -> tuple[float, float]:
    """Return the least and the most that all of them together may have drawn then.

    What one takes that can neither be reached nor measured is in nobody's hands: it counts as the house's.
    """
    ranges = [power_range_w(one, sampled_s, policy) for one in charger_states if not one.is_lost]
    return sum(low for low, _ in ranges), sum(high for _, high in ranges)


def expected_w(charger_state: ChargerState) -> float:
    """Return the power in W that the charger draws, or will once its last command has settled."""
    return charger_state.levels[-1].power_w if charger_state.levels else 0.0


def activity(charger_state: ChargerState, policy: Policy) -> ChargerActivity:
    """Return what of the charger's doing must show at the grid meter."""
    is_charging, commanded_s, levels = charger_state.is_enabled, charger_state.commanded_s, charger_state.levels
    if len(levels) >= 2:  # a change needs a before and an after
        before, after = levels[-2:]
        change_w = after.power_w - before.power_w
        # A car that starts may take its time; one that falls must have fallen.
        if abs(change_w) >= policy.check_answer_w and (change_w <= 0.0 or after.confirmed_s is not None):
            settles_s = max(after.since_s, after.confirmed_s or 0.0) + settled_s(charger_state, policy)
            return ChargerActivity(is_charging, commanded_s, after.since_s, settles_s)
    return ChargerActivity(is_charging, commanded_s)


def _is_believed(charger_state: ChargerState, index: int) -> bool:
    """Return whether a level counts once its time is over. Where it is measured, much more than was shown needs to be shown."""
    level = charger_state.levels[index]
    if level.confirmed_s is not None or not charger_state.has_meter:
        return True
    shown = [one.power_w for one in charger_state.levels[:index] if one.confirmed_s is not None]
    shown_w = max(shown, default=0.0) if charger_state.unread_car is not None else shown[-1] if shown else 0.0
    return level.power_w - shown_w <= UNSHOWN_W


def _may_be_old(charger_state: ChargerState, power_w: float, reported_s: float, policy: Policy) -> bool:
    """Return whether a measurement may be of a time before the last command: nothing beyond what was commanded lately."""
    late_s = shown_s(charger_state, policy)
    levels = charger_state.levels
    if late_s <= policy.settled_s or reported_s >= levels[-1].since_s + late_s:
        return False
    ended = pairwise(levels)
    recent = [level.power_w for level, newer in ended if reported_s - newer.since_s <= late_s] + [levels[-1].power_w]
    spare_w = max(CONFIRMED_PART * max(recent), IDLE_W)
    return min(recent) - spare_w <= power_w <= max(recent) + spare_w


def _shows_change(charger_state: ChargerState, power_w: float) -> bool:
    """Return whether a measurement shows the last level rather than the one before."""
    levels = charger_state.levels
    level_w = levels[-1].power_w
    before_w = levels[-2].power_w if len(levels) > 1 else level_w
    is_nearer = abs(power_w - level_w) <= abs(power_w - before_w)
    return is_nearer and abs(power_w - level_w) <= max(CONFIRMED_PART * level_w, IDLE_W)


def _shows_start(charger_state: ChargerState, idle: int, reported_s: float, policy: Policy) -> bool:
    """Return whether a measurement above `IDLE_W` shows that the car has started, rather than what it drew before its pause."""
    level = charger_state.levels[idle]
    return level.confirmed_s is not None or reported_s >= level.since_s + settled_s(charger_state, policy)


def _certain_s(charger_state: ChargerState, index: int, policy: Policy) -> float:
    """Return from when on level `index` is certain to be in force; a car takes longer to start than to follow."""
    follow_s = settled_s(charger_state, policy)
    levels = charger_state.levels
    since_s, confirmed_s = levels[index].since_s, levels[index].confirmed_s
    idle = _idle_before(levels, index)
    if idle is None:
        return since_s + follow_s
    latest_s = max(levels[idle + 1].since_s + policy.start_settled_s, since_s + follow_s)
    return latest_s if confirmed_s is None else min(latest_s, confirmed_s + follow_s)


def _idle_before(levels: list[PowerLevel], index: int) -> int | None:
    """Return at which level before `index` the car was idle and not yet seen to have left it; None: it is not starting."""
    if levels[index].power_w < IDLE_W:
        return None
    for earlier in range(index - 1, -1, -1):
        level = levels[earlier]
        if level.power_w < IDLE_W:
            return earlier
        if level.confirmed_s is not None:
            return None
    return None

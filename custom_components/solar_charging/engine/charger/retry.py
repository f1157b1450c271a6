"""Chargers and cars that do not follow: they are commanded again, ever more rarely, and it is shown.

A command that is not followed is sent again after 15 s and 30 s, three times after a minute, then after 2, 5 and every 10 minutes. A car that
takes nothing is woken by a short pause, a few times, or once if it has charged here before; then its share goes to others. One that stops
while it charges is awake: it is full, or balances its cells, or waits by itself.
"""

from ..inputs import ChargerInputs
from ..measure.reading import Reading
from ..model import CarState
from ..policy import Policy
from .car_minimum import LARGEST_MINIMUM_A
from .charger_state import ChargerState
from .late_reports import is_setting_unknown, shown_s
from .plugged import is_away
from .power import IDLE_W, has_answered
from .resent_command import expect_again
from .rounding import CommandedCurrent
from .uneven_steps import may_be_rounded, resent_times

# Waiting times before a command is sent again: soon after a lost packet, then rarely, so that a charger that is off is not flooded.
# Minutes at first: the integration of go-e drops commands without a word for two minutes after a connection was lost.
AGAIN_AFTER_S = (15.0, 30.0, 60.0, 60.0, 60.0, 120.0, 300.0, 600.0)
# From this part of the least power on a car charges; with less it balances its cells, or heats.
CHARGES_PART = 0.5
# The coarsest steps of boxes whose entity names finer ones.
COARSEST_A = 2.0
ASLEEP = frozenset({CarState.AWAITING, CarState.CONNECTED, CarState.UNKNOWN})


def check_followed(charger: ChargerInputs, charger_state: ChargerState, now_s: float, policy: Policy) -> None:
    """Count an attempt when the command in force is not followed and it is time to send it again.

    A new command begins no new count: one that does not follow is not forgiven when the sun changes.
    """
    is_unanswered = _is_unanswered(charger, charger_state, now_s, policy)
    is_followed = not is_unanswered and _is_followed(charger, charger_state, now_s, policy)
    waits = charger.current_cap is not None and charger.current_cap.current_a < charger_state.current_a
    charger_state.is_behind = waits or is_followed is False
    before = charger_state.attempt + charger_state.resent_times
    charger_state.resent_times = _resent_times(charger, charger_state, now_s, policy) if is_followed else 0
    _count_attempts(charger_state, now_s, is_followed=None if waits else is_followed)
    if charger_state.attempt + charger_state.resent_times > before:
        charger_state.sent_again_s = now_s
        if charger_state.levels:
            expect_again(charger, charger_state, now_s)


def _count_attempts(charger_state: ChargerState, now_s: float, *, is_followed: bool | None) -> None:
    """Count an attempt when it is time for one; None: it is not to be told whether the command is followed."""
    if is_followed:
        charger_state.attempt, charger_state.retry_at_s = 0, 0.0
    if is_followed is not False:
        return
    is_waiting = charger_state.retry_at_s != 0.0
    if is_waiting and now_s < charger_state.retry_at_s:
        return
    charger_state.attempt += is_waiting
    charger_state.retry_at_s = now_s + AGAIN_AFTER_S[min(charger_state.attempt, len(AGAIN_AFTER_S) - 1)]


def _is_unanswered(charger: ChargerInputs, charger_state: ChargerState, now_s: float, policy: Policy) -> bool:
    """Whether what went out should show by now, however often the command has changed since."""
    since = charger.unanswered_since
    if _may_be_rounded(charger, charger_state, now_s):
        return False
    return since is not None and now_s - since.timestamp() >= shown_s(charger_state, policy)


def _is_followed(charger: ChargerInputs, charger_state: ChargerState, now_s: float, policy: Policy) -> bool | None:
    """Return whether the charger follows its command; None: too early to know."""
    if charger.car is CarState.COMPLETE or not charger_state.levels:
        return True
    answered_s = charger_state.commanded_s + shown_s(charger_state, policy)
    if now_s < answered_s:
        return None
    if charger.is_enabled is not None and charger.is_enabled != charger_state.is_enabled:
        return False
    offered, power = charger.offered_current_a, charger.power_w
    if charger_state.is_enabled and isinstance(offered, Reading):
        # Chargers round, some by more than the step they name: what that makes of commands is learned.
        is_other = abs(offered.value - charger_state.current_a) > max(1.5 * charger.limits.step_a, COARSEST_A)
        if is_other and offered.reported_at.timestamp() >= answered_s:
            return _may_be_rounded(charger, charger_state, now_s)
    if not isinstance(power, Reading):
        return True
    reported_s = power.reported_at.timestamp()
    is_as_commanded = power.value < _most_w(charger, charger_state, now_s)
    if reported_s < answered_s:
        # A power that stays as it is is not reported again: what fits already need not be waited for.
        return True if is_as_commanded and reported_s > charger_state.commanded_s else None
    return is_as_commanded


def _may_be_rounded(charger: ChargerInputs, charger_state: ChargerState, now_s: float) -> bool:
    """Return whether the box may have made another current of the command, and no more of it is to be expected."""
    seen = _what_became(charger, charger_state)
    if seen is None or charger.is_enabled is False:
        return False
    return may_be_rounded(charger_state.uneven_steps, seen, charger_state.commanded_s, now_s)


def _resent_times(charger: ChargerInputs, charger_state: ChargerState, now_s: float, policy: Policy) -> int:
    """Return how often the command in force should have been sent again because the box may have lost it, rather than rounded it."""
    seen = _what_became(charger, charger_state)
    if seen is None or charger.car is CarState.COMPLETE:
        return 0
    overdue_s = now_s - charger_state.commanded_s - shown_s(charger_state, policy)
    return resent_times(charger_state.uneven_steps, seen, charger_state.commanded_s, overdue_s)


def _what_became(charger: ChargerInputs, charger_state: ChargerState) -> CommandedCurrent | None:
    """Return the current in force beside the one that shows; None where none is in force, or shows."""
    offered = charger.offered_current_a
    if not charger_state.is_enabled or not isinstance(offered, Reading):
        return None
    return CommandedCurrent(charger_state.current_a, offered.value)


def _most_w(charger: ChargerInputs, charger_state: ChargerState, now_s: float) -> float:
    """Return below which power in W the command in force is followed."""
    voltage_v = charger.limits.voltage_v
    if not charger_state.is_enabled:
        return max(IDLE_W, 0.5 * charger.limits.min_current_a * voltage_v)
    current_a = charger_state.current_a
    if _may_be_rounded(charger, charger_state, now_s) and isinstance(charger.offered_current_a, Reading):
        current_a = max(current_a, charger.offered_current_a.value)
    nominal_w = current_a * charger_state.phases * voltage_v
    return 1.3 * nominal_w + charger.limits.step_a * charger_state.phases * voltage_v


def watch_car(charger: ChargerInputs, charger_state: ChargerState, now_s: float, policy: Policy) -> None:
    """Notice when a car takes nothing of what it is offered, and plan its next waking."""
    power = charger.power_w
    takes_none = power.value < IDLE_W if isinstance(power, Reading) else charger_state.takes_none
    # A charger that doesn't follow is no evidence about the car.
    is_idle = takes_none and _may_take_none(charger, charger_state) and not charger_state.is_behind
    _note_charging(charger, charger_state)
    if not charger_state.is_enabled and charger_state.wake_until_s <= now_s:
        charger_state.idle_since_s = None
        if now_s - charger_state.commanded_s >= policy.wake_again_s:
            charger_state.wake_attempt = 0
    elif not is_idle and charger_state.wake_until_s <= now_s:
        charger_state.idle_since_s = None
        if charger_state.has_charged:
            charger_state.wake_attempt = 0
    elif (
        charger_state.idle_since_s is None
        and charger.is_enabled is not False
        and has_answered(power, charger_state, now_s)
    ):
        charger_state.idle_since_s = max(now_s, charger_state.commanded_s)
    is_due = charger_state.idle_since_s is not None and now_s - charger_state.idle_since_s >= policy.wake_after_s * (
        1 + charger_state.wake_attempt
    )
    # One that takes nothing of little may be waiting for more.
    is_once = charger_state.has_charged_here or charger_state.current_a < LARGEST_MINIMUM_A
    attempts = 1 if is_once else policy.wake_attempts
    if is_due and charger_state.wake_attempt < attempts and not _is_awake(charger_state, now_s, policy):
        charger_state.wake_attempt += 1
        charger_state.wake_until_s = now_s + policy.wake_pause_s
    if is_away(charger_state, now_s, policy):
        charger_state.wake_attempt, charger_state.idle_since_s = 0, None
        charger_state.has_charged = charger_state.has_charged_here = False
        charger_state.declined_s = None
    elif (
        takes_nothing(charger, charger_state, now_s, policy)
        and charger_state.is_enabled
        and not charger_state.is_behind
        and not is_setting_unknown(charger)
    ):
        charger_state.declined_s = now_s


def _may_take_none(charger: ChargerInputs, charger_state: ChargerState) -> bool:
    """Return whether the car may take nothing: some boxes go on saying that it charges, which counts until their meter has shown that it would."""
    is_meter_proven = charger_state.has_charged_here or bool(charger_state.watts_per_amp)
    return charger.car in ASLEEP or (charger.car is CarState.CHARGING and is_meter_proven)


def _is_awake(charger_state: ChargerState, now_s: float, policy: Policy) -> bool:
    """Return whether the car knows of the offer: it charged on it, or stopped by itself on one before, and has not rested since."""
    return charger_state.has_charged or (charger_state.has_charged_here and declines(charger_state, now_s, policy))


def _note_charging(charger: ChargerInputs, charger_state: ChargerState) -> None:
    """Remember whether the car has charged since it was offered current."""
    power = charger.power_w
    least_w = charger.limits.min_current_a * charger.limits.voltage_v
    if charger_state.is_enabled and isinstance(power, Reading) and power.value >= CHARGES_PART * least_w:
        charger_state.has_charged = charger_state.has_charged_here = True
        charger_state.declined_s = None
    elif not charger_state.is_enabled:
        charger_state.has_charged = False


def declines(charger_state: ChargerState, now_s: float, policy: Policy) -> bool:
    """Return whether the car took nothing when it was last offered current, and has not rested since: it is full, or waits by itself."""
    return charger_state.declined_s is not None and now_s - charger_state.declined_s < policy.wake_again_s


def takes_nothing(charger: ChargerInputs, charger_state: ChargerState, now_s: float, policy: Policy) -> bool:
    """Return whether others may have its share: its car has taken nothing, or its charger has not followed, for long, or it is lost.

    What a lost one takes is in no surplus, so nothing of the surplus is to be left for it.
    """
    is_unresponsive = charger_state.attempt > 0 and charger_state.is_enabled and charger_state.seen_w < IDLE_W
    if charger.car is CarState.COMPLETE or is_unresponsive or charger_state.is_lost:
        return True
    return (
        charger_state.idle_since_s is not None and now_s - charger_state.idle_since_s >= policy.gives_up_share_after_s
    )

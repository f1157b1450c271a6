"""One charger in one step: from its mode, its share of the surplus and its budgets to the set-point and why."""

from dataclasses import dataclass
from math import floor

from .budget import fill
from .draw import predicted_w
from .model import CarState, ChargerInputs, Reason, SolarMode
from .policy import Policy
from .reading import Quality
from .reasons import ReasonKey, because
from .state import ChargerState


@dataclass(frozen=True, slots=True)
class SetPoint:
    """What a charger shall do, why, and in how many seconds that may change by itself."""

    is_enabled: bool
    current_a: float
    phases: int
    reason: Reason
    next_in_s: float | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """The surplus one charger may use, and how far it is known."""

    power_w: float | None
    quality: Quality
    age_s: float


def regulate(
    charger: ChargerInputs, memory: ChargerState, share: Share, now_s: float, elapsed_s: float, policy: Policy
) -> SetPoint:
    """Return the charger's set-point for now."""
    phases = memory.phases
    at_rest = _rest(charger, phases)
    if at_rest is not None:
        return at_rest
    limits = charger.limits
    if charger.mode is SolarMode.BOOST:
        return SetPoint(True, limits.max_current_a, phases, because(ReasonKey.BOOSTING, current_a=limits.max_current_a))
    if share.power_w is None or share.quality is Quality.STALE:
        return _blind(charger, memory, share, elapsed_s, policy)
    memory.blind_wh = 0.0
    step_w = predicted_w(charger, limits.step_a, phases)
    minimum_w = predicted_w(charger, limits.min_current_a, phases)
    fill(memory, share.power_w, minimum_w, elapsed_s)
    if charger.mode is SolarMode.SOLAR_ONLY and not _may_run(memory, policy):
        return _waiting(charger, memory, share.power_w, minimum_w, policy)
    affordable_a = floor(share.power_w / step_w + 1e-6) * limits.step_a
    current_a = min(max(affordable_a, limits.min_current_a), limits.max_current_a)
    current_a = _gently(memory, current_a, now_s, policy)
    if share.power_w < minimum_w and charger.mode is SolarMode.SOLAR_AND_GRID:
        return SetPoint(True, current_a, phases, because(ReasonKey.SOLAR_AND_GRID_MINIMUM, current_a=current_a))
    if share.power_w < minimum_w:
        seconds = (policy.stop_budget_high_wh - memory.stop_wh) * 3600.0 / (minimum_w - share.power_w)
        return SetPoint(
            True, current_a, phases, because(ReasonKey.HOLDING_MINIMUM, seconds=seconds, needed_w=minimum_w), seconds
        )
    key = ReasonKey.SOLAR_CHARGING_MAXIMUM if current_a >= limits.max_current_a else ReasonKey.SOLAR_CHARGING
    return SetPoint(True, current_a, phases, because(key, current_a=current_a, power_w=share.power_w))


def _rest(charger: ChargerInputs, phases: int) -> SetPoint | None:
    if charger.mode is SolarMode.OFF:
        key = ReasonKey.OFF
    elif charger.car is CarState.DISCONNECTED:
        key = ReasonKey.DISCONNECTED
    elif charger.car is CarState.ERROR:
        key = ReasonKey.CHARGER_ERROR
    else:
        return None
    return SetPoint(False, 0.0, phases, because(key))


def _may_run(memory: ChargerState, policy: Policy) -> bool:
    if memory.is_enabled:
        return memory.stop_wh < policy.stop_budget_high_wh
    return memory.start_wh >= policy.start_budget_high_wh


def _waiting(
    charger: ChargerInputs, memory: ChargerState, power_w: float, minimum_w: float, policy: Policy
) -> SetPoint:
    if power_w >= minimum_w and not memory.is_enabled:
        seconds = (policy.start_budget_high_wh - memory.start_wh) * 3600.0 / power_w
        reason = because(ReasonKey.STARTING_SOON, seconds=seconds, needed_w=minimum_w)
        return SetPoint(False, 0.0, memory.phases, reason, seconds)
    key = ReasonKey.PAUSED_CLOUD if memory.is_enabled else ReasonKey.WAITING_FOR_SURPLUS
    return SetPoint(False, 0.0, memory.phases, because(key, power_w=power_w, needed_w=minimum_w))


def _gently(memory: ChargerState, current_a: float, now_s: float, policy: Policy) -> float:
    """Fall at once; rise when it was possible throughout the rise delay."""
    if not memory.is_enabled or current_a <= memory.current_a:
        memory.rise_since_s = None
        return current_a
    if memory.rise_since_s is None:
        memory.rise_since_s = now_s
    if now_s - memory.rise_since_s < policy.rise_delay_s:
        return memory.current_a
    memory.rise_since_s = None
    return current_a


def _blind(charger: ChargerInputs, memory: ChargerState, share: Share, elapsed_s: float, policy: Policy) -> SetPoint:
    """Nobody knows whether the sun still pays: hold, then minimum, then pause, each for a budget of energy."""
    limits, phases = charger.limits, memory.phases
    if charger.mode is SolarMode.SOLAR_AND_GRID:
        return SetPoint(
            True,
            limits.min_current_a,
            phases,
            because(ReasonKey.SOLAR_AND_GRID_MINIMUM, current_a=limits.min_current_a),
        )
    if not memory.is_enabled:
        return SetPoint(False, 0.0, phases, because(ReasonKey.PAUSED_NO_READING))
    memory.blind_wh += predicted_w(charger, memory.current_a, phases) * elapsed_s / 3600.0
    if memory.blind_wh < policy.blind_hold_wh:
        return SetPoint(True, memory.current_a, phases, because(ReasonKey.HOLDING_STALE, seconds=share.age_s))
    left_wh = policy.blind_hold_wh + policy.blind_minimum_wh - memory.blind_wh
    if left_wh <= 0:
        return SetPoint(False, 0.0, phases, because(ReasonKey.PAUSED_NO_READING))
    seconds = left_wh * 3600.0 / predicted_w(charger, limits.min_current_a, phases)
    return SetPoint(True, limits.min_current_a, phases, because(ReasonKey.MINIMUM_NO_READING, seconds=seconds), seconds)

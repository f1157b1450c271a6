"""When a charger does not follow the sun: at rest, or no_measurement_decision because nobody knows what the sun does."""

from ..charger.override import is_overridden, shown_current_a
from ..charger.power import predicted_w
from ..measure.surplus import Surplus
from ..model import CarState, SolarMode
from ..policy import Policy
from ..reasons import ReasonKey, because
from .charger_decision import ChargerDecision
from .options import OFF, options_of


def idle_decision(plan: ChargerDecision, now_s: float, policy: Policy) -> bool:
    """ChargerDecision a charger that does not follow the sun now: off, without a car, left to the user, or being woken."""
    charger, memory = plan.charger, plan.memory
    if charger.mode is SolarMode.OFF:
        plan.reason = because(ReasonKey.OFF)
    elif charger.car is CarState.DISCONNECTED:
        plan.reason = because(ReasonKey.DISCONNECTED)
    elif charger.car is CarState.ERROR:
        plan.reason = because(ReasonKey.CHARGER_ERROR)
    elif charger.is_limit_reached:
        plan.reason = because(ReasonKey.LIMIT_REACHED)
    elif not charger.is_reachable:
        _stay(plan, memory.current_a if memory.is_enabled else 0.0, ReasonKey.CHARGER_UNREACHABLE)
        return True
    elif is_overridden(memory, now_s):
        minutes = (memory.override_until_s - now_s) / 60.0
        _stay(plan, shown_current_a(charger, memory), ReasonKey.MANUAL_OVERRIDE, minutes=minutes)
        plan.next_in_s = memory.override_until_s - now_s
        return True
    elif now_s < memory.wake_until_s:
        plan.reason = because(ReasonKey.WAKING_CAR, attempt=memory.wake_attempt)
    elif now_s < memory.welcome_until_s:
        _stay(plan, charger.limits.min_current_a, ReasonKey.WELCOME_CHARGE)
        return True
    else:
        return False
    memory.budgets_wh = {}
    return True


def _stay(plan: ChargerDecision, current_a: float, key: ReasonKey, **numbers: float) -> None:
    """ChargerDecision a current on the present phases, whatever the sun does."""
    plan.current_a = current_a
    if current_a > 0.0:
        options = options_of(plan.charger, plan.memory)
        plan.option = next((option for option in options if option.phases == plan.memory.phases), options[-1])
    plan.reason = because(key, **numbers)


def no_measurement_decision(plan: ChargerDecision, surplus: Surplus, elapsed_s: float, policy: Policy) -> None:
    """Nobody knows whether the sun still pays: hold, then minimum, then pause, each for a budget of energy."""
    charger, memory = plan.charger, plan.memory
    limits = charger.limits
    option = next((option for option in options_of(charger, memory) if option.phases == memory.phases), OFF)
    if not charger.solar_part:
        plan.option, plan.current_a = option, limits.min_current_a
        plan.reason = because(ReasonKey.SOLAR_AND_GRID_MINIMUM, current_a=limits.min_current_a)
        return
    if not memory.is_enabled:
        plan.reason = because(ReasonKey.PAUSED_NO_READING)
        return
    memory.blind_wh += predicted_w(charger, memory, memory.current_a, memory.phases) * elapsed_s / 3600.0
    if memory.blind_wh < policy.blind_hold_wh and not surplus.is_frozen:
        plan.option, plan.current_a = option, memory.current_a
        plan.reason = because(ReasonKey.HOLDING_STALE, seconds=surplus.age_s)
        return
    # A frozen meter is certain: there is nothing to hold for.
    hold_wh = 0.0 if surplus.is_frozen else policy.blind_hold_wh
    left_wh = hold_wh + policy.blind_minimum_wh - memory.blind_wh
    if left_wh <= 0.0:
        plan.reason = because(ReasonKey.PAUSED_NO_READING)
        return
    plan.option, plan.current_a = option, limits.min_current_a
    plan.next_in_s = left_wh * 3600.0 / max(option.least_w, 1.0)
    plan.reason = because(ReasonKey.MINIMUM_NO_READING, seconds=plan.next_in_s)

"""Decisions that don't follow the sun: the charger is idle, or there is no measurement."""

from ..charger.override import is_overridden, shown_current_a
from ..charger.plugged import is_away
from ..charger.power import predicted_w
from ..measure.surplus import Surplus
from ..model import CarState, SolarMode
from ..policy import Policy
from ..reasons import ReasonKey, because
from .charger_decision import ChargerDecision
from .options import OFF, options_of


def idle_decision(plan: ChargerDecision, now_s: float, policy: Policy) -> bool:
    """Decide for a charger that does not follow the sun now: off, without a car, left to the user, or being woken. Returns whether it is one."""
    if plan.charger.is_observed:
        _stay(plan, shown_current_a(plan.charger, plan.charger_state), ReasonKey.MANUAL_OVERRIDE, minutes=0.0)
        return True
    return _is_idle(plan, now_s, policy)


def _is_idle(plan: ChargerDecision, now_s: float, policy: Policy) -> bool:
    charger, charger_state = plan.charger, plan.charger_state
    if charger.mode is SolarMode.OFF and not is_overridden(charger_state, now_s):
        plan.reason = because(ReasonKey.OFF)
    elif charger.car is CarState.DISCONNECTED and not is_away(charger_state, now_s, policy):
        _stay(plan, charger_state.current_a if charger_state.is_enabled else 0.0, ReasonKey.DISCONNECTED)
        return True
    elif charger.car is CarState.DISCONNECTED:
        plan.reason = because(ReasonKey.DISCONNECTED)
    elif charger.car is CarState.ERROR:
        plan.reason = because(ReasonKey.CHARGER_ERROR)
    elif charger.pause is not None:
        plan.reason = charger.pause
    elif not charger.is_reachable:
        _stay(plan, charger_state.current_a if charger_state.is_enabled else 0.0, ReasonKey.CHARGER_UNREACHABLE)
        return True
    elif is_overridden(charger_state, now_s):
        minutes = (charger_state.override_until_s - now_s) / 60.0
        _stay(plan, shown_current_a(charger, charger_state), ReasonKey.MANUAL_OVERRIDE, minutes=minutes)
        plan.next_in_s = charger_state.override_until_s - now_s
        return True
    elif now_s < charger_state.wake_until_s:
        plan.reason = because(ReasonKey.WAKING_CAR, attempt=charger_state.wake_attempt)
    elif now_s < charger_state.welcome_until_s:
        _stay(plan, charger.limits.min_current_a, ReasonKey.WELCOME_CHARGE)
        return True
    else:
        return False
    charger_state.budgets_wh = {}
    return True


def _stay(plan: ChargerDecision, current_a: float, key: ReasonKey, **numbers: float) -> None:
    """Decide on a current on the present phases, whatever the sun does."""
    plan.current_a = current_a
    if current_a > 0.0:
        options = options_of(plan.charger, plan.charger_state)
        plan.option = next((option for option in options if option.phases == plan.charger_state.phases), options[-1])
    plan.reason = because(key, **numbers)


def no_measurement_decision(plan: ChargerDecision, surplus: Surplus, elapsed_s: float, policy: Policy) -> None:
    """Nobody knows whether the sun still pays: hold, then minimum, then pause, each for a budget of energy."""
    charger, charger_state = plan.charger, plan.charger_state
    limits = charger.limits
    option = next(
        (option for option in options_of(charger, charger_state) if option.phases == charger_state.phases), OFF
    )
    if not charger.min_solar_share:
        plan.option, plan.current_a = option, limits.min_current_a
        plan.reason = because(ReasonKey.SOLAR_AND_GRID_MINIMUM, current_a=limits.min_current_a)
        return
    if not charger_state.is_enabled:
        plan.reason = because(ReasonKey.PAUSED_NO_READING)
        return
    charger_state.unmeasured_wh += (
        predicted_w(charger, charger_state, charger_state.current_a, charger_state.phases) * elapsed_s / 3600.0
    )
    if charger_state.unmeasured_wh < policy.unmeasured_hold_wh and not surplus.is_stuck:
        plan.option, plan.current_a = option, charger_state.current_a
        plan.reason = because(ReasonKey.HOLDING_STALE, seconds=surplus.age_s)
        return
    # A stuck meter is certain: there is nothing to hold for.
    hold_wh = 0.0 if surplus.is_stuck else policy.unmeasured_hold_wh
    left_wh = hold_wh + policy.unmeasured_minimum_wh - charger_state.unmeasured_wh
    if left_wh <= 0.0:
        plan.reason = because(ReasonKey.PAUSED_NO_READING)
        return
    plan.option, plan.current_a = option, limits.min_current_a
    plan.next_in_s = left_wh * 3600.0 / max(option.least_w, 1.0)
    plan.reason = because(ReasonKey.MINIMUM_NO_READING, seconds=plan.next_in_s)

"""Probing a curtailed inverter: at the export limit its full power can't be seen, so a charger tries whether there is more."""

from dataclasses import replace

from ..charger.charger_state import ChargerState
from ..charger.learning import watts_per_amp
from ..charger.retry import takes_nothing
from ..inputs import ChargerInputs
from ..measure.curtailment import Limited, is_at_export_limit, probed_w
from ..model import CarState, SolarMode
from ..policy import Policy
from ..step_context import StepContext

FOLLOWING_SUN = frozenset({SolarMode.SOLAR_ONLY, SolarMode.SOLAR_AND_GRID})
NOT_STARTING = frozenset({CarState.DISCONNECTED, CarState.COMPLETE, CarState.ERROR})


def with_curtailed_power(context: StepContext) -> StepContext:
    """Return the context with a surplus that includes the power to be tried."""
    inputs, state, surplus, policy = context.inputs, context.state, context.surplus, context.policy
    if inputs.site.export_limit_w is None or surplus.value_w is None or not inputs.chargers:
        return context
    step_w = _probe_step_w(context)
    is_limited = is_at_export_limit(inputs.site.export_limit_w, context.readings, policy)
    seen = Limited(is_limited, surplus.value_w, step_w if step_w <= _unused_sun_w(context) else 0.0)
    probe = state.measure.probe
    tried_w = probed_w(probe, seen, context.now_s, policy)
    supposed = replace(
        surplus,
        value_w=surplus.value_w + tried_w,
        is_disproved=probe.failed_s == context.now_s,
        is_supposed=tried_w != 0.0,
    )
    return replace(context, surplus=supposed)


def _probe_step_w(context: StepContext) -> float:
    """Return the power to try in W: two steps of a charger that is charging, else enough to start the next; 0 if no charger can use it.

    A car that has just been offered power and draws none yet is still starting.
    """
    chargers, now_s, policy = context.inputs.chargers, context.now_s, context.policy
    sunny = [
        (one, context.state.chargers[one.id]) for one in chargers if one.mode in FOLLOWING_SUN and one.is_reachable
    ]
    steps_w = [
        2.0 * one.limits.step_a * watts_per_amp(one, its, its.phases) for one, its in sunny if _can_rise(one, its)
    ]
    if steps_w:
        return max(steps_w)
    starts_w = [
        (one.limits.min_current_a + one.limits.step_a) * watts_per_amp(one, its, min(one.limits.phases))
        for one, its in sunny
        if (not its.is_enabled or _is_starting(one, its, now_s, policy))
        and one.car not in NOT_STARTING
        and not one.pause
    ]
    return min(starts_w, default=0.0)


def _unused_sun_w(context: StepContext) -> float:
    """Return how much more sun there may be than is generated, in W: the expected power to start with, the clear-sky power to continue.

    While curtailed, generation is no measure of the sky. A step too far shows at the meter and costs little.
    """
    outlook, surplus = context.inputs.outlook, context.surplus
    if outlook is None or surplus.value_w is None:
        return 0.0
    generation_w = surplus.generation_w if surplus.generation_w is not None else surplus.value_w + outlook.house_load_w
    could_w = outlook.at(outlook.expected_w, context.now_s)
    if any(its.is_enabled and its.idle_since_s is None for its in context.state.chargers.values()):
        could_w = max(could_w, outlook.at(outlook.clear_sky_w, context.now_s))
    return could_w - generation_w


def _is_starting(charger: ChargerInputs, charger_state: ChargerState, now_s: float, policy: Policy) -> bool:
    """Return whether a car draws nothing yet, but may start any moment."""
    return charger_state.idle_since_s is not None and not takes_nothing(charger, charger_state, now_s, policy)


def _can_rise(charger: ChargerInputs, charger_state: ChargerState) -> bool:
    """Return whether a charger that is on could draw more."""
    if not charger_state.is_enabled or charger_state.idle_since_s is not None:
        return False
    commanded_w = charger_state.current_a * watts_per_amp(charger, charger_state, charger_state.phases)
    is_at_most = charger_state.takes_at_most_w is not None and commanded_w >= charger_state.takes_at_most_w
    return charger_state.current_a < charger.limits.max_current_a and not is_at_most

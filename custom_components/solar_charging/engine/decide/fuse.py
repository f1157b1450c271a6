"""The main fuse: what it leaves for the chargers on each phase, and who gives way when that is too little.

House currents come from the phase meter where there is one, less what the chargers drew at the time of its sample. Otherwise
from the grid power: all of the house is taken to lie on one phase, because it may. While the meter is silent nothing is raised,
then chargers fall to their minimum, then off; a boost keeps its minimum, because the user asked.
"""

from ..charger.power import power_range_w
from ..measure.reading import Quality
from ..model import Inputs, SolarMode
from ..policy import Policy
from ..reasons import ReasonKey, because
from ..state import EngineState
from ..step_context import StepContext
from .charger_decision import ChargerDecision
from .options import OFF

VOLTAGE_V = 230.0


def protect(order: list[ChargerDecision], context: StepContext) -> None:
    """Cut the plans, lowest priority first, to what the main fuse leaves."""
    fuse_a = context.inputs.site.main_fuse_a
    if fuse_a is None:
        return
    left_a = _left_a(fuse_a, context)
    for plan in order:
        if not plan.option.phases:
            continue
        allowed_a = min(left_a)
        if allowed_a < plan.current_a:
            _cut(plan, allowed_a, fuse_a)
        left_a = [phase_a - plan.current_a for phase_a in left_a]


def _cut(plan: ChargerDecision, allowed_a: float, fuse_a: float) -> None:
    limits = plan.charger.limits
    current_a = plan.option.current_a(allowed_a * plan.option.per_amp_w)
    if allowed_a < limits.min_current_a or not limits.has_current:
        plan.option, plan.current_a = OFF, 0.0
        plan.reason = because(ReasonKey.PAUSED_FUSE, fuse_a=fuse_a)
    else:
        plan.current_a = current_a
        plan.reason = because(ReasonKey.LIMITED_BY_FUSE, current_a=current_a, fuse_a=fuse_a)


def _left_a(fuse_a: float, context: StepContext) -> list[float]:
    """Return what each phase has left for the chargers, in A."""
    inputs, state, policy = context.inputs, context.state, context.policy
    grid, phase_currents = context.senses.grid, context.senses.phase_currents
    safe_a = fuse_a - policy.fuse_reserve_a
    if not phase_currents and inputs.grid_w is None:
        return [safe_a]
    meters = phase_currents or (grid,)
    if any(meter.quality is not Quality.LIVE for meter in meters):
        return [min(safe_a, _while_silent_a(inputs, state, max(meter.age_s for meter in meters), policy))]
    measured_a = [meter.value for meter in phase_currents] or [grid.value / VOLTAGE_V]
    house_a = _house_a(measured_a, inputs, state, meters[0].reported_s, policy)
    return _gently([safe_a - phase_a for phase_a in house_a], state, context.now_s, policy)


def _house_a(
    measured_a: list[float], inputs: Inputs, state: EngineState, sampled_s: float, policy: Policy
) -> list[float]:
    """Return what the house itself learnt_cars on each phase: of all that the sample allows, the nearest to what was believed."""
    low_a = high_a = 0.0
    for charger in inputs.chargers:
        charger_state = state.chargers[charger.id]
        least_w, most_w = power_range_w(charger_state, sampled_s, policy)
        # One total in place of phases: there the chargers' phases add up.
        per_amp_w = VOLTAGE_V * (1 if len(measured_a) == 1 else charger.limits.used_phases(charger_state.phases))
        low_a, high_a = low_a + least_w / per_amp_w, high_a + most_w / per_amp_w
    believed_a = (
        state.fuse.house_a
        if len(state.fuse.house_a) == len(measured_a)
        else [phase_a - low_a for phase_a in measured_a]
    )
    state.fuse.house_a = [
        min(max(before_a, phase_a - high_a), phase_a - low_a)
        for before_a, phase_a in zip(believed_a, measured_a, strict=True)
    ]
    return [max(phase_a, 0.0) for phase_a in state.fuse.house_a]


def _while_silent_a(inputs: Inputs, state: EngineState, silent_s: float, policy: Policy) -> float:
    charger_states = [state.chargers[charger.id] for charger in inputs.chargers]
    present_a = sum(charger_state.current_a for charger_state in charger_states if charger_state.is_enabled)
    minimum_a = sum(charger.limits.min_current_a for charger in inputs.chargers)
    if silent_s <= policy.fuse_hold_s:
        return present_a
    is_asked = any(charger.mode is SolarMode.BOOST for charger in inputs.chargers)
    if silent_s <= policy.fuse_minimum_s or is_asked:
        return min(present_a, minimum_a) if present_a else (minimum_a if is_asked else 0.0)
    return 0.0


def _gently(room_a: list[float], state: EngineState, now_s: float, policy: Policy) -> list[float]:
    """Room shrinks at once; it grows when it has been there for a while, so that a load that switches is not chased."""
    least_a = min(room_a)
    if (
        state.fuse.room_a is None
        or least_a <= state.fuse.room_a
        or now_s - state.fuse.room_since_s >= policy.fuse_rise_s
    ):
        state.fuse.room_a, state.fuse.room_since_s = least_a, now_s
    return [min(phase_a, state.fuse.room_a) for phase_a in room_a]

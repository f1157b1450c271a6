"""Why a charger that follows the sun does what it does, in words."""

from .decide.charger_decision import ChargerDecision
from .decide.options import OFF
from .measure.reading import Quality
from .measure.surplus import Surplus
from .model import CarState, Reason, SurplusSource
from .reasons import ReasonKey, because
from .state import EngineState


def explain(plan: ChargerDecision, state: EngineState) -> Reason:
    """Return the reason of a plan that has none yet; sets when it may change by itself."""
    memory = plan.memory
    if memory.attempt:
        plan.next_in_s = max(memory.retry_at_s - (state.stepped_s or 0.0), 0.0)
        return because(ReasonKey.CHARGER_IGNORES_COMMAND, attempt=memory.attempt, seconds=plan.next_in_s)
    if plan.charger.car is CarState.COMPLETE:
        return because(ReasonKey.COMPLETE)
    if (
        memory.idle_since_s is not None
        and memory.wake_attempt
        and state.stepped_s is not None
        and plan.option is not OFF
    ):
        return because(ReasonKey.CAR_NOT_DRAWING, minutes=(state.stepped_s - memory.idle_since_s) / 60.0)
    return _at_rest(plan, state) if plan.option is OFF else _charging(plan, state)


def explain_site(surplus: Surplus) -> Reason:
    """Return where surplus comes from."""
    load_w = surplus.house_load_w or 0.0
    if surplus.value_w is None:
        return because(ReasonKey.NO_SURPLUS_SOURCE)
    if surplus.quality is Quality.STALE:
        key = ReasonKey.GRID_METER_STUCK if surplus.is_frozen else ReasonKey.GRID_METER_STALE
        return because(key, seconds=surplus.age_s)
    if surplus.source is SurplusSource.GRID_METER:
        return because(ReasonKey.MEASURED_GRID)
    if surplus.source is SurplusSource.GENERATION_AND_LOAD:
        return because(ReasonKey.MEASURED_GENERATION_AND_LOAD)
    if surplus.source is SurplusSource.GENERATION_AND_PROFILE:
        return because(ReasonKey.MEASURED_GENERATION, load_w=load_w)
    return because(ReasonKey.ESTIMATED, load_w=load_w)


def _at_rest(plan: ChargerDecision, state: EngineState) -> Reason:
    limits, grid_help = plan.charger.limits, plan.charger.grid_help
    needed_w = limits.least_w * plan.charger.solar_part
    if plan.memory.is_enabled:
        return because(ReasonKey.PAUSED, power_w=plan.share_w, needed_w=needed_w)
    if plan.next is not None and plan.next.phases:
        plan.next_in_s = plan.next.in_s
        return because(ReasonKey.STARTING_SOON, seconds=plan.next.in_s, needed_w=needed_w)
    if state.battery_first and state.battery_soc_pct is not None:
        return because(ReasonKey.BATTERY_FIRST, level_pct=state.battery_soc_pct, target_pct=state.battery_target_pct)
    if grid_help and plan.charger.solar_part < 1.0:
        part = min(max(plan.share_w / limits.least_w, 0.0), 1.0)
        return because(
            ReasonKey.GRID_TOP_UP_TOO_EXPENSIVE,
            solar_pct=100.0 * part,
            cost_price=grid_help.cost(part),
            break_even_price=grid_help.worth,
            needed_w=needed_w,
        )
    key = ReasonKey.MINIMUM_CHARGE_UNKNOWN if plan.charger.is_minimum_unknown else ReasonKey.WAITING_FOR_SURPLUS
    return because(key, power_w=plan.share_w, needed_w=needed_w)


def _charging(plan: ChargerDecision, state: EngineState) -> Reason:
    charger, memory, option = plan.charger, plan.memory, plan.option
    if memory.is_enabled and memory.phases != option.phases:
        return because(ReasonKey.SWITCHING_PHASES, phases=option.phases)
    if state.probe_w > 0.0:
        return because(ReasonKey.PROBING_CURTAILMENT, current_a=plan.current_a)
    if state.battery_bridges and state.battery_soc_pct is not None and plan.current_a <= option.least_a:
        return because(ReasonKey.BATTERY_BRIDGES, level_pct=state.battery_soc_pct)
    if plan.share_w < option.least_w:
        if plan.share_w >= plan.needed_w or not charger.solar_part:
            return because(ReasonKey.SOLAR_AND_GRID_MINIMUM, current_a=plan.current_a)
        seconds = plan.next_in_s = plan.next.in_s if plan.next is not None else 0.0
        return because(ReasonKey.HOLDING_MINIMUM, seconds=seconds, needed_w=plan.needed_w)
    if plan.ac_limit_w is not None and plan.current_a < charger.limits.max_current_a:
        return because(ReasonKey.LIMITED_BY_INVERTER, current_a=plan.current_a, power_w=plan.ac_limit_w)
    hold = charger.hold
    if hold is not None and plan.share_w >= (hold.current_a + charger.limits.step_a) * option.per_amp_w:
        seconds = plan.next_in_s = max(hold.until.timestamp() - (state.stepped_s or 0.0), 0.0)
        return because(ReasonKey.LIMITED_BY_CHARGER, current_a=hold.current_a, seconds=seconds)
    key = ReasonKey.SOLAR_CHARGING
    if plan.current_a >= charger.limits.max_current_a:
        key = ReasonKey.SOLAR_CHARGING_MAXIMUM
    return because(key, current_a=plan.current_a, power_w=plan.share_w)

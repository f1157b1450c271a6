"""Why a charger that follows the sun does what it does, in words."""

from .decide.charger_decision import ChargerDecision
from .decide.options import OFF
from .inputs import Outlook, SkyCover
from .measure.reading import Quality, Reading
from .measure.surplus import Surplus
from .model import CarState, Reason, SurplusSource
from .reasons import ReasonKey, because
from .state import EngineState

# A budget that fills more slowly depends on the next clouds: when it will be full can't be foreseen.
FORESEEN_S = 3600.0
# A car that draws nothing is reported after this time: until then it may still be starting.
IDLE_SHOWN_S = 120.0
# A charger that has not shown any command yet may be asked once a minute only: what is sent again in that time is no fault yet.
UNKNOWN_ATTEMPTS = 3
# More current alone is no fault either until it has been asked for so often: the charger may have lost it, or limit itself.
RISE_ATTEMPTS = 5
_BY_SATELLITE = {
    SkyCover.CLEAR: ReasonKey.SATELLITE_CLEAR,
    SkyCover.BROKEN: ReasonKey.SATELLITE_BROKEN,
    SkyCover.OVERCAST: ReasonKey.SATELLITE_OVERCAST,
}


def explain(plan: ChargerDecision, state: EngineState) -> Reason:
    """Return the reason of a plan that has none yet; sets when it may change by itself."""
    charger_state = plan.charger_state
    if charger_state.attempt >= _tolerated_attempts(plan):
        plan.next_in_s = max(charger_state.retry_at_s - (state.stepped_s or 0.0), 0.0)
        return because(ReasonKey.CHARGER_IGNORES_COMMAND, attempt=charger_state.attempt, seconds=plan.next_in_s)
    if plan.charger.car is CarState.COMPLETE:
        return because(ReasonKey.COMPLETE)
    if (
        charger_state.idle_since_s is not None
        and state.stepped_s is not None
        and (charger_state.wake_attempt or state.stepped_s - charger_state.idle_since_s >= IDLE_SHOWN_S)
        and plan.option is not OFF
    ):
        return because(ReasonKey.CAR_NOT_DRAWING, minutes=(state.stepped_s - charger_state.idle_since_s) / 60.0)
    return _idle(plan, state) if plan.option is OFF else _charging(plan, state)


def _tolerated_attempts(plan: ChargerDecision) -> int:
    """Return from how many attempts on it is a fault that a command is not followed."""
    charger, charger_state = plan.charger, plan.charger_state
    offered = charger.offered_current_a
    is_on = charger_state.is_enabled and charger.is_enabled is not False
    least_a, most_a = charger.limits.min_current_a, charger_state.current_a
    if is_on and isinstance(offered, Reading) and least_a <= offered.value < most_a:
        return RISE_ATTEMPTS
    return UNKNOWN_ATTEMPTS if charger_state.shows_s is None else 1


def explain_site(surplus: Surplus, outlook: Outlook | None) -> Reason:
    """Return where surplus comes from; `outlook`: what an estimate is taken from."""
    load_w = surplus.house_load_w or 0.0
    if surplus.value_w is None:
        return because(ReasonKey.NO_SURPLUS_SOURCE)
    if surplus.quality is Quality.STALE:
        key = ReasonKey.GRID_METER_STUCK if surplus.is_stuck else ReasonKey.GRID_METER_STALE
        return because(key, seconds=surplus.age_s)
    if surplus.is_by_phase or surplus.lacks_phases:
        return because(ReasonKey.MEASURED_PHASES if surplus.is_by_phase else ReasonKey.MEASURED_PHASES_UNKNOWN)
    if surplus.source is SurplusSource.GRID_METER:
        return because(ReasonKey.MEASURED_GRID)
    if surplus.source is SurplusSource.GENERATION_AND_LOAD:
        return because(ReasonKey.MEASURED_GENERATION_AND_LOAD)
    if surplus.source is SurplusSource.GENERATION_AND_PROFILE:
        return because(ReasonKey.MEASURED_GENERATION, load_w=load_w)
    if outlook is None or outlook.image is None:
        return because(ReasonKey.ESTIMATED, load_w=load_w)
    return because(
        _BY_SATELLITE[outlook.image.cover],
        image_at=outlook.image.taken_s,
        expected_w=outlook.at(outlook.expected_w, outlook.start.timestamp()),
        low_w=outlook.at(outlook.low_w, outlook.start.timestamp()),
        load_w=load_w,
    )


def _idle(plan: ChargerDecision, state: EngineState) -> Reason:
    battery, limits, grid_top_up = state.measure.battery, plan.charger.limits, plan.charger.grid_top_up
    needed_w = limits.least_w * plan.charger.min_solar_share
    phases, least_a = limits.used_phases(min(limits.phases)), limits.min_current_a
    if plan.charger_state.is_enabled:
        return because(ReasonKey.PAUSED, power_w=plan.share_w, needed_w=needed_w, phases=phases, least_a=least_a)
    if plan.next is not None and plan.next.phases:
        return because(ReasonKey.STARTING_SOON, seconds=_countdown(plan, plan.next.in_s), needed_w=needed_w)
    if battery.goes_first and battery.soc_pct is not None:
        return because(ReasonKey.BATTERY_FIRST, level_pct=battery.soc_pct, target_pct=battery.target_pct)
    if grid_top_up and plan.charger.min_solar_share < 1.0:
        part = min(max(plan.share_w / limits.least_w, 0.0), 1.0)
        return because(
            ReasonKey.GRID_TOP_UP_TOO_EXPENSIVE,
            solar_pct=100.0 * part,
            cost_price=grid_top_up.cost(part),
            break_even_price=grid_top_up.break_even_price,
            needed_w=needed_w,
        )
    if plan.waits_for_sun and plan.share_w >= needed_w:
        # The sun would do, but those that charge take it, too.
        return because(ReasonKey.WAITING_FOR_PRIORITY, needed_w=needed_w)
    if plan.charger.is_minimum_unknown:
        return because(ReasonKey.MINIMUM_CHARGE_UNKNOWN, power_w=plan.share_w, needed_w=needed_w)
    return because(
        ReasonKey.WAITING_FOR_SURPLUS, power_w=plan.share_w, needed_w=needed_w, phases=phases, least_a=least_a
    )


def _countdown(plan: ChargerDecision, in_s: float) -> float:
    """Return the seconds until a budget is full, and the time of the next action. If that can't be foreseen: an hour, and no time."""
    plan.next_in_s = in_s if in_s < FORESEEN_S else None
    return min(in_s, FORESEEN_S)


def _charging(plan: ChargerDecision, state: EngineState) -> Reason:
    battery = state.measure.battery
    charger, charger_state, option = plan.charger, plan.charger_state, plan.option
    if charger_state.is_enabled and charger_state.phases != option.phases:
        return because(ReasonKey.SWITCHING_PHASES, phases=option.phases)
    if state.measure.probe.power_w > 0.0:
        return because(ReasonKey.PROBING_CURTAILMENT, current_a=plan.current_a)
    if battery.bridges and battery.soc_pct is not None and plan.current_a <= option.least_a:
        return because(ReasonKey.BATTERY_BRIDGES, level_pct=battery.soc_pct)
    if plan.share_w < option.least_w:
        if plan.share_w >= plan.needed_w or not charger.min_solar_share:
            return because(ReasonKey.SOLAR_AND_GRID_MINIMUM, current_a=plan.current_a)
        seconds = _countdown(plan, plan.next.in_s if plan.next is not None else 0.0)
        return because(ReasonKey.HOLDING_MINIMUM, seconds=seconds, needed_w=plan.needed_w)
    if plan.ac_limit_w is not None and plan.current_a < charger.limits.max_current_a:
        return because(ReasonKey.LIMITED_BY_INVERTER, current_a=plan.current_a, power_w=plan.ac_limit_w)
    cap = charger.current_cap
    if cap is not None and plan.share_w >= (cap.current_a + charger.limits.step_a) * option.per_amp_w:
        seconds = plan.next_in_s = max(cap.until.timestamp() - (state.stepped_s or 0.0), 0.0)
        return because(ReasonKey.LIMITED_BY_CHARGER, current_a=cap.current_a, seconds=seconds)
    return _by_sun(plan)


def _by_sun(plan: ChargerDecision) -> Reason:
    charger, option = plan.charger, plan.option
    if plan.current_a < charger.limits.max_current_a:
        return because(ReasonKey.SOLAR_CHARGING, current_a=plan.current_a, power_w=plan.share_w)
    if charger.ceiling is not None and plan.share_w >= plan.current_a * option.per_amp_w + option.step_w:
        return Reason(charger.ceiling.key, {**charger.ceiling.numbers, "current_a": round(plan.current_a, 1)})
    return because(ReasonKey.SOLAR_CHARGING_MAXIMUM, current_a=plan.current_a, power_w=plan.share_w)

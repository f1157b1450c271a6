"""Surplus where each phase is billed by itself: what one phase exports pays for nothing that another imports.

A charger can have what the sun leaves on the phases it loads: on one phase that of this phase, on three three times that of the least.
How much there is in all comes from the best source there is; by how much the phases differ, from the meter of the phases. A home
battery is taken to be on all phases alike.
"""

from collections.abc import Iterable
from dataclasses import replace
from math import ceil, inf

from ..charger.power import ONE_PHASE_PART
from ..inputs import ChargerInputs
from ..limits.charger_currents import GridConnection, grid_of, phases_of, taken
from ..limits.house_currents import SampledChargers, believe
from ..limits.phase_billing import PhaseBillingState
from ..measure.freshness import CheckedReading, CheckedReadings
from ..measure.reading import Quality
from ..step_context import StepContext
from .charger_decision import ChargerDecision
from .options import Option, options_of, present_index

# A home that exports so much in all, in W, exports on a phase as well: meters of different make differ by less ...
EXPORTS_W = 300.0
# ... and agree again after this.
OUT_OF_STEP_S = 60.0


def with_phases_billed(context: StepContext) -> StepContext:
    """Return the step with the surplus of each phase, and of it all what chargers can have, where phases are billed by themselves."""
    surplus, reserve_w = context.surplus, context.inputs.site.surplus_reserve_w
    if context.inputs.phase_powers_w is None or surplus.value_w is None:
        return context
    phases_w = _on_phases(surplus.value_w - reserve_w, context)
    if phases_w is None:
        return replace(context, surplus=replace(surplus, lacks_phases=True))
    context = replace(context, phases_w=phases_w)
    there_w = _for_chargers_w(context) + reserve_w
    return replace(context, surplus=replace(surplus, value_w=there_w, shown_w=there_w, is_by_phase=True))


def phases_leave_w(
    plan: ChargerDecision, taking: Iterable[tuple[ChargerDecision, float]], context: StepContext
) -> float:
    """Return the most that the phases of a charger leave it, in W; `taking`: what others have before it."""
    if not context.phases_w:
        return inf
    grid, left_w = _grid(context), list(context.phases_w)
    for other, power_w in taking:
        options = options_of(other.charger, other.charger_state)
        option = other.option if other.option.phases else options[present_index(other.charger_state, options)]
        used, loaded = _used(other.charger, option, grid, context)
        for phase in loaded:
            left_w[phase] -= power_w / used
    if plan.option.phases:
        return _on_option_w(plan.charger, plan.option, left_w, context)
    return _at_best_w(plan.charger, left_w, context)


def share_a_phase(one: ChargerDecision, other: ChargerDecision, context: StepContext) -> bool:
    """Return whether what one charger leaves, another could have: not on a phase of its own that is billed by itself."""
    if not context.phases_w:
        return True
    return bool(_widest(one.charger, context) & _widest(other.charger, context))


def _on_phases(total_w: float, context: StepContext) -> tuple[float, ...] | None:
    """Return what the sun leaves on each phase, in W; None where no sensors show it. While they are silent, phases differ as before."""
    state, meters, grid = context.state.phase_billing, _meters(context.readings), _grid(context)
    if len(meters) < 2:
        return None
    if all(one.quality is Quality.LIVE for one in meters):
        unit_per_a = grid.voltage_v if context.readings.phase_powers else 1.0
        measured_a = [one.value / unit_per_a for one in meters]
        _judge_direction(state, measured_a, context)
        sampled_s = min(one.reported_s for one in meters)
        states, policy = context.state.chargers, context.policy
        chargers = [taken(one, states[one.id], sampled_s, grid, policy) for one in context.inputs.chargers]
        believe(state.house, measured_a, SampledChargers(chargers, sampled_s))
    house_a = state.house.currents_a
    if state.is_unsigned or len(house_a) != len(meters):
        return None
    mean_a = sum(house_a) / len(house_a)
    return tuple(total_w / len(house_a) + (mean_a - one_a) * grid.voltage_v for one_a in house_a)


def _judge_direction(state: PhaseBillingState, measured_a: list[float], context: StepContext) -> None:
    """See whether sensors show that a phase exports: those that never do have no direction."""
    grid = context.readings.grid
    if min(measured_a) < 0.0:
        state.is_unsigned, state.contradicts_since_s = False, None
    elif grid.quality is not Quality.LIVE or grid.value > -EXPORTS_W:
        state.contradicts_since_s = None
    elif state.contradicts_since_s is None:
        state.contradicts_since_s = context.now_s
    elif context.now_s - state.contradicts_since_s >= OUT_OF_STEP_S:
        state.is_unsigned = True


def _for_chargers_w(context: StepContext) -> float:
    """Return what all chargers can have together: several on known phases of their own each what that has."""
    chargers, phases_w = context.inputs.chargers, context.phases_w
    best_w = [_at_best_w(one, phases_w, context) for one in chargers]
    if not best_w:
        return len(phases_w) * min(phases_w)
    known: set[int] = set()
    for loaded in (_widest(charger, context) for charger in chargers):
        known |= loaded if len(loaded) == 1 else set()
    return max(*best_w, sum(phases_w[phase] for phase in known)) if len(known) > 1 else max(best_w)


def _on_option_w(charger: ChargerInputs, option: Option, phases_w: Iterable[float], context: StepContext) -> float:
    """Return what a charger can have on an option's phases: on all as much as on the least, the worst case where they are not known."""
    used, loaded = _used(charger, option, _grid(context), context)
    return used * min(power_w for phase, power_w in enumerate(phases_w) if phase in loaded)


def _at_best_w(charger: ChargerInputs, phases_w: Iterable[float], context: StepContext) -> float:
    """Return the most that a charger can have on any of its options; on fewer phases it takes no more than it can."""
    _, *fewer, most = options_of(charger, context.state.chargers[charger.id])
    there_w = [min(_on_option_w(charger, one, phases_w, context), one.most_a * one.per_amp_w) for one in fewer]
    return max((*there_w, _on_option_w(charger, most, phases_w, context)))


def _widest(charger: ChargerInputs, context: StepContext) -> frozenset[int]:
    """Return the phases that a charger may load on the most that it can charge on."""
    most = options_of(charger, context.state.chargers[charger.id])[-1]
    return _used(charger, most, _grid(context), context)[1]


def _used(
    charger: ChargerInputs, option: Option, grid: GridConnection, context: StepContext
) -> tuple[int, frozenset[int]]:
    """Return how many phases a charger uses on an option, as its car was seen to, and which of the grid's these may be."""
    by_power = ceil(option.per_amp_w / (ONE_PHASE_PART * grid.voltage_v) - 1e-9)
    used = max(min(charger.limits.used_phases(option.phases), by_power, grid.phases), 1)
    return used, phases_of(charger, context.state.chargers[charger.id], used, grid)


def _grid(context: StepContext) -> GridConnection:
    return replace(grid_of(context.inputs), phases=len(_meters(context.readings)))


def _meters(readings: CheckedReadings) -> tuple[CheckedReading, ...]:
    """Return the powers of the phases where they are measured, else their currents."""
    return readings.phase_powers or readings.phase_currents

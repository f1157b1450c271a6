"""Chargers that go on charging on more phases than now: what they may take meanwhile, and where there is no room for that."""

from ..charger.power import recent_levels
from ..limits.charger_currents import GridConnection, may_load
from ..limits.fuse import sampled_at_s
from ..step_context import StepContext
from .charger_decision import ChargerDecision
from .fit_phases import change_option
from .options import options_of, present_index


def takes_more_phases(plan: ChargerDecision) -> bool:
    """Return whether it charges, and is to go on with more phases."""
    return plan.charger_state.is_enabled and plan.option.phases > plan.charger_state.phases


def keep_phases(plan: ChargerDecision) -> None:
    """Have it go on with the phases it has."""
    options = options_of(plan.charger, plan.charger_state)
    change_option(plan, options[present_index(plan.charger_state, options)])


def unsure_a(plan: ChargerDecision, grid: GridConnection, context: StepContext) -> float:
    """Return the current in A that it may have taken on another phase than each of those that it is to load.

    While its phase is not known, each that it may be on is believed to carry it. Once it loads them all, it is more than that on
    those it was not on: for as long as a slow one, and a meter that reports late, may need to show that.
    """
    charger, charger_state = plan.charger, plan.charger_state
    if len(charger.limits.phases) < 2:
        return 0.0
    before = recent_levels(charger_state.levels, sampled_at_s(context))
    return max((level.current_a for level in before if _is_elsewhere(plan, level.phases, grid)), default=0.0)


def _is_elsewhere(plan: ChargerDecision, phases: int, grid: GridConnection) -> bool:
    """Return whether on so many phases it may load others than those it is to load."""
    if phases >= plan.option.phases:
        return False
    charger = plan.charger
    return len(may_load(charger, plan.charger_state, phases, grid)) > charger.limits.used_phases(phases)

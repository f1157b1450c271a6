"""Starts that are to show which phase a charger loads: one after the other, while nothing else changes."""

from collections.abc import Sequence

from ..limits.charger_currents import GridConnection, may_load
from ..limits.constraint import Grant
from ..limits.learn_phases import has_followed
from ..reasons import ReasonKey, because
from ..step_context import StepContext
from .charger_decision import ChargerDecision

# Others that are commanded all the time never have followed: a start does not wait longer for that, and shows no phase.
FOLLOWED_AFTER_S = 60.0


def waiting_to_ask(
    plans: Sequence[ChargerDecision], grants: dict[str, Grant], grid: GridConnection, context: StepContext
) -> set[str]:
    """Chargers whose phase is not known start one after the other, so each start shows which phase it loads. Return who waits."""
    if len(context.readings.phase_currents) < 2:
        return set()
    waiting: set[str] = set()
    is_asking = any(
        context.state.chargers[charger.id].connection.is_asked_by_start
        for charger in context.inputs.chargers
        if charger.limits.first_phase is None
    )
    for plan in plans:
        if _starts_unknown(plan, grants, grid):
            if is_asking:
                waiting.add(plan.charger.id)
                plan.reason = because(ReasonKey.WAITING_FOR_PRIORITY, needed_w=plan.option.least_w)
            is_asking = True
    return waiting


def _starts_unknown(plan: ChargerDecision, grants: dict[str, Grant], grid: GridConnection) -> bool:
    """Return whether it starts and may load one phase or another."""
    if plan.charger_state.is_enabled or not grants[plan.charger.id].current_a or plan.option.phases >= grid.phases:
        return False
    return len(may_load(plan.charger, plan.charger_state, plan.option.phases, grid)) > 1


def await_others(
    plans: Sequence[ChargerDecision], grants: dict[str, Grant], grid: GridConnection, context: StepContext
) -> None:
    """A start is to show a phase: it waits, with its room kept, until no other charger has a command to follow, but not for long."""
    if len(context.readings.phase_currents) < 2 or all(
        has_followed(one, context.now_s, context.policy) for one in context.state.chargers.values()
    ):
        return
    for plan in plans:
        waits_since_s = plan.charger_state.waits_since_s
        is_patient = waits_since_s is None or context.now_s - waits_since_s < FOLLOWED_AFTER_S
        if is_patient and _starts_unknown(plan, grants, grid):
            grants[plan.charger.id] = Grant(0.0)
            plan.reason = because(ReasonKey.WAITING_FOR_PRIORITY, needed_w=plan.option.least_w)

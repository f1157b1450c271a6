"""Limits of the grid connection over all plans: who gets its minimum, who waits, and how the rest is shared.

While the meter is silent nothing is raised, then chargers fall to their minimum, then off; a boost keeps its minimum, because
the user asked.
"""

from collections.abc import Sequence

from ..finite import EPSILON
from ..limits.charger_currents import GridConnection, may_load, may_yet_take
from ..limits.constraint import Constraint, CurrentRequest, Grant, Rooms, share
from ..limits.fuse import believed_grid, sampled_at_s
from ..limits.limit_reason import limit_reason
from ..limits.limited_charger import LimitedCharger
from ..limits.site_limits import constraints_of
from ..model import Limiter, SolarMode
from ..policy import Policy
from ..reasons import ReasonKey, because
from ..step_context import StepContext
from .charger_decision import ChargerDecision
from .fit_phases import fit_phases
from .options import OFF


def protect(plans: Sequence[ChargerDecision], context: StepContext) -> None:
    """Cut the plans to what the limits leave."""
    grid = believed_grid(context)
    fit_phases(plans, context)
    constraints = constraints_of([_limited(plan, grid) for plan in plans], grid, context)
    if not constraints:
        return
    _hold_while_silent(plans, constraints, context)
    ordered = sorted(plans, key=lambda plan: _rank(plan, plans, context))
    wanting = [plan for plan in ordered if plan.option.phases]
    grants = share([_request(plan) for plan in wanting], constraints)
    if waiting := _waiting_to_ask(wanting, grants, grid, context):
        # Nobody makes room for those yet.
        grants = share([_request(plan) for plan in wanting if plan.charger.id not in waiting], constraints)
        grants |= {charger_id: Grant(0.0) for charger_id in waiting}
    _defer_rises(grants, constraints, grid, context)
    for plan in ordered:
        _keep_start(plan, grants.get(plan.charger.id), context.policy)
        _apply(plan, grants.get(plan.charger.id), context.now_s)
    _report_blocked_starts(plans, constraints, grants, context.now_s)


def _limited(plan: ChargerDecision, grid: GridConnection) -> LimitedCharger:
    phases = plan.option.phases or (plan.next.phases if plan.next else 0) or plan.charger_state.phases
    loaded = may_load(plan.charger, plan.charger_state, phases, grid)
    return LimitedCharger(plan.charger, plan.charger_state, plan.option, loaded)


def _request(plan: ChargerDecision) -> CurrentRequest:
    option = plan.option
    if not _can_be_lowered(plan):
        option = option._replace(least_a=plan.current_a, most_a=plan.current_a, accepted_a=())
    charger = plan.charger
    return CurrentRequest(
        charger.id, option, plan.current_a, charger.priority, _can_be_lowered(plan), charger.ready_by_s
    )


def _can_be_lowered(plan: ChargerDecision) -> bool:
    """Return whether it is commanded; otherwise others have to make room for it."""
    return plan.charger.is_reachable and not plan.charger.is_observed


def _rank(plan: ChargerDecision, plans: Sequence[ChargerDecision], context: StepContext) -> tuple[float, ...]:
    """Those that cannot be commanded first, then by priority, then whose turn it is: who has waited longest goes before who had it."""
    charger_state = plan.charger_state
    served_s, waits_s = charger_state.served_since_s, charger_state.waits_since_s
    is_wanted = any(
        other.charger_state.waits_since_s is not None and other.charger.priority == plan.charger.priority
        for other in plans
    )
    fixed, priority = float(_can_be_lowered(plan)), -plan.charger.priority
    if served_s is None:
        return fixed, priority, 1.0, context.now_s if waits_s is None else waits_s
    is_over = is_wanted and context.now_s - served_s >= context.policy.limit_turn_s
    return fixed, priority, 2.0 if is_over else 0.0, served_s


def _hold_while_silent(
    plans: Sequence[ChargerDecision], constraints: Sequence[Constraint], context: StepContext
) -> None:
    for plan in plans:
        silent = [one for one in constraints if one.silent_s > 0.0 and one.weights.get(plan.charger.id)]
        if silent and _can_be_lowered(plan):
            worst = max(silent, key=lambda one: one.silent_s)
            most_a = _most_while_silent_a(plan, worst.silent_s, context.policy)
            if plan.current_a > most_a:
                current_a = plan.option.current_a(most_a * plan.option.per_amp_w) if most_a else 0.0
                _cut(plan, Grant(current_a, worst.limit), context.now_s)


def _most_while_silent_a(plan: ChargerDecision, silent_s: float, policy: Policy) -> float:
    charger_state = plan.charger_state
    present_a = charger_state.current_a if charger_state.is_enabled else 0.0
    is_boost = plan.charger.mode is SolarMode.BOOST
    if silent_s <= policy.fuse_hold_s:
        most_a = present_a
    elif silent_s <= policy.fuse_minimum_s or is_boost:
        most_a = min(present_a, plan.option.least_a) if present_a else 0.0
    else:
        most_a = 0.0
    return max(most_a, plan.option.least_a) if is_boost else most_a


def _defer_rises(
    grants: dict[str, Grant], constraints: Sequence[Constraint], grid: GridConnection, context: StepContext
) -> None:
    """No charger rises into room that others are only about to leave: it counts once the meter shows it."""
    rooms, rising, sampled_s = Rooms(constraints), {}, sampled_at_s(context)
    for charger in context.inputs.chargers:
        charger_state = context.state.chargers[charger.id]
        present_a = charger_state.current_a if charger_state.is_enabled else 0.0
        yet_a = may_yet_take(charger, charger_state, sampled_s, grid, context.policy)
        granted_a = grants[charger.id].current_a if charger.id in grants else 0.0
        rooms.take_while_following(charger.id, granted_a, yet_a)
        if granted_a > present_a + EPSILON:
            rising[charger.id] = present_a
    for charger_id, present_a in rising.items():
        if (limit := rooms.blocking(charger_id, 0.0)) is not None:
            grants[charger_id] = Grant(present_a, limit)


def _waiting_to_ask(
    plans: Sequence[ChargerDecision], grants: dict[str, Grant], grid: GridConnection, context: StepContext
) -> set[str]:
    """Chargers whose phase is not known start one after the other, so each start shows which phase it loads. Return who waits."""
    if len(context.readings.phase_currents) < 2:
        return set()
    waiting: set[str] = set()
    is_asking = any(charger_state.connection.is_asked_by_start for charger_state in context.state.chargers.values())
    for plan in plans:
        if plan.charger_state.is_enabled or not grants[plan.charger.id].current_a or plan.option.phases >= grid.phases:
            continue
        if len(may_load(plan.charger, plan.charger_state, plan.option.phases, grid)) > 1:
            if is_asking:
                waiting.add(plan.charger.id)
                plan.reason = because(ReasonKey.WAITING_FOR_PRIORITY, needed_w=plan.option.least_w)
            is_asking = True
    return waiting


def _keep_start(plan: ChargerDecision, grant: Grant | None, policy: Policy) -> None:
    """A start by the sun that a limit puts off need not be saved up for again: others would take back the room they make for it."""
    if grant is not None and not grant.current_a and plan.follows_sun and not plan.charger_state.is_enabled:
        plan.charger_state.budgets_wh[str(plan.option.phases)] = policy.start.most_wh * 10.0


def _apply(plan: ChargerDecision, grant: Grant | None, now_s: float) -> None:
    """Give a plan its current, and remember whether it waits or has its turn."""
    charger_state = plan.charger_state
    if grant is None:
        charger_state.waits_since_s = charger_state.served_since_s = None
        return
    if grant.current_a > 0.0:
        charger_state.waits_since_s = None
        charger_state.served_since_s = now_s if charger_state.served_since_s is None else charger_state.served_since_s
    else:
        charger_state.served_since_s = None
        charger_state.waits_since_s = now_s if charger_state.waits_since_s is None else charger_state.waits_since_s
    if grant.current_a < plan.current_a - EPSILON:
        _cut(plan, grant, now_s)


def _cut(plan: ChargerDecision, grant: Grant, now_s: float) -> None:
    if grant.limit is not None:
        limit, withheld_a = grant.limit, plan.current_a - grant.current_a
        plan.limited_by = Limiter(limit.kind.value, limit.value, limit.is_power, limit.name, withheld_a)
    plan.current_a = grant.current_a
    if grant.current_a <= 0.0:
        plan.option = OFF
    if grant.limit is not None:
        plan.reason = limit_reason(grant.limit, grant.current_a, now_s)


def _report_blocked_starts(
    plans: Sequence[ChargerDecision], constraints: Sequence[Constraint], grants: dict[str, Grant], now_s: float
) -> None:
    """Give chargers that have enough sun to start, but no room, the reason for that."""
    rooms = Rooms(constraints)
    for charger_id, grant in grants.items():
        rooms.take(charger_id, grant.current_a)
    for plan in plans:
        if plan.reason is None and plan.option is OFF and plan.next is not None and plan.next.phases:
            limit = rooms.blocking(plan.charger.id, plan.charger.limits.min_current_a)
            if limit is not None:
                plan.reason = limit_reason(limit, 0.0, now_s)

"""Limits of the grid connection over all plans: who gets its minimum, who waits, and how the rest is shared.

While the meter is silent nothing is raised, then chargers fall to their minimum, then off; a boost keeps its minimum, because
the user asked.
"""

from collections.abc import Sequence

from ..decision import Limiter
from ..finite import EPSILON
from ..limits.charger_currents import GridConnection, may_load, may_yet_take
from ..limits.constraint import Constraint, CurrentRequest, Grant, Rooms, share
from ..limits.fuse import believed_grid, sampled_at_s
from ..limits.limit_reason import limit_reason
from ..limits.limited_charger import LimitedCharger
from ..limits.site_limits import constraints_of
from ..model import SolarMode
from ..policy import Policy
from ..reasons import ReasonKey, because
from ..step_context import StepContext
from .charger_decision import ChargerDecision
from .fit_phases import fit_phases
from .more_phases import keep_phases, takes_more_phases, unsure_a
from .options import OFF
from .phase_questions import await_others, waiting_to_ask


def protect(plans: Sequence[ChargerDecision], context: StepContext) -> None:
    """Cut the plans to what the limits leave."""
    grid = believed_grid(context)
    fit_phases(plans, context)
    constraints = constraints_of([_limited(plan, grid) for plan in plans], grid, context)
    if not constraints:
        return
    _hold_while_silent(plans, constraints, context)
    ordered = sorted(plans, key=lambda plan: _rank(plan, plans, context))
    resting = [plan for plan in ordered if plan.option.phases and _rest_left_s(plan, context.now_s)]
    wanting = [plan for plan in ordered if plan.option.phases and plan not in resting]
    grants = _share(wanting, constraints, grid, context)
    without_room = [plan for plan in wanting if takes_more_phases(plan) and not grants[plan.charger.id].current_a]
    if without_room:
        for plan in without_room:
            keep_phases(plan)
        constraints = constraints_of([_limited(plan, grid) for plan in plans], grid, context)
        grants = _share(wanting, constraints, grid, context)
    if waiting := waiting_to_ask(wanting, grants, grid, context):
        # Nobody makes room for those yet.
        grants = _share([plan for plan in wanting if plan.charger.id not in waiting], constraints, grid, context)
        grants |= {charger_id: Grant(0.0) for charger_id in waiting}
    rooms = _rooms_meanwhile(plans, grants, constraints, grid, context)
    if _defer_more_phases(plans, grants, rooms):
        rooms = _rooms_meanwhile(plans, grants, constraints, grid, context)
    _defer_rises(plans, grants, rooms)
    await_others(wanting, grants, grid, context)
    grants |= _rest(resting, constraints, context.now_s)
    for plan in ordered:
        _keep_start(plan, grants.get(plan.charger.id), context.policy)
        _apply(plan, grants.get(plan.charger.id), context)
    _report_blocked_starts(plans, constraints, grants, context.now_s)


def _share(
    plans: Sequence[ChargerDecision], constraints: Sequence[Constraint], grid: GridConnection, context: StepContext
) -> dict[str, Grant]:
    return share([_request(plan, grid, context) for plan in plans], constraints)


def _limited(plan: ChargerDecision, grid: GridConnection) -> LimitedCharger:
    phases = plan.option.phases or (plan.next.phases if plan.next else 0) or plan.charger_state.phases
    loaded = may_load(plan.charger, plan.charger_state, phases, grid)
    return LimitedCharger(plan.charger, plan.charger_state, plan.option, loaded)


def _request(plan: ChargerDecision, grid: GridConnection, context: StepContext) -> CurrentRequest:
    option = plan.option
    if not _can_be_lowered(plan):
        option = option._replace(least_a=plan.current_a, most_a=plan.current_a, accepted_a=())
    charger = plan.charger
    return CurrentRequest(
        charger.id,
        option,
        plan.current_a,
        charger.priority,
        _can_be_lowered(plan),
        charger.ready_by_s,
        unsure_a(plan, grid, context),
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
                _cut(plan, Grant(current_a, worst.limit), context)


def _most_while_silent_a(plan: ChargerDecision, silent_s: float, policy: Policy) -> float:
    present_a = _present_a(plan)
    is_boost = plan.charger.mode is SolarMode.BOOST
    if silent_s <= policy.fuse_hold_s:
        most_a = present_a
    elif silent_s <= policy.fuse_minimum_s or is_boost:
        most_a = min(present_a, plan.option.least_a) if present_a else 0.0
    else:
        most_a = 0.0
    return max(most_a, plan.option.least_a) if is_boost else most_a


def _defer_more_phases(plans: Sequence[ChargerDecision], grants: dict[str, Grant], rooms: Rooms) -> bool:
    """No charger takes more phases where others are only about to leave room there. Return whether one waits: no room is made for it."""
    is_one_waiting = False
    for plan in plans:
        grant = grants.get(plan.charger.id)
        if grant is not None and grant.current_a and takes_more_phases(plan):
            limit = rooms.blocking(plan.charger.id, 0.0)
            if limit is not None:
                keep_phases(plan)
                grants[plan.charger.id] = Grant(min(_present_a(plan), grant.current_a), limit)
                is_one_waiting = True
    return is_one_waiting


def _defer_rises(plans: Sequence[ChargerDecision], grants: dict[str, Grant], rooms: Rooms) -> None:
    """No charger rises into room that others are only about to leave: it counts once the meter shows it."""
    for plan in plans:
        grant, present_a = grants.get(plan.charger.id), _present_a(plan)
        if grant is not None and grant.current_a > present_a + EPSILON:
            limit = rooms.blocking(plan.charger.id, 0.0)
            if limit is not None:
                grants[plan.charger.id] = Grant(present_a, limit)


def _rooms_meanwhile(
    plans: Sequence[ChargerDecision],
    grants: dict[str, Grant],
    constraints: Sequence[Constraint],
    grid: GridConnection,
    context: StepContext,
) -> Rooms:
    """Return what the limits leave until all that is granted is in force."""
    rooms, sampled_s = Rooms(constraints), sampled_at_s(context)
    for plan in plans:
        grant = grants.get(plan.charger.id)
        yet_a = may_yet_take(plan.charger, plan.charger_state, sampled_s, grid, context.policy)
        if grant is not None and grant.current_a:
            rooms.take_elsewhere(plan.charger.id, unsure_a(plan, grid, context))
        rooms.take_while_following(plan.charger.id, grant.current_a if grant is not None else 0.0, yet_a)
    return rooms


def _present_a(plan: ChargerDecision) -> float:
    return plan.charger_state.current_a if plan.charger_state.is_enabled else 0.0


def _keep_start(plan: ChargerDecision, grant: Grant | None, policy: Policy) -> None:
    """A start by the sun that a limit puts off need not be saved up for again: others would take back the room they make for it."""
    if grant is not None and not grant.current_a and plan.follows_sun and not plan.charger_state.is_enabled:
        plan.charger_state.budgets_wh[str(plan.option.phases)] = policy.start.most_wh * 10.0


def _rest_left_s(plan: ChargerDecision, now_s: float) -> float:
    """Return for how long it does not start, because limits stopped it lately."""
    charger_state = plan.charger_state
    return 0.0 if charger_state.is_enabled else charger_state.limit_rest.left_s(now_s, charger_state.arrived_s)


def _rest(plans: Sequence[ChargerDecision], constraints: Sequence[Constraint], now_s: float) -> dict[str, Grant]:
    """Return that these get nothing: from the limit that leaves no room for them now, else because they rest."""
    rooms = Rooms(constraints)
    grants = {plan.charger.id: Grant(0.0, rooms.blocking(plan.charger.id, plan.option.least_a)) for plan in plans}
    for plan in plans:
        if grants[plan.charger.id].limit is None:
            plan.next_in_s = _rest_left_s(plan, now_s)
            stops = float(round(plan.charger_state.limit_rest.stops))
            plan.reason = because(ReasonKey.PAUSED_AFTER_LIMIT, count=stops, seconds=plan.next_in_s)
    return grants


def _apply(plan: ChargerDecision, grant: Grant | None, context: StepContext) -> None:
    """Give a plan its current, and remember whether it waits or has its turn."""
    charger_state, now_s = plan.charger_state, context.now_s
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
        _cut(plan, grant, context)


def _cut(plan: ChargerDecision, grant: Grant, context: StepContext) -> None:
    if grant.limit is not None:
        limit, withheld_a = grant.limit, plan.current_a - grant.current_a
        plan.limited_by = Limiter(limit.kind.value, limit.value, limit.is_power, limit.name, withheld_a)
    plan.current_a = grant.current_a
    if grant.current_a <= 0.0:
        plan.option = OFF
    if grant.limit is not None:
        plan.reason = limit_reason(grant.limit, grant.current_a, context.now_s)
        if plan.option is OFF and plan.charger_state.is_enabled:
            plan.charger_state.limit_rest.note_stop(context.now_s, context.policy, is_of_draw=grant.limit.is_of_draw)


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

"""Surplus among the chargers: by priority, equal ones share alike, and none starts before the power for it is free."""

from collections.abc import Iterator

from ..charger.learning import watts_per_amp
from ..charger.power import expected_w, power_range_w
from ..charger.retry import takes_nothing
from ..measure.reading import Quality
from ..model import Reason, SolarMode
from ..policy import Policy
from ..reasons import ReasonKey, because
from ..step_context import StepContext
from .charger_decision import ChargerDecision
from .idle import idle_decision, no_measurement_decision
from .options import OFF, options_of, present_index
from .phase_surplus import phases_leave_w, share_a_phase
from .phase_try import with_phase_try
from .protection import protect
from .regulator import Share, choose
from .sun_sharing import note_turns, share_sun, taken_otherwise_w

# A charger joins an equal one when there is this part of its minimum left besides both minimums.
JOINS_ABOVE_PART = 1.5


def allocate(context: StepContext) -> list[ChargerDecision]:
    """Return a plan for each charger, in the order of the inputs."""
    state, surplus = context.state, context.surplus
    plans = [ChargerDecision(charger, state.chargers[charger.id]) for charger in context.inputs.chargers]
    if len(plans) > 1:
        note_turns(plans, context.now_s, context.policy)
    order = plans if len(plans) == 1 else sorted(plans, key=_rank)
    decided: list[ChargerDecision] = []
    for plan in order:
        _decide(plan, decided, order, context)
        decided.append(plan)
    if len(plans) > 1 and surplus.value_w is not None and surplus.quality is not Quality.STALE:
        left_w = surplus.value_w - context.inputs.site.surplus_reserve_w
        _give_way(order, left_w - taken_otherwise_w(order, context.now_s, context.policy))
        share_sun(order, left_w - state.past.load.pulses.coming_w(context.now_s), context)
        _hold_starts(order, left_w, context.now_s, context.policy)
    for plan in plans:
        plan.settle_pace(context.elapsed_s)
    if state.measure.stuck_meter.is_checking:
        _test_meter(order, state.measure.stuck_meter.checking_since_s)
    protect(plans, context)
    return plans


def _rank(plan: ChargerDecision) -> tuple[float, bool]:
    """Higher priority first; among equals those that charge."""
    return -plan.priority, not plan.charger_state.is_enabled


def _decide(
    plan: ChargerDecision, decided: list[ChargerDecision], order: list[ChargerDecision], context: StepContext
) -> None:
    charger, charger_state, surplus = plan.charger, plan.charger_state, context.surplus
    state, site, now_s, policy = context.state, context.inputs.site, context.now_s, context.policy
    if idle_decision(plan, now_s, policy):
        plan.is_fixed = True
        return
    if charger.mode is SolarMode.BOOST or (charger.mode is SolarMode.SOLAR_AND_GRID and charger.full_speed):
        plan.option = options_of(charger, charger_state)[-1]
        plan.current_a = charger.limits.max_current_a
        why = charger.full_speed or because(ReasonKey.BOOST)
        plan.reason = Reason(why.key, {**why.numbers, "current_a": plan.current_a})
        plan.next_in_s = None if charger.full_speed_until_s is None else charger.full_speed_until_s - now_s
        plan.is_fixed = True
        return
    if surplus.value_w is None or surplus.quality is Quality.STALE:
        no_measurement_decision(plan, surplus, context.elapsed_s, policy)
        plan.is_fixed = True
        return
    charger_state.unmeasured_wh = 0.0
    before = list(_taken_before(plan, decided, order, now_s, policy))
    others_w = sum(power_w for _, power_w in before)
    plan.ac_limit_w = site.ac_limit_w if surplus.is_ac_limited else None
    plan.share_w = surplus.value_w - site.surplus_reserve_w - others_w
    plan.share_w = min(plan.share_w, phases_leave_w(plan, before, context))
    share = Share(plan.share_w, others_w + surplus.uncounted_w, _others_could_w(plan, order, context))
    choice = choose(charger, charger_state, share, context)
    plan.option, plan.next = choice.option if choice.option.phases else OFF, choice.next
    # Only what a load that pulses leaves all the time is followed.
    plan.share_w = min(plan.share_w, phases_leave_w(plan, before, context)) - state.past.load.pulses.coming_w(now_s)
    if choice.has_moved:
        # What equals have saved up for was reckoned without this transition.
        for other in _equals(plan, order):
            other.charger_state.budgets_wh, other.charger_state.balanced = {}, None
    if surplus.is_disproved and charger.min_solar_share and plan.share_w < plan.needed_w:
        plan.option = OFF
    if plan.option is OFF and not charger.min_solar_share and len(choice.options) > 1:
        plan.option = choice.options[1]
    if plan.option.phases:
        plan.current_a = plan.follow(policy)
    with_phase_try(plan, context)


def _taken_before(
    plan: ChargerDecision, decided: list[ChargerDecision], order: list[ChargerDecision], now_s: float, policy: Policy
) -> Iterator[tuple[ChargerDecision, float]]:
    """Return the least that chargers need which go before it, or charge as its equals, and all that do not follow the sun take, in W."""
    for other in decided:
        if not takes_nothing(other.charger, other.charger_state, now_s, policy):
            yield other, other.option.least_w if other.follows_sun else other.power_w
    for other in order[len(decided) + 1 :]:
        if takes_nothing(other.charger, other.charger_state, now_s, policy):
            continue
        if not other.follows_sun and other.charger_state.is_enabled:
            yield other, expected_w(other.charger_state)
        elif other.priority == plan.priority and other.charger_state.is_enabled:
            least_w = other.charger.limits.min_current_a * watts_per_amp(
                other.charger, other.charger_state, other.charger_state.phases
            )
            yield other, min(least_w, expected_w(other.charger_state))


def _equals(plan: ChargerDecision, order: list[ChargerDecision]) -> list[ChargerDecision]:
    """Return the other chargers of the same priority that the sun decides on."""
    priority = plan.charger.priority
    return [other for other in order if other is not plan and other.charger.priority == priority and other.follows_sun]


def _others_could_w(plan: ChargerDecision, order: list[ChargerDecision], context: StepContext) -> float:
    """Return what of its share chargers that charge could take in its place: equal ones, and those of higher priority.

    A second car joins before the first one has all it could take, but not at the border of what both need.
    """
    could_w = 0.0
    for other in order:
        is_before = other is not plan and other.follows_sun and other.priority >= plan.priority
        if (
            is_before
            and other.charger_state.is_enabled
            and not takes_nothing(other.charger, other.charger_state, context.now_s, context.policy)
            and share_a_phase(plan, other, context)
        ):
            options = options_of(other.charger, other.charger_state)
            could_w += options[present_index(other.charger_state, options)].headroom_w
    return min(could_w, JOINS_ABOVE_PART * plan.charger.limits.least_w)


def _give_way(order: list[ChargerDecision], left_w: float) -> None:
    """Where a charger that goes first starts, those after it that do not fit any more pause at once: no import in between.

    `left_w`: what the sun leaves for those that follow it.
    """
    starts_at = [plan.priority for plan in order if plan.option.phases and not plan.charger_state.is_enabled]
    for plan in order:
        if not plan.option.phases or not plan.follows_sun:
            continue
        has_way = not plan.charger_state.is_enabled or all(priority <= plan.priority for priority in starts_at)
        if has_way or not plan.charger.min_solar_share or left_w >= plan.needed_w:
            left_w -= plan.option.least_w
        else:
            plan.reason = because(ReasonKey.WAITING_FOR_PRIORITY, needed_w=plan.needed_w)
            plan.option, plan.current_a = OFF, 0.0


def _hold_starts(order: list[ChargerDecision], left_w: float, now_s: float, policy: Policy) -> None:
    """A start waits until those that make room for it are seen to have done so; for those that will not, it need not."""
    for plan in order:
        if not plan.option.phases or plan.charger_state.is_enabled or not plan.charger.min_solar_share:
            continue
        others_w = leaving_w = 0.0
        for other in order:
            if other is not plan:
                drawn_w = power_range_w(other.charger_state, now_s, policy)[1]
                others_w += drawn_w
                leaving_w += max(drawn_w - other.power_w, 0.0)
        if leaving_w > plan.option.step_w and others_w + plan.needed_w > left_w + plan.option.step_w:
            plan.charger_state.budgets_wh[str(plan.option.phases)] = policy.start.most_wh * 10.0
            plan.reason = because(ReasonKey.WAITING_FOR_PRIORITY, needed_w=plan.needed_w)
            plan.option, plan.current_a = OFF, 0.0


def _test_meter(order: list[ChargerDecision], since_s: float) -> None:
    """Lower one charger by a step, so that a grid meter that still follows shows it."""
    for plan in order:
        if plan.option.phases and plan.charger_state.is_enabled and plan.follows_sun:
            is_lowered = plan.charger_state.commanded_s >= since_s
            lower_a = plan.charger_state.current_a - (0.0 if is_lowered else plan.option.step_a)
            if lower_a >= plan.option.least_a:
                plan.current_a = plan.option.current_a(lower_a * plan.option.per_amp_w)
                plan.reason = because(ReasonKey.CHECKING_METER)
                return

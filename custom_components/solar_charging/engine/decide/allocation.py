"""Surplus among the chargers: by priority, equal ones share alike, and none starts before the power for it is free."""

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
from .options import OFF, Option, options_of, present_index
from .protection import protect
from .regulator import Share, choose, follow

# A charger joins an equal one when there is this part of its minimum left besides both minimums.
JOINS_ABOVE_PART = 1.5


def allocate(context: StepContext) -> list[ChargerDecision]:
    """Return a plan for each charger, in the order of the inputs."""
    state, surplus = context.state, context.surplus
    plans = [ChargerDecision(charger, state.chargers[charger.id]) for charger in context.inputs.chargers]
    order = plans if len(plans) == 1 else sorted(plans, key=_rank)
    decided: list[ChargerDecision] = []
    for plan in order:
        _decide(plan, decided, order, context)
        decided.append(plan)
    if len(plans) > 1 and surplus.value_w is not None and surplus.quality is not Quality.STALE:
        left_w = surplus.value_w - context.inputs.site.surplus_reserve_w
        _share_alike(order, left_w, context.now_s, context.policy)
        _give_way(order, left_w)
        _hold_starts(order, left_w, context.now_s, context.policy)
    if state.measure.stuck_meter.is_checking:
        _test_meter(order, state.measure.stuck_meter.checking_since_s)
    protect(plans, context)
    return plans


def _rank(plan: ChargerDecision) -> tuple[float, bool]:
    """Higher priority first; among equals those that charge."""
    return -plan.charger.priority, not plan.charger_state.is_enabled


def _decide(
    plan: ChargerDecision, decided: list[ChargerDecision], order: list[ChargerDecision], context: StepContext
) -> None:
    charger, charger_state, surplus = plan.charger, plan.charger_state, context.surplus
    site, now_s, policy = context.inputs.site, context.now_s, context.policy
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
    others_w = _taken_before(plan, decided, order, now_s, policy)
    plan.ac_limit_w = site.ac_limit_w if surplus.is_ac_limited else None
    plan.share_w = surplus.value_w - site.surplus_reserve_w - others_w
    share = Share(plan.share_w, others_w + surplus.uncounted_w, _others_could_w(plan, order, now_s, policy))
    choice = choose(charger, charger_state, share, context)
    plan.option, plan.next = choice.option if choice.option.phases else OFF, choice.next
    if choice.has_moved:
        # What equals have saved up for was reckoned without this transition.
        for other in _equals(plan, order):
            other.charger_state.budgets_wh = {}
    if surplus.is_disproved and charger.min_solar_share and plan.share_w < plan.needed_w:
        plan.option = OFF
    if plan.option is OFF and not charger.min_solar_share and len(choice.options) > 1:
        plan.option = choice.options[1]
    if plan.option.phases:
        plan.current_a = follow(charger_state, plan.option, plan.share_w, policy)


def _taken_before(
    plan: ChargerDecision, decided: list[ChargerDecision], order: list[ChargerDecision], now_s: float, policy: Policy
) -> float:
    """Return what chargers of higher priority take, and the least that equal ones need."""
    taken_w = 0.0
    for other in decided:
        if not takes_nothing(other.charger, other.charger_state, now_s, policy):
            is_above = other.charger.priority > plan.charger.priority or not _follows_sun(other)
            taken_w += other.power_w if is_above else other.option.least_w
    for other in order[len(decided) + 1 :]:
        if not _follows_sun(other) and other.charger_state.is_enabled:
            taken_w += expected_w(other.charger_state)
        elif other.charger.priority == plan.charger.priority and other.charger_state.is_enabled:
            least_w = other.charger.limits.min_current_a * watts_per_amp(
                other.charger, other.charger_state, other.charger_state.phases
            )
            taken_w += min(least_w, expected_w(other.charger_state))
    return taken_w


def _equals(plan: ChargerDecision, order: list[ChargerDecision]) -> list[ChargerDecision]:
    """Return the other chargers of the same priority that the sun decides on."""
    priority = plan.charger.priority
    return [
        other for other in order if other is not plan and other.charger.priority == priority and _follows_sun(other)
    ]


def _others_could_w(plan: ChargerDecision, order: list[ChargerDecision], now_s: float, policy: Policy) -> float:
    """Return what of its share equal chargers that charge could take in its place.

    A second car joins before the first one has all it could take, but not at the border of what both need.
    """
    could_w = 0.0
    for other in _equals(plan, order):
        if other.charger_state.is_enabled and not takes_nothing(other.charger, other.charger_state, now_s, policy):
            options = options_of(other.charger, other.charger_state)
            could_w += _headroom_w(options[present_index(other.charger_state, options)])
    return min(could_w, JOINS_ABOVE_PART * plan.charger.limits.least_w)


def _share_alike(order: list[ChargerDecision], left_w: float, now_s: float, policy: Policy) -> None:
    """Among chargers of one priority, spread what is left above their minimums in equal parts."""
    left_w -= sum(plan.power_w for plan in order if not _follows_sun(plan))
    for priority in dict.fromkeys(plan.charger.priority for plan in order):
        solar = [
            plan
            for plan in order
            if plan.charger.priority == priority
            and plan.option.phases
            and _follows_sun(plan)
            and not takes_nothing(plan.charger, plan.charger_state, now_s, policy)
        ]
        if len(solar) > 1:
            spare_w = max(left_w - sum(plan.option.least_w for plan in solar), 0.0)
            for number, plan in enumerate(sorted(solar, key=lambda plan: _headroom_w(plan.option))):
                part_w = spare_w / (len(solar) - number)
                plan.share_w = plan.option.least_w + part_w
                plan.current_a = follow(plan.charger_state, plan.option, plan.share_w, policy)
                spare_w = max(spare_w - (plan.power_w - plan.option.least_w), 0.0)
        left_w -= sum(plan.power_w for plan in solar)


def _headroom_w(option: Option) -> float:
    return (option.most_a - option.least_a) * option.per_amp_w


def _follows_sun(plan: ChargerDecision) -> bool:
    """Return whether the sun decides on this charger; before it has been decided on, its mode tells."""
    charger = plan.charger
    if plan.is_fixed:
        return False
    return charger.mode is SolarMode.SOLAR_ONLY or (
        charger.mode is SolarMode.SOLAR_AND_GRID and charger.full_speed is None
    )


def _give_way(order: list[ChargerDecision], left_w: float) -> None:
    """Where a charger of higher priority starts, those below it that do not fit any more pause at once: no import in between."""
    starts_at = [plan.charger.priority for plan in order if plan.option.phases and not plan.charger_state.is_enabled]
    for plan in order:
        has_way = not any(priority > plan.charger.priority for priority in starts_at)
        if has_way or not plan.option.phases or not plan.charger_state.is_enabled or not _follows_sun(plan):
            left_w -= plan.power_w
        elif plan.charger.min_solar_share and left_w < plan.needed_w:
            plan.reason = because(ReasonKey.WAITING_FOR_PRIORITY, needed_w=plan.needed_w)
            plan.option, plan.current_a = OFF, 0.0
        else:
            left_w -= plan.power_w


def _hold_starts(order: list[ChargerDecision], left_w: float, now_s: float, policy: Policy) -> None:
    """A start waits until those that make room for it are seen to have done so."""
    for plan in order:
        if not plan.option.phases or plan.charger_state.is_enabled or not plan.charger.min_solar_share:
            continue
        others_w = sum(power_range_w(other.charger_state, now_s, policy)[1] for other in order if other is not plan)
        if others_w > 0.0 and others_w + plan.needed_w > left_w + plan.option.step_w:
            plan.charger_state.budgets_wh[str(plan.option.phases)] = policy.start.most_wh * 10.0
            plan.reason = because(ReasonKey.WAITING_FOR_PRIORITY, needed_w=plan.needed_w)
            plan.option, plan.current_a = OFF, 0.0


def _test_meter(order: list[ChargerDecision], since_s: float) -> None:
    """Lower one charger by a step, so that a grid meter that still follows shows it."""
    for plan in order:
        if plan.option.phases and plan.charger_state.is_enabled and _follows_sun(plan):
            is_lowered = plan.charger_state.commanded_s >= since_s
            lower_a = plan.charger_state.current_a - (0.0 if is_lowered else plan.option.step_a)
            if lower_a >= plan.option.least_a:
                plan.current_a = plan.option.current_a(lower_a * plan.option.per_amp_w)
                plan.reason = because(ReasonKey.CHECKING_METER)
                return

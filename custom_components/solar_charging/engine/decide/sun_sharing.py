"""How chargers share what the sun leaves: the rule of every limit.

Every charger that is to charge gets its minimum first, by priority; then the rest goes to higher priorities before lower ones, to
cars that have to be ready sooner before others, and to equals in equal parts. Where it is not enough for all equals, they take turns.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import inf

from ..charger.power import expected_w
from ..charger.retry import takes_nothing
from ..policy import Policy
from ..step_context import StepContext
from .charger_decision import ChargerDecision
from .phase_surplus import phases_leave_w


def note_turns(plans: Sequence[ChargerDecision], now_s: float, policy: Policy) -> None:
    """Remember who charges by the sun and who waits for it; one whose turn is over goes behind equals that wait."""
    for plan in plans:
        charger_state = plan.charger_state
        is_candidate = plan.follows_sun and not takes_nothing(plan.charger, charger_state, now_s, policy)
        if not is_candidate or not charger_state.is_enabled:
            charger_state.sun_since_s = None
        elif charger_state.sun_since_s is None:
            charger_state.sun_since_s = now_s
        plan.waits_for_sun = is_candidate and not charger_state.is_enabled
    waiting = {plan.charger.priority for plan in plans if plan.waits_for_sun}
    for plan in plans:
        since_s = plan.charger_state.sun_since_s
        is_over = since_s is not None and now_s - since_s >= policy.sun_turn_s
        plan.is_turn_over = is_over and plan.charger.priority in waiting


def share_sun(order: Sequence[ChargerDecision], left_w: float, context: StepContext) -> None:
    """Give each that is to charge by the sun its share of what is left. `order`: by rank."""
    left_w -= taken_otherwise_w(order, context.now_s, context.policy)
    taking = [
        plan
        for plan in order
        if plan.option.phases
        and plan.follows_sun
        and not takes_nothing(plan.charger, plan.charger_state, context.now_s, context.policy)
    ]
    spare_w = max(left_w - sum(plan.option.least_w for plan in taking), 0.0)
    for plan in taking:
        plan.share_w = min(left_w, plan.option.least_w)
        left_w -= plan.option.least_w
    for _, equals in groupby(sorted(taking, key=_need), key=_need):
        spare_w = _share_alike(list(equals), spare_w, order, context)


def taken_otherwise_w(plans: Sequence[ChargerDecision], now_s: float, policy: Policy) -> float:
    """Return what of the surplus in W goes to those that something else than the sun decides on."""
    return sum(
        plan.power_w
        for plan in plans
        if not plan.follows_sun and not takes_nothing(plan.charger, plan.charger_state, now_s, policy)
    )


def _need(plan: ChargerDecision) -> tuple[float, float]:
    ready_by_s = plan.charger.ready_by_s
    return -plan.priority, inf if ready_by_s is None else ready_by_s


def _share_alike(
    plans: list[ChargerDecision], spare_w: float, order: Sequence[ChargerDecision], context: StepContext
) -> float:
    """Spread what is left above all minimums in equal parts; return what they leave."""

    def phases_leave_most_w(plan: ChargerDecision) -> float:
        others = ((other, other.power_w) for other in order if other is not plan)
        return phases_leave_w(plan, others, context)

    def headroom_w(plan: ChargerDecision) -> float:
        return min(plan.option.headroom_w, phases_leave_most_w(plan) - plan.option.least_w)

    for number, plan in enumerate(sorted(plans, key=headroom_w)):
        plan.share_w += spare_w / (len(plans) - number)
        plan.share_w = min(plan.share_w, phases_leave_most_w(plan))
        plan.current_a = plan.follow(context.policy)
        spare_w = max(spare_w - max(plan.power_w - plan.option.least_w, 0.0), 0.0)
    return spare_w


def solar_parts(plans: Sequence[ChargerDecision], left_w: float) -> Iterator[float]:
    """Return for each what of the power it draws now the sun gives: what the sun decides on has its share, then what others leave."""
    order = sorted(plans, key=lambda plan: (plan.follows_sun, -plan.charger.priority))
    parts = dict.fromkeys((plan.charger.id for plan in plans), 0.0)
    left_w = max(left_w, 0.0)
    for is_last in (False, True):
        for plan in order:
            if plan.charger_state.is_enabled:
                most_w = expected_w(plan.charger_state) - parts[plan.charger.id]
                if plan.follows_sun and not is_last:
                    most_w = min(most_w, max(plan.share_w, 0.0))
                part_w = min(max(most_w, 0.0), left_w)
                parts[plan.charger.id] += part_w
                left_w -= part_w
    return iter(parts.values())

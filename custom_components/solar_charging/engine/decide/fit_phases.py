"""Chargers that can switch phases go on with fewer of them where a limit on the draw leaves no power for all."""

from collections.abc import Sequence

from ..limits.draw_constraints import is_exempt, running_room_w
from ..limits.draw_limit import DrawLimit
from ..limits.limited_charger import LimitedCharger
from ..step_context import StepContext
from .charger_decision import ChargerDecision
from .options import Option, options_of


def fit_phases(plans: Sequence[ChargerDecision], context: StepContext) -> None:
    """Give plans the most phases on which the limits leave them their least power; those that fit on none stay as they are."""
    for limit in context.draw_limits:
        _fit(limit, [plan for plan in plans if not is_exempt(plan.charger, limit)], context)


def _fit(limit: DrawLimit, plans: Sequence[ChargerDecision], context: StepContext) -> None:
    if not any(len(plan.charger.limits.phases) > 1 for plan in plans):
        return
    wanted = [plan for plan in plans if plan.option.phases]
    limited = [LimitedCharger(plan.charger, plan.charger_state, plan.option, frozenset()) for plan in wanted]
    running_w = running_room_w(limit, limited, context)
    for plan in wanted:
        others_w = sum(one.option.least_w for one in wanted if one is not plan and one.charger_state.is_enabled)
        present = plan.charger_state.phases if plan.charger_state.is_enabled else 0
        fitting = [
            option
            for option in options_of(plan.charger, plan.charger_state)
            if 0 < option.phases <= plan.option.phases
            and option.least_w <= (running_w if option.phases <= present else limit.starting_w - others_w)
        ]
        if fitting and fitting[-1] != plan.option:
            change_option(plan, fitting[-1])
        running_w -= plan.option.least_w


def change_option(plan: ChargerDecision, option: Option) -> None:
    """Have a plan charge with another option, at the power that it is to have."""
    wanted_w = plan.current_a * plan.option.per_amp_w
    plan.option, plan.current_a = option, option.current_a(wanted_w)

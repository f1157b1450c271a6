"""*Fewer starts* and *more sun*, kept beside what *balanced* would do on the same seconds.

*Fewer starts* begins a charge later than *balanced* or not at all, and ends it with it: so it neither starts more often nor buys more.
*More sun* begins sooner, and while there is any surplus it never ends before *balanced*: so it takes no less of the sun. Where there is none at
all, it ends by itself: what that buys takes nothing of the sun. The same holds for phases.
Each charge may buy what `purchase_limit` allows, so a *more sun* that has bought its part waits, too.
"""

from dataclasses import fields

from ..charger.charge import BalancedCharge
from ..charger.power import expected_w
from ..policy import Policy, SwitchingPreference
from .budget import Transition
from .charge_step import ChargeStep, allowed_of, go_on, next_of, within_purchases
from .options import Option, followed_a, present_index
from .purchase_limit import is_used_up

# Steps that do not follow one another: in between something else than the sun decided.
GAP_S = 1.0


def beside_balanced(step: ChargeStep) -> Transition | None:
    """Return the transition that comes next for a charger with another preference than *balanced*."""
    charge, preference = step.charger_state, step.charger.switching_preference
    balanced = _balanced(step)
    its_next = _go_on_balanced(balanced, step)
    is_few = preference is SwitchingPreference.FEWER_STARTS
    options, here, there = step.options, step.regrets.present, present_index(balanced, step.options)
    if not is_few and step.share_w <= 0.0:
        there = 0
    if (here > there) if is_few else (here < there):
        # Only once phases may be switched again.
        is_allowed = options[there] in allowed_of(charge, step)
        return within_purchases(charge, step, Transition(options[there].phases, 0.0) if is_allowed else None)
    within = options[here : there + 1] if is_few else options[there:]
    return next_of(charge, step, preference, within) or its_next


def _balanced(step: ChargeStep) -> BalancedCharge:
    """Return the charge as it would be with *balanced*: as the real one where something else decided on that."""
    real, context = step.charger_state, step.context
    real_phases = step.options[step.regrets.present].phases
    balanced = real.balanced
    if (
        balanced is None
        or balanced.real_phases != real_phases
        or context.now_s - context.elapsed_s - balanced.at_s > GAP_S
    ):
        shared = {item.name: getattr(real, item.name) for item in fields(BalancedCharge) if hasattr(real, item.name)}
        balanced = real.balanced = BalancedCharge(**{**shared, "budgets_wh": dict(real.budgets_wh)})
    balanced.at_s = context.now_s
    return balanced


def _go_on_balanced(balanced: BalancedCharge, step: ChargeStep) -> Transition | None:
    """Let a step pass for the charge with *balanced*; return its next transition, None if that was made now."""
    real, options = step.charger_state, step.options
    before = present_index(balanced, options)
    is_alike = before == step.regrets.present
    drawn_w = expected_w(real) if is_alike else balanced.current_a * options[before].per_amp_w
    go_on(balanced, step, drawn_w)
    next_ = next_of(balanced, step, SwitchingPreference.BALANCED)
    now = before
    if next_ is not None and next_.in_s <= 0.0:
        now = next(index for index, option in enumerate(options) if option.phases == next_.phases)
        _move(balanced, options[now], step.context.now_s)
        next_ = None
    balanced.current_a = _current_a(balanced, step, options[now], is_same=now == before)
    return next_


def _move(balanced: BalancedCharge, option: Option, now_s: float) -> None:
    if option.phases and not balanced.is_enabled:
        balanced.starts += 1.0
    if option.phases and option.phases != balanced.phases:
        balanced.switches += 1.0
        balanced.switched_s = now_s
    balanced.is_enabled, balanced.phases = bool(option.phases), option.phases or balanced.phases
    balanced.budgets_wh = {}


def _current_a(balanced: BalancedCharge, step: ChargeStep, option: Option, *, is_same: bool) -> float:
    if not option.phases:
        return 0.0
    if step.is_limited and is_used_up(balanced, step.options):
        return option.least_a
    policy: Policy = step.context.policy
    return followed_a(option, balanced.current_a if is_same else 0.0, step.share_w, policy)

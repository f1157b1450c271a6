"""One step of a charge, be it real or as it would be with another switching preference: what it saves up and buys, where it goes next."""

from dataclasses import dataclass, replace

from ..charger.charge import ChargeState
from ..charger.charger_state import ChargerState
from ..inputs import ChargerInputs
from ..policy import SwitchingPreference, weighed
from ..step_context import StepContext
from .budget import Regrets, Transition, fill, next_transition
from .options import Option, present_index, topped_up_w
from .purchase_limit import book, is_used_up, starts_in_s


@dataclass(frozen=True, slots=True)
class ChargeStep:
    """What a step brings: to one charger, its share of the surplus in W and what each of its options regrets at it."""

    charger: ChargerInputs
    charger_state: ChargerState
    regrets: Regrets
    share_w: float
    context: StepContext

    @property
    def options(self) -> tuple[Option, ...]:
        """Off, and every phase count it can charge on, fewest first."""
        return self.regrets.options

    @property
    def offered_w(self) -> float:
        """Its share, and what the grid may add."""
        return topped_up_w(self.options, self.share_w, self.charger.min_solar_share)

    @property
    def is_limited(self) -> bool:
        """Whether what it buys is limited."""
        return bool(self.charger.min_solar_share) and len(self.options) > 1


def go_on(charge: ChargeState, step: ChargeStep, drawn_w: float) -> None:
    """Let a charge that drew so much save up, and take what it bought from its account."""
    elapsed_s = step.context.elapsed_s
    fill(charge, _regrets_of(charge, step), elapsed_s)
    if step.is_limited:
        book(charge, step.options, step.offered_w, drawn_w, elapsed_s)


def next_of(
    charge: ChargeState, step: ChargeStep, preference: SwitchingPreference, within: tuple[Option, ...] | None = None
) -> Transition | None:
    """Return the transition that comes next with this preference, to one of the options `within` (None: any)."""
    regrets = _regrets_of(charge, step)
    present = regrets.options[regrets.present]
    allowed = allowed_of(charge, step)
    if within is not None:
        allowed = tuple(option for option in allowed if option in within or option is present)
    policy = weighed(step.context.policy, preference)
    transition = next_transition(charge, regrets.only(allowed), step.context.state.past, policy)
    if transition is None or transition.in_s > 0.0:
        transition = _welcome(step, allowed, present) or transition
    return within_purchases(charge, step, transition)


def within_purchases(charge: ChargeState, step: ChargeStep, next_: Transition | None) -> Transition | None:
    """Return the transition that comes next where no more is bought than may be: a pause, or fewer phases, at once; a start later."""
    options, offered_w = step.options, step.offered_w
    present = options[present_index(charge, options)]
    if not step.is_limited:
        return next_
    if not present.phases and next_ is not None:
        return Transition(next_.phases, max(next_.in_s, starts_in_s(charge, options, offered_w)))
    if not is_used_up(charge, options):
        return next_
    if present.least_w > offered_w and step.charger.limits.can_pause:
        affordable = [option for option in options if option.least_w <= offered_w]
        return Transition(affordable[-1].phases if affordable else 0, 0.0)
    # More phases would buy more at the next shadow.
    return None if next_ is not None and next_.phases > present.phases else next_


def allowed_of(charge: ChargeState, step: ChargeStep) -> tuple[Option, ...]:
    """Leave out what may not be changed to now: other phases soon after a switch, off where the grid may help."""
    dwells = step.context.now_s - charge.switched_s < step.context.policy.switch_dwell_s
    keeps_on = not step.charger.min_solar_share or not step.charger.limits.can_pause
    present = present_index(charge, step.options)
    return tuple(
        option
        for index, option in enumerate(step.options)
        if index == present
        or not ((dwells and charge.is_enabled and option.phases) or (keeps_on and not option.phases))
    )


def _regrets_of(charge: ChargeState, step: ChargeStep) -> Regrets:
    present = present_index(charge, step.options)
    return step.regrets if present == step.regrets.present else replace(step.regrets, present=present)


def _welcome(step: ChargeStep, allowed: tuple[Option, ...], present: Option) -> Transition | None:
    """A car that has just come starts at once where surplus is clearly enough."""
    context = step.context
    if present.phases or context.now_s - step.charger_state.arrived_s > context.policy.arrival_s:
        return None
    fits = [option for option in allowed if option.phases and step.share_w >= option.least_w + option.step_w]
    return Transition(fits[-1].phases, 0.0) if fits else None

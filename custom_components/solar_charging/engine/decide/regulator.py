"""The control law of one charger: which option (off, one phase, three phases), and how many amperes."""

from dataclasses import dataclass

from ..charger.charger_state import ChargerState
from ..charger.power import expected_w
from ..charger.retry import declines
from ..model import CarState, ChargerInputs
from ..policy import weighed
from ..step_context import StepContext
from .budget import Regrets, Transition, fill, next_transition, try_others
from .options import Option, options_of, present_index, regrets_w, topped_up_w
from .outlook import ReplayedCharger, replay
from .purchase_limit import book, is_used_up, starts_in_s


@dataclass(frozen=True, slots=True)
class Share:
    """What of the surplus is left for a charger, what is taken before it, and what of its share others would use without it. In W."""

    power_w: float
    taken_w: float
    others_could_w: float = 0.0


@dataclass(frozen=True, slots=True)
class RegulatorChoice:
    """The option a charger takes now, what it costs at least, and the transition that comes next."""

    option: Option
    next: Transition | None
    options: tuple[Option, ...]
    has_moved: bool = False


def choose(charger: ChargerInputs, charger_state: ChargerState, share: Share, context: StepContext) -> RegulatorChoice:
    """Return the option for the charger's share of the surplus: the present one until another's budget is full."""
    policy = weighed(context.policy, charger.switching_preference)
    regrets = _regrets(charger, charger_state, share, context)
    options = regrets.options
    if declines(charger_state, context.now_s, context.policy) or charger.car is CarState.COMPLETE:
        regrets = regrets.of_idle_car()
    fill(charger_state, regrets, context.elapsed_s)
    if not context.surplus.is_supposed:
        try_others(charger_state, regrets, context.elapsed_s, policy)
    offered_w = topped_up_w(options, share.power_w, charger.min_solar_share)
    if charger.min_solar_share and len(options) > 1:
        book(charger_state, options, offered_w, expected_w(charger_state), context.elapsed_s)
    _replay_past(charger, charger_state, options, share, context)
    allowed = _allowed(charger, charger_state, regrets, context)
    transition = next_transition(charger_state, regrets.only(allowed), context.state.past, policy)
    if transition is None or transition.in_s > 0.0:
        transition = _welcome(charger_state, allowed, options[regrets.present], share.power_w, context) or transition
    transition = _within_purchases(charger, charger_state, regrets, transition, offered_w)
    if transition is not None and transition.in_s <= 0.0:
        chosen = next(option for option in options if option.phases == transition.phases)
        charger_state.budgets_wh = {}
        return RegulatorChoice(chosen, None, options, has_moved=True)
    return RegulatorChoice(options[regrets.present], transition, options)


def _within_purchases(
    charger: ChargerInputs, charger_state: ChargerState, regrets: Regrets, next_: Transition | None, offered_w: float
) -> Transition | None:
    """Return the transition that comes next where no more is bought than may be: a pause, or fewer phases, at once; a start later."""
    options, present = regrets.options, regrets.options[regrets.present]
    if not charger.min_solar_share or len(options) < 2:
        return next_
    if not present.phases and next_ is not None:
        return Transition(next_.phases, max(next_.in_s, starts_in_s(charger_state, options, offered_w)))
    if present.least_w > offered_w and charger.limits.can_pause and is_used_up(charger_state, options):
        affordable = [option for option in options if option.least_w <= offered_w]
        return Transition(affordable[-1].phases if affordable else 0, 0.0)
    return next_


def _regrets(charger: ChargerInputs, charger_state: ChargerState, share: Share, context: StepContext) -> Regrets:
    """Return what each option regrets at the charger's share, and once an unusual load has passed."""
    options = options_of(charger, charger_state, share.others_could_w)
    bought_weight = context.policy.bought_weight
    passing_w = context.state.past.load.passing_w(context.surplus.measured_load_w)

    def at_w(share_w: float) -> list[float]:
        return regrets_w(options, topped_up_w(options, share_w, charger.min_solar_share), bought_weight)

    now_w = at_w(share.power_w)
    lasting_w = at_w(share.power_w + passing_w) if passing_w else now_w
    return Regrets(options, present_index(charger_state, options), now_w, lasting_w)


def _replay_past(
    charger: ChargerInputs,
    charger_state: ChargerState,
    options: tuple[Option, ...],
    share: Share,
    context: StepContext,
) -> None:
    """Replay the past for the charger, if that was not done lately."""
    now_s, policy = context.now_s, context.policy
    if now_s - charger_state.replayed_s >= policy.replay_every_s or not charger_state.replayed_w:
        replayed = ReplayedCharger(options, share.taken_w, charger.min_solar_share)
        means = replay(context.state.past, replayed, context.inputs.outlook, now_s, policy)
        charger_state.replayed_w = {str(option.phases): mean for option, mean in zip(options, means, strict=True)}
        charger_state.replayed_s = now_s


def _allowed(
    charger: ChargerInputs, charger_state: ChargerState, regrets: Regrets, context: StepContext
) -> tuple[Option, ...]:
    """Leave out what may not be changed to now: other phases soon after a switch, off where the grid may help."""
    dwells = context.now_s - charger_state.switched_s < context.policy.switch_dwell_s
    keeps_on = not charger.min_solar_share or not charger.limits.can_pause
    return tuple(
        option
        for index, option in enumerate(regrets.options)
        if index == regrets.present
        or not ((dwells and charger_state.is_enabled and option.phases) or (keeps_on and not option.phases))
    )


def _welcome(
    charger_state: ChargerState, allowed: tuple[Option, ...], present: Option, share_w: float, context: StepContext
) -> Transition | None:
    """A car that has just come starts at once where surplus is clearly enough."""
    if present.phases or context.now_s - charger_state.arrived_s > context.policy.arrival_s:
        return None
    fits = [option for option in allowed if option.phases and share_w >= option.least_w + option.step_w]
    return Transition(fits[-1].phases, 0.0) if fits else None

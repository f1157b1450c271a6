"""The control law of one charger: which option (off, one phase, three phases), and how many amperes."""

from dataclasses import dataclass

from ..model import ChargerInputs
from ..policy import Policy, weighed
from ..state import ChargerState
from ..step_context import StepContext
from .budget import Transition, fill, next_transition
from .options import Option, options_of, regrets_w, topped_up_w
from .outlook import passing_load_w, replay


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


def present_index(charger_state: ChargerState, options: tuple[Option, ...]) -> int:
    """Return which of its options the charger is in."""
    phases = charger_state.phases if charger_state.is_enabled else 0
    return next((index for index, option in enumerate(options) if option.phases == phases), 0)


def choose(charger: ChargerInputs, charger_state: ChargerState, share: Share, context: StepContext) -> RegulatorChoice:
    """Return the option for the charger's share of the surplus: the present one until another's budget is full."""
    state, now_s, share_w = context.state, context.now_s, share.power_w
    policy = weighed(context.policy, charger.switching_preference)
    options = options_of(charger, charger_state, share.others_could_w)
    present = present_index(charger_state, options)
    offered_w = topped_up_w(options, share_w, charger.min_solar_share)
    regrets = regrets_w(options, offered_w, policy.bought_weight)
    fill(charger_state, options, regrets, present, context.elapsed_s, policy)
    if now_s - charger_state.replayed_s >= policy.replay_every_s or not charger_state.replayed_w:
        means = replay(state, options, share.taken_w, charger.min_solar_share, context.inputs.outlook, now_s, policy)
        charger_state.replayed_w = {str(option.phases): mean for option, mean in zip(options, means, strict=True)}
        charger_state.replayed_s = now_s
    expected = regrets
    passing_w = passing_load_w(state, context.surplus.measured_load_w)
    if passing_w:
        expected = regrets_w(
            options, topped_up_w(options, share_w + passing_w, charger.min_solar_share), policy.bought_weight
        )
    allowed = _allowed(charger, charger_state, options, present, now_s, policy)
    if len(allowed) < len(options):
        kept = [options.index(option) for option in allowed]
        regrets, expected = [regrets[index] for index in kept], [expected[index] for index in kept]
    transition = next_transition(
        charger_state, allowed, regrets, expected, allowed.index(options[present]), state, policy
    )
    if transition is None or transition.in_s > 0.0:
        transition = _welcome(charger_state, allowed, options[present], share_w, now_s, policy) or transition
    if transition is not None and transition.in_s <= 0.0:
        chosen = next(option for option in options if option.phases == transition.phases)
        charger_state.budgets_wh = {}
        return RegulatorChoice(chosen, None, options, has_moved=True)
    return RegulatorChoice(options[present], transition, options)


def _allowed(
    charger: ChargerInputs,
    charger_state: ChargerState,
    options: tuple[Option, ...],
    present: int,
    now_s: float,
    policy: Policy,
) -> tuple[Option, ...]:
    """Leave out what may not be moved to now: other phases soon after a switch, off where the grid may help."""
    dwells = now_s - charger_state.switched_s < policy.switch_dwell_s
    keeps_on = not charger.min_solar_share or not charger.limits.can_pause
    return tuple(
        option
        for index, option in enumerate(options)
        if index == present
        or not ((dwells and charger_state.is_enabled and option.phases) or (keeps_on and not option.phases))
    )


def _welcome(
    charger_state: ChargerState,
    allowed: tuple[Option, ...],
    present: Option,
    share_w: float,
    now_s: float,
    policy: Policy,
) -> Transition | None:
    """A car that has just come starts at once where surplus is clearly enough."""
    if present.phases or now_s - charger_state.arrived_s > policy.arrival_s:
        return None
    fits = [option for option in allowed if option.phases and share_w >= option.least_w + option.step_w]
    return Transition(fits[-1].phases, 0.0) if fits else None


def follow(charger_state: ChargerState, option: Option, share_w: float, policy: Policy) -> float:
    """Return the current in A: the largest set-point that the share pays for.

    The present one is kept until a part of a step is missing, so that noise at its edge makes no commands. That dead band lies
    below the set-point: what is bought there is a part of a step, while one set-point too low misses all of it.
    """
    affordable_a = option.current_a(share_w)
    if not charger_state.is_enabled or charger_state.phases != option.phases or affordable_a >= charger_state.current_a:
        return affordable_a
    kept_a = min(max(charger_state.current_a, option.least_a), option.most_a)
    return min(option.current_a(share_w + policy.dead_band_steps * option.step_w), kept_a)

"""The control law of one charger: which option (off, one phase, three phases), and how many amperes."""

from dataclasses import dataclass, replace

from ..charger.charger_state import ChargerState
from ..charger.power import expected_w
from ..charger.retry import declines
from ..inputs import ChargerInputs
from ..model import CarState
from ..policy import SwitchingPreference
from ..step_context import StepContext
from .budget import Regrets, Transition, try_others
from .charge_step import ChargeStep, go_on, next_of
from .options import Option, options_of, present_index, regrets_w, topped_up_w
from .outlook import ReplayedCharger, replay
from .switching_preference import beside_balanced


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
    _replay_past(charger, charger_state, share, context)
    regrets = _regrets(charger, charger_state, share, context)
    if declines(charger_state, context.now_s, context.policy) or charger.car is CarState.COMPLETE:
        regrets = regrets.of_idle_car()
    if not context.surplus.is_supposed:
        try_others(charger_state, regrets, context.elapsed_s, context.policy)
    regrets = replace(regrets, better=charger_state.tried.better())
    step = ChargeStep(charger, charger_state, regrets, share.power_w, context)
    go_on(charger_state, step, expected_w(charger_state))
    preference = charger.switching_preference
    if preference is SwitchingPreference.BALANCED:
        charger_state.balanced = None
        transition = next_of(charger_state, step, preference)
    else:
        transition = beside_balanced(step)
    options, present = regrets.options, regrets.options[regrets.present]
    has_moved = transition is not None and transition.in_s <= 0.0
    if transition is not None and has_moved:
        present = next(option for option in options if option.phases == transition.phases)
        charger_state.budgets_wh = {}
    if charger_state.balanced is not None:
        charger_state.balanced.real_phases = present.phases
    return RegulatorChoice(present, None if has_moved else transition, options, has_moved)


def _regrets(charger: ChargerInputs, charger_state: ChargerState, share: Share, context: StepContext) -> Regrets:
    """Return what each option regrets at the charger's share, and once an unusual load has passed."""
    options = options_of(charger, charger_state, share.others_could_w)
    bought_weight = context.policy.bought_weight
    passing_w = context.state.past.load.passing_w(context.surplus.measured_load_w)

    def at_w(share_w: float) -> list[float]:
        return regrets_w(options, topped_up_w(options, share_w, charger.min_solar_share), bought_weight)

    now_w = at_w(share.power_w)
    lasting_w = at_w(share.power_w + passing_w) if passing_w else now_w
    past_w = [charger_state.replayed_w.get(str(option.phases), 0.0) for option in options]
    return Regrets(options, present_index(charger_state, options), now_w, lasting_w, past_w)


def _replay_past(charger: ChargerInputs, charger_state: ChargerState, share: Share, context: StepContext) -> None:
    """Replay the past for the charger, if that was not done lately."""
    now_s, policy = context.now_s, context.policy
    if now_s - charger_state.replayed_s >= policy.replay_every_s or not charger_state.replayed_w:
        options = options_of(charger, charger_state, share.others_could_w)
        replayed = ReplayedCharger(options, share.taken_w, charger.min_solar_share)
        means = replay(context.state.past, replayed, context.inputs.outlook, now_s, policy)
        charger_state.replayed_w = {str(option.phases): mean for option, mean in zip(options, means, strict=True)}
        charger_state.replayed_s = now_s

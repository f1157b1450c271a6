"""The control law of one charger: which option (off, one phase, three phases), and how many amperes."""

from dataclasses import dataclass

from ..model import ChargerInputs
from ..policy import Policy, weighed
from ..state import ChargerState
from ..step_context import StepContext
from .budget import Transition, fill, next_move
from .options import Option, helped_w, options_of, regrets_w
from .outlook import passing_load_w, replay


@dataclass(frozen=True, slots=True)
class Share:
    """What of the surplus is left for a charger, what is taken before it, and what of its share others would use without it. In W."""

    power_w: float
    taken_w: float
    others_could_w: float = 0.0


@dataclass(frozen=True, slots=True)
class RegulatorChoice:
    """The option a charger takes now, what it costs at least, and the move that comes next."""

    option: Option
    next: Transition | None
    options: tuple[Option, ...]
    has_moved: bool = False


def present_index(memory: ChargerState, options: tuple[Option, ...]) -> int:
    """Return which of its options the charger is in."""
    phases = memory.phases if memory.is_enabled else 0
    return next((index for index, option in enumerate(options) if option.phases == phases), 0)


def choose(charger: ChargerInputs, memory: ChargerState, share: Share, scene: StepContext) -> RegulatorChoice:
    """Return the option for the charger's share of the surplus: the present one until another's budget is full."""
    state, now_s, share_w = scene.state, scene.now_s, share.power_w
    policy = weighed(scene.policy, charger.switching_preference)
    options = options_of(charger, memory, share.others_could_w)
    present = present_index(memory, options)
    offered_w = helped_w(options, share_w, charger.solar_part)
    regrets = regrets_w(options, offered_w, policy.bought_weight)
    fill(memory, options, regrets, present, scene.elapsed_s, policy)
    if now_s - memory.replayed_s >= policy.replay_every_s or not memory.replayed_w:
        means = replay(state, options, share.taken_w, charger.solar_part, scene.inputs.outlook, now_s, policy)
        memory.replayed_w = {str(option.phases): mean for option, mean in zip(options, means, strict=True)}
        memory.replayed_s = now_s
    expected = regrets
    passing_w = passing_load_w(state, scene.surplus.measured_load_w)
    if passing_w:
        expected = regrets_w(options, helped_w(options, share_w + passing_w, charger.solar_part), policy.bought_weight)
    allowed = _allowed(charger, memory, options, present, now_s, policy)
    if len(allowed) < len(options):
        kept = [options.index(option) for option in allowed]
        regrets, expected = [regrets[index] for index in kept], [expected[index] for index in kept]
    move = next_move(memory, allowed, regrets, expected, allowed.index(options[present]), state, policy)
    if move is None or move.in_s > 0.0:
        move = _welcome(memory, allowed, options[present], share_w, now_s, policy) or move
    if move is not None and move.in_s <= 0.0:
        chosen = next(option for option in options if option.phases == move.phases)
        memory.budgets_wh = {}
        return RegulatorChoice(chosen, None, options, has_moved=True)
    return RegulatorChoice(options[present], move, options)


def _allowed(
    charger: ChargerInputs,
    memory: ChargerState,
    options: tuple[Option, ...],
    present: int,
    now_s: float,
    policy: Policy,
) -> tuple[Option, ...]:
    """Leave out what may not be moved to now: other phases soon after a switch, off where the grid may help."""
    dwells = now_s - memory.switched_s < policy.switch_dwell_s
    keeps_on = not charger.solar_part or not charger.limits.can_pause
    return tuple(
        option
        for index, option in enumerate(options)
        if index == present
        or not ((dwells and memory.is_enabled and option.phases) or (keeps_on and not option.phases))
    )


def _welcome(
    memory: ChargerState, allowed: tuple[Option, ...], present: Option, share_w: float, now_s: float, policy: Policy
) -> Transition | None:
    """A car that has just come starts at once where surplus is clearly enough."""
    if present.phases or now_s - memory.arrived_s > policy.arrival_s:
        return None
    fits = [option for option in allowed if option.phases and share_w >= option.least_w + option.step_w]
    return Transition(fits[-1].phases, 0.0) if fits else None


def follow(memory: ChargerState, option: Option, share_w: float, policy: Policy) -> float:
    """Return the current in A: the largest set-point that the share pays for.

    The present one is kept until a part of a step is missing, so that noise at its edge makes no commands. That dead band lies
    below the set-point: what is bought there is a part of a step, while one set-point too low misses all of it.
    """
    affordable_a = option.current_a(share_w)
    if not memory.is_enabled or memory.phases != option.phases or affordable_a >= memory.current_a:
        return affordable_a
    kept_a = min(max(memory.current_a, option.least_a), option.most_a)
    return min(option.current_a(share_w + policy.dead_band_steps * option.step_w), kept_a)

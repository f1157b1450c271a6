"""Energy budgets: a transition is made when what it would have saved has filled its budget.

Each option the charger is not in keeps a bucket of Wh. It fills while the option would regret less than the present one and
drains while it would regret more. So a deep cloud stops a charger soon, a kettle does not; and the closer a call, the longer
it takes.
"""

from dataclasses import dataclass, replace
from math import exp

from ..charger.charge import ChargeState
from ..charger.charger_state import ChargerState
from ..charger.tried_budgets import BudgetPair
from ..model import SECONDS_PER_HOUR
from ..policy import Policy
from .options import Option
from .outlook import PastState

# Switching costs are given for a charger of this minimum: 6 A on one phase.
REFERENCE_W = 1380.0
# What a car may regret that takes nothing, as a part of what it would if it charged: clouds neither start nor stop its charger.
IDLE_PART = 0.1


@dataclass(frozen=True, slots=True)
class Transition:
    """The transition that comes next if things stay as they are: to how many phases, and in how many seconds (0: now)."""

    phases: int
    in_s: float


@dataclass(frozen=True, slots=True)
class Regrets:
    """Options with the regret of each in W: `now_w`, `lasting_w` without a load that will pass, and `past_w` over the replayed past.

    `present`: the one in force. `better`: the budgets of start and stop that were clearly better of late than the usual ones.
    """

    options: tuple[Option, ...]
    present: int
    now_w: list[float]
    lasting_w: list[float]
    past_w: list[float]
    better: BudgetPair | None = None

    def only(self, allowed: tuple[Option, ...]) -> Regrets:
        """Return those of some of the options, the present one among them."""
        if len(allowed) == len(self.options):
            return self
        kept = [self.options.index(option) for option in allowed]
        now_w, lasting_w, past_w = ([all_w[one] for one in kept] for all_w in (self.now_w, self.lasting_w, self.past_w))
        return Regrets(allowed, allowed.index(self.options[self.present]), now_w, lasting_w, past_w, self.better)

    def of_idle_car(self) -> Regrets:
        """Return those of a car that takes nothing now: it misses nothing and buys nothing, but may go on any moment."""
        return replace(self, now_w=[regret_w * IDLE_PART for regret_w in self.now_w])


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a transition promises: saved now, saved on the replayed past, and lost while the car is without power for it; all in W.

    `steadiness`: how much the present says of what comes, 0 to 1. `is_load_known`: an unusual load can be distinguished from a
    cloud, and is left out of what is saved now. `better`: as in `Regrets`.
    """

    now_w: float
    past_w: float
    pause_w: float
    steadiness: float
    is_load_known: bool = True
    better: BudgetPair | None = None


def fade_wear(charger_state: ChargerState, gap_s: float, policy: Policy) -> None:
    """Let recent starts and switches fade over the time since the last step, whatever the charger does, a restart included.

    While a limit keeps it waiting they stay as they are: they tell how long it waits.
    """
    if charger_state.waits_since_s is None:
        left = exp(-gap_s / policy.wear_fades_s)
        for charge in (charger_state, charger_state.balanced):
            if charge is not None:
                charge.starts *= left
                charge.switches *= left
    charger_state.tried.fade(gap_s)


def try_others(charger_state: ChargerState, regrets: Regrets, elapsed_s: float, policy: Policy) -> None:
    """Go on with what is tried beside the charger, as if it needed the reference power."""
    if len(regrets.options) > 1:
        size = _size(regrets.options[1].least_w, policy)
        charger_state.tried.add(regrets.now_w[0] / size, min(regrets.now_w[1:]) / size, elapsed_s)


def fill(charge: ChargeState, regrets: Regrets, elapsed_s: float) -> None:
    """Fill each option's bucket with what it would have saved over the last `elapsed_s`."""
    hours = elapsed_s / SECONDS_PER_HOUR
    for index, option in enumerate(regrets.options):
        name = str(option.phases)
        if index == regrets.present:
            charge.budgets_wh[name] = 0.0
        else:
            saved_wh = (regrets.now_w[regrets.present] - regrets.now_w[index]) * hours
            charge.budgets_wh[name] = max(0.0, charge.budgets_wh.get(name, 0.0) + saved_wh)


def _size(least_w: float, policy: Policy) -> float:
    """Return how many times as much a transition to or from so much power costs as one of `REFERENCE_W`."""
    size: float = (least_w / REFERENCE_W) ** policy.size_exponent
    return size


def budget_wh(charge: ChargeState, present: Option, other: Option, prospect: Prospect, policy: Policy) -> float:
    """Return the budget of the transition from `present` to `other`."""
    pause_wh = 0.0
    if not present.phases:
        cost, recent = policy.start, charge.starts
    elif not other.phases:
        cost, recent = policy.stop, charge.starts
    else:
        cost = policy.switch if other.phases > present.phases else policy.switch_down
        recent = charge.switches
        pause_wh = prospect.pause_w * policy.switch_pause_s / SECONDS_PER_HOUR
    now_part = policy.now_least_part + (1.0 - policy.now_least_part) * prospect.steadiness
    expected_w = prospect.now_w * now_part + prospect.past_w * (1.0 - now_part)
    expected_wh = expected_w * cost.horizon_s / SECONDS_PER_HOUR
    size = _size(max(present.least_w, other.least_w), policy)
    is_uncertain_stop = present.phases > other.phases == 0 and not prospect.is_load_known
    least_wh = max(cost.least_wh, policy.kettle_wh) if is_uncertain_stop else cost.least_wh
    # A contactor wears alike whatever it carries; only a start that waits misses more the more it carries.
    wear_wh = cost.wear_wh * recent**2 * (size if other.phases else 1.0)
    price_wh = max(min(cost.price_wh * size + pause_wh - expected_wh, cost.most_wh * size), least_wh)
    better = None if present.phases and other.phases else prospect.better
    if other.phases:
        # What a start may cost is waited for.
        return max(price_wh + wear_wh, better.start_wh * size if better else 0.0)
    # Whatever went before, what a stop may cost has its end: it is bought.
    most_wh = max(cost.most_wh * size, least_wh)
    return min(price_wh + wear_wh, most_wh, better.stop_wh * size if better else most_wh)


def next_transition(charge: ChargeState, regrets: Regrets, past: PastState, policy: Policy) -> Transition | None:
    """Return the transition whose budget is full, else the one that will be full first, else None."""
    soonest: Transition | None = None
    fullest = 0.0
    options, present = regrets.options, regrets.present
    for index, option in enumerate(options):
        if index == present:
            continue
        name = str(option.phases)
        saves_w = regrets.now_w[present] - regrets.now_w[index]
        prospect = Prospect(
            regrets.lasting_w[present] - regrets.lasting_w[index],
            regrets.past_w[present] - regrets.past_w[index],
            max(regrets.now_w[0] - regrets.now_w[present], 0.0),
            past.steadiness,
            past.load.usual_w is not None,
            regrets.better,
        )
        needed_wh = budget_wh(charge, options[present], option, prospect, policy)
        held_wh = charge.budgets_wh.get(name, 0.0)
        if held_wh >= needed_wh:
            if held_wh / needed_wh > fullest:
                fullest, soonest = held_wh / needed_wh, Transition(option.phases, 0.0)
        elif not fullest and saves_w > 0.0:
            in_s = (needed_wh - held_wh) * SECONDS_PER_HOUR / saves_w
            if soonest is None or in_s < soonest.in_s:
                soonest = Transition(option.phases, in_s)
    return soonest

"""Energy budgets: a move is made when what it would have saved has filled its budget.

Each option the charger is not in keeps a bucket of Wh. It fills while the option would regret less than the present one and
drains while it would regret more. So a deep cloud stops a charger soon, a kettle does not; and the closer a call, the longer
it takes.
"""

from dataclasses import dataclass

from .options import Option
from .policy import Policy
from .state import ChargerState

SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Move:
    """The move that comes next if things stay as they are: to how many phases, and in how many seconds (0: now)."""

    phases: int
    in_s: float


def fill(memory: ChargerState, options: tuple[Option, ...], regrets: list[float], present: int, elapsed_s: float, policy: Policy) -> None:
    """Fill each option's bucket with what it would have saved over the last `elapsed_s`. `present` is the option in force."""
    hours = elapsed_s / SECONDS_PER_HOUR
    memory.starts -= memory.starts * elapsed_s / policy.wear_fades_s
    memory.switches -= memory.switches * elapsed_s / policy.wear_fades_s
    for index, option in enumerate(options):
        name = str(option.phases)
        if index == present:
            memory.budgets_wh[name] = 0.0
        else:
            saved_wh = (regrets[present] - regrets[index]) * hours
            memory.budgets_wh[name] = max(0.0, memory.budgets_wh.get(name, 0.0) + saved_wh)


def budget_wh(
    memory: ChargerState, present: Option, other: Option, saves_w: float, advantage_w: float, policy: Policy
) -> float:
    """Return the budget of the move from `present` to `other`.

    `saves_w` is what the move saves now, `advantage_w` what it would have saved on the replayed past.
    """
    if not present.phases:
        price, least, most = policy.start_price_wh, policy.start_least_wh, policy.start_most_wh
        persists_s, horizon_s = policy.start_persists_s, policy.start_horizon_s
        wear_wh = memory.starts * policy.start_wear_wh
    elif not other.phases:
        price, least, most = policy.stop_price_wh, policy.stop_least_wh, policy.stop_most_wh
        persists_s, horizon_s = policy.stop_persists_s, policy.stop_horizon_s
        wear_wh = memory.starts * policy.start_wear_wh
    else:
        price, least, most = policy.switch_price_wh, policy.switch_least_wh, policy.switch_most_wh
        persists_s, horizon_s = policy.switch_persists_s, policy.switch_horizon_s
        wear_wh = memory.switches * policy.switch_wear_wh
    expected_wh = (saves_w * persists_s + advantage_w * horizon_s) / SECONDS_PER_HOUR
    return min(max(price - expected_wh, least), most) + wear_wh


def next_move(memory: ChargerState, options: tuple[Option, ...], regrets: list[float], present: int, policy: Policy) -> Move | None:
    """Return the move whose budget is full, else the one that will be full first, else None."""
    soonest: Move | None = None
    fullest = 0.0
    replayed = memory.replayed_w
    here_w = replayed.get(str(options[present].phases), 0.0)
    for index, option in enumerate(options):
        if index == present:
            continue
        name = str(option.phases)
        saves_w = regrets[present] - regrets[index]
        needed_wh = budget_wh(memory, options[present], option, saves_w, here_w - replayed.get(name, 0.0), policy)
        held_wh = memory.budgets_wh.get(name, 0.0)
        if held_wh >= needed_wh:
            if held_wh / needed_wh > fullest:
                fullest, soonest = held_wh / needed_wh, Move(option.phases, 0.0)
        elif not fullest and saves_w > 0.0:
            in_s = (needed_wh - held_wh) * SECONDS_PER_HOUR / saves_w
            if soonest is None or in_s < soonest.in_s:
                soonest = Move(option.phases, in_s)
    return soonest

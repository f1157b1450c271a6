"""The limit: the best schedule with the whole day known, by dynamic programming."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .equipment import Equipment, largest_below
from .fast_home import Run, available_w
from .traces import Floats, Trace

START_WH = 30.0
SWITCH_WH = 15.0
# Decisions every ten seconds: finer ones gain nothing a car could follow.
STEP_S = 10


@dataclass(frozen=True, slots=True)
class Schedule:
    """The cheapest way through a day: the state (of `Equipment.states`) in force and the power it takes, each second."""

    surplus_w: Floats
    state: NDArray[np.int_]
    power_w: Floats


def best_schedule(trace: Trace, equipment: Equipment) -> Schedule:
    """Return the schedule of least regret plus 30 Wh a start and 15 Wh a phase switch; set-points follow surplus without delay."""
    states = equipment.states
    surplus_w = available_w(trace, equipment)
    best_w = equipment.best_w(surplus_w)
    powers_w = np.array([largest_below(equipment.sums_w(state), surplus_w) for state in states])
    solar_w = np.minimum(powers_w, np.maximum(surplus_w, 0.0))
    regret_w = np.maximum(best_w - solar_w, 0.0) + powers_w - solar_w
    steps = -(-surplus_w.size // STEP_S)
    padded = np.pad(regret_w, ((0, 0), (0, steps * STEP_S - surplus_w.size)))
    regret_wh = padded.reshape(len(states), steps, STEP_S).sum(axis=2) / 3600.0
    price_wh = np.array([[_price_wh(before, after) for after in states] for before in states])
    seconds = np.repeat(_cheapest(regret_wh, price_wh), STEP_S)[: surplus_w.size]
    return Schedule(surplus_w, seconds, powers_w[seconds, np.arange(surplus_w.size)])


def best_run(trace: Trace, equipment: Equipment) -> Run:
    """Return the run of the best schedule, as if cars and contactors followed it in no time."""
    schedule, states = best_schedule(trace, equipment), equipment.states
    moves = [(states[before], states[after]) for before, after in pairwise([0, *schedule.state[::STEP_S].tolist()])]
    return Run(
        schedule.surplus_w,
        schedule.power_w,
        schedule.power_w - schedule.surplus_w,
        starts=sum(_starts(before, after) for before, after in moves),
        switches=sum(_switches(before, after) for before, after in moves),
        commands=0,
        calls=np.zeros(0, dtype=np.int64),
    )


def _cheapest(regret_wh: NDArray[np.float64], price_wh: NDArray[np.float64]) -> NDArray[np.int_]:
    """Return the cheapest path through (states, steps), beginning with all off (state 0)."""
    cost = price_wh[0] + regret_wh[:, 0]
    came_from = np.zeros(regret_wh.shape, dtype=int)
    for step in range(1, regret_wh.shape[1]):
        through = cost[:, None] + price_wh
        came_from[:, step] = through.argmin(axis=0)
        cost = through.min(axis=0) + regret_wh[:, step]
    path = np.zeros(regret_wh.shape[1], dtype=int)
    path[-1] = int(cost.argmin())
    for step in range(path.size - 1, 0, -1):
        path[step - 1] = came_from[path[step], step]
    return path


def _starts(before: tuple[int, ...], after: tuple[int, ...]) -> int:
    return sum(was == 0 < now for was, now in zip(before, after, strict=True))


def _switches(before: tuple[int, ...], after: tuple[int, ...]) -> int:
    return sum(0 < was != now > 0 for was, now in zip(before, after, strict=True))


def _price_wh(before: tuple[int, ...], after: tuple[int, ...]) -> float:
    return START_WH * _starts(before, after) + SWITCH_WH * _switches(before, after)

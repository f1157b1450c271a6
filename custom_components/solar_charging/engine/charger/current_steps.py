"""The steps in which a charger really sets its current, learned where they are coarser than the entity's.

Some numbers have steps of 0.1 A although the charger takes whole amperes only. Once a few commands fit a coarser step, and do not
fit as they were given, only multiples of that step are commanded.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil, floor
from statistics import median
from typing import Self

from ..limit_settings import ChargerLimits
from .rounding import SAME_PART, CommandedCurrent, hidden_currents

# Steps of chargers on the market, in A, finest first.
STEPS_A = (0.5, 1.0, 2.0, 4.0)
# A step is believed after this many different commands, if this many of them were rounded; the newest ones are kept.
ENOUGH, ROUNDED, KEPT = 4, 2, 10
# A command counts as rounded if the result differs by more than this, in A.
ROUNDED_BY_A = 0.2
# A result that differs by no more tells nothing new: a quarter of what results of one step may differ by.
NOISE_PART = SAME_PART / 4.0


@dataclass(slots=True)
class CurrentSteps:
    """Results of commands on `phases` phases, the newest last, and the step they fit, in A (0: the entity's own step).

    `hidden_a`: where no even step fits them, the only currents in A that they say the box sets (empty: any).
    """

    results: list[CommandedCurrent] = field(default_factory=list)
    phases: int = 0
    step_a: float = 0.0
    hidden_a: list[float] = field(default_factory=list)

    def copy(self) -> Self:
        """Return a copy that shares nothing with this that can be changed."""
        return type(self)(list(self.results), self.phases, self.step_a, self.hidden_a)

    def forget(self) -> None:
        """Start over: another car, or the results no longer fit."""
        self.results, self.step_a, self.hidden_a = [], 0.0, []


def note(steps: CurrentSteps, seen: CommandedCurrent, phases: int, limits: ChargerLimits) -> None:
    """Add the result of a command."""
    if phases != steps.phases:
        steps.results, steps.phases, steps.hidden_a = [], phases, []
    if steps.results and _is_same(steps.results[-1], seen):
        return
    others = [one for one in steps.results if one.commanded_a != seen.commanded_a]
    steps.results = [*others[1 - KEPT :], seen]
    if steps.step_a and not _fits(steps.results, _as_given):
        if not any(_fits(steps.results, rule) for rule in _rules(steps.step_a)):
            steps.step_a = 0.0
        return
    if len(steps.results) >= ENOUGH and not steps.step_a and not _fits(steps.results, _as_given):
        steps.step_a = next(
            (step_a for step_a in STEPS_A if step_a > limits.step_a and _explains(steps.results, step_a)), 0.0
        )
        w_per_a = [used * limits.voltage_v for used in range(1, phases + 1)]
        steps.hidden_a = [] if steps.step_a else hidden_currents(steps.results, w_per_a)


def _is_same(before: CommandedCurrent, seen: CommandedCurrent) -> bool:
    """Return whether it is the result seen last once more, but for a meter's noise."""
    return before.commanded_a == seen.commanded_a and abs(before.result - seen.result) <= NOISE_PART * seen.result


def _explains(results: list[CommandedCurrent], step_a: float) -> bool:
    return any(
        _fits(results, rule)
        and sum(abs(rule(one.commanded_a) - one.commanded_a) > ROUNDED_BY_A for one in results) >= ROUNDED
        for rule in _rules(step_a)
    )


def _fits(results: list[CommandedCurrent], rule: Callable[[float], float]) -> bool:
    """Return whether results are proportional to the commands as the rule rounds them."""
    ratios = [one.result / rule(one.commanded_a) for one in results if rule(one.commanded_a) > 0.0]
    middle = median(ratios)
    return all(abs(ratio - middle) <= SAME_PART * middle for ratio in ratios)


def _as_given(current_a: float) -> float:
    return current_a


def _rules(step_a: float) -> tuple[Callable[[float], float], ...]:
    """Return how a charger may round: down, up, or to the nearest."""
    return (
        lambda current_a: floor(current_a / step_a + 1e-6) * step_a,
        lambda current_a: ceil(current_a / step_a - 1e-6) * step_a,
        lambda current_a: floor(current_a / step_a + 0.5) * step_a,
    )

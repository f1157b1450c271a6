"""What a command became: boxes with coarser steps than their entity names, told by what they show or by what is drawn.

A number of 0.1 A before a box of whole amperes, one of whole amperes before a box of steps of two: once a few commands fit one grid,
and do not fit as they were given, only currents on that grid are commanded.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import floor
from statistics import median
from typing import Self

# Steps of boxes in use, in A, finest first.
GRIDS_A = (0.5, 1.0, 2.0, 4.0)
# So many different commands, of which so many became another current, make a grid; no more are kept.
ENOUGH, OTHERS, KEPT = 4, 2, 10
# What fits: a car's power is not quite in proportion to its current.
FITS_PART = 0.02
# A command became another current if it differs by more than this, in A.
OTHER_A = 0.2


@dataclass(frozen=True, slots=True)
class Became:
    """A current that was commanded for long enough, and what came of it, in any unit that is in proportion to the current."""

    commanded_a: float
    became: float


@dataclass(slots=True)
class CommandGrid:
    """What commands became on `phases` phases, the newest last, and the grid they fit, in A; 0: the one the entity names."""

    became: list[Became] = field(default_factory=list)
    phases: int = 0
    step_a: float = 0.0

    def copy(self) -> Self:
        """Return a copy that shares nothing with this that can be changed."""
        return type(self)(list(self.became), self.phases, self.step_a)

    def forget(self) -> None:
        """Begin anew: another car, or what is shown does not fit any more."""
        self.became, self.step_a = [], 0.0


def note(grid: CommandGrid, seen: Became, phases: int, named_step_a: float) -> None:
    """Take in what a command became."""
    if phases != grid.phases:
        grid.became, grid.phases = [], phases
    others = [one for one in grid.became if one.commanded_a != seen.commanded_a]
    grid.became = [*others[1 - KEPT :], seen]
    if grid.step_a and not _fits(grid.became, _as_given):
        if not any(_fits(grid.became, rule) for rule in _rules(grid.step_a)):
            grid.step_a = 0.0
        return
    if len(grid.became) >= ENOUGH and not grid.step_a and not _fits(grid.became, _as_given):
        grid.step_a = next(
            (step_a for step_a in GRIDS_A if step_a > named_step_a and _explains(grid.became, step_a)), 0.0
        )


def _explains(became: list[Became], step_a: float) -> bool:
    return any(
        _fits(became, rule) and sum(abs(rule(one.commanded_a) - one.commanded_a) > OTHER_A for one in became) >= OTHERS
        for rule in _rules(step_a)
    )


def _fits(became: list[Became], rule: Callable[[float], float]) -> bool:
    """Return whether what commands became is in proportion to what the rule makes of them."""
    ratios = [one.became / rule(one.commanded_a) for one in became if rule(one.commanded_a) > 0.0]
    middle = median(ratios)
    return all(abs(ratio - middle) <= FITS_PART * middle for ratio in ratios)


def _as_given(current_a: float) -> float:
    return current_a


def _rules(step_a: float) -> tuple[Callable[[float], float], ...]:
    """Boxes cut, or round."""
    return (
        lambda current_a: floor(current_a / step_a + 1e-6) * step_a,
        lambda current_a: floor(current_a / step_a + 0.5) * step_a,
    )

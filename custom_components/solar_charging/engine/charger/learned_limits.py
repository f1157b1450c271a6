"""A charger's limits with what was learned: the steps it really sets, and the lowest current its car accepts."""

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor

from ..finite import EPSILON
from ..inputs import ChargerInputs
from ..limit_settings import ChargerLimits
from .charger_state import ChargerState
from .rounding import WIDEST_A, CommandedCurrent


def as_learned(charger: ChargerInputs, charger_state: ChargerState | None) -> ChargerInputs:
    """Return the charger's inputs with learned limits."""
    if charger_state is None:
        return charger
    car_least_a, step_a = charger_state.car_minimum.least_a or 0.0, charger_state.current_steps.step_a
    known_a, became = charger_state.uneven_steps.known_a, charger_state.uneven_steps.shown
    if not known_a:
        known_a, became = charger_state.current_steps.hidden_a, charger_state.current_steps.results
    if not (car_least_a or step_a or known_a):
        return charger
    limits = _corrected(charger.limits, car_least_a, step_a)
    if known_a and not step_a and not limits.accepted_a:
        limits = _only(limits, tuple(known_a), _untried(limits, known_a, became))
    return replace(charger, limits=limits)


def _untried(limits: ChargerLimits, known_a: list[float], became: list[CommandedCurrent]) -> tuple[float, ...]:
    """Return the currents in A of which it is still to be found out what they become: the least, the most, and one in each wide gap."""
    commanded_a = {one.commanded_a for one in became}
    least_a = [] if min(commanded_a) <= limits.min_current_a else [limits.min_current_a]
    most_a = [] if max(commanded_a) >= limits.max_current_a else [limits.max_current_a]
    in_gaps_a = [high_a - WIDEST_A for low_a, high_a in pairwise(known_a) if high_a - low_a > WIDEST_A]
    return (*least_a, *(one for one in in_gaps_a if one not in commanded_a), *most_a)


@lru_cache(maxsize=256)
def _only(limits: ChargerLimits, known_a: tuple[float, ...], untried_a: tuple[float, ...]) -> ChargerLimits:
    """Return the limits with the only currents that a box sets, and those still to be tried."""
    accepted_a = sorted({one for one in (*known_a, *untried_a) if limits.min_current_a <= one <= limits.max_current_a})
    return replace(limits, accepted_a=tuple(accepted_a))


@lru_cache(maxsize=256)
def _corrected(limits: ChargerLimits, car_least_a: float, learned_step_a: float) -> ChargerLimits:
    """Return the limits with the car's minimum `car_least_a` and the real step `learned_step_a` (0: the entity's own), both in A."""
    if not limits.has_current:
        return limits
    most_a = limits.max_current_a
    least_a = min(max(limits.min_current_a, car_least_a), most_a)
    on_step_a = ceil(least_a / learned_step_a - EPSILON) * learned_step_a if learned_step_a else least_a
    if not learned_step_a or on_step_a > most_a or limits.accepted_a:
        return replace(limits, min_current_a=least_a)
    return replace(
        limits,
        min_current_a=on_step_a,
        max_current_a=floor(most_a / learned_step_a + EPSILON) * learned_step_a,
        step_a=learned_step_a,
    )

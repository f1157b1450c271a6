"""A charger's limits with what was learned: the steps it really sets, and the lowest current its car accepts."""

from dataclasses import replace
from functools import lru_cache
from math import ceil, floor

from ..finite import EPSILON
from ..model import ChargerInputs, ChargerLimits
from .charger_state import ChargerState


def as_learned(charger: ChargerInputs, charger_state: ChargerState | None) -> ChargerInputs:
    """Return the charger's inputs with learned limits."""
    if charger_state is None:
        return charger
    car_least_a, step_a = charger_state.car_minimum.least_a or 0.0, charger_state.current_steps.step_a
    uneven = charger_state.uneven_steps
    if not (car_least_a or step_a or uneven.known_a):
        return charger
    limits = _corrected(charger.limits, car_least_a, step_a)
    if uneven.known_a and not step_a and not limits.accepted_a:
        limits = _only(
            limits, tuple(uneven.known_a), any(one.commanded_a >= limits.max_current_a for one in uneven.shown)
        )
    return replace(charger, limits=limits)


@lru_cache(maxsize=256)
def _only(limits: ChargerLimits, known_a: tuple[float, ...], is_most_known: bool) -> ChargerLimits:
    """Return the limits with the only currents that a box sets; what the most of it becomes is still to be found out, unless that is known."""
    tried_a = () if is_most_known else (limits.max_current_a,)
    accepted_a = sorted({one for one in (*known_a, *tried_a) if limits.min_current_a <= one <= limits.max_current_a})
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

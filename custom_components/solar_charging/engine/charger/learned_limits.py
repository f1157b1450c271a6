"""A charger's limits with what was learned: the steps it really sets, and the lowest current its car accepts."""

from dataclasses import replace
from functools import lru_cache
from math import ceil, floor

from ..finite import EPSILON
from ..model import ChargerInputs, ChargerLimits
from .charger_state import ChargerState


def as_learned(charger: ChargerInputs, charger_state: ChargerState | None) -> ChargerInputs:
    """Return the charger's inputs with learned limits."""
    if charger_state is None or not (charger_state.car_minimum.least_a or charger_state.current_steps.step_a):
        return charger
    limits = _corrected(charger.limits, charger_state.car_minimum.least_a or 0.0, charger_state.current_steps.step_a)
    return replace(charger, limits=limits)


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

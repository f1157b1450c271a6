"""A charger's limits as they are in truth: with the real steps of its box, and the least its car takes."""

from dataclasses import replace
from functools import lru_cache
from math import ceil, floor

from ..model import ChargerInputs, ChargerLimits
from .charger_state import ChargerState

# Of rounding, in parts of a step.
EPSILON = 1e-6


def as_learned(charger: ChargerInputs, charger_state: ChargerState | None) -> ChargerInputs:
    """Return what is known of a charger, its limits corrected by what was learned."""
    if charger_state is None or not (charger_state.car_minimum.least_a or charger_state.current_steps.step_a):
        return charger
    limits = _corrected(charger.limits, charger_state.car_minimum.least_a or 0.0, charger_state.current_steps.step_a)
    return replace(charger, limits=limits)


@lru_cache(maxsize=256)
def _corrected(limits: ChargerLimits, car_least_a: float, grid_a: float) -> ChargerLimits:
    """Return limits within them: `car_least_a`, what the car takes at least; `grid_a`, the box's real step, 0: as named."""
    if not limits.has_current:
        return limits
    most_a = limits.max_current_a
    least_a = min(max(limits.min_current_a, car_least_a), most_a)
    on_grid_a = ceil(least_a / grid_a - EPSILON) * grid_a if grid_a else least_a
    if not grid_a or on_grid_a > most_a or limits.accepted_a:
        return replace(limits, min_current_a=least_a)
    return replace(
        limits, min_current_a=on_grid_a, max_current_a=floor(most_a / grid_a + EPSILON) * grid_a, step_a=grid_a
    )

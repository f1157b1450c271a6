"""A car may pause or resume by itself between two readings of the charger's power. The grid meter then shows a false change in surplus.

When a car pauses, its power is exported, and the surplus seems to grow by as much; when it resumes, the surplus seems to shrink. A
step of that size that the inverter does not explain is held until the charger's own meter has reported.
"""

from dataclasses import dataclass

from ..measure.freshness import CheckedReading
from ..measure.reading import Quality

# From this part of the car's power (present or possible), a step may be caused by the car itself.
STEP_PART = 0.7
# A charger that reports more often than this needs no such guess: its next reading shows what happened.
QUICK_S = 7.0
# A step is held no longer than this: a meter that reports on change may have nothing new to report.
LONGEST_S = 90.0


@dataclass(slots=True)
class CarPauseState:
    """Surplus and generation in W at the last reading of the charger's power, and since when a step is held.

    `is_settled`: the charger's meter has judged a step since the last sample: what was believed meanwhile is no surplus to compare with.
    """

    surplus_w: float | None = None
    generation_w: float | None = None
    held_since_s: float | None = None
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class UnreadCar:
    """A car whose power was last read a while ago: what it drew then, and what it may draw instead (0: paused), in W."""

    drawn_w: float
    may_draw_w: float


def note_reading(
    state: CarPauseState, surplus_w: float | None, generation: CheckedReading, reported_s: float, late_s: float
) -> None:
    """Handle a reading of the charger's power: it settles a held step, unless it was taken before the step."""
    if state.held_since_s is not None:
        if reported_s >= state.held_since_s + late_s:
            state.surplus_w = state.generation_w = state.held_since_s = None
            state.is_settled = True
    elif not state.is_settled:
        state.surplus_w, state.generation_w = surplus_w, _known_w(generation)


def held_w(
    state: CarPauseState, car: UnreadCar, surplus_w: float, generation: CheckedReading, sampled_s: float
) -> float:
    """Return `surplus_w` without the part that is probably caused by the car itself."""
    known_w, change_w = state.surplus_w, car.drawn_w - car.may_draw_w
    if known_w is None:
        # Nothing is held: compare with this value from now on.
        state.surplus_w, state.generation_w, state.is_settled = surplus_w, _known_w(generation), False
        return surplus_w
    now_w = _known_w(generation)
    if now_w is not None and state.generation_w is not None:
        known_w += now_w - state.generation_w
    is_own = (surplus_w - known_w) / change_w >= STEP_PART
    if not is_own:
        state.held_since_s = None
        return surplus_w
    if state.held_since_s is None:
        state.held_since_s = sampled_s
    if sampled_s - state.held_since_s > LONGEST_S:
        state.surplus_w = state.generation_w = state.held_since_s = None
        return surplus_w
    least_w, most_w = sorted((surplus_w, surplus_w - change_w))
    return min(max(known_w, least_w), most_w)


def _known_w(generation: CheckedReading) -> float | None:
    return generation.value if generation.quality is Quality.LIVE else None

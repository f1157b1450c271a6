"""Between two readings of a charger's power its car may pause, or go on, by itself: then what the grid meter shows is not the sun's.

A car that pauses leaves what it drew to the export, and the surplus would seem to have grown by as much; one that goes on takes it
back. A step of that size that the inverter does not explain is held until the charger's own meter has told.
"""

from dataclasses import dataclass

from ..measure.freshness import CheckedReading
from ..measure.reading import Quality

# From this part of what the car draws, or may draw, a step may be its own doing.
STEP_PART = 0.7
# A charger read more often than this is told apart by its next reading.
QUICK_S = 7.0
# Longer than this nothing is held: a meter that reports changes only has nothing new to say.
LONGEST_S = 90.0


@dataclass(slots=True)
class CarPauseState:
    """The surplus and the generation in W that were believed when the charger's power was read last; since when a step is held."""

    surplus_w: float | None = None
    generation_w: float | None = None
    held_since_s: float | None = None


@dataclass(frozen=True, slots=True)
class UnreadCar:
    """A car whose power was read a while ago: what it drew then, and what it may draw instead (0: paused), in W."""

    drawn_w: float
    may_draw_w: float


def note_reading(
    state: CarPauseState, surplus_w: float | None, generation: CheckedReading, reported_s: float, late_s: float
) -> None:
    """The charger's power was read: a step that was held is decided, unless the reading is of a time before it."""
    if state.held_since_s is None:
        state.surplus_w, state.generation_w = surplus_w, _known_w(generation)
    elif reported_s >= state.held_since_s + late_s:
        state.surplus_w = state.generation_w = state.held_since_s = None


def held_w(
    state: CarPauseState, car: UnreadCar, surplus_w: float, generation: CheckedReading, sampled_s: float
) -> float:
    """Return `surplus_w`, without the part of it that is the car's own doing as far as anybody knows."""
    known_w, change_w = state.surplus_w, car.drawn_w - car.may_draw_w
    if known_w is None:
        # Decided: from here on.
        state.surplus_w, state.generation_w = surplus_w, _known_w(generation)
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

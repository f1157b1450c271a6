"""A home battery that no sensor shows: with no car charging, the grid stays at zero although the sun moves, because something makes up for it.

The grid meter says nothing of the sun then: while the battery fills there seems to be no surplus, and what a car draws is always there.
Looked for only while no charger draws anything: with one that follows the sun the grid is near zero in any home.
"""

from dataclasses import dataclass
from math import exp

from .freshness import MISSING, Senses
from .reading import Quality

# Batteries hold the grid this near to zero, in W, unless they are full, empty or at their limit.
GLUED_W = 100.0
# A charger that draws less is off.
OFF_W = 60.0
# The part of the samples near zero, over so many seconds, from which on the grid is held there; below the second it is not.
OVER_S, HELD_PART, FREE_PART = 200.0, 0.93, 0.8
# Meanwhile the sun has moved by this much, in W: no house follows it by so much, so exactly.
SUN_MOVED_W = 600.0
# Samples further apart than this say too little of what was between them.
LONGEST_GAP_S = 90.0
# One that was found is there for so long, also while it is full and the grid moves.
BELIEVED_S = 86_400.0


@dataclass(slots=True)
class UnseenBatteryState:
    """The last sample, the part of samples near zero, the least and the most generation in W since it is held there; when it was found."""

    sampled_s: float = 0.0
    grid_w: float = 0.0
    glued_part: float = 0.0
    least_w: float | None = None
    most_w: float = 0.0
    found_s: float | None = None

    def is_found(self, now_s: float) -> bool:
        """Return whether a battery was seen to be at work lately."""
        return self.found_s is not None and now_s - self.found_s < BELIEVED_S


def look_for_battery(state: UnseenBatteryState, senses: Senses, charging_w: float) -> None:
    """Take in a new grid sample, and what chargers drew then at most."""
    grid, generation = senses.grid, senses.generation
    if senses.battery is not MISSING:
        state.found_s = None
        return
    elapsed_s = grid.reported_s - state.sampled_s
    is_repeated, state.sampled_s, state.grid_w = grid.value == state.grid_w, grid.reported_s, grid.value
    if charging_w > OFF_W or generation.quality is not Quality.LIVE or elapsed_s > LONGEST_GAP_S:
        state.glued_part, state.least_w = 0.0, None
        return
    if is_repeated:  # a meter that stands still is no battery
        return
    weight = 1.0 - exp(-elapsed_s / OVER_S)
    state.glued_part += weight * (float(abs(grid.value) <= GLUED_W) - state.glued_part)
    if state.glued_part < FREE_PART:
        state.least_w = None
        return
    if state.least_w is None:
        state.least_w = state.most_w = generation.value
    state.least_w, state.most_w = min(state.least_w, generation.value), max(state.most_w, generation.value)
    if state.glued_part >= HELD_PART and state.most_w - state.least_w >= SUN_MOVED_W:
        state.found_s = grid.reported_s

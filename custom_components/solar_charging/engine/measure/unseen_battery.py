"""A home battery that no sensor shows: the grid stays at zero whatever the sun and the chargers do, because something makes up for it.

Without this the car would be given what the battery gives: what a charger draws without a grid that moves would all be surplus.
"""

from dataclasses import dataclass

from .freshness import MISSING, Senses
from .reading import Quality

# Sun and chargers together must have asked so much of the grid before its answer says anything, in W ...
ASKED_W = 700.0
# ... within this: over a longer time the house changes as well.
WITHIN_S = 120.0
# Batteries hold the grid this near to zero, unless they are full or at their limit.
GLUED_W = 150.0
# Below this part the grid has not answered, from the second on it has.
UNANSWERED_PART, ANSWERED_PART = 0.2, 0.6
# So many answers are missing before it is believed; an answer outweighs two of them, and no more are remembered than MOST.
ENOUGH, ANSWER_COUNTS, MOST = 3, 2, 6
# One that was found is there for so long, also while it is full and the grid moves.
BELIEVED_S = 86_400.0


@dataclass(slots=True)
class UnseenBatteryState:
    """How things stood at `sampled_s`, in W: grid, and what chargers draw less what is generated; how many answers were missing."""

    sampled_s: float = 0.0
    grid_w: float = 0.0
    asked_w: float = 0.0
    missing: int = 0
    found_s: float = 0.0

    def is_found(self, now_s: float) -> bool:
        """Return whether a battery was seen to be at work lately."""
        return now_s - self.found_s < BELIEVED_S


def look_for_battery(state: UnseenBatteryState, senses: Senses, chargers_w: tuple[float, float]) -> None:
    """Take in a new grid sample and what all chargers drew then, at least and at most."""
    grid, generation = senses.grid, senses.generation
    if senses.battery is not MISSING:
        state.missing, state.found_s = 0, 0.0
        return
    least_w, most_w = chargers_w
    is_known = generation is MISSING or generation.quality is Quality.LIVE
    if not is_known or most_w - least_w > GLUED_W:  # something is on its way
        return
    asked_w = least_w - (0.0 if generation is MISSING else generation.value)
    expected_w = asked_w - state.asked_w
    is_recent = grid.reported_s - state.sampled_s <= WITHIN_S
    if is_recent and abs(expected_w) < ASKED_W:
        return
    if is_recent:
        part = (grid.value - state.grid_w) / expected_w
        is_glued = min(abs(grid.value), abs(state.grid_w)) <= GLUED_W
        if part < UNANSWERED_PART and is_glued:
            state.missing = min(state.missing + 1, MOST)
        elif part >= ANSWERED_PART:
            state.missing = max(state.missing - ANSWER_COUNTS, 0)
        if state.missing >= ENOUGH:
            state.found_s = grid.reported_s
    state.sampled_s, state.grid_w, state.asked_w = grid.reported_s, grid.value, asked_w

"""A home battery that no sensor shows: with no car charging, the grid stays at zero although the sun moves, because something makes up for it.

The grid meter says nothing of the sun then: while the battery fills there seems to be no surplus, and what a car draws is always there.
Looked for only while no charger draws anything: with one that follows the sun the grid is near zero in any home.
"""

from dataclasses import dataclass, field
from math import exp
from typing import Self

from .freshness import MISSING, CheckedReadings
from .reading import Quality

# Batteries hold the grid this near to zero, in W, unless they are full, empty or at their limit.
NEAR_ZERO_W = 100.0
# A charger that draws less is off.
OFF_W = 60.0
# The part of the samples near zero, over so many seconds, from which on the grid is held there; below the second it is not.
OVER_S, HELD_PART, FREE_PART = 200.0, 0.93, 0.8
# Meanwhile the sun has moved by this much, in W: no house follows it by so much, so exactly.
SUN_MOVED_W = 600.0
# Meters and inverters report seconds apart, some a minute: the grid must be seen to stay at zero for so long after the sun has moved.
STAYS_S = 60.0
# Samples further apart than this don't show what happened in between.
LONGEST_GAP_S = 90.0
# It follows what chargers do within this.
FOLLOWS_S = 20.0
# One that was found is there for so long, also while it is full and the grid moves.
REMEMBERED_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the most generation in W; None before there is any."""

    least_w: float | None = None
    most_w: float | None = None

    def joined(self, other: Self) -> Self:
        """Return a range that holds both."""
        if other.least_w is None or other.most_w is None:
            return self
        if self.least_w is None or self.most_w is None:
            return other
        return type(self)(min(self.least_w, other.least_w), max(self.most_w, other.most_w))

    @property
    def width_w(self) -> float:
        """How far the sun has moved."""
        return 0.0 if self.least_w is None or self.most_w is None else self.most_w - self.least_w


@dataclass(slots=True)
class UnseenBatteryState:
    """The last sample, the part of samples near zero, the generation seen meanwhile; when a battery was found; since when there is export.

    `seen`: what the grid was seen to stay at zero after; `recent`, `latest`: of the period before, and of this, begun at `since_s`.
    """

    sampled_s: float = 0.0
    grid_w: float = 0.0
    near_zero_part: float = 0.0
    seen: Range = field(default_factory=Range)
    recent: Range = field(default_factory=Range)
    latest: Range = field(default_factory=Range)
    since_s: float = 0.0
    found_s: float | None = None
    exports_since_s: float | None = None

    @property
    def takes_no_more(self) -> bool:
        """Whether the home has exported for long: shorter, it is still giving what a charger took that has just stopped."""
        return self.exports_since_s is not None and self.sampled_s - self.exports_since_s >= FOLLOWS_S

    def is_found(self, now_s: float) -> bool:
        """Return whether a battery was seen to be at work lately."""
        return self.found_s is not None and now_s - self.found_s < REMEMBERED_S

    def forget(self, *, all_of_it: bool) -> None:
        """The grid power left zero: forget the recent range of generation, or everything."""
        self.recent = self.latest = Range()
        if all_of_it:
            self.seen = Range()

    def note(self, generation_w: float, now_s: float) -> None:
        """Take in the generation of a moment at which the grid is at zero."""
        if self.latest.least_w is None:
            self.since_s = now_s
        elif now_s - self.since_s >= STAYS_S:
            self.seen = self.seen.joined(self.recent)
            self.recent, self.latest, self.since_s = self.latest, Range(), now_s
        self.latest = self.latest.joined(Range(generation_w, generation_w))


def look_for_battery(state: UnseenBatteryState, readings: CheckedReadings, charging_w: float) -> None:
    """Take in a new grid sample, and what chargers drew then at most."""
    grid, generation = readings.grid, readings.generation
    if readings.battery is not MISSING:
        state.found_s = None
        return
    elapsed_s = grid.reported_s - state.sampled_s
    if grid.value >= -NEAR_ZERO_W:
        state.exports_since_s = None
    elif state.exports_since_s is None:
        state.exports_since_s = grid.reported_s
    is_repeated, state.sampled_s, state.grid_w = grid.value == state.grid_w, grid.reported_s, grid.value
    if charging_w > OFF_W or generation.quality is not Quality.LIVE or elapsed_s > LONGEST_GAP_S:
        state.near_zero_part = 0.0
        state.forget(all_of_it=True)
        return
    if is_repeated:  # a meter that stands still is no battery
        return
    weight = 1.0 - exp(-elapsed_s / OVER_S)
    is_near_zero = abs(grid.value) <= NEAR_ZERO_W
    state.near_zero_part += weight * (float(is_near_zero) - state.near_zero_part)
    is_held = state.near_zero_part >= FREE_PART
    if not is_held or not is_near_zero:
        state.forget(all_of_it=not is_held)
        return
    state.note(generation.value, grid.reported_s)
    if state.near_zero_part >= HELD_PART and state.seen.width_w >= SUN_MOVED_W:
        state.found_s = grid.reported_s

"""A charger that limits have stopped rests before it starts again, the longer the more often that was: loads that come and go wear no contactor.

What a limit leaves is never passed meanwhile: only starts wait. What a person asks for since then starts at once.
"""

from dataclasses import dataclass
from math import exp

from ..policy import Policy

# Longer than this nobody is kept waiting for room that is there.
LONGEST_S = 1800.0


@dataclass(slots=True)
class LimitRest:
    """How often limits stopped a charger lately, fading; when that was last, and until when it rests (UTC s)."""

    stops: float = 0.0
    stopped_s: float = 0.0
    until_s: float = 0.0

    def fade(self, gap_s: float, now_s: float, policy: Policy) -> None:
        """Forget stops as time goes by without one; while it rests they stay as they are."""
        if self.stops and now_s >= self.until_s:
            self.stops *= exp(-gap_s / policy.limit_stops_fade_s)

    def note_stop(self, now_s: float, policy: Policy, *, is_of_draw: bool) -> None:
        """A limit stops the charger now. `is_of_draw`: it is one of what the home draws from the grid."""
        self.stops += 1.0
        self.stopped_s = now_s
        if is_of_draw:
            self.until_s = now_s + policy.limit_start_s * self.stops * (1.0 + self.stops)
        else:
            self.until_s = now_s + min(policy.limit_rest_s * max(self.stops - 2.0, 0.0) ** 2, LONGEST_S)

    def left_s(self, now_s: float, asked_s: float) -> float:
        """Return for how long it rests still. `asked_s`: when a person last asked for something, or the car came."""
        return 0.0 if asked_s > self.stopped_s else max(self.until_s - now_s, 0.0)

"""What is remembered of the limit from outside, and of each time it limited: who may be asked to show what was drawn meanwhile."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LimitPeriod:
    """A time in which one limit held, in UTC seconds; `ended_s`: None while it does. Powers in W.

    `limit_w` or `limit_a` (for each phase); `origin`: "signal", "held" (it was lost) or "fallback". `obeyed_after_s`: when the draw was
    within the limit first; `highest_w`: the highest draw from then on (from the start, if never); `drawn_wh` over `seen_s` seconds.
    """

    started_s: float
    limit_w: float | None = None
    limit_a: float | None = None
    is_for_chargers: bool = False
    origin: str = "signal"
    ended_s: float | None = None
    obeyed_after_s: float | None = None
    highest_w: float = 0.0
    drawn_wh: float = 0.0
    seen_s: float = 0.0

    @property
    def mean_w(self) -> float | None:
        """The mean draw; None: nothing was measured."""
        return self.drawn_wh * 3600.0 / self.seen_s if self.seen_s > 0.0 else None


@dataclass(slots=True)
class OutsideState:
    """The last signal that was read (neither W nor A: no limit), and when; the period that goes on."""

    limit_w: float | None = None
    limit_a: float | None = None
    heard_s: float | None = None
    period: LimitPeriod | None = None
    looked_s: float = 0.0

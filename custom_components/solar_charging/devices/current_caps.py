"""What keeps a charger at a current for a while: a limit of its own, or how often it takes commands."""

from datetime import datetime, timedelta

from ..engine.limit_settings import CurrentCap

# A value lower than commanded is the charger's own limit (its cable, its installation). More is asked for again after this, then
# after twice as long each time, since each time is a command in vain.
FIRST_LIMIT = timedelta(minutes=10)
# Boxes round by less.
LATE_ANSWER_A = 2.0
# The longest pause between two attempts: half a morning of sun at most is lost after the limit is gone.
LONGEST_LIMIT = timedelta(hours=2)


class CurrentCaps:
    """The caps on one charger's current."""

    def __init__(self) -> None:
        self._limit: CurrentCap | None = None
        self._limited_for = FIRST_LIMIT
        self._rate: CurrentCap | None = None

    @property
    def charger_limit_a(self) -> float | None:
        """What the charger last took instead of more, whether or not it still counts."""
        return self._limit.current_a if self._limit else None

    def limited_by_charger(self, current_a: float, now: datetime) -> None:
        """The charger answered with less than was commanded."""
        is_known = self.charger_limit_a == current_a
        self._limited_for = min(2 * self._limited_for, LONGEST_LIMIT) if is_known else FIRST_LIMIT
        self._limit = CurrentCap(current_a, now + self._limited_for)

    def forget_exceeded(self, current_a: float, now: datetime) -> None:
        """One that shows more than a limit while no more is commanded has none: its answer was late."""
        limit, _ = self._active(now, is_rate_limited=False)
        if limit is not None and current_a >= limit.current_a + LATE_ANSWER_A:
            self._limit = None

    def rate_limited(self, current_a: float, until: datetime) -> None:
        """The charger takes no other command until then; less power excepted."""
        self._rate = CurrentCap(current_a, until)

    def forget_charger_limit(self) -> None:
        """It was away, or has another car and another cable."""
        self._limit = None

    def forget_all(self) -> None:
        """Nobody knows how long they last."""
        self._limit = self._rate = None

    def ceiling_a(self, max_a: float, step_a: float, now: datetime, *, is_rate_limited: bool) -> float:
        """Return what can be commanded now; one step more than the rate limit allows, so that it shows that more is wanted."""
        limit, rate = self._active(now, is_rate_limited=is_rate_limited)
        ceilings = [limit.current_a if limit else max_a, rate.current_a + step_a if rate else max_a]
        return min(max_a, *ceilings)

    def lowest_cap(self, max_a: float, now: datetime, *, is_rate_limited: bool) -> CurrentCap | None:
        """Return the cap that counts, if the charger could take more without it."""
        caps = [cap for cap in self._active(now, is_rate_limited=is_rate_limited) if cap and cap.current_a < max_a]
        return min(caps, key=lambda cap: cap.current_a, default=None)

    def _active(self, now: datetime, *, is_rate_limited: bool) -> tuple[CurrentCap | None, CurrentCap | None]:
        limit = self._limit if self._limit and now < self._limit.until else None
        rate = self._rate if is_rate_limited and self._rate and now < self._rate.until else None
        return limit, rate

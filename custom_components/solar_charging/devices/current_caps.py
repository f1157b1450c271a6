"""What keeps a charger at a current for a while: its own answer, or its budget of commands."""

from datetime import datetime, timedelta

from ..engine.model import CurrentCap

# A lower value than asked was the charger's own limit (its cable, its installation); it is asked again after this, then twice as
# long each time, since each time is a command in vain.
FIRST_CLAMP = timedelta(minutes=10)
LAST_CLAMP = timedelta(hours=2)


class CurrentCaps:
    """The holds of one charger."""

    def __init__(self) -> None:
        self._clamp: CurrentCap | None = None
        self._clamped_for = FIRST_CLAMP
        self._budget: CurrentCap | None = None

    @property
    def clamped_a(self) -> float | None:
        """What the charger last took instead of more, whether or not it still counts."""
        return self._clamp.current_a if self._clamp else None

    def clamp(self, current_a: float, now: datetime) -> None:
        """The charger answered with less than it was told."""
        is_known = self.clamped_a == current_a
        self._clamped_for = min(2 * self._clamped_for, LAST_CLAMP) if is_known else FIRST_CLAMP
        self._clamp = CurrentCap(current_a, now + self._clamped_for)

    def wait(self, current_a: float, until: datetime) -> None:
        """The charger takes no other command until then; less power excepted."""
        self._budget = CurrentCap(current_a, until)

    def forget_clamp(self) -> None:
        """It was away, or has another car and another cable."""
        self._clamp = None

    def ceiling_a(self, max_a: float, step_a: float, now: datetime, *, has_budget: bool) -> float:
        """Return what can be asked for now; one step more than a budget allows, so that the wish to rise shows."""
        clamp, budget = self._active(now, has_budget=has_budget)
        ceilings = [clamp.current_a if clamp else max_a, budget.current_a + step_a if budget else max_a]
        return min(max_a, *ceilings)

    def lowest(self, max_a: float, now: datetime, *, has_budget: bool) -> CurrentCap | None:
        """Return the hold that counts, if the charger could take more without it."""
        holds = [hold for hold in self._active(now, has_budget=has_budget) if hold and hold.current_a < max_a]
        return min(holds, key=lambda hold: hold.current_a, default=None)

    def _active(self, now: datetime, *, has_budget: bool) -> tuple[CurrentCap | None, CurrentCap | None]:
        clamp = self._clamp if self._clamp and now < self._clamp.until else None
        budget = self._budget if has_budget and self._budget and now < self._budget.until else None
        return clamp, budget

"""What all chargers of a home draw together, as the measuring of surplus asks it."""

from collections.abc import Collection
from dataclasses import dataclass

from ..measure.freshness import CheckedReading
from ..policy import Policy
from .car_pause import held_w
from .charger_state import ChargerState
from .power import total_power_range_w


@dataclass(frozen=True, slots=True)
class AllChargersPower:
    """The chargers of a home, those that were removed a moment ago included: they still show in the meter."""

    chargers: Collection[ChargerState]
    policy: Policy

    def range_w(self, sampled_s: float) -> tuple[float, float]:
        """Return the least and the most in W that all of them may have drawn when a meter's sample of that time (UTC s) was taken."""
        return total_power_range_w(self.chargers, sampled_s, self.policy)

    def confirmed_w(self, surplus_w: float, generation: CheckedReading, sampled_s: float) -> float:
        """Return a surplus in W without what may be a car's own pause, or its end, that its charger's meter has not shown yet."""
        for charger in self.chargers:
            if charger.unread_car is not None:
                surplus_w = held_w(charger.car_pause, charger.unread_car, surplus_w, generation, sampled_s)
        return surplus_w

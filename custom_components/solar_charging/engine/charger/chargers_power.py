"""Total power of all chargers, as needed to work out the surplus."""

from collections.abc import Collection
from dataclasses import dataclass

from ..measure.freshness import CheckedReading
from ..policy import Policy
from .car_pause import held_w
from .charger_state import ChargerState
from .power import total_power_range_w


@dataclass(frozen=True, slots=True)
class AllChargersPower:
    """All chargers of the site, including those removed a moment ago: they still show at the meter."""

    chargers: Collection[ChargerState]
    policy: Policy

    def range_w(self, sampled_s: float) -> tuple[float, float]:
        """Return the least and the most (W) that all chargers may have drawn at the time of a meter sample (UTC s)."""
        return total_power_range_w(self.chargers, sampled_s, self.policy)

    def confirmed_w(self, surplus_w: float, generation: CheckedReading, sampled_s: float) -> float:
        """Return the surplus (W) without changes that a car probably caused by pausing or resuming, which its charger has not reported yet."""
        for charger in self.chargers:
            if charger.unread_car is not None:
                surplus_w = held_w(charger.car_pause, charger.unread_car, surplus_w, generation, sampled_s)
        return surplus_w

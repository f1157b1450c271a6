"""Whose energy a charger draws: the sun's, the home battery's, or the grid's. The house is served first, cars get what is left.

So of what the home buys at a moment, chargers bear as much as they draw; of what the battery gives, as much of the rest.
The three always add up to the charger's own power.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shares:
    """One quantity (W or Wh) by where it comes from; each at least 0."""

    solar: float = 0.0
    battery: float = 0.0
    grid: float = 0.0

    @property
    def total(self) -> float:
        """All of it."""
        return self.solar + self.battery + self.grid

    def times(self, factor: float) -> Shares:
        """Return so many times of each."""
        return Shares(self.solar * factor, self.battery * factor, self.grid * factor)

    def plus(self, other: Shares) -> Shares:
        """Return the sum."""
        return Shares(self.solar + other.solar, self.battery + other.battery, self.grid + other.grid)


def measured_shares(power_w: float, all_chargers_w: float, grid_w: float, battery_w: float | None) -> Shares:
    """Return how a charger's power divides, in W, where the grid connection is measured (+ import; battery + charging).

    `all_chargers_w` is what all managed chargers draw together: they bear import and battery in proportion to their power.
    """
    if power_w <= 0.0:
        return Shares()
    total_w = max(all_chargers_w, power_w)
    bought_w = min(max(grid_w, 0.0), total_w)
    discharged_w = min(max(-(battery_w or 0.0), 0.0), total_w - bought_w)
    part = power_w / total_w
    return Shares((total_w - bought_w - discharged_w) * part, discharged_w * part, bought_w * part)


def believed_shares(power_w: float, solar_w: float, battery_w: float | None) -> Shares:
    """Return how a charger's power divides, in W, where the sun's part is only believed."""
    sun_w = min(max(solar_w, 0.0), max(power_w, 0.0))
    rest_w = max(power_w, 0.0) - sun_w
    discharged_w = min(max(-(battery_w or 0.0), 0.0), rest_w)
    return Shares(sun_w, discharged_w, rest_w - discharged_w)
